"""Manual journals: what an accountant posts to the ledger by hand.

How it was checked: fields, defaults and examples from Xero's OpenAPI 16.1.0; states from the
reference's section 5.3, with edges derived there; required narration, the default NoTax and the
granular scope from its sections 1 and 2.5. Unverified: the texts marked so; that a posted journal
may be edited (here: it is reversed and posted anew); what leads to ARCHIVED (here: nothing); that
lock dates bind only what is or was posted; the narration as the reference of its journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import attachments, history
from xero_emulator.accounting.documents import LINE_AMOUNT_TYPES
from xero_emulator.accounting.ledger import Source
from xero_emulator.accounting.manual_journal_lines import (
    FIELDS,
    Rules,
    Settled,
    entries,
    retaxed,
    settle,
)
from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, flag, guid, many, names, text
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
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "DRAFT POSTED",
    DRAFT="DRAFT POSTED DELETED",
    POSTED="POSTED VOIDED",
)

SCOPES = ("accounting.transactions", "accounting.manualjournals")
STATUSES = ("DRAFT", "POSTED", "DELETED", "VOIDED", "ARCHIVED")
TERMINAL = ("DELETED", "VOIDED")
POSTS = names("Date JournalLines LineAmountTypes Narration")
NO_NARRATION = "A narration must be specified."  # unverified text
UNBORN = "Manual journal not of valid status for creation"  # unverified text
UNMOVED = "Manual journal not of valid status for modification"  # unverified text
UNKNOWN = "The manual journal with the specified ManualJournalID could not be found"  # unverified
TOLD = {"POSTED": "Posted", "DELETED": "Deleted", "VOIDED": "Voided"}


class ManualJournals(Resource):
    plural = "ManualJournals"
    key = "ManualJournalID"
    error_flag = ""
    takes = names("page If-Modified-Since")
    columns = Columns(
        text="Narration Status LineAmountTypes Url",
        guid="ManualJournalID",
        flag="ShowOnCashBasisReports HasAttachments",
        day="Date UpdatedDateUTC",
    )
    optimised = frozenset(names("manualjournalid status date"))  # unverified
    optimised_orders = frozenset({"date"})
    fields = Fields(
        ManualJournalID=guid,
        Narration=text,
        JournalLines=many(FIELDS),
        Date=day,
        LineAmountTypes=choice("LineAmountType", *LINE_AMOUNT_TYPES),
        Status=choice("ManualJournalStatus", *STATUSES),
        Url=text,
        ShowOnCashBasisReports=flag,
    )

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self._meant(sent)
        record = self._drawn(old, {**sent, "Status": _status(old, sent)}, call)
        warnings = self._lined(record, old, sent)
        kept = self.keep(record, call.client_id if old is None else None)
        self._post(kept, old, call)
        self.books.history.add(kept[self.key], _told(kept, old), f"{kept['Narration']}.", call.now)
        told = [{"Message": warning} for warning in warnings]
        return {**kept, "Warnings": told} if told else kept

    def _meant(self, sent: Record) -> Record | None:
        if self.key not in sent:
            return None
        found = self.records.get(sent[self.key])
        if found is None:
            raise Invalid(UNKNOWN)
        return found

    def _drawn(self, old: Record | None, sent: Record, call: Call) -> Record:
        blank = {
            "Narration": "",
            "Date": wire.day(self.books.today(call.now)),
            "LineAmountTypes": "NoTax",
            "ShowOnCashBasisReports": True,
            "HasAttachments": False,
            "JournalLines": [],
        }
        lines = {} if old is None else {"JournalLines": old["JournalLines"]}
        key = self.books.new_id() if old is None else old[self.key]
        stamp = {self.key: key, "UpdatedDateUTC": wire.instant(call.now)}
        return {**(blank if old is None else old), **sent, **lines, **stamp}

    def _lined(self, record: Record, old: Record | None, sent: Record) -> list[str]:
        """Completes the journal's lines; raises Invalid with all that is wrong with the journal."""
        wrong = list(self._wrong(record, old))
        before = [] if old is None else old["JournalLines"]
        found = Settled(before)
        if record["Status"] not in TERMINAL and not _keeps_lines(record, old, sent):
            lines = sent.get("JournalLines", retaxed(before))
            rules = Rules(record["LineAmountTypes"], strict=record["Status"] == "POSTED")
            found = settle(lines, before, rules, self.books)
        if wrong or found.wrong:
            raise Invalid(*dict.fromkeys((*wrong, *found.wrong)))
        record["JournalLines"] = found.lines
        return found.warnings

    def _wrong(self, record: Record, old: Record | None) -> Iterable[str]:
        if not record["Narration"].strip():
            yield NO_NARRATION
        for journal in (record, old):
            if journal is not None and journal["Status"] in ("POSTED", "VOIDED"):
                yield from self.books.locked(journal["Date"])

    def _post(self, record: Record, old: Record | None, call: Call) -> None:
        before = old is not None and old["Status"] == "POSTED"
        after = record["Status"] == "POSTED"
        if before and after and old is not None and _same(record, old, POSTS):
            return
        if before:
            self.books.journals.reverse(record[self.key], call.now)
        if after:
            source = Source("MANJOURNAL", record[self.key], record["Date"], record["Narration"])
            lines, types = record["JournalLines"], record["LineAmountTypes"]
            self.books.journals.post(source, entries(lines, types, self.books), call.now)

    def listed(self, record: Record, asked: Asked) -> Record:
        return record if asked.paged else {**record, "JournalLines": []}

    def fetched(self, record: Record, asked: Asked) -> Record:
        if not record["HasAttachments"]:
            return record
        at = f"{self.plural}/{record[self.key]}"
        files = self.books.attachments.of(record[self.key])
        return {**record, "Attachments": [file.shown(at) for file in files]}


