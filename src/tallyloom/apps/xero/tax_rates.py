"""Tax rates."""

from __future__ import annotations

from decimal import Decimal

from tallyloom.apps.xero.fields import ORDER, WHERE
from tallyloom.apps.xero.scopes import SETTINGS, SETTINGS_READ
from tallyloom.apps.xero.shape import Paging, Query, Resource
from tallyloom.apps.xero.where import all_of, exactly
from tallyloom.kit import Choice, Inputs, Output, Text

TAX_TYPE = Text(
    name="TaxType", label="Tax type", pick="tax_types", help="Xero's name, such as OUTPUT2."
)
NAME = Text(name="Name", label="Name", help="The whole name.")
STATUS = Choice(
    name="Status",
    label="Status",
    options={
        "ACTIVE": "Active",
        "PENDING": "Pending",
        "ARCHIVED": "Archived",
        "DELETED": "Deleted",
    },
)
USABLE = Choice(
    name="usable_for",
    label="Usable for",
    options={
        "Assets": "Asset accounts",
        "Equity": "Equity accounts",
        "Expenses": "Expense accounts",
        "Liabilities": "Liability accounts",
        "Revenue": "Revenue accounts",
    },
)

tax_rates = Resource(
    plural="TaxRates",
    one="tax rate",
    id="TaxType",
    group="Tax Rates",
    reads=SETTINGS_READ,
    writes=SETTINGS,
    paging=Paging.NONE,
    dated=False,
    outputs=(
        Output("Name", "text", "Name"),
        Output("TaxType", "text", "Tax type"),
        Output("Status", "choice", "Status"),
        Output("ReportTaxType", "text", "Kind in tax reports"),
        Output("EffectiveRate", "decimal", "Rate in percent"),
        Output("DisplayTaxRate", "decimal", "Rate in percent, as shown"),
        *(
            Output(f"CanApplyTo{kind}", "boolean", f"Usable for {label.lower()}")
            for kind, label in USABLE.options.items()
        ),
        Output(
            "TaxComponents",
            "lines",
            "Components",
            (
                Output("Name", "text", "Name"),
                Output("Rate", "decimal", "Rate in percent"),
                Output("IsCompound", "boolean", "Is compound"),
                Output("IsNonRecoverable", "boolean", "Is not recoverable"),
            ),
        ),
    ),
    sample={
        "Name": "20% (VAT on Income)",
        "TaxType": "OUTPUT2",
        "Status": "ACTIVE",
        "ReportTaxType": "OUTPUT",
        "EffectiveRate": Decimal("20.0000"),
        "DisplayTaxRate": Decimal("20.0000"),
        "CanApplyToRevenue": True,
        "TaxComponents": [{"Name": "VAT", "Rate": Decimal("20.0000"), "IsCompound": False}],
    },
)


def _query(given: Inputs) -> Query:
    named = [exactly(f.name, given[f.name]) for f in (TAX_TYPE, NAME, STATUS) if given.get(f.name)]
    usable = given.get("usable_for")
    named += [f"CanApplyTo{usable}==true"] if usable else []
    where = all_of([*named, given.get("where")])
    order = {"order": given["order"]} if given.get("order") else {}
    return order | ({"where": where} if where else {})


search_tax_rates = tax_rates.search(
    "Search for Tax Rates",
    "Finds tax rates by name, tax type, use or any other value.",
    TAX_TYPE,
    NAME,
    USABLE,
    STATUS,
    WHERE(help="Such as EffectiveRate>0."),
    ORDER(help="Such as Name ASC."),
    query=_query,
)
