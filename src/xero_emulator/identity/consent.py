"""The consent page: who asks, for what, into which organisations; and the page that says no.

How it was checked: by our own tests. Unverified: everything about how Xero's own page looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from xero_emulator.calls import Reply
from xero_emulator.refusals import HTML

STYLE = """
:root { color-scheme: light dark; --ink: #15202b; --soft: #5b6b7a; --line: #d8e0e7;
  --paper: #fff; --ground: #eef2f6; --accent: #0b6bcb; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eef4; --soft: #9fb0c0; --line: #33414f;
  --paper: #18222c; --ground: #0e151c; --accent: #58a6ff; --bad: #ff9a92; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(30rem, 100%); background: var(--paper); border: 1px solid var(--line);
  border-radius: 14px; padding: 2rem; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { color: var(--soft); margin: .25rem 0 1rem; }
fieldset { border: 0; padding: 0; margin: 0 0 1.25rem; }
legend { font-weight: 600; padding: 0 0 .5rem; }
label { display: flex; gap: .65rem; align-items: center; padding: .65rem .8rem;
  border: 1px solid var(--line); border-radius: 9px; margin-bottom: .5rem; cursor: pointer; }
label span { color: var(--soft); margin-left: auto; }
ul { margin: 0 0 1.5rem; padding-left: 1.2rem; }
code { font-size: .9em; }
[role=alert] { color: var(--bad); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button { font: inherit; font-weight: 600; padding: .65rem 1.2rem; border-radius: 9px;
  border: 1px solid var(--line); background: none; color: inherit; cursor: pointer; }
button.yes { background: var(--accent); border-color: var(--accent); color: var(--paper); }
footer { display: flex; gap: .75rem; }
"""


def _page(status: int, title: str, inside: str) -> Reply:
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{inside}</main></body></html>"
    )
    headers = {"cache-control": "no-store", "x-frame-options": "DENY"}
    return Reply(status, page.encode(), HTML, headers)


def refused(error: str, says: str) -> Reply:
    """What a person sees when an authorize request cannot be sent back to the app."""
    inside = f"<p>{escape(says)}</p><code>{escape(error)}</code>"
    return _page(400, "This app cannot connect", inside)


def _choice(tenant_id: str, name: str, country: str, kind: str, chosen: bool) -> str:
    mark = " checked" if chosen else ""
    return (
        f'<label><input type="{kind}" name="tenant" value="{escape(tenant_id)}"{mark}>'
        f"{escape(name)}<span>{escape(country)}</span></label>"
    )


def _organisations(found: Iterable[tuple[str, str, str]], only_one: bool) -> str:
    kind = "radio" if only_one else "checkbox"
    choices = [
        _choice(tenant_id, name, country, kind, place == 0)
        for place, (tenant_id, name, country) in enumerate(found)
    ]
    if not choices:
        return ""
    return f"<fieldset><legend>Organisations</legend>{''.join(choices)}</fieldset>"


def ask(
    client_id: str,
    *,
    person: str,
    scopes: Iterable[str],
    organisations: Iterable[tuple[str, str, str]],
    only_one: bool,
    carried: Mapping[str, str],
    alert: str = "",
) -> Reply:
    """The page; `organisations` are (tenant id, name, country), `carried` returns with the form."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in carried.items()
    )
    listed = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes)
    warning = f'<p role="alert">{escape(alert)}</p>' if alert else ""
    inside = (
        f"<p>{escape(person)}, this app asks for access. This is the Xero emulator, not Xero.</p>"
        f'{warning}<form method="post">{hidden}{_organisations(organisations, only_one)}'
        f"<p>It would be allowed to use:</p><ul>{listed}</ul>"
        '<footer><button class="yes" name="decision" value="allow">Allow access</button>'
        '<button name="decision" value="refuse">Refuse</button></footer></form>'
    )
    return _page(200, f"{client_id} wants to connect", inside)
