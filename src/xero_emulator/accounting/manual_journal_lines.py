"""The lines of manual journals: signed amounts, their accounts and the tax that they carry.

How it was checked: fields, signs, the total's refusal and the warning about an account from Xero's
OpenAPI 16.1.0; which accounts are refused from the reference (module 26). Unverified: that tax
counts in the totals unless it is included; that a code which no account has is removed from a draft
and refuses a posted journal; that lines replace all lines; the tax type of a line that names none
(here: no tax, or the account's own where the journal has tax).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import money
from xero_emulator.accounting.ledger import Entry
from xero_emulator.accounting.lines import GONE_ACCOUNT, NO_ACCOUNT, NO_TAX, TOO_LARGE
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, guid, many, number, text
from xero_emulator.money import ZERO, half_up
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

FIELDS = Fields(
    LineAmount=number,
    AccountCode=text,
    AccountID=guid,
    Description=text,
    TaxType=text,
    TaxAmount=number,
    Tracking=many(Fields(TrackingCategoryID=guid, TrackingOptionID=guid, Name=text, Option=text)),
)
FEWEST = 2
CLOSED_TYPES = ("BANK", "INVENTORY")
CLOSED_SYSTEM = ("DEBTORS", "CREDITORS", "RETAINEDEARNINGS")

UNBALANCED = "The total debits ({:.2f}) must equal total credits ({:.2f})"
REMOVED = "Account code '{}' has been removed as it does not match a recognised account."
TOO_FEW = "A manual journal must have at least 2 journal lines."  # unverified text
CLOSED = "Account code '{}' cannot be used in a manual journal."  # unverified text


@dataclass(slots=True)
class Settled:
    """The lines as they would be kept, what is wrong with them, and what is worth a warning."""

    lines: list[Record] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the journal around the lines decides for them; `strict` if it is to be posted."""

    line_amount_types: str
    strict: bool


def settle(sent: list[Record], old: list[Record], rules: Rules, books: Books) -> Settled:
    """New lines instead of the old."""
    found = Settled()
    known = [tracking for line in old for tracking in line["Tracking"]]
    for line in sent:
        try:
            found.lines.append(_line(line, rules.line_amount_types, known, books))
        except Invalid as refusal:
            found.wrong += refusal.messages
        code = line.get("AccountCode", "")
        if code and books.accounts.by_code(code) is None:
            (found.wrong if rules.strict else found.warnings).append(
                (NO_ACCOUNT if rules.strict else REMOVED).format(code)
            )
    if not found.wrong:
        found.wrong += _unfit(found.lines, rules)
    return found


def retaxed(old: list[Record]) -> list[Record]:
    """Kept lines as if they were sent again, for amounts that come to mean something else."""
    return [{name: line[name] for name in line if name != "TaxAmount"} for line in old]


def _line(sent: Record, types: str, known: list[Record], books: Books) -> Record:
    amount = half_up(sent.get("LineAmount", ZERO))
    if abs(amount) > money.LARGEST_LINE:
        raise Invalid(TOO_LARGE)
    account = _account(sent, books)
    line = {
        "Description": sent.get("Description", ""),
        "LineAmount": amount,
        "Tracking": books.tracking_categories.on_line(sent.get("Tracking", []), known),
        "IsBlank": account is None and not amount and not sent.get("Description"),
        "TaxAmount": ZERO,
    }
    return line if account is None else {**line, **_taxed(sent, amount, types, account, books)}


def _account(sent: Record, books: Books) -> Record | None:
    if sent.get("AccountCode"):
        found = books.accounts.by_code(sent["AccountCode"])
    else:
        found = books.accounts.records.get(sent.get("AccountID", ""))
        if found is None and "AccountID" in sent:
            raise Invalid(NO_ACCOUNT.format(sent["AccountID"]))
    if found is None:
        return None
    code = found.get("Code", "")
    if found["Type"] in CLOSED_TYPES or found.get("SystemAccount") in CLOSED_SYSTEM:
        raise Invalid(CLOSED.format(code))
    if found["Status"] != "ACTIVE":
        raise Invalid(GONE_ACCOUNT.format(code))
    return found


def _taxed(sent: Record, amount: Decimal, types: str, account: Record, books: Books) -> Record:
    code = account.get("Code", "")
    untaxed = books.tax_rates.default_for("EQUITY")
    tax_type = sent.get("TaxType") or (untaxed if types == "NoTax" else account["TaxType"])
    rate = books.tax_rates.usable(tax_type, account["Class"])
    if rate is None:
        raise Invalid(NO_TAX.format(tax_type, code))
    tax = money.tax_of(amount, rate["EffectiveRate"], types)
    if "TaxAmount" in sent and types != "NoTax":
        tax = half_up(sent["TaxAmount"])
    told = {"AccountCode": code, "AccountID": account["AccountID"]}
    return {**told, "TaxType": rate["TaxType"], "TaxAmount": tax}


def _unfit(lines: list[Record], rules: Rules) -> Iterator[str]:
    """What is wrong with the lines together."""
    if len(lines) < FEWEST:
        yield TOO_FEW
    totals = [_gross(line, rules.line_amount_types) for line in lines]
    debits = sum((total for total in totals if total > ZERO), ZERO)
    credits_ = sum((total for total in totals if total < ZERO), ZERO)
    if debits + credits_ != ZERO:
        yield UNBALANCED.format(debits, credits_)
    if rules.strict and any("AccountID" not in line and line["LineAmount"] for line in lines):
        yield NO_ACCOUNT.format("")


def _gross(line: Record, types: str) -> Decimal:
    amount: Decimal = line["LineAmount"]
    return amount + line["TaxAmount"] if types == "Exclusive" else amount


def entries(lines: list[Record], line_amount_types: str, books: Books) -> Iterable[Entry]:
    """The journal that posts them, with all their tax on the tax account."""
    taxes = ZERO
    for line in lines:
        if "AccountID" in line:
            tax = line["TaxAmount"]
            net = _gross(line, line_amount_types) - tax
            account = books.accounts.records[line["AccountID"]]
            tracking = tuple(line["Tracking"])
            yield Entry(account, net, tax, line["TaxType"], line["Description"], tracking)
            taxes += tax
    yield Entry(books.accounts.system("GST"), taxes)
