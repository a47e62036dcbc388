"""What the tests of Australian payroll send: a weekly calendar from Monday, 2 March 2026."""

from __future__ import annotations

from typing import Any

from xero_emulator.direct import Answer, Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
MONDAY, SUNDAY = "2026-03-02", "2026-03-08"
PERSON = {"FirstName": "Ada", "LastName": "Byron", "DateOfBirth": "1990-12-10"}


def call(xero: Direct, operation: str, body: Any = None, **how: Any) -> Answer:
    return xero.call(f"payroll-au.{operation}", body, **how)


def item(xero: Direct, kind: str, name: str) -> str:
    """The id of a standard pay item."""
    items = call(xero, "getPayItems").json["PayItems"][kind]
    found = next(each for each in items if each["Name"] == name)
    return str(next(value for key, value in found.items() if key.endswith("ID")))


def hours(xero: Direct) -> str:
    return item(xero, "EarningsRates", "Ordinary Hours")


def annual(xero: Direct) -> str:
    return item(xero, "LeaveTypes", "Annual Leave")


def made_calendar(xero: Direct, name: str = "Weekly", **more: Any) -> str:
    sent = {
        "Name": name,
        "CalendarType": "WEEKLY",
        "StartDate": MONDAY,
        "PaymentDate": "2026-03-10",
    }
    return str(call(xero, "createPayrollCalendar", [{**sent, **more}]).row()["PayrollCalendarID"])


def made_employee(xero: Direct, **more: Any) -> str:
    return str(call(xero, "createEmployee", [{**PERSON, **more}]).row()["EmployeeID"])


def paid_employee(xero: Direct, calendar: str, **template: Any) -> str:
    """An employee who works 38 hours a week at 30.50."""
    rate = hours(xero)
    call(
        xero, "createPayItem", {"EarningsRates": [{"EarningsRateID": rate, "RatePerUnit": "30.5"}]}
    )
    line = {"EarningsRateID": rate, "CalculationType": "USEEARNINGSRATE", "NormalNumberOfUnits": 38}
    return made_employee(
        xero,
        PayrollCalendarID=calendar,
        OrdinaryEarningsRateID=rate,
        PayTemplate={"EarningsLines": [line], **template},
    )


def made_leave(xero: Direct, employee: str, **more: Any) -> Any:
    sent = {"Title": "Away", "StartDate": "2026-03-05", "EndDate": "2026-03-10"}
    sent |= {"EmployeeID": employee, "LeaveTypeID": annual(xero), **more}
    return call(xero, "createLeaveApplication", [sent]).row()


def made_timesheet(xero: Direct, employee: str, **more: Any) -> Any:
    line = {"EarningsRateID": hours(xero), "NumberOfUnits": [8, 7.5, 0, 0, 0, 0, 2]}
    sent = {"EmployeeID": employee, "StartDate": MONDAY, "EndDate": SUNDAY}
    return call(xero, "createTimesheet", [{**sent, "TimesheetLines": [line], **more}]).row()


def refused(answer: Answer) -> list[str]:
    """The messages of a refusal of an element or of the request."""
    assert answer.status == 400, answer.json
    elements = answer.json.get("Elements", [])
    told = [each["Message"] for one in elements for each in one["ValidationErrors"]]
    return told or [answer.json["Message"]]
