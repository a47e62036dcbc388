"""History: what happened to a record, and notes that are added to it."""

from __future__ import annotations

from urllib.parse import quote

from tallyloom.apps.xero import parents, wire
from tallyloom.apps.xero.fields import LIMIT
from tallyloom.apps.xero.scopes import (
    BANK,
    BANK_READ,
    CONTACTS,
    CONTACTS_READ,
    INVOICES,
    INVOICES_READ,
    JOURNALS,
    JOURNALS_READ,
    PAYMENTS,
    PAYMENTS_READ,
    SETTINGS,
    SETTINGS_READ,
)
from tallyloom.apps.xero.shape import ACCOUNTING, JSON
from tallyloom.kit import (
    Action,
    Again,
    Bundle,
    Choice,
    Found,
    Inputs,
    Output,
    Request,
    Search,
    Steps,
    Text,
    Value,
)

KIND = Choice(
    name="resource",
    label="Kind of record",
    required=True,
    options=parents.named(*(name for name in parents.NAMES if name != "Accounts")),
)
_READS = INVOICES_READ | PAYMENTS_READ | BANK_READ | JOURNALS_READ | CONTACTS_READ | SETTINGS_READ
_WRITES = INVOICES | PAYMENTS | BANK | JOURNALS | CONTACTS | SETTINGS
_HELP = (
    "The permission is that of the record: all that records can have are asked for, because the"
    " kind may come from the data. Receipts and expense claims need a permission of their own"
    " where a Xero app knows the finer permissions only."
)
_ONCE = (
    "Xero names nobody as the note's author. When no answer comes for some minutes nothing can"
    " tell whether the note was added, so a person is asked."
)
_DETAILS = Output("Details", "text", "Details")
_WHEN = Output("DateUTC", "moment", "When")
_SAID = (
    Output("Changes", "text", "What was done"),
    _DETAILS,
    Output("User", "text", "By whom"),
    _WHEN,
)

_SAMPLE = {
    "Changes": "Approved",
    "Details": "INV-0055 to ABC Furniture for 139.12.",
    "User": "Ann Smith",
    "DateUTC": "2026-09-14T09:29:59.000Z",
}
_DETAILED = Text(name="Details", label="Note", max_length=2500, multiline=True, required=True)
_NOTED = (Output("resource", "text", "Kind"), Output("id", "text", "Record"), _DETAILS, _WHEN)
_NOTE = {"resource": "Invoices", "id": "243216c5-369e-4056-ac67-05388f86dc81", "Details": "Ok"}


def _path(given: Inputs) -> str:
    return f"{ACCOUNTING}/{given['resource']}/{quote(given['id'], safe='')}/History"


def _page(given: Inputs, _after: Value) -> Steps[Found]:
    answer = yield Request("GET", _path(given), headers=JSON)
    found = [wire.settled(record) for record in wire.records(answer, "HistoryRecords")]
    return Found(found[: given.get("limit")])


get_history = Search(
    label="Get History of Changes",
    about="Lists what was done to a record, when and by whom, with the notes on it.",
    group="History of Changes",
    help=_HELP,
    inputs=(KIND, parents.ID, LIMIT),
    outputs=_SAID,
    sample=_SAMPLE,
    scopes=_READS,
    page=_page,
)


def _note(given: Inputs) -> Steps[Bundle]:
    # A note cannot be told from one like it that a person wrote, and stays for ever: never twice.
    body = {"HistoryRecords": [{"Details": given["Details"]}]}
    answer = yield Request("PUT", _path(given), headers=JSON, body=body, again=Again.NEVER)
    written = wire.records(answer, "HistoryRecords")
    if said := wire.words(written):
        raise wire.refusal(said, "the note")
    told = wire.settled(written[0]) if written else {"Details": given["Details"]}
    return {"resource": given["resource"], "id": given["id"], **told}


create_history_note = Action(
    label="Create a History Note",
    about="Adds a note to the history of a record; it stays there for ever.",
    group="History of Changes",
    help=f"{_HELP} {_ONCE}",
    inputs=(KIND, parents.ID, _DETAILED),
    outputs=_NOTED,
    sample=_NOTE,
    scopes=_WRITES,
    run=_note,
)
