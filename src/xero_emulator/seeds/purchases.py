"""What the demo's companies order and are billed for, and how they pay it.

How it was checked: by our own tests.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.seeds.companies import Goods
from xero_emulator.seeds.contacts import who
from xero_emulator.seeds.trading import become, document, expense, pay, pay_together
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

FULL = (220, 110)  # how many of each of the goods a full store holds
LEAST = 5  # of each that is ordered at all
ORDERS, ARRIVES, PAYS = 8, 6, 27  # day of the month, days later, day of the month
ON_THE_WAY = 5  # days ago
# Who sends a bill every month: on which day, for which account, about how much.
MONTHLY = (
    ("landlord", 1, "469", 950, "Rent"),
    ("power", 11, "445", 210, "Electricity and gas"),
    ("phone", 17, "489", 65, "Telephone and internet"),
    ("courier", 24, "425", 140, "Deliveries"),
)
# And who does now and then: how many days ago, for which account, about how much.
SOMETIMES = (
    ("adverts", 310, "400", 380, "Spring campaign"),
    ("insurer", 280, "433", 720, "Insurance of the premises"),
    ("adverts", 205, "400", 260, "Posters"),
    ("adverts", 88, "400", 410, "Fair stand"),
)
DISPUTED = (5, 33, 64, 96, 150)  # days ago: one bill for each column of an aged report
PART_PAID = (45, 12)
SOFTWARE_DAY, SOFTWARE_WAITS = 19, 10
UNAPPROVED = ((4, "DRAFT"), (3, "SUBMITTED"))
VOIDED = (60, 58)


def plan(year: Year) -> None:
    year.first(_stock_up)
    year.monthly(ORDERS, _order)
    year.ago(ON_THE_WAY, _place, "SUBMITTED")
    for part, day, account, amount, what in MONTHLY:
        year.monthly(day, _bill, part, account, amount, what)
    for part, days, account, amount, what in SOMETIMES:
        year.ago(days, _bill, part, account, amount, what)
    year.monthly(PAYS, _pay_what_is_due)
    year.monthly(SOFTWARE_DAY, _subscribe)
    _plan_trouble(year)


def _plan_trouble(year: Year) -> None:
    for days in DISPUTED:
        year.ago(days, _repair)
    year.ago(PART_PAID[0], _pay_in_parts)
    year.ago(VOIDED[0], _void)
    for days, status in UNAPPROVED:
        year.ago(days, _bill, "adverts", "400", 150, "Leaflets", status)


def _stock_up(year: Year) -> None:
    lines = [_goods_line(goods, full) for goods, full in _stored(year)]
    _owe(year, document("ACCPAY", year, "goods", lines, InvoiceNumber="Opening stock"))


def _stored(year: Year) -> list[tuple[Goods, int]]:
    stored = [goods for goods in year.company.goods if goods.cost]
    return list(zip(stored, FULL, strict=True))


def _goods_line(goods: Goods, quantity: int) -> Record:
    return {
        "ItemCode": goods.code,
        "Description": goods.name,
        "Quantity": quantity,
        "UnitAmount": goods.cost,
    }


def _order(year: Year) -> None:
    order = _place(year, "AUTHORISED")
    year.after(ARRIVES, _receive, order)


def _place(year: Year, status: str) -> Record:
    """An order of what the store lacks."""
    lines = []
    for goods, full in _stored(year):
        item = year.books.items.by_code(goods.code)
        assert item is not None, goods.code
        lines.append(_goods_line(goods, max(LEAST, full - int(item["QuantityOnHand"]))))
    sent = {
        "Contact": who(year, "goods"),
        "Date": year.day.isoformat(),
        "DeliveryDate": (year.day + timedelta(ARRIVES)).isoformat(),
        "LineItems": lines,
        "Status": status,
    }
    return year.make("createPurchaseOrders", sent)


def _receive(year: Year, order: Record) -> None:
    names = ("ItemCode", "Description", "Quantity", "UnitAmount")
    lines = [{name: line[name] for name in names} for line in order["LineItems"]]
    number = f"SG-{year.day:%y%m}"
    _owe(year, document("ACCPAY", year, "goods", lines, InvoiceNumber=number))
    key = order["PurchaseOrderID"]
    year.change("updatePurchaseOrder", "PurchaseOrderID", key, Status="BILLED")


def _bill(
    year: Year, part: str, account: str, amount: int, what: str, status: str = "AUTHORISED"
) -> None:
    lines = expense(account, year.about(amount), what)
    number = f"{part[:3].upper()}-{year.day:%y%m%d}"
    made = document("ACCPAY", year, part, lines, InvoiceNumber=number, Status=status)
    if status == "AUTHORISED":
        _owe(year, made)


def _owe(year: Year, bill: Record) -> None:
    year.remember("owed", bill["InvoiceID"], bill)


def _pay_what_is_due(year: Year) -> None:
    """All bills that will be due within a week, in one batch."""
    soon = (year.day + timedelta(days=7)).isoformat()
    owed = [key for key in year.known if key[0] == "owed"]
    due = [key for key in owed if year.known[key]["DueDateString"][:10] <= soon]
    pay_together(year, [year.known.pop(key) for key in due])


def _subscribe(year: Year) -> None:
    """Software from abroad, at the same price each month in its own currency."""
    price = Decimal(49) * year.company.scale
    lines = expense("485", price, "Point-of-sale software", year.company.abroad)
    number = f"WK-{year.day:%y%m}"
    bill = document("ACCPAY", year, "software", lines, InvoiceNumber=number)
    year.after(SOFTWARE_WAITS, pay, bill)


def _repair(year: Year) -> None:
    lines = expense("473", year.about(180), "Repairs that did not hold")
    document("ACCPAY", year, "repairs", lines, InvoiceNumber=f"R{year.day:%y%m%d}")


def _pay_in_parts(year: Year) -> None:
    lines = expense("453", year.about(600), "Shelves")
    bill = document("ACCPAY", year, "repairs", lines, InvoiceNumber="R-SHELVES")
    year.ago(PART_PAID[1], pay, bill, Decimal("0.5"))


def _void(year: Year) -> None:
    lines = expense("461", year.about(95), "Printed twice by mistake")
    bill = document("ACCPAY", year, "adverts", lines, InvoiceNumber="ADV-TWICE")
    year.ago(VOIDED[1], become, bill, "VOIDED")
