"""What a scenario can be made of, from a terminal."""

from __future__ import annotations

from tests.cli.desk import Desk


def test_every_module_is_listed_with_its_permissions_in_both_vocabularies(desk: Desk) -> None:
    listed = {one["name"]: one for one in desk("modules", "list", "--json").lines}
    of_xero = desk("modules", "list", "--app", "xero", "--json").lines

    assert listed["xero.create_invoice"]["permissions"] == {
        "granular": ["accounting.invoices"],
        "broad": ["accounting.transactions"],
    }
    assert {one["name"].partition(".")[0] for one in of_xero} == {"xero"}


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
        ("database", "disk", "key", "apps", "connections"), True
    )
