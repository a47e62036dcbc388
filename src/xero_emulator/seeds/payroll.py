"""Who works for the demo's companies, when they are away, and how they are paid.

Where Xero has a payroll API the staff stand in it, and its pay runs post the wages; elsewhere a
manual journal does.

How it was checked: by our own tests.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.money import ZERO, half_up
from xero_emulator.seeds import payroll_2, payroll_au
from xero_emulator.seeds.banking import move
from xero_emulator.seeds.journals import post

if TYPE_CHECKING:
    from xero_emulator.seeds.year import Year

BUREAUS = {"AU": payroll_au, "GB": payroll_2, "NZ": payroll_2}
WAGES, OWED = "477", "814"
HOURS_DAY, PAYDAY, TAX_DAY = 24, 25, 20
NET = Decimal("0.78")  # of what somebody earns, where no pay run says it
# Who takes leave, in the order of the company's staff: from how many days ago, for how many days.
LEAVE = ((0, 190, 12), (1, 96, 5), (1, 41, 3), (0, -12, 5))
ASKED = 9  # days ago: when leave that is still to come was asked for


def plan(year: Year) -> None:
    bureau = BUREAUS.get(year.books.country)
    if bureau is None:
        year.monthly(PAYDAY, _pay_by_journal)
    else:
        year.first(bureau.hire)
        for at, days, long in LEAVE:
            year.ago(max(days, ASKED), bureau.away, at, year.today - timedelta(days), long)
        year.monthly(HOURS_DAY, bureau.write_hours)
        year.monthly(PAYDAY, _pay)
    year.monthly(TAX_DAY, _pay_taxes)


def _pay(year: Year) -> None:
    _send(year, BUREAUS[year.books.country].pay(year))


def _pay_by_journal(year: Year) -> None:
    gross = half_up(sum((each.salary / 12 for each in year.company.staff), ZERO))
    post(year, f"Payroll for {year.day:%B %Y}", gross, WAGES, OWED)
    _send(year, half_up(gross * NET))


def _send(year: Year, net: Decimal) -> None:
    move(year, "SPEND", "staff", OWED, net, "Wages")


def _pay_taxes(year: Year) -> None:
    owed = -year.held(OWED)
    if owed > ZERO:
        move(year, "SPEND", "tax", OWED, owed, "Payroll taxes")
