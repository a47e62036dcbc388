"""One bundle in, one out: composed values and named variables."""

from __future__ import annotations

from tallyloom.kit import Anything, Bundle, Inputs, Lines, Output, Text, Transform

_NAME = Text(name="name", label="Name", required=True, help="How later modules call the value.")
_VALUE = Anything(name="value", label="Value", help="Any value; empty is allowed.")


def _compose(given: Inputs) -> Bundle:
    return {"value": given.get("value", "")}


def _set_one(given: Inputs) -> Bundle:
    return {given["name"]: given.get("value", "")}


def _set_many(given: Inputs) -> Bundle:
    return {line["name"]: line.get("value", "") for line in given["variables"]}


compose = Transform(
    label="Compose a Value",
    about="Makes one value of text, numbers and the values of earlier modules.",
    group="Tools",
    inputs=(_VALUE(help="Text with mapped values in it, or one mapped value of any type."),),
    outputs=(Output("value", "any", "Value"),),
    sample={"value": "Order 536365"},
    run=_compose,
)

set_variable = Transform(
    label="Set a Variable",
    about="Gives a value a name of its own, to use in later modules.",
    group="Tools",
    help="Later modules read it by this module's number and the name: {{3.total}}.",
    inputs=(_NAME, _VALUE),
    run=_set_one,
)

set_variables = Transform(
    label="Set Multiple Variables",
    about="Gives several values names of their own, to use in later modules.",
    group="Tools",
    help="Later modules read each by this module's number and its name: {{3.total}}.",
    inputs=(
        Lines(name="variables", label="Variables", required=True, at_least=1, of=(_NAME, _VALUE)),
    ),
    run=_set_many,
)
