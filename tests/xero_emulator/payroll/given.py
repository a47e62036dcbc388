"""The payroll of one country in process: calls by name, and people who are paid weekly."""

from __future__ import annotations

from typing import Any

from xero_emulator.direct import Answer, Direct
from xero_emulator.payroll.nz import pay as nz_pay
from xero_emulator.payroll.uk import pay as uk_pay

NOBODY = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
APIS = {"NZ": "payroll-nz", "GB": "payroll-uk", "AU": "payroll-au-v2"}
RUNS = {"NZ": nz_pay.RUNS, "GB": uk_pay.RUNS}
PERIOD = {"startDate": "2026-02-23", "endDate": "2026-03-01"}
ADDRESS = {"addressLine1": "1 High St", "city": "Bath", "postCode": "1010"}
PERSON = {"firstName": "Ada", "lastName": "Smith", "dateOfBirth": "1990-05-17", "address": ADDRESS}
BRITISH = {"title": "Ms", "gender": "F"}
EMPLOYMENT = {
    "NZ": {"engagementType": "Permanent"},
    "GB": {
        "employeeNumber": "7",
        "niCategories": [{"niCategory": "A", "workplacePostcode": "BA1 1AA"}],
    },
}
CALENDAR = {
    "name": "Weekly",
    "calendarType": "Weekly",
    "periodStartDate": "2026-02-23",
    "paymentDate": "2026-03-03",
}


class Payroll:
    """Operations by their names in the country's specification; refusals as (name, reason)."""

    def __init__(self, country: str = "NZ") -> None:
        self.country = country
        self.xero = Direct(country)

    @property
    def books(self):
        return self.xero.books

    def call(self, operation: str, body: Any = None, query: Any = None, **path: str) -> Answer:
        return self.xero.call(f"{APIS[self.country]}.{operation}", body, query, **path)

    def told(self, operation: str, body: Any = None, query: Any = None, **path: str) -> Any:
        """The named value of a good answer."""
        answer = self.call(operation, body, query, **path)
        assert answer.status == 200, answer.reply
        return next(value for name, value in answer.json.items() if name not in ENVELOPE)

    def wrong(
        self, operation: str, body: Any = None, query: Any = None, **path: str
    ) -> list[tuple]:
        answer = self.call(operation, body, query, **path)
        assert answer.status == 400, answer.reply
        return [(each["name"], each["reason"]) for each in answer.json["problem"]["invalidFields"]]

    def calendar(self, **more: Any) -> str:
        return self.told("createPayRunCalendar", {**CALENDAR, **more})["payrollCalendarID"]

    def employee(self, **more: Any) -> str:
        country = BRITISH if self.country == "GB" else {}
        return self.told("createEmployee", {**PERSON, **country, **more})["employeeID"]

    def employed(self, calendar: str, **more: Any) -> str:
        employee = self.employee(**more)
        sent = {"payrollCalendarID": calendar, "startDate": "2026-01-05"}
        self.told("createEmployment", {**sent, **EMPLOYMENT[self.country]}, EmployeeID=employee)
        return employee

    def rate(self, name: str | None = None) -> str:
        every = self.told("getEarningsRates")
        found = next(each for each in every if name in (None, each["name"]))
        return found["earningsRateID"]

    def leave_type(self, name: str) -> str:
        every = self.told("getLeaveTypes")
        return next(each["leaveTypeID"] for each in every if each["name"] == name)

    def wage(self, employee: str, **more: Any) -> Any:
        sent = {
            "earningsRateID": self.rate(),
            "numberOfUnitsPerWeek": 40,
            "numberOfUnitsPerDay": 8,
            "ratePerUnit": 30,
            "annualSalary": 62400,
            "effectiveFrom": "2026-01-05",
            "status": "Active",
            "paymentType": "Hourly",
        }
        return self.told("createEmployeeSalaryAndWage", {**sent, **more}, EmployeeID=employee)

    def holiday(self, employee: str, opening: int = 80) -> str:
        """The annual leave that an employee may take from now on."""
        if self.country == "NZ":
            sent = {"annualLeaveOpeningBalance": opening}
            self.told("createEmployeeLeaveSetup", sent, EmployeeID=employee)
            return self.leave_type("Annual Leave")
        kind = self.leave_type("Holiday")
        sent = {
            "leaveTypeID": kind,
            "scheduleOfAccrual": "EachPayPeriod",
            "hoursAccruedAnnually": 208,
            "openingBalance": opening,
        }
        self.told("createEmployeeLeaveType", sent, EmployeeID=employee)
        return kind

    def leave(self, employee: str, kind: str, first: str, last: str) -> Any:
        sent = {"leaveTypeID": kind, "description": "Away", "startDate": first, "endDate": last}
        return self.told("createEmployeeLeave", sent, EmployeeID=employee)

    def balance(self, employee: str, kind: str) -> Any:
        every = self.told("getEmployeeLeaveBalances", EmployeeID=employee)
        return next(each["balance"] for each in every if each["leaveTypeID"] == kind)

    def timesheet(
        self, employee: str, calendar: str, *units: tuple[str, float], **more: Any
    ) -> Any:
        lines = [
            {"date": day, "earningsRateID": self.rate(), "numberOfUnits": number}
            for day, number in units
        ]
        sent = {"employeeID": employee, "payrollCalendarID": calendar, **PERIOD, **more}
        return self.told("createTimesheet", {**sent, "timesheetLines": lines})

    def run(self, calendar: str) -> Any:
        return RUNS[self.country].draw_up(self.books, calendar, self.xero.now)

    def slips(self, run: Any) -> Any:
        return self.told("getPaySlips", query={"PayRunID": run["payRunID"]})

    def post(self, run: Any) -> Any:
        return RUNS[self.country].post(self.books, run["payRunID"], self.xero.now)


ENVELOPE = ("id", "providerName", "dateTimeUTC", "httpStatusCode", "pagination", "problem")


def paid_a_week(nz: Payroll, weekly: int, **tax: Any) -> Any:
    """The slip of somebody in New Zealand who earns so much a week."""
    calendar = nz.calendar()
    employee = nz.employed(calendar)
    nz.wage(employee, paymentType="Salary", annualSalary=weekly * 52)
    nz.told("updateEmployeeTax", {"taxCode": "M", **tax}, EmployeeID=employee)
    (slip,) = nz.slips(nz.run(calendar))
    return slip
