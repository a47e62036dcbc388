"""The leave types of an organisation.

How it was checked: fields from Xero's OpenAPI 16.1.0, shapes as recorded (NZ). Unverified: that
nothing makes a leave type inactive, and that names need not be unique.
"""

from __future__ import annotations

from xero_emulator.calls import Call, Route
from xero_emulator.fields import flag, text
from xero_emulator.payroll.dialect import Answer, Api, Form, Told, asked_flag, moment, page
from xero_emulator.payroll.operations import Noun, item_routes
from xero_emulator.wire import Record


def noun(*shows: str) -> Noun:
    form = Form("name isPaidLeave showOnPayslip", name=text, isPaidLeave=flag, showOnPayslip=flag)
    return Noun(
        "leave_types", "leaveType", "leaveTypes", form, ("updatedDateUTC", "isActive", *shows)
    )


def made(call: Call, sent: Record) -> Record:
    units = {"typeOfUnits": "Hours", "typeOfUnitsToAccrue": "Hours", "isStatutoryLeave": False}
    return {**sent, **units, "isActive": True, "updatedDateUTC": moment(call.now)}


def listing(of: Noun) -> Answer:
    def answer(call: Call) -> Told:
        only = asked_flag(call, "ActiveOnly")
        rows = [each for each in of.shelf(call).every() if each["isActive"] or not only]
        return page(call, of.many, rows, of.shown)

    return answer


def routes(api: Api, of: Noun) -> tuple[Route, ...]:
    every, *others = item_routes(api, of, "LeaveTypes", "LeaveTypeID", made)
    list_ = api.route(every.operation_id, "GET", every.pattern, "settings", listing(of), of.nothing)
    return (list_, *others)
