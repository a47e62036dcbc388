"""Every module of Xero in a scenario, over HTTP, each request held against the specification.

With `--xero-base URL` the requests go to another server that answers from Xero's specification;
then only what was sent is judged and written down (`--xero-record FILE`, JSON lines).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.apps.xero.spec import Spec
from tests.conftest import reference_folder
from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.cases import ELSEWHERE, all_cases
from tests.sweep.desk import ABSENT, BARE, Desk
from tests.sweep.wire import check_sent

from tallyloom.apps.xero import app
from tallyloom.kit import Bundle, Module

CASES = all_cases()


def of(cases: Iterable[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", list(cases), ids=lambda case: case.id)


def needs(case: Case) -> tuple[str, ...]:
    """The least that the case's module needs, in the older vocabulary."""
    return app.modules[case.module].scopes.broad


def changes(case: Case) -> bool:
    """Whether the module writes: permissions are the least, so one to write says it."""
    return any(not name.endswith(".read") for name in needs(case))


@pytest.fixture(autouse=True)
def within_the_specification(desk: Desk, record: Path) -> Iterator[None]:
    """Fails where a request is not one that Xero describes, whatever else the test says."""
    yield
    with record.open("a") as lines:
        lines.writelines(each.line() + "\n" for each in desk.recorder.sent)
    spec = Spec(reference_folder() / "xero-openapi")
    for each in desk.recorder.sent if spec.folder.is_dir() else ():
        check_sent(spec, each)


@pytest.fixture(autouse=True)
def only_the_good_case_elsewhere(request: pytest.FixtureRequest, xero_base: str) -> None:
    """What another server would do with the rest, nobody can say."""
    if xero_base and not request.node.name.startswith("test_sweep["):
        pytest.skip("the emulator alone judges this")


def connected(desk: Desk, case: Case) -> str:
    """A connection with the least permissions that the module needs, in the newer vocabulary."""
    return desk.connect(app.modules[case.module].scopes.granular)


def writes(desk: Desk) -> list[str]:
    return [f"{each.method} {each.path}" for each in desk.recorder.sent if each.writes]


# What records of a group hold and Xero's specification does not show: nothing that is new.
UNSAID = {"Credit Notes": {"ID"}, "Purchase Orders": {"IsDiscounted", "Type", "Attachments"}}


def undeclared(module: Module, bundles: Iterable[Bundle]) -> set[str]:
    """What stands at the top of bundles and is said by no output, so that nobody can map it.

    Where a date comes as text as well, the date is what is mapped.
    """
    named = {output.name for output in module.outputs}
    known = named | {f"{name}String" for name in named} | UNSAID.get(module.group, set())
    return {name for bundle in bundles for name in bundle} - known


def test_every_module_has_a_case() -> None:
    assert {case.module for case in CASES} | set(ELSEWHERE) == set(app.modules)


@of(CASES)
def test_sweep(desk: Desk, case: Case, books: Books, xero_base: str) -> None:
    """The good case, with the least permissions, its values read back from the books."""
    given = case.given(books)
    outcome = desk.run(case.module, given, connected(desk, case), books.name)
    assert desk.recorder.sent
    if not xero_base:
        assert outcome.status == "success", outcome.said
        case.check(books, outcome, given)
        assert undeclared(app.modules[case.module], outcome.bundles) == set()


@of(CASES)
def test_bad_input_is_refused_before_the_service_is_asked(
    desk: Desk, case: Case, books: Books
) -> None:
    given = {**case.given(books), **case.bad}
    outcome = desk.run(case.module, given, connected(desk, case), books.name)
    assert case.says in outcome.said
    assert not outcome.bundles
    assert writes(desk) == []


@of(filter(needs, CASES))
def test_a_missing_permission_is_named_and_nothing_is_written(
    desk: Desk, case: Case, books: Books
) -> None:
    connection = desk.connect((), "broad", always=BARE)
    assert desk.shop.house.connections.missing(connection, [app.modules[case.module]])
    outcome = desk.run(case.module, case.given(books), connection, books.name)
    assert (outcome.status, list(outcome.bundles)) == ("waiting", [])
    assert "permission" in outcome.said
    assert all(each.status in (401, 403) for each in desk.recorder.sent if each.writes)


@of(CASES)
def test_an_organisation_that_is_not_connected_gets_nothing(
    desk: Desk, case: Case, books: Books
) -> None:
    connection = connected(desk, case)
    given = case.given(books)
    desk.recorder.sent.clear()
    outcome = desk.run(case.module, given, connection, ABSENT)
    assert "organisation" in outcome.said
    assert not outcome.bundles
    assert desk.recorder.sent == []


@of(filter(changes, CASES))
def test_an_organisation_that_is_another_one_now_is_not_written_to(
    desk: Desk, case: Case, books: Books
) -> None:
    connection = connected(desk, case)
    given = case.given(books)
    with desk.another_organisation_behind(connection):
        outcome = desk.run(case.module, given, connection, books.name)
    assert writes(desk) == []
    assert "is not the organisation it was" in outcome.said


@of(filter(changes, CASES))
def test_a_write_whose_answer_is_lost_is_done_once(desk: Desk, case: Case, books: Books) -> None:
    """While the service remembers the key of the request, the same bytes go out once more."""
    given = case.given(books)
    before = case.count(books) if case.count else 0
    connection = connected(desk, case)
    desk.recorder.troubles.append("lost")
    outcome = desk.run(case.module, given, connection, books.name)
    assert not desk.recorder.troubles, outcome.said
    settled(case, books, outcome, given, parked=case.unknown == "parked")
    if case.count:
        assert case.count(books) == before + 1


@of(filter(changes, CASES))
def test_a_write_that_only_a_look_can_settle_is_done_once(
    desk: Desk, case: Case, books: Books
) -> None:
    """The answer is lost, and the service fails under this key for good: the key is of no use."""
    given = case.given(books)
    before = case.count(books) if case.count else 0
    connection = connected(desk, case)
    desk.recorder.troubles.extend(("lost", "failed", "failed"))
    outcome = desk.run(case.module, given, connection, books.name)
    assert not desk.recorder.troubles, outcome.said
    settled(case, books, outcome, given, parked=case.evidence == "none")
    if case.count:
        assert case.count(books) == before + 1


def settled(case: Case, books: Books, outcome: Outcome, given: Given, *, parked: bool) -> None:
    """The write is found or done again, or it waits for a person where that is all one can do."""
    if parked:
        assert "see in the service whether it is there" in outcome.said.lower()
    else:
        assert outcome.status == "success", outcome.said
        case.check(books, outcome, given)
