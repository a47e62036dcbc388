"""Inputs that several modules of payroll ask for, and short words for the usual kinds."""

from __future__ import annotations

from collections.abc import Mapping

from tallyloom.kit import Boolean, Choice, Field, Number, Text

EMPLOYEE_ID = Text(
    name="employeeID",
    label="Employee",
    pick="employees",
    help="Xero's id of the employee.",
)
CALENDAR = Text(
    name="payrollCalendarID",
    label="Payroll calendar",
    pick="payroll_calendars",
    help="Xero's id of the calendar that says when is paid.",
)
EARNINGS_RATE = Text(
    name="earningsRateID",
    label="Earnings rate",
    required=True,
    pick="earnings_rates",
    help="Xero's id of what is paid, such as ordinary hours.",
)
LEAVE_TYPE = Text(
    name="leaveTypeID",
    label="Leave type",
    pick="leave_types",
    help="Xero's id of the kind of leave.",
)


def choice(name: str, label: str, options: Mapping[str, str], *, advanced: bool = True) -> Field:
    return Choice(name=name, label=label, options=options, advanced=advanced)


def yes(name: str, label: str) -> Field:
    return Boolean(name=name, label=label, advanced=True)


def more(name: str, label: str, help_: str = "") -> Field:
    return Text(name=name, label=label, help=help_, advanced=True)


def number(name: str, label: str, help_: str = "") -> Field:
    return Number(name=name, label=label, help=help_)
