"""The history of runs over the API: lists, details, contents, searching, and live events."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from queue import Queue
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from sqlalchemy import text
from tests.api.conftest import Site
from tests.api.people import somebody

from tallyloom.api import run_contents
from tallyloom.api.access import Permission
from tallyloom.api.runs import the_run
from tallyloom.api.spreadsheet import safe
from tallyloom.engine import watching
from tallyloom.store.calls import Made
from tallyloom.store.findable import Findable, Place
from tallyloom.store.ids import new_id
from tallyloom.store.journal import Entry

API = "/api/v1"
TROUBLE = {"remedy": "BadInput", "message": "value: 999 is wrong", "words": [], "field": "value"}


def get(site: Site, path: str, status: int = 200) -> Any:
    answer = site.get(f"{API}{path}")
    assert answer.status == status, answer.text
    return json.loads(answer.text) if answer.text else None


def post(site: Site, path: str, status: int = 200) -> Any:
    answer = site.ask("POST", f"{API}{path}", b"", **site.owner)
    assert answer.status == status, answer.text
    return json.loads(answer.text)


def ids(found: Any) -> list[str]:
    return [run["id"] for run in found["items"]]


def started(site: Site, **origin: Any) -> str:
    """A run that waits to be taken."""
    from tallyloom.flow.plan import plan
    from tallyloom.flow.read import read

    version = site.scenario()
    planned = plan(read(version.document), site.house.modules)
    return site.house.engine.add(version, planned, {"a": 1}, origin=origin or {"by": "command"})


DONE: dict[str, Any] = {"path": "1", "in": {}, "out": []}


def write(site: Site, run: str, step: int, *operations: dict[str, Any]) -> None:
    with site.house.database.begin() as on:
        entries = [Entry(1, len(operations), operations)]
        site.house.journal.write(on, run, step, entries, site.house.clock.now())


RUN = "run-success000001"


def test_the_list_is_paged_both_ways(site: Site) -> None:
    site.runs(5)
    first = get(site, "/runs?limit=2")
    assert ids(first) == ["run-success000005", "run-success000004"]
    assert first["previous"] is None
    second = get(site, f"/runs?limit=2&before={first['next']}")
    assert ids(second) == ["run-success000003", "run-success000002"]
    third = get(site, f"/runs?limit=2&before={second['next']}")
    assert (ids(third), third["next"]) == (["run-success000001"], None)
    back = get(site, f"/runs?limit=2&after={third['previous']}")
    assert ids(back) == ids(second)
    assert ids(get(site, f"/runs?limit=2&after={back['previous']}")) == ids(first)
    newest = get(site, f"/runs?limit=9&after={back['previous']}")
    assert newest["previous"] is None


def test_the_list_takes_several_words_and_says_which_it_does_not_know(site: Site) -> None:
    site.runs(1)
    site.runs(1, status="error")
    site.runs(1, status="warning")
    assert len(get(site, "/runs?status=error,warning")["items"]) == 2
    problem = get(site, "/runs?status=eror", 422)
    assert "it is of success, warning, error" in problem["detail"]
    assert problem["errors"][0]["field"] == "status"
    get(site, "/runs?since=2026-01-01", 422)
    assert ids(get(site, "/runs?since=2026-01-01T00%3A02%3A00Z")) == []


def test_a_list_is_told_in_figures(site: Site) -> None:
    site.runs(3)
    site.runs(1, status="error")
    told = get(site, "/runs/summary")
    assert (told["runs"], told["statuses"]) == (4, {"success": 3, "error": 1})
    listed = get(site, "/runs")["items"]
    for name in ("operations", "api_calls", "bytes"):
        assert told[name] == sum(run[name] for run in listed)
    none = {"runs": 0, "statuses": {}, "operations": 0, "api_calls": 0, "bytes": 0}
    assert get(site, "/runs/summary?text=nowhere") == none


def test_a_run_is_told_whole(site: Site) -> None:
    site.runs(1)
    write(
        site,
        RUN,
        0,
        {"path": "1", "in": {}, "out": [{"a": 1.5}]},
        {"path": "2", "trouble": TROUBLE},
    )
    site.house.calls.add(Made(RUN, 1, site.house.clock.now(), "PUT", "/X", 200, 1, 2, 0.1, 0.0))
    run = get(site, f"/runs/{RUN}")
    assert (run["status"], run["began"], run["seconds"]) == ("success", "manual", 1.0)
    assert run["started_at"] == "2026-01-01T00:01:00.000Z"
    (module,) = run["modules"]
    assert (module["operations"], module["bundles_out"], module["failed"]) == (2, 1, 1)
    (failure,) = run["failures"]
    assert failure["message"] == "value: 999 is wrong"
    assert [call["path"] for call in run["calls"]] == ["/X"]
    assert get(site, "/runs/000001")["id"] == RUN
    get(site, "/runs/nothing", 404)
    assert "it has 1" in get(site, f"/runs/{RUN}?module=7", 404)["detail"]


def test_one_operation_is_told_with_as_many_bundles_as_are_asked_for(site: Site) -> None:
    site.runs(1)
    out = [{"n": number} for number in range(250)]
    write(site, RUN, 0, {"path": "", "in": {"a": 1}, "out": out}, {"path": "1", "stopped": "why"})
    path = f"/runs/{RUN}/modules/1/operations"
    light = get(site, f"{path}?bundles=false")["items"][0]
    assert (light["given"], light["out"], light["gave"]) == (None, [], 250)
    first = get(site, f"{path}/{light['id']}")
    assert (first["given"], first["out"], first["gave"]) == ({"a": 1}, out[:100], 250)
    rest = get(site, f"{path}/{light['id']}?skip=200")
    assert rest["out"] == out[200:]
    assert get(site, f"{path}/0.0.1")["stopped"] == "why"
    assert "no operation 0.0.2" in get(site, f"{path}/0.0.2", 404)["detail"]
    get(site, f"{path}/0.9.0", 404)
    get(site, f"{path}/last", 422)


def test_a_module_is_told_from_when_to_when_it_was_at_work(site: Site) -> None:
    site.runs(1)
    now = site.house.clock.now()
    write(site, RUN, 0, {"path": "1", "in": {}, "out": []})
    late = now + timedelta(seconds=2)
    site.house.calls.add(Made(RUN, 1, late, "PUT", "/X", 200, 1, 2, 0.5, 1.0))
    (module,) = get(site, f"/runs/{RUN}?limit=0")["modules"]
    began, ended = (datetime.fromisoformat(module[name]) for name in ("began_at", "ended_at"))
    assert (ended - began).total_seconds() == pytest.approx(2.5, abs=0.01)


def test_a_call_that_only_read_carried_nothing(site: Site) -> None:
    site.runs(1)
    at = site.house.clock.now()
    site.house.calls.add(Made(RUN, 1, at, "GET", "/X", 200, 0, 2, 0.1, 0.0))
    (call,) = get(site, f"/runs/{RUN}/calls")["items"]
    told = get(site, f"/runs/{RUN}/calls/{call['id']}")
    assert (told["path"], told["carried"]) == ("/X", None)
    get(site, f"/runs/{RUN}/calls/{int(call['id']) + 1}", 404)
    get(site, f"/runs/{RUN}/calls/first", 422)


def test_operations_are_paged_and_narrowed(site: Site) -> None:
    site.runs(1)
    for step in range(3):
        write(
            site,
            RUN,
            step,
            {"path": f"{step}.1", "in": {}, "out": [{"n": step}]},
            {"path": f"{step}.2", "stopped": "why"},
            {"path": f"{step}.3", "trouble": TROUBLE, "in": {"n": 1}},
        )
    address, met, after = f"/runs/{RUN}/modules/1/operations", [], ""
    while True:
        page = get(site, f"{address}?limit=2&after={after}")
        met += [operation["path"] for operation in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert met == [f"{step}.{n}" for step in range(3) for n in (1, 2, 3)]
    for outcome, n in (("done", 1), ("stopped", 2), ("failed", 3)):
        found = get(site, f"{address}?outcome={outcome}")["items"]
        assert [one["path"] for one in found] == [f"{step}.{n}" for step in range(3)]
    get(site, f"{address}?after=1.x", 422)
    get(site, f"/runs/{RUN}/modules/9/operations", 404)


def test_looking_through_a_long_journal_is_done_in_parts(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the last entry of a part has nothing to go on from."""
    monkeypatch.setattr(run_contents, "MOST_ENTRIES", 2)
    site.runs(1)
    for step, operations in enumerate([[DONE], [], [DONE], [DONE]]):
        write(site, RUN, step, *operations)
    address = f"/runs/{RUN}/modules/1/operations?outcome=failed"
    assert get(site, address)["next"] == "2.0.0"
    assert get(site, f"{address}&after=2.0.0")["next"] == "3.0.0"
    assert get(site, f"{address}&after=3.0.0")["next"] is None


