"""The organisation itself: what it is called, where it is, and until when its books are locked."""

from __future__ import annotations

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.contact_fields import FIELDS
from tallyloom.apps.xero.scopes import SETTINGS_READ
from tallyloom.apps.xero.shape import ACCOUNTING, JSON
from tallyloom.kit import Action, Bundle, Inputs, Output, Request, Steps, outputs_of

_TEXTS = {
    "OrganisationID": "Organisation",
    "Name": "Name",
    "LegalName": "Legal name",
    "ShortCode": "Short code",
    "Version": "Edition of the country",
    "OrganisationType": "Kind of organisation",
    "OrganisationEntityType": "Kind of entity",
    "OrganisationStatus": "Status",
    "BaseCurrency": "Currency",
    "CountryCode": "Country",
    "Timezone": "Time zone",
    "RegistrationNumber": "Registration number",
    "EmployerIdentificationNumber": "Employer identification number",
    "TaxNumber": "Tax number",
    "SalesTaxBasis": "Basis of sales tax",
    "SalesTaxPeriod": "Period of sales tax",
    "DefaultSalesTax": "Sales amounts are",
    "DefaultPurchasesTax": "Purchase amounts are",
    "Class": "Plan",
    "Edition": "Edition",
    "LineOfBusiness": "Line of business",
    "APIKey": "Xero network key",
}


def _get(_given: Inputs) -> Steps[Bundle]:
    answer = yield Request("GET", f"{ACCOUNTING}/Organisation", headers=JSON)
    return wire.one(answer, "Organisations", "organisation")


_LINK = (
    Output("LinkType", "text", "Kind"),
    Output("Url", "text", "Address"),
    Output("Description", "text", "Description"),
)
_DAY = (Output("Day", "integer", "Day"), Output("Type", "text", "How the day counts"))
_TERMS = (Output("Bills", "group", "Of bills", _DAY), Output("Sales", "group", "Of sales", _DAY))
_OUTPUTS = (
    *(Output(name, "text", label) for name, label in _TEXTS.items()),
    Output("PaysTax", "boolean", "Is registered for tax"),
    Output("IsDemoCompany", "boolean", "Is a demo company"),
    Output("FinancialYearEndDay", "integer", "Last day of the financial year"),
    Output("FinancialYearEndMonth", "integer", "Last month of the financial year"),
    Output("PeriodLockDate", "date", "Locked until, for all but advisers"),
    Output("EndOfYearLockDate", "date", "Locked until, for everybody"),
    Output("CreatedDateUTC", "moment", "Made"),
    *outputs_of(*(field for field in FIELDS if field.name in ("Addresses", "Phones"))),
    Output("ExternalLinks", "lines", "Links", _LINK),
    Output("PaymentTerms", "group", "Payment terms", _TERMS),
)
_SAMPLE: Bundle = {
    "OrganisationID": "b2c885a9-4bb9-4a00-9b6e-6c2bf60b1a2b",
    "Name": "Maple Florist",
    "Version": "UK",
    "BaseCurrency": "GBP",
    "CountryCode": "GB",
    "IsDemoCompany": False,
    "FinancialYearEndDay": 31,
    "FinancialYearEndMonth": 3,
    "PeriodLockDate": "2010-11-30",
    "CreatedDateUTC": "2016-02-18T20:23:47.000Z",
}

get_organisation = Action(
    label="Get an Organisation's Details",
    about="Reads the connected organisation: country, currency, time zone, lock dates and more.",
    group="Organisation",
    help="The organisations that a connection reaches are found by List Tenants.",
    outputs=_OUTPUTS,
    sample=_SAMPLE,
    scopes=SETTINGS_READ,
    run=_get,
)
