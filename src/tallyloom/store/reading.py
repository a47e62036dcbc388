"""Reading ended runs through, once: what each module did, what it weighs, and its words."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from tallyloom.kit import from_json
from tallyloom.store.database import Database
from tallyloom.store.findable import RUN, Findable, Place, Words
from tallyloom.store.journal import Entry
from tallyloom.store.json import dumps
from tallyloom.store.tally import Tally
from tallyloom.store.words import words, words_of_json

GO = 128 * 1024  # bytes of compressed entries that are read in one go
CALL = 200  # bytes that a row of the calls is taken to weigh
MOST_WORDS = 200_000  # of one place; beyond, a page is not found by its last words


@dataclass(slots=True)
class _Read:
    """One run, as far as it has been read."""

    id: str
    confidential: bool
    tally: Tally
    weight: int
    said: str
    whole: bool = True
    found: list[Words] = field(default_factory=list)


class Reading:
    """Reads runs that have ended, the first first, a few entries at a time."""

    def __init__(self, database: Database) -> None:
        self._findable = Findable(database)

    def read(self, on: Connection, now: datetime, runs: int, entries: int) -> int:
        """Read on, within a transaction in which nobody else does; how many runs were met."""
        met = {
            row.id: _Read(row.id, row.confidential, Tally.read(row.tally), row.kept, row.said)
            for row in on.execute(
                text(
                    "SELECT id, confidential, tally, kept, scenario || ' ' || reason AS said"
                    " FROM runs WHERE read_at IS NULL AND ended_at IS NOT NULL"
                    " ORDER BY id LIMIT :most"
                ),
                {"most": runs},
            )
        }
        if met:
            self._read(on, met, entries)
            self._finish(on, [one for one in met.values() if one.whole])
            self._write(on, met.values(), now)
        return len(met)

    def _read(self, on: Connection, met: Mapping[str, _Read], most: int) -> None:
        places, more = self._places(on, list(met.values()), most)
        rows = on.execute(
            text(
                "SELECT j.run_id, j.step, j.ordinal, j.module, j.operations, j.entry"
                " FROM journal j JOIN unnest(CAST(:runs AS text[]), CAST(:steps AS integer[]),"
                " CAST(:ordinals AS integer[])) AS place (run, step, ordinal)"
                " ON (j.run_id, j.step, j.ordinal) = (place.run, place.step, place.ordinal)"
                " ORDER BY j.run_id, j.step, j.ordinal"
            ),
            _columns(places),
        ).all()
        for row in rows:
            self._take(met[row.run_id], row)
        if more:  # the last one may not be whole, and those behind it are not begun
            for one in met.values():
                one.whole = one.id < places[-1][0]

    def _places(
        self, on: Connection, met: Sequence[_Read], most: int
    ) -> tuple[list[tuple[str, int, int]], bool]:
        """The next entries that are not too much for one go, and whether there are more."""
        rows = on.execute(
            text(
                "SELECT j.run_id, j.step, j.ordinal, octet_length(j.entry) FROM journal j"
                " JOIN unnest(CAST(:runs AS text[]), CAST(:steps AS integer[]),"
                " CAST(:ordinals AS integer[])) AS read (run, step, ordinal) ON j.run_id = read.run"
                " AND (j.step, j.ordinal) > (read.step, read.ordinal)"
                " ORDER BY j.run_id, j.step, j.ordinal LIMIT :most"
            ),
            _columns([(one.id, *one.tally.at) for one in met]) | {"most": most},
        ).all()
        weight = 0
        for at, row in enumerate(rows):
            weight += row[3]
            if weight > GO and at:
                return [(row[0], row[1], row[2]) for row in rows[:at]], True
        return [(row[0], row[1], row[2]) for row in rows], len(rows) == most

    def _take(self, one: _Read, row: Any) -> None:
        data = zlib.decompress(bytes(row.entry))
        entry = Entry(row.module, row.operations, from_json(data), row.step, row.ordinal)
        one.tally.add(entry)
        one.weight += len(row.entry)
        if not one.confidential:
            place = Place(one.id, row.step, row.ordinal, row.module)
            one.found.append(Words(place, list(words_of_json(data))[:MOST_WORDS]))

    def _finish(self, on: Connection, done: Sequence[_Read]) -> None:
        by_id = {one.id: one for one in done}
        said: dict[str, list[str]] = {id_: [one.said] for id_, one in by_id.items()}
        for row in on.execute(
            text(
                "SELECT run_id, module, count(*) AS calls, sum(waited) AS waited,"
                " string_agg(DISTINCT path || ' ' || trouble, ' ') AS said FROM calls"
                " WHERE run_id = ANY(:runs) GROUP BY run_id, module"
            ),
            {"runs": list(by_id)},
        ):
            by_id[row.run_id].tally.call(row.module, row.calls, row.waited)
            by_id[row.run_id].weight += CALL * row.calls
            said[row.run_id].append(row.said)
        for row in on.execute(
            text(
                "SELECT run_id, natural_key, identity FROM effects WHERE run_id = ANY(:runs)"
                " AND coalesce(natural_key, identity) IS NOT NULL"
            ),
            {"runs": list(by_id)},
        ):
            said[row.run_id].append(f"{row.natural_key or ''} {row.identity or ''}")
        for one in done:
            if not one.confidential:
                place = Place(one.id, RUN, 0, 0)
                one.found.append(Words(place, list(words(" ".join(said[one.id])))))

    def _write(self, on: Connection, met: Any, now: datetime) -> None:
        read = [one for one in met if one.whole or one.found or one.tally.at != (-1, -1)]
        self._findable.add(on, [words for one in read for words in one.found])
        if read:
            on.execute(
                text(
                    "UPDATE runs SET tally = :tally, kept = :kept,"
                    " read_at = CASE WHEN :whole THEN CAST(:now AS timestamptz) END WHERE id = :id"
                ),
                [
                    {
                        "id": one.id,
                        "tally": dumps(one.tally.value()),
                        "kept": max(1, one.weight),
                        "whole": one.whole,
                        "now": now,
                    }
                    for one in read
                ],
            )


def _columns(places: Sequence[tuple[str, int, int]]) -> dict[str, Any]:
    runs, steps, ordinals = zip(*places, strict=True) if places else ((), (), ())
    return {"runs": list(runs), "steps": list(steps), "ordinals": list(ordinals)}
