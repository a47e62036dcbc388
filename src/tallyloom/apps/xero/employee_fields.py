"""What can be told of an employee in the payroll of each country (Xero OpenAPI 16.1.0).

Names are those of New Zealand and the United Kingdom; what only Australia knows is written as
they would write it. `payroll.australian` makes Australia's bodies of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from tallyloom.apps.xero.payroll import ALL, AU, NZ, UK, Form
from tallyloom.kit import Boolean, Choice, Date, Field, Group, Lines, Money, Number, Text

EMPLOYEE_ID = Text(
    name="employeeID",
    label="Employee",
    pick="employees",
    help="Xero's id of the employee.",
)
CALENDAR = Text(
    name="payrollCalendarID",
    label="Payroll calendar",
    pick="payroll_calendars",
    help="Xero's id of the calendar that says when is paid.",
)
EARNINGS_RATE = Text(
    name="earningsRateID",
    label="Earnings rate",
    required=True,
    pick="earnings_rates",
    help="Xero's id of what is paid, such as ordinary hours.",
)
LEAVE_TYPE = Text(
    name="leaveTypeID",
    label="Leave type",
    pick="leave_types",
    help="Xero's id of the kind of leave.",
)


def _choice(name: str, label: str, options: Mapping[str, str], *, advanced: bool = True) -> Field:
    return Choice(name=name, label=label, options=options, advanced=advanced)


def _yes(name: str, label: str) -> Field:
    return Boolean(name=name, label=label, advanced=True)


def _more(name: str, label: str, help_: str = "") -> Field:
    return Text(name=name, label=label, help=help_, advanced=True)


def _number(name: str, label: str, help_: str = "") -> Field:
    return Number(name=name, label=label, help=help_)


# A person

_EVERYWHERE: tuple[Field, ...] = (
    Text(name="firstName", label="First name"),
    Text(name="lastName", label="Last name"),
    Date(name="dateOfBirth", label="Date of birth"),
    Text(name="title", label="Title", help="Such as Mrs."),
    _choice(
        "gender",
        "Gender",
        {"F": "Female", "M": "Male", "I": "Another (Australia)", "N": "Not given (Australia)"},
        advanced=False,
    ),
    Text(name="email", label="Email address"),
    Text(name="phoneNumber", label="Phone"),
    Text(name="address.addressLine1", label="Address, line 1"),
    Text(name="address.addressLine2", label="Address, line 2"),
    Text(name="address.city", label="City"),
)
_STATES = ("ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA")
_REGION = _choice("address.region", "State", {s: s for s in _STATES}, advanced=False)
_SUBURB = Text(name="address.suburb", label="Suburb")
_PLACE: tuple[Field, ...] = (
    Text(name="address.postCode", label="Postal code"),
    Text(name="address.countryName", label="Country", help="In capitals, such as NEW ZEALAND."),
)
_EMPLOYMENT: tuple[Field, ...] = (
    Date(name="startDate", label="Start date"),
    CALENDAR,
)
_JOB = Text(name="jobTitle", label="Job title")
_END = Date(name="endDate", label="End date")

# Australia

_RATE = EARNINGS_RATE(name="ordinaryEarningsRateID", label="Ordinary earnings rate", required=False)
_TAX = "taxDeclaration"
_TAX_DECLARATION: tuple[Field, ...] = (
    _choice(
        f"{_TAX}.employmentBasis",
        "Employment basis",
        {
            "FULLTIME": "Full time",
            "PARTTIME": "Part time",
            "CASUAL": "Casual",
            "LABOURHIRE": "Labour hire",
            "SUPERINCOMESTREAM": "Superannuation income stream",
            "NONEMPLOYEE": "Non-employee",
        },
    ),
    _more(f"{_TAX}.taxFileNumber", "Tax file number", "Digits only, such as 123123123."),
    _choice(
        f"{_TAX}.tfnExemptionType",
        "Reason of no tax file number",
        {
            "NOTQUOTED": "Not quoted",
            "PENDING": "Pending",
            "PENSIONER": "Pensioner",
            "UNDER18": "Under 18",
        },
    ),
    _more(f"{_TAX}.abn", "ABN", "Eleven digits; for non-employees."),
    _yes(f"{_TAX}.australianResidentForTaxPurposes", "Australian resident for tax"),
    _choice(
        f"{_TAX}.residencyStatus",
        "Residency",
        {
            "AUSTRALIANRESIDENT": "Australian resident",
            "FOREIGNRESIDENT": "Foreign resident",
            "WORKINGHOLIDAYMAKER": "Working holiday maker",
        },
    ),
    _choice(
        f"{_TAX}.taxScaleType",
        "Tax scale",
        {
            "REGULAR": "Regular",
            "ACTORSARTISTSENTERTAINERS": "Actors, artists and entertainers",
            "HORTICULTURISTORSHEARER": "Horticulturists and shearers",
            "SENIORORPENSIONER": "Seniors and pensioners",
            "WORKINGHOLIDAYMAKER": "Working holiday makers",
            "FOREIGN": "Foreign",
        },
    ),
    _choice(
        f"{_TAX}.workCondition",
        "Work condition",
        {
            "PROMOTIONAL": "Promotional",
            "THREELESSPERFORMANCESPERWEEK": "Three performances a week or fewer",
            "NONE": "None",
        },
    ),
    _choice(
        f"{_TAX}.seniorMaritalStatus",
        "Marital status of a senior",
        {
            "MEMBEROFCOUPLE": "Member of a couple",
            "MEMBEROFILLNESSSEPARATEDCOUPLE": "Member of a couple separated by illness",
            "SINGLE": "Single",
        },
    ),
    _yes(f"{_TAX}.taxFreeThresholdClaimed", "Tax-free threshold claimed"),
    _number(f"{_TAX}.taxOffsetEstimatedAmount", "Estimated tax offset")(advanced=True),
    _yes(f"{_TAX}.hasHELPDebt", "HELP debt"),
    _yes(f"{_TAX}.hasSFSSDebt", "Financial supplement debt"),
    _yes(f"{_TAX}.hasTradeSupportLoanDebt", "Trade support loan debt"),
    _yes(f"{_TAX}.hasStudentStartupLoan", "Student start-up loan"),
    _yes(f"{_TAX}.hasLoanOrStudentDebt", "Any loan or student debt"),
    _number(f"{_TAX}.upwardVariationTaxWithholdingAmount", "Additional tax to withhold")(
        advanced=True
    ),
    _yes(f"{_TAX}.eligibleToReceiveLeaveLoading", "Leave loading is due"),
    _number(f"{_TAX}.approvedWithholdingVariationPercentage", "Approved withholding variation")(
        advanced=True, maximum=100, minimum=0
    ),
    _yes(
        f"{_TAX}.includeLeaveLoadingInQualifyingEarnings",
        "Leave loading counts for superannuation",
    ),
)
_BANK_ACCOUNTS = Lines(
    name="bankAccounts",
    label="Bank accounts",
    advanced=True,
    of=(
        Text(name="statementText", label="Statement text"),
        Text(name="accountName", label="Account name"),
        Text(name="bsb", label="BSB"),
        Text(name="accountNumber", label="Account number"),
        Boolean(name="remainder", label="Takes what remains"),
        Money(name="amount", label="Fixed amount"),
    ),
)
_SUPER_MEMBERSHIPS = Lines(
    name="superMemberships",
    label="Superannuation funds",
    advanced=True,
    of=(
        Text(name="superMembershipID", label="Membership"),
        Text(name="superFundID", label="Fund", required=True),
        Text(name="employeeNumber", label="Member number", required=True),
    ),
)
_EARNINGS = Lines(
    name="earningsLines",
    label="Earnings",
    of=(
        EARNINGS_RATE,
        _choice(
            "calculationType",
            "Calculated by",
            {
                "USEEARNINGSRATE": "The earnings rate",
                "ENTEREARNINGSRATE": "A rate of its own",
                "ANNUALSALARY": "An annual salary",
            },
            advanced=False,
        ),
        Money(name="annualSalary", label="Annual salary"),
        _number("numberOfUnitsPerWeek", "Units a week"),
        Money(name="ratePerUnit", label="Rate per unit"),
        _number("normalNumberOfUnits", "Usual number of units"),
        Money(name="amount", label="Amount"),
        _number("numberOfUnits", "Number of units"),
        Money(name="fixedAmount", label="Fixed amount"),
    ),
)
_DEDUCTIONS = Lines(
    name="deductionLines",
    label="Deductions",
    of=(
        Text(name="deductionTypeID", label="Deduction", required=True),
        _choice(
            "calculationType",
            "Calculated as",
            {"FIXEDAMOUNT": "Fixed amount", "PRETAX": "Before tax", "POSTTAX": "After tax"},
            advanced=False,
        ),
        Money(name="amount", label="Amount"),
        _number("percentage", "Percentage"),
        _number("numberOfUnits", "Number of units"),
    ),
)
_SUPER_LINES = Lines(
    name="superLines",
    label="Superannuation",
    of=(
        Text(name="superMembershipID", label="Membership"),
        _choice(
            "contributionType",
            "Contribution",
            {
                "SGC": "Superannuation guarantee",
                "SALARYSACRIFICE": "Salary sacrifice",
                "EMPLOYERADDITIONAL": "Employer's additional",
                "EMPLOYEE": "Employee's",
            },
            advanced=False,
        ),
        _choice(
            "calculationType",
            "Calculated as",
            {
                "FIXEDAMOUNT": "Fixed amount",
                "PERCENTAGEOFEARNINGS": "Percentage of earnings",
                "STATUTORY": "Statutory",
            },
            advanced=False,
        ),
        Money(name="minimumMonthlyEarnings", label="Least monthly earnings"),
        Text(name="expenseAccountCode", label="Expense account", pick="account_codes"),
        Text(name="liabilityAccountCode", label="Liability account", pick="account_codes"),
        _number("percentage", "Percentage"),
        Money(name="amount", label="Amount"),
    ),
)
_REIMBURSEMENTS = Lines(
    name="reimbursementLines",
    label="Reimbursements",
    of=(
        Text(name="reimbursementTypeID", label="Reimbursement"),
        Money(name="amount", label="Amount"),
        Text(name="description", label="Description", max_length=50),
        Text(name="expenseAccount", label="Expense account", pick="account_codes"),
    ),
)
_LEAVE_LINES = Lines(
    name="leaveLines",
    label="Leave",
    of=(
        LEAVE_TYPE,
        _choice(
            "calculationType",
            "Calculated by",
            {
                "NOCALCULATIONREQUIRED": "Nothing",
                "FIXEDAMOUNTEACHPERIOD": "A fixed amount each period",
                "ENTERRATEINPAYTEMPLATE": "A rate in the pay template",
                "BASEDONORDINARYEARNINGS": "Ordinary earnings",
            },
            advanced=False,
        ),
        _choice(
            "entitlementFinalPayPayoutType",
            "On final pay",
            {"NOTPAIDOUT": "Not paid out", "PAIDOUT": "Paid out"},
            advanced=False,
        ),
        _choice(
            "employmentTerminationPaymentType",
            "Termination payment",
            {"O": "Type O", "R": "Type R"},
            advanced=False,
        ),
        Boolean(name="includeSuperannuationGuaranteeContribution", label="Superannuation is due"),
        Boolean(
            name="isQualifyingEarnings",
            label="Counts for the superannuation guarantee",
            required=True,
        ),
        _number("numberOfUnits", "Number of units"),
        _number("annualNumberOfUnits", "Units a year"),
        _number("fullTimeNumberOfUnitsPerPeriod", "Ordinary units of a period"),
    ),
)
_OPENING_LEAVE = Lines(
    name="leaveLines",
    label="Leave",
    of=(LEAVE_TYPE, _number("numberOfUnits", "Number of units")),
)
_PAID_LEAVE = Lines(
    name="paidLeaveEarningsLines",
    label="Paid leave",
    of=(
        LEAVE_TYPE(required=True),
        Money(name="amount", label="Amount", required=True),
        Money(name="sgcAppliedLeaveLoadingAmount", label="Leave loading with superannuation"),
        Money(name="sgcExemptedLeaveLoadingAmount", label="Leave loading without superannuation"),
        Boolean(name="resetSTPCategorisation", label="Reset the STP categories"),
    ),
)
_LINES = (_EARNINGS, _DEDUCTIONS, _SUPER_LINES, _REIMBURSEMENTS)
_AUSTRALIA: tuple[Field, ...] = (
    Text(name="middleNames", label="Middle names"),
    Text(name="mobile", label="Mobile"),
    _choice("status", "Status", {"ACTIVE": "Active", "TERMINATED": "Ended"}),
    _RATE,
    _more("classification", "Classification"),
    _more("employeeGroupName", "Employee group"),
    _choice(
        "employmentType", "Employment type", {"EMPLOYEE": "Employee", "CONTRACTOR": "Contractor"}
    ),
    _choice(
        "incomeType",
        "Income type",
        {
            "SALARYANDWAGES": "Salary and wages",
            "WORKINGHOLIDAYMAKER": "Working holiday maker",
            "NONEMPLOYEE": "Non-employee",
            "CLOSELYHELDPAYEES": "Closely held payee",
            "LABOURHIRE": "Labour hire",
        },
    ),
    Text(
        name="countryOfResidence",
        label="Country of residence",
        max_length=2,
        advanced=True,
        help="Two letters, such as AU.",
    ),
    _yes("isSTP2Qualified", "Updated for STP Phase 2"),
    _yes("isAuthorisedToApproveLeave", "May approve leave"),
    _yes("isAuthorisedToApproveTimesheets", "May approve timesheets"),
    _more("twitterUserName", "Twitter name"),
    Date(name="terminationDate", label="Last day", advanced=True),
    _choice(
        "terminationReason",
        "Reason of leaving",
        {
            "V": "Voluntary",
            "I": "Ill health",
            "D": "Deceased",
            "R": "Redundancy",
            "F": "Dismissal",
            "C": "End of contract",
            "T": "Transfer",
        },
    ),
    *_TAX_DECLARATION,
    _BANK_ACCOUNTS,
    _SUPER_MEMBERSHIPS,
    Group(name="payTemplate", label="Pay template", advanced=True, of=(*_LINES, _LEAVE_LINES)),
    Group(
        name="openingBalances",
        label="Opening balances",
        advanced=True,
        of=(
            Date(name="openingBalanceDate", label="Date"),
            Text(name="tax", label="Tax"),
            *_LINES,
            _OPENING_LEAVE,
            _PAID_LEAVE,
        ),
    ),
)

# New Zealand and the United Kingdom

_NEW_ZEALAND: tuple[Field, ...] = (
    Text(name="engagementType", label="Engagement", help="Such as Permanent or FixedTerm."),
    Date(name="fixedTermEndDate", label="End of a fixed term"),
)
_LETTERS = {letter: letter for letter in "ABCDEFHIJKLMNSVXZ"}
_UNITED_KINGDOM: tuple[Field, ...] = (
    Text(name="nationalInsuranceNumber", label="National Insurance number"),
    _choice("niCategory", "National Insurance category", _LETTERS, advanced=False),
    Lines(
        name="niCategories",
        label="National Insurance categories",
        advanced=True,
        of=(
            Date(name="startDate", label="From"),
            _choice("niCategory", "Category", _LETTERS, advanced=False)(required=True),
            _number("niCategoryID", "Category id"),
            Date(name="dateFirstEmployedAsCivilian", label="First employed as a civilian"),
            Text(name="workplacePostcode", label="Postcode of the workplace", required=True),
        ),
    ),
    _yes("isOffPayrollWorker", "Off-payroll worker"),
    Lines(
        name="contracts",
        label="Contracts",
        advanced=True,
        of=(
            Date(name="startDate", label="Start date", required=True),
            # OffPayrollWorker came with 19.0.0, and answers before it.
            _choice(
                "employmentStatus",
                "Employment status",
                {
                    "Employee": "Employee",
                    "Worker": "Worker",
                    "OffPayrollWorker": "Off-payroll worker",
                    "Unspecified": "Not told",
                },
                advanced=False,
            )(required=True),
            _choice(
                "contractType",
                "Contract",
                {
                    "FullTime": "Full time",
                    "PartTime": "Part time",
                    "ZeroHour": "Zero hours",
                    "Unspecified": "Not told",
                },
                advanced=False,
            )(required=True),
            Text(name="publicKey", label="Contract key", help="Of a contract that is changed."),
            Boolean(name="isFixedTerm", label="Fixed term"),
            Date(name="fixedTermEndDate", label="End of the fixed term"),
            Group(
                name="developmentalRoleDetails",
                label="Apprenticeship",
                of=(
                    Date(name="startDate", label="From", required=True),
                    Date(name="endDate", label="To", required=True),
                    _choice(
                        "developmentalRole", "Role", {"Apprentice": "Apprentice"}, advanced=False
                    )(required=True),
                    Text(name="publicKey", label="Key", help="Of a role that is changed."),
                ),
            ),
        ),
    ),
)

_PERSON = ("firstName", "lastName", "dateOfBirth")
_ADDRESS = ("address.addressLine1", "address.city", "address.postCode")
EMPLOYEE = Form(
    fields=(
        *((ALL, each) for each in _EVERYWHERE),
        (AU, _REGION),
        (NZ, _SUBURB),
        *((ALL, each) for each in _PLACE),
        (AU | NZ, _JOB),
        *((ALL, each) for each in _EMPLOYMENT),
        (NZ | UK, _END),
        *((AU, each) for each in _AUSTRALIA),
        *((NZ, each) for each in _NEW_ZEALAND),
        *((UK, each) for each in _UNITED_KINGDOM),
    ),
    needed={
        "AU": _PERSON,
        "NZ": (*_PERSON, *_ADDRESS),
        "GB": ("title", *_PERSON, "gender", *_ADDRESS),
    },
)
