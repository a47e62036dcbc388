"""What the pages are made of: the document around them, tables, small words.

How it was checked: in a browser; this file holds no fact about Xero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from xero_emulator import wire

DOCUMENT = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
    '<link rel="stylesheet" href="/page/style.css"><script src="/page/follow.js" defer></script>'
    '</head><body><a class="skip" href="#what">Skip to content</a><header><a class="home" href="/">'
    "Xero emulator</a><span>Not Xero: a local stand-in that remembers.</span>"
    '<label class="follow"><input type="checkbox" id="follow"> Follow</label></header>'
    '<main id="what" tabindex="-1">{inside}</main></body></html>'
)


def document(title: str, inside: Markup) -> Markup:
    return DOCUMENT.format(title=title, inside=inside)


def joined(parts: Iterable[str]) -> Markup:
    return Markup("").join(parts)


def section(title: str, inside: Markup, note: str = "") -> Markup:
    name = title.lower().replace(" ", "-")
    told = Markup("<p>{}</p>").format(note) if note else ""
    return Markup('<section aria-labelledby="{0}"><h2 id="{0}">{1}</h2>{2}{3}</section>').format(
        name, title, told, inside
    )


def table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str
) -> Markup:
    """A table; a head that ends with # stands over numbers. Without rows, the sentence `empty`."""
    if not rows:
        return Markup('<p class="empty">{}</p>').format(empty)
    numbers = [head.endswith("#") for head in heads]
    top = joined(
        _cell("th", head.rstrip("#"), number) for head, number in zip(heads, numbers, strict=True)
    )
    body = joined(
        Markup("<tr>{}</tr>").format(
            joined(_cell("td", value, number) for value, number in zip(row, numbers, strict=True))
        )
        for row in rows
    )
    return Markup(
        '<div class="wide" tabindex="0" role="region" aria-label="{0}"><table>'
        "<caption>{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(caption, top, body)


def _cell(tag: str, value: object, number: bool) -> Markup:
    about = (' scope="col"' if tag == "th" else "") + (' class="number"' if number else "")
    return Markup(f"<{tag}{about}>{escape(value)}</{tag}>")  # noqa: S704 - escaped on this line


def link(address: str, words: object) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, words)


def code(value: object) -> Markup:
    return Markup("<code>{}</code>").format(value)


def ident(value: object) -> Markup:
    """A name that is never broken into lines, however many hyphens it has."""
    return Markup('<code class="whole">{}</code>').format(value)


def badge(word: str, kind: str = "") -> Markup:
    return Markup('<span class="badge {}">{}</span>').format(kind, word)


def facts(pairs: Iterable[tuple[str, object]]) -> Markup:
    """Names and values, side by side."""
    inside = joined(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, value) for name, value in pairs
    )
    return Markup("<dl>{}</dl>").format(inside)


def day(text: str) -> Markup:
    """The day in a date of the wire, empty for none."""
    found = wire.date_of(text).isoformat() if text.startswith("/Date(") else text[:10]
    return Markup('<time class="whole">{}</time>').format(found)
