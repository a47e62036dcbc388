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
from tests.sweep.case import Case
from tests.sweep.cases import ELSEWHERE, all_cases
from tests.sweep.desk import ABSENT, BARE, Desk
from tests.sweep.wire import check_sent

from tallyloom.apps.xero import app

CASES = all_cases()
LOST = {"do": "drop_after", "path": "/*.xro/*"}
WRITES = ("POST", "PUT", "DELETE")


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
    desk.another_organisation_behind(connection)
    outcome = desk.run(case.module, given, connection, books.name)
    assert writes(desk) == []
    assert "is not the organisation it was" in outcome.said


@of(filter(changes, CASES))
def test_a_write_whose_answer_is_lost_is_done_once(desk: Desk, case: Case, books: Books) -> None:
    given = case.given(books)
    before = case.count(books) if case.count else 0
    connection = connected(desk, case)
    for method in WRITES:
        desk.emulator.control.fault(**LOST, method=method, tenant=books.tenant)
    outcome = desk.run(case.module, given, connection, books.name)
    lost = sum(fault["struck"] for fault in desk.emulator.control.faults())
    desk.emulator.control.clear_faults()
    assert lost
    if case.unknown == "parked":
        assert "see in the service whether it is there" in outcome.said.lower()
    else:
        assert outcome.status == "success", outcome.said
        case.check(books, outcome, given)
    if case.count:
        assert case.count(books) == before + 1
