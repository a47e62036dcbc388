"""A scenario changed by call: ids stay, comments survive, what is wrong then is told."""

from __future__ import annotations

from tests.api.test_scenarios import LISTENS, SHOP, Asker, ask, problem

__all__ = ["ask"]

ROUTES = """\
schema: 1
name: Routes
flow:
  - {id: 1, module: tools.compose}
  - id: 2
    module: router
    routes:
      - name: A
        flow: [{id: 3, module: tools.compose}]
      - name: B
        flow:
          - {id: 4, module: tools.compose}   # the other way
"""


def order(ask: Asker, scenario: str) -> list[int]:
    return [step["id"] for step in ask("GET", f"/scenarios/{scenario}").json()["document"]["flow"]]


def test_a_module_is_added_where_it_is_said_and_gets_an_id_that_none_had(ask: Asker) -> None:
    scenario = ask.scenario()
    ask("DELETE", f"/scenarios/{scenario}/modules/2")

    body = {"module": {"module": "tools.compose", "map": {"value": "x"}}, "after": 1}
    added = ask("POST", f"/scenarios/{scenario}/modules", body)

    assert added.status_code == 201, added.text
    assert order(ask, scenario) == [1, 3]
    assert "# The first one." in added.json()["text"]
    assert added.headers["etag"] == '"3"'


def test_adding_and_removing_a_module_gives_the_same_text(ask: Asker) -> None:
    scenario = ask.scenario()
    for place in ({}, {"after": 0}, {"after": 1}, {"after": 2}):
        body = {"module": {"id": 9, "module": "tools.compose"}, **place}
        assert ask("POST", f"/scenarios/{scenario}/modules", body).status_code == 201
        assert ask("DELETE", f"/scenarios/{scenario}/modules/9").json()["text"] == SHOP


def test_a_module_is_added_to_a_route_and_moved_to_another(ask: Asker) -> None:
    scenario = ask.scenario(ROUTES)
    body = {"module": {"module": "tools.compose"}, "router": 2, "route": 1, "after": 4}

    added = ask("POST", f"/scenarios/{scenario}/modules", body).json()
    routes = added["document"]["flow"][1]["routes"]
    assert [step["id"] for step in routes[1]["flow"]] == [4, 5]
    assert "# the other way" in added["text"]

    moved = ask("POST", f"/scenarios/{scenario}/modules/5/move", {"after": 3}).json()
    routes = moved["document"]["flow"][1]["routes"]
    assert [step["id"] for step in routes[0]["flow"]] == [3, 5]


def test_a_module_changes_only_in_what_is_said(ask: Asker) -> None:
    scenario = ask.scenario()

    body = {"change": {"note": "Why."}, "fields": {"value": "{{input.rate}}2"}}
    changed = ask("PATCH", f"/scenarios/{scenario}/modules/1", body).json()

    assert changed["text"] == SHOP.replace("input.rate}}", "input.rate}}2").replace(
        "   # as given\n", "   # as given\n    note: Why.\n"
    ).replace('"{{input.rate}}2"', "'{{input.rate}}2'")
    body = {"change": {"note": None}, "without": ["value"]}
    again = ask("PATCH", f"/scenarios/{scenario}/modules/1", body).json()
    assert again["document"]["flow"][0] == {"id": 1, "module": "tools.compose", "map": {}}


def test_a_change_that_breaks_it_is_stored_and_told(ask: Asker) -> None:
    scenario = ask.scenario()

    broken = ask("DELETE", f"/scenarios/{scenario}/modules/1").json()

    assert broken["state"] == "draft"
    assert "reads module 1" in broken["faults"][0]["message"]
    assert broken["faults"][0]["field"] == "map.value"


REFUSED: list[tuple[str, str, object, int, str]] = [
    ("DELETE", "/modules/7", None, 404, "ChooseModule"),
    ("PATCH", "/modules/7", {"change": {}}, 404, "ChooseModule"),
    ("PATCH", "/modules/1", {"change": {"mpa": {}}}, 422, "CorrectRequest"),
    ("POST", "/modules/2/move", {"after": 2}, 409, "ChoosePlace"),
    ("POST", "/modules/2/move", {"router": 1}, 409, "ChoosePlace"),
    ("POST", "/modules", {"module": {"id": 1, "module": "a.b"}}, 409, "ChoosePlace"),
    ("POST", "/modules", {"module": {"id": "x"}}, 422, "CorrectRequest"),
    ("POST", "/modules", {"module": {}, "after": 7}, 404, "ChooseModule"),
    ("PUT", "/connections/x", {"connection": "a", "organisation": "b"}, 422, "CorrectRequest"),
]


def test_what_cannot_be_changed_is_told(ask: Asker) -> None:
    scenario = ask.scenario()
    for method, path, body, status, remedy in REFUSED:
        told = problem(ask(method, f"/scenarios/{scenario}{path}", body), status)
        assert told["remedy"] == remedy, (method, path)
    assert ask("GET", f"/scenarios/{scenario}").json()["version"] == 1


def test_a_change_of_what_was_read_is_refused_when_it_was_changed_meanwhile(ask: Asker) -> None:
    scenario = ask.scenario()
    ask("DELETE", f"/scenarios/{scenario}/modules/2")

    lost = ask("DELETE", f"/scenarios/{scenario}/modules/1", If_Match='"1"')

    assert problem(lost, 412)["errors"] == [
        {"field": "module 2", "detail": "removed (tools.compose)"}
    ]


def test_connections_and_settings_are_set_in_their_places(ask: Asker) -> None:
    scenario = ask.scenario(LISTENS)
    use = {"connection": "theirs", "organisation": "Real books"}

    set_ = ask("PUT", f"/scenarios/{scenario}/connections/books", use).json()
    assert set_["text"] == LISTENS.replace("mine", "theirs").replace("Demo", "Real books")

    new = use | {"app": "xero"}
    assert len(ask("PUT", f"/scenarios/{scenario}/connections/b", new).json()["connections"]) == 2
    ask("DELETE", f"/scenarios/{scenario}/connections/b")
    done = ask("PUT", f"/scenarios/{scenario}/settings", {"settings": {"zone": "Europe/Paris"}})
    assert done.json()["document"]["settings"] == {"zone": "Europe/Paris"}
    gone = ask("PUT", f"/scenarios/{scenario}/settings", {"settings": None})
    assert gone.json()["text"] == set_["text"]
