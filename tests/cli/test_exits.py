"""Every kind of trouble has an exit code, and every name in the table is a kind of trouble."""

from __future__ import annotations

import errno
import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

import tallyloom
from tallyloom.api.problems import STATUSES as PROBLEMS
from tallyloom.cli.exits import AUTH, CODES, FAILED, TEMPORARY, code_of, said_of
from tallyloom.cli.remote import STATUSES
from tallyloom.kit import Reconnect, Trouble
from tallyloom.store.trouble import FreeSpace


def kinds(of: type[BaseException] = BaseException) -> Iterator[type[BaseException]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


@pytest.fixture(scope="module")
def ours() -> set[type[BaseException]]:
    """Every exception that a room of Tallyloom declares."""
    for module in pkgutil.walk_packages(tallyloom.__path__, "tallyloom."):
        if ".migrations." not in module.name:
            importlib.import_module(module.name)
    return {kind for kind in kinds() if kind.__module__.startswith("tallyloom.")}


def test_every_name_in_the_table_is_declared_somewhere(ours: set[type[BaseException]]) -> None:
    known = {kind.__name__ for kind in ours} | {OperationalError.__name__}

    assert set(CODES) - known == set()


def test_every_kind_of_trouble_has_a_code(ours: set[type[BaseException]]) -> None:
    assert [kind for kind in ours if issubclass(kind, Trouble) and not named(kind)] == []


def test_a_server_s_trouble_ends_a_command_as_the_same_trouble_here_does(
    ours: set[type[BaseException]],
) -> None:
    told = {kind for kind in ours if status_of(kind) and kind.__name__ != "DemoRuns"}
    there = {kind: CODES.get(kind.__name__, STATUSES.get(status_of(kind), FAILED)) for kind in told}

    assert [kind for kind in told if there[kind] != near(kind)] == []


def status_of(kind: type[BaseException]) -> int:
    return next((PROBLEMS[each.__name__] for each in kind.__mro__ if each.__name__ in PROBLEMS), 0)


def near(kind: type[BaseException]) -> int | None:
    return next((CODES[each.__name__] for each in kind.__mro__ if each.__name__ in CODES), None)


def named(kind: type[BaseException]) -> bool:
    return any(each.__name__ in CODES for each in kind.__mro__)


def test_the_nearest_kind_counts() -> None:
    class Special(Reconnect):
        """More special than its parent."""

    assert code_of(Special()) == AUTH
    assert code_of(FreeSpace()) == TEMPORARY
    assert code_of(Trouble()) == FAILED
    assert code_of(ZeroDivisionError()) is None
    assert code_of(OSError(errno.ENOSPC, "full")) == TEMPORARY


def test_what_the_system_says_is_said_with_its_place() -> None:
    assert said_of(PermissionError(13, "Permission denied", "/data")) == "/data: Permission denied."
