"""The form of Xero's other APIs: days, moments, lists, problems and what is gone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyloom.apps.xero import apis
from tallyloom.kit import Broken, NotThere, Refused
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, follow


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("purchaseDate", "2020-01-01T00:00:00", "2020-01-01"),
        ("dateOfBirth", "1987-12-23T00:00:00Z", "1987-12-23"),
        ("date", "2020-04-15", "2020-04-15"),
        ("date", "2020-04-15T08:30:00", "2020-04-15T08:30:00"),
        ("updatedDateUTC", "2020-04-15T00:00:00", "2020-04-15T00:00:00.000Z"),
        ("CreatedDateUtc", "2021-02-10T23:17:50.1930000", "2021-02-10T23:17:50.193Z"),
        ("importedDateTimeUtc", "2021-01-02T12:00:00Z", "2021-01-02T12:00:00.000Z"),
        ("updatedDateUTC", "2021-13-45T12:00", "2021-13-45T12:00"),
        ("description", "2020-01-01 is a day", "2020-01-01 is a day"),
    ],
)
def test_days_are_days_and_moments_have_a_zone(name: str, text: str, said: str) -> None:
    assert apis.plain({"of": [{name: text}]}) == {"of": [{name: said}]}


@given(st.text())
def test_words_stay_words(text: str) -> None:
    if not text[:4].isdigit():
        assert apis.plain({"note": text}) == {"note": text}


@pytest.mark.parametrize("body", [{"other": []}, {"items": "none"}, 7])
def test_a_list_that_is_none_is_not_understood(body: Any) -> None:
    with pytest.raises(Broken, match="holds no items"):
        apis.listed(answer(body), "items")


@pytest.mark.parametrize("body", [{}, [], {"timesheet": None}])
def test_a_part_that_lacks_is_not_understood(body: Any) -> None:
    with pytest.raises(Broken, match="holds no timesheet"):
        apis.part(answer(body), "timesheet")


def test_a_record_that_is_none_is_not_understood() -> None:
    for empty in (answer([]), answer(status=204)):
        with pytest.raises(Broken, match="holds no record"):
            apis.record(empty)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ({"invalidFields": [{"name": "title", "reason": "It lacks."}]}, "title: It lacks"),
        ({"detail": "Requested page does not exist", "invalidFields": None}, "does not exist"),
        ({"type": "about:blank"}, "gave no reason"),
    ],
)
def test_a_problem_in_a_good_answer_is_a_refusal(problem: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        apis.part(answer({"problem": problem, "employees": []}), "employees")


def test_pages_are_counted_by_xero() -> None:
    assert apis.pages(answer({"pagination": {"pageCount": 3}})) == 3
    assert apis.pages(answer({"pagination": {"pageCount": 0}})) == 1
    assert apis.pages(answer({"pagination": None})) == 1


def test_the_clock_is_xeros() -> None:
    told = answer({"dateTimeUTC": "2026-09-14T09:29:59.5000000"})
    assert apis.clock(told) == "2026-09-14T09:29:59.500Z"
    dated = answer({"employees": []}, date="Mon, 14 Sep 2026 09:29:59 GMT")
    assert apis.clock(dated) == "2026-09-14T09:29:59.000Z"


def test_what_is_gone_after_a_first_try_was_deleted_by_it() -> None:
    assert follow(apis.deleted("/x"), Answer(404, repeated=True)).finished
    with pytest.raises(NotThere):
        follow(apis.deleted("/x"), Answer(404))
