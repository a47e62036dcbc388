"""Prints the description of the API, which the pages' own client is made from. Needs no database.

`python -m tallyloom.api.description FILE` writes it; `./dev docs` does that.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sqlalchemy import URL

from tallyloom.api.application import application
from tallyloom.clock import SystemClock
from tallyloom.house import House
from tallyloom.settings import Settings
from tallyloom.store.database import Database


def described() -> str:
    """The whole description as JSON, in an order that only changes with what it says."""
    nothing_kept = Settings.model_construct(home=Path("nowhere"))
    never_reached = Database(URL.create("postgresql+psycopg"))
    told = application(House(nothing_kept, SystemClock(), never_reached)).openapi()
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(described(), encoding="utf-8")
