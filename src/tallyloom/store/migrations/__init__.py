"""The steps by which the tables came to be; each start runs the ones a database is missing.

To change the tables, add one file, `step_NNNN_name.py`, with the next number:

    from alembic import op

    from tallyloom.store.migrations import place

    revision, down_revision = place(__file__)

    def upgrade() -> None:
        op.execute("CREATE TABLE ...")

The files' names are their order: nothing else links them. A file that was released is never
changed, renamed or preceded by a new one. Steps are not undone; `backup` before an upgrade is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text

from tallyloom.store.trouble import UpgradeTallyloom

FOLDER = Path(__file__).parent
# Any number will do, as long as every version of Tallyloom uses the same one.
ADVISORY_LOCK = 0x7A11_7100


@cache
def steps() -> tuple[str, ...]:
    """The names of all steps, first to last."""
    return tuple(sorted(path.stem.removeprefix("step_") for path in FOLDER.glob("step_*.py")))


def place(file: str) -> tuple[str, str | None]:
    """A step's own name and the name of the one before it, for Alembic."""
    name = Path(file).stem.removeprefix("step_")
    index = steps().index(name)
    return name, steps()[index - 1] if index else None


def upgrade(connection: Connection, schema: str, to: str = "") -> None:
    """Run the missing steps up to `to` (the last one), all of them or none, one process at a time.

    `connection` must not be in a transaction. Raises UpgradeTallyloom when the database knows a
    step that this version does not.
    """
    to = to or steps()[-1]
    with connection.begin():
        if _has(connection, schema, to):
            return
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        if not _has(connection, schema, to):
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
            _run(connection, schema, to)


def _has(connection: Connection, schema: str, step: str) -> bool:
    at = current(connection, schema)
    if at is not None and at not in steps():
        raise UpgradeTallyloom(
            f"The database was written by a newer version of Tallyloom (its tables are at step "
            f"{at}; this version knows up to {steps()[-1]}). Install that version or a later one, "
            "or use another database."
        )
    return at is not None and at >= step


def current(connection: Connection, schema: str) -> str | None:
    """The last step that this database has; None for an empty one."""
    table = f"{schema}.alembic_version"
    if connection.scalar(text("SELECT to_regclass(:table)"), {"table": table}) is None:
        return None
    at: str | None = connection.scalar(text(f"SELECT version_num FROM {table}"))
    return at


def _run(connection: Connection, schema: str, to: str) -> None:
    # Imported here: it takes longer than a start, and most starts have nothing to change.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "schema": schema})
    config.set_main_option("script_location", str(FOLDER / "runner").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, to)
