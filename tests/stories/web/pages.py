"""Every page there is, as the test of all of them opens it. Whoever makes a page adds it here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page
from tests.stories.web.site import PHONE


def as_it_opens(page: Page) -> None:
    """Nothing is done to it."""


def dialog(button: str) -> Callable[[Page], None]:
    """What this button opens; "" where it is open already."""

    def opened(page: Page) -> None:
        if button:
            page.get_by_role("button", name=button, exact=True).click()
        page.get_by_role("dialog").wait_for()

    return opened


def advanced_settings(page: Page) -> None:
    """The permissions that a connection is asked for."""
    page.get_by_role("switch", name="Show advanced settings").click()
    page.get_by_role("group", name="Others").wait_for()


def picking(page: Page) -> None:
    page.get_by_role("button", name="Add a module between 2").click()
    page.get_by_role("option", name="Router").wait_for()


def adding_a_module(page: Page) -> None:
    picking(page)
    search = page.get_by_role("combobox", name="Search modules")
    search.fill("contact")
    page.get_by_role("region", name="Get a Contact").wait_for()


TALL = {"width": 1440, "height": 1600}


@dataclass(frozen=True, slots=True)
class Looked:
    """A page, or a state of one: where it is, and what is done there before it is looked at.

    In `path` the words of `Seeded.named` stand for what is in the installation: {scenario} {run}
    (the example and its run) {failing} {warned} {incomplete} (one bundle of it failed) {watched}
    {registration} (it is on, and an event came) {timed} {draft} {connection}.
    `prepare` may open a dialog or choose a tab; it waits for what it opens. A `stranger` is not
    signed in; {invited} is the address of somebody's invitation.
    """

    name: str
    path: str
    prepare: Callable[[Page], None] = as_it_opens
    stranger: bool = False


def answering_all(page: Page) -> None:
    page.get_by_role("button", name="Drop it…").first.click()
    page.get_by_label("Why they are dropped").wait_for()


def looking(page: Page) -> None:
    page.get_by_role("button", name="Look in Xero").click()
    page.get_by_text("It is not there").wait_for()
    page.get_by_role("radio", name="Send again").check()


def delivery(page: Page) -> None:
    page.get_by_role("row").filter(has_text="success").get_by_role("link").first.click()
    page.get_by_text("What it carried").wait_for()


def using(page: Page) -> None:
    page.get_by_role("button", name="Use it in a scenario").click()
    page.get_by_label("Name of the scenario").wait_for()


def chosen(button: str, item: str) -> Callable[[Page], None]:
    """The dialog that an entry of a menu opens."""

    def opened(page: Page) -> None:
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_role("menuitem", name=item, exact=True).click()
        page.get_by_role("dialog").wait_for()

    return opened


def moving(page: Page) -> None:
    """Where a module may be moved to; the list is open."""
    chosen("More for 5 Create an Invoice", "Move to…")(page)
    page.get_by_role("option").first.wait_for()


def inserting(page: Page) -> None:
    """What may be put into a field; with room below it, where it covers half of nothing."""
    page.set_viewport_size(TALL)  # type: ignore[arg-type]
    page.get_by_role("button", name="Insert a value").first.click()
    page.get_by_role("dialog", name="Insert a value").wait_for()


def menu(button: str) -> Callable[[Page], None]:
    def opened(page: Page) -> None:
        page.get_by_role("button", name=button, exact=True).first.click()
        page.get_by_role("menu").wait_for()

    return opened


def by_key(key: str) -> Callable[[Page], None]:
    def opened(page: Page) -> None:
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()

    return opened


def notices(page: Page) -> None:
    page.get_by_role("button", name=re.compile("notices?$", re.IGNORECASE)).click()
    page.get_by_role("dialog", name="Notices").wait_for()


def places(page: Page) -> None:
    """Where a narrow window has them."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("button", name="Places").click()
    page.get_by_role("dialog").get_by_role("link", name="Scenarios").wait_for()


