"""HTML out of elements: whatever is not an element is text, and text is always escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from markupsafe import Markup, escape

Child: TypeAlias = "str | int | Markup | Iterable[Child] | None"
VOID = frozenset({"br", "hr", "link", "meta", "input"})


def element(name: str, /, *children: Child, **attributes: str | bool | None) -> Markup:
    """One element. `class_` and `for_` lose the underscore, other underscores become dashes.

    An attribute that is None or False is left out; True is one without a value.
    """
    head = Markup("").join([Markup("<"), Markup(name), *map(_attribute, attributes.items())])  # noqa: S704
    if name in VOID:
        return head + Markup(">")
    return head + Markup(">") + together(children) + Markup("</") + Markup(name) + Markup(">")  # noqa: S704


def together(children: Child) -> Markup:
    """Elements and texts one after another."""
    if children is None:
        return Markup("")
    if isinstance(children, str | int):
        return escape(children)
    return Markup("").join(together(child) for child in children)


def _attribute(pair: tuple[str, str | bool | None]) -> Markup:
    name, value = pair
    if value is None or value is False:
        return Markup("")
    shown = name.rstrip("_").replace("_", "-")
    return Markup(" {}").format(shown) if value is True else Markup(' {}="{}"').format(shown, value)
