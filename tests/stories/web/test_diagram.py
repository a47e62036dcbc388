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

    added.focus()
    until_focused(page, diagram.get_by_role("button", name="More for 7 Set a Variable"))
    keys.press("Enter")
    page.get_by_role("menuitem", name="Move later").focus()
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


def between(diagram: Locator, one: str, other: str) -> Locator:
    return diagram.get_by_role("button", name=f"Add a module between {one} and {other}")


def until_focused(page: Page, wanted: Locator) -> None:
    """Press Tab as often as it takes."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    expect(wanted).to_be_focused()
