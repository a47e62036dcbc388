"""Leave in the United Kingdom.

How it was checked: fields, enums and examples from Xero's OpenAPI 16.1.0. Unverified: what accrues
(here: what pay runs post).
"""

from __future__ import annotations

from xero_emulator.calls import Call
from xero_emulator.fields import choice, guid, number
from xero_emulator.payroll import leave, leave_types
from xero_emulator.payroll.dialect import Form, day
from xero_emulator.payroll.operations import Noun, fetching_of_employee
from xero_emulator.payroll.uk.api import UK
from xero_emulator.wire import Record

SCHEDULES = ("BeginningOfCalendarYear", "OnAnniversaryDate", "EachPayPeriod", "OnHourWorked")
BLANK = dict.fromkeys(("maximumToAccrue", "openingBalance", "rateAccruedHourly"), 0)

TYPES = leave_types.noun("isStatutoryLeave")
ASSIGNED = Noun(
    "assigned_leave",
    "leaveType",
    "leaveTypes",
    Form(
        "leaveTypeID scheduleOfAccrual",
        leaveTypeID=guid,
        scheduleOfAccrual=choice("ScheduleOfAccrual", *SCHEDULES),
        hoursAccruedAnnually=number,
        maximumToAccrue=number,
        openingBalance=number,
        rateAccruedHourly=number,
        scheduleOfAccrualDate=day,
    ),
    keyed=False,
)
LEAVE = leave.Leave.of(ASSIGNED, None, periodStatus=leave.status("Approved", "Completed"))


def assigned(call: Call, sent: Record) -> Record:
    return leave.assigning(call, {**BLANK, **sent})


ROUTES = (
    *leave_types.routes(UK, TYPES),
    *leave.routes(UK, LEAVE, assigned),
    UK.route(
        "getEmployeeLeave",
        "GET",
        f"{leave.AT}/Leave/{{LeaveID}}",
        "employees",
        fetching_of_employee(LEAVE.noun, "LeaveID"),
        LEAVE.noun.none,
    ),
)
