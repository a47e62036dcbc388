"""People who are paid weekly, in the payroll of each country, made by plain HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from tests.sweep.books import Books

COUNTRIES = ("AU", "NZ", "GB")
AU, V2 = "/payroll.xro/1.0", "/payroll.xro/2.0"
START, END = "2026-02-23", "2026-03-01"
_numbers = itertools.count(1)
_EMPLOYMENT: Mapping[str, Mapping[str, Any]] = {
    "NZ": {"engagementType": "Permanent"},
    "GB": {
        "employeeNumber": "7",
        "niCategories": [{"niCategory": "A", "workplacePostcode": "BA1 1AA"}],
    },
}


def person() -> dict[str, str]:
    """Somebody whom no other case makes."""
    return {"firstName": "Ada", "lastName": f"Smith {next(_numbers)}", "dateOfBirth": "1990-05-17"}


def calendar(books: Books) -> str:
    """The weekly calendar; its period is from START to END."""
    if books.country == "AU":
        old = books.get(f"{AU}/PayrollCalendars")["PayrollCalendars"]
        made = (
            old
            or books.post(
                f"{AU}/PayrollCalendars",
                [
                    {
                        "Name": "Weekly",
                        "CalendarType": "WEEKLY",
                        "StartDate": START,
                        "PaymentDate": "2026-03-03",
                    }
                ],
            )["PayrollCalendars"]
        )
        return str(made[0]["PayrollCalendarID"])
    there = books.get(f"{V2}/PayRunCalendars")["payRunCalendars"]
    if there:
        return str(there[0]["payrollCalendarID"])
    weekly = {"name": "Weekly", "calendarType": "Weekly", "periodStartDate": START}
    made = books.post(f"{V2}/PayRunCalendars", weekly | {"paymentDate": "2026-03-03"})
    return str(made["payRunCalendar"]["payrollCalendarID"])


def employee(books: Books) -> str:
    """Somebody in employment, paid by the weekly calendar."""
    somebody = person()
    if books.country == "AU":
        sent = {
            "FirstName": somebody["firstName"],
            "LastName": somebody["lastName"],
            "DateOfBirth": somebody["dateOfBirth"],
            "HomeAddress": {
                "AddressLine1": "1 High St",
                "City": "Perth",
                "Region": "WA",
                "PostalCode": "6000",
                "Country": "AUSTRALIA",
            },
            "StartDate": "2026-01-05",
            "PayrollCalendarID": calendar(books),
        }
        return str(books.post(f"{AU}/Employees", [sent])["Employees"][0]["EmployeeID"])
    home = {"addressLine1": "1 High St", "city": "Bath", "postCode": "1010"}
    sent = {**somebody, "address": home, "title": "Ms", "gender": "F"}
    id_ = str(books.post(f"{V2}/Employees", sent)["employee"]["employeeID"])
    employed = {"payrollCalendarID": calendar(books), "startDate": "2026-01-05"}
    books.post(f"{V2}/Employees/{id_}/Employment", employed | _EMPLOYMENT[books.country])
    return id_


def employed(books: Books) -> list[dict[str, Any]]:
    """Every employee, as the country writes them."""
    base, plural = (AU, "Employees") if books.country == "AU" else (V2, "employees")
    found: list[dict[str, Any]] = []
    for page in itertools.count(1):
        told = books.get(f"{base}/Employees", page=str(page))
        found += told[plural]
        if len(told[plural]) < 100 or page == told.get("pagination", {}).get("pageCount"):
            return found
    raise AssertionError("the pages of employees have no end")


def rate(books: Books) -> str:
    """What ordinary hours are paid by."""
    if books.country == "AU":
        items = books.get(f"{AU}/PayItems")["PayItems"]
        return str(items["EarningsRates"][0]["EarningsRateID"])
    return str(books.get(f"{V2}/EarningsRates")["earningsRates"][0]["earningsRateID"])


def timesheet(books: Books) -> str:
    """A draft of one day of eight hours."""
    line = {"date": START, "earningsRateID": rate(books), "numberOfUnits": 8}
    sent = {
        "employeeID": employee(books),
        "payrollCalendarID": calendar(books),
        "startDate": START,
        "endDate": END,
        "timesheetLines": [line],
    }
    return str(books.post(f"{V2}/Timesheets", sent)["timesheet"]["timesheetID"])


def shown(books: Books, timesheet_id: str) -> dict[str, Any]:
    found: dict[str, Any] = books.get(f"{V2}/Timesheets/{timesheet_id}")["timesheet"]
    return found


def leave(books: Books) -> tuple[str, str]:
    """Leave of a new employee: its id and the employee's."""
    id_ = employee(books)
    away = {"startDate": "2026-03-02", "endDate": "2026-03-03"}
    if books.country == "AU":
        kinds = books.get(f"{AU}/PayItems")["PayItems"]["LeaveTypes"]
        sent = {
            "EmployeeID": id_,
            "LeaveTypeID": kinds[0]["LeaveTypeID"],
            "Title": "Away",
            "StartDate": away["startDate"],
            "EndDate": away["endDate"],
        }
        made = books.post(f"{AU}/LeaveApplications", [sent])["LeaveApplications"][0]
        return str(made["LeaveApplicationID"]), id_
    sent = {"leaveTypeID": _holiday(books, id_), "description": "Away", **away}
    made = books.post(f"{V2}/Employees/{id_}/Leave", sent)["leave"]
    return str(made["leaveID"]), id_


def _holiday(books: Books, id_: str) -> str:
    """The annual leave that an employee may take from now on."""
    kinds = {k["name"]: k["leaveTypeID"] for k in books.get(f"{V2}/LeaveTypes")["leaveTypes"]}
    if books.country == "NZ":
        opening = {"annualLeaveOpeningBalance": 80}
        books.post(f"{V2}/Employees/{id_}/LeaveSetup", opening)
        return str(kinds["Annual Leave"])
    sent = {
        "leaveTypeID": kinds["Holiday"],
        "scheduleOfAccrual": "EachPayPeriod",
        "hoursAccruedAnnually": 208,
        "openingBalance": 80,
    }
    books.post(f"{V2}/Employees/{id_}/LeaveTypes", sent)
    return str(kinds["Holiday"])
