"""Events: what a webhook tells about one changed record.

How it was checked: members and their example values from Xero's webhooks OpenAPI 16.1.0, their
order, the milliseconds and the missing zone from the reference's section 4.2; PREPAYMENT's `data`
from the drift page's section 3. Unverified: `data` of OVERPAYMENT and PAYMENT (assumed to be like
PREPAYMENT's), the name PAYMENT, and the address in a SUBSCRIPTION event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import msgspec

from xero_emulator.changes import Change

EventType = Literal["CREATE", "UPDATE"]


@dataclass(frozen=True, slots=True)
class Category:
    """Where its records live, and which of their fields stand in `data`, by the name there."""

    path: str
    data: Mapping[str, str] = field(default_factory=dict)


def _typed(kind: str = "Type") -> dict[str, str]:
    return {"Type": kind, "Status": "Status", "UpdatedDateUTCString": "UpdatedDateUTCString"}


CATEGORIES: Mapping[str, Category] = {
    "CONTACT": Category("api.xro/2.0/Contacts"),
    "INVOICE": Category("api.xro/2.0/Invoices"),
    "CREDITNOTE": Category("api.xro/2.0/CreditNotes", {"Type": "Type", "Status": "Status"}),
    "SUBSCRIPTION": Category("appstore/2.0/subscriptions"),
    "PREPAYMENT": Category("api.xro/2.0/Prepayments", _typed()),
    "OVERPAYMENT": Category("api.xro/2.0/Overpayments", _typed()),
    "PAYMENT": Category("api.xro/2.0/Payments", _typed("PaymentType")),
}
BY_DEFAULT = tuple(name for name in CATEGORIES if name != "PAYMENT")


class Happening(msgspec.Struct, frozen=True):
    """Something that happened to one record; `at` is in UTC. Each app numbers it for itself."""

    category: str
    type: EventType
    resource_id: str
    tenant_id: str
    at: datetime
    data: dict[str, Any] | None = None
    tenant_type: Literal["ORGANISATION", "APPLICATION"] = "ORGANISATION"

    @classmethod
    def of(cls, change: Change, tenant_id: str, at: datetime) -> Happening:
        fields = CATEGORIES[change.category].data
        told = {name: change.record[kept] for name, kept in fields.items() if kept in change.record}
        kind: EventType = "CREATE" if change.created else "UPDATE"
        return cls(change.category, kind, change.id, tenant_id, at, told or None)

    def event(self, origin: str) -> dict[str, Any]:
        """The event as it stands in a body; `origin` is where the API lives."""
        told = {
            "resourceUrl": f"{origin}/{CATEGORIES[self.category].path}/{self.resource_id}",
            "resourceId": self.resource_id,
            "tenantId": self.tenant_id,
            "tenantType": self.tenant_type,
            "eventCategory": self.category,
            "eventType": self.type,
            "eventDateUtc": f"{self.at:%Y-%m-%dT%H:%M:%S}.{self.at.microsecond // 1000:03}",
        }
        return told | ({"data": self.data} if self.data is not None else {})
