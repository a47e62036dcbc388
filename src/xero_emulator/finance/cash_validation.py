"""Cash validation: for each bank account, what its statements say beside what the books say.

How it was checked: fields and parameters from Xero's OpenAPI 16.1.0 and its example. Unverified:
that lines count up to and with the balance date, that balances are of all lines before it and only
their sums begin with the begin date, that lines were entered when they last changed,
that every line was keyed in by hand (the emulator has no bank feeds), and the sign of a balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.accounting.reports.bank_summary import bank_accounts
from xero_emulator.accounting.reports.periods import end_of_month
from xero_emulator.accounting.running import NEVER
from xero_emulator.calls import Call
from xero_emulator.finance.answers import asked_day, route
from xero_emulator.finance.statement_lines import StatementLine, of_account
from xero_emulator.money import ZERO
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

MANUAL = "Manual"
SOURCES = ("directBankFeed", "fileUpload", "manual", "other")


@dataclass(frozen=True, slots=True)
class Asked:
    """From which day to which lines count, and until when they were entered."""

    first: date
    last: date
    entered: date

    def counts(self, line: StatementLine) -> bool:
        return self.first <= line.on <= self.last and line.entered <= self.entered


def answer(call: Call) -> list[Record]:
    today = call.books.today(call.now)
    wanted = Asked(
        asked_day(call, "beginDate") or NEVER,
        asked_day(call, "balanceDate") or today,
        asked_day(call, "asAtSystemDate") or today,
    )
    return [_account(call.books, account, wanted) for account in bank_accounts(call.books)]


def _account(books: Books, account: Record, wanted: Asked) -> Record:
    known = of_account(books, account["AccountID"])
    entered = [line for line in known if line.entered <= wanted.entered]
    lines = [line for line in entered if wanted.counts(line)]
    standing = [line for line in entered if line.on <= wanted.last]
    balance = _sum(standing)
    latest = {"statementBalanceDate": standing[-1].on.isoformat()} if standing else {}
    return {
        "accountId": account["AccountID"],
        "statementBalance": {"value": abs(balance), "type": _side(balance)},
        **latest,
        "bankStatement": {
            "statementLines": _lines(lines, wanted.last),
            **({"currentStatement": _current(entered)} if entered else {}),
        },
        "cashAccount": {**_cash(books, account, lines), "accountBalance": balance},
    }


def _side(balance: Decimal) -> str:
    return "CREDIT" if balance < ZERO else "DEBIT"


def _lines(lines: Sequence[StatementLine], on: date) -> Record:
    done = [line for line in lines if line.reconciled]
    left = [line for line in lines if not line.reconciled]
    sums = _both("unreconciledAmount", left)
    return {
        **sums,
        "unreconciledLines": len(left),
        "avgDaysUnreconciledPos": _age(_positive(left), on),
        "avgDaysUnreconciledNeg": _age(_negative(left), on),
        **_edges("Unreconciled", left),
        "deletedAmount": ZERO,
        "totalAmount": _sum(lines),
        "dataSource": _sources(lines),
        **_edges("Reconciled", done),
        **_both("reconciledAmount", done),
        "reconciledLines": len(done),
        **_both("totalAmount", lines),
    }


def _both(name: str, lines: Iterable[StatementLine]) -> Record:
    kept = list(lines)
    return {f"{name}Pos": _sum(_positive(kept)), f"{name}Neg": _sum(_negative(kept))}


def _edges(name: str, lines: Sequence[StatementLine]) -> Record:
    if not lines:
        return {}
    return {
        f"earliest{name}Transaction": lines[0].on.isoformat(),
        f"latest{name}Transaction": lines[-1].on.isoformat(),
    }


def _sources(lines: Sequence[StatementLine]) -> Record:
    none = {f"{name}{sign}": ZERO for name in SOURCES for sign in ("", "Pos", "Neg")}
    return {**none, "manual": _sum(lines), **_both("manual", lines)}


def _age(lines: Sequence[StatementLine], on: date) -> Decimal:
    """The mean age in days, weighted by amount."""
    total = _sum(lines)
    aged = sum(((on - line.on).days * line.amount for line in lines), ZERO)
    return (aged / total).quantize(Decimal("0.000001")) if total else ZERO


def _current(lines: Sequence[StatementLine]) -> Record:
    """The newest month's statement."""
    month = lines[-1].on.replace(day=1)
    before = _sum(line for line in lines if line.on < month)
    newest = max(line.entered for line in lines if line.on >= month)
    return {
        "startDate": month.isoformat(),
        "endDate": end_of_month(month).isoformat(),
        "startBalance": before,
        "endBalance": _sum(lines),
        "importedDateTimeUtc": f"{newest}T00:00:00Z",
        "importSourceType": MANUAL,
    }


def _cash(books: Books, account: Record, lines: Sequence[StatementLine]) -> Record:
    left = [line for line in lines if not line.reconciled]
    return {
        **_both("unreconciledAmount", left),
        "startingBalance": ZERO,
        "balanceCurrency": account.get("CurrencyCode", books.base_currency),
    }


def _positive(lines: Iterable[StatementLine]) -> list[StatementLine]:
    return [line for line in lines if line.amount > ZERO]


def _negative(lines: Iterable[StatementLine]) -> list[StatementLine]:
    return [line for line in lines if line.amount < ZERO]


def _sum(lines: Iterable[StatementLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


ROUTES = (route("getCashValidation", "/CashValidation", "cashvalidation", answer),)
