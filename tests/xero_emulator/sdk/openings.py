"""What random sequences of each API begin with, so that there is something to ask for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.xero_emulator.sdk.examples import (
    ASSETS,
    PAYROLL_AU,
    PAYROLL_NZ,
    PAYROLL_UK,
    SHEET,
    SHEETS,
    Examples,
)
from tests.xero_emulator.sdk.requests import GOOD, Request

Send: TypeAlias = Callable[[Request], Any]
Opening: TypeAlias = Callable[[Send], Mapping[str, str] | None]

FORM = b'--edge\r\nContent-Disposition: form-data; name="a.txt"; filename="a.txt"\r\n\r\nx\r\n'
UPLOAD = {"content-type": "multipart/form-data; boundary=edge"}


def _json(method: str, path: str, body: Any = None) -> Request:
    content = None if body is None else json.dumps(body).encode()
    return Request(method, path, {}, {"content-type": "application/json"}, content)


def upload(path: str, name: bytes = b"a.txt") -> Request:
    return Request("POST", path, {}, UPLOAD, FORM.replace(b"a.txt", name) + b"--edge--\r\n")


def _accounts(send: Send) -> dict[str, str]:
    found = send(_json("GET", "/api.xro/2.0/Accounts"))["Accounts"]
    return {each.get("Code", each["Name"]): each["AccountID"] for each in found}


def files(send: Send) -> None:
    send(_json("POST", "/files.xro/1.0/Folders", {"Name": "Contracts"}))
    file = send(upload("/files.xro/1.0/Files"))
    contact = send(_json("PUT", "/api.xro/2.0/Contacts", [GOOD["Contact"]]))["Contacts"][0]
    about = {"ObjectId": contact["ContactID"], "ObjectGroup": "Contact"}
    send(_json("POST", f"/files.xro/1.0/Files/{file['Id']}/Associations", about))


def assets(send: Send) -> None:
    codes = _accounts(send)
    accounts = {
        "fixedAssetAccountId": codes["720"],
        "depreciationExpenseAccountId": codes["416"],
        "accumulatedDepreciationAccountId": codes["721"],
    }
    made = send(_json("POST", "/assets.xro/1.0/AssetTypes", {**ASSETS["AssetType"][0], **accounts}))
    asset = {"assetName": "Van", "assetTypeId": made["assetTypeId"], "purchasePrice": 900}
    send(_json("POST", "/assets.xro/1.0/Assets", asset))


def finance(send: Send) -> Mapping[str, str]:
    invoice = {**GOOD["Invoice"], "InvoiceNumber": "A-1", "Date": "2026-02-01"}
    send(_json("PUT", "/api.xro/2.0/Invoices", [invoice]))
    paid = {**GOOD["Payment"], "InvoiceNumber": "A-1", "IsReconciled": True}
    send(_json("PUT", "/api.xro/2.0/Payments", [paid]))
    return {"bankaccountid": _accounts(send)["090"]}


def payroll_au(send: Send) -> None:
    at = "/payroll.xro/1.0"
    items = send(_json("GET", f"{at}/PayItems"))["PayItems"]
    rate = {"EarningsRateID": items["EarningsRates"][0]["EarningsRateID"]}
    dates = {"StartDate": "2026-03-02", "PaymentDate": "2026-03-10"}
    sent = [{"Name": "Weekly", "CalendarType": "WEEKLY", **dates}]
    calendar = send(_json("POST", f"{at}/PayrollCalendars", sent))["PayrollCalendars"][0]
    runs_in = {"PayrollCalendarID": calendar["PayrollCalendarID"]}
    line = {**rate, "CalculationType": "ENTEREARNINGSRATE", "RatePerUnit": 20}
    template = {"EarningsLines": [{**line, "NormalNumberOfUnits": 38}]}
    ordinary = {"OrdinaryEarningsRateID": rate["EarningsRateID"], "PayTemplate": template}
    sent = [{**PAYROLL_AU["Employee"][0], **runs_in, **ordinary}]
    employee = send(_json("POST", f"{at}/Employees", sent))["Employees"][0]
    of = {"EmployeeID": employee["EmployeeID"]}
    asked = [{"PayPeriodEndDate": "2026-03-08", "LeavePeriodStatus": "REQUESTED"}]
    leave = {"LeaveTypeID": items["LeaveTypes"][0]["LeaveTypeID"], "LeavePeriods": asked}
    days = {"StartDate": "2026-03-03", "EndDate": "2026-03-04", "Title": "Away"}
    send(_json("POST", f"{at}/LeaveApplications", [{**of, **leave, **days}]))
    week = {"StartDate": "2026-03-02", "EndDate": "2026-03-08"}
    units = [{**rate, "NumberOfUnits": [1, 2, 3, 4, 5, 0, 0]}]
    send(_json("POST", f"{at}/Timesheets", [{**of, **week, "TimesheetLines": units}]))
    send(_json("POST", f"{at}/Superfunds", [{"Type": "REGULATED", "USI": "PTC0133AU"}]))
    run = send(_json("POST", f"{at}/PayRuns", [runs_in]))["PayRuns"][0]
    send(_json("GET", f"{at}/PayRuns/{run['PayRunID']}"))


def payroll_au_v2(send: Send) -> None:
    """The staff of Payroll AU 1.0, and timesheets of the weeks after theirs."""
    payroll_au(send)
    at = "/payroll.xro/2.0/Timesheets"
    (old,) = send(_json("GET", at))["timesheets"]
    who = {name: old[name] for name in SHEET}
    (kept,) = send(_json("GET", f"{at}/{old['timesheetID']}"))["timesheet"]["timesheetLines"][:1]
    for sheet in SHEETS["Timesheet"][1:]:
        rate = {"earningsRateID": kept["earningsRateID"]}
        lines = [{**line, **rate} for line in sheet["timesheetLines"]]
        send(_json("POST", at, {**sheet, **who, "timesheetLines": lines}))


def _paid(send: Send, examples: Examples, rate_name: str) -> tuple[str, Mapping[str, str]]:
    """The path of an employee who is paid weekly; what payroll posts to, and their rate."""
    at = "/payroll.xro/2.0"
    accounts = send(_json("GET", f"{at}/Settings"))["settings"]["accounts"]
    of_kind = {each["type"]: each["accountID"] for each in accounts}
    (week, *_) = examples["PayRunCalendar"]
    calendar = send(_json("POST", f"{at}/PayRunCalendars", week))["payRunCalendar"]
    employee = send(_json("POST", f"{at}/Employees", examples["Employee"][0]))["employee"]
    person = f"{at}/Employees/{employee['employeeID']}"
    in_calendar = {"payrollCalendarID": calendar["payrollCalendarID"]}
    send(_json("POST", f"{person}/Employment", {**examples["Employment"][0], **in_calendar}))
    rates = send(_json("GET", f"{at}/EarningsRates"))["earningsRates"]
    rate = next(each["earningsRateID"] for each in rates if each["name"] == rate_name)
    wage = {**examples["SalaryAndWage"][0], "earningsRateID": rate}
    send(_json("POST", f"{person}/SalaryAndWages", wage))
    (sheet, *_) = examples["Timesheet"]
    week = {"startDate": "2026-02-23", "endDate": "2026-03-01"}
    line = {"date": "2026-02-24", "earningsRateID": rate, "numberOfUnits": 8}
    who = {"employeeID": employee["employeeID"], **in_calendar, **week, "timesheetLines": [line]}
    send(_json("POST", f"{at}/Timesheets", {**sheet, **who}))
    known = {
        "liabilityaccountid": of_kind["WAGESPAYABLE"],
        "expenseaccountid": of_kind["WAGESEXPENSE"],
        "earningsrateid": rate,
    }
    for path, name in ITEMS[examples is PAYROLL_UK]:
        send(_json("POST", f"{at}/{path}", filled(examples[name][0], known)))
    template = filled(examples["EarningsTemplate"][0], known)
    send(_json("POST", f"{person}/PayTemplates/Earnings", template))
    return person, known


ITEMS = (
    (
        ("Deductions", "Deduction"),
        ("Superannuations", "Benefit"),
        ("Reimbursements", "Reimbursement"),
    ),
    (("Deductions", "Deduction"), ("Benefits", "Benefit"), ("Reimbursements", "Reimbursement")),
)


def filled(example: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    """An example about what is known."""
    return {name: known.get(str(value)[1:], value) for name, value in example.items()}


def _away(send: Send, person: str, examples: Examples, name: str) -> str:
    """Leave of an employee who may take it; gives its type."""
    every = send(_json("GET", "/payroll.xro/2.0/LeaveTypes"))["leaveTypes"]
    kind = str(next(each["leaveTypeID"] for each in every if each["name"] == name))
    leave = {**examples["EmployeeLeave"][0], "leaveTypeID": kind}
    if name == "Holiday":
        may = {**examples["EmployeeLeaveType"][0], "leaveTypeID": kind}
        send(_json("POST", f"{person}/LeaveTypes", may))
    else:
        send(_json("POST", f"{person}/LeaveSetup", examples["EmployeeLeaveSetup"][0]))
    send(_json("POST", f"{person}/Leave", leave))
    return kind


def _slips(send: Send, word: str, run: str) -> None:
    send(Request("GET", f"/payroll.xro/2.0/{word}", {"PayRunID": run}, {}, None))


def payroll_nz(send: Send) -> Mapping[str, str]:
    person, known = _paid(send, PAYROLL_NZ, "Ordinary Time")
    kind = _away(send, person, PAYROLL_NZ, "Annual Leave")
    pattern = PAYROLL_NZ["EmployeeWorkingPatternWithWorkingWeeksRequest"][0]
    send(_json("POST", f"{person}/Working-Patterns", pattern))
    (calendar, *_) = send(_json("GET", "/payroll.xro/2.0/PayRunCalendars"))["payRunCalendars"]
    runs = {"payrollCalendarID": calendar["payrollCalendarID"]}
    run = send(_json("POST", "/payroll.xro/2.0/PayRuns", runs))["payRun"]
    _slips(send, "PaySlips", run["payRunID"])
    send(_json("GET", "/payroll.xro/2.0/StatutoryDeductions"))
    return {**known, "leavetypeid": kind}


def payroll_uk(send: Send) -> Mapping[str, str]:
    person, known = _paid(send, PAYROLL_UK, "Regular Hours")
    kind = _away(send, person, PAYROLL_UK, "Holiday")
    every = send(_json("GET", "/payroll.xro/2.0/LeaveTypes"))["leaveTypes"]
    sick = next(each for each in every if each["name"].startswith("Statutory Sick Leave"))
    employee = {"employeeID": person.rpartition("/")[2], "leaveTypeID": sick["leaveTypeID"]}
    ill = {**PAYROLL_UK["EmployeeStatutorySickLeave"][0], **employee}
    send(_json("POST", "/payroll.xro/2.0/StatutoryLeaves/Sick", ill))
    send(_json("GET", "/payroll.xro/2.0/EarningsOrders"))
    (*_, run) = send(_json("GET", "/payroll.xro/2.0/PayRuns"))["payRuns"]
    _slips(send, "Payslips", run["payRunID"])
    return {**known, "leavetypeid": kind, "sickleavetypeid": sick["leaveTypeID"]}


SEEDS = {"payroll-uk": "demo"}  # only people can draw up a pay run there
OPENINGS: Mapping[str, tuple[str, Opening]] = {
    "files": ("GB", files),
    "assets": ("GB", assets),
    "finance": ("GB", finance),
    "payroll-au": ("AU", payroll_au),
    "payroll-au-v2": ("AU", payroll_au_v2),
    "payroll-nz": ("NZ", payroll_nz),
    "payroll-uk": ("GB", payroll_uk),
}
