"""Money moved between two bank accounts of the organisation: two bank transactions at once.

How it was checked: fields, paths and the soft delete from Xero's OpenAPI 16.1.0; the pair of
transactions and the amount above zero from the reference's section 5.4. Unverified: every text;
that both accounts must have one currency; that a reconciled transfer cannot be deleted; that
deleted ones are left out of a list unless it asks for them, and that they keep their accounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xero_emulator import money, wire
from xero_emulator.accounting import attachments, exchange, history
from xero_emulator.accounting.bank_transactions import ACCOUNT, bank_account
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, flag, guid, many, names, number, one, text
from xero_emulator.resource import (
    Asked,
    Resource,
    States,
    Test,
    fetching,
    listing,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States("AUTHORISED", AUTHORISED="DELETED")

SCOPES = ("accounting.transactions", "accounting.banktransactions")
SIDES = {"From": "SPEND-TRANSFER", "To": "RECEIVE-TRANSFER"}

UNKNOWN = "The bank transfer could not be found."
ONLY_DELETED = "A bank transfer cannot be edited, only deleted."
TOO_LITTLE = "The transfer amount must be greater than zero."
SAME_ACCOUNT = "Money can only be transferred to another bank account."
OTHER_CURRENCY = "Money can only be transferred between bank accounts of the same currency."
RECONCILED = "This bank transfer cannot be deleted as it has been reconciled."

_TRACKING = many(Fields(TrackingCategoryID=guid, TrackingOptionID=guid))


class BankTransfers(Resource):
    plural = "BankTransfers"
    key = "BankTransferID"
    error_flag = ""
    takes = names("includeDeleted If-Modified-Since")
    columns = Columns(
        text="Reference Status FromBankAccount.Code FromBankAccount.Name ToBankAccount.Code "
        "ToBankAccount.Name",
        guid="BankTransferID FromBankAccount.AccountID ToBankAccount.AccountID "
        "FromBankTransactionID ToBankTransactionID",
        number="Amount CurrencyRate",
        flag="HasAttachments FromIsReconciled ToIsReconciled",
        day="Date CreatedDateUTC",
    )
    fields = Fields(
        BankTransferID=guid,
        FromBankAccount=one(ACCOUNT),
        ToBankAccount=one(ACCOUNT),
        Amount=number,
        Date=day,
        Reference=text,
        FromIsReconciled=flag,
        ToIsReconciled=flag,
        FromTracking=_TRACKING,
        ToTracking=_TRACKING,
        Status=choice("BankTransferStatus", "AUTHORISED", "DELETED"),
    )

    def changed(self, record: Record) -> str:
        found: str = record["CreatedDateUTC"]
        return found

    def hidden(self, call: Call) -> Test | None:
        if self.asked(call, "includeDeleted").lower() == "true":
            return None
        return lambda record: record["Status"] == "DELETED"

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        if create:
            return self._made(sent, call)
        found = self.records.get(sent.get(self.key, ""))
        if found is None:
            raise Invalid(UNKNOWN)
        return self._deleted(found, sent, call)

    def echo(self, sent: Record, refusal: Invalid) -> Record:
        """A transfer that stays as it is, when it was not allowed to be deleted."""
        stays = self.records.get(sent.get(self.key, ""))
        return super().echo(sent if stays is None else stays, refusal)

    def _made(self, sent: Record, call: Call) -> Record:
        record = {
            self.key: self.books.new_id(),
            **self._accounts(sent),
            "Amount": money.half_up(sent.get("Amount", money.ZERO)),
            "Date": sent.get("Date", wire.day(self.books.today(call.now))),
            "Reference": sent.get("Reference", ""),
            "FromIsReconciled": sent.get("FromIsReconciled", False),
            "ToIsReconciled": sent.get("ToIsReconciled", False),
            "FromTracking": self._tracked(sent.get("FromTracking", [])),
            "ToTracking": self._tracked(sent.get("ToTracking", [])),
            "FromBankTransactionID": self.books.new_id(),
            "ToBankTransactionID": self.books.new_id(),
            "HasAttachments": False,
            "Status": STATES.first,
            "CreatedDateUTC": wire.instant(call.now),
        }
        record["DateString"] = wire.day_text(wire.date_of(record["Date"]))
        wrong = list(self._wrong(record))
        if wrong:
            raise Invalid(*wrong)
        return self._kept(record, call)

    def _accounts(self, sent: Record) -> Record:
        """Both accounts, which must agree in their currency, and its rate."""
        found = {
            f"{side}BankAccount": bank_account(sent.get(f"{side}BankAccount", {}), self.books)
            for side in SIDES
        }
        codes = [self._currency(account) for account in found.values()]
        if codes[0] != codes[1]:
            raise Invalid(OTHER_CURRENCY)
        return {**found, "CurrencyRate": exchange.agreed({}, codes[0], self.books)}

    def _currency(self, account: Record) -> str:
        held = self.books.accounts.records[account["AccountID"]]
        found: str = held.get("CurrencyCode", self.books.base_currency)
        return found

    def _tracked(self, sent: list[Record]) -> list[Record]:
        return self.books.tracking_categories.on_line(sent, [])

    def _wrong(self, record: Record) -> Iterable[str]:
        if record["Amount"] <= money.ZERO:
            yield TOO_LITTLE
        if record["FromBankAccount"] == record["ToBankAccount"]:
            yield SAME_ACCOUNT
        yield from self.books.locked(record["Date"])

    def _kept(self, record: Record, call: Call) -> Record:
        kept = self.keep(record, call.client_id)
        for kind in SIDES.values():
            self.books.bank_transactions.transferred(kind, kept, call)
        self._post(kept, call)
        self._tell(kept, "Created", call)
        return kept

    def _post(self, record: Record, call: Call) -> None:
        accounts = self.books.accounts.records
        net = money.in_base(record["Amount"], record["CurrencyRate"])
        entries = (
            Entry(
                accounts[record["ToBankAccount"]["AccountID"]],
                net,
                tracking=tuple(record["ToTracking"]),
            ),
            Entry(
                accounts[record["FromBankAccount"]["AccountID"]],
                -net,
                tracking=tuple(record["FromTracking"]),
            ),
        )
        source = Source("TRANSFER", record[self.key], record["Date"], record["Reference"])
        self.books.journals.post(source, entries, call.now)

    def _deleted(self, old: Record, sent: Record, call: Call) -> Record:
        if not STATES.allows(old["Status"], sent.get("Status") or old["Status"]):
            raise Invalid(ONLY_DELETED)
        if old["FromIsReconciled"] or old["ToIsReconciled"]:
            raise Invalid(RECONCILED)
        wrong = list(self.books.locked(old["Date"]))
        if wrong:
            raise Invalid(*wrong)
        record = self.keep({**old, "Status": "DELETED"})
        for side in SIDES:
            self.books.bank_transactions.untransferred(record[f"{side}BankTransactionID"], call)
        self.books.journals.reverse(record[self.key], call.now)
        self._tell(record, "Deleted", call)
        return record

    def _tell(self, record: Record, changes: str, call: Call) -> None:
        names_ = [record[f"{side}BankAccount"]["Name"] for side in SIDES]
        details = f"Bank transfer from {names_[0]} to {names_[1]} for {record['Amount']}."
        self.books.history.add(record[self.key], changes, details, call.now)

    def fetched(self, record: Record, asked: Asked) -> Record:
        return record


def bank_transfers(books: Books) -> BankTransfers:
    return books.bank_transfers


_AT = "/BankTransfers/{BankTransferID}"

ROUTES = (
    route("getBankTransfers", "GET", "/BankTransfers", reads(*SCOPES), listing(bank_transfers)),
    route(
        "createBankTransfer",
        "PUT",
        "/BankTransfers",
        writes(*SCOPES),
        writing(bank_transfers, create=True),
    ),
    route(
        "deleteBankTransfers", "POST", "/BankTransfers", writes(*SCOPES), writing(bank_transfers)
    ),
    route(
        "getBankTransfer", "GET", _AT, reads(*SCOPES), fetching(bank_transfers, "BankTransferID")
    ),
    route(
        "deleteBankTransfer",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(bank_transfers, "BankTransferID"),
    ),
    *history.routes(
        _AT,
        "BankTransfer",
        bank_transfers,
        reads(*SCOPES),
        writes(*SCOPES),
        ("get{}History", "create{}HistoryRecord"),
    ),
    *attachments.routes(_AT, "BankTransfer", bank_transfers),
)
