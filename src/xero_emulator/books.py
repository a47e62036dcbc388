"""One organisation: every resource and the ledger between them.

Requests to one organisation must be answered one after the other; nothing here locks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from xero_emulator import wire
from xero_emulator.accounting.accounts import Accounts
from xero_emulator.accounting.allocations import Allocations
from xero_emulator.accounting.attachments import Attachments
from xero_emulator.accounting.bank_transactions import BankTransactions
from xero_emulator.accounting.bank_transfers import BankTransfers
from xero_emulator.accounting.batch_payments import BatchPayments
from xero_emulator.accounting.branding_themes import BrandingThemes
from xero_emulator.accounting.budgets import Budgets
from xero_emulator.accounting.contact_groups import ContactGroups
from xero_emulator.accounting.contacts import Contacts
from xero_emulator.accounting.credit_notes import CreditNotes
from xero_emulator.accounting.currencies import Currencies
from xero_emulator.accounting.expense_claims import ExpenseClaims
from xero_emulator.accounting.history import History
from xero_emulator.accounting.invoices import Invoices
from xero_emulator.accounting.items import Items
from xero_emulator.accounting.ledger import Ledger
from xero_emulator.accounting.linked_transactions import LinkedTransactions
from xero_emulator.accounting.manual_journals import ManualJournals
from xero_emulator.accounting.organisations import ZONES, Organisations
from xero_emulator.accounting.overpayments import Overpayments
from xero_emulator.accounting.payment_services import PaymentServices
from xero_emulator.accounting.payments import Payments
from xero_emulator.accounting.prepayments import Prepayments
from xero_emulator.accounting.purchase_orders import PurchaseOrders
from xero_emulator.accounting.quotes import Quotes
from xero_emulator.accounting.receipts import Receipts
from xero_emulator.accounting.repeating_invoices import RepeatingInvoices
from xero_emulator.accounting.stock import Stock
from xero_emulator.accounting.tax_rates import TaxRates
from xero_emulator.accounting.tracking_categories import TrackingCategories
from xero_emulator.accounting.users import Users
from xero_emulator.assets.asset_types import AssetTypes
from xero_emulator.assets.assets import Assets
from xero_emulator.changes import Changes
from xero_emulator.files.associations import Associations
from xero_emulator.files.files import Files
from xero_emulator.files.folders import Folders
from xero_emulator.payroll import shelves
from xero_emulator.payroll.au.kept import RESOURCES as AU_PAYROLL
from xero_emulator.resource import Resource
from xero_emulator.switches import Switches
from xero_emulator.wire import Record

RESOURCES: dict[str, type[Resource]] = {
    "organisations": Organisations,
    "accounts": Accounts,
    "tax_rates": TaxRates,
    "currencies": Currencies,
    "tracking_categories": TrackingCategories,
    "items": Items,
    "payment_services": PaymentServices,
    "branding_themes": BrandingThemes,
    "contacts": Contacts,
    "contact_groups": ContactGroups,
    "invoices": Invoices,
    "credit_notes": CreditNotes,
    "overpayments": Overpayments,
    "prepayments": Prepayments,
    "allocations": Allocations,
    "payments": Payments,
    "batch_payments": BatchPayments,
    "bank_transactions": BankTransactions,
    "bank_transfers": BankTransfers,
    "manual_journals": ManualJournals,
    "users": Users,
    "receipts": Receipts,
    "expense_claims": ExpenseClaims,
    "budgets": Budgets,
    "quotes": Quotes,
    "purchase_orders": PurchaseOrders,
    "repeating_invoices": RepeatingInvoices,
    "linked_transactions": LinkedTransactions,
    "files": Files,
    "folders": Folders,
    "associations": Associations,
    "assets": Assets,
    "asset_types": AssetTypes,
    **shelves.RESOURCES,
    **AU_PAYROLL,
}
VERSION = 1
LOCKS = {"PeriodLockDate": "period", "EndOfYearLockDate": "end of year"}


class Books:
    """Everything in one organisation. `salt` varies the ids that it will give.

    `past` is the dump of what happened before anybody looked, asked for at the first look.
    """

    organisations: Organisations
    accounts: Accounts
    tax_rates: TaxRates
    currencies: Currencies
    tracking_categories: TrackingCategories
    items: Items
    payment_services: PaymentServices
    branding_themes: BrandingThemes
    contacts: Contacts
    contact_groups: ContactGroups
    invoices: Invoices
    credit_notes: CreditNotes
    overpayments: Overpayments
    prepayments: Prepayments
    allocations: Allocations
    payments: Payments
    batch_payments: BatchPayments
    bank_transactions: BankTransactions
    bank_transfers: BankTransfers
    manual_journals: ManualJournals
    users: Users
    receipts: Receipts
    expense_claims: ExpenseClaims
    budgets: Budgets
    quotes: Quotes
    purchase_orders: PurchaseOrders
    repeating_invoices: RepeatingInvoices
    linked_transactions: LinkedTransactions
    files: Files
    folders: Folders
    associations: Associations
    assets: Assets
    asset_types: AssetTypes

    def __init__(self, salt: str = "") -> None:
        self.salt = salt
        self.past: Callable[[], Record] | None = None
        self.given = 0
        self.switches = Switches()
        self.changes = Changes()
        self.resources = {name: kind(self) for name, kind in RESOURCES.items()}
        for name, resource in self.resources.items():
            setattr(self, name, resource)
        self.history = History(self)
        self.attachments = Attachments(self)
        self.journals = Ledger(self)
        self.stock = Stock(self)
        self._undo: list[Callable[[], None]] = []
        self._depth = 0

    @property
    def organisation(self) -> Record:
        return next(iter(self.organisations.records.values()))

    @property
    def tenant_id(self) -> str:
        return cast(str, self.organisation["OrganisationID"])

    @property
    def name(self) -> str:
        return cast(str, self.organisation["Name"])

    @property
    def country(self) -> str:
        return cast(str, self.organisation["CountryCode"])

    @property
    def base_currency(self) -> str:
        return cast(str, self.organisation["BaseCurrency"])

    def today(self, now: datetime) -> date:
        """The calendar day in the organisation's own time zone."""
        return now.astimezone(ZoneInfo(ZONES[self.organisation["Timezone"]])).date()

    def locked(self, day: str) -> Iterator[str]:
        """What is wrong with posting on this day, given the organisation's lock dates."""
        for name, words in LOCKS.items():
            lock = self.organisation.get(name)
            if lock is not None and wire.millis(day) <= wire.millis(lock):
                at = wire.date_of(lock)
                yield f"The document date cannot be before the {words} lock date, " + (
                    f"currently set at {at:%d %B %Y}"
                )

    def new_id(self) -> str:
        """The next id: a random-looking GUID that the same books always give in the same order."""
        self.given += 1
        bits = blake2b(f"{self.salt}:{self.given}".encode(), digest_size=16).digest()
        return str(UUID(bytes=bits, version=4))

    def on_failure(self, undo: Callable[[], None]) -> None:
        if self._depth:
            self._undo.append(undo)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What happens inside happens wholly or, when it raises, not at all; may be nested."""
        mark = len(self._undo)
        self._depth += 1
        try:
            yield
        except BaseException:
            while len(self._undo) > mark:
                self._undo.pop()()
            raise
        finally:
            self._depth -= 1
            if not self._depth:
                self._undo.clear()

    def opened(self) -> Books:
        """These books with their past in them; whoever reads or changes books opens them first."""
        if self.past is not None:
            self._take_over(self.past())
            self.past = None
        return self

    def ledger(self) -> Record:
        """Evidence for outside checkers: every record, dates in ISO 8601, money as numbers."""
        told = {name: list(kept.records.values()) for name, kept in self.resources.items()}
        invoices = [self.invoices.evidence(record) for record in told["invoices"]]
        notes = [self.credit_notes.evidence(record) for record in told["credit_notes"]]
        shown = {
            "tenant_id": self.tenant_id,
            "name": self.name,
            "country": self.country,
            **told,
            "invoices": invoices,
            "credit_notes": notes,
            "journals": self.journals.journals,
            "stock": self.stock.ledger(),
            "outbox": self.invoices.outbox,
        }
        return cast(Record, wire.plain(shown))

    def dump(self) -> Record:
        """All state as JSON values (money as Decimal), for `load`."""
        return {
            "version": VERSION,
            "salt": self.salt,
            "given": self.given,
            "switches": msgspec.to_builtins(self.switches),
            **{name: kept.dump() for name, kept in self.resources.items()},
            "history": self.history.dump(),
            "attachments": self.attachments.dump(),
            "journals": self.journals.dump(),
            "stock": self.stock.dump(),
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> Books:
        books = cls(dumped["salt"])
        books._take_over(dumped)
        return books

    def _take_over(self, dumped: Mapping[str, Any]) -> None:
        self.given = dumped["given"]
        self.switches = msgspec.convert(dumped["switches"], Switches)
        for name, kept in self.resources.items():
            kept.load(dumped[name])
        self.history.load(dumped["history"])
        self.attachments.load(dumped["attachments"])
        self.journals.load(dumped["journals"])
        self.stock.load(dumped["stock"])
