"""Inputs that more than one module of Xero asks for. Names that begin small are ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tallyloom.kit import (
    Boolean,
    Choice,
    Date,
    Field,
    Integer,
    Lines,
    Moment,
    Money,
    Number,
    Reference,
    Text,
    Texts,
    Value,
)

IF_EXISTS = Choice(
    name="if_exists",
    label="If it exists already",
    default="fail",
    options={
        "fail": "Fail: Xero refuses it",
        "use": "Use it, when it says the same",
        "update": "Update it",
    },
    help="Compared with what is in Xero; a record that says something else stops for a person.",
)
LIMIT = Integer(
    name="limit", label="Most records", minimum=1, help="If left out, all that Xero finds."
)
WHERE = Text(
    name="where",
    label="Filter in Xero's language",
    multiline=True,
    advanced=True,
    help='Such as Status=="DRAFT" && Total>=100.',
)
ORDER = Text(name="order", label="Order", advanced=True, help="Such as UpdatedDateUTC DESC.")
SEARCH_TERM = Text(name="searchTerm", label="Search for", max_length=255)
INCLUDE_ARCHIVED = Boolean(name="includeArchived", label="Archived ones too", advanced=True)
SUMMARY_ONLY = Boolean(
    name="summaryOnly",
    label="Light records only",
    advanced=True,
    help="Faster: without lines, addresses and other lists.",
)
DATED = (Date(name="from", label="Dated from"), Date(name="to", label="Dated until"))
MODIFIED_SINCE = Moment(name="modified_since", label="Changed since", advanced=True)

# Contacts

CONTACT_ID = Reference(
    name="ContactID",
    label="Contact",
    search="search_contacts",
    pick="contacts",
    required=True,
    help="Xero's id of the contact.",
)

ON_DOCUMENT: tuple[Field, ...] = (
    CONTACT_ID(name="Contact.ContactID", label="Contact", required=False),
    Text(
        name="Contact.ContactNumber",
        label="Contact number",
        max_length=50,
        help="Your own number of the contact, instead of Xero's id.",
    ),
    Text(
        name="Contact.Name",
        label="Contact name",
        max_length=255,
        help=(
            "Instead of an id. A name that Xero does not know makes a new contact. Together with"
            " an id or number it renames that contact."
        ),
    ),
    Text(
        name="Contact.EmailAddress",
        label="Contact's email address",
        max_length=255,
        advanced=True,
        help="Changes the contact itself. Leave empty to keep what the contact has.",
    ),
)

# Documents

NUMBER = Text(name="InvoiceNumber", label="Number", max_length=255)
DATE = Date(name="Date", label="Date", help="If left out, today where the organisation is.")
DUE_DATE = Date(name="DueDate", label="Due date")
REFERENCE = Text(name="Reference", label="Reference", max_length=4000)
STATUS = Choice(
    name="Status",
    label="Status",
    options={"DRAFT": "Draft", "SUBMITTED": "Awaiting approval", "AUTHORISED": "Approved"},
    help="If left out, a draft.",
)
AMOUNTS = Choice(
    name="LineAmountTypes",
    label="Amounts are",
    options={"Exclusive": "Without tax", "Inclusive": "With tax", "NoTax": "Free of tax"},
    help="If left out, Xero takes them as without tax.",
)
CURRENCY = Text(
    name="CurrencyCode",
    label="Currency",
    pattern="[A-Z]{3}",
    pick="currencies",
    help="Three letters, such as GBP. If left out, the organisation's own.",
)
RATE = Number(
    name="CurrencyRate",
    label="Currency rate",
    minimum=0,
    advanced=True,
    help="If left out, the day's rate that Xero takes from XE.com.",
)
BRANDING = Text(
    name="BrandingThemeID",
    label="Branding theme",
    pick="branding_themes",
    advanced=True,
    help="Xero's id of the branding theme.",
)
SENT = Boolean(
    name="SentToContact",
    label="Mark as sent",
    advanced=True,
    help="Only for approved documents. Nothing is emailed.",
)

TRACKING = Lines(
    name="Tracking",
    label="Tracking",
    at_most=2,
    help="Each category with one option.",
    of=(
        Text(name="Name", label="Category", max_length=100, pick="tracking_categories"),
        Text(name="Option", label="Option", max_length=100, pick="tracking_options"),
        Text(
            name="TrackingCategoryID",
            label="Category id",
            pick="tracking_category_ids",
            advanced=True,
        ),
        Text(name="TrackingOptionID", label="Option id", pick="tracking_option_ids", advanced=True),
    ),
)
_TAX_BREAKDOWN = Lines(
    name="TaxBreakdown",
    label="Tax components",
    advanced=True,
    help="United States only.",
    of=(
        Text(name="TaxComponentId", label="Component id"),
        Choice(
            name="Type",
            label="Level",
            options={
                "SYSGST/USCOUNTRY": "Country",
                "SYSGST/USSTATE": "State",
                "SYSGST/USCOUNTY": "County",
                "SYSGST/USCITY": "City",
                "SYSGST/USSPECIAL": "Special district",
            },
        ),
        Text(name="Name", label="Jurisdiction"),
        Number(name="TaxPercentage", label="Tax percentage"),
        Money(name="TaxAmount", label="Tax amount"),
        Money(name="TaxableAmount", label="Taxable amount"),
        Money(name="NonTaxableAmount", label="Non-taxable amount"),
        Money(name="ExemptAmount", label="Exempt amount"),
        Text(name="StateAssignedNo", label="State's number"),
        Text(name="JurisdictionRegion", label="Country"),
    ),
)
LINE_ID = Text(
    name="LineItemID",
    label="Line id",
    advanced=True,
    help="Keeps an existing line; without it the line is made anew.",
)
_DISCOUNTS: tuple[Field, ...] = (
    Number(
        name="DiscountRate",
        label="Discount in percent",
        minimum=0,
        maximum=100,
        help="Not on bills.",
    ),
    Money(
        name="DiscountAmount",
        label="Discount",
        advanced=True,
        help="Sales invoices and quotes only.",
    ),
)
LINE_DESCRIPTION = Text(name="Description", label="Description", max_length=4000)
LINE_ACCOUNT = Text(
    name="AccountCode",
    label="Account",
    max_length=10,
    pick="account_codes",
    help="The code, such as 200.",
)
LINE_TAX_TYPE = Text(
    name="TaxType",
    label="Tax rate",
    pick="tax_types",
    help="Xero's name for it, such as OUTPUT2. If left out, the account's.",
)
LINE_TAX_AMOUNT = Money(
    name="TaxAmount",
    label="Tax amount",
    advanced=True,
    help="Replaces the tax that Xero works out.",
)
LINE_ACCOUNT_ID = Text(
    name="AccountID",
    label="Account id",
    pick="account_ids",
    advanced=True,
    help="Instead of the code.",
)
_LINE: tuple[Field, ...] = (
    LINE_DESCRIPTION,
    Number(name="Quantity", label="Quantity", help="Up to four decimal places."),
    Money(name="UnitAmount", label="Unit price", help="Up to four decimal places."),
    LINE_ACCOUNT,
    LINE_TAX_TYPE,
    Text(name="ItemCode", label="Item", max_length=30, pick="items", help="The item's code."),
    TRACKING,
    Money(
        name="LineAmount",
        label="Line amount",
        advanced=True,
        help="Instead of the quantity or the unit price, which Xero then works out.",
    ),
    LINE_TAX_AMOUNT,
    LINE_ACCOUNT_ID,
    Text(
        name="Item.ItemID",
        label="Item id",
        pick="item_ids",
        advanced=True,
        help="Instead of the code.",
    ),
    Choice(
        name="Taxability",
        label="Taxability",
        advanced=True,
        options={
            "TAXABLE": "Taxable",
            "NON_TAXABLE": "Not taxable",
            "EXEMPT": "Exempt",
            "PART_TAXABLE": "Partly taxable",
            "NOT_APPLICABLE": "Does not apply",
        },
        help="United States only.",
    ),
    Number(
        name="SalesTaxCodeId",
        label="Sales tax code",
        advanced=True,
        help="United States only.",
    ),
    _TAX_BREAKDOWN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItems(Lines):
    """The lines of a document: a list, never text that looks like one."""

    def read(self, value: Value) -> list[dict[str, Value]]:
        if isinstance(value, str):
            raise self.wrong(
                "this is text; map a list here, whose every item is a line with a description,"
                " a quantity and so on, such as the lines of another module or of an aggregator."
            )
        return Lines.read(self, value)


LINES = LineItems(name="LineItems", label="Lines", at_least=1, of=(*_LINE, *_DISCOUNTS))
CREDIT_LINES = LineItems(name="LineItems", label="Lines", at_least=1, of=_LINE)
NEW_LINES = "Replaces all lines: a line without its id is made anew, one left out is deleted."
ADDRESSES_OF_SALE = Lines(
    name="InvoiceAddresses",
    label="Addresses for sales tax",
    advanced=True,
    help="United States only: from where to where is sold.",
    of=(
        Choice(
            name="InvoiceAddressType",
            label="Which",
            options={"FROM": "From", "TO": "To"},
            required=True,
        ),
        *(Text(name=f"AddressLine{n}", label=f"Line {n}") for n in range(1, 5)),
        Text(name="City", label="City"),
        Text(name="Region", label="Region or state"),
        Text(name="PostalCode", label="Postal code"),
        Text(name="Country", label="Country"),
    ),
)


def changed(lines: Lines) -> Field:
    """The lines of a document that is there already."""
    return lines(of=(LINE_ID(advanced=False), *lines.of), help=NEW_LINES)


_LEFT_OUT = re.compile(r"If left out, .*?\.(?= |$)")


def kept(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The same as inputs of a change, where what is left out stays as it is."""
    return tuple(field(help=_LEFT_OUT.sub("", field.help).strip()) for field in fields)


IDS = Texts(name="IDs", label="Ids", advanced=True, help="Xero's ids of the records to find.")
SOURCE_URL = Text(
    name="Url",
    label="Link to the source",
    max_length=2000,
    advanced=True,
    help="Shown in Xero as “Go to …”.",
)
