"""Employees in New Zealand.

How it was checked: fields from Xero's OpenAPI 16.1.0, with otherGivenNames and employmentType as
recorded. Unverified: that everybody made here is an Employee, no Contractor, and that a country is
always New Zealand.
"""

from __future__ import annotations

from xero_emulator.calls import Call
from xero_emulator.fields import text
from xero_emulator.payroll import employees
from xero_emulator.payroll.dialect import day
from xero_emulator.payroll.nz.api import NZ
from xero_emulator.payroll.operations import as_sent
from xero_emulator.wire import Record


def made(_call: Call, sent: Record) -> Record:
    address = {**sent["address"], "countryName": "NEW ZEALAND"}
    return {**sent, "address": address, "employmentType": "Employee"}


EMPLOYEES = employees.Employees(
    noun=employees.noun(
        "firstName lastName dateOfBirth address",
        *("engagementType", "fixedTermEndDate", "employmentType"),
        address={"suburb": text, "countryName": text, "postCode": text},
        jobTitle=text,
        otherGivenNames=text,
    ),
    employment=employees.employment(
        "payrollCalendarID startDate engagementType", engagementType=text, fixedTermEndDate=day
    ),
    filters={"firstName": str, "lastName": str},
    make=made,
    employ=as_sent,
)

ROUTES = employees.routes(NZ, EMPLOYEES)