PAGES = [
    Looked("home", "/"),
    Looked("scenarios", "/scenarios"),
    Looked("scenario", "/scenarios/{scenario}"),
    Looked("scenario-outline", "/scenarios/{scenario}?view=outline"),
    Looked("scenario-adding", "/scenarios/{scenario}", adding_a_module),
    Looked("scenario-long", "/scenarios/{timed}"),
    Looked("scenario-draft", "/scenarios/{draft}"),
    Looked("scenario-module", "/scenarios/{scenario}?module=5"),
    Looked("scenario-yaml", "/scenarios/{scenario}?tab=yaml"),
    Looked("scenario-help", "/scenarios/{scenario}?module=5&part=help"),
    Looked("scenario-router", "/scenarios/{scenario}?module=4"),
    Looked("scenario-route", "/scenarios/{scenario}?module=4&route=1", dialog("")),
    Looked("scenario-picking", "/scenarios/{scenario}", picking),
    Looked("scenario-filter", "/scenarios/{scenario}?module=5&part=filter"),
    Looked("scenario-faults", "/scenarios/{draft}?tab=yaml"),
    Looked("scenario-run", "/scenarios/{scenario}?do=run", dialog("")),
    Looked("scenario-compared", "/scenarios/{draft}?tab=versions"),
    Looked("scenario-versions", "/scenarios/{scenario}?tab=versions"),
    Looked("scenario-schedule", "/scenarios/{timed}?tab=schedule"),
    Looked("scenario-settings", "/scenarios/{scenario}?tab=settings"),
    Looked("scenario-history", "/scenarios/{scenario}?tab=history"),
    Looked("scenario-notes", "/scenarios/{scenario}?module=5&part=notes"),
    Looked("scenario-output", "/scenarios/{scenario}?module=5&part=output"),
    Looked("scenario-connecting", "/scenarios/{scenario}?module=5", dialog("Create a connection")),
    Looked("scenario-running", "/scenarios/{scenario}", dialog("Run once")),
    Looked(
        "scenario-naming",
        "/scenarios/{scenario}",
        chosen("More actions", "Name and description"),
    ),
    Looked("scenario-more", "/scenarios/{scenario}", menu("More actions")),
    Looked("scenario-moving", "/scenarios/{scenario}", moving),
    Looked("scenario-values", "/scenarios/{scenario}?module=5", inserting),
    Looked("scenario-deleting", "/scenarios", chosen("More for Watched", "Delete")),
    Looked("scenario-cloning", "/scenarios", chosen("More for Watched", "Clone")),
    Looked("find", "/", by_key("Control+k")),
    Looked("keyboard", "/", by_key("?")),
    Looked("notices", "/", notices),
    Looked("person", "/", menu("owner")),
    Looked("places", "/", places),
    Looked("runs", "/runs"),
    Looked("runs-columns", "/runs", menu("Columns")),
    Looked("runs-more", "/runs", dialog("More filters")),
    Looked("runs-none", "/runs?status=cancelled"),
    Looked("runs-bundles", "/runs?in=bundles&q=Ridgeway"),
    Looked("run", "/runs/{run}"),
    Looked("run-output", "/runs/{run}?module=5&tab=output"),
    Looked("run-calls", "/runs/{run}?module=5&tab=http"),
    Looked("run-log", "/runs/{run}?tab=log&log=advanced"),
    Looked("run-warned", "/runs/{warned}"),
    Looked("run-not-there", "/runs/none"),
    Looked("incomplete", "/incomplete"),
    Looked("incomplete-none", "/incomplete?text=nothing+like+it"),
    Looked("incomplete-many", "/incomplete", answering_all),
    Looked("incomplete-one", "/incomplete/{incomplete}"),
    Looked("incomplete-looked", "/incomplete/{incomplete}?sent=json", looking),
    Looked("incomplete-not-there", "/incomplete/none"),
    Looked("connections", "/connections"),
    Looked("connection", "/connections/{connection}"),
    Looked("connections-none", "/connections?q=nowhere"),
    Looked("connection-not-there", "/connections/none"),
    Looked("connection-new", "/connections/new", advanced_settings),
    Looked("connection-reauthorise", "/connections/{connection}", dialog("Reauthorise")),
    Looked("connection-rename", "/connections/{connection}", dialog("Rename")),
    Looked("connection-delete", "/connections/{connection}", dialog("Delete")),
    Looked("connection-limits", "/connections/{connection}", dialog("Change the limits")),
    Looked("registrations", "/registrations"),
    Looked("registration-new", "/registrations?new=xero", dialog("")),
    Looked("registration", "/registrations/{registration}"),
    Looked("registration-change", "/registrations/{registration}", dialog("Change")),
    Looked("webhook-new", "/registrations/{registration}", dialog("Set it up again")),
    Looked("webhooks", "/webhooks"),
    Looked("webhook", "/webhooks/{registration}"),
    Looked("webhook-queue", "/webhooks/{registration}?queue={watched}"),
    Looked("webhook-delivery", "/webhooks/{registration}?outcome=success", delivery),
    Looked("webhook-not-there", "/webhooks/none"),
    Looked("apps", "/apps"),
    Looked("app", "/apps/xero"),
    Looked("app-broad", "/apps/xero?vocabulary=broad&search=invoice&kind=search"),
    Looked("app-plain", "/apps/csv"),
    Looked("module", "/apps/xero/modules/create_invoice"),
    Looked("module-table", "/apps/xero/modules/create_invoice?fields=table&outputs=table"),
    Looked("module-use", "/apps/tools/modules/compose", using),
    Looked("module-not-there", "/apps/xero/modules/none"),
    Looked("settings", "/settings"),
    Looked("token-new", "/settings/tokens", dialog("New token")),
    Looked("invite", "/settings/people", dialog("Invite")),
    Looked("tokens", "/settings/tokens"),
    Looked("notifications", "/settings/notifications"),
    Looked("scenarios-new", "/scenarios?do=new"),
    Looked("scenarios-import", "/scenarios?do=import"),
    Looked("scenarios-nothing", "/scenarios?search=nothing"),
    Looked("people", "/settings/people"),
    Looked("installation", "/settings/installation"),
    Looked("audit", "/settings/audit"),
    Looked("login", "/login", stranger=True),
    Looked("invitation", "{invited}", stranger=True),
    Looked("link-gone", "/link?code=none", stranger=True),
    Looked("consent-gone", "/consent/none", stranger=True),
]
