"""Tax rates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator.accounting.tax_rates import STATES
from xero_emulator.direct import Direct

STATE_TAX = {"Name": "State Tax", "Rate": "2.25"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def create(xero, *components, **differences):
    sent = {"Name": "Mine", "ReportTaxType": "INPUT", "TaxComponents": list(components)}
    return xero.call("createTaxRates", {"TaxRates": [{**sent, **differences}]})


@pytest.mark.parametrize(
    ("country", "tax_type", "percent"),
    [("GB", "OUTPUT2", 20), ("AU", "OUTPUT", 10), ("NZ", "OUTPUT2", 15), ("US", "TAX001", 8.25)],
)
def test_each_country_has_its_rate(country, tax_type, percent):
    rate = Direct(country).call("getTaxRateByTaxType", TaxType=tax_type).row()
    assert rate["EffectiveRate"] == rate["DisplayTaxRate"] == Decimal(str(percent))
    assert rate["CanApplyToRevenue"] is True


def test_a_rate_comes_back_as_it_was_sent(xero):
    made = create(xero, STATE_TAX, {"Name": "City", "Rate": 1}).row()
    assert (made["TaxType"], made["Status"], made["ReportTaxType"]) == ("TAX001", "ACTIVE", "INPUT")
    assert [part["Name"] for part in made["TaxComponents"]] == ["State Tax", "City"]
    assert made["TaxComponents"][0]["IsCompound"] is False
    assert made["EffectiveRate"] == Decimal("3.25")
    assert xero.call("getTaxRateByTaxType", TaxType="tax001").row() == made
    assert create(xero, STATE_TAX, Name="Second").row()["TaxType"] == "TAX002"


def test_a_compound_component_is_taxed_tax(xero):
    made = create(
        xero, {"Name": "A", "Rate": 10}, {"Name": "B", "Rate": 5, "IsCompound": True}
    ).row()
    assert (made["DisplayTaxRate"], made["EffectiveRate"]) == (15, Decimal("15.5"))


@pytest.mark.parametrize(
    ("components", "differences", "message"),
    [
        ((), {}, "At least one tax component must be specified."),
        (({"Name": "A"},), {}, "Each tax component needs a Name and a Rate between 0 and 100."),
        (
            ({"Name": "A", "Rate": 101},),
            {},
            "Each tax component needs a Name and a Rate between 0 and 100.",
        ),
        (
            ({**STATE_TAX, "IsCompound": True}, {**STATE_TAX, "IsCompound": True}),
            {},
            "Only one tax component can be compound.",
        ),
        ((STATE_TAX,), {"Name": "No VAT"}, "Please enter a unique Name."),
        ((STATE_TAX,), {"Name": None}, "Please enter a Name."),
    ],
)
def test_a_rate_is_refused(xero, components, differences, message):
    assert create(xero, *components, **differences).messages() == [message]


def test_a_rate_can_be_deleted_and_then_not_be_used(xero):
    made = create(xero, STATE_TAX).row()
    assert STATES.edges == {"ACTIVE": ("ACTIVE", "DELETED", "ARCHIVED")}
    sent = {"TaxRates": [{"Name": "Mine", "TaxType": made["TaxType"], "Status": "DELETED"}]}
    assert xero.call("updateTaxRate", sent).row()["Status"] == "DELETED"
    assert xero.call("updateTaxRate", sent).messages() == [
        "The tax rate cannot go from DELETED to DELETED."
    ]
    line = {"Description": "x", "UnitAmount": 1, "AccountCode": "200", "TaxType": "TAX001"}
    invoice = {"Type": "ACCREC", "Contact": {"Name": "A"}, "LineItems": [line]}
    assert xero.call("createInvoices", invoice).messages() == [
        "The TaxType code 'TAX001' cannot be used with account code '200'."
    ]


def test_a_rate_can_be_found_by_name_and_changed(xero):
    create(xero, STATE_TAX).row()
    sent = {"Name": "mine", "TaxComponents": [{"Name": "State Tax", "Rate": 3}]}
    assert xero.call("updateTaxRate", sent).row()["EffectiveRate"] == 3
    unknown = xero.call("updateTaxRate", {"Name": "Nobody's"})
    assert unknown.messages() == ["The tax rate could not be found."]


def test_it_can_be_asked_for(xero):
    query = {"where": "EffectiveRate>5 AND CanApplyToRevenue==true"}
    assert xero.call("getTaxRates", query=query).row()["TaxType"] == "OUTPUT2"
    assert xero.call("getTaxRateByTaxType", TaxType="NOSUCH").status == 404


EXPECTED = {"ACTIVE": {"ACTIVE", "DELETED", "ARCHIVED"}}  # names from the reference, section 5.3


@pytest.mark.parametrize("after", ["ACTIVE", "DELETED", "ARCHIVED", "PENDING"])
@pytest.mark.parametrize("before", ["ACTIVE", "DELETED", "ARCHIVED"])
def test_a_rate_goes_only_where_its_status_leads(xero, before, after):
    assert {state: set(next_) for state, next_ in STATES.edges.items()} == EXPECTED
    made = create(xero, STATE_TAX).row()
    sent = {"TaxType": made["TaxType"], "TaxComponents": [STATE_TAX]}
    xero.call("updateTaxRate", {**sent, "Status": before}).row()
    answer = xero.call("updateTaxRate", {**sent, "Status": after})
    if after in EXPECTED.get(before, ()):
        assert answer.row()["Status"] == after
    else:
        assert answer.messages() == [f"The tax rate cannot go from {before} to {after}."]


def test_a_deleted_rate_gives_its_name_back(xero):
    made = create(xero, STATE_TAX).row()
    assert create(xero, STATE_TAX).status == 400
    gone = {"TaxType": made["TaxType"], "TaxComponents": [STATE_TAX], "Status": "DELETED"}
    xero.call("updateTaxRate", gone).row()
    assert create(xero, STATE_TAX).row()["TaxType"] == "TAX002"
