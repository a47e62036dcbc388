"""Xero's envelopes, dates and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.apps.xero.spec import Spec

from tallyloom.apps.xero.wire import (
    _DATELESS,
    answered_at,
    judge,
    read,
    records,
    tidy,
    xero_date,
)
from tallyloom.kit import (
    AlreadyThere,
    BadInput,
    Broken,
    ExtendPermissions,
    LookUpFirst,
    NotThere,
    Reconnect,
    Refused,
    RetryLater,
    Trouble,
    from_json,
    to_json,
)
from tallyloom.kit.testing import answer

PAGE = b"<!DOCTYPE html><html><body>Maintenance</body></html>"


DAY = 86_400_000
INSTANTS = st.one_of(
    st.integers(-800_000, 3_000_000).map(lambda day: day * DAY),
    st.integers(-(10**15), 10**15),
    st.sampled_from([0, -1, 1, -62135596800000, 253402300799999, 253402300800000]),
)
LITERALS = st.builds(
    "/Date({}{})/".format, INSTANTS, st.sampled_from(["", "+0000", "-0500", "+1300", "+00"])
)
TEXTS = st.one_of(
    LITERALS,
    LITERALS.map(lambda date: f'say "{date}" \\ {date}'),
    LITERALS.map(lambda date: f'"Date":"{date}"'),
    st.text(max_size=12),
    st.sampled_from(["/", "/Date()/", "/Date(--1)/", "/Date(1)", "Date(1)/", "/Date(٣)/"]),
)
DATED = ["Date", "DateUTC", "UpdatedDateUTC", "DueDate", "DateString", "LastEdited", "Period"]
NAMES = st.sampled_from([*DATED, "Description", "UTC", "Name", 'a"Date', "Payments", "Phones"])
VALUES = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False,
              allow_infinity=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=12,
)  # fmt: skip


def unauthorised(detail: str) -> dict[str, Any]:
    return {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": detail}


def invalid(*elements: dict[str, Any]) -> dict[str, Any]:
    return {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": list(elements),
    }


def problem(status: int, title: str, detail: str, *fields: tuple[str, str]) -> dict[str, Any]:
    """The shape of payroll in New Zealand and the United Kingdom (xero-payroll-nz.yaml)."""
    invalid_fields = [{"name": name, "reason": reason} for name, reason in fields]
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return {
        "providerName": "Tallyloom",
        "httpStatusCode": "BadRequest",
        "problem": {**told, "instance": None, "invalidFields": invalid_fields or None},
        "employees": [],
    }


TAKEN = AlreadyThere


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (400, invalid({"ValidationErrors": [{"Message": "One or more line items"}]}), Refused),
        (400, {"ErrorNumber": 14, "Message": "Error converting value"}, BadInput),
        (400, {"ErrorNumber": 16, "Message": "Operator expected"}, BadInput),
        (400, {"Message": "Idempotency Key k is used with a different request."}, LookUpFirst),
        (400, invalid({"ValidationErrors": [{"Message": "Invoice # must be unique."}]}), TAKEN),
        (400, invalid({"ValidationErrors": [{"Message": "Please enter a unique Name."}]}), TAKEN),
        (400, invalid({"ValidationErrors": [{"Message": "Please enter a unique Code."}]}), TAKEN),
        (400, b"<ApiException/>", Broken),
        (400, b"[" * 100_000, Broken),
        (401, unauthorised("TokenExpired: token expired at 01/01/2001 00:00:00"), RetryLater),
        (401, unauthorised("AuthenticationUnsuccessful"), Reconnect),
        (401, unauthorised("AuthorizationUnsuccessful"), ExtendPermissions),
        (403, {"Title": "Forbidden", "Detail": "AuthenticationUnsuccessful"}, Reconnect),
        (403, b"", Refused),
        (404, PAGE, NotThere),
        (404, problem(404, "EmployeeNotFound", "Employee not found"), NotThere),
        (408, b"", Broken),
        (409, b"", AlreadyThere),
        (412, b"", Refused),
        (413, b"", Refused),
        (429, b"", RetryLater),
        (500, b"", Broken),
        (500, {"ErrorNumber": 500, "Type": "UnknownErrorException"}, Broken),
        (501, {"Message": "The Api Method called is not implemented"}, Refused),
        (501, PAGE, Refused),
        (503, PAGE, Broken),
        (503, {"type": "service-unavailable", "title": "ServiceUnavailable"}, Broken),
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
    elements: list[dict[str, Any]] = [
        {"ValidationErrors": [{"Message": "Name is missing"}, {"Message": "Name is missing"}]},
        {"ValidationErrors": [{"Description": "An old form"}]},
        {"LineItems": [{"ValidationErrors": [{"Message": "Account code is wrong"}]}]},
    ]
    with pytest.raises(Refused) as caught:
        judge(answer(invalid(*elements), 400))
    assert caught.value.words == ("Name is missing", "An old form", "Account code is wrong")
    assert "Account code is wrong" in caught.value.message


XML = b"""<?xml version="1.0" encoding="utf-8"?>
<ApiException xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <ErrorNumber>10</ErrorNumber><Type>ValidationException</Type>
  <Message>A validation exception occurred</Message>
  <Elements><DataContractBase xsi:type="Invoice"><ValidationErrors>
    <ValidationError><Message>Account code &apos;X&apos; is wrong</Message></ValidationError>
  </ValidationErrors></DataContractBase></Elements>
