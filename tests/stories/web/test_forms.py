"""The form of every module is drawn from its definition, filled in by its labels, and saved."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.apps.xero.test_catalogue import BEYOND, CATALOGUE
from tests.stories.installation import EXAMPLE, Installation
from tests.stories.web.site import Site, opened

from tallyloom.kit import Boolean, Choice, Field, FileField, Group, Lines, Module, Texts
from tallyloom.kit.testing import example
from xero_emulator.fixture import SCOPES

PROMISED = 92
SHARES = 4  # which other processes may take


def shares() -> list[list[str]]:
    """The modules of the catalogue, group by group, in shares that are about alike."""
    groups: dict[str, list[str]] = defaultdict(list)
    for line in CATALOGUE.read_text("utf-8").splitlines():
        group, module, _ = re.split(r"\s{2,}", line, maxsplit=2)
        groups[group].append(f"xero.{module}")
    made: list[list[str]] = [[] for _ in range(SHARES)]
    for modules in sorted(groups.values(), key=len, reverse=True):
        min(made, key=len).extend(modules)
    return made


def test_the_shares_hold_every_module_that_is_promised() -> None:
    shared = [name.removeprefix("xero.") for share in shares() for name in share]
    assert len(set(shared)) == len(shared)
    assert len(set(shared) - BEYOND) == PROMISED


@pytest.mark.parametrize("share", range(SHARES))
def test_every_module_is_filled_in_and_saved(site: Site, share: int) -> None:
    modules = [site.house.modules[name] for name in shares()[share]]
    scenario = drafted(site, modules)
    page = site.open(f"/scenarios/{scenario}?view=outline")
    filled = {
        number: filled_in(page, number, module) for number, module in enumerate(modules, start=1)
    }
    saved = asked(site, f"/scenarios/{scenario}")
    assert {step["id"]: step.get("map", {}) for step in saved["document"]["flow"]} == filled
    assert [one for one in saved["faults"] if one["field"].startswith("map")] == []


def test_values_are_inserted_by_keyboard_and_no_digit_is_lost(site: Site) -> None:
    scenario = asked(site, "/scenarios", {"text": EXAMPLE.read_text("utf-8")})["id"]
    page = site.open(f"/scenarios/{scenario}?module=5")
    form = page.get_by_role("complementary")
    reference = form.get_by_label("Reference", exact=True)
    reference.click()
    page.keyboard.type("Order {{ContactNum")
    page.get_by_role("treeitem", name="Contact number").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(reference).to_have_value("Order {{3.ContactNumber}}")
    expect(reference).to_be_focused()
    page.keyboard.type("!")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    looked = page.get_by_label("Search values and functions")
    expect(looked).to_be_focused()
    looked.fill("upper")
    page.get_by_role("tab", name="Functions").click()
    page.get_by_role("treeitem", name="upper(text)").click()
    expect(reference).to_have_value("Order {{3.ContactNumber}}!{{upper()}}")
    page.keyboard.type("1.x")

    form.get_by_role("switch", name="Map", description="Lines", exact=True).click()
    line = form.get_by_role("group", name="Lines 1", exact=True)
    line.get_by_label("Quantity", exact=True).fill("1.50")
    line.get_by_label("Unit price", exact=True).fill("12.5")
    line.get_by_label("Account", exact=True).click()
    page.get_by_role("option", name="200 Sales").click()
    save(form)

    saved = asked(site, f"/scenarios/{scenario}")
    step = next(one for one in flat(saved["document"]["flow"]) if one["id"] == 5)
    assert step["map"]["Reference"] == "Order {{3.ContactNumber}}!{{upper(1.x)}}"
    assert step["map"]["LineItems"] == [
        {"Quantity": "1.50", "UnitAmount": 12.5, "AccountCode": "200"}
    ]
    assert saved["text"].startswith(EXAMPLE.read_text("utf-8").partition("\n")[0])


def test_a_list_is_looked_through_again_for_what_was_added_meanwhile(site: Site) -> None:
    scenario = asked(site, "/scenarios", {"text": EXAMPLE.read_text("utf-8")})["id"]
    page = site.open(f"/scenarios/{scenario}?module=5")
    form = page.get_by_role("complementary")
    form.get_by_role("switch", name="Map", description="Lines", exact=True).click()
    line = form.get_by_role("group", name="Lines 1", exact=True)
    account = line.get_by_label("Account", exact=True)
    account.click()
    expect(page.get_by_role("option", name="200 Sales")).to_be_visible()

    emulator, shop = site.shop.emulator, site.shop
    token = emulator.consent("bookkeeping", SCOPES)["access_token"]
    added = httpx2.put(
        f"{emulator.url}/api.xro/2.0/Accounts",
        json={"Code": "209", "Name": "Sale of lanterns", "Type": "REVENUE"},
        headers={"authorization": f"Bearer {token}", "xero-tenant-id": shop.home_books},
    )
    assert added.status_code == 200, added.text
    page.get_by_role("option", name="Look again").click()
    page.get_by_role("option", name="209 Sale of lanterns").click()
    expect(account).to_have_value(re.compile("Sale of lanterns"))


def test_what_is_wrong_leads_to_its_field(site: Site) -> None:
    step = {"id": 1, "module": "csv.parse", "map": {"file": "{{input.none}}", "delimiter": "x"}}
    document = {"schema": 1, "name": "Wrong", "flow": [step]}
    scenario = asked(site, "/scenarios", {"document": document})["id"]
    form = site.open(f"/scenarios/{scenario}?module=1").get_by_role("complementary")
    form.get_by_role("button", name="is not one of").click()
    delimiter = form.get_by_label("Separator", exact=True)
    expect(delimiter).to_be_focused()
    delimiter.select_option(label="Semicolon")
    expect(delimiter).not_to_have_attribute("aria-invalid", "true")
    save(form)
    expect(form.get_by_text("is not one of")).to_have_count(0)


def test_an_aggregator_is_told_whose_bundles_it_gathers(site: Site) -> None:
    flow = [{"id": 1, "module": "csv.parse"}, {"id": 2, "module": "tools.aggregate"}]
    document = {"schema": 1, "name": "Gathered", "flow": flow}
    scenario = asked(site, "/scenarios", {"document": document})["id"]
    form = site.open(f"/scenarios/{scenario}?module=2").get_by_role("complementary")
    form.get_by_label("Gathers the bundles of").select_option(label="1 Parse a CSV File")
    form.get_by_label("Group by", exact=True).fill("{{1.InvoiceNo}}")
    form.get_by_role("button", name="Add a field").click()
    form.get_by_label("Name of field1").fill("day")
    form.get_by_label("Value of field1").fill("{{1.InvoiceDate}}")
    save(form)
    _, gathers = asked(site, f"/scenarios/{scenario}")["document"]["flow"]
    assert gathers["source"] == 1
    assert gathers["group_by"] == "{{1.InvoiceNo}}"
    assert gathers["map"] == {"day": "{{1.InvoiceDate}}"}


def test_a_file_is_sent_before_a_run_and_one_that_is_too_large_is_refused(
    installation: Installation, browser: Browser
) -> None:
    with opened(installation, browser, largest_file=1000) as site:
        scenario = asked(site, "/scenarios", {"text": EXAMPLE.read_text("utf-8")})["id"]
        page = site.open(f"/scenarios/{scenario}")
        page.get_by_role("button", name="Run once").click()
        dialog = page.get_by_role("dialog", name="Run once")
        rows = dialog.get_by_label("rows", exact=True)
        rows.set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"x" * 1001})
        expect(dialog.get_by_role("alert")).to_contain_text("at most 1000 bytes")
        expect(dialog.get_by_role("button", name="Run", exact=True)).to_be_disabled()
        rows.set_input_files({"name": "b.csv", "mimeType": "text/csv", "buffer": b"InvoiceNo\n"})
        expect(dialog.get_by_text("b.csv")).to_be_visible()
        expect(dialog.get_by_role("button", name="Run", exact=True)).to_be_enabled()


def flat(flow: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in flow:
        yield step
        for route in step.get("routes", ()):
            yield from flat(route["flow"])


def save(form: Locator) -> None:
    with form.page.expect_response(lambda answer: answer.request.method == "PATCH") as answered:
        form.get_by_role("button", name="Save").click()
    assert answered.value.ok, answered.value.text()


def drafted(site: Site, modules: list[Module]) -> str:
    """A scenario with these modules, of which nothing is filled in yet; its id."""
    flow = [
        {"id": number, "module": module.name, "connection": "books"}
        for number, module in enumerate(modules, start=1)
    ]
    books = {"app": "xero", "connection": "xero", "organisation": "Demo Company (UK)"}
    document = {"schema": 1, "name": "Every form", "connections": {"books": books}, "flow": flow}
    made: str = asked(site, "/scenarios", {"document": document})["id"]
    return made


def asked(site: Site, path: str, body: Any = None) -> Any:
    address = f"{site.address}/api/v1"
    if body is None:
        answer = site.context.request.get(f"{address}{path}")
    else:
        token = asked(site, "/me")["csrf_token"]
        answer = site.context.request.post(
            f"{address}{path}", data=json.dumps(body), headers=JSON | {"X-CSRF-Token": token}
        )
    assert answer.ok, answer.text()
    return answer.json()


JSON = {"Content-Type": "application/json"}


def filled_in(page: Page, number: int, module: Module) -> dict[str, Any]:
    """Open a module, fill in what it asks for, and save; what its fields hold then."""
    page.get_by_role("button", name=re.compile(rf"^{number} {re.escape(module.label)}")).click()
    form = page.get_by_role("complementary", name=f"{number} {module.label}")
    if not module.inputs:
        form.get_by_text("This module has nothing to fill in.").wait_for()
        return {}
    if all(field.advanced for field in wanted(module.inputs)):
        form.get_by_role("button", name="Show advanced settings").click()
    values = {
        field.name: fill(form, field, f"field-{field.name}") for field in wanted(module.inputs)
    }
    save(form)
    return values


def wanted(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields that have to be filled in; where there are none, the first that can be."""
    needed = tuple(field for field in fields if field.required and field.default is None)
    return needed or fields[:1]


