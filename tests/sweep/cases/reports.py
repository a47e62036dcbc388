"""Reports: every amount that the books show stands in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

DAY = "2026-06-15"
SALE = Decimal("125.50")


def _contact(books: Books, name: str) -> str:
    found = [each for each in books.all("Contacts") if each["Name"] == name]
    return str((found or [books.made("Contacts", Name=name)])[0]["ContactID"])


def _bill(books: Books, kind: str) -> str:
    """One more approved invoice or bill of this day; gives its contact."""
    contact = _contact(books, f"Reported {kind}")
    books.made(
        "Invoices",
        Type=kind,
        Contact={"ContactID": contact},
        Date=DAY,
        DueDate=DAY,
        Status="AUTHORISED",
        LineAmountTypes="NoTax",
        LineItems=[
            {
                "Description": "A thing",
                "Quantity": 1,
                "UnitAmount": SALE,
                "AccountCode": "200" if kind == "ACCREC" else "400",
            }
        ],
    )
    return contact


def _month(books: Books) -> Given:
    _bill(books, "ACCREC")
    return {"fromDate": "2026-06-01", "toDate": "2026-06-30"}


def _day(books: Books) -> Given:
    _bill(books, "ACCREC")
    return {"date": "2026-06-30"}


def _account(books: Books) -> Given:
    """A bank account that took something in."""
    bank = books.put(
        "Accounts",
        {
            "Type": "BANK",
            "Code": f"B{len(books.all('Accounts'))}",
            "Name": f"Till {len(books.all('Accounts'))}",
            "BankAccountNumber": "09-0000-0000",
        },
    )["Accounts"][0]
    books.made(
        "BankTransactions",
        Type="RECEIVE",
        Contact={"ContactID": _contact(books, "Passer-by")},
        BankAccount={"AccountID": bank["AccountID"]},
        Date=DAY,
        LineAmountTypes="NoTax",
        LineItems=[
            {"Description": "Cash", "Quantity": 1, "UnitAmount": SALE, "AccountCode": "200"}
        ],
    )
    return {"fromDate": "2026-06-01", "toDate": "2026-06-30"}


def _aged(kind: str) -> Callable[[Books], Given]:
    return lambda books: {"contactId": _bill(books, kind), "date": "2026-06-30"}


def _rows(rows: list[dict[str, Any]]) -> Iterator[list[str]]:
    """The values of each row of amounts, as the books write them."""
    for row in rows:
        if row["RowType"] != "Header" and row.get("Cells"):
            yield [cell.get("Value", "") for cell in row["Cells"]]
        yield from _rows(row.get("Rows", []))


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _amounts(kind: str) -> Callable[[Books, Outcome, Given], None]:
    def check(books: Books, outcome: Outcome, given: Given) -> None:
        there = books.get(f"Reports/{kind}", **given)["Reports"][0]
        raw = [[_amount(text) for text in row[1:]] for row in _rows(there["Rows"])]
        lines = outcome.bundle["lines"]
        flat = [[_known(value) for value in line["values"].values()] for line in lines]
        assert len(flat) == len(raw)
        texts = {"Number", "Due Date"}
        if not texts & set(outcome.bundle["columns"]):
            assert flat == raw
        assert any(SALE in row for row in flat) or any(
            value and value >= SALE for row in flat for value in row
        )
        assert outcome.bundle["ReportName"] == there["ReportName"]

    return check


def _known(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _case(module: str, kind: str, given: Callable[[Books], Given], bad: Given) -> Case:
    (name,) = bad
    says = "is not a date" if name != "contactId" else "a value is required"
    return Case(module=module, given=given, check=_amounts(kind), bad=bad, says=says)


CASES = [
    _case("get_bank_summary", "BankSummary", _account, {"fromDate": "June"}),
    _case("get_trial_balance", "TrialBalance", _day, {"date": "June"}),
    _case("get_profit_and_loss", "ProfitAndLoss", _month, {"toDate": "June"}),
    _case("get_balance_sheet", "BalanceSheet", _day, {"date": "June"}),
    _case(
        "get_aged_receivables_by_contact",
        "AgedReceivablesByContact",
        _aged("ACCREC"),
        {"contactId": ""},
    ),
    _case(
        "get_aged_payables_by_contact", "AgedPayablesByContact", _aged("ACCPAY"), {"contactId": ""}
    ),
]
