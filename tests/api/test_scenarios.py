"""Scenarios over the API: written, read, changed by several people, cloned, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text as sql
from tests.api.conftest import Door
from tests.api.people import somebody

from tallyloom.api.access import Permission
from tallyloom.api.scenario_saving import MOST_TEXT
from tallyloom.kit import from_json

SHOP = """\
# What this is for.
schema: 1
name: Shop   # as people call it
inputs:
  - {name: rate, type: decimal, default: 1.10}

flow:
  # The first one.
  - id: 1
    module: tools.compose
    map: {value: "{{input.rate}}"}   # as given

  # The second one.
  - id: 2
    module: tools.compose
    map:
      value: "{{1.value}}"
"""
LISTENS = """\
schema: 1
name: Listens
connections:
  books: {app: xero, connection: mine, organisation: Demo}
flow:
  - {id: 1, module: xero.watch_events, connection: books}
"""


@dataclass
class Asker:
    """Somebody with a token, who asks for JSON."""

    door: Door
    headers: dict[str, str]

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = self.headers | {name.replace("_", "-"): one for name, one in headers.items()}
        return self.door.client.request(method, f"/api/v1{path}", json=body, headers=sent)

    def scenario(self, text: str = SHOP) -> str:
        made = self("POST", "/scenarios", {"text": text})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def text(self, scenario: str) -> str:
        return str(self("GET", f"/scenarios/{scenario}/text").text)


@pytest.fixture
def ask(door: Door) -> Iterator[Asker]:
    yield Asker(door, somebody(door.house).token())


def other(ask: Asker, *permissions: Permission) -> Asker:
    """Another person, with a token for these."""
    return Asker(ask.door, somebody(ask.door.house, "member").token(permissions))


def problem(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()


# Written and read.


def test_a_scenario_is_made_of_a_text_and_read_as_it_was_written(ask: Asker) -> None:
    made = ask("POST", "/scenarios", {"text": SHOP, "note": "First."})

    assert made.status_code == 201
    assert made.headers["etag"] == '"1"'
    found = made.json()
    assert (found["name"], found["version"], found["state"]) == ("Shop", 1, "off")
    assert found["document"]["flow"][1]["map"] == {"value": "{{1.value}}"}
    assert found["faults"] == []
    assert found["note"] == "First."
    exported = ask("GET", f"/scenarios/{found['id']}/text")
    assert exported.text == SHOP
    assert exported.headers["content-type"] == "application/yaml; charset=utf-8"
    assert 'filename="shop.scenario.yaml"' in exported.headers["content-disposition"]


def test_a_scenario_is_made_of_a_document_with_every_digit(ask: Asker) -> None:
    sent = b"""{"document": {"schema": 1, "name": "Digits", "flow": [{"id": 1,
        "module": "tools.compose", "map": {"value": 12345678901234567.10}}]}}"""
    made = ask.door.client.post(
        "/api/v1/scenarios",
        content=sent,
        headers=ask.headers | {"Content-Type": "application/json"},
    )

    assert made.status_code == 201, made.text
    value = from_json(made.content)["document"]["flow"][0]["map"]["value"]
    assert value == Decimal("12345678901234567.10")
    assert "value: 12345678901234567.10" in made.json()["text"]


def test_a_name_that_is_taken_is_a_conflict(ask: Asker) -> None:
    ask.scenario()
    assert problem(ask("POST", "/scenarios", {"text": SHOP}), 409)["remedy"] == "NameIsTaken"


UNSTORABLE = [
    ("a: [", "This is not YAML"),
    ("schema: 1\nflow: []", "name"),
    ("name: ''", "name"),
    (f"name: {'x' * 121}", "at most 120"),
    ('name: "a\\0b"', "one line"),
    ("- a list", "A scenario is a collection"),
]


def test_what_cannot_be_stored_is_refused_with_its_line(ask: Asker) -> None:
    for text, said in UNSTORABLE:
        refused = problem(ask("POST", "/scenarios", {"text": text}), 422)
        assert said in refused["detail"]
        assert refused["errors"][0]["line"] == 1
    long = {"text": SHOP + "#" * MOST_TEXT}
    assert problem(ask("POST", "/scenarios", long), 413)["remedy"] == "SendLess"
    deep = ask.door.client.post(
        "/api/v1/scenarios",
        content=b'{"document": {"name": "Deep", "x": %s}}' % (b"[" * 400 + b"]" * 400),
        headers=ask.headers | {"Content-Type": "application/json"},
    )
    assert "nested too deep" in problem(deep, 422)["detail"]


def test_an_empty_scenario_is_a_draft_that_takes_modules_and_nothing_starts(ask: Asker) -> None:
    made = ask("POST", "/scenarios", {"document": {"schema": 1, "name": "New", "flow": []}})
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    assert "at least one module" in made.json()["cannot"]
    scenario = made.json()["id"]
    for what in ("run", "on"):
        assert ask("POST", f"/scenarios/{scenario}/{what}", {}).status_code == 422

    module = {"module": "tools.compose", "map": {"value": "A"}}
    added = ask("POST", f"/scenarios/{scenario}/modules", {"module": module, "after": 0}).json()
    assert (added["state"], added["faults"]) == ("off", [])


def test_a_draft_is_stored_and_says_everything_that_is_wrong(ask: Asker) -> None:
    text = SHOP.replace("{{1.value}}", "{{3.value}}").replace("value: ", "valeu: ")
    made = ask("POST", "/scenarios", {"text": text})

    assert made.status_code == 201
    found = made.json()
    assert found["state"] == "draft"
    where = {(fault["line"], fault["module"], fault["field"]) for fault in found["faults"]}
    assert (17, 2, "map.valeu") in where
    assert found["cannot"] == found["faults"][0]["message"]
    run = problem(ask("POST", f"/scenarios/{found['id']}/run"), 422)
    assert run["remedy"] == "CorrectScenario"
    assert {"line", "module", "field", "detail"} <= set(run["errors"][0])
    problem(ask("POST", f"/scenarios/{found['id']}/on"), 422)


def test_scenarios_are_listed_by_name_a_page_at_a_time(ask: Asker) -> None:
    for name in ("Till", "Shop", "Bank", "Shopping"):
        ask.scenario(SHOP.replace("name: Shop ", f"name: {name} "))

    first = ask("GET", "/scenarios?limit=3").json()
    second = ask("GET", f"/scenarios?limit=3&after={first['next']}").json()

    assert [one["name"] for one in first["items"]] == ["Bank", "Shop", "Shopping"]
    assert [one["name"] for one in second["items"]] == ["Till"]
    assert second["next"] is None
    found = ask("GET", "/scenarios?name=sHop").json()["items"]
    assert [one["name"] for one in found] == ["Shop", "Shopping"]
    assert [one["name"] for one in ask("GET", "/scenarios?named=Shop").json()["items"]] == ["Shop"]
    assert ask("GET", "/scenarios?on=true").json()["items"] == []


def test_the_list_tells_what_a_person_looks_for(ask: Asker) -> None:
    scenario = ask.scenario()
    run = ask("POST", f"/scenarios/{scenario}/run").json()

    [found] = ask("GET", "/scenarios").json()["items"]

    assert found["last_run"] == run["id"]
    assert found["last_status"] == "waiting"
    assert (found["modules"], found["apps"], found["problems"]) == (2, ["tools"], 0)
    assert (found["on"], found["on_version"], found["waiting"]) == (False, None, 0)


def test_what_needs_somebody_is_listed_apart(ask: Asker) -> None:
    well, ill = ask.scenario(), ask.scenario(SHOP.replace("Shop", "Till"))
    with ask.door.house.database.begin() as on:
        on.execute(
            sql(
                "INSERT INTO schedules (scenario_id, version, state, reason, since, mark)"
                " VALUES (:id, 1, 'deactivated', 'It failed.', now(), now())"
            ),
            {"id": ill},
        )
    (told,) = ask("GET", "/scenarios?ailing=true").json()["items"]
    assert (told["id"], told["state"], told["trouble"]) == (ill, "deactivated", "It failed.")
    assert [one["id"] for one in ask("GET", "/scenarios?ailing=false").json()["items"]] == [well]
    assert len(ask("GET", "/scenarios").json()["items"]) == 2
    assert ask("GET", "/scenarios?ailing=true&name=shop").json()["items"] == []


def test_what_is_not_there_is_not_found(ask: Asker) -> None:
    for method, path in (
        ("GET", "/scenarios/none"),
        ("GET", "/scenarios/none/text"),
        ("GET", "/scenarios/none/versions"),
        ("POST", "/scenarios/none/run"),
        ("POST", "/scenarios/none/on"),
        ("DELETE", "/scenarios/none"),
    ):
        assert problem(ask(method, path), 404)["remedy"] == "LookAgain"


# Changed by several people.


def test_a_lost_update_is_refused_and_told(ask: Asker) -> None:
    scenario = ask.scenario()
    ann, ben = SHOP.replace("{{1.value}}", "{{1.value}}!"), SHOP.replace("Shop ", "Shops ")

    assert ask("PUT", f"/scenarios/{scenario}", {"text": ann}, If_Match='"1"').status_code == 200
    lost = problem(ask("PUT", f"/scenarios/{scenario}", {"text": ben}, If_Match='"1"'), 412)

    assert lost["remedy"] == "MergeChanges"
    assert "version 2" in lost["detail"]
    assert lost["errors"] == [{"field": "module 2: map.value", "detail": "changed (tools.compose)"}]
    assert ask.text(scenario) == ann


def test_to_replace_a_text_one_says_which_was_read(ask: Asker) -> None:
    scenario = ask.scenario()
    assert problem(ask("PUT", f"/scenarios/{scenario}", {"text": SHOP}), 428)["remedy"] == (
        "SendIfMatch"
    )
    saved = ask("PUT", f"/scenarios/{scenario}", {"text": SHOP + "# more\n"}, If_Match="*")
    assert saved.headers["etag"] == '"2"'


def test_saving_the_same_text_makes_no_version(ask: Asker) -> None:
    scenario = ask.scenario()
    saved = ask("PUT", f"/scenarios/{scenario}", {"text": SHOP}, If_Match='"1"')
    assert saved.json()["version"] == 1


def test_a_document_changes_the_text_only_where_it_differs(ask: Asker) -> None:
    scenario = ask.scenario()
    document = ask("GET", f"/scenarios/{scenario}").json()["document"]
    document["flow"][1]["note"] = "Why."

    ask("PUT", f"/scenarios/{scenario}", {"document": document}, If_Match='"1"')

    assert ask.text(scenario) == SHOP + "    note: Why.\n"


def test_two_who_save_at_once_make_two_versions_or_one_is_refused(ask: Asker) -> None:
    scenario = ask.scenario()

    def save(number: int) -> int:
        text = SHOP + f"# {number}\n"
        answer = ask("PUT", f"/scenarios/{scenario}", {"text": text}, If_Match='"1"')
        return int(answer.status_code)

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(save, range(4)))

    assert statuses == [200, 412, 412, 412]
    assert len(ask("GET", f"/scenarios/{scenario}/versions").json()["items"]) == 2


def test_changes_by_call_that_come_at_once_are_all_made(ask: Asker) -> None:
    scenario = ask.scenario()

    def add(_number: int) -> int:
        body = {"module": {"module": "tools.compose"}, "after": 2}
        return int(ask("POST", f"/scenarios/{scenario}/modules", body).status_code)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(add, range(4))) == [201] * 4

    flow = ask("GET", f"/scenarios/{scenario}").json()["document"]["flow"]
    assert sorted(step["id"] for step in flow) == [1, 2, 3, 4, 5, 6]


def test_a_rename_keeps_the_scenario_and_refuses_a_taken_name(ask: Asker) -> None:
    scenario = ask.scenario()
    ask.scenario(SHOP.replace("name: Shop ", "name: Till "))

    renamed = ask("PATCH", f"/scenarios/{scenario}", {"name": "Store", "description": "All of it."})

    assert (renamed.json()["name"], renamed.json()["description"]) == ("Store", "All of it.")
    assert "name: Store   # as people call it" in renamed.json()["text"]
    assert problem(ask("PATCH", f"/scenarios/{scenario}", {"name": "Till"}), 409)
    assert ask("GET", f"/scenarios/{scenario}").json()["name"] == "Store"


# Versions and what was done.


def test_versions_say_who_when_and_why(ask: Asker) -> None:
    scenario = ask.scenario()
    ask("PUT", f"/scenarios/{scenario}", {"text": SHOP + "#\n", "note": "Why."}, If_Match='"1"')

    [second, first] = ask("GET", f"/scenarios/{scenario}/versions").json()["items"]

    assert (second["number"], second["note"], second["by"]) == (2, "Why.", "owner")
    assert first["number"] == 1
    page = ask("GET", f"/scenarios/{scenario}/versions?limit=1").json()
    assert page["next"] == "2"
    rest = ask("GET", f"/scenarios/{scenario}/versions?limit=1&before=2").json()
    assert [one["number"] for one in rest["items"]] == [1]
    assert ask("GET", f"/scenarios/{scenario}/versions/1").json()["text"] == SHOP
    problem(ask("GET", f"/scenarios/{scenario}/versions/3"), 404)
    problem(ask("GET", f"/scenarios/{scenario}/versions/99999999999999999999"), 404)


def test_two_versions_are_compared_by_line_and_by_module(ask: Asker) -> None:
    scenario = ask.scenario()
    ask("DELETE", f"/scenarios/{scenario}/modules/1")
    ask("PUT", f"/scenarios/{scenario}/settings", {"settings": {"strict_order": True}})

    found = ask("GET", f"/scenarios/{scenario}/versions/1/difference").json()

    assert (found["older"], found["newer"]) == (1, 3)
    assert "-  # The first one.\n" in found["unified"]
    assert "+settings:\n+  strict_order: true\n" in found["unified"]
    told = [(one["kind"], one["module"], one["field"]) for one in found["changes"]]
    assert told == [("changed", 0, "settings.strict_order"), ("removed", 1, "")]


def test_a_restored_version_is_a_new_one(ask: Asker) -> None:
    scenario = ask.scenario()
    ask("PUT", f"/scenarios/{scenario}", {"text": SHOP + "#\n"}, If_Match='"1"')

    restored = ask("POST", f"/scenarios/{scenario}/versions/1/restore").json()

    assert (restored["version"], restored["text"]) == (3, SHOP)
    assert restored["note"] == "Version 1 again."
    kept = ask.door.house.scenarios.keep("Shop", SHOP, ask.door.clock.now())
    assert kept.number == 3


def test_the_log_says_what_was_done_by_whom(ask: Asker) -> None:
    scenario = ask.scenario()
    ask("PATCH", f"/scenarios/{scenario}", {"name": "Store"})
    ask("POST", f"/scenarios/{scenario}/versions/1/restore")

    found = ask("GET", f"/scenarios/{scenario}/changes").json()["items"]

    kinds = [one["kind"] for one in found]
    assert kinds == ["restored", "renamed", "edited", "renamed", "created"]
    assert {one["by"] for one in found} == {"owner"}
    page = ask("GET", f"/scenarios/{scenario}/changes?limit=2").json()
    rest = ask("GET", f"/scenarios/{scenario}/changes?limit=9&before={page['next']}").json()
    assert [one["kind"] for one in rest["items"]] == kinds[2:]


# Cloned, imported, deleted.


def test_what_was_done_of_late_is_told_of_all_scenarios(ask: Asker) -> None:
    shop, till = ask.scenario(), ask.scenario(SHOP.replace("Shop", "Till"))
    ask("PATCH", f"/scenarios/{shop}", {"name": "Store"})
    ask("DELETE", f"/scenarios/{till}")
    told = ask("GET", "/changes").json()["items"]
    assert [(one["scenario"], one["kind"], one["deleted"]) for one in told] == [
        ("Till", "deleted", True),
        ("Store", "edited", False),
        ("Store", "renamed", False),
        ("Till", "created", True),
        ("Store", "created", False),
    ]
    assert len(ask("GET", "/changes?limit=1").json()["items"]) == 1


def test_a_clone_is_off_and_may_reach_another_organisation(ask: Asker) -> None:
    scenario = ask.scenario(LISTENS)
    target = {"books": {"connection": "theirs", "organisation": "Other"}}

    clone = ask("POST", f"/scenarios/{scenario}/clones", {"name": "Copy", "connections": target})

    assert clone.status_code == 201
    found = clone.json()
    assert (found["name"], found["version"], found["on"]) == ("Copy", 1, False)
    assert found["connections"] == [
        {"name": "books", "app": "xero", "connection": "theirs", "organisation": "Other"}
    ]
    wrong = {"name": "Third", "connections": {"bank": target["books"]}}
    assert problem(ask("POST", f"/scenarios/{scenario}/clones", wrong), 422)


def test_a_file_is_imported_once_or_as_another_version(ask: Asker) -> None:
    first = ask("POST", "/scenarios/import", {"text": SHOP}).json()
    problem(ask("POST", "/scenarios/import", {"text": SHOP}), 409)

    again = {"text": SHOP + "# more\n", "if_exists": "version"}
    second = ask("POST", "/scenarios/import", again).json()
    third = ask("POST", "/scenarios/import", again).json()

    assert second["id"] == first["id"]
    assert (second["version"], third["version"]) == (2, 2)


def test_a_deleted_scenario_leaves_its_history_and_its_name(ask: Asker) -> None:
    scenario = ask.scenario()
    run = ask("POST", f"/scenarios/{scenario}/run").json()["id"]

    assert ask("DELETE", f"/scenarios/{scenario}").status_code == 204

    problem(ask("GET", f"/scenarios/{scenario}"), 404)
    assert ask("GET", "/scenarios").json()["items"] == []
    kept = ask.door.house.runs.get(run)
    assert kept is not None
    assert kept.scenario == "Shop"
    again = ask.scenario()
    assert again != scenario
    problem(ask("DELETE", f"/scenarios/{scenario}"), 404)


def test_what_is_read_needs_no_more_than_reading(ask: Asker) -> None:
    scenario = ask.scenario()
    reader = other(ask, Permission.SCENARIOS_READ)

    assert reader("GET", f"/scenarios/{scenario}").status_code == 200
    assert reader("POST", "/scenarios/check", {"text": SHOP}).json()["ok"]
    for method, path in (
        ("POST", f"/scenarios/{scenario}/run"),
        ("DELETE", f"/scenarios/{scenario}"),
        ("PATCH", f"/scenarios/{scenario}"),
    ):
        problem(reader(method, path, {}), 403)


def test_who_may_run_but_not_edit_stores_no_text(ask: Asker) -> None:
    runner = other(ask, Permission.SCENARIOS_RUN)

    refused = problem(runner("POST", "/scenarios/run", {"text": SHOP}), 403)

    assert "scenarios:edit" in refused["detail"]
    assert ask("GET", "/scenarios").json()["items"] == []
