"""The demo's staff in the United Kingdom and New Zealand, through Payroll 2.0.

How it was checked: by our own tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from xero_emulator.payroll.nz import pay as nz_pay
from xero_emulator.payroll.uk import pay as uk_pay
from xero_emulator.seeds.companies import Worker
from xero_emulator.seeds.rota import birthday, first_period, period, shifts, started
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

APIS = {"GB": "payroll-uk", "NZ": "payroll-nz"}
RUNS = {"GB": uk_pay.RUNS, "NZ": nz_pay.RUNS}
RATES = {"GB": ("Regular Hours", "Regular Hours"), "NZ": ("Salary", "Ordinary Time")}
HOLIDAY = {"GB": "Holiday", "NZ": "Annual Leave"}
WEEK, DAY = 40, 8  # hours
OPENING = 96  # hours of leave that everybody begins the year with


def hire(year: Year) -> None:
    first = first_period(year.day)
    sent = {
        "name": "Monthly",
        "calendarType": "Monthly",
        "periodStartDate": first.isoformat(),
        "paymentDate": first.replace(day=25).isoformat(),
    }
    made = _told(year, "createPayRunCalendar", "payRunCalendar", sent)
    year.remember("payroll", "calendar", made)
    study = {"name": "Study Leave", "isPaidLeave": True, "showOnPayslip": True}
    _told(year, "createLeaveType", "leaveType", study)
    for at, worker in enumerate(year.company.staff):
        year.remember("worker", str(at), _hired(year, at, worker))


def _told(
    year: Year, operation: str, name: str, body: Record, path: Mapping[str, str] | None = None
) -> Record:
    api = APIS[year.books.country]
    return cast(Record, year.call(f"{api}.{operation}", body, path).json[name])


def _listed(year: Year, operation: str, name: str, wanted: str) -> Record:
    """The one of this name among those that stand in the settings of payroll."""
    found = year.call(f"{APIS[year.books.country]}.{operation}").json[name]
    return next(each for each in found if each["name"] == wanted)


def _hired(year: Year, at: int, worker: Worker) -> Record:
    made = _told(year, "createEmployee", "employee", _person(year, at, worker))
    path = {"EmployeeID": made["employeeID"]}
    _told(year, "createEmployment", "employment", _employment(year, at), path)
    _told(year, "createEmployeeSalaryAndWage", "salaryAndWages", _wage(year, at, worker), path)
    _allow_leave(year, path)
    return made


def _person(year: Year, at: int, worker: Worker) -> Record:
    first, _space, last = worker.name.partition(" ")
    home = year.company.customers["small"]
    street = f"{3 + 4 * at} {home.street.partition(' ')[2]}"
    british = {"title": "Ms" if worker.gender == "F" else "Mr"}
    return {
        "firstName": first,
        "lastName": last,
        "dateOfBirth": birthday(at).isoformat(),
        "gender": worker.gender,
        "email": f"{first}.{last}@staff.example".lower(),
        "address": {"addressLine1": street, "city": home.town, "postCode": home.post_code},
        **(british if year.books.country == "GB" else {"jobTitle": worker.job}),
    }


def _employment(year: Year, at: int) -> Record:
    sent: Record = {
        "payrollCalendarID": year.known["payroll", "calendar"]["payrollCalendarID"],
        "startDate": started(year, at).isoformat(),
    }
    if year.books.country == "NZ":
        return {**sent, "engagementType": "Permanent"}
    category = {"niCategory": "A", "workplacePostcode": year.company.customers["prompt"].post_code}
    return {**sent, "employeeNumber": str(at + 1), "niCategories": [category]}


def _wage(year: Year, at: int, worker: Worker) -> Record:
    return {
        "earningsRateID": _rate(year, worker),
        "numberOfUnitsPerWeek": WEEK,
        "numberOfUnitsPerDay": DAY,
        "ratePerUnit": worker.hourly,
        "annualSalary": worker.salary or worker.hourly * WEEK * 52,
        "effectiveFrom": started(year, at).isoformat(),
        "status": "Active",
        "paymentType": "Salary" if worker.salary else "Hourly",
    }


def _rate(year: Year, worker: Worker) -> str:
    name = RATES[year.books.country][0 if worker.salary else 1]
    found = _listed(year, "getEarningsRates", "earningsRates", name)
    return cast(str, found["earningsRateID"])


def _allow_leave(year: Year, path: Mapping[str, str]) -> None:
    if year.books.country == "NZ":
        sent: Record = {"annualLeaveOpeningBalance": OPENING, "sickLeaveOpeningBalance": 80}
        _told(year, "createEmployeeLeaveSetup", "leaveSetup", sent, path)
        return
    sent = {
        "leaveTypeID": _holiday(year),
        "scheduleOfAccrual": "EachPayPeriod",
        "hoursAccruedAnnually": 224,
        "openingBalance": OPENING,
    }
    _told(year, "createEmployeeLeaveType", "leaveType", sent, path)


def _holiday(year: Year) -> str:
    found = _listed(year, "getLeaveTypes", "leaveTypes", HOLIDAY[year.books.country])
    return cast(str, found["leaveTypeID"])


def away(year: Year, at: int, first: date, days: int) -> None:
    sent = {
        "leaveTypeID": _holiday(year),
        "description": "Away",
        "startDate": first.isoformat(),
        "endDate": (first + timedelta(days - 1)).isoformat(),
    }
    path = {"EmployeeID": year.known["worker", str(at)]["employeeID"]}
    _told(year, "createEmployeeLeave", "leave", sent, path)


def write_hours(year: Year) -> None:
    """The month's timesheet of everybody who is paid by the hour."""
    for at, worker in enumerate(year.company.staff):
        if worker.hourly:
            made = _told(year, "createTimesheet", "timesheet", _timesheet(year, at, worker))
            path = {"TimesheetID": made["timesheetID"]}
            year.call(f"{APIS[year.books.country]}.approveTimesheet", None, path)


def _timesheet(year: Year, at: int, worker: Worker) -> Record:
    first, last = period(year.day)
    rate = _rate(year, worker)
    lines = [
        {"date": day.isoformat(), "earningsRateID": rate, "numberOfUnits": hours}
        for day, hours in shifts(year)
    ]
    return {
        "employeeID": year.known["worker", str(at)]["employeeID"],
        "payrollCalendarID": year.known["payroll", "calendar"]["payrollCalendarID"],
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "timesheetLines": lines,
    }


def pay(year: Year) -> Decimal:
    """Pays everybody for the next month, as a person does in Xero; what goes out."""
    runs, key = RUNS[year.books.country], year.known["payroll", "calendar"]["payrollCalendarID"]
    run = runs.draw_up(year.books, key, year.now)
    return cast(Decimal, runs.post(year.books, run["payRunID"], year.now)["totalPay"])
