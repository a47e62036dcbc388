"""How the Finance API speaks: camelCase, ISO days, and a problem for what it cannot answer.

How it was checked: the problem's fields, words and two of its sentences are examples of Xero's
OpenAPI 16.1.0, as is the default period of twelve months that ends today. Unverified: the other
sentences, and that an unknown bank account is a 400 of its own type.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from urllib.parse import parse_qsl

from xero_emulator import wire
from xero_emulator.accounting.reports.periods import Period, shifted
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import Refusal
from xero_emulator.resource import Answer, words

BASE = "/finance.xro/1.0"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
YEARS = range(1900, 9000)


class Problem(Refusal):
    """The request cannot be answered; its text says why, its type in Xero's words what it is."""

    def __init__(self, detail: str, kind: str = "invalid-request") -> None:
        super().__init__(detail)
        self.kind = kind


def route(operation_id: str, pattern: str, scope: str, answer: Callable[[Call], object]) -> Route:
    scopes = (f"finance.{scope}.read",)
    return Route(operation_id, "GET", pattern, scopes, _answering(answer), BASE, "finance")


def _answering(answer: Callable[[Call], object]) -> Answer:
    @wraps(answer)
    def answered(call: Call) -> Reply:
        call.books.repeating_invoices.fall_due(call)
        try:
            return wire.reply(answer(call))
        except Problem as problem:
            title = "".join(word.capitalize() for word in problem.kind.split("-"))
            told = {"type": problem.kind, "title": title, "status": 400, "detail": str(problem)}
            return wire.reply(told, 400)

    return answered


def asked(call: Call, name: str) -> str:
    """A parameter, its name in any letter case; empty if it was not sent."""
    wanted = name.lower()
    return next((value for key, value in call.query.items() if key.lower() == wanted), "").strip()


def asked_day(call: Call, name: str) -> date | None:
    sent = asked(call, name)
    if not sent:
        return None
    found = wire.read_day(sent) if DAY.fullmatch(sent) else None
    if found is None or found.year not in YEARS:
        raise Problem(f"Invalid {name[0].upper()}{name[1:]}: '{sent}'")
    return found


def asked_period(call: Call) -> Period:
    """The days of startDate and endDate: by default twelve months, the last of them today."""
    last = asked_day(call, "endDate") or call.books.today(call.now)
    first = asked_day(call, "startDate") or shifted(last, -12) + timedelta(days=1)
    if first > last:
        raise Problem("StartDate must not be after EndDate")
    return Period(first, last)


def asked_yes(call: Call, name: str, otherwise: str = "false") -> bool:
    return (asked(call, name) or otherwise).lower() == "true"


def asked_ids(call: Call, name: str) -> frozenset[str]:
    """A list parameter, with commas or repeated; empty if it was not sent."""
    found = words(asked(call, name))
    for key, value in parse_qsl(call.query_string):
        found += words(value) if key.lower() == name.lower() else []
    return frozenset(each.lower() for each in found)
