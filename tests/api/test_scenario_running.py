"""Scenarios over the API at work: checked, run with inputs and files, switched on and off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.api.test_scenarios import LISTENS, SHOP, Asker, ask, problem

from tallyloom.engine.switching import On, Switch
from tallyloom.flow.plan import Plan
from tallyloom.house import House
from tallyloom.store.scenarios import Version

__all__ = ["ask"]

FILES = """\
schema: 1
name: Files
inputs:
  - {name: rows, type: file, required: true}
  - {name: count, type: integer, default: 3}
flow:
  - {id: 1, module: csv.parse, map: {file: "{{input.rows}}", columns: [a]}}
"""
TIMED = SHOP.replace("flow:", "schedule: {every: 15 minutes}\nflow:")


def sent(ask: Asker, content: bytes = b"a\n1\n", name: str = "rows.csv") -> dict[str, object]:
    """A file, as it is answered."""
    answer = ask.door.client.post(
        "/api/v1/files", params={"name": name}, content=content, headers=ask.headers
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_a_check_says_everything_and_stores_nothing(ask: Asker) -> None:
    checked = ask("POST", "/scenarios/check", {"text": LISTENS}).json()

    assert not checked["ok"]
    assert [fault["remedy"] for fault in checked["faults"]] == ["ChooseConnection"]
    assert checked["faults"][0]["connection"] == "books"
    assert checked["faults"][0]["line"] == 4
    assert (checked["name"], checked["modules"]) == ("Listens", 1)
    assert checked["connections"][0]["organisation"] == "Demo"
    alone = ask("POST", "/scenarios/check", {"text": LISTENS, "connections": False}).json()
    assert alone["ok"]
    assert ask("GET", "/scenarios").json()["items"] == []


def test_a_run_is_added_with_the_values_of_its_inputs(ask: Asker) -> None:
    scenario = ask.scenario()

    started = ask("POST", f"/scenarios/{scenario}/run", {"inputs": {"rate": 2.50}})

    assert started.status_code == 202
    found = started.json()
    assert (found["status"], found["scenario"], found["version"]) == ("waiting", "Shop", 1)
    run = ask.door.house.runs.get(found["id"])
    assert run is not None
    assert str(run.inputs["rate"]) == "2.5"
    assert run.origin == {"by": "token", "who": "owner"}


def test_wrong_inputs_are_all_named_and_nothing_runs(ask: Asker) -> None:
    scenario = ask.scenario(FILES)

    wrong = problem(
        ask("POST", f"/scenarios/{scenario}/run", {"inputs": {"count": "x", "other": 1}}), 422
    )

    assert {one["field"] for one in wrong["errors"]} == {
        "inputs.rows",
        "inputs.count",
        "inputs.other",
    }
    assert ask("GET", "/scenarios").json()["items"][0]["last_run"] is None


def test_a_file_is_sent_first_and_named_in_the_run(ask: Asker) -> None:
    scenario = ask.scenario(FILES)
    file = sent(ask)

    started = ask("POST", f"/scenarios/{scenario}/run", {"inputs": {"rows": file}})

    assert file["type"] == "text/csv"
    run = ask.door.house.runs.get(started.json()["id"])
    assert run is not None
    assert run.inputs == {"rows": file, "count": 3}
    assert run.bytes == 4
    unknown = file | {"sha256": "0" * 64}
    assert problem(ask("POST", f"/scenarios/{scenario}/run", {"inputs": {"rows": unknown}}), 422)


def test_an_old_version_is_run_where_it_is_named(ask: Asker) -> None:
    scenario = ask.scenario()
    ask("PUT", f"/scenarios/{scenario}", {"text": SHOP + "#\n"}, If_Match='"1"')

    started = ask("POST", f"/scenarios/{scenario}/run", {"version": 1}).json()

    assert started["version"] == 1
    problem(ask("POST", f"/scenarios/{scenario}/run", {"version": 9}), 404)


def test_a_text_is_run_and_kept_under_its_name(ask: Asker) -> None:
    first = ask("POST", "/scenarios/run", {"text": SHOP, "file": "shop.scenario.yaml"})
    second = ask("POST", "/scenarios/run", {"text": SHOP})

    assert first.status_code == 202
    assert second.json()["version"] == 1
    assert second.json()["scenario_id"] == first.json()["scenario_id"]
    problem(ask("POST", "/scenarios/run", {"text": SHOP.replace("rate}}", "rat}}")}), 422)
    assert ask("GET", f"/scenarios/{first.json()['scenario_id']}").json()["version"] == 1


def test_what_listens_is_switched_on_not_run(ask: Asker) -> None:
    scenario = ask.scenario(LISTENS)
    assert problem(ask("POST", f"/scenarios/{scenario}/run"), 409)["remedy"] == "SwitchItOn"


def test_a_scenario_is_switched_on_in_a_version_and_off(ask: Asker) -> None:
    scenario = ask.scenario(TIMED)

    on = ask("POST", f"/scenarios/{scenario}/on")

    assert on.status_code == 200, on.text
    assert (on.json()["on"], on.json()["version"], on.json()["organisation"]) == (True, 1, None)
    assert len(on.json()["next_runs"]) == 5
    ask("PUT", f"/scenarios/{scenario}", {"text": "name: TIMED\n"}, If_Match='"1"')
    found = ask("GET", f"/scenarios/{scenario}").json()
    assert (found["state"], found["on_version"], found["version"]) == ("on", 1, 2)
    assert found["problems"] > 0
    assert [one["id"] for one in ask("GET", "/scenarios?on=true").json()["items"]] == [scenario]

    off = ask("POST", f"/scenarios/{scenario}/off").json()

    assert off == {
        "scenario_id": scenario,
        "name": "TIMED",
        "on": False,
        "was": True,
        "waiting": 0,
    }
    assert not ask("POST", f"/scenarios/{scenario}/off").json()["was"]
    kinds = [one["kind"] for one in ask("GET", f"/scenarios/{scenario}/changes").json()["items"]]
    assert kinds == ["switched off", "edited", "renamed", "switched on", "created"]


def test_what_cannot_start_by_itself_says_why(ask: Asker) -> None:
    scenario = ask.scenario()

    found = ask("GET", f"/scenarios/{scenario}").json()

    assert [one["code"] for one in found["hindrances"]] == ["no_schedule"]
    assert found["cannot"] == found["hindrances"][0]["message"]
    assert found["state"] == "off"
    refused = problem(ask("POST", f"/scenarios/{scenario}/on"), 422)
    assert refused["errors"][0]["module"] == 1


def test_a_text_is_switched_on_and_kept(ask: Asker) -> None:
    on = ask("POST", "/scenarios/on", {"text": TIMED, "file": "timed.yaml"}).json()
    assert (on["name"], on["version"], on["on"]) == ("Shop", 1, True)
    refused = problem(ask("POST", "/scenarios/on", {"text": LISTENS, "file": "a.yaml"}), 404)
    assert refused["detail"].startswith("a.yaml:4, connection books:")


def test_what_is_on_is_deleted_only_when_that_is_said(ask: Asker) -> None:
    scenario = ask.scenario(TIMED)
    ask("POST", f"/scenarios/{scenario}/on")

    assert problem(ask("DELETE", f"/scenarios/{scenario}"), 409)["remedy"] == "SwitchOff"
    assert ask("GET", f"/scenarios/{scenario}").json()["on"]
    assert ask("DELETE", f"/scenarios/{scenario}?off=true").status_code == 204
    assert ask.door.house.scenarios.standings([scenario])[scenario].on is False


def test_what_is_deleted_while_it_is_switched_on_is_not_there(ask: Asker) -> None:
    scenario = ask.scenario(TIMED)
    house = ask.door.house
    vars(house)["switch"] = Overtaken(house.switch, house)

    problem(ask("POST", f"/scenarios/{scenario}/on"), 404)
    assert house.scenarios.standings([scenario])[scenario].on is False


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A switch before which somebody else always deletes the scenario."""

    switch: Switch
    house: House

    def on(self, version: Version, planned: Plan) -> On:
        self.house.scenarios.remove(version.scenario_id, self.house.clock.now())
        return self.switch.on(version, planned)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.switch, name)
