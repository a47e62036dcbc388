"""Holding the emulator's answers against the model, and its reports against each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.xero_emulator.oracle.arithmetic import NOTHING
from tests.xero_emulator.oracle.model import LIVE, Document, Entry
from tests.xero_emulator.oracle.operations import Operations
from tests.xero_emulator.oracle.organisation import BANKS, CREDITS, FIRST, LAST, NAMES

EARNED = {"200": -1, "260": -1, "270": -1, "310": 1, "400": 1, "429": 1, "469": 1, "499": 1}
RETAINED = "960"
GAINS = "FXGROUPID"
ALL = {"page": "1", "pageSize": "1000"}


def check(held: Operations, on: date) -> None:
    """Everything that can be compared, with reports at the end of a day."""
    documents(held)
    movements(held)
    for day in (on, LAST):
        trial_balance(held, day)
        aged(held, day)
        bank_summary(held, day)
        profit_and_loss(held, day)
        balance_sheet(held, day)
    cash_basis(held)
    journals(held)


def documents(held: Operations) -> None:
    """Amounts and statuses of every document and payment."""
    for kind, (name, _operation) in NAMES.items():
        found = {row[f"{name}ID"]: row for row in _all(held, f"get{name}s")}
        expected = {each.id: each for each in held.model.of(kind)}
        assert found.keys() == expected.keys()
        for key, document in expected.items():
            told = _of_invoice(document) if kind == "invoice" else _of_credit(document)
            _same(found[key], told, f"{kind} {key}")
    found = {row["PaymentID"]: row for row in _all(held, "getPayments")}
    assert found.keys() == held.model.payments.keys()
    for key, payment in held.model.payments.items():
        status = "AUTHORISED" if payment.live else "DELETED"
        _same(found[key], {"Amount": payment.amount, "Status": status}, f"payment {key}")


def _of_invoice(document: Document) -> dict[str, Any]:
    applied = {"AmountPaid": document.used("payment"), "AmountCredited": document.used("credit")}
    return {**_of_any(document), **applied, "AmountDue": document.left}


def _of_credit(document: Document) -> dict[str, Any]:
    return {**_of_any(document), "RemainingCredit": document.left}


def _of_any(document: Document) -> dict[str, Any]:
    sums = document.sums
    return {
        "Status": document.status,
        "SubTotal": sums.sub_total,
        "TotalTax": sums.tax,
        "Total": sums.total,
        "CurrencyCode": document.currency,
    }


def movements(held: Operations) -> None:
    """Bank transactions, transfers and manual journals."""
    banked = {row["BankTransactionID"]: row for row in _all(held, "getBankTransactions")}
    moved = {row["BankTransferID"]: row for row in _transfers(held)}
    written = {row["ManualJournalID"]: row for row in _all(held, "getManualJournals")}
    for key, movement in held.model.movements.items():
        if movement.kind == "TRANSFER":
            told = {"Status": movement.status, "Amount": movement.total}
            _same(moved[key], told, f"transfer {key}")
        elif movement.kind == "JOURNAL":
            _same(written[key], {"Status": movement.status}, f"journal {key}")
        else:
            told = {"Status": movement.status, "Total": movement.total}
            _same(banked[key], told, f"bank transaction {key}")


def _transfers(held: Operations) -> list[dict[str, Any]]:
    return held.rows("getBankTransfers", query={"includeDeleted": "true"})


def trial_balance(held: Operations, on: date) -> None:
    """It sums to zero, and each account's year to date is the model's."""
    report = Report(held, "TrialBalance", date=on.isoformat())
    debits, credits_, ytd_debits, ytd_credits = report.summary("Total")
    assert debits == credits_
    assert ytd_debits == ytd_credits
    found = {code: row[2] - row[3] for code, row in report.accounts().items() if row[2] - row[3]}
    assert found == expected_balances(held, on)


def expected_balances(held: Operations, on: date) -> dict[str, Decimal]:
    """Year to date of what is earned, all else as it stands, earlier profit as retained."""
    year = _year(on)
    standing, this_year = held.model.balances(FIRST, on), held.model.balances(year, on)
    before = held.model.balances(FIRST, year - timedelta(days=1))
    found = {code: amount for code, amount in standing.items() if code not in EARNED}
    found |= {code: amount for code, amount in this_year.items() if code in EARNED}
    retained = sum((amount for code, amount in before.items() if code in EARNED), NOTHING)
    return {**found, **({RETAINED: retained} if retained else {})}


def aged(held: Operations, on: date) -> None:
    """What contacts owe, document by document, agrees with the control accounts."""
    contacts = {row["Name"]: row["ContactID"] for row in held.rows("getContacts")}
    standing = held.model.balances(FIRST, on)
    for name, side, code, sign in (("Receivables", "AR", "610", 1), ("Payables", "AP", "800", -1)):
        found: dict[str, Decimal] = {}
        for contact in contacts.values():
            asked = {"contactId": contact, "date": on.isoformat(), "toDate": on.isoformat()}
            found |= Report(held, f"Aged{name}ByContact", **asked).due()
        assert found == dict(_due(held, side, sign, on))
        assert sum(found.values(), NOTHING) == standing.get(code, NOTHING) * sign


def _due(held: Operations, side: str, sign: int, on: date) -> Iterator[tuple[str, Decimal]]:
    for document in held.model.of("invoice", *CREDITS):
        if document.kind == "prepayment" or document.status not in LIVE or document.on > on:
            continue
        if document.side == side:
            used = [use.base for use in document.uses.values() if use.on <= on]
            whole = document.stands + sum((use.base for use in document.uses.values()), NOTHING)
            yield document.id, (whole - sum(used, NOTHING)) * document.sign * sign


def bank_summary(held: Operations, on: date) -> None:
    """Opening and received less spent is closing, for each account as in the model."""
    first = on.replace(day=1)
    asked = {"fromDate": first.isoformat(), "toDate": on.isoformat()}
    found = Report(held, "BankSummary", **asked).accounts("accountID")
    opening = held.model.balances(FIRST, first - timedelta(days=1))
    closing = held.model.balances(FIRST, on)
    entries = [each for each in held.model.entries() if first <= each.on <= on]
    for code in (bank for banks in BANKS.values() for bank in banks):
        opened, received, spent, closed = found[code]
        assert (opened, closed) == (opening.get(code, 0), closing.get(code, 0))
        assert (received, spent) == _flows(entries, code)
        assert opened + received - spent == closed


def _flows(entries: list[Entry], code: str) -> tuple[Decimal, Decimal]:
    amounts = [entry.amount for entry in entries if entry.account == code]
    received = sum((amount for amount in amounts if amount > 0), NOTHING)
    return received, received - sum(amounts, NOTHING)


def profit_and_loss(held: Operations, on: date) -> None:
    """Each account of the financial year so far, and the net profit under them."""
    asked = {"fromDate": _year(on).isoformat(), "toDate": on.isoformat()}
    report = Report(held, "ProfitAndLoss", **asked)
    moved = held.model.balances(_year(on), on)
    expected = {code: amount * EARNED[code] for code, amount in moved.items() if code in EARNED}
    if "499" in expected:
        expected[GAINS] = expected.pop("499")
    assert {code: row[0] for code, row in report.accounts().items()} == expected
    assert report.row("Net Profit")[0] == _profit(moved)


def balance_sheet(held: Operations, on: date) -> None:
    """Assets less liabilities are the equity, and each account stands as in the model."""
    end = (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    report = Report(held, "BalanceSheet", date=on.isoformat())
    assets, liabilities = report.summary("Total Assets")[0], report.summary("Total Liabilities")[0]
    assert assets - liabilities == report.row("Net Assets")[0] == report.summary("Total Equity")[0]
    assert report.row("Current Year Earnings")[0] == _profit(held.model.balances(_year(end), end))
    expected = expected_balances(held, end)
    for code, row in report.accounts().items():
        assert abs(row[0]) == abs(expected.get(code, NOTHING)), code
    shown = {code for code, row in report.accounts().items() if row[0]}
    assert shown == {code for code in expected if code not in EARNED}


def _profit(moved: dict[str, Decimal]) -> Decimal:
    return -sum((amount for code, amount in moved.items() if code in EARNED), NOTHING)


def cash_basis(held: Operations) -> None:
    """On a cash basis the books balance as well."""
    asked = {"date": LAST.isoformat(), "paymentsOnly": "true"}
    debits, credits_, ytd_debits, ytd_credits = Report(held, "TrialBalance", **asked).summary(
        "Total"
    )
    assert (debits, ytd_debits) == (credits_, ytd_credits)
    sheet = Report(held, "BalanceSheet", **asked)
    assert sheet.row("Net Assets")[0] == sheet.summary("Total Equity")[0]


def journals(held: Operations) -> None:
    """Every journal balances, and together they come to the model's accounts."""
    found: dict[str, Decimal] = {}
    offset = 0
    while rows := held.rows("getJournals", query={"offset": str(offset)}):
        offset = rows[-1]["JournalNumber"]
        for journal in rows:
            amounts = [_decimal(line["NetAmount"]) for line in journal["JournalLines"]]
            assert sum(amounts, NOTHING) == 0, journal["JournalID"]
            for line, amount in zip(journal["JournalLines"], amounts, strict=True):
                code = line["AccountCode"]
                found[code] = found.get(code, NOTHING) + amount
    assert {code: amount for code, amount in found.items() if amount} == held.model.balances(
        FIRST, LAST
    )