def test_calls_are_paged(site: Site) -> None:
    site.runs(1)
    for n in range(5):
        now = site.house.clock.now()
        site.house.calls.add(Made(RUN, 1, now, "GET", f"/{n}", 200, 0, 0, 0.1, 0.0))
    first = get(site, f"/runs/{RUN}/calls?limit=3")
    rest = get(site, f"/runs/{RUN}/calls?limit=3&after={first['next']}")
    assert [call["path"] for call in first["items"] + rest["items"]] == [f"/{n}" for n in range(5)]
    assert rest["next"] is None


def test_the_log_tells_in_sentences_what_happened(site: Site) -> None:
    site.runs(1)
    write(site, RUN, 0, {"path": "1", "in": {}, "out": [{}]}, {"path": "2", "trouble": TROUBLE})
    simple = [line["text"] for line in get(site, f"/runs/{RUN}/log")["items"]]
    assert simple[0] == "A scenario, version 1, was started by a person."
    assert "took in 2 bundles and gave out 1" in simple[1]
    assert "Module 1 failed: value: 999 is wrong" in simple[2]
    assert simple[-1].startswith("It ended with success after 1.00 s: 1 operation, 1 API call")


def test_the_advanced_log_tells_every_page_and_call_by_its_moment(site: Site) -> None:
    site.runs(1)
    base = site.house.runs.get(RUN)
    assert base is not None
    told = []
    for n in range(4):
        at = base.started_at + timedelta(seconds=n)
        with site.house.database.begin() as on:
            site.house.journal.write(on, RUN, n, [Entry(1, 1, [{"path": "", "out": [{}]}])], at)
        site.house.calls.add(Made(RUN, 1, at, "GET", f"/{n}", None, 0, 0, 0.1, 0.0, "cut off"))
        told += ["page", "call"]
    whole = get(site, f"/runs/{RUN}/log?advanced=true")
    assert [line["kind"] for line in whole["items"]] == ["start", *told, "end"]
    assert "got no answer: cut off" in whole["items"][2]["text"]
    pages, after = [], ""
    for _ in range(20):
        page = get(site, f"/runs/{RUN}/log?advanced=true&limit=2&after={after}")
        pages += page["items"]
        if page["next"] is None:
            break
        after = page["next"]
    assert pages == whole["items"]


