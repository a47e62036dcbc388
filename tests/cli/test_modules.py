"""What a scenario can be made of, from a terminal."""

from __future__ import annotations

from pathlib import Path

from tests.cli.desk import REDIRECT, Desk

from tallyloom.connections.vault import Secret


def test_every_module_is_listed_with_its_permissions_in_both_vocabularies(desk: Desk) -> None:
    listed = {one["name"]: one for one in desk("modules", "list", "--json").lines}
    of_xero = desk("modules", "list", "--app", "xero", "--json").lines

    assert listed["xero.create_invoice"]["permissions"] == {
        "granular": ["accounting.invoices"],
        "broad": ["accounting.transactions"],
    }
    assert {one["name"].partition(".")[0] for one in of_xero} == {"xero"}


def test_modules_are_listed_under_their_groups(desk: Desk) -> None:
    lines = desk("modules", "list", "--app", "xero").out.splitlines()

    group = lines[lines.index("Bank Transfers") :][:3]
    assert [" ".join(line.split()) for line in group] == [
        "Bank Transfers",
        "xero.watch_bank_transfers Watch Bank Transfers · polling trigger",
        "xero.create_bank_transfer Create a Bank Transfer",
    ]


def test_a_module_is_shown_with_what_it_takes_and_gives(desk: Desk) -> None:
    shown = desk("modules", "show", "xero.create_credit_note")
    form = desk("modules", "show", "xero.create_credit_note", "--json").json

    assert "Permissions (granular): accounting.invoices" in shown.out
    assert "LineItems[].Description" in shown.out
    assert max(len(line) for line in shown.out.splitlines()) <= 80
    assert form["inputs"][0]["name"] == "Type"


def test_what_is_misspelt_is_answered_with_what_was_meant(desk: Desk) -> None:
    module = desk("modules", "show", "xero.creat_invoice")
    app = desk("modules", "list", "--app", "xerox")

    assert (module.code, app.code) == (3, 3)
    assert "Did you mean xero.create_invoice?" in module.flat


def test_apps_schema_and_doctor_say_what_there_is(connected: Desk) -> None:
    apps = connected("apps", "list", "--json").lines
    schema = connected("schema", "--json").json
    doctor = connected("doctor", "--json")

    assert {one["name"]: one["needs_connection"] for one in apps} == {
        "csv": False,
        "tools": False,
        "xero": True,
    }
    assert schema["title"] == "Tallyloom scenario"
    assert doctor.code == 0
    assert {check["check"]: check["ok"] for check in doctor.json["checks"]} == dict.fromkeys(
        (
            *("database", "disk", "key", "apps", "connections", "limits"),
            *("processes", "clocks", "keys", "public address"),
        ),
        True,
    )


# What can be chosen for a field.

UK = "Demo Company (UK)"
HERE = ("--connection", "xero", "--organisation", UK)


def calls(desk: Desk) -> int:
    """How often the service's API was called since the log was cleared."""
    return len(
        [
            one
            for one in desk.emulator.control.log("/api.xro/")
            if one["path"].startswith("/api.xro/")
        ]
    )


def test_the_choices_of_a_field_are_read_once(connected: Desk) -> None:
    connected.emulator.control.clear_log()
    first = connected("modules", "picks", "xero:account_codes", *HERE, "--json")
    assert first.code == 0, first.err
    assert "200" in [one["value"] for one in first.json["picks"]]
    assert calls(connected) == 1

    field = ("xero.create_invoice", "LineItems.AccountCode")
    again = connected("modules", "picks", *field, *HERE, "--search", "SALES")
    tax = connected("modules", "picks", "xero.create_account", "TaxType", *HERE, "--json")
    assert "200" in again.out
    assert {"value", "label", "hint"} == set(tax.json["picks"][0])
    assert calls(connected) == 2


def test_a_record_that_our_own_module_makes_is_offered_at_once(
    connected: Desk, tmp_path: Path
) -> None:
    scenario = tmp_path / "account.scenario.yaml"
    scenario.write_text(ACCOUNT, "utf-8")
    before = connected("modules", "picks", "xero:account_codes", *HERE, "--search", "9876")
    ran = connected("scenario", "run", scenario)
    after = connected("modules", "picks", "xero:account_codes", *HERE, "--search", "9876")
    assert ran.code == 0, ran.out + ran.err
    assert "Nothing to choose." in before.out
    assert "Lanterns" in after.out


ACCOUNT = f"""
schema: 1
name: Account
connections:
  books: {{app: xero, connection: xero, organisation: {UK}}}
flow:
  - id: 1
    module: xero.create_account
    connection: books
    map: {{Code: "9876", Name: Lanterns, Type: REVENUE}}
"""


def test_what_may_not_be_chosen_says_why(connected: Desk) -> None:
    alone = connected("modules", "picks", "xero:account_codes")
    field = connected("modules", "picks", "xero.create_account", "Nope", *HERE)
    listed = connected("modules", "picks", "xero:nope", *HERE)
    page = connected("modules", "picks", "xero:account_codes", *HERE, "--after", "{")
    assert [one.code for one in (alone, field, listed, page)] == [2, 3, 3, 5]
    assert "--connection NAME" in alone.flat
    assert "TaxType" in field.flat
    assert "account_codes" in listed.flat


def test_a_connection_that_may_not_read_the_choices_names_the_permission(desk: Desk) -> None:
    with desk.house() as house:
        bases = dict.fromkeys(("login", "identity", "api"), desk.emulator.url)
        made = house.connections.registrations.add(
            "xero", "desk", Secret("secret"), name="few", bases=bases
        )
        scopes = ("offline_access", "accounting.invoices")
        begun = house.connections.begin("xero", made.id, redirect=REDIRECT, scopes=scopes)
        house.connections.walk(begun)
    refused = desk("modules", "picks", "xero:account_codes", *HERE)
    lacks = desk("connections", "missing", "xero", "--for", "xero.create_account", "--json").json
    nothing = desk("connections", "missing", "xero", "--for", "xero.create_invoice").out
    assert refused.code == 4
    assert "accounting.settings.read" in refused.flat
    assert lacks["missing"] == ["accounting.settings"]
    assert lacks["missing_for_pick_lists"] == []
    assert lacks["extend"].endswith("--again --scope accounting.settings")
    assert "xero" in nothing


def test_a_module_shows_the_permissions_of_its_pick_lists_apart(desk: Desk) -> None:
    form = desk("modules", "show", "xero.create_contact_group", "--json").json
    shown = desk("modules", "show", "xero.create_account")
    tax = {one["name"]: one for one in desk(
        "modules", "show", "xero.create_account", "--json"
    ).json["inputs"]}["TaxType"]  # fmt: skip
    assert tax["pick"] == "tax_types"
    assert "pickLists" in form
    assert "For its pick-lists (granular): accounting.settings.read" in shown.out
