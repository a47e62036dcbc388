"""Linked transactions: a line of a purchase that is billed on to a customer (a billable expense).

How it was checked: paths, fields and parameters from Xero's OpenAPI 16.1.0, the texts of the two
mismatches from its examples; that the status follows from source and target and cannot be set, and
which documents they may be, from Xero's page on linked transactions. Unverified: how the status
follows (here: the source's state, ONDRAFT or BILLED by the target's, VOIDED with the source); that
a void target counts as none; that no line is written on the target; that what is billed or void is
frozen; that a source line is linked once; the other texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import filters
from xero_emulator.accounting.orders import paging
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, guid, names
from xero_emulator.resource import (
    Asked,
    Resource,
    Test,
    fetching,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.transactions", "accounting.invoices")
STATUS = choice("LinkedTransactionStatus", "DRAFT", "APPROVED", "ONDRAFT", "BILLED", "VOIDED")
GONE = ("VOIDED", "DELETED")
APPROVED = ("AUTHORISED", "PAID")
FILTERS = names("LinkedTransactionID SourceTransactionID ContactID TargetTransactionID")

UNLIKE_LINE = "The SourceLineItemID and SourceTransactionID do not match"
UNLIKE_TARGET_LINE = "The TargetLineItemID and TargetTransactionID do not match"  # unverified
UNLIKE_CONTACT = "The ContactID and the TargetTransaction ContactID do not match"
NO_SOURCE = "The SourceTransactionID must be an ACCPAY invoice or a SPEND bank transaction."  # unv.
NO_LINE = "The SourceLineItemID must be specified."  # unverified text
NO_TARGET = "The TargetTransactionID must be an ACCREC invoice."  # unverified text
NO_CONTACT = "The contact could not be found."  # unverified text
LINKED = "The source line item is already linked."  # unverified text
FROZEN = "A linked transaction that is {} cannot be changed."  # unverified text


class LinkedTransactions(Resource):
    plural = "LinkedTransactions"
    key = "LinkedTransactionID"
    error_flag = ""
    takes = ("page", "Status", *FILTERS)
    columns = Columns(
        text="Status Type SourceTransactionTypeCode",
        guid="LinkedTransactionID SourceTransactionID SourceLineItemID ContactID "
        "TargetTransactionID TargetLineItemID",
        day="UpdatedDateUTC",
    )
    fields = Fields(
        LinkedTransactionID=guid,
        SourceTransactionID=guid,
        SourceLineItemID=guid,
        ContactID=guid,
        TargetTransactionID=guid,
        TargetLineItemID=guid,
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "line", record["SourceLineItemID"]

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.records[sent[self.key]]
        if old is not None and (status := self.status(old)) in ("BILLED", "VOIDED"):
            raise Invalid(FROZEN.format(status))
        record = {**(old or {}), **sent}
        record[self.key] = old[self.key] if old is not None else self.books.new_id()
        record |= {"Type": "BILLABLEEXPENSE", "SourceTransactionTypeCode": self._sold(record)}
        wrong = [*self._wrong_line(record), *self._wrong_target(record)]
        if wrong:
            raise Invalid(*wrong)
        record["UpdatedDateUTC"] = wire.instant(call.now)
        return self.keep(record, call.client_id if old is None else None)

    def _sold(self, record: Record) -> str:
        source = self._source(record)
        if source is None or source["Type"] not in ("ACCPAY", "SPEND"):
            raise Invalid(NO_SOURCE)
        if "SourceLineItemID" not in record:
            raise Invalid(NO_LINE)
        return str(source["Type"])

    def _source(self, record: Record) -> Record | None:
        wanted = record.get("SourceTransactionID", "")
        for name in ("invoices", "bank_transactions"):
            held = self.books.resources.get(name)
            if held is not None and wanted in held.records:
                return held.records[wanted]
        return None

    def _wrong_line(self, record: Record) -> Iterator[str]:
        source = self._source(record)
        if source is not None and not _has_line(source, record["SourceLineItemID"]):
            yield UNLIKE_LINE
        links = self.found_by("line", record["SourceLineItemID"])
        if any(other[self.key] != record[self.key] for other in links):
            yield LINKED

    def _wrong_target(self, record: Record) -> Iterator[str]:
        contact, target = record.get("ContactID"), self._target(record)
        if contact is not None and contact not in self.books.contacts.records:
            yield NO_CONTACT
        if target is None:
            if "TargetTransactionID" in record or "TargetLineItemID" in record:
                yield NO_TARGET
            return
        if contact is None:
            record["ContactID"] = target["Contact"]["ContactID"]
        elif contact != target["Contact"]["ContactID"]:
            yield UNLIKE_CONTACT
        if "TargetLineItemID" in record and not _has_line(target, record["TargetLineItemID"]):
            yield UNLIKE_TARGET_LINE

    def _target(self, record: Record) -> Record | None:
        found = self.books.invoices.records.get(record.get("TargetTransactionID", ""))
        return found if found is not None and found["Type"] == "ACCREC" else None

    def status(self, record: Record) -> str:
        """What the documents on both sides make of it."""
        source, target = self._source(record), self._target(record)
        if source is None or source["Status"] in GONE:
            return "VOIDED"
        if target is not None and target["Status"] not in GONE:
            return "BILLED" if target["Status"] in APPROVED else "ONDRAFT"
        return "APPROVED" if source["Status"] in APPROVED else "DRAFT"

    def hidden(self, call: Call) -> Test | None:
        return filters.failing(self._wanted(call))

    def _wanted(self, call: Call) -> Iterator[Test]:
        for name in FILTERS:
            yield from filters.equal(self, call, name, guid)
        if status := self.asked(call, "Status"):
            wanted = STATUS(status, "Status")
            yield lambda record: self.status(record) == wanted

    def listed(self, record: Record, asked: Asked) -> Record:
        return {**record, "Status": self.status(record)}

    def fetched(self, record: Record, asked: Asked) -> Record:
        return self.listed(record, asked)

    def envelope(self, call: Call, rows: list[Record], **between: Record) -> Reply:
        """Its lists come in pages but count none."""
        return wire.envelope(call, self.plural, rows)


def _has_line(document: Record, line_id: str) -> bool:
    return any(line["LineItemID"] == line_id for line in document["LineItems"])


def linked_transactions(books: Books) -> LinkedTransactions:
    return books.linked_transactions


def remove(call: Call) -> Reply:
    held = linked_transactions(call.books)
    record = held.get(call.path["LinkedTransactionID"])
    if (status := held.status(record)) in ("BILLED", "VOIDED"):
        raise Invalid(FROZEN.format(status))
    with call.books.whole():
        held.discard(record)
    return Reply(204, b"", "")


_AT = "/LinkedTransactions/{LinkedTransactionID}"

ROUTES = (
    route(
        "getLinkedTransactions",
        "GET",
        "/LinkedTransactions",
        reads(*SCOPES),
        paging(linked_transactions, "where", "order", "pageSize"),
    ),
    route(
        "createLinkedTransaction",
        "PUT",
        "/LinkedTransactions",
        writes(*SCOPES),
        writing(linked_transactions, create=True),
    ),
    route(
        "getLinkedTransaction",
        "GET",
        _AT,
        reads(*SCOPES),
        fetching(linked_transactions, "LinkedTransactionID"),
    ),
    route(
        "updateLinkedTransaction",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(linked_transactions, "LinkedTransactionID"),
    ),
    route("deleteLinkedTransaction", "DELETE", _AT, writes(*SCOPES), remove),
)
