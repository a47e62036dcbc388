"""The employees of an Australian organisation.

How it was checked: fields, words, required fields (names, date of birth; an address's first line)
and the three shapes of an answer (list, write, one) from Xero's OpenAPI 16.1.0 and its examples.
Unverified: the texts, that a termination date alone ends an employment, what a tax declaration says
before anybody has declared, that HomeAddress may be missing, and that TaxFileNumber comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, flag, guid, many, names, one, text
from xero_emulator.payroll.au import leave_balances, lines, pay_items
from xero_emulator.payroll.au.payroll_calendars import calendars
from xero_emulator.payroll.au.records import Payroll, figure, route, unknown
from xero_emulator.payroll.au.superfunds import superfunds
from xero_emulator.resource import Asked, States, listing, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States("ACTIVE", ACTIVE="ACTIVE TERMINATED", TERMINATED="TERMINATED ACTIVE")

ADDRESS = Fields(
    AddressLine1=text,
    AddressLine2=text,
    City=text,
    Region=choice("State", "ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"),
    PostalCode=text,
    Country=text,
)
BANK_ACCOUNT = Fields(
    StatementText=text,
    AccountName=text,
    BSB=text,
    AccountNumber=text,
    Remainder=flag,
    Amount=figure,
)
TAX_DECLARATION = Fields(
    EmploymentBasis=choice(
        "EmploymentBasis",
        *names("FULLTIME PARTTIME CASUAL LABOURHIRE SUPERINCOMESTREAM NONEMPLOYEE"),
    ),
    TFNExemptionType=choice("TFNExemptionType", "NOTQUOTED", "PENDING", "PENSIONER", "UNDER18"),
    TaxFileNumber=text,
    ABN=text,
    AustralianResidentForTaxPurposes=flag,
    ResidencyStatus=choice(
        "ResidencyStatus", "AUSTRALIANRESIDENT", "FOREIGNRESIDENT", "WORKINGHOLIDAYMAKER"
    ),
    TaxScaleType=choice(
        "TaxScaleType",
        *names("REGULAR ACTORSARTISTSENTERTAINERS HORTICULTURISTORSHEARER SENIORORPENSIONER"),
        *names("WORKINGHOLIDAYMAKER FOREIGN"),
    ),
    WorkCondition=choice("WorkCondition", "PROMOTIONAL", "THREELESSPERFORMANCESPERWEEK", "NONE"),
    SeniorMaritalStatus=choice(
        "SeniorMaritalStatus", "MEMBEROFCOUPLE", "MEMBEROFILLNESSSEPARATEDCOUPLE", "SINGLE"
    ),
    TaxFreeThresholdClaimed=flag,
    TaxOffsetEstimatedAmount=figure,
    HasHELPDebt=flag,
    HasSFSSDebt=flag,
    HasTradeSupportLoanDebt=flag,
    UpwardVariationTaxWithholdingAmount=figure,
    EligibleToReceiveLeaveLoading=flag,
    ApprovedWithholdingVariationPercentage=figure,
    HasStudentStartupLoan=flag,
    HasLoanOrStudentDebt=flag,
    IncludeLeaveLoadingInQualifyingEarnings=flag,
)
UNDECLARED: Record = {
    "AustralianResidentForTaxPurposes": True,
    "TaxFreeThresholdClaimed": True,
    "HasHELPDebt": False,
    "HasSFSSDebt": False,
    "EligibleToReceiveLeaveLoading": False,
    "HasStudentStartupLoan": False,
    "ResidencyStatus": "AUSTRALIANRESIDENT",
    "IncludeLeaveLoadingInQualifyingEarnings": False,
}
INCOME_TYPES = names("SALARYANDWAGES WORKINGHOLIDAYMAKER NONEMPLOYEE CLOSELYHELDPAYEES LABOURHIRE")
MEMBERSHIP = Fields(SuperMembershipID=guid, SuperFundID=guid, EmployeeNumber=text)
# What a list shows, what only a write and a single employee show, and what only the latter does.
LISTED = names(
    "EmployeeID Title FirstName MiddleNames LastName Status Email DateOfBirth Gender Phone Mobile "
    "StartDate TerminationDate OrdinaryEarningsRateID PayrollCalendarID UpdatedDateUTC "
    "IsSTP2Qualified"
)
DETAILED = names(
    "HomeAddress TwitterUserName IsAuthorisedToApproveLeave IsAuthorisedToApproveTimesheets "
    "JobTitle Classification EmployeeGroupName TerminationReason IncomeType EmploymentType "
    "CountryOfResidence"
)
TEMPLATE = names("EarningsLines DeductionLines SuperLines ReimbursementLines LeaveLines")
MERGED = ("HomeAddress", "PayTemplate", "OpeningBalances", "TaxDeclaration")


class Employees(Payroll):
    plural = "Employees"
    key = "EmployeeID"
    required = ("FirstName", "LastName", "DateOfBirth")
    columns = Columns(
        text="FirstName MiddleNames LastName Title Email Gender Phone Mobile Status JobTitle "
        "Classification EmployeeGroupName",
        guid="EmployeeID OrdinaryEarningsRateID PayrollCalendarID",
        flag="IsAuthorisedToApproveLeave IsAuthorisedToApproveTimesheets",
        day="DateOfBirth StartDate TerminationDate UpdatedDateUTC",
    )
    fields = Fields(
        EmployeeID=guid,
        **dict.fromkeys(
            names(
                "FirstName LastName Title MiddleNames Email Phone Mobile TwitterUserName JobTitle "
                "Classification EmployeeGroupName CountryOfResidence"
            ),
            text,
        ),
        **dict.fromkeys(names("DateOfBirth StartDate TerminationDate"), day),
        **dict.fromkeys(names("OrdinaryEarningsRateID PayrollCalendarID"), guid),
        IsAuthorisedToApproveLeave=flag,
        IsAuthorisedToApproveTimesheets=flag,
        Gender=choice("Gender", "N", "M", "F", "I"),
        TerminationReason=choice("TerminationReason", "V", "I", "D", "R", "F", "C", "T"),
        IncomeType=choice("IncomeType", *INCOME_TYPES),
        EmploymentType=choice("EmploymentType", "EMPLOYEE", "CONTRACTOR"),
        Status=choice("EmployeeStatus", "ACTIVE", "TERMINATED"),
        HomeAddress=one(ADDRESS),
        BankAccounts=many(BANK_ACCOUNT),
        PayTemplate=one(lines.PAY_TEMPLATE),
        OpeningBalances=one(lines.OPENING_BALANCES),
        TaxDeclaration=one(TAX_DECLARATION),
        SuperMemberships=many(MEMBERSHIP),
    )

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = self._meant(sent)
        record = {**self._blank(), **(old or {}), **sent}
        for name in MERGED:
            if old is not None and name in old and name in sent:
                record[name] = {**old[name], **sent[name]}
        if "TerminationDate" in sent and "Status" not in sent:
            record["Status"] = "TERMINATED"
        wrong = list(self._wrong(record))
        if wrong:
            raise Invalid(*wrong)
        record["SuperMemberships"] = [self._member(each) for each in record["SuperMemberships"]]
        return self.keep(self.stamped(record, call), call.client_id if old is None else None)

    def _meant(self, sent: Record) -> Record | None:
        if "EmployeeID" not in sent:
            return None
        found = self.match(sent["EmployeeID"])
        if found is None:
            raise Invalid(f"EmployeeID {sent['EmployeeID']} does not exist.")
        return found

    def _blank(self) -> Record:
        return {
            "EmployeeID": self.books.new_id(),
            "Status": STATES.first,
            "IsAuthorisedToApproveLeave": False,
            "IsAuthorisedToApproveTimesheets": False,
            "IsSTP2Qualified": False,
            "BankAccounts": [],
            "SuperMemberships": [],
        }

    def _member(self, sent: Record) -> Record:
        return (
            sent
            if "SuperMembershipID" in sent
            else {
                "SuperMembershipID": self.books.new_id(),
                **sent,
            }
        )

    def _wrong(self, record: Record) -> Iterator[str]:
        yield from self.lacking(record)
        if "HomeAddress" in record and not record["HomeAddress"].get("AddressLine1"):
            yield "AddressLine1 is required."
        rates = pay_items.of_kind(self.books, "EarningsRates")
        yield from unknown([record], "OrdinaryEarningsRateID", rates.find)
        yield from unknown([record], "PayrollCalendarID", calendars(self.books).match)
        for name in ("PayTemplate", "OpeningBalances"):
            yield from lines.wrong(self.books, record.get(name, {}))
        memberships = record["SuperMemberships"]
        yield from unknown(memberships, "SuperFundID", superfunds(self.books).match)
        for name in ("SuperFundID", "EmployeeNumber"):
            if any(name not in each for each in memberships):
                yield f"{name} is required."

    def calendar(self, record: Record) -> Record | None:
        return calendars(self.books).match(record.get("PayrollCalendarID", ""))

    def listed(self, record: Record, asked: Asked) -> Record:
        return {name: record[name] for name in LISTED if name in record}

    def fetched(self, record: Record, asked: Asked) -> Record:
        """As the answer to a write has it."""
        return {name: record[name] for name in (*LISTED, *DETAILED) if name in record}

    def whole(self, record: Record, asked: Asked) -> Record:
        """With everything about pay, as only a single employee is answered."""
        template = record.get("PayTemplate", {})
        declared = {**UNDECLARED, **record.get("TaxDeclaration", {})}
        opening = lines.empty(
            (*TEMPLATE, "PaidLeaveEarningsLines"), record.get("OpeningBalances", {})
        )
        return {
            **self.fetched(record, asked),
            "TaxDeclaration": {**declared, "UpdatedDateUTC": record["UpdatedDateUTC"]},
            "BankAccounts": record["BankAccounts"],
            "OpeningBalances": opening,
            "PayTemplate": lines.empty(TEMPLATE, lines.qualified(self.books, template)),
            "SuperMemberships": record["SuperMemberships"],
            "LeaveBalances": leave_balances.of(self.books, record),
        }


def employees(books: Books) -> Employees:
    return cast(Employees, books.resources["au_employees"])


def exists(books: Books, record: Record) -> Iterator[str]:
    """What is wrong with the employee that a record names."""
    yield from unknown([record], "EmployeeID", employees(books).match)


def fetch(call: Call) -> Reply:
    held = employees(call.books)
    record = held.get(call.path["EmployeeID"])
    return held.envelope(call, [held.whole(record, Asked.of(call, held))])


RESOURCES = {"au_employees": Employees}
_AT = "/Employees/{EmployeeID}"

ROUTES = (
    route("getEmployees", "GET", "/Employees", "employees", listing(employees)),
    route("createEmployee", "POST", "/Employees", "employees", writing(employees)),
    route("getEmployee", "GET", _AT, "employees", fetch),
    route("updateEmployee", "POST", _AT, "employees", writing(employees, "EmployeeID")),
)
