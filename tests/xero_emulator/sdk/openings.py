"""What random sequences of each API begin with, so that there is something to ask for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.xero_emulator.sdk.requests import GOOD, Request

Send: TypeAlias = Callable[[Request], Any]

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
    setting = {"depreciationMethod": "StraightLine", "depreciationRate": 25}
    sent = {"assetTypeName": "Vans", "fixedAssetAccountId": _accounts(send)["720"]}
    sent |= {"bookDepreciationSetting": setting}
    made = send(_json("POST", "/assets.xro/1.0/AssetTypes", sent))
    asset = {"assetName": "Van", "assetTypeId": made["assetTypeId"], "purchasePrice": 900}
    send(_json("POST", "/assets.xro/1.0/Assets", asset))


def finance(send: Send) -> None:
    invoice = {**GOOD["Invoice"], "InvoiceNumber": "A-1", "Date": "2026-02-01"}
    send(_json("PUT", "/api.xro/2.0/Invoices", [invoice]))
    paid = {**GOOD["Payment"], "InvoiceNumber": "A-1", "IsReconciled": True}
    send(_json("PUT", "/api.xro/2.0/Payments", [paid]))
    _accounts(send)


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
    sent = [{**GOOD["Employee"], **runs_in, **ordinary}]
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


OPENINGS: Mapping[str, tuple[str, Callable[[Send], None]]] = {
    "files": ("GB", files),
    "assets": ("GB", assets),
    "finance": ("GB", finance),
    "payroll-au": ("AU", payroll_au),
}
