"""The log names the run and never what flowed through it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tallyloom.cli.log import secrets_of, to_collector, to_terminal
from tallyloom.settings import Settings

KEY = "c2VjcmV0IGtleSBvZiB0aGUgbG9nJ3MgdGVzdHMhISE="
PASSWORD = "p%C3%A9ss%2Fword"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    kept = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], level, config = kept
    root.setLevel(level)
    structlog.configure(**config)


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def fails(value: str) -> None:
    raise ValueError(f"{value} cannot be used")


def test_every_line_is_an_object_with_what_it_is_about() -> None:
    out = io.StringIO()
    to_collector("info", out)

    with structlog.contextvars.bound_contextvars(run="r1"):
        structlog.get_logger().warning("something", count=3)
    structlog.get_logger().debug("left out")
    logging.getLogger("a.library").error("it %s", "speaks")

    ours, theirs = lines(out)
    assert (ours["event"], ours["run"], ours["count"], ours["level"]) == (
        "something", "r1", 3, "warning",
    )  # fmt: skip
    assert (theirs["event"], theirs["level"]) == ("it speaks", "error")
    assert ours["timestamp"].endswith("Z")


def test_an_exception_is_told_by_its_kind_and_place_not_by_its_message() -> None:
    out = io.StringIO()
    to_collector("info", out)

    try:
        fails("a customer's name")
    except ValueError:
        structlog.get_logger().exception("a run met something unforeseen", run="r1")
        logging.getLogger("a.library").exception("so did a library")

    for line in lines(out):
        assert line["exception"] == "builtins.ValueError"
        assert line["where"][-1].endswith(" fails")
    assert "a customer's name" not in out.getvalue()


def test_secrets_of_the_process_are_taken_out_wherever_they_are() -> None:
    url = f"postgresql://tallyloom:{PASSWORD}@db/tallyloom"
    settings = Settings(secret_key=KEY, database_url=url)
    out = io.StringIO()
    to_collector("info", out, hidden=secrets_of(settings))

    log = structlog.get_logger()
    log.warning(f"cannot reach {url}", error=f"key {KEY}", deep=[{"of": ("péss/word", KEY)}])
    log.warning("an object", value=ValueError(KEY))

    assert len(lines(out)) == 2
    for secret in (KEY, PASSWORD, "péss/word"):
        assert secret not in out.getvalue().encode().decode("unicode_escape")
        assert secret not in str(lines(out))


def test_a_terminal_shows_where_it_happened_and_no_values_of_variables() -> None:
    out = io.StringIO()
    to_terminal("info", out, colours=False)
    value = "held in a " + "variable"

    try:
        int(value[:0])
    except ValueError:
        structlog.get_logger().exception("unforeseen")

    assert "test_log.py" in out.getvalue()
    assert value not in out.getvalue()
