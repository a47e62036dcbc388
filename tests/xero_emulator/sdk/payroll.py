"""What the tests of Payroll 2.0 send: employees and their pay as the SDK's own models.

A `Land` is a country's payroll: its SDK, its models, and what its requests need beyond the common.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType
from typing import Any

import pytest
from tests.xero_emulator.sdk.client import Sdk, exercises
from xero_python.payrollnz import models as nz
from xero_python.payrolluk import models as uk

BORN, HIRED = date(1990, 5, 17), date(2026, 1, 5)
PERIOD = (date(2026, 2, 23), date(2026, 3, 1))
PAID = date(2026, 3, 3)


def midnight(day: date) -> datetime:
    """A day as the SDK reads it from these answers, which write a time beside it."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - so does the SDK


@dataclass(frozen=True)
class Land:
    sdk: Sdk
    models: ModuleType

    @property
    def is_british(self) -> bool:
        return self.models is uk

    def an_employee(self, first: str = "Ada", last: str = "Smith", **more: Any) -> Any:
        address = self.models.Address(address_line1="1 High St", city="Bath", post_code="1010")
        known = {"first_name": first, "last_name": last, "date_of_birth": BORN, "address": address}
        british = {"title": "Ms", "gender": "F"} if self.is_british else {}
        return self.models.Employee(**{**known, **british, **more})

    def made_employee(self, first: str = "Ada", last: str = "Smith", **more: Any) -> str:
        sent = self.an_employee(first, last, **more)
        return str(self.sdk("createEmployee", sent).employee.employee_id)

    @property
    def weekly(self) -> Any:
        return "Weekly" if self.is_british else nz.CalendarType.WEEKLY

    def made_calendar(self, name: str = "Weekly") -> str:
        sent = self.models.PayRunCalendar(
            name=name, calendar_type=self.weekly, period_start_date=PERIOD[0], payment_date=PAID
        )
        made = self.sdk("createPayRunCalendar", sent).pay_run_calendar
        return str(made.payroll_calendar_id)

    def employed(self, calendar: str | None = None, first: str = "Ada") -> str:
        """The id of an employee with an employment."""
        employee = self.made_employee(first)
        self.sdk("createEmployment", employee, self.an_employment(calendar or self.made_calendar()))
        return employee

    def an_employment(self, calendar: str) -> Any:
        known = {"payroll_calendar_id": calendar, "start_date": HIRED}
        if not self.is_british:
            return nz.Employment(**known, engagement_type="Permanent")
        category = uk.NICategory(ni_category=uk.NICategoryLetter.A, workplace_postcode="BA1 1AA")
        return uk.Employment(**known, employee_number="7", ni_categories=[category])

    def rate(self, at: int = 0) -> Any:
        return self.sdk("getEarningsRates").earnings_rates[at]

    def leave_type(self, name: str) -> str:
        every = self.sdk("getLeaveTypes").leave_types
        return str(next(each.leave_type_id for each in every if each.name == name))

    def account(self, kind: str) -> str:
        """The account that payroll uses for something."""
        every = self.sdk("getSettings").settings.accounts
        return str(next(each.account_id for each in every if str(each.type) == kind))

    def a_wage(self, **more: Any) -> Any:
        """30.00 an hour; as a salary, because the SDK cannot read the null that hourly pay has in
        place of one."""
        known = {
            "earnings_rate_id": self.rate().earnings_rate_id,
            "number_of_units_per_week": 40,
            "number_of_units_per_day": 8,
            "effective_from": HIRED,
            "annual_salary": 62_400,
            "status": "Active",
            "payment_type": "Salary",
        }
        return self.models.SalaryAndWage(**{**known, **more})

    def assigned_leave(self, employee: str, opening: int = 80) -> str:
        """The id of the annual leave that an employee may take from now on."""
        if self.is_british:
            kind = self.leave_type("Holiday")
            sent = uk.EmployeeLeaveType(
                leave_type_id=kind,
                schedule_of_accrual="BeginningOfCalendarYear",
                opening_balance=opening,
            )
            self.sdk("createEmployeeLeaveType", employee, sent)
            return kind
        setup = nz.EmployeeLeaveSetup(annual_leave_opening_balance=opening)
        self.sdk("createEmployeeLeaveSetup", employee, setup)
        return self.leave_type("Annual Leave")


def gone(sdk: Sdk, operation: str, *path: str) -> None:
    """Deletes something where the SDK expects a timesheet line in the answer, finds none (nor do
    the specification's own examples have one), and fails when all is done."""
    with pytest.raises(ValueError, match="Invalid value for `date`"):
        sdk(operation, *path)


def in_both(*operations: str) -> Callable[..., Any]:
    """Marks a test that calls these operations of both countries."""

    def marked(test: Callable[..., None]) -> Callable[..., None]:
        british = exercises(*operations, api="payroll-uk")(test)
        return exercises(*operations, api="payroll-nz")(british)

    return marked
