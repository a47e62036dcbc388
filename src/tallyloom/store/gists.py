"""The gists of scenarios' texts: read once, then kept beside them for every process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import convert
from sqlalchemy import text

from tallyloom.flow.gist import Gist
from tallyloom.store.database import Database
from tallyloom.store.json import dumps

# A version of a scenario: its id and its number.
At = tuple[str, int]
AT_ONCE = 100  # texts that are read in a row before they are kept


class Gists:
    """Gives the gist of any version. `mark` names what they were read with: what another version,
    or other apps, have kept is read anew."""

    def __init__(self, database: Database, read: Callable[[str], Gist], mark: str) -> None:
        self._database = database
        self._read = read
        self._mark = mark
        self._known: dict[At, Gist] = {}

    def of(self, wanted: Iterable[At]) -> Mapping[At, Gist]:
        """By version; one that is not there any more has none."""
        asked = list(dict.fromkeys(wanted))
        unknown = [at for at in asked if at not in self._known]
        for first in range(0, len(unknown), AT_ONCE):
            self._look(unknown[first : first + AT_ONCE])
        return {at: self._known[at] for at in asked if at in self._known}

    def _look(self, wanted: list[At]) -> None:
        asked = {"ids": [at[0] for at in wanted], "numbers": [at[1] for at in wanted]}
        with self._database.connect() as on:
            rows = on.execute(text(_KEPT), asked | {"mark": self._mark}).all()
        texts = {(row[0], row[1]): row[3] for row in rows if row[2] is None}
        self._known |= {(row[0], row[1]): convert(row[2], Gist) for row in rows if row[2]}
        if texts:
            self._keep({at: self._read(document) for at, document in texts.items()})

    def _keep(self, made: Mapping[At, Gist]) -> None:
        with self._database.begin() as on:
            on.execute(
                text(_KEEP),
                [
                    {"id": id_, "number": number, "mark": self._mark, "gist": dumps(gist)}
                    for (id_, number), gist in sorted(made.items(), key=lambda each: each[0])
                ],
            )
        self._known |= made


_KEPT = """
SELECT v.scenario_id, v.number, g.gist, CASE WHEN g.gist IS NULL THEN v.document END
FROM unnest(CAST(:ids AS text[]), CAST(:numbers AS integer[])) AS w (id, number)
JOIN versions v ON v.scenario_id = w.id AND v.number = w.number
LEFT JOIN gists g ON g.scenario_id = w.id AND g.number = w.number AND g.mark = :mark
"""
# A version that was deleted meanwhile keeps none.
_KEEP = """
INSERT INTO gists (scenario_id, number, mark, gist)
SELECT scenario_id, number, :mark, CAST(:gist AS jsonb) FROM versions
WHERE scenario_id = :id AND number = :number
ON CONFLICT (scenario_id, number) DO UPDATE SET mark = excluded.mark, gist = excluded.gist
"""
