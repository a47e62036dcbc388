"""Expense claims: receipts that somebody hands in together, to be approved and paid back.

How it was checked: paths, fields and examples from Xero's OpenAPI 16.1.0. Unverified: the edges
between states; the texts; that receipts follow their claim (AUTHORISED with it, VOIDED with it, a
draft again when it is deleted); that an approved claim posts its receipts to unpaid expense claims
on the day of reporting; that a claim is paid only by a person, so that here none ever is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xero_emulator import money, wire
from xero_emulator.accounting import history, posting
from xero_emulator.accounting.ledger import Entry, Source
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, guid, many, one
from xero_emulator.money import ZERO
from xero_emulator.resource import (
    Asked,
    Resource,
    States,
    fetching,
    listing,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns, Path, reach
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "SUBMITTED",
    SUBMITTED="SUBMITTED AUTHORISED DELETED",
    AUTHORISED="AUTHORISED VOIDED",  # and PAID, by a person
)

SCOPES = ("accounting.transactions", "accounting.classicexpenses")
STATUSES = ("SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
FOLLOWED = {"AUTHORISED": "AUTHORISED", "VOIDED": "VOIDED", "DELETED": "DRAFT"}
TOLD = {"AUTHORISED": "Approved", "VOIDED": "Voided", "DELETED": "Deleted"}
NO_RECEIPTS = "An expense claim must have at least one receipt."  # unverified text
NO_RECEIPT = "The receipt {} could not be found."  # unverified text
NOT_FREE = "The receipt {} is not a draft of the claim's user."  # unverified text
UNBORN = "Expense claim not of valid status for creation"  # unverified text
UNMOVED = "Expense claim not of valid status for modification"  # unverified text


@dataclass(frozen=True, slots=True)
class Side:
    """How a claim posts: what was spent is owed to who spent it."""

    control: str = "UNPAIDEXPCLM"
    sign: int = -1


SIDE = Side()


class ExpenseClaims(Resource):
    plural = "ExpenseClaims"
    key = "ExpenseClaimID"
    error_flag = ""
    takes = ("If-Modified-Since",)
    columns = Columns(
        text="Status User.FirstName User.LastName",
        guid="ExpenseClaimID User.UserID",
        number="Total AmountDue AmountPaid",
        day="ReportingDate UpdatedDateUTC",
    )
    fields = Fields(
        ExpenseClaimID=guid,
        Status=choice("ExpenseClaimStatus", *STATUSES),
        User=one(Fields(UserID=guid)),
        Receipts=many(Fields(ReceiptID=guid)),
    )

    def reach(self, record: Record, path: Path) -> Any:
        if path[0] == "User":
            return reach(self.books.users.records[record["User"]["UserID"]], path[1:])
        return reach(record, path)

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.records[sent[self.key]]
        status = _status(old, sent)
        record = {**(self._blank(sent, call) if old is None else old), "Status": status}
        if "Receipts" in sent and (old is None or old["Status"] == "SUBMITTED"):
            self._collect(record, sent["Receipts"], call)
        if not record["Receipts"]:
            raise Invalid(NO_RECEIPTS)
        wrong = list(self.books.locked(record["ReportingDate"])) if _posts(record, old) else []
        if wrong:
            raise Invalid(*wrong)
        return self._kept(self._totalled(record), old, call)

    def _blank(self, sent: Record, call: Call) -> Record:
        return {
            self.key: self.books.new_id(),
            "User": {"UserID": self.books.users.identified(sent.get("User", {}))},
            "Receipts": [],
            "Payments": [],
            "ReportingDate": wire.day(self.books.today(call.now)),
        }

    def _collect(self, record: Record, sent: list[Record], call: Call) -> None:
        """Puts these receipts into the claim, and those that it had back to their owner."""
        held = self.books.receipts
        wanted = list(dict.fromkeys(each.get("ReceiptID", "") for each in sent))
        before = [each["ReceiptID"] for each in record["Receipts"]]
        for key in wanted:
            self._refuse(record, key, before)
        for key in set(before) - set(wanted):
            held.kept({**held.records[key], "Status": "DRAFT"}, "Edited", call)
        for key in wanted:
            if key not in before:
                held.kept({**held.records[key], "Status": "SUBMITTED"}, "Submitted", call)
        record["Receipts"] = [{"ReceiptID": key} for key in wanted]

    def _refuse(self, record: Record, receipt_id: str, before: list[str]) -> None:
        found = self.books.receipts.records.get(receipt_id)
        if found is None:
            raise Invalid(NO_RECEIPT.format(receipt_id))
        free = found["Status"] == "DRAFT" and found["User"] == record["User"]
        if not free and receipt_id not in before:
            raise Invalid(NOT_FREE.format(receipt_id))

    def _totalled(self, record: Record) -> Record:
        total = sum((each["Total"] for each in self._receipts(record)), ZERO)
        live = record["Status"] in ("SUBMITTED", "AUTHORISED")
        due = total if live else ZERO
        return {**record, "Total": total, "AmountDue": due, "AmountPaid": ZERO}

    def _receipts(self, record: Record) -> Iterator[Record]:
        for each in record["Receipts"]:
            yield self.books.receipts.records[each["ReceiptID"]]

    def _kept(self, record: Record, old: Record | None, call: Call) -> Record:
        record["UpdatedDateUTC"] = wire.instant(call.now)
        told, details = "Created", f"Expense claim for {record['Total']}."
        if old is not None:
            told = "Edited"
        if old is not None and record["Status"] != old["Status"]:
            told = TOLD[record["Status"]]
            self._follow(record, told, call)
        self._post(record, old, call)
        self.books.history.add(record[self.key], told, details, call.now)
        return self.keep(record, call.client_id if old is None else None)

    def _follow(self, record: Record, told: str, call: Call) -> None:
        for receipt in self._receipts(record):
            status = FOLLOWED[record["Status"]]
            self.books.receipts.kept({**receipt, "Status": status}, told, call)

    def _post(self, record: Record, old: Record | None, call: Call) -> None:
        if not _posts(record, old):
            return
        if record["Status"] == "VOIDED":
            self.books.journals.reverse(record[self.key], call.now)
            return
        source = Source("EXPCLAIM", record[self.key], record["ReportingDate"])
        self.books.journals.post(source, self._entries(record), call.now)

    def _entries(self, record: Record) -> Iterable[Entry]:
        found: list[Entry] = []
        for receipt in self._receipts(record):
            in_base = {**receipt, "CurrencyRate": money.PAR}
            found += posting.of_lines(in_base, SIDE, self.books)
        total = sum((entry.net for entry in found), ZERO)
        return [*found, Entry(self.books.accounts.system(SIDE.control), -total)]

    def listed(self, record: Record, asked: Asked) -> Record:
        return {**self.fetched(record, asked), "Receipts": []}

    def fetched(self, record: Record, asked: Asked) -> Record:
        user = self.books.users.records[record["User"]["UserID"]]
        claimed = [self.books.receipts.claimed(each["ReceiptID"]) for each in record["Receipts"]]
        return {**record, "User": user, "Receipts": claimed}


def _status(old: Record | None, sent: Record) -> str:
    wanted: str = sent.get("Status") or (STATES.first if old is None else old["Status"])
    if old is None and wanted not in STATES.born:
        raise Invalid(UNBORN)
    if old is not None and not STATES.allows(old["Status"], wanted):
        raise Invalid(UNMOVED)
    return wanted


def _posts(record: Record, old: Record | None) -> bool:
    return old is not None and record["Status"] != old["Status"] and record["Status"] != "DELETED"


def expense_claims(books: Books) -> ExpenseClaims:
    return books.expense_claims


_AT = "/ExpenseClaims/{ExpenseClaimID}"

ROUTES = (
    route("getExpenseClaims", "GET", "/ExpenseClaims", reads(*SCOPES), listing(expense_claims)),
    route(
        "createExpenseClaims",
        "PUT",
        "/ExpenseClaims",
        writes(*SCOPES),
        writing(expense_claims, create=True),
    ),
    route(
        "getExpenseClaim", "GET", _AT, reads(*SCOPES), fetching(expense_claims, "ExpenseClaimID")
    ),
    route(
        "updateExpenseClaim",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(expense_claims, "ExpenseClaimID"),
    ),
    *history.routes(_AT, "ExpenseClaim", expense_claims, reads(*SCOPES), writes(*SCOPES)),
)
