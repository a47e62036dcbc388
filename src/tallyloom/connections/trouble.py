"""What can go wrong with a connection, named for what to do next.

Trouble
├── Reconnect                the kit's: a person connects again
├── ChooseConnection         that name is not there, or is taken
├── ChooseOrganisation       the connection reaches none by that name, or several
├── WrongOrganisation        the organisation is not the one it was; nothing is sent to it
├── CheckRegistration        the service refuses the client id, its secret or its scopes
├── AskAgain                 that consent has expired, was used, or is not yours
├── FinishInBrowser          a person must click; the address is in it
└── RestoreKey               credentials were encrypted with a key that is not here
"""

from __future__ import annotations

from tallyloom.kit import Trouble


class ConnectionTrouble(Trouble):
    """The connection cannot be used."""


class ChooseConnection(ConnectionTrouble):
    """There is no connection of that name; choose one that is listed."""


class ChooseOrganisation(ConnectionTrouble):
    """The connection does not reach that organisation; choose one that is listed."""


class WrongOrganisation(ConnectionTrouble):
    """The organisation is not the one this connection wrote to before; nothing was sent."""


class CheckRegistration(ConnectionTrouble):
    """The service refuses the client id, its secret or a permission; check the registration."""


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
