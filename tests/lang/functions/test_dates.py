"""Dates: every token, strict reading, zones, and the clock of the cycle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.lang import (
    CorrectFormat,
    CorrectZone,
    ExpressionError,
    GiveDateFormat,
    MatchFormat,
    Scope,
    compile_template,
)
from tallyloom.lang.date_format import FORMAT_TOKENS, write_date
from tallyloom.lang.date_reading import READING_TOKENS, parse_date

Evaluate = Callable[[str], Any]
MOMENT = datetime(2010, 2, 3, 15, 4, 5, 67_000, tzinfo=UTC)
WRITTEN = {
    "YYYY": "2010",
    "YY": "10",
    "Y": "2010",
    "GGGG": "2010",
    "GG": "10",
    "gggg": "2010",
    "gg": "10",
    "Q": "1",
    "Qo": "1st",
    "M": "2",
    "Mo": "2nd",
    "MM": "02",
    "MMM": "Feb",
    "MMMM": "February",
    "D": "3",
    "Do": "3rd",
    "DD": "03",
    "DDD": "34",
    "DDDo": "34th",
    "DDDD": "034",
    "d": "3",
    "e": "3",
    "do": "3rd",
    "dd": "We",
    "ddd": "Wed",
    "dddd": "Wednesday",
    "E": "3",
    "w": "6",
    "wo": "6th",
    "ww": "06",
    "W": "5",
    "Wo": "5th",
    "WW": "05",
    "H": "15",
    "HH": "15",
    "h": "3",
    "hh": "03",
    "k": "15",
    "kk": "15",
    "A": "PM",
    "a": "pm",
    "m": "4",
    "mm": "04",
    "s": "5",
    "ss": "05",
    "S": "0",
    "SS": "06",
    "SSS": "067",
    **{"S" * digits: "067".ljust(digits, "0") for digits in range(4, 10)},
    "Z": "+00:00",
    "ZZ": "+0000",
    "X": "1265209445",
    "x": "1265209445067",
}


@pytest.mark.parametrize("token", sorted(FORMAT_TOKENS))
def test_a_token_is_written(token: str) -> None:
    assert write_date(MOMENT, token) == WRITTEN[token]


@pytest.mark.parametrize(
    ("moment", "form", "text"),
    [
        (datetime(2010, 1, 3, tzinfo=UTC), "d E w W gggg GGGG", "0 7 2 53 2010 2009"),
        (datetime(2010, 12, 31, tzinfo=UTC), "w gggg W GGGG", "1 2011 52 2010"),
        (datetime(2010, 1, 1, 0, 5, tzinfo=UTC), "h A k kk", "12 AM 24 24"),
        (datetime(2010, 1, 1, 12, 5, tzinfo=UTC), "h a", "12 pm"),
        (datetime(2010, 1, 11, tzinfo=UTC), "Do", "11th"),
        (datetime(2010, 1, 22, tzinfo=UTC), "Do", "22nd"),
        (datetime(987, 1, 22, tzinfo=UTC), "YYYY Y", "0987 987"),
        (MOMENT, "[on] D [D] MMM", "on 3 D Feb"),
        (MOMENT, "YYYY-MM-DDTHH:mm:ss.SSS[Z]", "2010-02-03T15:04:05.067Z"),
        (MOMENT.astimezone(ZoneInfo("America/New_York")), "HH Z ZZ", "10 -05:00 -0500"),
    ],
)
def test_a_format_is_written(moment: datetime, form: str, text: str) -> None:
    assert write_date(moment, form) == text


@pytest.mark.parametrize(
    ("text", "form", "moment"),
    [
        ("12/1/10 8:26", "M/D/YY H:mm", "2010-12-01T08:26:00.000Z"),
        ("12/1/10 8:26", "D/M/YY H:mm", "2010-01-12T08:26:00.000Z"),
        (" 12/01/2010 08:26 ", "MM/DD/YYYY HH:mm", "2010-12-01T08:26:00.000Z"),
        ("1/2/69", "D/M/YY", "1969-02-01T00:00:00.000Z"),
        ("1/2/68", "D/M/YY", "2068-02-01T00:00:00.000Z"),
        ("1 Dec 2010", "D MMM YYYY", "2010-12-01T00:00:00.000Z"),
        ("1st december 2010", "Do MMMM YYYY", "2010-12-01T00:00:00.000Z"),
        ("Wed, 1 Dec 2010", "ddd, D MMM YYYY", "2010-12-01T00:00:00.000Z"),
        ("20101201T082630", "YYYYMMDD[T]HHmmss", "2010-12-01T08:26:30.000Z"),
        ("8:26 PM 1.12.2010", "h:mm A D.M.YYYY", "2010-12-01T20:26:00.000Z"),
        ("12:05 am 1.12.2010", "h:mm a D.M.YYYY", "2010-12-01T00:05:00.000Z"),
        ("24:05 1.12.2010", "k:mm D.M.YYYY", "2010-12-01T00:05:00.000Z"),
        ("2010-12-01T08:26:00.5+02:00", "YYYY-MM-DDTHH:mm:ss.SSSZ", "2010-12-01T06:26:00.500Z"),
        ("1291191960", "X", "2010-12-01T08:26:00.000Z"),
        ("1291191960500", "x", "2010-12-01T08:26:00.500Z"),
        ("2010-335", "YYYY-DDDD", "2010-12-01T00:00:00.000Z"),
        ("2010-W48-3", "GGGG-[W]WW-E", "2010-12-01T00:00:00.000Z"),
        ("2010 Q4", "YYYY [Q]Q", "2010-10-01T00:00:00.000Z"),
        ("2011", "YYYY", "2011-01-01T00:00:00.000Z"),
        ("5/2", "D/M", "2010-02-05T00:00:00.000Z"),
        ("9:30", "H:mm", "2010-12-01T09:30:00.000Z"),
    ],
)
def test_a_text_is_read(evaluate: Evaluate, text: str, form: str, moment: str) -> None:
    assert evaluate(f'{{{{parseDate("{text}"; "{form}")}}}}') == moment


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("12/1/10 8:26", "D.M.YYYY"),
        ("13/1/10", "M/D/YY"),
        ("30/2/2010", "D/M/YYYY"),
        ("12/1/2010", "M/D/YY"),
        ("12/1/10", "M/D/YYYY"),
        ("12/1/10 8:26 extra", "M/D/YY H:mm"),
        ("12/1/10", "M/D/YY H:mm"),
        ("25:00", "H:mm"),
        ("13:00 pm", "h:mm a"),
        ("1 Foo 2010", "D MMM YYYY"),
        ("Tue, 1 Dec 2010", "ddd, D MMM YYYY"),
        ("2st 12 2010", "Do M YYYY"),
        ("2010-366", "YYYY-DDDD"),
        ("2010-000", "YYYY-DDDD"),
        ("2010-W60", "GGGG-[W]WW"),
        ("2010 2011", "YYYY YYYY"),
        ("999999999999999", "x"),
        ("tomorrow", "D/M/YYYY"),
    ],
)
def test_a_text_that_does_not_fit_names_text_and_format(
    evaluate: Evaluate, text: str, form: str
) -> None:
    with pytest.raises(MatchFormat) as caught:
        evaluate(f'{{{{parseDate("{text}"; "{form}")}}}}')
    assert f'"{text}"' in str(caught.value)
    assert f'"{form}"' in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            '{{parseDate("1/7/10 8:26"; "D/M/YY H:mm"; "Europe/London")}}',
            "2010-07-01T07:26:00.000Z",
        ),
        ('{{formatDate("2010-07-01T07:26:00Z"; "H:mm"; "Europe/London")}}', "8:26"),
        ('{{formatDate("2010-07-01 08:26"; "H:mm"; "Asia/Tokyo")}}', "17:26"),
        ('{{formatDate(1.date; "D MMMM YYYY")}}', "1 December 2010"),
        ('{{formatDate(now; "YYYY")}}', "2010"),
        ("{{timestamp}}", 1291191960),
        ("{{now}}", "2010-12-01T08:26:00.000Z"),
        ('{{parseDate(now; "YYYY")}}', "2010-12-01T08:26:00.000Z"),
        ('{{formatDate(1.missing; "YYYY")}}', None),
        ('{{parseDate(1.empty; "YYYY")}}', None),
    ],
)
def test_a_function_of_dates(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_the_scenarios_zone_counts_where_none_is_given(scope: Scope) -> None:
    scope.zone = "Europe/London"
    read = compile_template('{{parseDate("1/7/10 8:26"; "D/M/YY H:mm")}}')
    assert read.evaluate(scope) == "2010-07-01T07:26:00.000Z"
    write = compile_template('{{formatDate("2010-07-01T07:26:00Z"; "H:mm Z")}}')
    assert write.evaluate(scope) == "8:26 +01:00"


@pytest.mark.parametrize("zone", ["Europe/Londn", "GMT+25", "../etc/passwd", "Europe", "x" * 500])
def test_an_unknown_zone_is_an_error(evaluate: Evaluate, zone: str) -> None:
    with pytest.raises(CorrectZone):
        evaluate(f'{{{{formatDate(now; "H"; "{zone}")}}}}')
    with pytest.raises(CorrectZone, match="Europe/London"):
        evaluate('{{formatDate(now; "H"; "Europe/Londn")}}')


def test_a_slash_date_is_never_guessed(evaluate: Evaluate) -> None:
    with pytest.raises(GiveDateFormat, match="parseDate"):
        evaluate('{{formatDate("12/1/10 8:26"; "YYYY")}}')


@pytest.mark.parametrize(
    "text",
    [
        '{{formatDate(now; "LL")}}',
        '{{parseDate("1"; "LT")}}',
        '{{parseDate("1st"; "Qo")}}',
        '{{parseDate("x"; "[x]")}}',
        '{{formatDate(now; "' + "Y" * 501 + '")}}',
    ],
)
def test_a_format_that_cannot_be_used_is_an_error(evaluate: Evaluate, text: str) -> None:
    with pytest.raises(CorrectFormat):
        evaluate(text)


def test_dates_beyond_the_calendar_are_an_error(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError):
        evaluate('{{formatDate("0001-01-01"; "YYYY"; "America/New_York")}}')


MOMENTS = st.datetimes(
    min_value=datetime.fromisoformat("1970-01-02"),
    max_value=datetime.fromisoformat("2068-12-30"),
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000))
ZONES = st.sampled_from(["UTC", "Europe/London", "Pacific/Auckland", "America/New_York"])
FORMATS = st.sampled_from(
    [
        "YYYY-MM-DDTHH:mm:ss.SSSZ",
        "D/M/YY H:m:s.SSS ZZ",
        "dddd, Do MMMM YYYY h:mm:ss.SSS A Z",
        "YYYY DDDD kk mm ss SSS Z",
        "GGGG [week] W E HH:mm:ss.SSS Z",
        "x",
    ]
)


@given(MOMENTS, FORMATS, ZONES)
def test_what_is_written_is_read_again(moment: datetime, form: str, zone: str) -> None:
    there = ZoneInfo(zone)
    text = write_date(moment.astimezone(there), form)
    assert parse_date(text, form, there, MOMENT) == moment


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_and_any_format_give_a_date_or_an_expression_error(text: str, form: str) -> None:
    try:
        moment = parse_date(text, form, UTC, MOMENT)
    except ExpressionError:
        return
    assert moment.utcoffset() == timedelta(0)


def test_every_token_that_can_be_read_can_be_written() -> None:
    assert READING_TOKENS <= FORMAT_TOKENS
