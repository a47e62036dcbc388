"""The contract has teeth: each promise, broken, is reported in a sentence."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from tallyloom.kit import (
    Action,
    Again,
    App,
    Bulk,
    Bundle,
    Element,
    Found,
    Inputs,
    NotThere,
    OAuth2,
    Output,
    Reference,
    Refused,
    Request,
    Save,
    Scopes,
    Search,
    Steps,
    Text,
    Transform,
    Value,
)
from tallyloom.kit.testing import answer, contract, drive, follow

NAME = Text(name="name", label="Name")
PEOPLE = Scopes(("people",), ("people.read",))


def find(given: Inputs, _after: Value) -> Steps[Found]:
    reply = yield Request("GET", "/people", query={"name": given.get("name", "")})
    return Found(reply.json())


FIND = Search(
    label="Find People",
    about="Finds people by name.",
    inputs=(NAME,),
    outputs=(Output("name", "text", "Name"),),
    sample={"name": "Ann"},
    scopes=PEOPLE,
    page=find,
)


def nobody() -> Steps[Any]:
    yield Request("GET", "/")


class Odd(Text):
    """A field whose schema is none."""

    def bounds(self) -> dict[str, Any]:
        return {"minLength": "three"}


def said_of(module: Any, *, connected: bool = True) -> str:
    connection = OAuth2({}, ("", ""), ("", ""), ("", ""), nobody, nobody, "tenant")
    facts: dict[str, Any] = {"connection": connection} if connected else {}
    app = App(name="acme", label="Acme", about="A CRM.", modules={"find_people": module}, **facts)
    return "\n".join(contract(app))


def test_a_sound_app_breaks_no_promise() -> None:
    assert said_of(FIND) == ""


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ({"label": "Finds people"}, "should say what to do"),
        ({"label": "people finding."}, "should say what to do"),
        ({"about": "people by name"}, "should be a sentence"),
        ({"inputs": (NAME(label="name."),)}, "a few plain words"),
        ({"inputs": (NAME, NAME)}, "two inputs are called name"),
        ({"outputs": (Output("name"), Output("name"))}, "two outputs are called name"),
        (
            {"inputs": (Reference(name="name", label="Name", search="no_such"),)},
            "names the search no_such",
        ),
        ({"scopes": Scopes()}, "declares no permission"),
        ({"scopes": Scopes(("people",))}, "one vocabulary only"),
        ({"sample": {"nome": "Ann"}}, "the sample has nome, which is no output"),
        ({"sample": {"name": 1}}, "name is not of type text"),
        ({"inputs": (NAME(pattern="never{7}"),)}, "refuses an example"),
        ({"inputs": (Odd(name="name", label="Name"),)}, "JSON Schema is wrong"),
    ],
)
def test_a_broken_promise_is_told(difference: dict[str, Any], said: str) -> None:
    assert said in said_of(replace(FIND, **difference))


def test_a_module_that_throws_dice_is_told() -> None:
    dice = itertools.count()

    def roll(_given: Inputs) -> Steps[Bundle]:
        yield Request("POST", "/people", body={"roll": next(dice)})
        return {}

    module = Action(label="Roll Dice", about="Rolls dice.", scopes=PEOPLE, run=roll)
    assert "made unequal requests" in said_of(module)


def test_a_write_that_takes_a_refusal_for_success_is_told() -> None:
    def deaf(_given: Inputs) -> Steps[Bundle]:
        yield Request("DELETE", "/people", again=Again.SAFE)
        return {}

    def hears(_given: Inputs) -> Steps[Bundle]:
        reply = yield Request("DELETE", "/people", again=Again.SAFE)
        if not reply.ok:
            raise Refused("No.")
        return {}

    def bulk(*outcomes: Bundle | Refused) -> Bulk:
        return Bulk(
            element=lambda _given: Element(None, {}),
            write=lambda _elements: Request("PUT", "/people", again=Again.SAFE),
            read=lambda _answer, _elements: outcomes,
            look_up=None,
        )

    def told(**how: Any) -> str:
        return said_of(Action(label="Delete", about="Deletes people.", scopes=PEOPLE, **how))

    assert "takes a refusal (400) for success" in told(run=deaf)
    assert "takes a refusal (400) for success" in told(bulk=bulk({}))
    assert told(run=hears) == told(bulk=bulk(Refused("No."))) == ""


def test_a_module_that_takes_any_input_is_told() -> None:
    class Lax(Transform):
        def read(self, given: Any) -> Inputs:
            return dict(given)

    module = Lax(label="Compose", about="Makes a value.", inputs=(NAME,), run=dict)
    assert "takes an input that it does not have" in said_of(module, connected=False)


def test_driving_stops_where_the_answers_end() -> None:
    driven = drive(FIND, {"name": "Ann"})
    assert not driven.finished
    assert driven.request.query == {"name": "Ann"}
    assert drive(FIND, {}, answer([{"name": "Ann"}])).result.bundles == [{"name": "Ann"}]


def test_a_trouble_is_raised_where_the_module_waits() -> None:
    def forgiving(_given: Inputs) -> Steps[Bundle]:
        try:
            yield Request("GET", "/people/1")
        except NotThere:
            return {"there": False}
        return {"there": True}

    module = Action(label="See", about="Sees whether one is there.", run=forgiving)
    assert drive(module, {}, NotThere()).result == {"there": False}
    with pytest.raises(Refused):
        drive(module, {}, Refused("no"))


def test_files_that_a_module_saves_are_kept() -> None:
    def save() -> Steps[int]:
        file = yield Save([b"a", b"b"], "x.txt", "text/plain")
        return int(file.size)

    driven = follow(save())
    assert driven.saved == {"x.txt": b"ab"}
    assert driven.result == 2
