"""Events: what Xero's webhooks tell of, with the records they are about.

Xero calls one address for each of its apps, for all organisations; what it sends names a record
and not what it holds. Facts from Xero's webhooks OpenAPI 16.1.0 and its release notes since: the
categories PREPAYMENT and OVERPAYMENT, and PAYMENT (unverified). An event that nobody knows yet is
passed on as it is.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import msgspec

from tallyloom.apps.xero import watching, wire
from tallyloom.apps.xero.contacts import contacts
from tallyloom.apps.xero.credit_notes import credit_notes
from tallyloom.apps.xero.invoices import invoices
from tallyloom.apps.xero.payments import payments
from tallyloom.apps.xero.scopes import CONTACTS_READ, INVOICES_READ, PAYMENTS_READ
from tallyloom.apps.xero.shape import BATCH, PAGE, Query, Resource
from tallyloom.apps.xero.where import OR
from tallyloom.kit import (
    Boolean,
    Broken,
    Bundle,
    Choice,
    Delivered,
    Event,
    Field,
    Gap,
    Inputs,
    Listen,
    Missed,
    Output,
    Steps,
    Texts,
    Value,
    from_json,
)

SIGNATURE = "x-xero-signature"
MISSED = "MISSED"  # the type of an event that was made up for; Xero has none of this name
_ENDS = ("first", "last")
_HIGHEST = 2**31 - 1  # the specification's
_XERO = "https://api.xero.com"
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OLDEST_FIRST = {"order": "UpdatedDateUTC ASC"}
# An event may be told a little after the time that its record bears.
_OVERLAP = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Category:
    """Where the records of a category are; `by` is the filter of its list that takes many ids."""

    resource: Resource
    by: str = ""
    every: Query = field(default_factory=dict)

    def read(self, ids: Sequence[str], since: datetime) -> Steps[list[Bundle]]:
        """The records of these ids, of which none was changed before `since`: 50 in a call.

        Where no filter takes ids, what was changed since is listed, oldest first; a record that
        was changed once more after that may lie behind the page, and is asked for by its id.
        """
        if self.by:
            return (yield from self.resource.found_by(self.by, ids, ",", BATCH, **self.every))
        size = min(PAGE, max(100, 2 * len(ids)))
        moment = watching.since(wire.written(since))
        answer = yield self.resource.listing(1, _OLDEST_FIRST, size=size, since=moment)
        found = [wire.settled(record) for record in wire.records(answer, self.resource.plural)]
        there = {str(record[self.resource.id]).lower() for record in found}
        left = [f'{self.resource.id}==guid("{id_}")' for id_ in ids if id_.lower() not in there]
        return found + (yield from self.resource.found_by("where", left, OR))


def _credit(plural: str, one: str) -> Resource:
    """A resource that is only read here."""
    return Resource(
        plural=plural,
        one=one,
        id=f"{plural.removesuffix('s')}ID",
        group="Events",
        reads=PAYMENTS_READ,
        writes=PAYMENTS_READ,
        outputs=(),
        sample={},
        exact={} if plural == "Payments" else {"unitdp": "4"},
    )


CATEGORIES: Mapping[str, Category] = {
    "INVOICE": Category(invoices, "IDs"),
    "CONTACT": Category(contacts, "IDs", {"includeArchived": "true"}),
    "CREDITNOTE": Category(credit_notes),
    "PREPAYMENT": Category(_credit("Prepayments", "prepayment")),
    "OVERPAYMENT": Category(_credit("Overpayments", "overpayment")),
    "PAYMENT": Category(_credit("Payments", "payment")),
}
OF_THE_APP = "SUBSCRIPTION"  # the only category that belongs to no organisation


class Names(Texts):
    """Names of categories. Xero adds new ones, so only what looks misspelt is refused."""

    def read(self, value: Value) -> list[str]:
        found = [name.upper() for name in Texts.read(self, value)]
        known = (*CATEGORIES, OF_THE_APP)
        for name in found:
            near = difflib.get_close_matches(name, known, 1, 0.7)
            if name not in known and near:
                raise self.wrong(f"there is no category {name}; did you mean {near[0]}?")
        return found


# What a delivery is


def _verify(headers: Mapping[str, str], body: bytes, key: str) -> bool:
    """The key is text and signs as it is, though it looks like base64."""
    right = base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256))
    given = headers.get(SIGNATURE, "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(right, given)


def _events(body: bytes) -> Delivered:
    """The intent to receive is a delivery without events, numbered 0."""
    try:
        told = from_json(body)
        events = [_event(one) for one in told["events"]]
        return Delivered(events, *(_number(told[f"{end}EventSequence"]) for end in _ENDS))
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise Broken(f"Xero's call cannot be read ({type(error).__name__}: {error}).") from None


def _number(told: Value) -> int:
    if type(told) is not int or not 0 <= told <= _HIGHEST:
        raise ValueError(f"{told!s:.20} numbers no event")
    return told


def _event(told: Bundle) -> Event:
    """Moments are written by Xero without a zone, in UTC."""
    moment = datetime.fromisoformat(told["eventDateUtc"])
    at = wire.written(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return Event(
        tenant="" if told.get("tenantType") == "APPLICATION" else str(told["tenantId"]),
        category=str(told["eventCategory"]),
        type=str(told["eventType"]),
        resource=str(told["resourceId"]),
        at=at,
        bundle=told | {"eventDateUtc": at},
    )


def _admits(given: Inputs, event: Event) -> bool:
    names = given.get("categories") or ()
    if names and event.category not in names:
        return False
    if not (names or event.tenant):
        return False
    return given["types"] in ("ALL", event.type) or event.type == MISSED


# Records


def _enrich(given: Inputs, told: Sequence[Bundle]) -> Steps[Sequence[Bundle]]:
    if not given["enrich"]:
        return [_without_record(event) for event in told]
    found: dict[tuple[str, str], Bundle] = {}
    for name, category in CATEGORIES.items():
        wanted = [event for event in told if _lacks(event, name)]
        ids = list(dict.fromkeys(event["resourceId"] for event in wanted))
        if ids:
            records = yield from category.read(ids, _oldest(wanted))
            found |= {(name, str(r[category.resource.id]).lower()): r for r in records}
    return [event if "record" in event else _with_record(event, found) for event in told]


def _lacks(event: Bundle, category: str) -> bool:
    if event["eventCategory"] != category or "record" in event:
        return False
    return bool(_GUID.fullmatch(str(event["resourceId"])))


def _oldest(told: Iterable[Bundle]) -> datetime:
    return min(datetime.fromisoformat(event["eventDateUtc"]) for event in told) - _OVERLAP


def _with_record(event: Bundle, records: Mapping[tuple[str, str], Bundle]) -> Bundle:
    place = (event["eventCategory"], str(event["resourceId"]).lower())
    return event | {"record": records.get(place, {})}


def _without_record(event: Bundle) -> Bundle:
    return {name: value for name, value in event.items() if name != "record"}


def _missed(given: Inputs, gap: Gap, after: Value) -> Steps[Missed]:
    """A page of one category after another; `after` is [category, moment to begin at, page]."""
    asked = given.get("categories") or gap.categories
    names = [name for name in CATEGORIES if name in asked]
    if not names:
        return Missed([])
    name, begin, page = after or (names[0], gap.since, 1)
    resource = CATEGORIES[name].resource
    query = {**CATEGORIES[name].every, **_OLDEST_FIRST}
    answer = yield resource.listing(page, query, since=watching.since(begin))
    found = wire.records(answer, resource.plural)
    rest = names[names.index(name) + 1 :]
    follows: Value = [rest[0], gap.since, 1] if rest else None
    if len(found) == PAGE:
        follows = [name, *_further(str(found[-1]["UpdatedDateUTC"]), begin, page)]
    events = [_made_up(name, gap.tenant, wire.settled(record)) for record in found]
    if not given["enrich"]:
        events = [replace(event, bundle=_without_record(event.bundle)) for event in events]
    return Missed(events, follows)


def _further(last: str, begin: str, page: int) -> tuple[str, int]:
    """Where the next page begins: at the last time of this one, where that is later.

    A record that changes meanwhile moves to the end and would push another over the edge of a
    counted page, unseen. What is listed twice is one event.
    """
    moment = (datetime.fromisoformat(last) - timedelta(seconds=1)).isoformat()
    later = watching.since(moment) > watching.since(begin)
    return (moment, 1) if later else (begin, page + 1)


def _made_up(category: str, tenant: str, record: Bundle) -> Event:
    resource = CATEGORIES[category].resource
    id_, at = str(record[resource.id]), str(record["UpdatedDateUTC"])
    bundle = {
        "resourceUrl": f"{_XERO}{resource.at(id_)}",
        "resourceId": id_,
        "tenantId": tenant,
        "tenantType": "ORGANISATION",
        "eventCategory": category,
        "eventType": MISSED,
        "eventDateUtc": at,
        "record": record,
    }
    return Event(tenant, category, MISSED, id_, at, bundle)


# The module

INPUTS: tuple[Field, ...] = (
    Names(
        name="categories",
        label="Categories",
        help=f"{', '.join(CATEGORIES)} or {OF_THE_APP}, separated by commas; all of your"
        " organisation's when left out. Only what is ticked for the webhook at Xero arrives.",
    ),
    Choice(
        name="types",
        label="Types",
        default="ALL",
        options={"ALL": "Created and updated", "CREATE": "Created", "UPDATE": "Updated"},
        help="Archiving a contact and paying an invoice are updates.",
    ),
    Boolean(
        name="enrich",
        label="Read the records",
        default=True,
        help="Xero tells which record has changed and not what it holds. With yes the record"
        " comes along as it is now, up to 50 read in one call; with no you get the ids alone.",
    ),
)


def _joined(*records: Sequence[Output]) -> tuple[Output, ...]:
    """What any of these records may hold, each name once."""
    found: dict[str, Output] = {}
    for record in records:
        for output in record:
            found.setdefault(output.name, output)
    return tuple(found.values())


_OF_CREDIT = (
    Output("PrepaymentID", "text", "Prepayment"),
    Output("OverpaymentID", "text", "Overpayment"),
)
_RECORD = _joined(
    invoices.outputs, contacts.outputs, credit_notes.outputs, payments.outputs, _OF_CREDIT
)
_DATA = (
    Output("Type", "text", "Type"),
    Output("Status", "text", "Status"),
    Output("UpdatedDateUTCString", "text", "Changed"),
)
OUTPUTS = (
    Output("resourceUrl", "text", "Address of the record"),
    Output("resourceId", "text", "Id of the record"),
    Output("tenantId", "text", "Organisation"),
    Output("tenantType", "text", "Kind of organisation"),
    Output("eventCategory", "text", "Category"),
    Output("eventType", "text", "Type"),
    Output("eventDateUtc", "moment", "Happened"),
    Output("data", "group", "What Xero tells beside", _DATA),
    Output("record", "group", "Record", _RECORD),
)
SAMPLE: Bundle = {
    "resourceUrl": f"{_XERO}{invoices.at(invoices.sample['InvoiceID'])}",
    "resourceId": invoices.sample["InvoiceID"],
    "tenantId": "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
    "tenantType": "ORGANISATION",
    "eventCategory": "INVOICE",
    "eventType": "CREATE",
    "eventDateUtc": "2026-09-14T09:29:59.000Z",
    "record": invoices.sample,
}
HELP = (
    "Xero calls an address of this installation that you paste at its developer site, on the page"
    " of your Xero app under Webhooks: `tallyloom connections webhook` shows it and keeps the"
    " signing key. Switch the scenario on; each event of its organisation is a bundle then. The"
    " record is the present one: it may be newer than the event, and is empty where Xero has it"
    " no more. Should calls get lost on the way, what changed meanwhile is looked up and comes"
    f" with the type {MISSED}, whatever types you choose."
)

watch_events = Listen(
    label="Watch Events",
    about="Starts when a record is created or updated in Xero, within moments.",
    group="Events",
    help=HELP,
    inputs=INPUTS,
    outputs=OUTPUTS,
    sample=SAMPLE,
    scopes=INVOICES_READ | CONTACTS_READ | PAYMENTS_READ,
    verify=_verify,
    events=_events,
    admits=_admits,
    enrich=_enrich,
    missed=_missed,
)
