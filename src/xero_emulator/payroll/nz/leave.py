"""Leave in New Zealand, which begins with setting it up for an employee.

How it was checked: fields and enums from Xero's OpenAPI 16.1.0; the set-up's field names as in its
examples, which the schema spells with capitals; that an employee who is set up has holiday pay,
annual, sick, alternative and family violence leave, as recorded. Unverified: what a second set-up
does (here: it is refused), and what accrues (here: what pay runs post).
"""

from __future__ import annotations

from decimal import Decimal

from xero_emulator.calls import Call
from xero_emulator.fields import choice, flag, guid, number, text
from xero_emulator.payroll import leave, leave_types, shelves
from xero_emulator.payroll.dialect import Form, Told, day, whole_body
from xero_emulator.payroll.nz.api import NZ
from xero_emulator.payroll.operations import Noun, creating_of_employee
from xero_emulator.wire import Record

NOT_SET_UP = "Leave has not been set up for this employee."  # unverified text
SET_UP = "Leave has already been set up for this employee."  # unverified text
SCHEDULES = ("AnnuallyAfter6Months", "OnAnniversaryDate", "PercentageOfGrossEarnings", "NoAccruals")

TYPES = leave_types.noun("typeOfUnits", "typeOfUnitsToAccrue")
ASSIGNED = Noun(
    "assigned_leave",
    "leaveType",
    "leaveTypes",
    Form(
        "leaveTypeID scheduleOfAccrual",
        leaveTypeID=guid,
        scheduleOfAccrual=choice("ScheduleOfAccrual", *SCHEDULES),
        unitsAccruedAnnually=number,
        typeOfUnitsToAccrue=text,
        maximumToAccrue=number,
        openingBalance=number,
        openingBalanceTypeOfUnits=text,
        percentageOfGrossEarnings=number,
        includeHolidayPayEveryPay=flag,
        showAnnualLeaveInAdvance=flag,
        annualLeaveTotalAmountPaid=number,
        scheduleOfAccrualDate=day,
    ),
    ("rateAccruedHourly",),
    keyed=False,
)
LEAVE = leave.Leave.of(
    ASSIGNED,
    "Estimated",
    numberOfUnitsTaken=number,
    typeOfUnits=text,
    typeOfUnitsTaken=text,
    periodStatus=leave.status("Approved", "Completed", "Estimated"),
)
SETUP = Noun(
    "leave_setups",
    "leaveSetup",
    "leaveSetup",
    Form(
        includeHolidayPay=flag,
        holidayPayOpeningBalance=number,
        annualLeaveOpeningBalance=number,
        negativeAnnualLeaveBalancePaidAmount=number,
        sickLeaveToAccrueAnnually=number,
        sickLeaveMaximumToAccrue=number,
        sickLeaveOpeningBalance=number,
        sickLeaveScheduleOfAccrual=text,
        sickLeaveAnniversaryDate=day,
        annualLeaveAnniversaryDate=day,
    ),
    keyed=False,
)
# the leave of everybody: its schedule, and what of the set-up it opens with
GIVEN = {
    "Holiday Pay": ("PercentageOfGrossEarnings", "holidayPayOpeningBalance"),
    "Annual Leave": ("OnAnniversaryDate", "annualLeaveOpeningBalance"),
    "Sick Leave": ("AnnuallyAfter6Months", "sickLeaveOpeningBalance"),
    "Alternative Holidays": ("NoAccruals", ""),
    "Family Violence Leave": ("NoAccruals", ""),
}
HOLIDAY_PAY = Decimal(8)


def set_up(call: Call, sent: Record) -> Record:
    kept = shelves.shelf(call.books, "leave_setups")
    if sent["employeeID"] in kept.records:
        raise whole_body(SET_UP)
    by_name = {each["name"]: each for each in shelves.shelf(call.books, "leave_types").every()}
    for name, (schedule, opens) in GIVEN.items():
        shelves.shelf(call.books, "assigned_leave").put(
            {
                "employeeID": sent["employeeID"],
                "leaveTypeID": by_name[name]["leaveTypeID"],
                **_accruing(by_name[name], schedule, sent),
                "openingBalance": sent.get(opens, Decimal(0)),
            }
        )
    return sent


def _accruing(kind: Record, schedule: str, sent: Record) -> Record:
    sick, paid = kind["name"] == "Sick Leave", schedule == "PercentageOfGrossEarnings"
    return {
        "scheduleOfAccrual": (sick and sent.get("sickLeaveScheduleOfAccrual")) or schedule,
        "unitsAccruedAnnually": sent.get("sickLeaveToAccrueAnnually", 0) if sick else 0,
        "maximumToAccrue": sent.get("sickLeaveMaximumToAccrue", 0) if sick else 0,
        "percentageOfGrossEarnings": HOLIDAY_PAY if paid else 0,
        "includeHolidayPayEveryPay": sent.get("includeHolidayPay", False) if paid else None,
        "typeOfUnitsToAccrue": kind["typeOfUnitsToAccrue"],
        "openingBalanceTypeOfUnits": kind["typeOfUnits"],
    }


def assigned(call: Call, sent: Record) -> Record:
    if sent["employeeID"] not in shelves.shelf(call.books, "leave_setups").records:
        raise whole_body(NOT_SET_UP)
    return leave.assigning(call, {"percentageOfGrossEarnings": 0, "openingBalance": 0, **sent})


ROUTES = (
    *leave_types.routes(NZ, TYPES),
    *leave.routes(NZ, LEAVE, assigned),
    NZ.route(
        "createEmployeeLeaveSetup",
        "POST",
        f"{leave.AT}/LeaveSetup",
        "employees",
        creating_of_employee(SETUP, set_up),
        Told("leaveSetup"),
    ),
)
