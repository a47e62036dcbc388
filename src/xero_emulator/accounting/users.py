"""The people who may work in an organisation; the API only reads them.

How it was checked: paths and fields from Xero's OpenAPI 16.1.0. The people are invented; each
organisation has a subscriber and a colleague. Unverified: that the list is not paged.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from xero_emulator import wire
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields
from xero_emulator.resource import Resource, fetching, listing, reads, route
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

SCOPES = ("accounting.settings",)
FOUNDERS = (  # first name, last name, role, whether they pay for the organisation
    ("Ada", "Penrose", "FINANCIALADVISER", True),
    ("Tom", "Hale", "STANDARD", False),
)
UNIDENTIFIED = "A valid user should be identified using the UserID."


class Users(Resource):
    plural = "Users"
    key = "UserID"
    error_flag = ""
    takes = ("If-Modified-Since",)
    columns = Columns(
        text="EmailAddress FirstName LastName OrganisationRole",
        guid="UserID",
        flag="IsSubscriber",
        day="UpdatedDateUTC",
    )
    fields = Fields()

    def identified(self, sent: Record) -> str:
        """The id of the user that a document names; raises Invalid."""
        found = self.records.get(sent.get("UserID", ""))
        if found is None:
            raise Invalid(UNIDENTIFIED)
        return str(found["UserID"])

    def card(self, user_id: str) -> Record:
        """A user as documents in a list show them."""
        names = ("UserID", "FirstName", "LastName")
        return {name: self.records[user_id][name] for name in names}


def founders(organisation_id: str, now: datetime) -> Iterator[Record]:
    """The users that a new organisation begins with; the same organisation has the same ones."""
    for first, last, role, pays in FOUNDERS:
        yield {
            "UserID": str(uuid5(NAMESPACE_URL, f"{organisation_id}:user:{first}")),
            "EmailAddress": f"{first}.{last}@demo.test".lower(),
            "FirstName": first,
            "LastName": last,
            "UpdatedDateUTC": wire.instant(now),
            "IsSubscriber": pays,
            "OrganisationRole": role,
        }


def users(books: Books) -> Users:
    return books.users


ROUTES = (
    route("getUsers", "GET", "/Users", reads(*SCOPES), listing(users)),
    route("getUser", "GET", "/Users/{UserID}", reads(*SCOPES), fetching(users, "UserID")),
)