def test_the_list_can_be_had_as_a_file_without_formulas(site: Site) -> None:
    site.runs(3, site.scenario("=HYPERLINK(1)"))
    answer = site.get(f"{API}/runs/export?least=2")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert [row["scenario"] for row in rows] == ["'=HYPERLINK(1)"] * 2
    assert [row["operations"] for row in rows] == ["3", "2"]


@pytest.mark.parametrize(
    "cell",
    ["=1", "+1", "-a", "@a", "\t=1", "\r=1", " =1", "\u00a0=1", "\0=1", "a\n=1", "a\r\n =1",
     "\u200b=1", "＝1", "\ufeff@x"],
)  # fmt: skip
def test_no_cell_is_a_formula(cell: str) -> None:
    for line in str(safe(cell)).split("\n"):
        assert not line.strip().strip("\u200b\ufeff\0\u00a0").startswith(tuple("=+-@＝"))


@pytest.mark.parametrize("cell", ["-1.50", -1, 2.5, "12", "a=1", "Anna", "", None])
def test_numbers_and_words_stay_as_they_are(cell: Any) -> None:
    assert safe(cell) == cell


def test_a_run_is_cancelled_once(site: Site) -> None:
    run = started(site)
    assert post(site, f"/runs/{run}/resume")["status"] == "waiting"
    cancelled = post(site, f"/runs/{run}/cancel")
    assert (cancelled["status"], cancelled["reason"][:13]) == ("cancelled", "Cancelled by ")
    assert "cannot be cancelled" in post(site, f"/runs/{run}/cancel", 409)["detail"]
    assert "nothing to go on with" in post(site, f"/runs/{run}/resume", 409)["detail"]


