"""Right bodies and questions for each API other than Accounting, by schema and by operation.

"@employeeid" stands for an id that was seen under this name; of several examples, one is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Examples: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]

STRAIGHT = {"depreciationMethod": "StraightLine", "averagingMethod": "ActualDays"}
TYPE_ACCOUNTS = {
    name: f"@{name.lower()}"
    for name in (
        "fixedAssetAccountId",
        "depreciationExpenseAccountId",
        "accumulatedDepreciationAccountId",
    )
}
BOUGHT = {
    "assetTypeId": "@assettypeid",
    "purchaseDate": "2025-05-01",
    "purchasePrice": 1200,
    "bookDepreciationDetail": {"depreciationStartDate": "2025-05-01"},
}
ASSETS: Examples = {
    "AssetType": [
        {
            **TYPE_ACCOUNTS,
            "assetTypeName": name,
            "bookDepreciationSetting": {**STRAIGHT, "depreciationRate": 25},
        }
        for name in ("Vans", "Computers", "Desks")
    ],
    "Asset": [
        {"assetName": "Lathe"},
        {"assetName": "Van", **BOUGHT},
        {"assetName": "Van", **BOUGHT, "assetStatus": "Registered"},
        {"assetId": "@assetid", "disposalDate": "2026-02-01", "assetStatus": "Disposed"},
    ],
}
FILES: Examples = {
    "Folder": [{"Name": "Taxes"}, {"Name": "2026"}],
    "FileObject": [{"Name": "b.txt"}, {"FolderId": "@folderid"}],
    "Association": [{"ObjectId": "@objectid", "ObjectGroup": "Contact"}],
}

MONDAYS = ("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23")
SUNDAYS = ("2026-03-08", "2026-03-15", "2026-03-22", "2026-03-29")
WEEKS = [
    {"StartDate": first, "EndDate": last} for first, last in zip(MONDAYS, SUNDAYS, strict=True)
]
AWAY = {"EmployeeID": "@employeeid", "LeaveTypeID": "@leavetypeid", "Title": "Away"}
PAYROLL_AU: Examples = {
    "Employee": [
        {"FirstName": "Bo", "LastName": "Li", "DateOfBirth": "1990-12-10"},
        {"Email": "bo@ridgeway.test", "Phone": "0491 570 156"},
    ],
    "PayrollCalendar": [
        {
            "Name": kind.title(),
            "CalendarType": kind,
            "StartDate": "2026-03-02",
            "PaymentDate": "2026-03-10",
        }
        for kind in ("WEEKLY", "FORTNIGHTLY")
    ],
    "PayItem": [{"ReimbursementTypes": [{"Name": "Travel", "AccountCode": "429"}]}],
    "LeaveApplication": [{**AWAY, **week} for week in WEEKS],
    "Timesheet": [
        {"EmployeeID": "@employeeid", **week, "TimesheetLines": [line]}
        for week in WEEKS
        for line in [{"EarningsRateID": "@earningsrateid", "NumberOfUnits": [8, 8, 0, 0, 0, 0, 0]}]
    ],
    "PayRun": [{"PayrollCalendarID": "@payrollcalendarid"}],
    "PayslipLines": [
        {"ReimbursementLines": [{"ReimbursementTypeID": "@reimbursementtypeid", "Amount": 5}]}
    ],
    "SuperFund": [
        {"Type": "REGULATED", "USI": "PTC0133AU"},
        {"Type": "SMSF", "Name": "Own", "ABN": "40022701955"},
    ],
}

SHEET = {"employeeID": "@employeeid", "payrollCalendarID": "@payrollcalendarid"}
SHEET_LINE = {"earningsRateID": "@earningsrateid", "numberOfUnits": 7.5}
SHEETS: Examples = {
    "Timesheet": [
        {
            **SHEET,
            "startDate": first,
            "endDate": last,
            "timesheetLines": [{**SHEET_LINE, "date": first}],
        }
        for first, last in zip(MONDAYS, SUNDAYS, strict=True)
    ],
    "TimesheetLine": [{**SHEET_LINE, "date": day} for day in ("2026-02-24", *MONDAYS)],
}
ADDRESS = {"addressLine1": "1 High St", "city": "Bath", "postCode": "1010"}
PERSON = {"firstName": "Bo", "lastName": "Li", "dateOfBirth": "1990-05-17", "address": ADDRESS}
EMPLOYMENT = {"payrollCalendarID": "@payrollcalendarid", "startDate": "2026-01-05"}
LIABLE = {"liabilityAccountId": "@liabilityaccountid"}
POSTED = {**LIABLE, "expenseAccountId": "@expenseaccountid"}
OF_RATE = {"earningsRateID": "@earningsrateid"}
TEMPLATE = {**OF_RATE, "ratePerUnit": 20, "numberOfUnits": 8}
PAYROLL_2: Examples = {
    **SHEETS,
    "PayRunCalendar": [
        {
            "name": kind,
            "calendarType": kind,
            "periodStartDate": "2026-02-23",
            "paymentDate": "2026-03-03",
        }
        for kind in ("Weekly", "Fortnightly")
    ],
    "EarningsTemplate": [TEMPLATE],
    "EarningsTemplates": [{"earningTemplates": [TEMPLATE]}],
    "EmployeeLeave": [
        {
            "leaveTypeID": "@leavetypeid",
            "description": "Away",
            "startDate": day,
            "endDate": day,
        }
        for day in ("2026-03-10", "2026-03-24")
    ],
    "LeaveType": [{"name": "Moving house", "isPaidLeave": True, "showOnPayslip": False}],
    "SalaryAndWage": [
        {
            **OF_RATE,
            "numberOfUnitsPerWeek": 40,
            "numberOfUnitsPerDay": 8,
            "ratePerUnit": 30,
            "annualSalary": 62400,
            "effectiveFrom": "2026-01-05",
            "status": "Active",
            "paymentType": kind,
        }
        for kind in ("Hourly", "Salary")
    ],
}
PAYROLL_NZ: Examples = {
    **PAYROLL_2,
    "Employee": [PERSON],
    "Employment": [{**EMPLOYMENT, "engagementType": "Permanent"}],
    "EmployeeTax": [{"taxCode": "M", "irdNumber": "111-111-111"}],
    "EmployeeLeaveSetup": [{"annualLeaveOpeningBalance": 80}],
    "EmployeeLeaveType": [
        {
            "leaveTypeID": "@leavetypeid",
            "scheduleOfAccrual": "NoAccruals",
            "typeOfUnitsToAccrue": "Hours",
        }
    ],
    "EmployeeOpeningBalance": [
        {"periodEndDate": "2025-12-31", "daysPaid": 3, "unpaidWeeks": 2, "grossEarnings": 40.5}
    ],
    "EmployeeWorkingPatternWithWorkingWeeksRequest": [
        {
            "effectiveFrom": "2026-01-05",
            "workingWeeks": [
                {
                    **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 8),
                    **dict.fromkeys(("saturday", "sunday"), 0),
                }
            ],
        }
    ],
    "PaymentMethod": [
        {"paymentMethod": "Cheque"},
        {
            "paymentMethod": "Electronically",
            "bankAccounts": [
                {
                    "accountName": "Bo",
                    "accountNumber": "02-0500-0746285-00",
                    "sortCode": "020500",
                    "calculationType": "Balance",
                }
            ],
        },
    ],
    "EarningsRate": [
        {
            "name": "Night",
            "earningsType": "RegularEarnings",
            "rateType": "RatePerUnit",
            "typeOfUnits": "Hours",
            "expenseAccountID": "@expenseaccountid",
            "ratePerUnit": 40,
        }
    ],
    "Deduction": [{**LIABLE, "deductionName": "Club", "deductionCategory": "NzOther"}],
    "Benefit": [
        {
            **POSTED,
            "name": "SidSaver",
            "category": "Other",
            "calculationTypeNZ": "FixedAmount",
            "standardAmount": 10,
        }
    ],
    "Reimbursement": [
        {
            "name": "Boots",
            "accountID": "@expenseaccountid",
            "reimbursementCategory": "NoGST",
            "calculationType": "FixedAmount",
            "standardAmount": "20",
        }
    ],
    "PayRun": [{"payrollCalendarID": "@payrollcalendarid"}],
    "PaySlip": [{"earningsLines": [{**OF_RATE, "numberOfUnits": 3, "ratePerUnit": 25}]}],
}
PAYROLL_UK: Examples = {
    **PAYROLL_2,
    "Employee": [{**PERSON, "title": "Ms", "gender": "F"}],
    "Employment": [
        {
            **EMPLOYMENT,
            "employeeNumber": "8",
            "niCategories": [{"niCategory": "A", "workplacePostcode": "BA1 1AA"}],
        }
    ],
    "EmployeeLeaveType": [
        {
            "leaveTypeID": "@leavetypeid",
            "scheduleOfAccrual": "BeginningOfCalendarYear",
            "hoursAccruedAnnually": 10,
            "openingBalance": 30,
        }
    ],
    "EmployeeOpeningBalances": [{"statutorySickPay": 10}],
    "EmployeeStatutorySickLeave": [
        {
            "employeeID": "@employeeid",
            "leaveTypeID": "@sickleavetypeid",
            "startDate": first,
            "endDate": last,
            "workPattern": ["Monday", "Tuesday"],
            "isPregnancyRelated": False,
            "sufficientNotice": True,
        }
        for first, last in zip(MONDAYS, SUNDAYS, strict=True)
    ],
    "PaymentMethod": [
        {"paymentMethod": "Cheque"},
        {
            "paymentMethod": "Electronically",
            "bankAccounts": [
                {"accountName": "Bo", "accountNumber": "12345678", "sortCode": "010203"}
            ],
        },
    ],
    "EarningsRate": PAYROLL_NZ["EarningsRate"],
    "Deduction": [{**LIABLE, "deductionName": "Club", "deductionCategory": "UkOther"}],
    "Benefit": [
        {
            **POSTED,
            "name": "Mind The Gap",
            "category": "StakeholderPension",
            "calculationType": "PercentageOfGross",
            "percentage": 25,
        }
    ],
    "Reimbursement": [{"name": "Boots", "accountID": "@expenseaccountid"}],
}
EXAMPLES: Mapping[str, Examples] = {
    "assets": ASSETS,
    "files": FILES,
    "finance": {},
    "payroll-au": PAYROLL_AU,
    "payroll-au-v2": SHEETS,
    "payroll-nz": PAYROLL_NZ,
    "payroll-uk": PAYROLL_UK,
}

QUARTER = {"startDate": "2026-01-01", "endDate": "2026-03-31"}
QUESTIONS: Examples = {
    "getAssets": [{"status": each} for each in ("DRAFT", "REGISTERED", "SOLD")],
    "getAssociationsCount": [{"ObjectIds": "@objectid"}],
    "getBankStatementAccounting": [
        {"BankAccountID": "@bankaccountid", "FromDate": first, "ToDate": "2026-03-01"}
        for first in ("2026-01-01", "2025-03-02", "2024-01-01", "soon")
    ],
    "getFinancialStatementCashflow": [QUARTER],
    "getFinancialStatementProfitAndLoss": [QUARTER],
    "getFinancialStatementContactsExpense": [QUARTER, {**QUARTER, "contactIds": "@contactid"}],
    "getFinancialStatementContactsRevenue": [QUARTER, {**QUARTER, "contactIds": "@contactid"}],
    "getSuperfundProducts": [{"USI": "PTC0133AU"}, {"ABN": "40022701955"}],
    "getEmployeeLeavePeriods": [{"startDate": "2026-03-02", "endDate": "2026-03-08"}],
    "getPaySlips": [{"PayRunID": "@payrunid"}],
    "getEmployeeStatutoryLeaveBalances": [{"LeaveType": "sick", "AsOfDate": "2026-03-02"}],
    "getTimesheets": [{}, {"status": "Draft"}, {"filter": "employeeId==@employeeid"}],
}
