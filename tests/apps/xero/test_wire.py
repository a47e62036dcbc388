"""Xero's envelopes, dates and refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.apps.xero.wire import answered_at, judge, records, tidy, xero_date
from tallyloom.kit import (
    BadInput,
    Broken,
    ExtendPermissions,
    LookUpFirst,
    NotThere,
    Reconnect,
    Refused,
    RetryLater,
    Trouble,
)
from tallyloom.kit.testing import answer

PAGE = b"<!DOCTYPE html><html><body>Maintenance</body></html>"


def unauthorised(detail: str) -> dict[str, Any]:
    return {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": detail}


def invalid(*elements: dict[str, Any]) -> dict[str, Any]:
    return {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": list(elements),
    }


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (400, invalid({"ValidationErrors": [{"Message": "One or more line items"}]}), Refused),
        (400, {"ErrorNumber": 14, "Message": "Error converting value"}, BadInput),
        (400, {"ErrorNumber": 16, "Message": "Operator expected"}, BadInput),
        (400, {"Message": "Idempotency Key k is used with a different request."}, LookUpFirst),
        (400, b"<ApiException/>", Broken),
        (401, unauthorised("TokenExpired: token expired at 01/01/2001 00:00:00"), RetryLater),
        (401, unauthorised("AuthenticationUnsuccessful"), Reconnect),
        (401, unauthorised("AuthorizationUnsuccessful"), ExtendPermissions),
        (403, {"Title": "Forbidden", "Detail": "AuthenticationUnsuccessful"}, Reconnect),
        (403, b"", Refused),
        (404, PAGE, NotThere),
        (412, b"", Refused),
        (429, b"", RetryLater),
        (500, b"", Broken),
        (501, {"Message": "The Api Method called is not implemented"}, Refused),
        (503, PAGE, Broken),
        (200, PAGE, Broken),
    ],
)
def test_each_answer_means_its_trouble(status: int, body: Any, trouble: type[Trouble]) -> None:
    with pytest.raises(trouble):
        judge(answer(body, status))


def test_what_went_well_means_no_trouble() -> None:
    for fine in (answer({}), answer(status=204), answer(status=304)):
        judge(fine)


def test_every_element_of_a_refusal_is_heard() -> None:
    elements = [
        {"ValidationErrors": [{"Message": "Name is missing"}, {"Message": "Name is missing"}]},
        {"ValidationErrors": [{"Description": "An old form"}]},
        {"LineItems": [{"ValidationErrors": [{"Message": "Account code is wrong"}]}]},
    ]
    with pytest.raises(Refused) as caught:
        judge(answer(invalid(*elements), 400))
    assert caught.value.words == ("Name is missing", "An old form", "Account code is wrong")
    assert "Account code is wrong" in caught.value.message


def test_a_limit_says_which_and_how_long() -> None:
    refused = answer(b"", 429, retry_after="26", x_rate_limit_problem="Minute")
    with pytest.raises(RetryLater) as caught:
        judge(refused)
    assert (caught.value.seconds, caught.value.limit) == (26.0, "minute")


def test_a_limit_may_leave_open_how_long() -> None:
    with pytest.raises(RetryLater) as caught:
        judge(answer(b"", 429, x_rate_limit_problem="concurrent"))
    assert (caught.value.seconds, caught.value.limit) == (None, "concurrent")


def test_an_expired_token_is_named_as_the_limit() -> None:
    with pytest.raises(RetryLater) as caught:
        judge(answer(unauthorised("TokenExpired: …"), 401))
    assert caught.value.limit == "token"


def test_a_scope_that_is_missing_may_be_told_by_a_header_alone() -> None:
    with pytest.raises(ExtendPermissions):
        judge(answer(b"", 401, www_authenticate='Bearer error="insufficient_scope"'))


def test_a_page_is_never_taken_for_records() -> None:
    with pytest.raises(Broken):
        records(answer(PAGE, content_type="text/html"), "Invoices")
    with pytest.raises(Broken):
        records(answer({"Contacts": []}), "Invoices")


def test_nothing_changed_means_no_records() -> None:
    assert records(answer(status=304), "Invoices") == []


def test_days_and_moments_are_told_apart() -> None:
    wire = {
        "Date": "/Date(1291161600000+0000)/",
        "UpdatedDateUTC": "/Date(1291161600000+0000)/",
        "DateUTC": "/Date(1291161600123)/",
        "Payments": [{"Date": "/Date(-86400000-0800)/"}],
        "Name": "/Date(me)/",
        "Total": Decimal("1.0"),
    }
    assert tidy(wire) == {
        "Date": "2010-12-01",
        "UpdatedDateUTC": "2010-12-01T00:00:00.000Z",
        "DateUTC": "2010-12-01T00:00:00.123Z",
        "Payments": [{"Date": "1969-12-31"}],
        "Name": "/Date(me)/",
        "Total": Decimal("1.0"),
    }


@given(st.integers(-(10**12), 10**13), st.sampled_from(["", "+0000", "-0500"]))
def test_the_offset_never_shifts_the_instant(milliseconds: int, offset: str) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    there = xero_date(moment.isoformat())
    back = tidy(there.replace("+0000", offset), "UpdatedDateUTC")
    assert datetime.fromisoformat(back) == moment


def test_a_moment_without_a_zone_is_utc() -> None:
    assert xero_date("2010-12-01") == "/Date(1291161600000+0000)/"
    offset = datetime(2010, 12, 1, 2, tzinfo=UTC) - timedelta(hours=2)
    assert xero_date(offset.isoformat()) == "/Date(1291161600000+0000)/"


def test_the_time_is_xeros_own() -> None:
    assert answered_at(answer({"DateTimeUTC": "/Date(1789378199500)/"})) == (
        "2026-09-14T09:29:59.500Z"
    )
    dated = answer({}, date="Mon, 14 Sep 2026 09:29:59 GMT")
    assert answered_at(dated) == "2026-09-14T09:29:59.000Z"
    with pytest.raises(Broken):
        answered_at(answer({}))
