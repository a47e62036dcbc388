"""In an organisation with very many records, only a narrow question is answered."""

from __future__ import annotations

import pytest

from xero_emulator import guard, wire
from xero_emulator.direct import Answer, Direct

WHO = {"Name": "Ridgeway University"}
TOLD = "Your request is not filtering Invoices efficiently, given the extremely high volume"


@pytest.fixture
def xero(monkeypatch: pytest.MonkeyPatch) -> Direct:
    """An organisation that already has more than is well, which here is more than two."""
    monkeypatch.setattr(guard, "MOST", 2)
    found = Direct("GB")
    for _ in range(3):
        found.call("createInvoices", {"Type": "ACCREC", "Contact": WHO}).row()
    return found


def asked(xero: Direct, **query: str) -> Answer:
    return xero.call("getInvoices", query={"page": "1", **query})


@pytest.mark.parametrize(
    "query",
    [
        {"where": 'Status=="DRAFT" AND Date>=DateTime(2026,1,1)'},
        {"where": f'Contact.ContactID==Guid("{wire.NOBODY}")', "order": "Date DESC"},
        {"order": "UpdatedDateUTC DESC, InvoiceID"},
        {"Statuses": "DRAFT"},
        {"searchTerm": "Ridge"},
    ],
)
def test_an_optimised_question_is_answered(xero: Direct, query: dict[str, str]) -> None:
    assert asked(xero, **query).status == 200


@pytest.mark.parametrize(
    "query",
    [
        {"where": "Total>100"},
        {"where": 'Status=="DRAFT" OR Status=="PAID"'},
        {"where": 'InvoiceNumber.StartsWith("INV")'},
        {"order": "Total"},
        {"where": 'Status=="DRAFT"', "order": "Reference DESC"},
        {"page": ""},
    ],
)
def test_a_slow_question_is_refused(xero: Direct, query: dict[str, str]) -> None:
    answer = asked(xero, **query)
    assert answer.status == 400
    assert answer.json["ErrorNumber"] == 51
    assert answer.json["Type"] == "HighVolumeException"
    assert answer.json["Message"].startswith(TOLD)


def test_naming_the_records_is_narrow_enough(xero: Direct) -> None:
    number = asked(xero).rows()[0]["InvoiceNumber"]
    assert len(xero.call("getInvoices", query={"InvoiceNumbers": number}).rows()) == 1


def test_a_smaller_organisation_may_ask_anything(
    xero: Direct, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST", 3)
    assert asked(xero, where="Total>100", order="Total", page="").status == 200


def test_settings_are_never_too_many(xero: Direct) -> None:
    assert xero.call("getAccounts", query={"where": 'Name.Contains("a")'}).status == 200
