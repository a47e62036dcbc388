"""Permissions add up in the connection's own vocabulary, and what is missing is a list."""

from __future__ import annotations

from tallyloom.connections.scopes import lacking, missing, wanted
from tallyloom.kit import Action, App, OAuth2, Scopes


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


def test_a_permission_to_write_includes_the_one_to_read() -> None:
    assert missing(["a.read", "b.read", "c"], ["a", "c.read"]) == ("b.read", "c")


def test_one_module_lacks_what_its_vocabulary_names() -> None:
    scopes = Scopes(("accounting.transactions",), ("accounting.invoices",))
    assert lacking(scopes, "granular", ["accounting.transactions"]) == ("accounting.invoices",)
    assert lacking(scopes, "broad", ["accounting.transactions"]) == ()