def test_a_run_is_run_again_with_its_inputs(site: Site) -> None:
    run = started(site)
    again = get(site, f"/runs/{post(site, f'/runs/{run}/again', 202)['run_id']}")
    assert (again["inputs"], again["began"], again["origin"]["run"]) == ({"a": 1}, "resume", run)
    assert site.house.runs.events_of(run) == []


def test_a_run_whose_bundles_are_gone_says_when_and_why(site: Site) -> None:
    run = started(site)
    house = site.house
    write(site, run, 0, {"path": "1", "in": {}, "out": [{"a": 1}]})
    house.runs.end(run, "success", "", house.clock.now())
    house.history.tidy_all()
    with house.database.begin() as on:
        on.execute(text("UPDATE runs SET ended_at = ended_at - interval '61 days'"))
    house.history.tidy_all()
    told = get(site, f"/runs/{run}")
    assert told["forgotten_at"]
    assert "for as long as they are to be" in told["forgotten"]
    assert [module["bundles_out"] for module in told["modules"]] == [1]
    operations = get(site, f"/runs/{run}/modules/1/operations")
    assert (operations["items"], bool(operations["forgotten"])) == ([], True)
    assert "not kept any more" in post(site, f"/runs/{run}/again", 409)["detail"]


def test_searching_finds_the_run_the_module_and_the_bundle(site: Site) -> None:
    site.runs(3)
    found = {"path": "2.7", "in": {"Name": "Anna"}, "out": [{}, {"Mail": "anna.lee@example.com"}]}
    write(site, "run-success000002", 4, {"path": "1", "in": {}, "out": []}, found)
    for _ in range(2):  # before it was read through, and after
        (hit,) = get(site, f"/runs/search?q={quote('ANNA.LEE@example.com')}")["items"]
        assert hit["run_id"] == "run-success000002"
        assert (hit["module"], hit["path"], hit["operation"]) == (1, "2.7", "4.0.1")
        assert (hit["side"], hit["number"], hit["field"]) == ("out", 2, "Mail")
        assert hit["text"] == "anna.lee@example.com"
        site.house.history.read()
    assert get(site, "/runs/search?q=berta") == {"items": [], "next": None, "unread": 0}
    get(site, "/runs/search?q=%2D", 422)


@pytest.mark.parametrize("indexed", [False, True])
def test_searching_goes_on_where_it_stopped(site: Site, indexed: bool) -> None:
    site.runs(7)
    for n in range(1, 8):
        write(site, f"run-success{n:06}", 0, {"path": str(n), "in": {"v": "same"}, "out": []})
    if indexed:
        site.house.history.read()
    assert paths_found(site, "same") == [str(n) for n in range(7, 0, -1)]


def test_what_is_read_through_between_two_pages_is_told_once(site: Site) -> None:
    site.runs(7)
    for n in range(1, 8):
        write(site, f"run-success{n:06}", 0, {"path": str(n), "in": {"v": "same"}, "out": []})
    found = paths_found(site, "same", meanwhile=site.house.history.read)
    assert found == [str(n) for n in range(7, 0, -1)]


def test_what_is_read_through_while_it_is_looked_for_is_told_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.runs(1)
    write(site, "run-success000001", 0, {"path": "1", "in": {"v": "same"}, "out": []})
    places = Findable.places

    def read_first(index: Findable, *asked: Any) -> list[Place]:
        site.house.history.read()
        return places(index, *asked)

    monkeypatch.setattr(Findable, "places", read_first)
    assert paths_found(site, "same") == ["1"]


