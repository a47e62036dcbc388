"""What comes off pay in New Zealand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.xero_emulator.payroll.given import Payroll, paid_a_week


@pytest.fixture
def nz() -> Payroll:
    return Payroll("NZ")


@pytest.mark.parametrize(
    ("weekly", "code", "due"),
    [
        # 15,600 at 10.5 % and 1.67 % levy: (1638 + 260.52) / 52
        (300, "M", "36.51"),
        # and 37,900 at 17.5 %, 8,900 at 30 %: (1638 + 6632.5 + 2670 + 1042.08) / 52
        (1200, "M", "230.43"),
        (1200, "S", "230.04"),
        (1200, "NSW", "0"),
        (1200, "ND", "560.04"),
    ],
)
def test_tax_follows_the_code(nz, weekly, code, due):
    assert paid_a_week(nz, weekly, taxCode=code)["totalEmployeeTaxes"] == Decimal(due)


def test_kiwi_saver_comes_off_and_is_added_to(nz):
    slip = paid_a_week(
        nz,
        1000,
        kiwiSaverContributions="MakeContributions",
        kiwiSaverEmployeeContributionRatePercentage=4,
        kiwiSaverEmployerContributionRatePercentage=3,
        esctRatePercentage=17.5,
    )
    assert [each["amount"] for each in slip["statutoryDeductionLines"]] == [40]
    assert [each["amount"] for each in slip["superannuationLines"]] == [30]
    assert slip["totalEmployerTaxes"] == Decimal("5.25")
    assert slip["totalPay"] == 1000 - 40 - slip["totalEmployeeTaxes"]


def test_a_student_loan_is_paid_back_above_what_is_free(nz):
    slip = paid_a_week(nz, 1000, taxCode="MSL")
    assert slip["totalStatutoryDeductions"] == Decimal("64.32")  # 12 % of 1000 less 464
