"""The one door out: what may be reached, with which credential, and what became of it."""

from __future__ import annotations

from tallyloom.egress.call import Incoming, Outgoing, Sink, Timeouts
from tallyloom.egress.credential import Credential
from tallyloom.egress.destinations import Destinations
from tallyloom.egress.door import Door
from tallyloom.egress.trouble import ForbiddenDestination, NotSent, OutcomeUnknown, TooLarge

__all__ = [
    "Credential", "Destinations", "Door", "ForbiddenDestination", "Incoming", "NotSent",
    "OutcomeUnknown", "Outgoing", "Sink", "Timeouts", "TooLarge",
]  # fmt: skip
