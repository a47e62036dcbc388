"""A company's year, lived day by day: every operation as a client would call it, at its own time.

So numbers, statuses, history, `UpdatedDateUTC` and the ledger are what a real year leaves. The
story is told by themes: each plans what it does on which days.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from xero_emulator import money
from xero_emulator.accounting.organisations import ZONES
from xero_emulator.books import Books
from xero_emulator.direct import Answer, Direct
from xero_emulator.seeds import (
    assets,
    banking,
    catalogue,
    contacts,
    credit,
    journals,
    papers,
    payroll,
    purchases,
    quotes,
    sales,
)
from xero_emulator.seeds.companies import COMPANIES, Company
from xero_emulator.seeds.organisations import Organisation, begun
from xero_emulator.wire import Record

P = ParamSpec("P")

DAYS = timedelta(days=365)
OPENS = time(9, 5)
MINUTES = 4  # from one operation to the next
THEMES = (
    contacts,
    catalogue,
    banking,
    assets,
    purchases,
    sales,
    quotes,
    credit,
    journals,
    papers,
    payroll,
)


class StoryBroken(Exception):
    """The emulator refused an operation of its own demo: this seed has a fault; report it."""


@dataclass(slots=True)
class Year:
    """The year before `today` in one company's books; `day` is where it has come to.

    `known` holds what later parts of the story refer to, by kind and name.
    """

    books: Books
    company: Company
    today: date
    day: date = field(init=False)
    known: dict[tuple[str, str], Record] = field(default_factory=dict)
    _chance: Random = field(init=False)
    _direct: Direct = field(init=False)
    _plans: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.day = self.today - DAYS
        self._chance = Random(self.books.salt)  # noqa: S311 (no secrets: to be the same again)
        self._direct = Direct(books=self.books, now=opening(self.books, self.day))
        self._direct.client_id = ""  # no app did this

    @property
    def now(self) -> datetime:
        return self._direct.now

    def on(
        self, day: date, do: Callable[Concatenate[Year, P], object], *what: P.args, **how: P.kwargs
    ) -> None:
        """Plans for a day; what would lie in the past happens today, in the future never."""
        then: Callable[[], object] = partial(do, self, *what, **how)
        heappush(self._plans, (max(day, self.day), next(self._order), then))

    def first(
        self, do: Callable[Concatenate[Year, P], object], *what: P.args, **how: P.kwargs
    ) -> None:
        """Plans for the first day of the year."""
        self.on(self.today - DAYS, do, *what, **how)

    def after(
        self, days: int, do: Callable[Concatenate[Year, P], object], *what: P.args, **how: P.kwargs
    ) -> None:
        self.on(self.day + timedelta(days), do, *what, **how)

    def ago(
        self, days: int, do: Callable[Concatenate[Year, P], object], *what: P.args, **how: P.kwargs
    ) -> None:
        """Plans for so many days before today."""
        self.on(self.today - timedelta(days), do, *what, **how)

    def monthly(
        self, day: int, do: Callable[Concatenate[Year, P], object], *what: P.args, **how: P.kwargs
    ) -> None:
        """Plans for one day of every month, never after the 28th."""
        at = self.day.replace(day=day)
        while at < self.today:
            if at >= self.day:
                self.on(at, do, *what, **how)
            at = (at.replace(day=1) + timedelta(days=32)).replace(day=day)

    def live(self) -> None:
        while self._plans and self._plans[0][0] < self.today:
            day, _order, do = heappop(self._plans)
            if day > self.day:
                self.day = day
                self._direct.now = opening(self.books, day)
            do()

    def call(
        self,
        operation: str,
        body: Any = None,
        path: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        self._direct.advance(minutes=MINUTES)
        answer = self._direct.call(operation, body, None, headers, **(path or {}))
        if answer.status >= 300:
            raise StoryBroken(f"{operation} on {self.day}: {answer.reply.body.decode()}")
        return answer

    def make(self, operation: str, body: Record) -> Record:
        """Calls an operation that answers with one record."""
        return self.call(operation, body).row()

    def change(self, operation: str, key: str, of: str, **changes: Any) -> None:
        """Calls an operation that changes the record with this id."""
        self.call(operation, {key: of, **changes}, {key: of})

    def remember(self, kind: str, name: str, record: Record) -> None:
        self.known[kind, name] = record

    def about(self, amount: int) -> Decimal:
        """An amount of money near this one, in the company's own proportions."""
        percent = self._chance.randint(85, 115)
        return money.half_up(amount * self.company.scale * percent / 100)

    def some(self, quantity: int) -> int:
        """A number near this one."""
        return quantity + self._chance.randint(-quantity // 5, quantity // 5)

    def held(self, code: str) -> Decimal:
        """What stands on an account now, debits positive."""
        account = self.books.accounts.by_code(code)
        assert account is not None, code
        return self.books.journals.balance(account["AccountID"])


def opening(books: Books, day: date) -> datetime:
    """When a day's work begins where the company is, in UTC."""
    zone = ZoneInfo(ZONES[books.organisation["Timezone"]])
    return datetime.combine(day, OPENS, zone).astimezone(UTC)


def lived(organisation: Organisation, today: date, salt: str) -> Books:
    """New books of one of the demo's companies, after the year before `today`."""
    founded = datetime.combine(today - DAYS - timedelta(days=1), time(), UTC)
    books = begun(organisation, founded, salt)
    year = Year(books, COMPANIES[organisation.country], today)
    for theme in THEMES:
        theme.plan(year)
    year.live()
    return books
