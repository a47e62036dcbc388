"""What a bookkeeper would want to know before a document is posted; it is posted all the same.

Everything is judged by what is known anyway (accounts, tax rates, currencies, the organisation),
so that a look costs no call. Where the connection may not read one of these, that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from tallyloom.kit import (
    Bundle,
    Caution,
    Element,
    ExtendPermissions,
    Known,
    NotThere,
    Refused,
    Steps,
    Value,
)

DOCUMENT = {
    "draft": "No status is given, so it becomes a draft.",
    "account_unknown": "A line's account is not in the organisation's chart of accounts.",
    "account_archived": "A line's account is archived.",
    "account_side": "A purchase goes to a revenue account, or a sale to an expense account.",
    "tax_unknown": "A line's tax rate is not one that the organisation uses.",
    "tax_unfit": "A line's tax rate cannot be used with its account.",
    "amounts_kind": "Tax or amounts are given, but not whether the amounts are with tax.",
    "total_differs": "A total that is given is not what the lines come to.",
    "date_locked": "The date is in a period that is locked.",
    "currency_disabled": "The organisation does not use the currency.",
}
DUPLICATE_BILL = {"duplicate_bill": "The same bill seems to be in Xero already."}

_SOURCES = ("accounts", "tax_rates", "currencies", "organisation")
_ROUNDING = Decimal("0.10")  # Xero may round a total by up to this much
_ACCOUNT = ("Code", "AccountID")
_CLASSES = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
_WRONG_SIDE = {
    ("purchase", "REVENUE"): "is a revenue account, but this is a purchase",
    ("sale", "EXPENSE"): "is an expense account, but this is a sale",
}

Look: TypeAlias = Callable[[Sequence[Element]], Steps[Sequence[Sequence[Caution]]]]


@dataclass(frozen=True, slots=True)
class Checks:
    """What may be said, by code, and the look at a page of elements that says it."""

    said: Mapping[str, str]
    look: Look

    def __or__(self, other: Checks) -> Checks:
        def look(elements: Sequence[Element]) -> Steps[Sequence[Sequence[Caution]]]:
            ours = yield from self.look(elements)
            theirs = yield from other.look(elements)
            return [[*mine, *more] for mine, more in zip(ours, theirs, strict=True)]

        return Checks({**self.said, **other.said}, look)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the organisation; an empty part is not known and nothing is said of it."""

    accounts: Mapping[str, Bundle] = field(default_factory=dict)  # by code and by id
    tax_rates: Mapping[str, Bundle] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()
    locked: str = ""  # the last day that is locked
    unread: tuple[str, ...] = ()  # sources that the connection may not read


def checks(
    *,
    lines: str = "LineItems",
    side: Callable[[Bundle], str] = lambda _body: "",
    draft: bool = True,
    new: bool = True,
) -> Checks:
    """The checks of a kind of document, whose lines stand under this name.

    `side` tells "purchase" or "sale" of a body, "" where accounts of both sides are usual.
    `draft` says that Xero makes a draft of a new document without a status. One that is not `new`
    keeps what is not given, so that nothing is said of it.
    """
    draft = draft and new

    def look(elements: Sequence[Element]) -> Steps[Sequence[Sequence[Caution]]]:
        facts = yield from _facts([element.body for element in elements], lines)
        return [list(of(element.body, facts)) for element in elements]

    def of(body: Bundle, facts: _Facts) -> Iterator[Caution]:
        if draft and not body.get("Status"):
            yield Caution("draft", DOCUMENT["draft"], "Status")
        yield from _unchecked(facts)
        yield from _date(body, facts)
        yield from _currency(body, facts)
        yield from _amounts(body, lines, new)
        if new or "LineAmountTypes" in body:
            yield from _totals(body, lines)
        for number, line in enumerate(body.get(lines) or (), start=1):
            for code, said in _line(line, facts, side(body)):
                yield Caution(code, f"Lines, line {number} › {said}", lines)

    said = {code: text for code, text in DOCUMENT.items() if draft or code != "draft"}
    return Checks(said, look)


def dates() -> Checks:
    """The check of what has a date and no lines, such as a payment."""

    def look(elements: Sequence[Element]) -> Steps[Sequence[Sequence[Caution]]]:
        facts = yield from _facts([element.body for element in elements], "")
        return [[*_unchecked(facts), *_date(element.body, facts)] for element in elements]

    return Checks({"date_locked": DOCUMENT["date_locked"]}, look)


# What is known


def _facts(bodies: Sequence[Bundle], lines: str) -> Steps[_Facts]:
    found: dict[str, Sequence[Bundle]] = {}
    unread: list[str] = []
    for source in _SOURCES:
        if any(_needs(source, body, lines) for body in bodies):
            try:
                found[source] = yield Known(source)
            except (ExtendPermissions, NotThere, Refused):
                unread.append(source)
    accounts = found.get("accounts", ())
    organisation = next(iter(found.get("organisation", ())), {})
    locks = (organisation.get("PeriodLockDate"), organisation.get("EndOfYearLockDate"))
    used = {str(one.get("Code")) for one in found.get("currencies", ())}
    return _Facts(
        {_plain(one[name]): one for one in accounts for name in _ACCOUNT if name in one},
        {str(one.get("TaxType")): one for one in found.get("tax_rates", ())},
        frozenset(used | {str(organisation.get("BaseCurrency"))}) if used else frozenset(),
        max((str(day)[:10] for day in locks if day), default=""),
        tuple(unread),
    )


def _plain(code: Value) -> str:
    return str(code).strip().lower()


