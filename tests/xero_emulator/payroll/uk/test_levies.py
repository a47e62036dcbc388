"""What comes off pay in the United Kingdom."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.given import Payroll


@pytest.fixture
def uk() -> Payroll:
    return Payroll("GB")


@pytest.mark.parametrize(
    ("yearly", "code", "tax", "own", "employers"),
    [
        # of 31,200: (31,200 - 12,579) at 20 %; above 12,570 at 8 %; above 5,000 at 15 %
        (31_200, "1257L", "71.62", "28.66", "75.58"),
        (31_200, "BR", "120.00", "28.66", "75.58"),
        # of 104,000: 37,700 at 20 % and 53,721 at 40 %; 37,700 at 8 % and 53,730 at 2 %
        (104_000, "1257L", "558.24", "78.67", "285.58"),
        (10_400, "1257L", "0", "0", "15.58"),
    ],
)
def test_tax_and_national_insurance_follow_the_bands(uk, yearly, code, tax, own, employers):
    calendar = uk.calendar()
    employee = uk.employed(calendar)
    uk.books.resources["payroll_taxes"].keep({"employeeID": employee, "taxCode": code})
    uk.wage(employee, paymentType="Salary", annualSalary=yearly)
    (slip,) = uk.slips(uk.run(calendar))
    found = {each["description"]: each["amount"] for each in slip["employeeTaxLines"]}
    assert found.get("PAYE", 0) == Decimal(tax)
    assert found.get("Employee National Insurance Contribution", 0) == Decimal(own)
    assert slip["totalEmployerTaxes"] == Decimal(employers)
