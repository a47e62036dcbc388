"""Before a person answers what waits, the service is asked what it holds of it now."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from tests.stories.installation import Installation
from tests.stories.test_incomplete import BILLS, PAPER, SALES, never_answered

from tallyloom.api.access import TERMINAL
from tallyloom.api.incomplete import list_incomplete, look_incomplete, show_incomplete
from tallyloom.api.route import Asked
from xero_emulator.fixture import Running

ONE = b"number,account\nS017,9999\n"


def post(emulator: Running, method: str, path: str, body: Any) -> Any:
    """What a person does at Xero."""
    token = emulator.consent(client_id="a person")["access_token"]
    answer = httpx2.request(
        method,
        f"{emulator.url}/api.xro/2.0/{path}",
        headers={
            "authorization": f"Bearer {token}",
            "xero-tenant-id": emulator.tenants()["GB"],
            "accept": "application/json",
        },
        json=body,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(("amount", "held"), [(10, "there"), (12, "differs")])
def test_what_was_refused_is_looked_for_by_its_number(
    installation: Installation, emulator: Running, amount: int, held: str
) -> None:
    with installation.opened() as shop:
        assert shop.run(ONE, SALES).failed == 1
        asked = Asked(shop.house, TERMINAL)
        (one,) = list_incomplete(asked).items
        assert look_incomplete(asked, incomplete_id=one.id).held == "absent"
        late = {"Code": "9999", "Name": "Late sales", "Type": "REVENUE"}
        post(emulator, "PUT", "Accounts", late)
        line = {"Description": "A thing", "Quantity": 1, "UnitAmount": amount}
        made = post(
            emulator,
            "PUT",
            "Invoices",
            {
                "Type": "ACCREC",
                "Contact": {"Name": "Customer"},
                "InvoiceNumber": "S017",
                "Status": "AUTHORISED",
                "DueDate": "2026-05-01",
                "LineItems": [line | {"AccountCode": "9999"}],
            },
        )["Invoices"][0]
        found = look_incomplete(asked, incomplete_id=one.id)
        assert found.identity == made["InvoiceID"]
        assert found.held == held, found.said


def test_a_look_is_no_call_of_the_run(installation: Installation, emulator: Running) -> None:
    with installation.opened() as shop:
        before = shop.run(ONE, SALES)
        asked = Asked(shop.house, TERMINAL)
        (one,) = list_incomplete(asked).items
        emulator.control.clear_log()
        look_incomplete(asked, incomplete_id=one.id)
        assert emulator.control.counts()["api_calls"] >= 1
        after = shop.house.runs.get(before.id)
        assert after is not None
        assert after.api_calls == before.api_calls


def test_what_nothing_names_is_left_to_the_person_with_what_was_sent(
    installation: Installation,
) -> None:
    never_answered(installation, BILLS, PAPER, "drop_after")
    with installation.opened() as shop:
        asked = Asked(shop.house, TERMINAL)
        (one,) = list_incomplete(asked).items
        assert look_incomplete(asked, incomplete_id=one.id).held == "unknown"
        told = show_incomplete(asked, incomplete_id=one.id)
        assert told.answers == ["retry", "resolve", "drop"]
        assert told.sent is not None
        assert told.sent.method == "PUT"
        assert told.sent.attempts >= 1
        assert told.sent.body["Invoices"][0]["LineItems"][0]["Description"] == "Paper"
        assert "uthorization" not in str(told.sent.headers)
