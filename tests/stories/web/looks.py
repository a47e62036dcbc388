"""What every page has to be: readable by everybody, on every screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from tests.conftest import CHECKOUT

AXE = CHECKOUT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """async (rules) => {
  const found = await axe.run(document, { runOnly: { type: 'tag', values: rules } })
  const told = (list) => list.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map((node) => node.html.slice(0, 200)) }))
  // What stands behind the middle of an element, as it is painted.
  const shown = ({ target, html }) => {
    const one = document.querySelector(target.at(-1))
    one.scrollIntoView({ block: 'center', inline: 'center' })
    const { x, y, width, height } = one.getBoundingClientRect()
    const pile = document.elementsFromPoint(x + width / 2, y + height / 2)
    const from = pile.findIndex((each) => one.contains(each) || each.contains(one))
    const ground = (from < 0 ? [] : pile.slice(from))
      .map((each) => getComputedStyle(each).backgroundColor)
      .find((colour) => !/^rgba\\(.*, 0\\)$/.test(colour))
    const { color, fill } = getComputedStyle(one)
    return { html: html.slice(0, 200), ink: one instanceof SVGElement ? fill : color,
      ground: ground ?? '' }
  }
  const unsure = found.incomplete.filter(({ id }) => id === 'color-contrast')
  return { wrong: told(found.violations), unsure: unsure.flatMap(({ nodes }) => nodes.map(shown)) }
}"""
SETTLE = (
    "async () => { await document.fonts.ready; await new Promise((done) => setTimeout(done, 250)) }"
)


def settled(page: Page) -> None:
    """Return when fonts are there and nothing that fades is half there."""
    page.wait_for_load_state("networkidle")
    page.evaluate(SETTLE)


def faults(page: Page) -> dict[str, Any]:
    """What axe finds wrong, and the contrasts that it could not judge."""
    # The pages' own policy lets no script of ours in; the browser's debugger may.
    page.evaluate(AXE.read_text("utf-8"))
    told: dict[str, Any] = page.evaluate(ASK, RULES)
    return told


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def picture(page: Page, file: Path) -> None:
    settled(page)
    page.screenshot(path=file, full_page=True)