def paths_found(site: Site, q: str, meanwhile: Callable[[], object] = lambda: None) -> list[str]:
    """Where it was found, page after page of two."""
    met, after = [], ""
    for _ in range(10):
        page = get(site, f"/runs/search?q={q}&limit=2&after={quote(after)}")
        met += [hit["path"] for hit in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
        meanwhile()
    return met


def test_calls_and_records_are_found_too(site: Site) -> None:
    site.runs(1)
    now = site.house.clock.now()
    site.house.calls.add(Made(RUN, 1, now, "GET", "/Invoices/INV-77", 200, 0, 0, 0.1, 0.0))
    site.house.history.read()
    (hit,) = get(site, "/runs/search?q=inv-77")["items"]
    assert (hit["side"], hit["field"]) == ("call", "path")
    (hit,) = get(site, "/runs/search?q=scenario")["items"]
    assert (hit["side"], hit["field"]) == ("run", "scenario")


# Live.


@contextmanager
def listening(site: Site, path: str, **headers: str) -> Iterator[HTTPResponse]:
    place = urlsplit(site.address)
    line = HTTPConnection(place.hostname or "", place.port, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request("GET", f"{API}{path}", headers={**site.owner, **sent})
    try:
        yield line.getresponse()
    finally:
        line.close()


def events(answer: HTTPResponse) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    while line := answer.readline().decode():
        head, _, value = line.rstrip("\n").partition(": ")
        if head == "event":
            name = value
        elif head == "data":
            yield name, json.loads(value)


def test_a_run_is_followed_from_what_it_is_to_its_end(site: Site) -> None:
    run = started(site)
    house = site.house
    with listening(site, f"/runs/{run}/events") as answer:
        assert answer.getheader("content-type", "").startswith("text/event-stream")
        told = events(answer)
        name, first = next(told)
        assert (name, first["status"], first["operations"]) == ("run", "waiting", 0)
        house.runs.start(run)
        with house.runs.step(run, 0) as on:
            house.journal.write(on, run, 0, [Entry(1, 3, [])])
            counted = dict.fromkeys(("failed", "completed", "absorbed", "bytes"), 0)
            house.runs.advance(on, run, 0, [], {**counted, "operations": 3})
        name, moved = next(told)
        assert (moved["status"], moved["operations"], moved["modules"]) == ("running", 3, {"1": 3})
        house.runs.end(run, "success", "", house.clock.now())
        assert next(told)[1]["status"] == "success"
        assert next(told) == ("end", {"id": run, "status": "success"})
        assert list(told) == []
    with listening(site, f"/runs/{run}/events", Last_Event_ID="end") as answer:
        assert answer.status == 204


def test_whoever_listens_again_hears_of_every_run_that_ended_meanwhile(site: Site) -> None:
    house = site.house
    runs = [started(site) for _ in range(3)]
    with listening(site, "/events") as answer:
        told = events(answer)
        assert [next(told)[1]["id"] for _ in runs] == runs
    since = (house.clock.now() - timedelta(seconds=1)).isoformat()
    for run in runs[:2]:
        house.runs.end(run, "error", "No", house.clock.now())
    late = started(site)
    with listening(site, "/events", Last_Event_ID=since) as answer:
        told = events(answer)
        met = {one["id"]: one["status"] for _, one in (next(told) for _ in range(4))}
    assert met == {runs[0]: "error", runs[1]: "error", runs[2]: "waiting", late: "waiting"}


def test_a_stream_ends_in_time_and_says_that_it_is_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallyloom.api.live.KEEP_ALIVE", 0.2)
    with listening(site, "/events?seconds=1") as answer:
        whole = answer.read().decode()
    assert whole.startswith("retry: ")
    assert ": still here" in whole


def test_only_so_many_may_listen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST", 1)
    with listening(site, "/events") as first:
        assert first.readline()
        answer = site.get(f"{API}/events")
        assert (answer.status, answer.headers["retry-after"]) == (503, "10")


def test_a_listener_needs_the_permission(site: Site) -> None:
    run = started(site)
    token = somebody(site.house).token([Permission.SCENARIOS_READ])
    for path in ("/events", f"/runs/{run}/events", "/runs", "/runs/search?q=a", "/runs/export"):
        assert site.ask("GET", f"{API}{path}", **token).status == 403
        assert site.ask("GET", f"{API}{path}").status == 401


def test_one_look_serves_all_listeners_and_ends_with_the_last(site: Site) -> None:
    run = started(site)
    told: list[Any] = []
    heard = threading.Event()

    def tell(news: Any) -> None:
        told.append(news)
        if len(told) == 3:
            heard.set()

    watch = site.house.watching
    with watch.listening(tell, run), watch.listening(tell, run), watch.listening(tell):
        assert heard.wait(10)
        names = [one.name for one in threading.enumerate()]
        assert names.count("watching") == 1
    assert the_run(site.house, run).id == run
    assert new_id(site.house.clock.now()) > run


def test_who_was_away_for_long_is_told_of_every_end(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "ENDED", 2)
    monkeypatch.setattr(watching, "LOOK", 0.01)
    site.runs(5)
    told: Queue[str] = Queue()
    since = datetime(2026, 1, 1, tzinfo=UTC)

    with site.house.watching.listening(lambda news: told.put(news.run.id), since=since):
        ends = [told.get(timeout=10) for _ in range(5)]

    assert len(set(ends)) == 5
