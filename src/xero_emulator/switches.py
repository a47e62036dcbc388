"""What can be turned on and off in one organisation, beside its records.

How it was checked: rounding is opt-in for each organisation in Xero's OpenAPI 19.0.0; that an
organisation can lack payroll, and the withdrawn BankStatement report, come from the reference's
sections 2.4 and 6.4. Unverified: how an organisation gets the rounding capability.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0)]


class Switches(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The switches of one organisation, as a new one has them.

    `rounding`: invoices take SubTotal, TotalTax, Total, RoundingAmount and EnteredTotal.
    `payroll_provisioned`: without it every payroll operation answers 403.
    `legacy_bank_statement`: the report that Xero withdrew answers again.
    `xml_by_default`: a caller whose Accept names neither gets XML, as at Xero, instead of JSON.
    `email_cap`: e-mails a day; null means by the organisation's class, as Xero does.
    `uncertified_apps`: how many may be connected; Xero allows two, null any number.
    """

    rounding: bool = False
    payroll_provisioned: bool = True
    legacy_bank_statement: bool = False
    xml_by_default: bool = False
    email_cap: Count | None = None
    uncertified_apps: Count | None = None

    def changed(self, sent: Mapping[str, Any]) -> Switches:
        """These switches with some set anew; raises msgspec.ValidationError for unknown ones."""
        return msgspec.convert({**msgspec.structs.asdict(self), **sent}, Switches)
