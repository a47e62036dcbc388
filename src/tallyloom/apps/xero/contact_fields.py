"""What can be said of a contact: the inputs of its modules, the usual ones first."""

from __future__ import annotations

from tallyloom.apps.xero.fields import CURRENCY
from tallyloom.kit import Boolean, Choice, Field, Integer, Lines, Text

NAME = Text(name="Name", label="Name", max_length=255, help="Unique among active contacts.")
NUMBER = Text(
    name="ContactNumber",
    label="Contact number",
    max_length=50,
    help="Your own number of the contact; not shown on Xero's screens.",
)
EMAIL = Text(name="EmailAddress", label="Email address", max_length=255)

_ADDRESS: tuple[Field, ...] = (
    Choice(
        name="AddressType",
        label="Kind",
        required=True,
        options={"POBOX": "Postal", "STREET": "Street"},
    ),
    *(Text(name=f"AddressLine{n}", label=f"Line {n}", max_length=500) for n in range(1, 5)),
    Text(name="City", label="City", max_length=255),
    Text(name="Region", label="Region", max_length=255),
    Text(name="PostalCode", label="Postal code", max_length=50),
    Text(name="Country", label="Country", max_length=50),
    Text(name="AttentionTo", label="Attention to", max_length=255),
)
_PHONE: tuple[Field, ...] = (
    Choice(
        name="PhoneType",
        label="Kind",
        required=True,
        options={
            "DEFAULT": "Main",
            "DDI": "Direct",
            "MOBILE": "Mobile",
            "FAX": "Fax",
            "OFFICE": "Office",
        },
    ),
    Text(name="PhoneNumber", label="Number", max_length=50),
    Text(name="PhoneAreaCode", label="Area code", max_length=10),
    Text(name="PhoneCountryCode", label="Country code", max_length=20),
)
_PERSON: tuple[Field, ...] = (
    Text(name="FirstName", label="First name", max_length=255),
    Text(name="LastName", label="Last name", max_length=255),
    Text(name="EmailAddress", label="Email address", max_length=255),
    Boolean(name="IncludeInEmails", label="Include in emails"),
)
_TRACKING: tuple[Field, ...] = (
    Text(name="TrackingCategoryName", label="Category", pick="tracking_categories"),
    Text(name="TrackingOptionName", label="Option", pick="tracking_options"),
)
_DAYS = {
    "DAYSAFTERBILLDATE": "Days after the document's date",
    "DAYSAFTERBILLMONTH": "Days after the end of its month",
    "OFCURRENTMONTH": "Day of the current month",
    "OFFOLLOWINGMONTH": "Day of the following month",
}
_TAX_KINDS = {"INCLUSIVE": "With tax", "EXCLUSIVE": "Without tax", "NONE": "Free of tax"}


def _terms(whose: str, of: str) -> tuple[Field, ...]:
    name = f"PaymentTerms.{whose}"
    return (
        Integer(name=f"{name}.Day", label=f"Due day of {of}", minimum=0, maximum=31, advanced=True),
        Choice(
            name=f"{name}.Type", label=f"Due day of {of} counts as", options=_DAYS, advanced=True
        ),
    )


FIELDS: tuple[Field, ...] = (
    NAME,
    NUMBER,
    EMAIL,
    Text(name="FirstName", label="First name", max_length=255),
    Text(name="LastName", label="Last name", max_length=255),
    Text(name="AccountNumber", label="Account number", max_length=50),
    Lines(name="Phones", label="Phone numbers", of=_PHONE),
    Lines(name="Addresses", label="Addresses", of=_ADDRESS),
    Lines(
        name="ContactPersons",
        label="Further people",
        of=_PERSON,
        at_most=5,
        help="Replaces those that the contact has.",
    ),
    Text(
        name="TaxNumber",
        label="Tax number",
        max_length=50,
        help="VAT number, ABN, GST number or tax id.",
    ),
    CURRENCY(name="DefaultCurrency", label="Usual currency"),
    Text(name="CompanyNumber", label="Company number", max_length=50, advanced=True),
    Text(
        name="BankAccountDetails",
        label="Bank account",
        advanced=True,
        help="The user who connected needs the role for bank details.",
    ),
    Choice(
        name="TaxNumberType",
        label="Kind of tax number",
        advanced=True,
        options={"SSN": "SSN", "EIN": "EIN", "ITIN": "ITIN", "ATIN": "ATIN"},
        help="United States only.",
    ),
    Text(
        name="AccountsReceivableTaxType",
        label="Tax rate of sales",
        pick="tax_types",
        advanced=True,
        help="Such as OUTPUT2.",
    ),
    Text(
        name="AccountsPayableTaxType",
        label="Tax rate of purchases",
        pick="tax_types",
        advanced=True,
        help="Such as INPUT2.",
    ),
    Choice(
        name="SalesDefaultLineAmountType",
        label="Sales amounts are",
        options=_TAX_KINDS,
        advanced=True,
    ),
    Choice(
        name="PurchasesDefaultLineAmountType",
        label="Purchase amounts are",
        options=_TAX_KINDS,
        advanced=True,
    ),
    Text(
        name="SalesDefaultAccountCode",
        label="Sales account",
        max_length=10,
        pick="account_codes",
        advanced=True,
    ),
    Text(
        name="PurchasesDefaultAccountCode",
        label="Purchases account",
        max_length=10,
        pick="account_codes",
        advanced=True,
    ),
    Lines(name="SalesTrackingCategories", label="Sales tracking", of=_TRACKING, advanced=True),
    Lines(
        name="PurchasesTrackingCategories",
        label="Purchases tracking",
        of=_TRACKING,
        advanced=True,
    ),
    Text(
        name="TrackingCategoryName",
        label="Tracking category",
        pick="tracking_categories",
        advanced=True,
    ),
    Text(
        name="TrackingCategoryOption",
        label="Tracking option",
        pick="tracking_options",
        advanced=True,
    ),
    *_terms("Sales", "sales invoices"),
    *_terms("Bills", "bills"),
    Text(
        name="BrandingTheme.BrandingThemeID",
        label="Branding theme",
        pick="branding_themes",
        advanced=True,
        help="Xero's id of the branding theme.",
    ),
    Text(
        name="BatchPayments.BankAccountNumber",
        label="Bank account for batch payments",
        advanced=True,
    ),
    Text(name="BatchPayments.BankAccountName", label="Name of that account", advanced=True),
    Text(
        name="BatchPayments.Details",
        label="Details of batch payments",
        advanced=True,
        help="Not in New Zealand.",
    ),
    Text(
        name="BatchPayments.Code",
        label="Code of batch payments",
        max_length=12,
        advanced=True,
        help="New Zealand only.",
    ),
    Text(
        name="BatchPayments.Reference",
        label="Reference of batch payments",
        max_length=12,
        advanced=True,
        help="New Zealand only.",
    ),
    Text(
        name="XeroNetworkKey",
        label="Xero network key",
        advanced=True,
        help="Joins contacts of two organisations.",
    ),
)
