"""Inputs that several modules share say what is true of each of them."""

from __future__ import annotations

import pytest

from tallyloom.apps.xero import app
from tallyloom.apps.xero.fields import RATE, kept
from tallyloom.kit import Text

UPDATES = [name for name in app.modules if name.startswith("update_")]


def test_a_help_keeps_what_holds_for_a_change_too() -> None:
    said = "Three letters, such as GBP. If left out, the organisation's own."
    (currency,) = kept([Text(name="CurrencyCode", label="Currency", help=said)])
    assert currency.help == "Three letters, such as GBP."
    assert kept([RATE])[0].help == ""


@pytest.mark.parametrize("name", UPDATES)
def test_what_a_change_leaves_out_stays_as_it_is(name: str) -> None:
    inputs = app.modules[name].inputs
    promised = [one.label for one in inputs if "If left out" in one.help]
    assert [label for label in promised if label != "Status"] == []
