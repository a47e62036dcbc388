from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.au.given import ELSEWHERE, call, refused

from xero_emulator.direct import Direct

OURS = {
    "Type": "SMSF",
    "Name": "Byron Family",
    "ABN": "40022701955",
    "BSB": "234324",
    "AccountNumber": "234234234",
    "AccountName": "Byron Super",
}


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


def test_a_regulated_fund_is_named_by_its_product(xero):
    sent = {"usi": "ptc0133au", "Type": "REGULATED", "Name": "Bar", "AccountNumber": "FB36350"}
    made = call(xero, "createSuperfund", [sent]).row()
    assert (made["Name"], made["ABN"], made["USI"]) == ("AMG Super", "30099320583", "PTC0133AU")
    assert made["AccountNumber"] == "FB36350"
    assert call(xero, "getSuperfund", SuperFundID=made["SuperFundID"]).row() == made


def test_a_fund_of_ones_own_keeps_its_name_and_is_changed(xero):
    made = call(xero, "createSuperfund", [OURS]).row()
    assert (made["Name"], made["BSB"]) == ("Byron Family", "234324")
    identity = made["SuperFundID"]
    changed = call(xero, "updateSuperfund", [{"EmployerNumber": "7"}], SuperFundID=identity).row()
    assert (changed["EmployerNumber"], changed["Name"]) == ("7", "Byron Family")
    again = call(xero, "createSuperfund", [{"SuperFundID": identity, "Name": "Byrons"}]).row()
    assert (again["EmployerNumber"], again["Name"]) == ("7", "Byrons")
    assert len(call(xero, "getSuperfunds").rows()) == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, ["Type is required."]),
        ({"Type": "REGULATED"}, ["USI is required."]),
        ({"Type": "REGULATED", "USI": "X"}, ["USI X is not a known super fund product."]),
        ({**OURS, "BSB": ""}, ["BSB is required."]),
        ({**OURS, "SuperFundID": ELSEWHERE}, [f"SuperFundID {ELSEWHERE} does not exist."]),
    ],
)
def test_a_fund_that_makes_no_sense_is_refused(xero, sent, told):
    assert refused(call(xero, "createSuperfund", [sent])) == told
    assert call(xero, "getSuperfunds").rows() == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"ABN": "24248426878"}, 1),
        ({"USI": "ptc0133au"}, 1),
        ({"USI": "PTC0133AU", "ABN": "24248426878"}, 0),
    ],
)
def test_products_are_found_by_their_numbers(xero, query, count):
    assert len(call(xero, "getSuperfundProducts", query=query).rows()) == count
