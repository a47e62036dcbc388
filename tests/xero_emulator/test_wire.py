"""Dates, envelopes and answers to what went wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator import wire
from xero_emulator.direct import Direct
from xero_emulator.errors import Unreadable

NOON = datetime(2026, 9, 14, 12, 0, 0, 123000, tzinfo=UTC)


def test_a_day_is_midnight_utc_with_an_offset():
    assert wire.day(date(2018, 10, 20)) == "/Date(1539993600000+0000)/"
    assert wire.day_text(date(2026, 9, 14)) == "2026-09-14T00:00:00"


def test_an_instant_has_an_offset_on_documents_and_none_in_the_envelope():
    assert wire.instant(NOON) == "/Date(1789387200123+0000)/"
    assert wire.bare_instant(NOON) == "/Date(1789387200123)/"
    assert wire.instant_text(NOON) == "2026-09-14T12:00:00Z"


@given(st.dates())
def test_every_day_comes_back(day):
    assert wire.date_of(wire.day(day)) == day
    assert wire.read_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-14",
        " 2026-09-14 ",
        "2026-09-14T23:59:59",
        "2026-09-14T23:59:59.123Z",
        "2026-09-14 08:00:00",
        "/Date(1789344000000)/",
        "/Date(1789344000000+1300)/",
        "/Date(1789387200123-0500)/",
    ],
)
def test_a_day_can_be_sent_as(text):
    assert wire.read_day(text) == date(2026, 9, 14)


@pytest.mark.parametrize("text", ["20100510", "14/09/2026", "2026-02-30", "", "/Date(x)/", "2026"])
def test_a_day_cannot_be_sent_as(text):
    assert wire.read_day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-06T12:17:43",
        "2020-02-06T12:17:43.202Z",
        "2020-02-06T04:17:43.202-08:00",
        "Thu, 06 Feb 2020 12:17:43 GMT",
    ],
)
def test_if_modified_since_is_read_to_the_second(text):
    assert wire.read_since(text) == 1580991463000


def test_an_unreadable_if_modified_since_is_none():
    assert wire.read_since("yesterday") is None
    assert wire.read_since("") is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"Contacts":[{"Name":"A"}]}',
        b'{"contacts":[{"Name":"A"}]}',
        b'{"CONTACTS":{"Name":"A"}}',
        b'[{"Name":"A"}]',
        b'{"Name":"A"}',
        b'\xef\xbb\xbf{"Name":"A"}',
        b"\xef\xbb\xbf<Contact><Name>A</Name></Contact>",
    ],
)
def test_elements_come_wrapped_in_any_letter_case_or_bare(body):
    assert wire.elements(body, "Contacts") == [{"Name": "A"}]


@pytest.mark.parametrize("body", [b"", b"{", b"7", b'{"Contacts":[7]}', b"\xff", b"<Contacts>"])
def test_a_body_that_is_no_request_is_unreadable(body):
    with pytest.raises(Unreadable):
        wire.elements(body, "Contacts")


def test_numbers_stay_exact():
    assert wire.elements(b'{"Total":0.1}', "Invoices") == [{"Total": Decimal("0.1")}]
    assert wire.encode({"Total": Decimal("40.00")}) == b'{"Total":40.00}'


def test_the_envelope_stands_in_xeros_order():
    answer = Direct().call("getContacts", query={"page": "1"})
    assert list(answer.json) == [
        "Id",
        "Status",
        "ProviderName",
        "DateTimeUTC",
        "pagination",
        "Contacts",
    ]
    assert answer.json["Status"] == "OK"
    assert answer.json["ProviderName"] == "direct"
    assert answer.json["DateTimeUTC"] == "/Date(1772452800000)/"


def test_what_is_not_there_is_html():
    answer = Direct().call("getInvoice", InvoiceID="nothing")
    assert answer.status == 404
    assert answer.reply.content_type == "text/html; charset=utf-8"
    assert answer.reply.body == b"The resource you're looking for cannot be found"


def test_an_unreadable_body_has_number_14_and_no_elements():
    answer = Direct().call("createContacts", b"{")
    assert answer.status == 400
    assert answer.json["ErrorNumber"] == 14
    assert answer.json["Type"] == "PostDataInvalidException"
    assert "Elements" not in answer.json


def test_an_unreadable_filter_has_number_16():
    answer = Direct().call("getContacts", query={"where": "Name=="})
    assert answer.status == 400
    assert answer.json["ErrorNumber"] == 16
    assert answer.json["Type"] == "QueryParseException"


def test_plain_tells_dates_in_iso():
    told = wire.plain({"Date": wire.day(date(2026, 9, 14)), "At": [wire.instant(NOON)]})
    assert told == {"Date": "2026-09-14", "At": ["2026-09-14T12:00:00.123000+00:00"]}


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("a b.png", "a b.png", "a%20b.png"),
        ('Zer"no\r\n.png', "Zer_no__.png", "Zer%22no%0D%0A.png"),
        ("Зе.png", "__.png", "%D0%97%D0%B5.png"),
    ],
)
def test_a_file_is_named_for_old_clients_and_in_full(name, plain, full):
    assert wire.named(name) == {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
    }
