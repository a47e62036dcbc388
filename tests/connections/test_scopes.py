"""Permissions add up in the connection's own vocabulary, and what is missing is a list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tallyloom.connections.scopes import (
    Needs,
    for_everybody,
    lacking,
    missing,
    needs,
    wanted,
)
from tallyloom.kit import Action, App, Lines, OAuth2, PickList, Scopes, Text


def module(broad: str, granular: str) -> Action:
    scopes = Scopes((broad,), (granular,))
    return Action(label="m", about="", run=lambda _inputs: iter(()), scopes=scopes)  # type: ignore[arg-type,return-value]


def app(*modules: Action) -> App:
    oauth = OAuth2({}, ("", ""), ("", ""), ("", ""), lambda: iter(()), lambda: iter(()), "t")  # type: ignore[arg-type,return-value]
    named = {f"m{number}": each for number, each in enumerate(modules)}
    return App(name="x", label="X", about="", modules=named, connection=oauth)


BOTH = app(
    module("accounting.transactions", "accounting.invoices"),
    module("accounting.transactions.read", "accounting.payments.read"),
)


def test_modules_add_up_in_each_vocabulary() -> None:
    every = BOTH.modules.values()
    assert wanted(BOTH, every, "broad") == ("offline_access", "accounting.transactions")
    assert wanted(BOTH, every, "granular") == (
        "offline_access",
        "accounting.invoices",
        "accounting.payments.read",
    )


def test_only_the_modules_that_are_used_are_asked_for() -> None:
    assert wanted(BOTH, [BOTH.modules["m1"]], "granular") == (
        "offline_access",
        "accounting.payments.read",
    )


def test_what_a_service_gives_by_its_own_choice_is_not_asked_for_unnamed() -> None:
    usual, partners = module("a", "a.b"), module("for.partners", "for.partners")
    whole = app(usual, partners)
    assert isinstance(whole.connection, OAuth2)
    chosen = Scopes(("for.partners",), ("for.partners",))
    whole = replace(whole, connection=replace(whole.connection, chosen=chosen))
    assert for_everybody(whole) == [whole.modules["m0"]]


def test_a_permission_to_write_includes_the_one_to_read() -> None:
    assert missing(["a.read", "b.read", "c"], ["a", "c.read"]) == ("b.read", "c")


def test_one_module_lacks_what_its_vocabulary_names() -> None:
    scopes = Scopes(("accounting.transactions",), ("accounting.invoices",))
    assert lacking(scopes, "granular", ["accounting.transactions"]) == ("accounting.invoices",)
    assert lacking(scopes, "broad", ["accounting.transactions"]) == ()


# What pick-lists need is told apart from what modules need to work.


def picking() -> App:
    accounts = PickList(
        label="Accounts",
        source="accounts",
        records=lambda _text, _after: iter(()),  # type: ignore[arg-type,return-value]
        choices=lambda _records, _given: (),
        scopes=Scopes(("settings.read",), ("settings.accounts.read",)),
    )
    line = Text(name="Code", label="Code", pick="accounts")
    one = replace(
        module("transactions", "invoices"),
        inputs=(Lines(name="Lines", label="Lines", of=(line,)), Text(name="a", label="A")),
    )
    other = replace(module("settings", "settings.accounts"), inputs=(line,))
    return replace(app(one, other), pick_lists={"accounts": accounts})


@pytest.mark.parametrize(
    ("modules", "vocabulary", "expected"),
    [
        (["m0"], "granular", Needs(("invoices",), ("settings.accounts.read",))),
        (["m0"], "broad", Needs(("transactions",), ("settings.read",))),
        (["m1"], "granular", Needs(("settings.accounts",), ("settings.accounts.read",))),
        (
            ["m0", "m1"],
            "granular",
            Needs(("invoices", "settings.accounts"), ("settings.accounts.read",)),
        ),
        ([], "granular", Needs()),
    ],
)
def test_modules_and_their_pick_lists_add_up_apart(
    modules: list[str], vocabulary: str, expected: Needs
) -> None:
    whole = picking()
    assert needs(whole, [whole.modules[one] for one in modules], vocabulary) == expected


@pytest.mark.parametrize(
    ("granted", "modules", "lacks"),
    [
        ([], ["m0"], Needs(("invoices",), ("settings.accounts.read",))),
        (["invoices"], ["m0"], Needs((), ("settings.accounts.read",))),
        (["settings.accounts"], ["m0"], Needs(("invoices",), ())),
        ([], ["m1"], Needs(("settings.accounts",), ())),
        (["invoices", "settings.accounts.read"], ["m0"], Needs()),
    ],
)
def test_what_a_connection_lacks_is_told_apart(
    granted: list[str], modules: list[str], lacks: Needs
) -> None:
    whole = picking()
    found = needs(whole, [whole.modules[one] for one in modules], "granular").lacking(granted)
    assert found == lacks
    assert found.all == (*lacks.modules, *lacks.pick_lists)
