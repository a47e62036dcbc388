"""From the text of a template to its tree, and from a wrong text to a message that helps."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, cast

import re2
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from tallyloom.lang.limits import SOURCE_LENGTH
from tallyloom.lang.trouble import CorrectExpression, MakeSmaller

_WORD: Final = re2.compile(r"(?s)\w+|.")

_NAMES: Final = {
    "CLOSE": "}}",
    "RPAR": ")",
    "LPAR": "(",
    "RSQB": "]",
    "SEMICOLON": ";",
    "NUMBER": "a number",
    "STRING": "a text in quotation marks",
    "NAME": "a name",
    "QUOTED": "a name in back-quotes",
    "MODULE": "a module's field",
    "COMPARE": "an operator",
}


@lru_cache(maxsize=1)
def _parser() -> Lark:
    text = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", start="template", propagate_positions=True)


def parse(text: str) -> Tree[Token]:
    """The tree of a template; raises CorrectExpression with the place and what was expected."""
    if len(text) > SOURCE_LENGTH:
        raise MakeSmaller(
            f"The template has {len(text)} characters; {SOURCE_LENGTH} are allowed."
        ).within(text[:SOURCE_LENGTH])
    try:
        return _parser().parse(text)
    except UnexpectedInput as trouble:
        raise _problem(text, trouble).within(text) from None


def _problem(text: str, trouble: UnexpectedInput) -> CorrectExpression:
    place = cast(int | None, trouble.pos_in_stream)  # lark types it as None only
    at_end = isinstance(trouble, UnexpectedToken) and trouble.token.type == "$END"
    if at_end or place is None or place >= len(text):
        return CorrectExpression(
            "A {{ is not closed; write }} behind the expression.", offset=text.rfind("{{")
        )
    return CorrectExpression(_explained(text, place, trouble), offset=place)


def _explained(text: str, place: int, trouble: UnexpectedInput) -> str:
    character = text[place]
    if character in _HINTS:
        return _HINTS[character]
    if character.isalpha() and place and text[place - 1] in "0123456789":
        return "A field that begins with a digit stands in back-quotes: {{1.`2nd line`}}."
    found = _WORD.match(text[place : place + 40]).group(0)
    return f"{found!r} cannot stand here; expected {_expected(trouble)}."


_HINTS: Final = {
    ",": "Arguments are separated by ; and not by a comma.",
    "'": 'A text stands in double quotation marks: "text".',
    '"': "A text is not closed; write the second quotation mark.",
    "`": "A name in back-quotes is not closed; write the second back-quote.",
}


def _expected(trouble: UnexpectedInput) -> str:
    names: set[str] = set()
    if isinstance(trouble, UnexpectedToken):
        names = trouble.accepts
    elif isinstance(trouble, UnexpectedCharacters):
        names = set(trouble.allowed or ())
    known = sorted(_NAMES[name] for name in names & _NAMES.keys())
    return " or ".join(known) or "an expression"