def _needs(source: str, body: Bundle, lines: str) -> bool:
    if source == "currencies":
        return "CurrencyCode" in body
    if source == "organisation":
        return "Date" in body or "CurrencyCode" in body
    names = ("AccountCode", "AccountID") if source == "accounts" else ("TaxType",)
    return any(line.get(name) for line in body.get(lines) or () for name in names)


# What is said of a document


def _unchecked(facts: _Facts) -> Iterator[Caution]:
    if facts.unread:
        what = ", ".join(source.replace("_", " ") for source in facts.unread)
        said = f"not checked: {what}, which this connection may not read."
        yield Caution("not_checked", said)


def _date(body: Bundle, facts: _Facts) -> Iterator[Caution]:
    day = body.get("Date")
    if day and facts.locked and str(day) <= facts.locked:
        yield Caution(
            "date_locked",
            f"Date: {day} is in a period that is locked up to {facts.locked}.",
            "Date",
        )


def _currency(body: Bundle, facts: _Facts) -> Iterator[Caution]:
    code = body.get("CurrencyCode")
    if code and facts.currencies and code not in facts.currencies:
        yield Caution(
            "currency_disabled",
            f"Currency: the organisation does not use {code}; add it in Xero first.",
            "CurrencyCode",
        )


def _amounts(body: Bundle, lines: str, new: bool) -> Iterator[Caution]:
    kind, rows = body.get("LineAmountTypes"), body.get(lines) or ()
    totals = [name for name in ("SubTotal", "TotalTax", "Total") if name in body]
    given = [name for name in ("LineAmount", "TaxAmount") if any(name in row for row in rows)]
    usual = lines == "LineItems"  # journals are free of tax where nothing is said
    if new and usual and kind is None and (totals or given):
        said = "not given, though totals or tax are; Xero takes them as without tax."
        yield Caution("amounts_kind", f"Amounts are: {said}", "LineAmountTypes")
    if str(kind).upper() == "NOTAX" and any(_taxed(row) for row in rows):
        said = "free of tax, but a line has a tax rate or a tax amount."
        yield Caution("amounts_kind", f"Amounts are: {said}", "LineAmountTypes")


def _taxed(line: Bundle) -> bool:
    return bool(line.get("TaxAmount")) or line.get("TaxType") not in (None, "NONE")


def _totals(body: Bundle, lines: str) -> Iterator[Caution]:
    """Totals that are given against what the lines come to, as far as that can be told."""
    amounts = [amount_of(line) for line in body.get(lines) or ()]
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return
    exclusive = str(body.get("LineAmountTypes") or "Exclusive").upper() == "EXCLUSIVE"
    name = "SubTotal" if exclusive else "Total"
    label = "Total without tax" if exclusive else "Total"
    if _far(body.get(name), sum(known)):
        said = f"{label}: {body[name]} is given, the lines come to {sum(known)}."
        yield Caution("total_differs", said, name)
    parts = [Decimal(body[part]) for part in ("SubTotal", "TotalTax") if part in body]
    if len(parts) == 2 and _far(body.get("Total"), sum(parts)):
        said = f"Total: {body['Total']} is not the total without tax and the tax together."
        yield Caution("total_differs", said, "Total")


def _far(given: Value, found: Decimal | int) -> bool:
    return given is not None and abs(Decimal(given) - found) > _ROUNDING


def amount_of(line: Bundle, places: int = 4) -> Decimal | None:
    """The amount of a line as Xero works it out; None where the line does not say enough.

    `places` are those to which Xero keeps the unit price; it keeps four of a quantity.
    """
    if "LineAmount" in line:
        return Decimal(line["LineAmount"])
    if "UnitAmount" not in line or line.get("Quantity") is None:
        return None
    whole = _rounded(line["Quantity"], 4) * _rounded(line["UnitAmount"], places)
    whole *= 1 - Decimal(line.get("DiscountRate") or 0) / 100
    whole -= Decimal(line.get("DiscountAmount") or 0)
    return _rounded(whole, 2)


def _rounded(number: Decimal | int, places: int) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


# What is said of a line


def _line(line: Bundle, facts: _Facts, side: str) -> Iterator[tuple[str, str]]:
    named = line.get("AccountCode") or line.get("AccountID")
    account = facts.accounts.get(_plain(named), {})
    if named and facts.accounts:
        yield from _account(str(named), account, side)
    if line.get("TaxType") and facts.tax_rates:
        yield from _tax(line["TaxType"], facts.tax_rates, account)


def _account(named: str, account: Bundle, side: str) -> Iterator[tuple[str, str]]:
    if not account:
        yield "account_unknown", f"Account: the organisation has no account {named}."
        return
    name = f"{named} {account.get('Name', '')}".strip()
    if account.get("Status", "ACTIVE") != "ACTIVE":
        yield "account_archived", f"Account: {name} is archived."
    wrong = _WRONG_SIDE.get((side, str(account.get("Class"))))
    if wrong:
        yield "account_side", f"Account: {name} {wrong}."


def _tax(
    tax_type: str, tax_rates: Mapping[str, Bundle], account: Bundle
) -> Iterator[tuple[str, str]]:
    rate = tax_rates.get(tax_type, {})
    if not rate or rate.get("Status", "ACTIVE") != "ACTIVE":
        yield "tax_unknown", f"Tax rate: the organisation has no tax rate {tax_type} in use."
        return
    fits = _CLASSES.get(str(account.get("Class")))
    if fits and rate.get(fits) is False:
        kind = str(account["Class"]).lower()
        name = f"{tax_type} ({rate['Name']})" if rate.get("Name") else tax_type
        yield "tax_unfit", f"Tax rate: {name} cannot be used with accounts of the class {kind}."
