"""How the pages look: quiet surfaces, one accent, light or dark as the reader's machine asks."""

from __future__ import annotations

import json
from pathlib import Path

_TOKENS = json.loads((Path(__file__).parent / "tokens.json").read_text("utf-8"))
LIGHT: dict[str, str] = _TOKENS["light"]
DARK: dict[str, str] = _TOKENS["dark"]

RULES = """
* { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--text);
  font: 14px/1.5 "Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 12px; top: 12px; background: var(--surface); padding: 8px 12px; z-index: 50; }
.bar { background: var(--surface); border-bottom: 1px solid var(--line); }
.bar div { display: flex; align-items: center; gap: 10px; max-width: 1180px; margin: 0 auto;
  padding: 10px 24px; }
.bar a { display: inline-flex; align-items: center; gap: 10px; color: var(--text);
  font-weight: 600; text-decoration: none; min-height: 28px; }
.disc { display: inline-grid; place-items: center; width: 28px; height: 28px; flex: none;
  border-radius: 50%; background: var(--accent); color: var(--on-accent); font-weight: 700; }
main { max-width: 1180px; margin: 0 auto; padding: 24px; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 32px 0 8px; }
h3 { font-size: 14px; margin: 0; overflow-wrap: anywhere; }
p { margin: 0 0 12px; max-width: 72ch; }
.muted, .muted a { color: var(--muted); }
.small { font-size: 12px; }
.mono, pre, code { font-family: "JetBrains Mono Variable", ui-monospace, SFMono-Regular, Menlo,
  Consolas, monospace; font-size: 12px; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
caption { text-align: left; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
th { color: var(--muted); font-weight: 500; text-align: left; font-size: 12px; }
th, td { padding: 0 12px; height: 36px; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover { background: var(--canvas); }
th.wide, td.wide { width: 99%; white-space: normal; overflow-wrap: anywhere; min-width: 180px;
  padding-top: 6px; padding-bottom: 6px; }
.clamp { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2;
  overflow: hidden; width: fit-content; }
tbody th { color: inherit; font-weight: 400; font-size: 13px; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.when { font-variant-numeric: tabular-nums; }
.state { display: inline-flex; align-items: center; gap: 6px; font-weight: 500; }
.success { color: var(--ok); } .warning { color: var(--warn); } .error { color: var(--err); }
.running { color: var(--run); } .waiting { color: var(--warn); } .cancelled { color: var(--muted); }
.filters { display: flex; flex-wrap: wrap; gap: 8px; margin: 16px 0; padding: 0; list-style: none; }
.filters a { display: inline-block; padding: 4px 12px; min-height: 28px; border-radius: 14px;
  border: 1px solid var(--line-strong); color: var(--text); text-decoration: none;
  font-size: 13px; }
.filters a[aria-current] { background: var(--pill); color: var(--pill-text);
  border-color: var(--pill-text); font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: 12px 32px; margin: 20px 0 0; padding: 16px 20px; }
.facts div { min-width: 96px; }
.facts dt { color: var(--muted); font-size: 12px; }
.facts dd { margin: 0; font-size: 16px; font-variant-numeric: tabular-nums; }
.note { margin: 20px 0 0; padding: 12px 16px; border-left: 4px solid currentcolor;
  border-radius: 4px; }
.note p { max-width: none; overflow-wrap: anywhere; }
.note > * { color: var(--text); }
.note pre { margin: 4px 0 8px; }
.note p:last-child { margin-bottom: 0; }
.note + form { margin-top: 16px; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
details { border-bottom: 1px solid var(--line); }
details:last-of-type { border-bottom: 0; }
summary { padding: 8px 16px; cursor: pointer; min-height: 36px; overflow-wrap: anywhere; }
summary:hover { background: var(--canvas); }
.bundle { padding: 4px 16px 12px 34px; }
.bundle dt { color: var(--muted); font-size: 12px; margin-top: 8px; }
.bundle dd { margin: 2px 0 0; }
.bundle pre { background: var(--canvas); border: 1px solid var(--line); border-radius: 6px;
  padding: 8px 10px; max-height: 320px; overflow: auto; }
.head { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; padding: 12px 16px;
  border-bottom: 1px solid var(--line); }
.head .small { margin-left: auto; }
.module { margin-top: 12px; }
.more { padding: 8px 16px; margin: 0; }
.empty { padding: 48px 24px; text-align: center; }
.empty p { margin: 0 auto 12px; }
.empty pre { display: inline-block; text-align: left; background: var(--canvas); padding: 10px 14px;
  border: 1px solid var(--line); border-radius: 6px; }
.bar .person { margin: 0 0 0 auto; padding: 0; }
.person span { overflow-wrap: anywhere; }
.sign { max-width: 400px; margin: 24px auto; padding: 24px; }
.sign label { display: block; margin: 16px 0 4px; font-weight: 500; }
.sign input { width: 100%; min-height: 36px; padding: 6px 10px; font: inherit; color: var(--text);
  background: var(--bg); border: 1px solid var(--line-strong); border-radius: 6px; }
.sign .small { margin: 4px 0 0; }
button { min-height: 36px; padding: 6px 16px; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent);
  border-radius: 6px; }
.sign button { width: 100%; margin-top: 24px; }
button.quiet { min-height: 28px; padding: 2px 10px; color: var(--text); background: none;
  border-color: var(--line-strong); font-weight: 500; }
.pages { display: flex; justify-content: space-between; gap: 12px; margin: 16px 0; }
@media (max-width: 640px) { main { padding: 16px; } .bar div { padding: 10px 16px; }
  .head .small { margin-left: 0; } }
@media print { body { background: none; } }
"""


def sheet() -> str:
    """The whole style sheet."""
    dark = "@media (prefers-color-scheme: dark) {" + _root(DARK) + "}"
    return _root(LIGHT) + dark + RULES


def _root(tokens: dict[str, str]) -> str:
    return ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"
