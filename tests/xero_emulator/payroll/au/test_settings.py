from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.au.given import call

from xero_emulator.direct import Direct
from xero_emulator.payroll.au.settings import ROLES


@pytest.fixture
def xero() -> Direct:
    return Direct("AU")


def settings(xero):
    return call(xero, "getSettings").json["Settings"]


def test_every_role_has_an_account_of_the_chart(xero):
    told = settings(xero)["Accounts"]
    assert [each["Type"] for each in told] == list(ROLES)
    for each in told:
        assert xero.books.accounts.records[each["AccountID"]]["Code"] == each["Code"]


def test_an_account_with_the_usual_code_is_used(xero):
    sent = {"Code": "825", "Name": "PAYG Withholdings Payable", "Type": "CURRLIAB"}
    made = xero.call("createAccount", sent).row()["AccountID"]
    payg = next(each for each in settings(xero)["Accounts"] if each["Type"] == "PAYGLIABILITY")
    assert payg["AccountID"] == made


def test_active_tracking_categories_serve_timesheets_and_then_groups(xero):
    assert settings(xero)["TrackingCategories"] == {}
    made = [
        xero.call("createTrackingCategory", {"Name": name}).row()["TrackingCategoryID"]
        for name in ("Job", "Team")
    ]
    assert settings(xero)["TrackingCategories"] == {
        "TimesheetCategories": {"TrackingCategoryID": made[0], "TrackingCategoryName": "Job"},
        "EmployeeGroups": {"TrackingCategoryID": made[1], "TrackingCategoryName": "Team"},
    }
