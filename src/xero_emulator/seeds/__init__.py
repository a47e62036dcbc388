"""Where organisations come from: `demo`, `empty`, or a YAML file shaped like organisations.yaml.

`demo` and `empty` are the same organisations; in `demo` each has a year of a small company's books,
written at the first look into them.

How it was checked: by our own tests; what is planted passes through the operations that clients
call. The companies and people are invented.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from xero_emulator.accounting.accounts import CLASSES
from xero_emulator.accounting.currencies import NAMES
from xero_emulator.accounting.organisations import ZONES
from xero_emulator.books import Books
from xero_emulator.seeds.organisations import Organisation, begun
from xero_emulator.wire import Record

BUILT_IN = ("demo", "empty")
FILE = "organisations.yaml"
KEPT = 12  # pasts: four organisations on three days


class SeedUnreadable(ValueError):
    """The seed must be demo, empty, or a YAML file shaped like seeds/organisations.yaml."""


class Seed(msgspec.Struct, forbid_unknown_fields=True):
    organisations: list[Organisation]
    chart: Any = None


def plant(name: str, now: datetime, salt: str = "") -> list[Books]:
    """New organisations from `demo`, `empty` or the path of a YAML file; raises SeedUnreadable.

    The same name, time and salt give the same ids, now and later. The year of a `demo` ends on the
    day before `now`.
    """
    planted = [begun(organisation, now, salt) for organisation in _read(name).organisations]
    if name == "demo":
        for books in planted:
            books.past = partial(_past, books.country, books.today(now), salt)
    return planted


@lru_cache(KEPT)
def _past(country: str, today: date, salt: str) -> Record:
    """The dump of a company's books after the year before `today`.

    Books never change a record, so any number of them may take over the same dump.
    """
    from xero_emulator.seeds.year import lived  # it calls operations in process, as tests do

    seeds = {each.country: each for each in _built_in().organisations}
    return lived(seeds[country], today, salt).dump()


def _read(name: str) -> Seed:
    return _built_in() if name in BUILT_IN else _parsed(name, Path(name))


@cache
def _built_in() -> Seed:
    return _parsed(FILE, files(__name__).joinpath(FILE))


def _parsed(name: str, source: Traversable) -> Seed:
    try:
        text = source.read_text("utf-8")
        seed = msgspec.convert(YAML(typ="safe").load(text), Seed, strict=False)
    except (OSError, UnicodeDecodeError, YAMLError, msgspec.ValidationError) as trouble:
        why = " ".join(str(trouble).split())
        raise SeedUnreadable(f"{SeedUnreadable.__doc__} {name!r} is none: {why}") from trouble
    for organisation in seed.organisations:
        _check(name, organisation)
    return seed


def _check(name: str, seed: Organisation) -> None:
    for what, values, options in (
        ("timezone", [seed.timezone], ZONES),
        ("currency", [seed.currency, *seed.currencies], NAMES),
        ("account type", [row[2] for row in seed.chart], CLASSES),
        ("tax side", [row[3] for row in seed.chart], seed.tax),
        ("tax type", seed.tax.values(), [rate[0] for rate in seed.rates]),
    ):
        for value in values:
            if value not in options:
                raise SeedUnreadable(f"{name}: {what} {value!r} is not one of {', '.join(options)}")
