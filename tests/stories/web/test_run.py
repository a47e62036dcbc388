"""One run: why, what went through it, what was sent, and what can be done with it."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.stories.web.site import Site, path_of
from tests.stories.web.test_runs import GOOD, WRONG, has_lines, ran, rows

CANCELLED = "C700009,S1,A lamp,-2,12/1/10 8:26,2.50,17850,United Kingdom"
INVOICES = "/api.xro/2.0/Invoices"


def module(page: Page, name: str) -> None:
    page.get_by_role("list", name="Modules").get_by_role("button", name=name).click()


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_run_is_found_and_read_from_why_a_bundle_was_stopped_to_what_was_sent(site: Site) -> None:
    site.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ran(site, WRONG)
    run = ran(site, GOOD, CANCELLED)
    page = site.open("/")
    page.get_by_role("navigation").get_by_role("link", name="History").click()
    has_lines(page, 2)
    page.get_by_role("search").get_by_role("button", name="Status").click()
    page.get_by_role("menuitemcheckbox", name="success").click()
    has_lines(page, 1)
    page.keyboard.press("Escape")
    page.get_by_role("table", name="Runs").get_by_role("rowheader").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1, name="Shop invoices")).to_be_visible()
    assert run in path_of(page)

    module(page, "5 Create an Invoice")
    expect(page.get_by_text("The filter “An invoice” stopped it")).to_be_visible()
    expect(page.get_by_text('"key": "C700009" starts with "C".')).to_be_visible()
    expect(page.get_by_text("{{2.key}} does not start with C")).to_be_visible()

    page.get_by_role("button", name="done bundle").click()
    row = page.get_by_role("treeitem", name="InvoiceNumber: 700001")
    row.focus()
    row.get_by_role("button", name="Copy path of InvoiceNumber").click()
    assert copied(page) == "InvoiceNumber"
    page.get_by_role("tab", name="Output").click()
    row = page.get_by_role("treeitem", name="InvoiceNumber: 700001")
    row.focus()
    row.get_by_role("button", name="Copy path of InvoiceNumber").click()
    assert copied(page) == "{{5.InvoiceNumber}}"
    shown = path_of(page)
    assert "module=5&op=" in shown
    assert "tab=output" in shown
    page.reload()
    expect(page.get_by_role("treeitem", name="InvoiceNumber: 700001")).to_be_visible()

    page.get_by_role("tab", name="HTTP").click()
    page.get_by_role("button", name=f"PUT {INVOICES}").click()
    expect(page.get_by_text("Idempotency-Key", exact=True)).to_be_visible()
    page.get_by_role("button", name="Copy as curl").click()
    command = copied(page)
    assert command.startswith(f"curl -X PUT '{site.shop.emulator.url}{INVOICES}")
    assert '-H "Authorization: Bearer $TOKEN"' in command
    assert '"InvoiceNumber":"700001"' in command

    page.get_by_role("tab", name="Log").click()
    page.get_by_label("How much the log tells").get_by_text("Advanced").click()
    expect(page.get_by_text(f"called PUT {INVOICES} and was answered 200")).to_be_visible()
    assert "log=advanced" in path_of(page)


def test_a_bundle_is_walked_by_keyboard(site: Site) -> None:
    run = ran(site, GOOD)
    page = site.open(f"/runs/{run}?module=5")
    tree = page.get_by_role("tree")
    tree.get_by_role("treeitem").first.focus()
    lines = tree.get_by_role("treeitem", name="LineItems: 1 item")
    focused = "row => row === document.activeElement"
    while not lines.evaluate(focused):
        page.keyboard.press("ArrowDown")
    expect(lines).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowLeft")
    expect(lines).to_have_attribute("aria-expanded", "false")
    first = tree.get_by_role("treeitem", name="[1]: 5 fields")
    expect(first).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy path of LineItems[1]", exact=True)).to_be_focused()


def test_money_is_shown_with_the_digits_that_the_module_gave(site: Site) -> None:
    site.context.grant_permissions(["clipboard-read", "clipboard-write"])
    run = ran(site, GOOD)
    page = site.open(f"/runs/{run}?module=5&tab=output")
    row = page.get_by_role("treeitem", name="Total: 6.00", exact=True)
    row.focus()
    row.get_by_role("button", name="Copy value of Total").click()
    assert copied(page) == "6.00"
    page.get_by_role("tab", name="HTTP").click()
    page.get_by_role("button", name=f"PUT {INVOICES}").click()
    expect(page.get_by_role("treeitem", name="AmountDue: 6.00")).to_be_visible()


def test_a_run_that_waits_says_why_and_is_cancelled_and_run_again(site: Site) -> None:
    control = site.shop.emulator.control
    control.fault("status", status=503, method="GET", path="*/Contacts*", times=None)
    run = site.aside(lambda: site.shop.start(rows(GOOD)))
    page = site.open(f"/runs/{run}")
    expect(page.get_by_text("It waits", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Resume now")).to_be_visible()

    page.get_by_role("button", name="Cancel run").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the run").click()
    expect(page.get_by_text("cancelled", exact=True)).to_be_visible()
    expect(page.get_by_text("Cancelled by", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Resume now")).to_have_count(0)

    control.clear_faults()
    page.get_by_role("button", name="Run again").click()
    page.get_by_role("menuitem", name="In version 1, as then").click()
    expect(page.get_by_text("success", exact=True)).to_be_visible()
    assert run not in path_of(page)
    expect(page.get_by_role("link", name="once more")).to_have_attribute("href", f"/runs/{run}")
    expect(page.get_by_role("table", name="When each module was at work")).to_contain_text(
        f"PUT {INVOICES}"
    )


def test_a_run_that_is_not_there_leads_back(site: Site) -> None:
    page = site.open("/runs/nowhere")
    expect(page.get_by_text("There is no run with this id")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="History").last.click()
    expect(page.get_by_role("heading", level=1, name="History")).to_be_visible()
