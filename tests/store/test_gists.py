"""The gist of a text is read once, whoever asks, and again when it may be judged otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.store.ledger import NOON

from tallyloom.flow.gist import Gist, Over
from tallyloom.store.database import Database
from tallyloom.store.gists import AT_ONCE, Gists
from tallyloom.store.scenarios import Scenarios

WHOLE = Gist(
    "What it is for.", ((1, "csv.parse"), (2, "tools.compose")), ("csv", "tools"),
    (Over("books", "Demo", ("csv.parse",)),), 1, True,
)  # fmt: skip


@dataclass
class Reader:
    """Reads texts, and remembers which."""

    texts: list[str] = field(default_factory=list)

    def __call__(self, text: str) -> Gist:
        self.texts.append(text)
        return WHOLE


def test_a_text_is_read_once_by_all_processes(database: Database) -> None:
    reader, kept = Reader(), Scenarios(database).keep("Shop", "a", NOON)
    at = (kept.scenario_id, kept.number)
    assert Gists(database, reader, "1").of([at, at]) == {at: WHOLE}
    assert Gists(database, reader, "1").of([at]) == {at: WHOLE}
    assert reader.texts == ["a"]


def test_a_text_is_read_again_when_it_may_be_judged_otherwise(database: Database) -> None:
    reader, kept = Reader(), Scenarios(database).keep("Shop", "a", NOON)
    at = (kept.scenario_id, kept.number)
    for mark in ("1", "2", "2"):
        Gists(database, reader, mark).of([at])
    assert reader.texts == ["a", "a"]


def test_many_are_read_and_one_that_is_not_there_has_none(database: Database) -> None:
    scenarios, reader = Scenarios(database), Reader()
    kept = [scenarios.keep(f"Shop {each}", "a", NOON) for each in range(AT_ONCE + 1)]
    found = Gists(database, reader, "1").of(
        [*((each.scenario_id, 1) for each in kept), (kept[0].scenario_id, 2), ("nobody", 1)]
    )
    assert len(found) == len(reader.texts) == AT_ONCE + 1
