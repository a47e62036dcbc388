"""What can go wrong, named for what to do next.

    Trouble
    ├── BadInput             correct the value in the scenario or in the data
    ├── NotThere             what was asked for does not exist
    ├── AlreadyThere         it exists; choose what to do with it
    ├── Differs              it exists and is different; a person decides
    ├── Refused              the service said no; its own words are kept
    ├── RetryLater           nothing was done; the same request may be sent later
    ├── Reconnect            a person must connect again
    ├── ExtendPermissions    a person must allow more
    ├── LookUpFirst          it may have happened; look before sending again
    └── Broken               the service answered something that cannot be understood

The docstring of each is its message where no better one is given.
"""

from __future__ import annotations

from collections.abc import Sequence


class Trouble(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "", *, field: str = "") -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.field = field
        super().__init__(self.message)

    @property
    def remedy(self) -> str:
        """The name that screens and filters show: the class name."""
        return type(self).__name__


class BadInput(Trouble):
    """A value cannot be used here; correct it in the scenario or in the data."""


class NotThere(Trouble):
    """What was asked for does not exist in the service."""


class AlreadyThere(Trouble):
    """It exists already; choose to use or update it, or give it another number."""


class Differs(Trouble):
    """It exists already and is different; compare the two and decide which is right."""


class Refused(Trouble):
    """The service refused; read its words, correct the data and retry."""

    def __init__(self, message: str = "", *, words: Sequence[str] = (), field: str = "") -> None:
        self.words = tuple(words)
        super().__init__(message or "; ".join(self.words), field=field)


class RetryLater(Trouble):
    """The service asks to wait; the request will be sent again."""

    def __init__(self, message: str = "", *, seconds: float | None = None, limit: str = "") -> None:
        self.seconds = seconds
        self.limit = limit
        super().__init__(message)


class Reconnect(Trouble):
    """The connection was revoked or has expired; connect again."""


class ExtendPermissions(Trouble):
    """The connection lacks a permission; allow access to extend the permissions."""

    def __init__(self, message: str = "", *, scopes: Sequence[str] = ()) -> None:
        self.scopes = tuple(scopes)
        super().__init__(message)


class LookUpFirst(Trouble):
    """The outcome of a write is unknown; look it up before it is sent again."""


class Broken(Trouble):
    """The service answered something that cannot be understood; try again later."""
