"""Employees, in the payroll of the organisation's country; Accounting has none since April 2026."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from tallyloom.apps.xero import payroll
from tallyloom.apps.xero.apis import JSON, Resource
from tallyloom.apps.xero.employee_fields import EMPLOYEE
from tallyloom.apps.xero.fields import IF_EXISTS
from tallyloom.apps.xero.payroll_fields import EMPLOYEE_ID
from tallyloom.apps.xero.scopes import PAYROLL_EMPLOYEES, PAYROLL_EMPLOYEES_READ
from tallyloom.apps.xero.where import all_of, equals
from tallyloom.kit import (
    Again,
    Answer,
    BadInput,
    Bulk,
    Bundle,
    Caution,
    Element,
    Inputs,
    Knowing,
    Moment,
    Output,
    Request,
    Steps,
    Trouble,
    Value,
    outputs_of,
    place,
)

HELP = (
    "Xero's Accounting API has had no employees since April 2026: they are those of payroll, which"
    " the API has for Australia, New Zealand and the United Kingdom. Which one, the organisation's"
    " country says; a field of another country is refused."
)
# What says who somebody is; the rest changes in a working life.
_PERSON = ("firstName", "lastName", "dateOfBirth")
# What an update of New Zealand and the United Kingdom sends along, because it replaces the whole.
_KEPT = (
    *("title", *_PERSON, "gender", "email", "phoneNumber", "address", "jobTitle"),
    *("nationalInsuranceNumber", "isOffPayrollWorker"),
)

# Told of an employment, which begins after the employee was made.
_LATER = (
    *("startDate", "endDate", "payrollCalendarID", "engagementType", "fixedTermEndDate"),
    "niCategory",
)
_CAUTIONS = {
    "employment": "in New Zealand and the United Kingdom Xero tells it of an employment, which is"
    " made in Xero, and may leave it out here.",
}
_TAX_CHANGED = Moment(name="taxDeclaration.updatedDateUTC", label="Changed")
_LEFT = (
    Output("leaveTypeID", "text", "Leave type"),
    Output("leaveName", "text", "Name of the leave type"),
    Output("numberOfUnits", "decimal", "Units"),
    Output("typeOfUnits", "text", "Kind of units"),
)

employees = Resource(
    path="/Employees",
    one="employee",
    id="employeeID",
    group="Employees",
    reads=PAYROLL_EMPLOYEES_READ,
    writes=PAYROLL_EMPLOYEES,
    source="employees",
    outputs=(
        *outputs_of(EMPLOYEE_ID, *EMPLOYEE.inputs, _TAX_CHANGED),
        Output("leaveBalances", "lines", "Leave that is left; Australia", _LEFT),
        # Shown in the examples of Xero's specifications and in none of their schemas.
        Output("employeeNumber", "text", "Number; the United Kingdom"),
        Output("otherGivenNames", "text", "Other given names; New Zealand"),
        Output("createdDateUTC", "moment", "Created"),
        Output("updatedDateUTC", "moment", "Changed"),
    ),
    sample={
        "employeeID": "658be485-3feb-402e-9e77-ac17623aad42",
        "firstName": "Karen",
        "lastName": "Jones",
        "dateOfBirth": "1999-01-01",
        "gender": "F",
        "email": "karen@example.com",
        "address": {"addressLine1": "101 Green St", "city": "Wellington", "postCode": "6011"},
        "updatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)


def _write(code: str, body: Bundle, id_: str = "") -> Request:
    """A new employee, or, with an id, what an employee shall be."""
    path = f"{payroll.base(code)}/Employees" + (f"/{quote(id_, safe='')}" if id_ else "")
    method = "PUT" if id_ and code != "AU" else "POST"
    sent: Value = [payroll.australian(body)] if code == "AU" else body
    again = Again.SAFE if id_ else Again.LOOK
    return Request(method, path, headers=JSON, body=sent, again=again)


def _namesakes(code: str, given: Mapping[str, Value]) -> Steps[list[Bundle]]:
    """Employees of this first and last name; Xero lets several be, so they are only candidates."""
    if code == "AU":
        where = all_of(equals(name, given[name[0].lower() + name[1:]]) for name in _NAMES)
        return (yield from payroll.everything(code, "Employees", "employees", where=where))
    values = [given["firstName"], given["lastName"]]
    plain = all(set(value).isdisjoint(',=&|"') for value in values)  # its escapes are unverified
    query = {"filter": f"firstName=={values[0]},lastName=={values[1]}"} if plain else {}
    return (yield from payroll.everything(code, "Employees", "employees", **query))


_NAMES = ("FirstName", "LastName")


def _folded(value: Value) -> str:
    return str(value).casefold()


def _unlike(wanted: Mapping[str, Value], found: Mapping[str, Value], *, whole: bool) -> list[str]:
    """The names of what is to be written and is not so in the record; of lists it says nothing.

    In a `whole` record what is absent is not so, either.
    """
    unlike: list[str] = []
    for name, value in wanted.items():
        held = found.get(name)
        if isinstance(value, Mapping):
            inner = held if isinstance(held, Mapping) else {}
            unlike += [f"{name}.{each}" for each in _unlike(value, inner, whole=whole)]
        elif held is None:
            unlike += [name] * (whole and bool(value) and name not in _LATER)
        elif not isinstance(value, list) and _folded(held) != _folded(value):
            unlike.append(name)
    return unlike


# Creating: whoever has the same name and the same day of birth is the same person, for us; Xero
# would take somebody twice.


def _element(given: Inputs, organisation: Sequence[Bundle]) -> Element:
    code = payroll.country_of(organisation)
    wanted = {name: value for name, value in given.items() if name != "if_exists"}
    EMPLOYEE.check(code, wanted)
    _check_address(code, wanted)
    return Element(_key(wanted), {"country": code, "employee": place(wanted)}, given["if_exists"])


def _check_address(code: str, given: Mapping[str, Value]) -> None:
    """Australia takes an address with its first line or none at all."""
    line = "address.addressLine1"
    if code == "AU" and line not in given and any(name.startswith("address.") for name in given):
        raise BadInput("Address, line 1: an address needs it; give the whole address.", field=line)


def _cautions(elements: Sequence[Element]) -> Steps[Sequence[Sequence[Caution]]]:
    """What New Zealand and the United Kingdom take with an employment only, and leave out here."""
    yield from ()
    labels = {field.name: field.label for field in EMPLOYEE.inputs}
    return [
        [
            Caution("employment", f"{labels[name]}: {_CAUTIONS['employment']}", name)
            for name in _LATER
            if element.body["country"] != "AU" and name in element.body["employee"]
        ]
        for element in elements
    ]


def _key(person: Mapping[str, Value]) -> str:
    return ", ".join(_folded(person.get(name)) for name in _PERSON)


def _create(elements: Sequence[Element]) -> Request:
    (only,) = elements
    return _write(only.body["country"], only.body["employee"])


def _renew(pairs: Sequence[tuple[Element, Bundle]]) -> Request:
    ((element, found),) = pairs
    return _changed(element.body["country"], found, element.body["employee"])


def _read(answer: Answer, elements: Sequence[Element]) -> list[Bundle | Trouble]:
    return [payroll.one(elements[0].body["country"], answer, "employee")]


def _look_up(
    elements: Sequence[Element], _met: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    found: dict[str, Bundle] = {}
    for element in elements:
        code, wanted = element.body["country"], element.body["employee"]
        same = [one for one in (yield from _namesakes(code, wanted)) if _key(one) == element.key]
        if same:
            brief = element.if_exists == "fail" or (element.if_exists, code) == ("update", "AU")
            id_ = str(same[0]["employeeID"])
            found[_key(wanted)] = same[0] if brief else (yield from _fetched(code, id_))
    return found


def _named(found: Bundle) -> str:
    return f"{found['firstName']} {found['lastName']}, born {found['dateOfBirth']},"


def _taken(_element: Element, found: Bundle) -> str:
    return f"{_named(found)} is an employee already; choose to use or update the record."


def _differs(element: Element, found: Bundle) -> str:
    whole = element.if_exists != "fail"
    labels = {field.name: field.label.lower() for field in EMPLOYEE.inputs}
    names = _unlike(element.body["employee"], found, whole=whole)
    unlike = ", ".join(labels.get(name, name) for name in names)
    return f"{_named(found)} is an employee with another {unlike}." if unlike else ""


_ALREADY = IF_EXISTS(
    options={**IF_EXISTS.options, "fail": "Stop"},
    help="Looked for by first name, last name and date of birth, because Xero lets one person be"
    " an employee twice.",
)

_CREATION = Bulk(
    element=Knowing("organisation", _element),
    write=_create,
    read=_read,
    look_up=_look_up,
    taken=_taken,
    differs=_differs,
    renew=_renew,
    cautions=_cautions,
    identity="employeeID",
    most=1,
)

create_employee = employees.action(
    "Create an Employee",
    "Creates an employee in payroll.",
    *EMPLOYEE.inputs,
    _ALREADY,
    help=HELP,
    bulk=_CREATION,
    cautions=_CAUTIONS,
    **employees.changing(),
)


# Changing: Australia takes a part; the others replace the whole, so what they hold is sent along.


def _fetched(code: str, id_: str) -> Steps[Bundle]:
    answer = yield payroll.get(code, f"Employees/{quote(id_, safe='')}")
    return payroll.one(code, answer, "employee")


def _changed(code: str, now: Bundle, body: Bundle) -> Request:
    if code != "AU":
        kept = {name: now[name] for name in _KEPT if now.get(name) is not None}
        body = _joined(kept, body)
        EMPLOYEE.check(code, _dotted(body))
    return _write(code, body, str(now["employeeID"]))


def _joined(now: Mapping[str, Value], given: Mapping[str, Value]) -> Bundle:
    """The record with the given values in place; what an address holds and is not given, stays."""
    joined = {name: value for name, value in now.items() if value is not None}
    for name, value in given.items():
        held = joined.get(name)
        both = isinstance(value, Mapping) and isinstance(held, Mapping)
        joined[name] = _joined(held or {}, value) if both else value
    return {name: _without_nothing(value) for name, value in joined.items()}


def _without_nothing(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {name: inner for name, inner in value.items() if inner is not None}
    return value


def _dotted(body: Mapping[str, Value]) -> Bundle:
    """An address as its inputs are named."""
    address = body.get("address") or {}
    return dict(body) | {f"address.{name}": value for name, value in address.items()}


def _change(given: Inputs) -> Steps[Bundle]:
    code = yield from payroll.country()
    wanted = {name: value for name, value in given.items() if name != "employeeID"}
    EMPLOYEE.check(code, wanted, whole=False)
    _check_address(code, wanted)
    id_ = given["employeeID"]
    now = {"employeeID": id_} if code == "AU" else (yield from _fetched(code, id_))
    answer = yield _changed(code, now, place(wanted))
    return payroll.one(code, answer, "employee")


update_employee = employees.writing(
    "Update an Employee",
    "Changes the given values of an employee and leaves the others.",
    EMPLOYEE_ID(required=True),
    *EMPLOYEE.inputs,
    help=HELP,
)(_change)
