"""Xero's webhooks: what is believed, what is told, and how few calls the records take."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.apps.xero import app
from tallyloom.apps.xero.events import CATEGORIES, watch_events
from tallyloom.kit import BadInput, Broken, Bundle, Event, Gap, to_json
from tallyloom.kit.testing import answer, enrich, missed

KEY = "Ckq1TBQ4kZw9nSrw6ZdQZ1TLyHbkKwvR1o6fVJzPlgMmHnyQp2Zz7Zt2q2l3bA=="
# As Xero writes it: spaces where nobody expects them.
INTENT = (
    b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0,'
    b' "entropy": "MIXBSNRWXBPLZQMKKQRS"}'
)
TENANT = "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f"
AT = "2026-09-14T09:29:59.123"


def signed(body: bytes, key: str = KEY) -> dict[str, str]:
    digest = hmac.new(key.encode(), body, hashlib.sha256).digest()
    return {"x-xero-signature": base64.b64encode(digest).decode()}


def id_of(number: int) -> str:
    return f"{number:08x}-1111-2222-3333-444444444444"


def told(category: str, number: int = 1, **more: Any) -> Bundle:
    return {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/{category}/{id_of(number)}",
        "resourceId": id_of(number),
        "tenantId": TENANT,
        "tenantType": "ORGANISATION",
        "eventCategory": category,
        "eventType": "CREATE",
        "eventDateUtc": AT,
        **more,
    }


def body(*events: Bundle, first: int = 1) -> bytes:
    return to_json(
        {
            "events": list(events),
            "firstEventSequence": first,
            "lastEventSequence": first + len(events) - 1,
            "entropy": "FXNGWLCCGVANWHKILRUB",
        }
    )


def event(category: str = "INVOICE", kind: str = "CREATE", tenant: str = TENANT) -> Event:
    return Event(tenant, category, kind, id_of(1), f"{AT}Z", {})


# Whom we believe


def test_a_call_that_xero_signed_is_believed() -> None:
    assert watch_events.verify(signed(INTENT), INTENT, KEY)


def test_the_key_is_used_as_text_and_not_decoded() -> None:
    digest = hmac.new(base64.b64decode(KEY), INTENT, hashlib.sha256).digest()
    decoded = {"x-xero-signature": base64.b64encode(digest).decode()}
    assert not watch_events.verify(decoded, INTENT, KEY)


def test_every_flip_of_one_bit_of_the_body_is_refused() -> None:
    headers = signed(INTENT)
    for at in range(len(INTENT) * 8):
        changed = bytearray(INTENT)
        changed[at // 8] ^= 1 << at % 8
        assert not watch_events.verify(headers, bytes(changed), KEY), at


def test_every_flip_of_one_bit_of_the_signature_is_refused() -> None:
    """Also of the last characters, of which some bits mean nothing in base64."""
    right = signed(INTENT)["x-xero-signature"].encode()
    for at in range(len(right) * 8):
        changed = bytearray(right)
        changed[at // 8] ^= 1 << at % 8
        headers = {"x-xero-signature": changed.decode("latin-1")}
        assert not watch_events.verify(headers, INTENT, KEY), at


@given(st.binary(max_size=200), st.text(max_size=60))
def test_nothing_else_is_believed(sent: bytes, signature: str) -> None:
    if signature != signed(sent)["x-xero-signature"]:
        assert not watch_events.verify({"x-xero-signature": signature}, sent, KEY)
    assert watch_events.verify(signed(sent), sent, KEY)
    assert not watch_events.verify({}, sent, KEY)


# What is told


def test_an_intent_to_receive_tells_of_nothing() -> None:
    delivered = watch_events.events(INTENT)
    assert (list(delivered.events), delivered.first, delivered.last) == ([], 0, 0)


def test_an_event_is_told_with_its_moment_in_utc_and_all_that_xero_said() -> None:
    data = {"Type": "ACCPAYCREDIT", "Status": "DRAFT"}
    delivered = watch_events.events(body(told("CREDITNOTE", data=data), first=76))

    [one] = delivered.events
    assert (delivered.first, delivered.last) == (76, 76)
    assert (one.tenant, one.category, one.type, one.resource) == (
        TENANT,
        "CREDITNOTE",
        "CREATE",
        id_of(1),
    )
    assert one.at == one.bundle["eventDateUtc"] == "2026-09-14T09:29:59.123Z"
    assert one.bundle["data"] == data


def test_a_category_that_nobody_knows_is_passed_on() -> None:
    [one] = watch_events.events(body(told("QUOTE", data=["?"]))).events
    assert watch_events.admits(watch_events.read({}), one)
    made = enrich(watch_events, {}, [one.bundle])
    assert (made.requests, made.result) == ((), [one.bundle | {"record": {}}])


def test_an_event_of_the_app_itself_belongs_to_no_organisation() -> None:
    mine = told("SUBSCRIPTION", tenantType="APPLICATION")
    [one] = watch_events.events(body(mine)).events

    assert one.tenant == ""
    assert not watch_events.admits(watch_events.read({}), one)
    assert watch_events.admits(watch_events.read({"categories": "SUBSCRIPTION"}), one)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00",
        b"[]",
        b"null",
        b'{"events":null,"firstEventSequence":1,"lastEventSequence":1}',
        b'{"events":[{}],"firstEventSequence":1,"lastEventSequence":1}',
        b'{"events":[],"firstEventSequence":1e999,"lastEventSequence":1}',
        body(told("INVOICE", eventDateUtc="yesterday")),
        body(told("INVOICE", eventDateUtc=7)),
    ],
)
def test_what_cannot_be_read_says_so(sent: bytes) -> None:
    with pytest.raises(Broken, match="cannot be read"):
        watch_events.events(sent)


# What a scenario wants


@pytest.mark.parametrize(
    ("inputs", "category", "kind", "wanted"),
    [
        ({}, "INVOICE", "CREATE", True),
        ({"categories": "contact, invoice"}, "INVOICE", "UPDATE", True),
        ({"categories": ["CONTACT"]}, "INVOICE", "UPDATE", False),
        ({"types": "CREATE"}, "INVOICE", "CREATE", True),
        ({"types": "CREATE"}, "INVOICE", "UPDATE", False),
        ({"types": "CREATE"}, "INVOICE", "MISSED", True),
        ({"categories": "CONTACT"}, "INVOICE", "MISSED", False),
    ],
)
def test_a_scenario_says_which_events_it_wants(
    inputs: Bundle, category: str, kind: str, wanted: bool
) -> None:
    assert watch_events.admits(watch_events.read(inputs), event(category, kind)) is wanted


def test_a_misspelt_category_is_named_and_a_new_one_is_not() -> None:
    with pytest.raises(BadInput, match="did you mean INVOICE"):
        watch_events.read({"categories": "Invoices"})
    assert watch_events.read({"categories": "quote"})["categories"] == ["QUOTE"]


# Records


def listed(plural: str, name: str, numbers: range) -> Any:
    return answer({plural: [{name: id_of(n), "Total": 12} for n in numbers]})


def test_fifty_invoices_and_fifty_contacts_are_two_calls_of_an_address_that_is_allowed() -> None:
    events = [told(c, n) for n in range(50) for c in ("INVOICE", "CONTACT")]

    made = enrich(
        watch_events,
        {},
        events,
        listed("Invoices", "InvoiceID", range(50)),
        listed("Contacts", "ContactID", range(50)),
    )

    assert made.finished
    assert [request.path.rpartition("/")[2] for request in made.requests] == [
        "Invoices",
        "Contacts",
    ]
    for request in made.requests:
        assert request.query["IDs"].count(",") == 49
        address = f"https://api.xero.com{request.path}?{urlencode(request.query, quote_via=quote)}"
        assert len(address) <= 2048
    assert made.requests[1].query["includeArchived"] == "true"
    assert [bundle["resourceId"] for bundle in made.result] == [e["resourceId"] for e in events]
    assert all(bundle["record"]["Total"] == 12 for bundle in made.result)


def test_a_record_that_is_told_twice_is_asked_for_once() -> None:
    twice = [told("INVOICE", 1), told("INVOICE", 1, eventType="UPDATE")]
    made = enrich(watch_events, {}, twice, listed("Invoices", "InvoiceID", range(1, 2)))
    assert made.request.query["IDs"] == id_of(1)
    assert [bundle["record"]["Total"] for bundle in made.result] == [12, 12]


def test_credit_notes_are_listed_by_the_time_of_their_first_event() -> None:
    events = [told("CREDITNOTE", n, eventDateUtc=f"2026-09-14T09:30:{n:02}.000Z") for n in (7, 5)]

    made = enrich(watch_events, {}, events, listed("CreditNotes", "CreditNoteID", range(5, 8)))

    assert made.finished
    assert made.request.headers["If-Modified-Since"] == "2026-09-14T09:29:55"
    assert made.request.query["order"] == "UpdatedDateUTC ASC"
    assert [bundle["record"]["CreditNoteID"] for bundle in made.result] == [id_of(7), id_of(5)]


def test_a_credit_note_that_the_list_does_not_show_is_asked_for_by_its_id() -> None:
    made = enrich(
        watch_events,
        {},
        [told("CREDITNOTE", n) for n in (1, 2)],
        listed("CreditNotes", "CreditNoteID", range(1, 2)),
        listed("CreditNotes", "CreditNoteID", range(2, 3)),
    )
    assert made.requests[1].query["where"] == f'CreditNoteID==guid("{id_of(2)}")'
    assert [bundle["record"]["CreditNoteID"] for bundle in made.result] == [id_of(1), id_of(2)]


def test_a_record_that_xero_has_no_more_is_empty() -> None:
    made = enrich(watch_events, {}, [told("INVOICE")], answer({"Invoices": []}))
    assert made.result == [told("INVOICE") | {"record": {}}]


def test_an_id_that_is_none_is_not_asked_for() -> None:
    odd = told("CREDITNOTE", resourceId='")||true||("')
    assert enrich(watch_events, {}, [odd]).requests == ()


def test_without_records_nothing_is_asked() -> None:
    made = enrich(watch_events, {"enrich": "no"}, [told("INVOICE")])
    assert (made.requests, made.result) == ((), [told("INVOICE")])


# Gaps

GAP = Gap(TENANT, "2026-09-14T09:29:58+00:00", ("CONTACT", "CREDITNOTE", "QUOTE"))
CHANGED = {"ContactID": id_of(3), "UpdatedDateUTC": "/Date(1789378199000+0000)/", "Name": "A"}


def test_what_changed_in_a_gap_is_listed_category_by_category() -> None:
    first = missed(watch_events, {}, GAP, answer({"Contacts": [CHANGED]}))
    second = missed(watch_events, {}, GAP, answer({"CreditNotes": []}), after=first.result.after)

    assert first.request.headers["If-Modified-Since"] == "2026-09-14T09:29:58"
    [one] = first.result.events
    assert (one.type, one.resource, one.at) == ("MISSED", id_of(3), "2026-09-14T09:29:59.000Z")
    assert one.bundle["record"]["Name"] == "A"
    assert one.bundle["tenantId"] == TENANT
    assert second.request.path.endswith("/CreditNotes")
    assert (second.result.events, second.result.after) == ([], None)


def test_a_full_page_of_a_gap_is_followed_by_the_next() -> None:
    page = [CHANGED | {"ContactID": id_of(n)} for n in range(1000)]
    found = missed(watch_events, {"categories": "CONTACT"}, GAP, answer({"Contacts": page}))
    assert found.result.after == ["CONTACT", GAP.since, 2]
    last = missed(
        watch_events,
        {"categories": "CONTACT"},
        GAP,
        answer({"Contacts": []}),
        after=found.result.after,
    )
    assert (last.request.query["page"], last.result.after) == ("2", None)


def test_a_full_page_of_a_gap_is_cut_by_time_so_that_what_moves_hides_nothing() -> None:
    page = [CHANGED | {"ContactID": id_of(n)} for n in range(999)]
    later = {"ContactID": id_of(999), "UpdatedDateUTC": "/Date(1789378260000+0000)/"}
    given = {"categories": "CONTACT"}
    found = missed(watch_events, given, GAP, answer({"Contacts": [*page, later]}))
    asked = missed(
        watch_events, given, GAP, answer({"Contacts": [later]}), after=found.result.after
    ).request
    assert asked.query["page"] == "1"
    assert asked.headers["If-Modified-Since"] == "2026-09-14T09:30:59"


def test_a_category_that_is_asked_for_is_looked_up_though_nothing_told_of_it() -> None:
    found = missed(watch_events, {"categories": "INVOICE"}, GAP, answer({"Invoices": []}))
    assert found.request.path.endswith("/Invoices")
    nothing = missed(watch_events, {"categories": "QUOTE"}, GAP)
    assert (nothing.requests, list(nothing.result.events)) == ((), [])


def test_without_records_what_was_missed_has_none_either() -> None:
    found = missed(watch_events, {"enrich": "no"}, GAP, answer({"Contacts": [CHANGED]}))
    assert "record" not in found.result.events[0].bundle


def test_every_category_reads_what_it_names() -> None:
    for name, category in CATEGORIES.items():
        resource = category.resource
        made = enrich(
            watch_events,
            {},
            [told(name)],
            answer({resource.plural: [{resource.id: id_of(1).upper()}]}),
        )
        assert made.result[0]["record"] == {resource.id: id_of(1).upper()}, name


def test_the_values_of_every_category_can_be_mapped() -> None:
    """Forms know before the first event what a record may hold."""
    (record,) = (output for output in watch_events.outputs if output.name == "record")
    named = [output.name for output in record.of]
    assert len(named) == len(set(named))
    assert {category.resource.id for category in CATEGORIES.values()} <= set(named)
    for module in ("get_invoice", "get_contact", "get_credit_note", "get_payment"):
        assert {output.name for output in app.modules[module].outputs} <= set(named)
