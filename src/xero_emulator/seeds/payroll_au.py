"""The demo's staff in Australia, through Payroll 1.0.

How it was checked: by our own tests.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from xero_emulator.seeds.companies import Worker
from xero_emulator.seeds.rota import birthday, first_period, period, shifts, started
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

HOURS, ANNUAL = "Ordinary Hours", "Annual Leave"
WEEK = 38
OPENING = 90  # hours of leave that everybody begins the year with
NAMED = {"EarningsRates": "EarningsRateID", "LeaveTypes": "LeaveTypeID"}


def hire(year: Year) -> None:
    first = first_period(year.day)
    sent = {
        "Name": "Monthly",
        "CalendarType": "MONTHLY",
        "StartDate": first.isoformat(),
        "PaymentDate": first.replace(day=25).isoformat(),
    }
    year.remember("payroll", "calendar", _made(year, "createPayrollCalendar", sent))
    for at, worker in enumerate(year.company.staff):
        year.remember("worker", str(at), _made(year, "createEmployee", _person(year, at, worker)))


def _made(year: Year, operation: str, sent: Record) -> Record:
    return year.call(f"payroll-au.{operation}", [sent]).row()


def _item(year: Year, kind: str, name: str) -> str:
    """The id of a pay item that every organisation has."""
    items = year.call("payroll-au.getPayItems").json["PayItems"][kind]
    found = next(each for each in items if each["Name"] == name)
    return cast(str, found[NAMED[kind]])


def _person(year: Year, at: int, worker: Worker) -> Record:
    first, _space, last = worker.name.partition(" ")
    rate = _item(year, "EarningsRates", HOURS)
    leave = {"LeaveTypeID": _item(year, "LeaveTypes", ANNUAL), "NumberOfUnits": OPENING}
    return {
        "FirstName": first,
        "LastName": last,
        "DateOfBirth": birthday(at).isoformat(),
        "Gender": worker.gender,
        "Email": f"{first}.{last}@staff.example".lower(),
        "JobTitle": worker.job,
        "StartDate": started(year, at).isoformat(),
        "HomeAddress": _home(year, at),
        "PayrollCalendarID": year.known["payroll", "calendar"]["PayrollCalendarID"],
        "OrdinaryEarningsRateID": rate,
        "PayTemplate": {"EarningsLines": [_earnings(rate, worker)]},
        "OpeningBalances": {"LeaveLines": [leave]},
    }


def _home(year: Year, at: int) -> Record:
    near = year.company.suppliers["courier"]
    return {
        "AddressLine1": f"{5 + 6 * at} Bay Street",
        "City": near.town,
        "Region": "NSW",
        "PostalCode": near.post_code,
        "Country": "AUSTRALIA",
    }


def _earnings(rate: str, worker: Worker) -> Record:
    line: Record = {"EarningsRateID": rate}
    if worker.salary:
        paid = {"AnnualSalary": worker.salary, "NumberOfUnitsPerWeek": WEEK}
        return {**line, "CalculationType": "ANNUALSALARY", **paid}
    return {
        **line,
        "CalculationType": "ENTEREARNINGSRATE",
        "RatePerUnit": worker.hourly,
        "NormalNumberOfUnits": 0,
    }


def away(year: Year, at: int, first: date, days: int) -> None:
    sent = {
        "EmployeeID": year.known["worker", str(at)]["EmployeeID"],
        "LeaveTypeID": _item(year, "LeaveTypes", ANNUAL),
        "Title": "Away",
        "StartDate": first.isoformat(),
        "EndDate": (first + timedelta(days - 1)).isoformat(),
    }
    _made(year, "createLeaveApplication", sent)


def write_hours(year: Year) -> None:
    """The month's timesheet of everybody who is paid by the hour."""
    first, last = period(year.day)
    worked = dict(shifts(year))
    units = [worked.get(first + timedelta(step), 0) for step in range((last - first).days + 1)]
    line = {"EarningsRateID": _item(year, "EarningsRates", HOURS), "NumberOfUnits": units}
    for at, worker in enumerate(year.company.staff):
        if worker.hourly:
            sent = {
                "EmployeeID": year.known["worker", str(at)]["EmployeeID"],
                "StartDate": first.isoformat(),
                "EndDate": last.isoformat(),
                "Status": "APPROVED",
                "TimesheetLines": [line],
            }
            _made(year, "createTimesheet", sent)


def pay(year: Year) -> Decimal:
    """Pays everybody for the next month; what goes out."""
    calendar = year.known["payroll", "calendar"]["PayrollCalendarID"]
    run = _made(year, "createPayRun", {"PayrollCalendarID": calendar})
    path = {"PayRunID": run["PayRunID"]}
    year.call("payroll-au.updatePayRun", [{**path, "PayRunStatus": "POSTED"}], path)
    return cast(Decimal, year.call("payroll-au.getPayRun", None, path).row()["NetPay"])
