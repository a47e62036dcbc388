"""How a record without a number of its own is known again, when the answer to its write was lost.

A body names an account by its id or by its code, and may leave out what Xero then fills in; the
record that Xero made of it says both and all. So a record that is listed is seen in each of the
ways in which a body could have named it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import TypeAlias

from tallyloom.apps.xero.cautions import amount_of
from tallyloom.kit import Bundle, Steps, Traces, Value, to_json

_CENT = Decimal("0.01")
Recent: TypeAlias = Callable[[str], Steps[Sequence[Bundle]]]


class _Seen(dict[str, Value]):
    """A listed record, as a body that names its parts by `by` would be."""

    __slots__ = ("by",)

    def __init__(self, record: Bundle, by: tuple[str, ...]) -> None:
        super().__init__(record)
        self.by = by


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The same text of a body and of the record made of it; "" where the body says too little.

    `says` gives what both state in the same words, None where that is not enough to tell it from
    others. `named` are the parts of which a body states one, by the names that it may use, the
    surest first; one that it may leave out has "" among them. `plain` puts them in one place
    where a body and a record have them in different ones.
    """

    says: Callable[[Bundle], Sequence[Value] | None]
    named: tuple[tuple[str, ...], ...]
    plain: Callable[[Bundle], Bundle] = lambda record: record

    def __call__(self, record: Bundle) -> str:
        by = record.by if isinstance(record, _Seen) else self._stated(record)
        said = self.says(record)
        if by is None or said is None:
            return ""
        parts = [*by, *(_at(self.plain(record), name) for name in by), *said]
        return to_json([_canonical(part) for part in parts]).decode()

    def traces(self, recent: Recent) -> Traces:
        """How the engine knows a lost record again among those that `recent` lists."""
        return Traces(recent=self.seen(recent), of=self)

    def seen(self, recent: Recent) -> Recent:
        """What `recent` lists, each record in every way in which a body could have named it."""

        def listed(moment: str) -> Steps[Sequence[Bundle]]:
            records = yield from recent(moment)
            return [one for record in records for one in self._ways(record)]

        return listed

    def _ways(self, record: Bundle) -> Iterator[Bundle]:
        plain = self.plain(record)
        ways = [[n for n in names if not n or _at(plain, n)] for names in self.named]
        return (_Seen(record, by) for by in product(*ways))

    def _stated(self, body: Bundle) -> tuple[str, ...] | None:
        plain = self.plain(body)
        found = [
            next((name for name in names if not name or _at(plain, name)), None)
            for names in self.named
        ]
        return None if None in found else tuple(name for name in found if name is not None)


def amounts(lines: Iterable[Bundle]) -> list[str] | None:
    """The lines' amounts, whatever their order; None where one of them is Xero's to work out."""
    found = [amount_of(line) for line in lines]
    if None in found:
        return None
    return sorted(money(amount) for amount in found if amount is not None)


def money(amount: Value) -> str:
    """An amount in cents, however it is written."""
    return str(Decimal(amount or 0).quantize(_CENT, ROUND_HALF_UP))


def _at(record: Bundle, name: str) -> Value:
    value: Value = record
    for part in name.split(".") if name else ():
        value = value.get(part) if isinstance(value, dict) else None
    return value if name else ""


def _canonical(value: Value) -> Value:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value
