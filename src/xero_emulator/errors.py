"""What a resource raises when Xero would refuse; `wire` turns each into Xero's answer.

How it was checked: type names and numbers from the reference's section 6.1 (10 from Xero's OpenAPI
16.1.0; 14, 16 and 51 third party). Unverified: number 16 and every text that its raiser marks so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """Xero refuses this request; read the message and send it again, corrected."""


class NotThere(Refusal):
    """The resource you're looking for cannot be found"""


class Invalid(Refusal):
    """A validation exception occurred"""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages: tuple[str, ...] = messages


class Rejected(Refusal):
    """A validation exception occurred"""

    def __init__(self, elements: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(f"{len(elements)} elements")
        self.elements = elements


class Unreadable(Refusal):
    """JSON could not be read as the request this operation expects"""


class BadQuery(Refusal):
    """The where or order expression could not be understood"""


class HighVolume(Refusal):
    """Your request is not filtering {} efficiently, given the extremely high volume for this \
organisation. Please check https://developer.xero.com/documentation/api/efficient-data-retrieval \
for tips on making retrieval more efficient."""

    def __init__(self, plural: str) -> None:
        super().__init__((self.__doc__ or "").format(plural))
