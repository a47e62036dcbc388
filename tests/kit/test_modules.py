"""Modules and apps: names for ever, inputs read once, one list of public words."""

from __future__ import annotations

import pytest

from tallyloom import kit
from tallyloom.kit import (
    Action,
    Aggregate,
    App,
    BadInput,
    Bulk,
    Element,
    Number,
    Request,
    Text,
    Transform,
    modules_of,
)

COMPOSE = Transform(
    label="Compose", about="Makes a value.", inputs=(Text(name="a", label="A"),), run=dict
)
GATHER = Aggregate(
    label="Gather",
    about="Gathers.",
    inputs=(Number(name="n", label="N"),),
    open_inputs=True,
    item=dict,
    result=lambda items: {"array": list(items)},
)
BULK = Bulk(
    element=lambda given: Element(None, given),
    write=lambda elements: Request("PUT", "/", body=[e.body for e in elements]),
    read=lambda answer, elements: [answer.json() for _ in elements],
    look_up=None,
)


def test_a_modules_id_is_the_name_of_its_variable() -> None:
    found = modules_of({"compose": COMPOSE, "_private": COMPOSE, "other": 1})
    app = App(name="acme", label="Acme", about="A CRM.", modules=found)
    assert list(app.modules) == ["compose"]
    assert app.modules["compose"].name == "acme.compose"


def test_inputs_are_those_that_the_module_has() -> None:
    assert COMPOSE.read({"a": 1}) == {"a": "1"}
    with pytest.raises(BadInput, match="no input 'b'"):
        COMPOSE.read({"b": 1})


def test_open_inputs_are_passed_on_beside_those_that_are_read() -> None:
    assert GATHER.read({"n": "1", "any": ["x"]}) == {"n": 1, "any": ["x"]}


def test_an_action_is_done_in_one_way() -> None:
    with pytest.raises(TypeError, match="give one of run, bulk and gather"):
        Action(label="Do", about="Does.")
    assert Action(label="Do", about="Does.", bulk=BULK).bulk is BULK


def test_every_public_word_is_listed_in_order() -> None:
    assert kit.__all__ == sorted(kit.__all__)
    assert all(hasattr(kit, word) for word in kit.__all__)
