"""Line items: what a line must say, what it comes to, which account and tax it takes.

How it was checked: amounts and discounts from Xero's OpenAPI 16.1.0 and the reference's section
5.4; account and tax refusals in third parties' words (section 6.2). Unverified: the texts marked so
below, a quantity of 1 when only a unit amount is sent, an unknown or repeated LineItemID (here: a
new line),
that a known LineItemID keeps what is not sent again, that an inventory account stands only on lines
with its own tracked item, and that a line keeps the name its item had.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator import money
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, guid, many, number, text
from xero_emulator.money import HUNDRED, QUANTITY_PLACES, ZERO, half_up
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

FIELDS = Fields(
    LineItemID=guid,
    Description=text,
    Quantity=number,
    UnitAmount=number,
    ItemCode=text,
    AccountCode=text,
    AccountID=guid,
    TaxType=text,
    TaxAmount=number,
    LineAmount=number,
    DiscountRate=number,
    DiscountAmount=number,
    Tracking=many(Fields(TrackingCategoryID=guid, TrackingOptionID=guid, Name=text, Option=text)),
)
COMPUTED = ("LineAmount", "TaxAmount")
CONTROL = ("DEBTORS", "CREDITORS")  # documents post there themselves

NO_ACCOUNT = "Account code '{}' is not a valid code for this document."
GONE_ACCOUNT = "Account code '{}' has been archived, or has been deleted."
NO_ITEM = "Item code '{}' is not valid"  # unverified text
NO_STOCK = "Item code '{}' is tracked and cannot be used here."  # unverified, as is its being so
NOT_STORED = "Account code '{}' is not the inventory asset account of the item."  # unverified text
NO_TAX = "The TaxType code '{}' cannot be used with account code '{}'."
NO_DESCRIPTION = "Description needs to be at least 1 char long."  # unverified text
NO_DISCOUNT = "Discounts are only supported on ACCREC invoices."  # unverified text
TOO_LARGE = "The line amount must be 9,999,999,999.99 or less."  # unverified text
MISMATCH = "The line total {} does not match the expected line total {}"  # unverified


@dataclass(frozen=True, slots=True)
class Rules:
    """What the document around the lines decides for them.

    `purchases` says which side of an item its lines take what they do not say from; `stock` whether
    the document moves stock, without which its lines can name no tracked item.
    """

    line_amount_types: str
    unitdp: int
    discounts: bool
    purchases: bool = False
    stock: bool = True


def settle(
    sent: list[Record], old: list[Record], rules: Rules, books: Books
) -> tuple[list[Record], list[str]]:
    """The document's new lines, and what is wrong with them.

    Lines sent replace all lines; one with a known LineItemID keeps its id and what it does not say.
    A second one with the same LineItemID is a new line.
    """
    known = {line["LineItemID"]: line for line in old}
    settled: list[Record] = []
    wrong: list[str] = []
    for line in sent:
        try:
            before = known.pop(line.get("LineItemID", ""), {})
            settled.append(_line(line, before, rules, books))
        except Invalid as refusal:
            wrong += refusal.messages
    return settled, wrong


def retaxed(held: list[Record], line_amount_types: str, books: Books) -> list[Record]:
    """The same lines when their amounts come to mean tax-inclusive, exclusive or without tax."""
    return [_retaxed(line, line_amount_types, books) for line in held]


def _retaxed(line: Record, line_amount_types: str, books: Books) -> Record:
    rate = books.tax_rates.match(line.get("TaxType", "")) or {"EffectiveRate": ZERO}
    tax = money.tax_of(line["LineAmount"], rate["EffectiveRate"], line_amount_types)
    return {**line, "TaxAmount": tax}


def unready(held: list[Record], books: Books) -> list[str]:
    """What stands between these lines and approval."""
    wrong: list[str] = []
    for line in held:
        try:
            _described(line)
            if _account(line, line, books) is None and "UnitAmount" in line:
                wrong.append(NO_ACCOUNT.format(""))
        except Invalid as refusal:
            wrong += refusal.messages
    return wrong


def _line(sent: Record, before: Record, rules: Rules, books: Books) -> Record:
    kept = {name: value for name, value in before.items() if name not in COMPUTED}
    line = {"Tracking": [], **kept, **sent}
    line["LineItemID"] = before.get("LineItemID") or books.new_id()
    _itemised(line, before, rules, books)
    _tracked(line, before, books)
    _discounted(line, rules)
    _amounts(line, before, rules.unitdp)
    _taxed(line, sent, rules, books)
    return line


def _itemised(line: Record, before: Record, rules: Rules, books: Books) -> None:
    """The item of a line, and what the line takes from it."""
    line.pop("Item", None)
    code = line.pop("ItemCode", "")
    if not code:
        return
    item = books.items.by_code(code)
    if item is None and code != before.get("ItemCode"):
        raise Invalid(NO_ITEM.format(code))
    if item is None:
        line |= {"ItemCode": code, "Item": before["Item"]}
        return
    if item["IsTrackedAsInventory"] and not rules.stock:
        raise Invalid(NO_STOCK.format(item["Code"]))
    line |= {"ItemCode": item["Code"], "Item": _named(item)}
    for name, value in books.items.on_line(item, purchases=rules.purchases).items():
        if not (name == "UnitAmount" and "LineAmount" in line):
            line.setdefault(name, value)


def _named(item: Record) -> Record:
    return {name: item[name] for name in ("ItemID", "Name", "Code") if name in item}


def _tracked(line: Record, before: Record, books: Books) -> None:
    held = before.get("Tracking", [])
    line["Tracking"] = books.tracking_categories.on_line(line["Tracking"], held)


def _discounted(line: Record, rules: Rules) -> None:
    if not rules.discounts and (line.get("DiscountRate") or line.get("DiscountAmount")):
        raise Invalid(NO_DISCOUNT)
    if not ZERO <= line.get("DiscountRate", ZERO) <= HUNDRED:
        raise Invalid("DiscountRate must be between 0 and 100.")  # unverified text


def _amounts(line: Record, before: Record, unitdp: int) -> None:
    """Completes Quantity, UnitAmount and LineAmount from those that are there."""
    sent = line.get("LineAmount")
    both = "Quantity" in line and "UnitAmount" in line
    if not both and sent is None and "Quantity" not in line and "UnitAmount" not in line:
        line["LineAmount"] = ZERO
        return
    line["Quantity"] = half_up(_quantity(line), QUANTITY_PLACES)
    line["UnitAmount"] = half_up(_unit(line), unitdp)
    if abs(line["Quantity"] * line["UnitAmount"]) > money.LARGEST_LINE:
        raise Invalid(TOO_LARGE)
    expected = _expected(line)
    line["LineAmount"] = expected if sent is None else half_up(sent)
    if both and line["LineAmount"] != expected and not _same(line, before):
        raise Invalid(MISMATCH.format(line["LineAmount"], expected))


def _same(line: Record, before: Record) -> bool:
    return all(line[name] == before.get(name) for name in ("Quantity", "UnitAmount", "LineAmount"))


def _expected(line: Record) -> Decimal:
    rate, off = line.get("DiscountRate"), line.get("DiscountAmount")
    return money.line_amount(line["Quantity"], line["UnitAmount"], rate, off)


def _gross(line: Record) -> Decimal:
    rate, off = line.get("DiscountRate"), line.get("DiscountAmount")
    return money.undiscounted(line["LineAmount"], rate, off)


def _quantity(line: Record) -> Decimal:
    if "Quantity" in line:
        return Decimal(line["Quantity"])
    if "LineAmount" in line and line.get("UnitAmount"):
        return _gross(line) / Decimal(line["UnitAmount"])
    return Decimal(1)


def _unit(line: Record) -> Decimal:
    if "UnitAmount" in line:
        return Decimal(line["UnitAmount"])
    if "LineAmount" in line and line["Quantity"]:
        return _gross(line) / Decimal(line["Quantity"])
    return ZERO


def _described(line: Record) -> None:
    if not line.get("Description", "").strip():
        raise Invalid(NO_DESCRIPTION)


def _taxed(line: Record, sent: Record, rules: Rules, books: Books) -> None:
    """The account, the tax type and the tax; a description alone needs none of them."""
    account = _account(line, sent, books)
    percent = ZERO
    if account is not None:
        line["AccountCode"] = account.get("Code", "")
        line["AccountID"] = account["AccountID"]
        line.setdefault("TaxType", account["TaxType"])
        if rules.purchases and not _may_hold(line, account, books):
            raise Invalid(NOT_STORED.format(account.get("Code", "")))
        percent = _percent(line, account, books)
    computed = money.tax_of(line["LineAmount"], percent, rules.line_amount_types)
    overridden = "TaxAmount" in sent and rules.line_amount_types != "NoTax"
    line["TaxAmount"] = half_up(sent["TaxAmount"]) if overridden else computed


def _account(line: Record, sent: Record, books: Books) -> Record | None:
    if "AccountID" in sent and "AccountCode" not in sent:
        found = books.accounts.records.get(sent["AccountID"])
    elif line.get("AccountCode"):
        found = books.accounts.by_code(line["AccountCode"])
    else:
        return None
    code = line.get("AccountCode") or sent.get("AccountID", "")
    if found is None or found["Type"] == "BANK" or found.get("SystemAccount") in CONTROL:
        raise Invalid(NO_ACCOUNT.format(code))
    if found["Status"] != "ACTIVE":
        raise Invalid(GONE_ACCOUNT.format(code))
    if found["Type"] == "INVENTORY" and not _is_stored(line, found, books):
        raise Invalid(NO_ACCOUNT.format(code))
    return found


def _may_hold(line: Record, account: Record, books: Books) -> bool:
    """A tracked item is bought into its own inventory account."""
    item = books.items.records.get(line.get("Item", {}).get("ItemID", ""))
    tracked = item is not None and item["IsTrackedAsInventory"]
    return not tracked or _is_stored(line, account, books)


def _is_stored(line: Record, account: Record, books: Books) -> bool:
    """Whether an inventory account is that of the line's own item."""
    item = books.items.records.get(line.get("Item", {}).get("ItemID", ""))
    return item is not None and item.get("InventoryAssetAccountCode") == account["Code"]


def _percent(line: Record, account: Record, books: Books) -> Decimal:
    rate = books.tax_rates.usable(line["TaxType"], account["Class"])
    if rate is None:
        raise Invalid(NO_TAX.format(line["TaxType"], line["AccountCode"]))
    percent: Decimal = rate["EffectiveRate"]
    return percent


def shown(lines: list[Record], unitdp: int) -> list[Record]:
    """Lines as answered: unit amounts to the decimals that the caller asked for."""
    if unitdp == QUANTITY_PLACES or not any(_is_fine(line) for line in lines):
        return lines
    return [
        {**line, "UnitAmount": half_up(line["UnitAmount"], unitdp)} if _is_fine(line) else line
        for line in lines
    ]


def _is_fine(line: Record) -> bool:
    unit = line.get("UnitAmount")
    return unit is not None and unit.as_tuple().exponent < -2


def discount(lines: list[Record]) -> Decimal:
    """What discounts took off all lines together."""
    taken = ZERO
    for line in lines:
        off = line.get("DiscountRate") or line.get("DiscountAmount")
        if off and "UnitAmount" in line:  # a line of words alone may name a discount of nothing
            taken += half_up(line["Quantity"] * line["UnitAmount"]) - line["LineAmount"]
    return taken