def fill(form: Locator, field: Field, place: str = "") -> Any:
    """Fill in a field by its label, and what it holds then. `place` is its id, at the top."""
    if isinstance(field, Group):
        return filled(form.get_by_role("group", name=field.label, exact=True), field.of)
    if isinstance(field, Lines):
        return [filled(row, field.of) for row in rows(form, field)]
    control = form.get_by_label(field.label, exact=True)
    value = example(field)
    give(control.and_(form.locator(f'[id="{place}"]')) if place else control.first, field, value)
    return value


def filled(form: Locator, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {field.name: fill(form, field) for field in wanted(fields)}


def rows(form: Locator, field: Lines) -> Iterator[Locator]:
    """As many lines as are needed; where some are required they are there."""
    lines = form.get_by_role("group", name=field.label, exact=True)
    for number in range(1, max(1, field.at_least) + 1):
        row = lines.get_by_role("group", name=f"{field.label} {number}", exact=True)
        if not field.required:
            lines.get_by_role("button", name=f"Add a line to {field.label}").click()
        yield row


def give(control: Locator, field: Field, value: Any) -> None:
    if isinstance(field, Choice):
        control.select_option(value)
    elif isinstance(field, Boolean):
        control.select_option(label="Yes")
    elif isinstance(field, FileField):
        sent = {"name": value["name"], "mimeType": value["type"], "buffer": b"text\n1\n"}
        control.set_input_files(sent)
        control.page.get_by_role("button", name=f"Remove {value['name']}").wait_for()
    else:
        control.fill(value[0] if isinstance(field, Texts) else str(value))
        control.press("Enter" if isinstance(field, Texts) and not field.pick else "Tab")