class Report:
    """A report's rows as numbers."""

    def __init__(self, held: Operations, name: str, **query: str) -> None:
        (self._told,) = held.rows(f"getReport{name}", query=query)
        self._codes = _codes(held)

    def _rows(self, kind: str) -> Iterator[list[dict[str, Any]]]:
        for section in self._told["Rows"]:
            for row in section.get("Rows", ()):
                if row["RowType"] == kind:
                    yield row["Cells"]

    def summary(self, title: str) -> list[Decimal]:
        (found,) = (cells for cells in self._rows("SummaryRow") if cells[0]["Value"] == title)
        return _numbers(found)

    def row(self, title: str) -> list[Decimal]:
        (found,) = (cells for cells in self._rows("Row") if cells[0]["Value"] == title)
        return _numbers(found)

    def accounts(self, attribute: str = "account") -> dict[str, list[Decimal]]:
        """The rows of accounts, by account code."""
        found = {}
        for cells in self._rows("Row"):
            ids = {each["Id"]: each["Value"] for each in cells[0].get("Attributes", ())}
            key = ids.get(attribute, "")
            if key in self._codes or key == GAINS:
                found[self._codes.get(key, key)] = _numbers(cells)
        return found

    def due(self) -> dict[str, Decimal]:
        """The last column of an aged report by the document's id."""
        return {
            cells[0]["Attributes"][0]["Value"]: _decimal(cells[-1]["Value"])
            for cells in self._rows("Row")
        }


def _codes(held: Operations) -> dict[str, str]:
    return {row["AccountID"]: row["Code"] for row in held.rows("getAccounts")}


def _numbers(cells: list[dict[str, Any]]) -> list[Decimal]:
    return [_decimal(cell["Value"] or "0") for cell in cells[1:]]


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _year(on: date) -> date:
    """The British demo company's year begins on 1 April."""
    return date(on.year if on.month >= 4 else on.year - 1, 4, 1)


def _all(held: Operations, operation: str) -> list[dict[str, Any]]:
    rows = held.rows(operation, query=ALL)
    assert len(rows) < 1000, "the check reads one page"
    return rows


def _same(found: dict[str, Any], expected: dict[str, Any], what: str) -> None:
    differs = {
        name: (found.get(name), value)
        for name, value in expected.items()
        if found.get(name) != value
    }
    assert not differs, f"{what} (emulator, model): {differs}"
