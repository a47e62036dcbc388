"""How the pages without scripts look: one quiet panel in the colours of all the others, light or
dark as the reader's machine asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

BUILT = Path(__file__).parent.parent / "pages"
_TOKENS = json.loads((Path(__file__).parent / "tokens.json").read_text("utf-8"))
LIGHT: dict[str, str] = _TOKENS["light"]
DARK: dict[str, str] = _TOKENS["dark"]

RULES = """
* { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; padding: 12vh 16px 48px; background: var(--bg);
  color: var(--text);
  font: 14px/1.5 "Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
header, main, footer { max-width: 420px; margin: 0 auto; }
.brand { display: inline-flex; align-items: center; gap: 10px; min-height: 28px;
  margin-bottom: 20px; color: var(--text); font-size: 16px; font-weight: 600;
  text-decoration: none; }
.disc { display: inline-grid; place-items: center; width: 28px; height: 28px; flex: none;
  border-radius: 50%; background: var(--accent); color: var(--on-accent); font-weight: 700; }
main { padding: 28px; background: var(--surface); border: 1px solid var(--line);
  border-radius: 10px; }
h1 { margin: 0 0 8px; font-size: 20px; font-weight: 600; line-height: 1.3;
  overflow-wrap: anywhere; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
main > :last-child, main > form > :last-child { margin-bottom: 0; }
ul { margin: 0 0 12px; padding-left: 20px; overflow-wrap: anywhere; }
.mark { display: inline-grid; place-items: center; width: 36px; height: 36px; margin-bottom: 12px;
  border: 2px solid currentcolor; border-radius: 50%; font-weight: 700; }
.mark.ok { color: var(--ok); } .mark.warn { color: var(--warn); } .mark.err { color: var(--err); }
.muted { color: var(--muted); }
.small { margin: 6px 0 0; font-size: 12px; }
pre, code { font-family: "JetBrains Mono Variable", ui-monospace, SFMono-Regular, Menlo,
  Consolas, monospace; font-size: 12px; }
pre { margin: 0 0 12px; padding: 10px 12px; background: var(--canvas);
  border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.note { margin: 12px 0 0; padding: 8px 12px; border-left: 3px solid currentcolor;
  border-radius: 4px; background: var(--canvas); }
.error { color: var(--err); }
label { display: block; margin: 16px 0 6px; font-size: 13px; font-weight: 500; }
input { width: 100%; min-height: 36px; padding: 6px 10px; font: inherit; color: var(--text);
  background: var(--surface); border: 1px solid var(--line-strong); border-radius: 6px; }
button { width: 100%; min-height: 36px; margin-top: 24px; padding: 6px 16px; font: inherit;
  font-weight: 600; cursor: pointer; color: var(--on-accent); background: var(--accent);
  border: 1px solid var(--accent); border-radius: 6px; }
footer { display: flex; align-items: center; gap: 12px; padding: 12px 28px; color: var(--muted);
  overflow-wrap: anywhere; }
footer form { margin-left: auto; }
footer button { width: auto; min-height: 28px; margin: 0; padding: 2px 10px; color: var(--text);
  background: none; border-color: var(--line-strong); font-weight: 500; }
@media (max-width: 640px) { body { padding-top: 32px; } main { padding: 20px; } }
@media print { body { background: none; } }
"""


def sheet() -> str:
    """The whole style sheet."""
    dark = "@media (prefers-color-scheme: dark) {" + _root(DARK) + "}"
    return "".join((*_faces(), _root(LIGHT), dark, RULES))


def _faces() -> Iterator[str]:
    """The letters of the other pages, where those were built."""
    for file in (BUILT / "assets").glob("inter-latin-wght-normal-*.woff2"):
        yield (
            '@font-face { font-family: "Inter Variable"; font-weight: 100 900; font-display: swap;'
            f' src: url("/assets/{file.name}") format("woff2"); }}\n'
        )


def _root(tokens: dict[str, str]) -> str:
    return ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"
