"""British contracts and categories."""

from __future__ import annotations

import pytest
from tests.xero_emulator.payroll.given import Payroll


@pytest.fixture
def uk() -> Payroll:
    return Payroll("GB")


def test_contracts_and_categories_get_their_keys(uk):
    role = {"startDate": "2026-01-05", "endDate": "2027-01-05", "developmentalRole": "Apprentice"}
    contract = {
        "startDate": "2026-01-05",
        "employmentStatus": "offpayrollworker",
        "contractType": "FullTime",
        "developmentalRoleDetails": role,
    }
    employee = uk.employee(contracts=[contract])
    (kept,) = uk.told("getEmployee", EmployeeID=employee)["contracts"]
    assert (kept["employmentStatus"], kept["isFixedTerm"]) == ("OffPayrollWorker", False)
    assert kept["publicKey"] != kept["developmentalRoleDetails"]["publicKey"]
    veteran = {"niCategory": "V", "workplacePostcode": "BA1 1AA"}
    sent = {
        "payrollCalendarID": uk.calendar(),
        "startDate": "2026-01-05",
        "employeeNumber": "7",
        "niCategories": [veteran],
    }
    wrong = uk.wrong("createEmployment", sent, EmployeeID=employee)
    assert [name for name, _ in wrong] == ["DateFirstEmployedAsCivilian"]