def _status(old: Record | None, sent: Record) -> str:
    if old is None:
        wanted: str = sent.get("Status", STATES.first)
        if wanted not in STATES.born:
            raise Invalid(UNBORN)
        return wanted
    wanted = sent.get("Status") or old["Status"]
    if not STATES.allows(old["Status"], wanted):
        raise Invalid(UNMOVED)
    return wanted


def _keeps_lines(record: Record, old: Record | None, sent: Record) -> bool:
    kept = old is not None and "JournalLines" not in sent
    return kept and old is not None and _same(record, old, ("LineAmountTypes", "Status"))


def _same(record: Record, old: Record, fields: Iterable[str]) -> bool:
    return all(record[name] == old[name] for name in fields)


def _told(record: Record, old: Record | None) -> str:
    if old is None:
        return "Created"
    return "Edited" if record["Status"] == old["Status"] else TOLD.get(record["Status"], "Edited")


def manual_journals(books: Books) -> ManualJournals:
    return books.manual_journals


_AT = "/ManualJournals/{ManualJournalID}"

ROUTES = (
    route("getManualJournals", "GET", "/ManualJournals", reads(*SCOPES), listing(manual_journals)),
    route(
        "createManualJournals",
        "PUT",
        "/ManualJournals",
        writes(*SCOPES),
        writing(manual_journals, create=True),
    ),
    route(
        "updateOrCreateManualJournals",
        "POST",
        "/ManualJournals",
        writes(*SCOPES),
        writing(manual_journals),
    ),
    route(
        "getManualJournal",
        "GET",
        _AT,
        reads(*SCOPES),
        fetching(manual_journals, "ManualJournalID"),
    ),
    route(
        "updateManualJournal",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(manual_journals, "ManualJournalID"),
    ),
    *history.routes(
        _AT,
        "ManualJournal",
        manual_journals,
        reads(*SCOPES),
        writes(*SCOPES),
        ("get{}sHistory", "create{}HistoryRecord"),
    ),
    *attachments.routes(_AT, "ManualJournal", manual_journals),
)
