"""Manual journals: entries of debits and credits that come to zero."""

from __future__ import annotations

from decimal import Decimal

from tallyloom.apps.xero import cautions
from tallyloom.apps.xero.fields import (
    AMOUNTS,
    DATE,
    DATED,
    LINE_ACCOUNT,
    LINE_ACCOUNT_ID,
    LINE_DESCRIPTION,
    LINE_TAX_AMOUNT,
    LINE_TAX_TYPE,
    ORDER,
    SOURCE_URL,
    TRACKING,
    WHERE,
    kept,
)
from tallyloom.apps.xero.fingerprint import Fingerprint, money
from tallyloom.apps.xero.scopes import JOURNALS, JOURNALS_READ
from tallyloom.apps.xero.shape import Query, Resource, body_of, filtered
from tallyloom.apps.xero.where import chosen, dated
from tallyloom.kit import (
    BadInput,
    Boolean,
    Bundle,
    Choice,
    Field,
    Inputs,
    Lines,
    Money,
    Output,
    Reference,
    Text,
    Value,
    outputs_of,
)

_WHERE = WHERE(help='Such as Narration.Contains("tax").')
JOURNAL_ID = Reference(
    name="ManualJournalID",
    label="Manual journal",
    search="search_manual_journals",
    required=True,
    help="Xero's id of the manual journal.",
)
NARRATION = Text(
    name="Narration",
    label="Narration",
    required=True,
    max_length=4000,
    help="What the journal is for.",
)
STATUS = Choice(
    name="Status",
    label="Status",
    options={"DRAFT": "Draft", "POSTED": "Posted"},
    help="If left out, a draft.",
)
_DONE = {"VOIDED": "Voided (posted ones)", "DELETED": "Deleted (drafts)"}
_LINE: tuple[Field, ...] = (
    Money(
        name="LineAmount",
        label="Amount",
        required=True,
        help="A debit is positive, a credit negative.",
    ),
    LINE_ACCOUNT(help="The code, such as 720. Not of debtors, creditors, banks or stock."),
    LINE_DESCRIPTION,
    LINE_TAX_TYPE,
    TRACKING,
    LINE_TAX_AMOUNT,
    LINE_ACCOUNT_ID,
)
LINES = Lines(
    name="JournalLines",
    label="Lines",
    of=_LINE,
    at_least=2,
    help="At least two, which come to zero together.",
)
DETAILS: tuple[Field, ...] = (
    DATE,
    AMOUNTS(help="If left out, Xero takes them as free of tax."),
    SOURCE_URL,
    Boolean(
        name="ShowOnCashBasisReports",
        label="Show on cash basis reports",
        advanced=True,
        help="If left out, yes.",
    ),
)


def _check(body: Bundle) -> Bundle:
    """Debits and credits come to zero, as far as tax can be told before Xero works it out."""
    lines = body["JournalLines"]
    for number, line in enumerate(lines, start=1):
        if not (line.get("AccountCode") or line.get("AccountID") or not line["LineAmount"]):
            said = f"Lines, line {number} › Account: a code or an id is needed."
            raise BadInput(said, field="JournalLines")
    amounts = [_whole(line, body.get("LineAmountTypes") or "NoTax") for line in lines]
    known = [amount for amount in amounts if amount is not None]
    debit = sum(amount for amount in known if amount > 0)
    credit = sum(-amount for amount in known if amount < 0)
    if len(known) == len(lines) and debit != credit:
        said = f"Lines: the debits are {debit} and the credits {credit}; they have to be equal."
        raise BadInput(said, field="JournalLines")
    return body


def _whole(line: Bundle, kind: str) -> Decimal | None:
    """What a line comes to with its tax; None where Xero works that tax out."""
    amount = Decimal(line["LineAmount"])
    if kind != "Exclusive" or line.get("TaxType") == "NONE":
        return amount
    return amount + line["TaxAmount"] if "TaxAmount" in line else None


def _changed(given: Inputs) -> Bundle:
    body = body_of(given)
    # Without lines, or a kind of amounts to count them by, the journal in Xero decides.
    return _check(body) if "JournalLines" in body and "LineAmountTypes" in body else body


def _says(record: Bundle) -> list[Value]:
    lines = record.get("JournalLines") or ()
    moved = [money(line.get("LineAmount")) for line in lines if line.get("LineAmount")]
    return [record.get("Narration"), *sorted(moved)]


_fingerprint = Fingerprint(_says, (("Date", ""),))

manual_journals = Resource(
    plural="ManualJournals",
    one="manual journal",
    id="ManualJournalID",
    group="Manual Journals",
    reads=JOURNALS_READ,
    writes=JOURNALS,
    outputs=(
        Output("ManualJournalID", "text", "Manual journal"),
        *outputs_of(NARRATION, STATUS, LINES, *DETAILS),
        Output("HasAttachments", "boolean", "Has attachments"),
        Output("Warnings", "lines", "Xero's warnings", (Output("Message", "text", "Warning"),)),
        Output("UpdatedDateUTC", "moment", "Changed"),
    ),
    sample={
        "ManualJournalID": "d312dd5e-a53e-46d1-9d51-c569ef4570b7",
        "Narration": "Accrued electricity",
        "Status": "POSTED",
        "Date": "2010-12-31",
        "LineAmountTypes": "NoTax",
        "JournalLines": [
            {"LineAmount": 120, "AccountCode": "445", "Description": "December"},
            {"LineAmount": -120, "AccountCode": "805"},
        ],
        "ShowOnCashBasisReports": True,
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)
_GONE = {"VOIDED": "Voided", "DELETED": "Deleted", "ARCHIVED": "Archived"}
_ANY_STATUS = STATUS(options={**STATUS.options, **_GONE}, help="")


def _query(given: Inputs) -> Query:
    return filtered(given, *chosen(given, "Status"), *dated(given))


watch_manual_journals = manual_journals.watch(
    "Watch Manual Journals",
    "Gives each manual journal that is new or was changed.",
    *(_ANY_STATUS, _WHERE),
    query=_query,
    chosen="search_manual_journals",
)

create_manual_journal = manual_journals.create(
    "Create a Manual Journal",
    "Creates a journal of debits and credits that come to zero.",
    *(NARRATION, DATE, LINES(required=True), STATUS, *DETAILS[1:]),
    check=_check,
    trace=_fingerprint,
    checks=cautions.checks(lines="JournalLines"),
)

update_manual_journal = manual_journals.update(
    "Update a Manual Journal",
    "Changes, posts, voids or deletes a manual journal.",
    JOURNAL_ID,
    NARRATION(help="Xero asks for it at every change."),
    STATUS(options={**STATUS.options, **_DONE}, help="If left out, it stays as it is."),
    LINES(help="Replaces all lines."),
    *kept(DETAILS),
    body=_changed,
    checks=cautions.checks(lines="JournalLines", new=False),
)

get_manual_journal = manual_journals.get(
    "Get a Manual Journal",
    "Reads one manual journal by Xero's id.",
    JOURNAL_ID,
)

search_manual_journals = manual_journals.search(
    "Search for Manual Journals",
    "Finds manual journals by date, status or any other value.",
    *(_ANY_STATUS, *DATED, _WHERE, ORDER),
    query=_query,
)
