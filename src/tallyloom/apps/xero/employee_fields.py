"""What can be told of an employee in the payroll of each country (Xero OpenAPI 16.1.0).

Names are those of New Zealand and the United Kingdom, in every country.
"""

from __future__ import annotations

from tallyloom.apps.xero.employee_fields_australia import AUSTRALIA
from tallyloom.apps.xero.payroll import ALL, AU, NZ, UK, ByCountry
from tallyloom.apps.xero.payroll_fields import CALENDAR, choice, number, yes
from tallyloom.kit import Boolean, Date, Field, Group, Lines, Text

# A person

_EVERYWHERE: tuple[Field, ...] = (
    Text(name="firstName", label="First name"),
    Text(name="lastName", label="Last name"),
    Date(name="dateOfBirth", label="Date of birth"),
    Text(name="title", label="Title", help="Such as Mrs."),
    choice(
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
_REGION = choice("address.region", "State", {s: s for s in _STATES}, advanced=False)
_SUBURB = Text(name="address.suburb", label="Suburb")
_PLACE: tuple[Field, ...] = (
    Text(name="address.postCode", label="Postal code"),
    Text(name="address.countryName", label="Country", help="In capitals, such as NEW ZEALAND."),
)
_EMPLOYED = "In New Zealand and the United Kingdom told of an employment, which is made in Xero."
_EMPLOYMENT: tuple[Field, ...] = (
    Date(name="startDate", label="Start date", help=_EMPLOYED),
    CALENDAR(help=_EMPLOYED),
)
_JOB = Text(name="jobTitle", label="Job title")
_END = Date(name="endDate", label="End date")

# New Zealand and the United Kingdom

_NEW_ZEALAND: tuple[Field, ...] = (
    Text(name="engagementType", label="Engagement", help="Such as Permanent or FixedTerm."),
    Date(name="fixedTermEndDate", label="End of a fixed term"),
)
_LETTERS = {letter: letter for letter in "ABCDEFHIJKLMNSVXZ"}
_UNITED_KINGDOM: tuple[Field, ...] = (
    Text(name="nationalInsuranceNumber", label="National Insurance number"),
    choice("niCategory", "National Insurance category", _LETTERS, advanced=False),
    Lines(
        name="niCategories",
        label="National Insurance categories",
        advanced=True,
        of=(
            Date(name="startDate", label="From"),
            choice("niCategory", "Category", _LETTERS, advanced=False)(required=True),
            number("niCategoryID", "Category id"),
            Date(name="dateFirstEmployedAsCivilian", label="First employed as a civilian"),
            Text(name="workplacePostcode", label="Postcode of the workplace", required=True),
        ),
    ),
    yes("isOffPayrollWorker", "Off-payroll worker"),
    Lines(
        name="contracts",
        label="Contracts",
        advanced=True,
        of=(
            Date(name="startDate", label="Start date", required=True),
            # OffPayrollWorker came with 19.0.0, and answers before it.
            choice(
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
            choice(
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
                    choice(
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
EMPLOYEE = ByCountry(
    fields=(
        *((ALL, each) for each in _EVERYWHERE),
        (AU, _REGION),
        (NZ, _SUBURB),
        *((ALL, each) for each in _PLACE),
        (AU | NZ, _JOB),
        *((ALL, each) for each in _EMPLOYMENT),
        (NZ | UK, _END),
        *((AU, each) for each in AUSTRALIA),
        *((NZ, each) for each in _NEW_ZEALAND),
        *((UK, each) for each in _UNITED_KINGDOM),
    ),
    needed={
        "AU": _PERSON,
        "NZ": (*_PERSON, *_ADDRESS),
        "GB": ("title", *_PERSON, "gender", *_ADDRESS),
    },
)
