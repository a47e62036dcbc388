"""Employees in the United Kingdom, their contracts and their National Insurance categories.

How it was checked: fields and enums from Xero's OpenAPI 16.1.0, with OffPayrollWorker as 19.0.0 has
it; employeeNumber and county as in the examples. Unverified: which number a category gets, that a
contract without a public key is a new one beside the others, and that a list leaves out
the National Insurance number and categories and the employee number, but not the title, which the
examples leave out and the schema requires.
"""

from __future__ import annotations

from xero_emulator.calls import Call
from xero_emulator.fields import choice, flag, guid, text
from xero_emulator.payroll import employees
from xero_emulator.payroll.dialect import Form, Wrong, day, many, one, required
from xero_emulator.payroll.uk.api import UK
from xero_emulator.wire import Record

NI_LETTER = choice("NICategoryLetter", *"ABCDEFHIJKLMNSVXZ")
NI_CATEGORY = Form(
    "niCategory workplacePostcode",
    startDate=day,
    niCategory=NI_LETTER,
    dateFirstEmployedAsCivilian=day,
    workplacePostcode=text,
)
ROLE = Form(
    "startDate endDate developmentalRole",
    startDate=day,
    endDate=day,
    developmentalRole=text,
    publicKey=guid,
)
CONTRACT = Form(
    "startDate employmentStatus contractType",
    startDate=day,
    employmentStatus=choice(
        "EmploymentStatus", "Employee", "Worker", "Unspecified", "OffPayrollWorker"
    ),
    contractType=choice("ContractType", "FullTime", "PartTime", "ZeroHour", "Unspecified"),
    publicKey=guid,
    isFixedTerm=flag,
    fixedTermEndDate=day,
    developmentalRoleDetails=one(ROLE),
)
FIRST_CATEGORY = 594


def made(call: Call, sent: Record) -> Record:
    address = {**sent["address"], "countryName": "UNITED KINGDOM"}
    known = {"isOffPayrollWorker": False, "contracts": [], **sent, "address": address}
    return {**known, **_keyed(call, known)}


def employed(call: Call, sent: Record) -> Record:
    return {**sent, **_keyed(call, sent)}


def _keyed(call: Call, sent: Record) -> Record:
    """Contracts and categories with the keys that tell them apart."""
    if any(_is_undated(each) for each in sent.get("niCategories") or ()):
        raise Wrong(required("dateFirstEmployedAsCivilian"))
    contracts = [_contract(call, each) for each in sent.get("contracts") or ()]
    categories = [
        {**each, "niCategoryID": FIRST_CATEGORY + at}
        for at, each in enumerate(sent.get("niCategories") or ())
    ]
    return {"contracts": contracts, "niCategories": categories}


def _is_undated(category: Record) -> bool:
    """A veteran's category needs the day they became a civilian."""
    return category["niCategory"] == "V" and category["dateFirstEmployedAsCivilian"] is None


def _contract(call: Call, sent: Record) -> Record:
    found = {
        **{name: value for name, value in sent.items() if name != "developmentalRoleDetails"},
        "isFixedTerm": sent["isFixedTerm"] or False,
        "publicKey": sent["publicKey"] or call.books.new_id(),
    }
    role = sent.get("developmentalRoleDetails")
    if role is None:
        return found
    keyed = {**role, "publicKey": role["publicKey"] or call.books.new_id()}
    return {**found, "developmentalRoleDetails": keyed}


EMPLOYEES = employees.Employees(
    noun=employees.noun(
        "title firstName lastName dateOfBirth gender address",
        "employeeNumber",
        address={"county": text, "countryName": text, "postCode": text},
        spared=employees.SPARED,
        title=text,
        nationalInsuranceNumber=text,
        isOffPayrollWorker=flag,
        niCategory=NI_LETTER,
        niCategories=many(NI_CATEGORY),
        contracts=many(CONTRACT),
    ),
    employment=employees.employment(
        "payrollCalendarID startDate employeeNumber niCategories",
        employeeNumber=text,
        niCategory=NI_LETTER,
        niCategories=many(NI_CATEGORY),
        contracts=many(CONTRACT),
    ),
    filters={
        "firstName": str,
        "lastName": str,
        "isOffPayrollWorker": lambda value: value.lower() == "true",
    },
    make=made,
    employ=employed,
    unlisted=("nationalInsuranceNumber", "niCategory", "niCategories", "employeeNumber"),
)

ROUTES = employees.routes(UK, EMPLOYEES)
