"""Receipts of expense claims: what somebody paid for the organisation out of their own pocket.

How it was checked: paths, fields, examples and the refusal of an unknown user from Xero's OpenAPI
16.1.0, which deprecates nothing here; Xero's own pages call these the classic expenses. Unverified:
the edges between states; that only a draft can be changed; the other texts; that a draft is voided
by its caller; that lines may name any account a bill may.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xero_emulator import money, wire
from xero_emulator.accounting import attachments, contacts, history, lines
from xero_emulator.accounting.documents import LINE_AMOUNT_TYPES, NEGATIVE, NO_LINES
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, guid, many, one, text
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
    "DRAFT",
    DRAFT="DRAFT VOIDED",  # and SUBMITTED, AUTHORISED or DECLINED with the claim it is in
)

SCOPES = ("accounting.transactions", "accounting.classicexpenses")
STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "DECLINED", "VOIDED")
CARRIED = ("Date", "Reference", "LineAmountTypes", "Status", "Url")
UNMOVED = "Receipt not of valid status for modification"  # unverified text
UNBORN = "Receipt not of valid status for creation"  # unverified text


class Receipts(Resource):
    plural = "Receipts"
    key = "ReceiptID"
    error_flag = ""
    takes = ("If-Modified-Since",)
    columns = Columns(
        text="Status Reference LineAmountTypes Contact.Name User.FirstName User.LastName",
        guid="ReceiptID Contact.ContactID User.UserID",
        number="ReceiptNumber SubTotal TotalTax Total",
        flag="HasAttachments",
        day="Date UpdatedDateUTC",
    )
    fields = Fields(
        ReceiptID=guid,
        Date=day,
        Contact=one(contacts.FIELDS),
        LineItems=many(lines.FIELDS),
        User=one(Fields(UserID=guid)),
        Reference=text,
        LineAmountTypes=choice("LineAmountType", *LINE_AMOUNT_TYPES),
        Status=choice("ReceiptStatus", *STATUSES),
        Url=text,
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "user", record["User"]["UserID"]

    def reach(self, record: Record, path: Path) -> Any:
        if path[0] == "Contact":
            return reach(self.books.contacts.records[record["Contact"]["ContactID"]], path[1:])
        if path[0] == "User":
            return reach(self.books.users.records[record["User"]["UserID"]], path[1:])
        return reach(record, path)

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.records[sent[self.key]]
        wanted = sent.get("Status") or (STATES.first if old is None else old["Status"])
        if old is None and wanted not in STATES.born:
            raise Invalid(UNBORN)
        if old is not None and not STATES.allows(old["Status"], wanted):
            raise Invalid(UNMOVED)
        record = self._drawn(old, {**sent, "Status": wanted}, call)
        self._lined(record, old, sent, Asked.of(call, self).unitdp)
        told = "Created" if old is None else "Voided" if wanted == "VOIDED" else "Edited"
        return self.kept(record, told, call, new=old is None)

    def kept(self, record: Record, told: str, call: Call, *, new: bool = False) -> Record:
        """Keeps a receipt and tells its history."""
        record = {**record, "UpdatedDateUTC": wire.instant(call.now)}
        details = f"Receipt {record['ReceiptNumber']} for {record['Total']}."
        self.books.history.add(record[self.key], told, details, call.now)
        return self.keep(record, call.client_id if new else None)

    def _drawn(self, old: Record | None, sent: Record, call: Call) -> Record:
        record = self._blank(sent, call) if old is None else {**old}
        if "User" in sent:
            record["User"] = {"UserID": self.books.users.identified(sent["User"])}
        if "Contact" in sent:
            contact = self.books.contacts.on_document(sent["Contact"], call)
            record["Contact"] = {"ContactID": contact}
        return {**record, **{name: sent[name] for name in CARRIED if name in sent}}

    def _blank(self, sent: Record, call: Call) -> Record:
        user = {"UserID": self.books.users.identified(sent.get("User", {}))}
        if "Contact" not in sent:
            raise Invalid(contacts.WHO)
        key = self.books.new_id()
        return {
            "ReceiptID": key,
            "ID": key,
            "ReceiptNumber": sum(1 for _ in self.found_by("user", user["UserID"])) + 1,
            "User": user,
            "Date": wire.day(self.books.today(call.now)),
            "Reference": "",
            "LineAmountTypes": "Exclusive",
            "LineItems": [],
            "HasAttachments": False,
        }

    def _lined(self, record: Record, old: Record | None, sent: Record, unitdp: int) -> None:
        """Completes lines and totals; raises Invalid. An empty list of a change says nothing."""
        types = record["LineAmountTypes"]
        wrong: list[str] = []
        if sent.get("LineItems"):
            rules = lines.Rules(types, unitdp, discounts=False, purchases=True, stock=False)
            before = [] if old is None else old["LineItems"]
            found = lines.settle(sent["LineItems"], before, rules, self.books)
            record["LineItems"], wrong = found
            wrong += lines.unready(record["LineItems"], self.books)
        elif old is None:
            wrong = [NO_LINES]
        elif types != old["LineAmountTypes"]:
            record["LineItems"] = lines.retaxed(old["LineItems"], types, self.books)
        sums = money.totals(record["LineItems"], types)
        if sums.total < ZERO:
            wrong.append(NEGATIVE)
        if wrong:
            raise Invalid(*dict.fromkeys(wrong))
        record |= {"SubTotal": sums.sub_total, "TotalTax": sums.tax, "Total": sums.total}

    def listed(self, record: Record, asked: Asked) -> Record:
        user = self.books.users.card(record["User"]["UserID"])
        contact = self.books.contacts.card(record["Contact"]["ContactID"])
        return {**record, "User": user, "Contact": contact, "LineItems": []}

    def claimed(self, receipt_id: str) -> Record:
        """A receipt as it stands in its claim."""
        record = self.records[receipt_id]
        user = self.books.users.records[record["User"]["UserID"]]
        contact = self.books.contacts.card(record["Contact"]["ContactID"])
        return {**record, "User": user, "Contact": contact}

    def fetched(self, record: Record, asked: Asked) -> Record:
        whole = {
            **record,
            "User": self.books.users.records[record["User"]["UserID"]],
            "Contact": self.books.contacts.records[record["Contact"]["ContactID"]],
            "LineItems": lines.shown(record["LineItems"], asked.unitdp),
        }
        if record["HasAttachments"]:
            files = self.books.attachments.of(record[self.key])
            whole["Attachments"] = [file.shown(f"Receipts/{record[self.key]}") for file in files]
        return whole


def receipts(books: Books) -> Receipts:
    return books.receipts


_AT = "/Receipts/{ReceiptID}"

ROUTES = (
    route("getReceipts", "GET", "/Receipts", reads(*SCOPES), listing(receipts)),
    route("createReceipt", "PUT", "/Receipts", writes(*SCOPES), writing(receipts, create=True)),
    route("getReceipt", "GET", _AT, reads(*SCOPES), fetching(receipts, "ReceiptID")),
    route("updateReceipt", "POST", _AT, writes(*SCOPES), writing(receipts, "ReceiptID")),
    *history.routes(_AT, "Receipt", receipts, reads(*SCOPES), writes(*SCOPES)),
    *attachments.routes(_AT, "Receipt", receipts),
)
