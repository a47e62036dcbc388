"""What every page has to be: readable by everybody, on every screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from tests.conftest import CHECKOUT

AXE = CHECKOUT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what another theme can change
ASK = """async (runOnly) => {
  // An open menu or list stands outside of the landmarks, as an open dialog does.
  const rules = { region: { enabled: !document.querySelector('[role=menu], [role=listbox]') } }
  const found = await axe.run(document,
    { runOnly, rules, resultTypes: ['violations', 'incomplete'] })
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
# Fonts are there, what fades and moves has come to its end, and nothing was drawn for some frames.
SETTLE = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  const ends = (one) => Number.isFinite(one.effect.getComputedTiming().endTime)
  const moving = () => document.getAnimations().filter(ends)
  let drawn = true
  const looking = new MutationObserver(() => { drawn = true })
  looking.observe(document, { attributes: true, characterData: true, childList: true,
    subtree: true })
  await document.fonts.ready
  for (let still = 0; still < 4; still += 1) {
    await frame()
    await Promise.allSettled(moving().map((one) => one.finished))
    if (drawn) still = -1
    drawn = false
  }
  looking.disconnect()
}"""


def settled(page: Page) -> None:
    """Return when fonts are there and nothing that fades is half there."""
    page.wait_for_load_state("networkidle")
    page.evaluate(SETTLE)


def faults(page: Page, rules: Sequence[str] = ()) -> dict[str, Any]:
    """What axe finds wrong, and the contrasts that it could not judge; by all rules or by some."""
    # The pages' own policy lets no script of ours in; the browser's debugger may.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    told: dict[str, Any] = page.evaluate(ASK, only)
    return told


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def picture(page: Page, file: Path) -> None:
    settled(page)
    page.screenshot(path=file, full_page=True)
