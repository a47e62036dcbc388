"""What a terminal shows: harmless, in columns, and only what was asked for."""

from __future__ import annotations

import io
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tallyloom.cli.screen import clean, clean_lines
from tallyloom.cli.tables import GAP, Rows, state

# What prints help must not wait for what moves runs.
HEAVY = (
    "sqlalchemy",
    "dbos",
    "fastapi",
    "psycopg",
    "pydantic",
    "tallyloom.house",
    "tallyloom.lang",
)


@given(st.text())
def test_no_control_character_reaches_a_terminal(text: str) -> None:
    for shown in (clean(text), clean_lines(text).replace("\n", "")):
        assert all(ord(each) >= 32 and not 127 <= ord(each) < 160 for each in shown)
        assert not any(turning in shown for turning in "\u202a\u202e\u2066\u2069")


def test_an_escape_sequence_is_shown_as_text() -> None:
    assert "\x1b" not in clean("\x1b[2Jgone")
    assert clean("two\nlines") == "two lines"
    assert clean_lines("two\r\nlines") == "two\nlines"


def printed(rows: Rows, width: int) -> list[str]:
    out = io.StringIO()
    rows.print(Console(file=out, width=width))
    return out.getvalue().splitlines()


def test_a_thousand_rows_with_long_names_keep_their_columns() -> None:
    rows = Rows(["Run", "Scenario*", "Status", "Operations>"])
    for number in range(1000):
        rows.add(
            "1a2b3c4d",
            f"A scenario with a long name that goes on and on, number {number}",
            state("warning"),
            f"{number:,}",
        )

    lines = printed(rows, 80)

    assert len(lines) == 1002
    assert {len(line) for line in lines} == {80 - GAP}
    assert all("! warning" in line and line.startswith("1a2b3c4d") for line in lines[2:])
    assert lines[-1].endswith("999")


def test_a_figure_is_never_cut() -> None:
    rows = Rows(["Scenario*", "Operations>", "Data>"])
    rows.add("A name", "1,000,000,000", "100.0 MB")

    assert printed(rows, 20)[-1].endswith("1,000,000,000  100.0 MB")


def test_wide_characters_count_twice() -> None:
    rows = Rows(["Name*", "Calls>"])
    rows.add("請求書" * 20, "1")

    lines = printed(rows, 40)

    assert lines[-1].endswith("1")
    assert "…" in lines[-1]


def test_help_loads_no_heavy_room() -> None:
    script = (
        "import sys\nsys.argv = ['tallyloom', '--help']\nfrom tallyloom.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stderr.strip() == "[]"
    assert "scenario" in done.stdout
