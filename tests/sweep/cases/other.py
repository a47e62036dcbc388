"""Whatever else Xero's API offers."""

from __future__ import annotations

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome


def _told(books: Books, outcome: Outcome, _given: Given) -> None:
    assert outcome.bundle["statusCode"] == 200
    there = {each["Code"] for each in books.all("Currencies")}
    assert there
    assert {each["Code"] for each in outcome.bundle["body"]["Currencies"]} == there


CASES = [
    Case(
        module="make_api_call",
        given=lambda _books: {"path": "/api.xro/2.0/Currencies"},
        check=_told,
        bad={"path": "https://elsewhere.example/api.xro/2.0/Currencies"},
        says="give the part after https://api.xero.com",
    )
]
