"""The pick-lists of Xero's modules: what a person chooses from instead of typing ids.

Each source is fetched in one call (contacts, of which there may be many, are asked for by the
text that is typed). What is archived is fetched, because checks before posting tell it from what
is unknown, and is never offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from tallyloom.apps.xero import picks_regions, wire
from tallyloom.apps.xero.scopes import CONTACTS_READ, SETTINGS_READ
from tallyloom.kit import Bundle, Listing, Pick, PickList, Request, Scopes, Steps, Value

_PATH = "/api.xro/2.0"
_JSON = {"Accept": "application/json"}
_CONTACTS = 100  # of one page: enough to read, few enough to be quick

Records: TypeAlias = Callable[[str, Value], Steps[Listing]]
Choices: TypeAlias = Callable[[Sequence[Bundle], Mapping[str, Value]], Sequence[Pick]]

# Where the records come from


def _whole(resource: str, plural: str = "", **query: str) -> Records:
    """All records of a resource that Xero gives in one answer."""

    def records(_text: str, _after: Value) -> Steps[Listing]:
        answer = yield Request("GET", f"{_PATH}/{resource}", query=query, headers=_JSON)
        return [wire.settled(r) for r in wire.records(answer, plural or resource)], None

    return records


def _contacts(text: str, after: Value) -> Steps[Listing]:
    """A page of active contacts, by a part of their name, number or email address."""
    page = after or 1
    query = {"summaryOnly": "true", "page": str(page), "pageSize": str(_CONTACTS)}
    named = {"searchTerm": text} if text else {"order": "Name ASC"}
    answer = yield Request("GET", f"{_PATH}/Contacts", query=query | named, headers=_JSON)
    found = [wire.settled(record) for record in wire.records(answer, "Contacts")]
    return found, page + 1 if len(found) == _CONTACTS else None


_SOURCES: dict[str, Records] = {
    "accounts": _whole("Accounts"),
    "tax_rates": _whole("TaxRates"),
    "currencies": _whole("Currencies"),
    "branding_themes": _whole("BrandingThemes"),
    "tracking": _whole("TrackingCategories"),
    "items": _whole("Items"),
    "contact_groups": _whole("ContactGroups"),
    "organisation": _whole("Organisation", "Organisations"),
    "contacts": _contacts,
}


def _list(
    label: str, source: str, choices: Choices, scopes: Scopes = SETTINGS_READ, **more: bool
) -> PickList:
    return PickList(
        label=label,
        source=source,
        records=_SOURCES[source],
        choices=choices,
        scopes=scopes,
        **more,
    )


def _each(
    value: str, label: str, hint: str, status: str = "Status"
) -> Callable[[Sequence[Bundle], Mapping[str, Value]], list[Pick]]:
    """Choices of every record in use, from the values of these names."""

    def choices(records: Sequence[Bundle], _form: Mapping[str, Value]) -> list[Pick]:
        return [
            Pick(str(record[value]), str(record.get(label) or record[value]), _text(record, hint))
            for record in _used(records, status)
            if record.get(value)
        ]

    return choices


def _used(records: Iterable[Bundle], status: str = "Status") -> Iterator[Bundle]:
    return (record for record in records if record.get(status, "ACTIVE") == "ACTIVE")


def _text(record: Bundle, name: str) -> str:
    return str(record.get(name) or "")


# Accounts


def _accounts(value: str, fits: Callable[[Bundle], bool] = lambda _account: True) -> Choices:
    """Choices of the active accounts that fit: "200 Sales", with their type and class."""

    def choices(records: Sequence[Bundle], _form: Mapping[str, Value]) -> list[Pick]:
        found = [a for a in _used(records) if fits(a) and a.get(value)]
        return [
            Pick(str(account[value]), _named(account), _kind(account))
            for account in sorted(found, key=_named)
        ]

    return choices


def _named(account: Bundle) -> str:
    return f"{_text(account, 'Code')} {account.get('Name', '')}".strip()


def _kind(account: Bundle) -> str:
    """The type and class; of a bank account its currency and number."""
    names = ("CurrencyCode", "BankAccountNumber") if _is_bank(account) else ("Class",)
    return " · ".join(part for name in ("Type", *names) if (part := _text(account, name)))


def _is_bank(account: Bundle) -> bool:
    return account.get("Type") == "BANK"


def _takes_payments(account: Bundle) -> bool:
    return _is_bank(account) or account.get("EnablePaymentsToAccount") is True


def _takes_lines(account: Bundle) -> bool:
    """Whether a document's line may name it: bank accounts and the sums of contacts are Xero's."""
    return not _is_bank(account) and account.get("SystemAccount") not in ("DEBTORS", "CREDITORS")


def _is_revenue(account: Bundle) -> bool:
    return account.get("Class") == "REVENUE"


# Tax rates, items, themes


def _tax_types(records: Sequence[Bundle], _form: Mapping[str, Value]) -> list[Pick]:
    return [
        Pick(rate["TaxType"], f"{rate.get('Name', '')} ({_percent(rate)})", rate["TaxType"])
        for rate in _used(records)
        if rate.get("TaxType")
    ]


def _percent(rate: Bundle) -> str:
    return f"{Decimal(rate.get('EffectiveRate') or 0).normalize():f} %"


def _items(value: str) -> Choices:
    def choices(records: Sequence[Bundle], _form: Mapping[str, Value]) -> list[Pick]:
        return [
            Pick(str(item[value]), f"{item.get('Code', '')} {_text(item, 'Name')}".strip())
            for item in records
            if item.get(value)
        ]

    return choices


def _themes(records: Sequence[Bundle], _form: Mapping[str, Value]) -> list[Pick]:
    ranked = sorted(records, key=lambda theme: theme.get("SortOrder") or 0)
    return [Pick(t["BrandingThemeID"], _text(t, "Name"), _text(t, "Type")) for t in ranked]


def _currencies(records: Sequence[Bundle], _form: Mapping[str, Value]) -> list[Pick]:
    return [Pick(c["Code"], f"{c['Code']} {_text(c, 'Description')}".strip()) for c in records]


# Tracking

# What a form calls the category beside which an option is chosen.
_CATEGORY = (
    *("Name", "TrackingCategoryID", "TrackingCategoryName"),
    *("trackingCategoryID", "trackingCategoryID2"),
)


def _options(value: str) -> Choices:
    """Options of the categories that the same line names; of all where it names none."""

    def choices(records: Sequence[Bundle], form: Mapping[str, Value]) -> list[Pick]:
        named = {str(form[name]) for name in _CATEGORY if form.get(name)}
        active = list(_used(records))
        chosen = [c for c in active if named & {c.get("TrackingCategoryID"), c.get("Name")}]
        return [
            Pick(str(option[value]), _text(option, "Name"), _text(category, "Name"))
            for category in chosen or active
            for option in _used(category.get("Options") or ())
            if option.get(value)
        ]

    return choices


PICK_LISTS: dict[str, PickList] = {
    "account_codes": _list("Accounts", "accounts", _accounts("Code", _takes_lines)),
    "account_ids": _list("Accounts", "accounts", _accounts("AccountID")),
    "sales_accounts": _list("Revenue accounts", "accounts", _accounts("Code", _is_revenue)),
    "bank_accounts": _list("Bank accounts", "accounts", _accounts("AccountID", _is_bank)),
    "bank_account_codes": _list("Bank accounts", "accounts", _accounts("Code", _is_bank)),
    "payment_accounts": _list(
        "Accounts that take payments", "accounts", _accounts("AccountID", _takes_payments)
    ),
    "payment_account_codes": _list(
        "Accounts that take payments", "accounts", _accounts("Code", _takes_payments)
    ),
    "tax_types": _list("Tax rates", "tax_rates", _tax_types),
    "currencies": _list("Currencies", "currencies", _currencies),
    "branding_themes": _list("Branding themes", "branding_themes", _themes),
    "tracking_categories": _list("Tracking categories", "tracking", _each("Name", "Name", "")),
    "tracking_category_ids": _list(
        "Tracking categories", "tracking", _each("TrackingCategoryID", "Name", "")
    ),
    "tracking_options": _list("Tracking options", "tracking", _options("Name")),
    "tracking_option_ids": _list("Tracking options", "tracking", _options("TrackingOptionID")),
    "items": _list("Items", "items", _items("Code")),
    "item_ids": _list("Items", "items", _items("ItemID")),
    "contacts": _list(
        "Contacts",
        "contacts",
        _each("ContactID", "Name", "EmailAddress", "ContactStatus"),
        CONTACTS_READ,
        searches=True,
    ),
    "contact_groups": _list(
        "Contact groups",
        "contact_groups",
        _each("ContactGroupID", "Name", ""),
        CONTACTS_READ,
    ),
    "organisation": _list(
        "Organisation", "organisation", _each("OrganisationID", "Name", "CountryCode", "")
    ),
    **picks_regions.PICK_LISTS,
}
