"""What Australia's payroll can be told of an employee and the others cannot (Xero OpenAPI 16.1.0).

Names are written as the other countries would write them; `payroll.australian` makes Australia's.
"""

from __future__ import annotations

from tallyloom.apps.xero.payroll_fields import (
    EARNINGS_RATE,
    LEAVE_TYPE,
    choice,
    more,
    number,
    yes,
)
from tallyloom.kit import Boolean, Date, Field, Group, Lines, Money, Text

_RATE = EARNINGS_RATE(name="ordinaryEarningsRateID", label="Ordinary earnings rate", required=False)
_TAX = "taxDeclaration"
_TAX_DECLARATION: tuple[Field, ...] = (
    choice(
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
    more(f"{_TAX}.taxFileNumber", "Tax file number", "Digits only, such as 123123123."),
    choice(
        f"{_TAX}.tfnExemptionType",
        "Reason of no tax file number",
        {
            "NOTQUOTED": "Not quoted",
            "PENDING": "Pending",
            "PENSIONER": "Pensioner",
            "UNDER18": "Under 18",
        },
    ),
    more(f"{_TAX}.abn", "ABN", "Eleven digits; for non-employees."),
    yes(f"{_TAX}.australianResidentForTaxPurposes", "Australian resident for tax"),
    choice(
        f"{_TAX}.residencyStatus",
        "Residency",
        {
            "AUSTRALIANRESIDENT": "Australian resident",
            "FOREIGNRESIDENT": "Foreign resident",
            "WORKINGHOLIDAYMAKER": "Working holiday maker",
        },
    ),
    choice(
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
    choice(
        f"{_TAX}.workCondition",
        "Work condition",
        {
            "PROMOTIONAL": "Promotional",
            "THREELESSPERFORMANCESPERWEEK": "Three performances a week or fewer",
            "NONE": "None",
        },
    ),
    choice(
        f"{_TAX}.seniorMaritalStatus",
        "Marital status of a senior",
        {
            "MEMBEROFCOUPLE": "Member of a couple",
            "MEMBEROFILLNESSSEPARATEDCOUPLE": "Member of a couple separated by illness",
            "SINGLE": "Single",
        },
    ),
    yes(f"{_TAX}.taxFreeThresholdClaimed", "Tax-free threshold claimed"),
    number(f"{_TAX}.taxOffsetEstimatedAmount", "Estimated tax offset")(advanced=True),
    yes(f"{_TAX}.hasHELPDebt", "HELP debt"),
    yes(f"{_TAX}.hasSFSSDebt", "Financial supplement debt"),
    yes(f"{_TAX}.hasTradeSupportLoanDebt", "Trade support loan debt"),
    yes(f"{_TAX}.hasStudentStartupLoan", "Student start-up loan"),
    yes(f"{_TAX}.hasLoanOrStudentDebt", "Any loan or student debt"),
    number(f"{_TAX}.upwardVariationTaxWithholdingAmount", "Additional tax to withhold")(
        advanced=True
    ),
    yes(f"{_TAX}.eligibleToReceiveLeaveLoading", "Leave loading is due"),
    number(f"{_TAX}.approvedWithholdingVariationPercentage", "Approved withholding variation")(
        advanced=True, maximum=100, minimum=0
    ),
    yes(
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
        choice(
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
        number("numberOfUnitsPerWeek", "Units a week"),
        Money(name="ratePerUnit", label="Rate per unit"),
        number("normalNumberOfUnits", "Usual number of units"),
        Money(name="amount", label="Amount"),
        number("numberOfUnits", "Number of units"),
        Money(name="fixedAmount", label="Fixed amount"),
    ),
)
_DEDUCTIONS = Lines(
    name="deductionLines",
    label="Deductions",
    of=(
        Text(name="deductionTypeID", label="Deduction", required=True),
        choice(
            "calculationType",
            "Calculated as",
            {"FIXEDAMOUNT": "Fixed amount", "PRETAX": "Before tax", "POSTTAX": "After tax"},
            advanced=False,
        ),
        Money(name="amount", label="Amount"),
        number("percentage", "Percentage"),
        number("numberOfUnits", "Number of units"),
    ),
)
_SUPER_LINES = Lines(
    name="superLines",
    label="Superannuation",
    of=(
        Text(name="superMembershipID", label="Membership"),
        choice(
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
        choice(
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
        number("percentage", "Percentage"),
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
        choice(
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
        choice(
            "entitlementFinalPayPayoutType",
            "On final pay",
            {"NOTPAIDOUT": "Not paid out", "PAIDOUT": "Paid out"},
            advanced=False,
        ),
        choice(
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
        number("numberOfUnits", "Number of units"),
        number("annualNumberOfUnits", "Units a year"),
        number("fullTimeNumberOfUnitsPerPeriod", "Ordinary units of a period"),
    ),
)
_OPENING_LEAVE = Lines(
    name="leaveLines",
    label="Leave",
    of=(LEAVE_TYPE, number("numberOfUnits", "Number of units")),
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
AUSTRALIA: tuple[Field, ...] = (
    Text(name="middleNames", label="Middle names"),
    Text(name="mobile", label="Mobile"),
    choice("status", "Status", {"ACTIVE": "Active", "TERMINATED": "Ended"}),
    _RATE,
    more("classification", "Classification"),
    more("employeeGroupName", "Employee group"),
    choice(
        "employmentType", "Employment type", {"EMPLOYEE": "Employee", "CONTRACTOR": "Contractor"}
    ),
    choice(
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
    yes("isSTP2Qualified", "Updated for STP Phase 2"),
    yes("isAuthorisedToApproveLeave", "May approve leave"),
    yes("isAuthorisedToApproveTimesheets", "May approve timesheets"),
    more("twitterUserName", "Twitter name"),
    Date(name="terminationDate", label="Last day", advanced=True),
    choice(
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