</ApiException>"""


def asset_fault(about: str, said: str) -> dict[str, str]:
    return {"fieldName": about, "valueProvided": "", "localisedMessage": said, "title": "Error"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(XML, ["Account code 'X' is wrong"], id="accounting in XML"),
        pytest.param(
            {"Type": "ValidationException", "Message": "A validation exception occurred",
             "Employees": [{"ValidationErrors": [{"Message": "A first name is needed"}]}]},
            ["A first name is needed"],
            id="payroll of Australia",
        ),
        pytest.param(
            problem(400, "BadRequest", "Validation error occurred.",
                    ("DateOfBirth", "The Date of Birth is required."), ("Title", "Too long.")),
            ["DateOfBirth: The Date of Birth is required.", "Title: Too long."],
            id="payroll elsewhere",
        ),
        pytest.param(
            {"resourceValidationErrors": [{"resourceName": "Asset", "detail": "Is disposed"}],
             "fieldValidationErrors": [asset_fault("Rate", "Can't have both"),
                                       asset_fault("AccountId", "Is invalid")],
             "title": "The resource update failed validation.", "detail": "Validation Errors"},
            ["Asset: Is disposed", "Rate: Can't have both", "AccountId: Is invalid"],
            id="assets",
        ),
        pytest.param(
            [{"type": "Validation", "title": "Validation failure", "detail": "Extension: boo"},
             {"type": "Rename", "title": "Rename failed"}],
            ["Extension: boo", "Rename failed"],
            id="files",
        ),
    ],
)  # fmt: skip
def test_each_api_refuses_in_its_own_words(body: Any, words: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        judge(answer(body, 400))
    assert list(caught.value.words) == words
    assert all(each in caught.value.message for each in words)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, {"type": "invalid-request", "detail": "Invalid BalanceDate: '2020-01'"}, "2020-01"),
        (400, problem(400, "InvalidRequest", "Requested page does not exist"), "page does not"),
        (403, {"type": "invalid-application", "detail": "No access to finance"}, "No access"),
        (403, b"", "Payroll has to be set up"),
        (404, {"type": "bank-account-not-found", "detail": "No such account"}, "No such account"),
        (409, [{"title": "Exists", "detail": "A type Trucks exists"}], "Trucks"),
        (503, {"type": "organisation-offline", "detail": "Cannot process org"}, "Cannot process"),
    ],
)
def test_what_xero_says_is_passed_on(status: int, body: Any, said: str) -> None:
    with pytest.raises(Trouble, match=said):
        judge(answer(body, status))


ODD = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("Message", "detail", "problem", "ValidationErrors", "invalidFields", "ErrorNumber"), VALUES
    ),
)


@given(st.sampled_from([400, 401, 403, 404, 409, 412, 429, 500, 501]), VALUES | ODD | st.binary())
def test_no_refusal_is_too_odd_to_be_understood(status: int, body: Any) -> None:
    with pytest.raises(Trouble):
        judge(answer(body if isinstance(body, bytes) else to_json(body), status))


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
        "LastEdited": "/Date(1291161600000+0000)/",
        "DueDate": "/Date(1291161600001+0000)/",
        "Payments": [{"Date": "/Date(-86400000-0800)/"}],
        "Dates": [{"Date": "/Date(0)/"}, "/Date(0)/", ["/Date(0)/"]],
        "Name": "/Date(me)/",
        "Total": Decimal("1.0"),
    }
    assert tidy(wire) == {
        "Date": "2010-12-01",
        "UpdatedDateUTC": "2010-12-01T00:00:00.000Z",
        "DateUTC": "2010-12-01T00:00:00.123Z",
        "LastEdited": "2010-12-01T00:00:00.000Z",
        "DueDate": "2010-12-01T00:00:00.001Z",
        "Payments": [{"Date": "1969-12-31"}],
        "Dates": [{"Date": "1970-01-01"}, "1970-01-01", ["1970-01-01"]],
        "Name": "/Date(me)/",
        "Total": Decimal("1.0"),
    }


def test_what_somebody_wrote_is_never_taken_for_a_date() -> None:
    lines = [{"Description": "/Date(1291161600000)/", "Tracking": ["/Date(0)/"]}]
    assert tidy({"LineItems": lines}) == {
        "LineItems": [{"Description": "/Date(1291161600000)/", "Tracking": ["/Date(0)/"]}]
    }


@pytest.mark.parametrize("beyond", ["253402300800000", "-62135596800001", "9" * 15, "9" * 5000])
@pytest.mark.parametrize("name", ["Date", "DateUTC"])
def test_a_date_of_no_calendar_is_left_as_it_is(name: str, beyond: str) -> None:
    assert tidy({name: f"/Date({beyond})/"}) == {name: f"/Date({beyond})/"}


def slowly(value: Any, name: str = "") -> Any:
    """What `tidy` must give, from calendar arithmetic and nothing of its own."""
    if isinstance(value, dict):
        return {
            key: item if key == "Phones" and isinstance(item, list) else slowly(item, key)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [slowly(item, name) for item in value]
    found = re.fullmatch(r"/Date\((-?[0-9]{1,15})([+-][0-9]{4})?\)/", str(value))
    if found is None or not ("Date" in name or name in ("LastEdited", "Period", "UTC")):
        return value
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(found[1]))
    except OverflowError:
        return value
    if moment.time() == time(0) and not name.endswith("UTC") and name != "LastEdited":
        return str(moment.date())
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@given(st.dictionaries(NAMES, VALUES, max_size=6), st.booleans())
def test_every_date_is_found_wherever_it_stands(value: dict[str, Any], escaped: bool) -> None:
    body = to_json(value)
    if escaped:
        body = body.replace(b"/", b"\\/")  # as .NET writes it
    assert read(answer(body)) == slowly(from_json(to_json(value)))


def test_what_is_nested_without_end_is_broken() -> None:
    for depth in (400, 100_000):
        with pytest.raises(Broken):
            records(answer(b'{"a":' * depth + b"1" + b"}" * depth), "Invoices")


@pytest.mark.parametrize("api", ["xero_accounting", "xero-payroll-au"])
def test_every_date_of_the_specification_is_known_by_its_name(reference: Path, api: str) -> None:
    names = set(_dates((reference / "xero-openapi" / f"{api}.yaml").read_text("utf-8")))
    assert len(names) > 10
    for name in names:
        assert tidy("/Date(1291161600000+0000)/", name).startswith("2010-12-01"), name


@pytest.mark.parametrize("api", ["xero_accounting", "xero-payroll-au"])
def test_lists_that_are_passed_over_hold_no_dates(spec: Spec, api: str) -> None:
    schemas = spec.loaded(api)["components"]["schemas"]

    def below(schema: Any) -> Iterator[dict[str, Any]]:
        """The schema and every one that it leads to."""
        if isinstance(schema, dict):
            yield schema
            named = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else None
            for part in (named, *schema.values()):
                yield from below(part)
        elif isinstance(schema, list):
            for part in schema:
                yield from below(part)

    lists = [
        schema["properties"][name]
        for schema in schemas.values()
        for name in _DATELESS & schema.get("properties", {}).keys()
    ]
    assert lists or api == "xero-payroll-au"
    assert not any("x-is-msdate" in each for schema in lists for each in below(schema))


def _dates(text: str) -> Iterator[str]:
    """Names of properties that have Microsoft's dates in examples, or are marked to have them."""
    named = re.findall(r"\b(\w+)[\"']?: *[\"']?/Date\(", text)
    yield from (name for name in named if name != "example")
    name, depth = "", 0
    for line in text.splitlines():
        found = re.match(r"( *)(\w+): *(.*)$", line)
        if found and not found[3]:
            name, depth = found[2], len(found[1])
        elif found and found[2] == "x-is-msdate" and len(found[1]) == depth + 2:
            yield name


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


def test_what_is_about_no_field_names_none() -> None:
    told = problem(400, "ValidationError", "", ("_default", "Timesheet overlaps an existing one"))
    with pytest.raises(Refused) as refused:
        judge(answer(told, 400))
    assert refused.value.words == ("Timesheet overlaps an existing one",)
