"""Money spent and received, and the overpayments and prepayments that are born from it.

How it was checked: fields, types and the tax-inclusive default from Xero's OpenAPI 16.1.0 and its
examples, the `References` filter from 19.0.0; deleting by status from the reference's section 5.3;
the refusal of a reconciled transaction as several integrators quote it. The examples attach files
of a prepayment under its own id: a transaction is found by the id of its credit too. Unverified:
the texts marked so below; that a credit which was used keeps its transaction from changing; that
a currency other than the bank account's is refused; that deleted transactions stay listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xero_emulator import money, wire
from xero_emulator.accounting import (
    attachments,
    bank_lines,
    contacts,
    exchange,
    history,
    lines,
    posting,
)
from xero_emulator.accounting.bank_lines import Kind
from xero_emulator.accounting.credits import Credits
from xero_emulator.accounting.documents import (
    LINE_AMOUNT_TYPES,
    NEGATIVE,
    NO_CONTACT,
    NO_LINES,
    PAID_ALREADY,
)
from xero_emulator.accounting.ledger import Source
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, flag, guid, many, names, number, one, text
from xero_emulator.money import ZERO
from xero_emulator.resource import (
    Asked,
    Resource,
    States,
    Test,
    fetching,
    listing,
    reads,
    route,
    words,
    writes,
    writing,
)
from xero_emulator.where import Columns, Path, reach
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "AUTHORISED",
    AUTHORISED="AUTHORISED DELETED",  # that it ever becomes VOIDED is unverified
)

SCOPES = ("accounting.transactions", "accounting.banktransactions")
TRANSFERS = ("RECEIVE-TRANSFER", "SPEND-TRANSFER")

RECONCILED = (
    "This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement."
)
UNKNOWN = "The bank transaction could not be found."  # unverified text
NO_TYPE = "The bank transaction type must be specified."  # unverified text
OTHER_TYPE = "The bank transaction type cannot be changed."  # unverified text
TRANSFER = "Transfers can only be made and deleted as bank transfers."  # unverified text
NO_BANK = "A bank account must be specified that exists and is active."  # unverified text
NOT_BANK = "The account must be of type BANK."  # unverified text
OTHER_CURRENCY = "The currency must be that of the bank account, {}."  # unverified text
NOT_OPEN = "Bank transaction not of valid status for modification"  # unverified text
NOTHING = "The total must be greater than zero."  # unverified text
ACCOUNT = Fields(AccountID=guid, Code=text)


KINDS = {
    "RECEIVE": Kind(1, "CASHREC"),
    "RECEIVE-OVERPAYMENT": Kind(1, "AROVERPAYMENT", "overpayments"),
    "RECEIVE-PREPAYMENT": Kind(1, "ARPREPAYMENT", "prepayments"),
    "SPEND": Kind(-1, "CASHPAID"),
    "SPEND-OVERPAYMENT": Kind(-1, "APOVERPAYMENT", "overpayments"),
    "SPEND-PREPAYMENT": Kind(-1, "APPREPAYMENT", "prepayments"),
}


class BankTransactions(Resource):
    plural = "BankTransactions"
    key = "BankTransactionID"
    error_flag = ""
    takes = names("page References If-Modified-Since")
    columns = Columns(
        text="Type Reference Status CurrencyCode LineAmountTypes Url Contact.Name "
        "Contact.ContactNumber Contact.EmailAddress BankAccount.Code BankAccount.Name",
        guid="BankTransactionID OverpaymentID PrepaymentID Contact.ContactID BankAccount.AccountID",
        number="SubTotal TotalTax Total CurrencyRate",
        flag="IsReconciled HasAttachments",
        day="Date UpdatedDateUTC",
    )
    fields = Fields(
        BankTransactionID=guid,
        Type=choice("BankTransactionType", *KINDS, *TRANSFERS),
        Contact=one(contacts.FIELDS),
        LineItems=many(lines.FIELDS),
        BankAccount=one(ACCOUNT),
        IsReconciled=flag,
        Date=day,
        Reference=text,
        CurrencyCode=text,
        CurrencyRate=number,
        Url=text,
        Status=choice("BankTransactionStatus", "AUTHORISED", "DELETED", "VOIDED"),
        LineAmountTypes=choice("LineAmountType", *LINE_AMOUNT_TYPES),
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "account", record["BankAccount"]["AccountID"]
        if "Contact" in record:
            yield "contact", record["Contact"]["ContactID"]
        for name in ("OverpaymentID", "PrepaymentID"):
            if name in record:
                yield "credit", record[name]

    def match(self, token: str) -> Record | None:
        return super().match(token) or self.first_by("credit", token)

    def of_credit(self, credit_id: str) -> Record:
        """The bank transaction that an overpayment or a prepayment was born from."""
        return next(self.found_by("credit", credit_id))

    def reach(self, record: Record, path: Path) -> Any:
        if path[0] != "Contact" or "Contact" not in record:
            return reach(record, path)
        return reach(self.books.contacts.records[record["Contact"]["ContactID"]], path[1:])

    def hidden(self, call: Call) -> Test | None:
        wanted = frozenset(words(self.asked(call, "References")))
        return (lambda record: record.get("Reference") not in wanted) if wanted else None

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self._meant(sent)
        if old is None:
            if sent.get("Status", STATES.first) not in STATES.born:
                raise Invalid(NOT_OPEN)
            return self._kept(self._drawn(None, sent, call), None, sent, call)
        self._refuse(old, sent.get("Status") or old["Status"])
        if sent.get("Status") == "DELETED":
            return self._deleted(old, call)
        return self._kept(self._drawn(old, sent, call), old, sent, call)

    def _meant(self, sent: Record) -> Record | None:
        if self.key not in sent:
            return None
        found = self.records.get(sent[self.key])
        if found is None:
            raise Invalid(UNKNOWN)
        return found

    def _refuse(self, old: Record, wanted: str) -> None:
        if old["Type"] in TRANSFERS:
            raise Invalid(TRANSFER)
        if not STATES.allows(old["Status"], wanted):
            raise Invalid(NOT_OPEN)
        if old["IsReconciled"]:
            raise Invalid(RECONCILED)
        credits_ = self._credits(old)
        if credits_ is not None and credits_.applied(old[credits_.key]):
            raise Invalid(PAID_ALREADY)
        wrong = list(self.books.locked(old["Date"]))
        if wrong:
            raise Invalid(*wrong)

    def _credits(self, record: Record) -> Credits | None:
        """Where the credit of such a transaction is kept, if it gives birth to any."""
        name = KINDS[record["Type"]].credit
        held: Credits | None = getattr(self.books, name) if name else None
        return held

    def _drawn(self, old: Record | None, sent: Record, call: Call) -> Record:
        """The transaction as it would be, complete; raises Invalid with all that is wrong."""
        carried = names("Type IsReconciled Date LineAmountTypes Url")
        before = old or {"LineAmountTypes": "Inclusive", "IsReconciled": False, "LineItems": []}
        record = {**before, **{name: sent[name] for name in carried if name in sent}}
        self._typed(record, old)
        record["BankAccount"] = self._bank(old, sent)
        record["Contact"] = self._contact(old, sent, call)
        self._priced(record, old, sent)
        wrong = [*self._dated(record, call), *self._lined(record, old, sent, call)]
        if wrong:
            raise Invalid(*dict.fromkeys(wrong))
        return record

    def _typed(self, record: Record, old: Record | None) -> None:
        kind = record.get("Type")
        if kind is None:
            raise Invalid(NO_TYPE)
        if kind in TRANSFERS:
            raise Invalid(TRANSFER)
        if old is not None and kind != old["Type"]:
            raise Invalid(OTHER_TYPE)
        if KINDS[kind].credit == "overpayments":
            record["LineAmountTypes"] = "NoTax"

    def _bank(self, old: Record | None, sent: Record) -> Record:
        if old is not None and "BankAccount" not in sent:
            kept: Record = old["BankAccount"]
            return kept
        return bank_account(sent.get("BankAccount", {}), self.books)

    def _contact(self, old: Record | None, sent: Record, call: Call) -> Record:
        if "Contact" in sent:
            return {"ContactID": self.books.contacts.on_document(sent["Contact"], call)}
        if old is None:
            raise Invalid(NO_CONTACT)
        kept: Record = old["Contact"]
        return kept

    def _priced(self, record: Record, old: Record | None, sent: Record) -> None:
        bank = self.books.accounts.records[record["BankAccount"]["AccountID"]]
        code: str = bank.get("CurrencyCode", self.books.base_currency)
        if sent.get("CurrencyCode", code).upper() != code:
            raise Invalid(OTHER_CURRENCY.format(code))
        record["CurrencyCode"] = code
        if old is None or old["CurrencyCode"] != code or "CurrencyRate" in sent:
            record["CurrencyRate"] = exchange.agreed(sent, code, self.books)

    def _dated(self, record: Record, call: Call) -> Iterable[str]:
        record.setdefault("Date", wire.day(self.books.today(call.now)))
        record["DateString"] = wire.day_text(wire.date_of(record["Date"]))
        return self.books.locked(record["Date"])

    def _lined(self, record: Record, old: Record | None, sent: Record, call: Call) -> Iterable[str]:
        kind, types, wrong = KINDS[record["Type"]], record["LineAmountTypes"], []
        if "LineItems" in sent:
            unitdp = Asked.of(call, self).unitdp
            wrong = list(bank_lines.settle(record, sent["LineItems"], kind, unitdp, self.books))
        elif old is not None and types != old["LineAmountTypes"]:
            record["LineItems"] = lines.retaxed(record["LineItems"], types, self.books)
        sums = money.totals(record["LineItems"], types)
        record |= {"SubTotal": sums.sub_total, "TotalTax": sums.tax, "Total": sums.total}
        return wrong or list(_wrong(record, kind))

    def _kept(self, record: Record, old: Record | None, sent: Record, call: Call) -> Record:
        kind, held = KINDS[record["Type"]], self._credits(record)
        if old is None:
            new = {self.key: self.books.new_id(), "Status": STATES.first, "HasAttachments": False}
            born = {} if held is None else {held.key: self.books.new_id()}
            record = {**new, **record, **born}
        if held is None:
            record["Reference"] = sent.get("Reference", record.get("Reference", ""))
        record["UpdatedDateUTC"] = wire.instant(call.now)
        kept = self.keep(record, call.client_id if old is None else None)
        if held is not None:
            held.follow(kept, sent.get("Reference"), call)
        self._post(kept, kind, call)
        self._tell(kept, "Created" if old is None else "Edited", call)
        return kept

    def _post(self, record: Record, kind: Kind, call: Call) -> None:
        """Posts the transaction anew; what it sells or buys of tracked items moves the stock."""
        held, books = self._credits(record), self.books
        about = record[self.key if held is None else held.key]
        stands = record["Status"] == "AUTHORISED"
        books.journals.reverse(about, call.now)
        source = Source(kind.source, about, record["Date"], record.get("Reference", ""))
        moved = posting.moves(record, kind, books) if stands and held is None else ()
        stock = books.stock.settle(source, moved, call.now)
        if stands:
            entries = [*bank_lines.entries(record, kind, books), *stock]
            books.journals.post(source, entries, call.now)

    def _deleted(self, old: Record, call: Call) -> Record:
        held = self._credits(old)
        gone = {"Status": "DELETED", "UpdatedDateUTC": wire.instant(call.now)}
        record = self.keep({**old, **gone})
        if held is not None:
            held.void(old[held.key], call)
        self._post(record, KINDS[record["Type"]], call)
        self._tell(record, "Deleted", call)
        return record

    def _tell(self, record: Record, changes: str, call: Call) -> None:
        name = self.books.contacts.records[record["Contact"]["ContactID"]]["Name"]
        details = f"{record['Type']} of {name} for {record['Total']}."
        self.books.history.add(record[self.key], changes, details, call.now)

    def transferred(self, kind: str, transfer: Record, call: Call) -> Record:
        """One side of a bank transfer: "SPEND-TRANSFER" or "RECEIVE-TRANSFER"."""
        side = "From" if kind == "SPEND-TRANSFER" else "To"
        bank = self.books.accounts.records[transfer[f"{side}BankAccount"]["AccountID"]]
        record = {
            self.key: transfer[f"{side}BankTransactionID"],
            "BankAccount": transfer[f"{side}BankAccount"],
            "Type": kind,
            "Reference": transfer["Reference"],
            "IsReconciled": transfer[f"{side}IsReconciled"],
            "HasAttachments": False,
            "Date": transfer["Date"],
            "DateString": transfer["DateString"],
            "Status": STATES.first,
            "LineAmountTypes": "NoTax",
            "LineItems": [],
            "SubTotal": transfer["Amount"],
            "TotalTax": ZERO,
            "Total": transfer["Amount"],
            "CurrencyCode": bank.get("CurrencyCode", self.books.base_currency),
            "CurrencyRate": transfer["CurrencyRate"],
            "UpdatedDateUTC": wire.instant(call.now),
        }
        details = f"{kind} for {record['Total']}."
        self.books.history.add(record[self.key], "Created", details, call.now)
        return self.keep(record, call.client_id)

    def untransferred(self, key: str, call: Call) -> None:
        """One side of a bank transfer that was deleted."""
        gone = {"Status": "DELETED", "UpdatedDateUTC": wire.instant(call.now)}
        record = self.keep({**self.records[key], **gone})
        details = f"{record['Type']} for {record['Total']}."
        self.books.history.add(key, "Deleted", details, call.now)

    def shown(self, record: Record, asked: Asked) -> Record:
        whole = {**record, "LineItems": lines.shown(record["LineItems"], asked.unitdp)}
        if "Contact" in record:
            whole["Contact"] = self.books.contacts.card(record["Contact"]["ContactID"])
        return whole

    def listed(self, record: Record, asked: Asked) -> Record:
        shown = self.shown(record, asked)
        return shown if asked.paged else {**shown, "LineItems": []}

    def fetched(self, record: Record, asked: Asked) -> Record:
        whole = self.shown(record, asked)
        if "Contact" in record:
            whole["Contact"] = self.books.contacts.records[record["Contact"]["ContactID"]]
        if record["HasAttachments"]:
            at = f"{self.plural}/{record[self.key]}"
            files = self.books.attachments.of(record[self.key])
            whole["Attachments"] = [file.shown(at) for file in files]
        return whole


def _wrong(record: Record, kind: Kind) -> Iterable[str]:
    if not record["LineItems"]:
        yield NO_LINES
    elif record["Total"] < ZERO:
        yield NEGATIVE
    elif kind.credit and not record["Total"]:
        yield NOTHING


def bank_account(sent: Record, books: Books) -> Record:
    """The bank account that a request names by AccountID or Code, as answers carry it."""
    found = books.accounts.named(sent)
    if found is None:
        raise Invalid(NO_BANK)
    if found["Type"] != "BANK":
        raise Invalid(NOT_BANK)
    return {name: found[name] for name in ("AccountID", "Code", "Name") if name in found}


def bank_transactions(books: Books) -> BankTransactions:
    return books.bank_transactions


_AT = "/BankTransactions/{BankTransactionID}"

ROUTES = (
    route(
        "getBankTransactions",
        "GET",
        "/BankTransactions",
        reads(*SCOPES),
        listing(bank_transactions),
    ),
    route(
        "createBankTransactions",
        "PUT",
        "/BankTransactions",
        writes(*SCOPES),
        writing(bank_transactions, create=True),
    ),
    route(
        "updateOrCreateBankTransactions",
        "POST",
        "/BankTransactions",
        writes(*SCOPES),
        writing(bank_transactions),
    ),
    route(
        "getBankTransaction",
        "GET",
        _AT,
        reads(*SCOPES),
        fetching(bank_transactions, "BankTransactionID"),
    ),
    route(
        "updateBankTransaction",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(bank_transactions, "BankTransactionID"),
    ),
    *history.routes(
        _AT,
        "BankTransaction",
        bank_transactions,
        reads(*SCOPES),
        writes(*SCOPES),
        ("get{}sHistory", "create{}HistoryRecord"),
    ),
    *attachments.routes(_AT, "BankTransaction", bank_transactions),
)
