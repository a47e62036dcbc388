"""Apps and modules over the API: everything that a screen draws a form from."""

from __future__ import annotations

from tests.api.test_scenarios import Asker, ask, problem

__all__ = ["ask"]


def test_apps_say_how_they_are_connected_and_what_they_allow(ask: Asker) -> None:
    listed = {one["name"]: one for one in ask("GET", "/apps").json()["items"]}
    assert listed["xero"]["needs_connection"]
    assert listed["csv"]["connection"] == "none"

    xero = ask("GET", "/apps/xero").json()

    assert xero["modules"] == listed["xero"]["modules"]
    assert {one["vocabulary"] for one in xero["scopes"]} == {"granular", "broad"}
    contacts = next(
        one
        for one in xero["scopes"]
        if one["name"] == "accounting.contacts" and one["vocabulary"] == "granular"
    )
    assert "xero.create_contact" in contacts["modules"]
    assert contacts["allows"]
    assert xero["limits"]["minute"] == 60
    assert any(one["searches"] for one in xero["pick_lists"])
    assert "csv" in problem(ask("GET", "/apps/xreo"), 404)["detail"]


def test_modules_are_found_by_app_group_kind_and_words(ask: Asker) -> None:
    every = ask("GET", "/modules").json()["items"]
    xero = ask("GET", "/modules?app=xero").json()["items"]
    assert len(xero) < len(every)
    group = xero[0]["group"]
    of_group = ask("GET", f"/modules?app=xero&group={group}").json()["items"]
    assert {one["group"] for one in of_group} == {group}
    assert {one["kind"] for one in ask("GET", "/modules?kind=search").json()["items"]} == {"search"}
    found = ask("GET", "/modules?search=create%20INVOICE").json()["items"]
    assert "xero.create_invoice" in {one["name"] for one in found}
    problem(ask("GET", "/modules?app=none"), 404)


def test_a_module_says_what_it_does_outside_and_needs(ask: Asker) -> None:
    effects = {one["name"]: one["effect"] for one in ask("GET", "/modules").json()["items"]}
    assert effects["tools.compose"] == "none"
    assert effects["xero.create_invoice"] == "writes"
    assert set(effects.values()) == {"none", "reads", "writes", "deletes"}

    shown = ask("GET", "/modules/xero.create_invoice").json()

    assert shown["permissions"]["granular"] == ["accounting.invoices"]
    assert shown["form"]["sample"]
    date = next(one for one in shown["form"]["inputs"] if one["name"] == "Date")
    assert {"label", "help", "kind", "required", "advanced"} <= set(date)
    assert shown["form"]["pickLists"]
    assert shown["schema"]["$schema"].endswith("2020-12/schema")
    assert shown["cautions"]
    assert (
        "Did you mean xero.create_invoice"
        in problem(ask("GET", "/modules/xero.create_invoce"), 404)["detail"]
    )


def test_pick_lists_name_the_connection_that_is_missing(ask: Asker) -> None:
    whose = "connection=none&organisation=Demo"
    at = f"/modules/xero.create_invoice/picks?field=LineItems.AccountCode&{whose}"
    assert problem(ask("GET", at), 404)["remedy"] == "ChooseConnection"
    problem(ask("GET", f"/modules/xero.create_invoice/picks?field=Nothing&{whose}"), 404)
    problem(ask("GET", f"/apps/xero/picks/nothing?{whose}"), 404)
    problem(ask("GET", f"{at}&given=x"), 422)


def test_editors_get_the_schema_of_scenario_files(ask: Asker) -> None:
    schema = ask("GET", "/schema").json()
    assert schema["title"] == "Tallyloom scenario"
    assert "schedule" in schema["properties"]
