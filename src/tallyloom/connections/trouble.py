"""What can go wrong with a connection, named for what to do next.

Trouble
├── Reconnect                the kit's: a person connects again
├── ChooseConnection         that name is not there
│   └── ChooseName           that name is taken
├── ChooseOrganisation       the connection reaches none by that name, or several
├── WrongOrganisation        the organisation is not the one it was; nothing is sent to it
├── CheckRegistration        the service refuses the client id, its secret or its scopes
│   ├── CheckSecret          it refuses the client id or its secret
│   ├── CheckRedirect        it does not know the address that it is to send people back to
│   └── AskForLess           it refuses a permission
├── Cancelled                the person said no at the service
├── InUse                    scenarios use it; say that you mean it
├── AskAgain                 that consent has expired, was used, or is not yours
├── FinishInBrowser          a person must click; the address is in it
└── RestoreKey               credentials were encrypted with a key that is not here
"""

from __future__ import annotations

from collections.abc import Sequence

from tallyloom.kit import Trouble


class ConnectionTrouble(Trouble):
    """The connection cannot be used."""


class ChooseConnection(ConnectionTrouble):
    """There is no connection of that name; choose one that is listed."""


class ChooseName(ChooseConnection):
    """That name is taken; choose another one."""


class ChooseOrganisation(ConnectionTrouble):
    """The connection does not reach that organisation; choose one that is listed."""


class WrongOrganisation(ConnectionTrouble):
    """The organisation is not the one this connection wrote to before; nothing was sent."""


class CheckRegistration(ConnectionTrouble):
    """The service refuses the client id, its secret or a permission; check the registration."""


class CheckSecret(CheckRegistration):
    """The service does not know this client id with this secret; copy both once more."""


class CheckRedirect(CheckRegistration):
    """The service does not know the redirect address; paste it at its developer site."""


class AskForLess(CheckRegistration):
    """The service refuses a permission that was asked for; ask for less, or for others."""

    def __init__(
        self, message: str = "", *, scopes: Sequence[str] = (), vocabulary: str = ""
    ) -> None:
        """`scopes` are refused: all that were asked for where the service does not say which.

        `vocabulary` is the one whose names it takes; "" where that is not known.
        """
        self.scopes = tuple(scopes)
        self.vocabulary = vocabulary
        super().__init__(message)


class Cancelled(ConnectionTrouble):
    """Consent was not given, so nothing was connected; begin once more whenever you like."""


class InUse(ConnectionTrouble):
    """Scenarios use it. Change them first, or say that you mean it."""


class AskAgain(ConnectionTrouble):
    """This consent has expired, was used already or was asked for elsewhere; connect again."""


class FinishInBrowser(ConnectionTrouble):
    """Open the address, allow access, and give back the address you are sent to."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(
            f"Open {url}, allow access, and paste the address that the browser is sent to."
        )


class RestoreKey(ConnectionTrouble):
    """The credentials were encrypted with another key; put that key back, or connect again."""
