"""What can go wrong on the way out, named for what to do next.

Trouble
├── ForbiddenDestination   another address, or allow this one in the settings
├── RetryLater
│   └── NotSent            send the same again
└── OutcomeUnknown         a read: send again; a write: look first
    └── TooLarge           ask for less at once, or save the answer as a file
"""

from __future__ import annotations

from tallyloom.kit.trouble import RetryLater, Trouble


class ForbiddenDestination(Trouble):
    """This address may not be called; nothing was sent there."""


class NotSent(RetryLater):
    """Nothing left this machine; the same request may be sent again."""


class OutcomeUnknown(Trouble):
    """The request left this machine and no complete answer came; it may have taken effect.

    `bytes_out` and `bytes_in` count what passed of the two bodies.
    """

    def __init__(self, message: str = "", *, bytes_out: int = 0, bytes_in: int = 0) -> None:
        self.bytes_out = bytes_out
        self.bytes_in = bytes_in
        super().__init__(message)


class TooLarge(OutcomeUnknown):
    """The answer is larger than allowed and was not read; ask for less at once.

    A write that was answered so did arrive, and its result is not known.
    """
