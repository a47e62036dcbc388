from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.au.given import call, hours, refused

from xero_emulator.direct import Direct

KINDS = ("EarningsRates", "DeductionTypes", "ReimbursementTypes", "LeaveTypes")
RATE = {
    "Name": "Night",
    "EarningsType": "ORDINARYTIMEEARNINGS",
    "RateType": "MULTIPLE",
    "Multiplier": 1.5,
    "AccountCode": "477",
    "IsQualifyingEarnings": True,
}


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


def post(xero, **kinds):
    return call(xero, "createPayItem", kinds)


def items(xero, kind):
    return call(xero, "getPayItems").json["PayItems"][kind]


def test_every_organisation_has_pay_items(xero):
    for kind in KINDS:
        assert items(xero, kind)
    assert items(xero, "EarningsRates")[0]["Name"] == "Ordinary Hours"


def test_their_ids_stay(xero):
    assert hours(xero) == hours(Direct("AU"))


def test_an_item_is_added_and_the_answer_has_all_of_its_kind(xero):
    told = post(xero, EarningsRates=[RATE]).json["PayItems"]
    assert list(told) == ["EarningsRates"]
    assert told["EarningsRates"] == items(xero, "EarningsRates")
    made = told["EarningsRates"][-1]
    assert (made["Name"], made["Multiplier"], made["CurrentRecord"]) == ("Night", 1.5, True)
    assert made["IsExemptFromTax"] is False


def test_several_kinds_may_be_sent_at_once_or_in_an_array(xero):
    leave = {"Name": "Study", "TypeOfUnits": "Hours", "IsQualifyingEarnings": False}
    union = {"Name": "Club", "AccountCode": "850"}
    told = post(xero, leaveTypes=[leave], DeductionTypes=[union], Other=[1]).json["PayItems"]
    assert told.keys() == {"LeaveTypes", "DeductionTypes"}
    call(xero, "createPayItem", [{"ReimbursementTypes": [{"Name": "Taxi", "AccountCode": "493"}]}])
    assert items(xero, "ReimbursementTypes")[-1]["Name"] == "Taxi"
    assert items(xero, "DeductionTypes")[-1]["DeductionCategory"] == "NONE"
    assert items(xero, "LeaveTypes")[-1]["IsPaidLeave"] is True


def test_an_item_is_changed_by_its_id(xero):
    before = items(xero, "EarningsRates")
    post(xero, EarningsRates=[{"EarningsRateID": hours(xero), "RatePerUnit": 30.5}])
    after = items(xero, "EarningsRates")
    assert len(after) == len(before)
    changed = next(each for each in after if each["EarningsRateID"] == hours(xero))
    assert (changed["RatePerUnit"], changed["Name"]) == ("30.5", "Ordinary Hours")
    assert changed["UpdatedDateUTC"] > before[0]["UpdatedDateUTC"]


@pytest.mark.parametrize(
    ("kind", "sent", "told"),
    [
        ("EarningsRates", {"IsQualifyingEarnings": None}, "IsQualifyingEarnings is required."),
        (
            "EarningsRates",
            {"IsExemptFromSuper": True},
            "IsQualifyingEarnings cannot be true when IsExemptFromSuper is true.",
        ),
        ("EarningsRates", {"Name": None}, "Name is required."),
        ("EarningsRates", {"Name": "x" * 101}, "Name must be 100 characters or fewer."),
        ("EarningsRates", {"Name": "ordinary hours"}, "Name ordinary hours is already in use."),
        ("EarningsRates", {"EarningsType": None}, "EarningsType is required."),
        ("EarningsRates", {"AccountCode": "X9"}, "Account code 'X9' is not a valid code."),
        ("LeaveTypes", {"IsQualifyingEarnings": None, "TypeOfUnits": "Hours"}, "IsQualifying"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused(xero, kind, sent, told):
    before = items(xero, kind)
    assert told in refused(post(xero, **{kind: [{**RATE, **sent}]}))[0]
    assert items(xero, kind) == before


def test_one_bad_item_refuses_them_all(xero):
    assert refused(post(xero, EarningsRates=[RATE, {**RATE, "Name": "Late", "AccountCode": "X"}]))
    assert "Night" not in [each["Name"] for each in items(xero, "EarningsRates")]


@pytest.mark.parametrize("sent", [{"EarningsRates": {}}, {"EarningsRates": [1]}])
def test_items_must_be_arrays_of_objects(xero, sent):
    assert call(xero, "createPayItem", sent).json["ErrorNumber"] == 14


def test_what_is_of_no_kind_is_ignored(xero):
    assert call(xero, "createPayItem", {"Earnings": []}).json["PayItems"] == {}
