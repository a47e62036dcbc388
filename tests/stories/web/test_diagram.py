"""The modules of a scenario, as a drawing and as a list: reached, chosen, added, moved, removed."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from tests.stories.installation import EXAMPLE
from tests.stories.web.seeded import Seeded
from tests.stories.web.site import PHONE, Site

SHOP = EXAMPLE.read_text("utf-8")
CHOSEN = re.compile(r"[?&]module=(\d+)")
EMPTY = "schema: 1\nname: Nothing yet\nflow: []\n"
ORDERS = """\
# Orders as they come.
schema: 1
name: Orders
flow:
  - id: 1
    module: tools.iterate
    map: {array: [{total: 5}, {total: 20}, {total: 7}]}   # three of them
  # What is large is looked at.
  - id: 2
    module: tools.compose
    map: {value: large}   # by somebody
"""
LONG = """
schema: 1
name: Many modules
flow:
""" + "".join(
    f"  - {{id: {id_}, module: tools.compose, map: {{value: x}}}}\n" for id_ in range(1, 61)
)


def test_the_diagram_is_walked_and_changed_by_keys_alone(site: Site) -> None:
    page = site.open(f"/scenarios/{stored(site, SHOP)}")
    diagram = page.get_by_role("application", name="Diagram")
    keys = page.keyboard

    module(diagram, "1 Parse a CSV File").focus()
    keys.press("ArrowRight")
    expect(module(diagram, "2 Aggregate into a List")).to_be_focused()
    keys.press("End")
    expect(module(diagram, "6 Create a Credit Note")).to_be_focused()
    keys.press("ArrowUp")
    expect(module(diagram, "5 Create an Invoice")).to_be_focused()
    keys.press("Enter")
    expect(page).to_have_url(CHOSEN)
    expect(module(diagram, "5 Create an Invoice")).to_have_attribute("aria-pressed", "true")

    # Every link has a button between the modules that it joins, in the order of the flow.
    module(diagram, "1 Parse a CSV File").focus()
    add = between(diagram, "1 Parse a CSV File", "2 Aggregate into a List")
    until_focused(page, add)
    keys.press("Enter")
    search = page.get_by_role("combobox", name="Search modules")
    expect(search).to_be_focused()
    keys.type("set variable")
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    added = module(diagram, "7 Set a Variable")
    expect(added).to_be_visible()
    first = page.get_by_role("complementary", name="7 Set a Variable").get_by_role("textbox").first
    expect(first).to_be_focused()

    added.focus()
    until_focused(page, diagram.get_by_role("button", name="More for 7 Set a Variable"))
    keys.press("Enter")
    expect(page.get_by_role("menuitem", name="Move earlier")).to_be_focused()
    keys.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Move later")).to_be_focused()
    keys.press("Enter")
    expect(between(diagram, "2 Aggregate into a List", "7 Set a Variable")).to_be_visible()

    added.focus()
    keys.press("Delete")
    expect(added).to_have_count(0)
    expect(between(diagram, "2 Aggregate into a List", "3 Create a Contact")).to_be_visible()


def test_a_module_is_moved_into_a_route_by_its_name(site: Site) -> None:
    page = site.open(f"/scenarios/{stored(site, SHOP)}?view=outline")
    page.get_by_role("button", name="More for 3 Create a Contact").click()
    page.get_by_role("menuitem", name="Move to…").click()
    dialog = page.get_by_role("dialog", name="Move 3 Create a Contact")
    dialog.get_by_role("combobox", name="Place").click()
    page.get_by_role("option", name="First in Route 2 Cancellations of 4").click()
    dialog.get_by_role("button", name="Move", exact=True).click()

    route = page.get_by_role("list", name="Route 2 Cancellations")
    expect(route.get_by_role("button", name=re.compile("^3 Create a Contact"))).to_be_visible()


def test_the_first_module_is_a_trigger_or_any_other(site: Site) -> None:
    page = site.open(f"/scenarios/{stored(site, EMPTY)}")
    page.get_by_role("button", name="Add the first module").click()
    picker = page.get_by_role("dialog")
    triggers = picker.get_by_role("option")
    expect(triggers.filter(has_text="instant").first).to_be_visible()
    expect(picker.get_by_role("option", name="Create an Invoice")).to_have_count(0)

    picker.get_by_text("All modules", exact=True).click()
    picker.get_by_role("combobox").fill("create invoice")
    pointed = picker.get_by_role("option", name="Create an Invoice").first
    pointed.hover()
    about = picker.get_by_role("region", name="Create an Invoice")
    expect(about.get_by_text("Required permissions")).to_be_visible()
    for vocabulary in ("Granular", "Broad"):
        expect(about.get_by_text(vocabulary, exact=True)).to_be_visible()
    expect(about.get_by_text("xero: allowed")).to_be_visible()
    about.get_by_role("button", name="Add this module").click()
    expect(module(page, "1 Create an Invoice")).to_be_visible()


def test_a_router_is_added_its_routes_named_and_filtered_and_a_run_takes_the_right_one(
    site: Site,
) -> None:
    page = site.open(f"/scenarios/{stored(site, ORDERS)}")
    diagram = page.get_by_role("application", name="Diagram")
    between(diagram, "1 Iterate over a List", "2 Compose a Value").click()
    picker = page.get_by_role("dialog", name=re.compile("^Add a module between 1"))
    picker.get_by_role("group", name="Flow").get_by_role("option", name="Router").click()
    panel = page.get_by_role("complementary", name="3 Router")
    large, small = (panel.get_by_role("textbox", name=f"Name of route {at}") for at in (1, 2))
    expect(large).to_be_focused()
    expect(panel.get_by_text("Put at least one module into route 2.")).to_be_visible()

    large.fill("Large")
    small.fill("Small")
    panel.get_by_role("button", name="Set a filter, route 1").click()
    filter_ = page.get_by_role("dialog", name="Filter of route 1 (Large)")
    filter_.get_by_role("button", name="Add a condition").click()
    filter_.get_by_role("textbox", name="Value").fill("{{1.total}}")
    filter_.get_by_role("combobox", name="Operator").select_option("Number: greater than")
    filter_.get_by_role("textbox", name="Compared with").fill("10")
    filter_.get_by_role("textbox", name="Name of the filter").fill("More than 10")
    filter_.get_by_role("button", name="Save").click()
    expect(panel.get_by_role("button", name="Filter More than 10, route 1")).to_be_focused()
    panel.get_by_role("switch", name="Route 2 is the fallback").locator("..").click()
    expect(panel.get_by_text("Takes the bundles that no other route takes.")).to_be_visible()
    panel.get_by_role("button", name="Add a module to route 2").click()
    page.get_by_role("combobox", name="Search modules").fill("compose")
    page.get_by_role("option", name="Compose a Value").click()
    expect(module(diagram, "4 Compose a Value")).to_be_visible()

    page.get_by_role("button", name="Run once").click()
    expect(said_of(diagram, "2 Compose a Value", "1 operation")).to_be_visible()
    expect(said_of(diagram, "4 Compose a Value", "2 operations")).to_be_visible()
    (now,) = site.house.scenarios.newest()
    text = now.document
    for comment in ("Orders as they come.", "three of them", "What is large", "by somebody"):
        assert f"# {comment}" in text, text


def test_routes_change_places_and_go_by_keys(site: Site) -> None:
    page = site.open(f"/scenarios/{stored(site, SHOP)}?module=4")
    panel, keys = page.get_by_role("complementary", name="4 Router"), page.keyboard
    names = panel.get_by_role("textbox")
    panel.get_by_role("button", name="Move route 2 up").focus()
    keys.press("Enter")
    expect(names.first).to_have_value("Cancellations")
    expect(panel.get_by_role("button", name="Move route 1 up")).to_be_focused()

    panel.get_by_role("button", name="Remove route 2").focus()
    keys.press("Enter")
    asked = page.get_by_role("dialog", name="Remove route 2 (Invoices)?")
    expect(asked).to_contain_text("5 Create an Invoice")
    expect(asked.get_by_role("button", name="Cancel")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(names).to_have_count(1)
    expect(names.first).to_be_focused()
    expect(panel.get_by_role("button", name="Remove route 1")).to_be_disabled()
    told = page.get_by_role("status").filter(has_text="Removed route 2 (Invoices) with 1 module.")
    told.get_by_role("button", name="Undo").click()
    expect(names).to_have_count(2)

    panel.get_by_role("button", name="Add a route").focus()
    keys.press("Enter")
    expect(names.nth(2)).to_be_focused()
    keys.type("Rest")
    keys.press("Enter")
    expect(page.get_by_text("Put at least one module into route 3 (Rest).").first).to_be_visible()


def test_sixty_modules_are_reached_by_keys_though_few_are_drawn(site: Site) -> None:
    page = site.open(f"/scenarios/{stored(site, LONG)}")
    diagram = page.get_by_role("application", name="Diagram")
    module(diagram, "1 Compose a Value").focus()
    page.keyboard.press("End")
    expect(module(diagram, "60 Compose a Value")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(module(diagram, "59 Compose a Value")).to_be_focused()
    expect(module(diagram, "59 Compose a Value")).to_be_in_viewport()
    expect(page.get_by_role("img", name="Overview of the diagram")).to_be_visible()


def test_a_phone_shows_the_list_until_the_drawing_is_asked_for(site: Site) -> None:
    scenario = stored(site, SHOP)
    with site.person(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"/scenarios/{scenario}")
        first = module(page, "1 Parse a CSV File")
        first.focus()
        page.keyboard.press("ArrowDown")
        expect(module(page, "2 Aggregate into a List")).to_be_focused()
        page.get_by_text("Canvas", exact=True).click()
        expect(page).to_have_url(re.compile("view=canvas"))
        expect(page.get_by_role("application", name="Diagram")).to_be_visible()


def test_a_viewer_reads_the_diagram_and_can_change_nothing(site: Site) -> None:
    scenario = stored(site, SHOP)
    with site.person("viewer") as context:
        page = context.new_page()
        page.goto(f"/scenarios/{scenario}")
        expect(module(page, "5 Create an Invoice")).to_be_visible()
        expect(
            page.get_by_role("button", name=re.compile("^(Add a module|More for)"))
        ).to_have_count(0)
        link = page.get_by_role(
            "img", name=re.compile("^From 4 Router to 5 Create an Invoice, filter")
        )
        expect(link).to_have_count(1)

        page.goto(f"/scenarios/{scenario}?module=4")
        panel = page.get_by_role("complementary", name="4 Router")
        expect(panel.get_by_role("textbox", name="Name of route 2")).to_be_disabled()
        expect(panel.get_by_role("button", name=re.compile("route"))).to_have_text(
            ["An invoice", "A cancellation"]
        )


def stored(site: Site, text: str) -> str:
    """The id of a scenario with this text."""
    made = Seeded(site)
    try:
        return made.made(text)
    finally:
        made.owner.close()


def module(within: Page | Locator, name: str) -> Locator:
    """The button of a module; what is told of it follows its name."""
    return within.get_by_role("button", name=re.compile(f"^{re.escape(name)}( ?,|$)"))


def said_of(within: Locator, name: str, figure: str) -> Locator:
    """The module, once its bubble says that."""
    return within.get_by_role("button", name=re.compile(f"^{re.escape(name)}.*{figure}"))


def between(diagram: Locator, one: str, other: str) -> Locator:
    return diagram.get_by_role("button", name=f"Add a module between {one} and {other}")


def until_focused(page: Page, wanted: Locator) -> None:
    """Press Tab as often as it takes."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    expect(wanted).to_be_focused()
