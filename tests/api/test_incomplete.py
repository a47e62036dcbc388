"""What waits for a person over the API: by cause and one by one, and the answers to it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.api.conftest import Site
from tests.api.people import somebody

from tallyloom.api.access import Permission
from tallyloom.flow.stack import Lineage, Page, dump
from tallyloom.store.ids import new_id
from tallyloom.store.incomplete import Incomplete
from tallyloom.store.json import packed
from tallyloom.store.sends import Effect, Send

API = "/api/v1"
RUN = "run-warning000001"


def ask(site: Site, method: str, path: str, status: int = 200, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content_Type": "application/json"} if data else {}
    answer = site.ask(method, f"{API}{path}", data, **site.owner, **headers)
    assert answer.status == status, answer.text
    return json.loads(answer.text)


@pytest.fixture
def waiting(site: Site) -> Site:
    """A run, and none of its bundles waits yet."""
    site.runs(1, status="warning")
    return site


def add(site: Site, message: str, *, remedy: str = "BadInput", run: str = RUN, **more: Any) -> str:
    """A bundle that stopped with this message."""
    now = site.house.clock.now()
    path = more.pop("path", 1)
    item = Page(0, (Lineage((path,), {"7": {"Name": "Anna", "n": path}}),), admitted=True)
    one = Incomplete(
        id=new_id(now),
        run_id=run,
        module=1,
        kind=more.pop("kind", "failed"),
        item=packed(dump(item)),
        effect_id=more.pop("effect_id", None),
        trouble={"remedy": remedy, "message": message, "words": ["999"]},
        state="open",
        created_at=now,
    )
    with site.house.database.begin() as on:
        site.house.incomplete.add(on, [one])
    return one.id


def test_what_waits_is_listed_and_paged(waiting: Site) -> None:
    added = [add(waiting, f"Account {n} is not there") for n in range(5)]
    first = ask(waiting, "GET", "/incomplete?limit=3")
    rest = ask(waiting, "GET", f"/incomplete?limit=3&after={first['next']}")
    found = first["items"] + rest["items"]
    assert [one["id"] for one in found] == added
    assert (found[0]["scenario"], found[0]["message"]) == ("A scenario", "Account 0 is not there")
    assert found[0]["words"] == ["999"]
    assert found[0]["about"] == "Anna · 1"
    assert rest["next"] is None


def test_what_waits_is_narrowed(waiting: Site) -> None:
    site = waiting
    site.runs(1, site.scenario("Other"), status="error")
    failed = add(site, "Account 7 is not there")
    parked = add(site, "No answer came", kind="parked", remedy="Parked")
    other = add(site, "Account 8 is not there", run="run-error000001")

    def found(query: str) -> list[str]:
        return [one["id"] for one in ask(site, "GET", f"/incomplete?{query}")["items"]]

    assert found("kind=parked") == [parked]
    assert found("scenario=Other") == [other]
    assert found("run=warning000001") == [failed, parked]
    assert found("text=account") == [failed, other]
    assert found("module=2") == []
    later = (site.house.clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found(f"since={later}") == []
    assert found(f"until={later}") == [failed, parked, other]
    ask(site, "GET", "/incomplete?state=lost", 422)
    ask(site, "GET", "/incomplete?run=nothing", 404)


def test_alike_ones_are_one_cause(waiting: Site) -> None:
    for n in range(3):
        add(waiting, f'Account 99{n} of "Anna {n}" is not there')
    add(waiting, "The period is locked")
    causes = ask(waiting, "GET", "/incomplete/causes")["items"]
    assert [(one["count"], one["message"]) for one in causes] == [
        (3, 'Account 990 of "Anna 0" is not there'),
        (1, "The period is locked"),
    ]
    alike = ask(waiting, "GET", f"/incomplete?cause={causes[0]['id']}")["items"]
    assert len(alike) == 3
    assert {one["cause"] for one in alike} == {causes[0]["id"]}


def test_one_is_told_whole_with_what_was_sent(waiting: Site) -> None:
    site, now = waiting, waiting.house.clock.now()
    request = {
        "method": "PUT", "path": "/Invoices", "query": {"summarizeErrors": "false"},
        "headers": {"accept": "application/json"}, "base": "api", "tenanted": True,
    }  # fmt: skip
    send = Send(
        "s1", RUN, 1, "c1", "t1", "k" * 52, "look", packed(request), b'{"Total": 12.50}', "settled",
        now, now, now, 3,
    )  # fmt: skip
    effect = Effect(
        "e1", RUN, 1, "1", 0, 0, "s1", 0, "t1", "shop.create", "ACCREC 7", packed({}), "parked"
    )
    site.house.sends.freeze([send], [effect])
    one = add(site, "No answer came", kind="parked", remedy="Parked", effect_id="e1")
    told = ask(site, "GET", f"/incomplete/{one[-10:]}")
    assert told["bundles"] == {"7": {"Name": "Anna", "n": 1}}
    assert (told["natural_key"], told["request"]) == ("ACCREC 7", "PUT /Invoices")
    sent = told["sent"]
    assert sent["body"] == {"Total": 12.5}
    assert (sent["attempts"], sent["elements"], sent["idempotency_key"]) == (3, 1, "k" * 52)
    assert sent["query"] == {"summarizeErrors": "false"}
    ask(site, "GET", "/incomplete/nothing", 404)


def test_a_bundle_goes_on_where_it_stopped_and_is_answered_once(waiting: Site) -> None:
    one = add(waiting, "Wrong")
    assert ask(waiting, "GET", f"/incomplete/{one}")["answers"] == ["retry", "drop"]
    answered = ask(waiting, "POST", f"/incomplete/{one}/retry", 202)
    run = ask(waiting, "GET", f"/runs/{answered['next_run']}")
    assert (run["began"], run["origin"]["incomplete"]) == ("resume", one)
    told = ask(waiting, "GET", f"/incomplete/{one}")
    assert (told["state"], told["next_run"], told["answers"]) == ("retried", run["id"], [])
    for answer in ("retry", "drop"):
        problem = ask(waiting, "POST", f"/incomplete/{one}/{answer}", 409)
        assert "answered before" in problem["detail"]
    assert len(waiting.house.runs.stack(run["id"], 9)) == 1


def test_what_posts_nothing_cannot_have_been_posted(waiting: Site) -> None:
    one = add(waiting, "Wrong")
    ask(waiting, "POST", f"/incomplete/{one}/resolve", 409, {"record": "x"})
    ask(waiting, "POST", f"/incomplete/{one}/resolve", 422, {"record": ""})
    assert ask(waiting, "GET", f"/incomplete/{one}")["state"] == "open"


def test_what_cannot_be_looked_for_says_so(waiting: Site) -> None:
    one = add(waiting, "Wrong")
    found = ask(waiting, "POST", f"/incomplete/{one}/look")
    assert (found["held"], found["record"]) == ("unknown", None)


def test_all_alike_are_answered_at_once_in_one_run(waiting: Site) -> None:
    site = waiting
    site.runs(1, status="error")
    alike = [add(site, f"Account {n} is wrong", path=n) for n in range(3)]
    other_run = add(site, "Account 9 is wrong", run="run-error000001")
    held = add(site, "Account 5 is wrong", remedy="HeldBack")
    cause = ask(site, "GET", f"/incomplete/{alike[0]}")["cause"]
    done = ask(site, "POST", "/incomplete/answers", body={"answer": "retry", "cause": cause})
    runs = {one["id"]: one["next_run"] for one in done["items"]}
    assert set(runs) == {*alike, other_run}
    assert (len({runs[one] for one in alike}), done["left"]) == (1, 0)
    assert runs[other_run] not in {runs[one] for one in alike}
    assert len(site.house.runs.stack(runs[alike[0]], 9)) == 3

    body = {"answer": "retry", "ids": [held, alike[0], "nothing"]}
    many = ask(site, "POST", "/incomplete/answers", body=body)["items"]
    assert all(one["next_run"] is None and one["problem"] for one in many)
    body = {"answer": "drop", "ids": [held]}
    assert ask(site, "POST", "/incomplete/answers", body=body)["items"][0]["problem"] == ""
    assert ask(site, "GET", "/incomplete")["items"] == []
    assert len(ask(site, "GET", "/incomplete?state=all")["items"]) == 5
    ask(site, "POST", "/incomplete/answers", 422, {"answer": "drop"})


def test_an_answer_needs_its_permission(waiting: Site) -> None:
    one = add(waiting, "Wrong")
    reads = somebody(waiting.house).token([Permission.HISTORY_READ])
    assert waiting.ask("GET", f"{API}/incomplete/{one}", **reads).status == 200
    for answer in ("look", "retry", "drop", "resolve"):
        assert waiting.ask("POST", f"{API}/incomplete/{one}/{answer}", b"", **reads).status == 403
    assert ask(waiting, "GET", f"/incomplete/{one}")["state"] == "open"


def test_what_was_let_go_after_its_answer_is_told_without_bundles(waiting: Site) -> None:
    one = add(waiting, "Account 999 is wrong")
    ask(waiting, "POST", f"/incomplete/{one}/drop")
    waiting.house.history.tidy_all()
    told = ask(waiting, "GET", f"/incomplete/{one}")
    assert (told["bundles"], told["answer"]) == ({}, "dropped")
    assert "999" not in json.dumps(told)
    with waiting.house.database.connect() as on:
        assert on.execute(text("SELECT count(*) FROM incomplete")).scalar_one() == 1


def test_the_module_where_it_stopped_is_named(waiting: Site) -> None:
    id_ = add(waiting, "Account 7 is not there")
    (line,) = ask(waiting, "GET", "/incomplete")["items"]
    (cause,) = ask(waiting, "GET", "/incomplete/causes")["items"]
    shown = ask(waiting, "GET", f"/incomplete/{id_}")
    for told in (line, cause, shown):
        assert told["step"]
        assert told["label"] == waiting.house.modules[told["step"]].label


def test_why_it_was_dropped_and_by_whom_stays_with_it(waiting: Site) -> None:
    one, two = add(waiting, "Account 7 is not there"), add(waiting, "Account 8 is not there")
    ask(waiting, "POST", f"/incomplete/{one}/drop", body={"reason": " Paid in cash "})
    ask(waiting, "POST", "/incomplete/answers", body={"answer": "drop", "ids": [two]})
    first, second = ask(waiting, "GET", "/incomplete?state=dropped")["items"]
    assert first["answer"] == "dropped: Paid in cash"
    assert second["answer"] == "dropped"
    assert first["answered_by"] == second["answered_by"] != ""
