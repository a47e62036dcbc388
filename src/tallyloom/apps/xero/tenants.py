"""The organisations that a connection reaches."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tallyloom.apps.xero import wire
from tallyloom.kit import (
    Broken,
    Bundle,
    Found,
    Inputs,
    Output,
    Request,
    Scopes,
    Search,
    Steps,
    Text,
    Value,
)


def _page(given: Inputs, _after: Value) -> Steps[Found]:
    event = given.get("authEventId")
    query = {"authEventId": event} if event else {}
    headers = {"Accept": "application/json"}
    answer = yield Request("GET", "/connections", query=query, headers=headers, tenanted=False)
    wire.judge(answer)
    found = answer.json()
    if not isinstance(found, list):
        raise Broken("Xero's list of connections is not a list.")
    return Found([_dated(row) for row in found])


def _dated(row: Bundle) -> Bundle:
    """Xero writes these moments without a zone and with seven decimals; they are UTC."""
    return {
        name: _moment(value) if name.endswith("DateUtc") and value else value
        for name, value in row.items()
    }


def _moment(text: str) -> str:
    instant = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    return wire.written(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


_CONSENT = Text(
    name="authEventId",
    label="Consent",
    advanced=True,
    help="Only what this one consent connected.",
)
_OUTPUTS = (
    Output("id", "text", "Connection in Xero"),
    Output("authEventId", "text", "Consent"),
    Output("tenantId", "text", "Organisation"),
    Output("tenantType", "text", "Kind"),
    Output("tenantName", "text", "Name"),
    Output("createdDateUtc", "moment", "Connected"),
    Output("updatedDateUtc", "moment", "Changed"),
)
_SAMPLE: Bundle = {
    "id": "e1eede29-f875-4a5d-8470-17f6a29a88b1",
    "authEventId": "d99ecdfe-391d-43d2-b834-17636ba90e8d",
    "tenantId": "70784a63-d24b-46a9-a4db-0e70a274b056",
    "tenantType": "ORGANISATION",
    "tenantName": "Maple Florist",
    "createdDateUtc": "2026-07-09T23:40:30.183Z",
    "updatedDateUtc": "2026-07-09T23:40:30.183Z",
}

list_tenants = Search(
    label="List Tenants",
    about="Lists the organisations and practices that the connection reaches.",
    group="Tenants",
    inputs=(_CONSENT,),
    outputs=_OUTPUTS,
    sample=_SAMPLE,
    scopes=Scopes(),
    page=_page,
)
