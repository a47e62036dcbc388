"""Bank statements: from the Finance API, of twelve months at most."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec

from tallyloom.apps.xero import app
from tallyloom.kit import BadInput
from tallyloom.kit.testing import answer, drive

GET = app.modules["get_bank_statements_report"]
ACCOUNT = "1234eee9-47f0-4179-bd46-9adb4f21cc7f"


def given(begin: str = "2025-11-01", end: str = "2026-10-31", **more: Any) -> dict[str, Any]:
    return {"BankAccountID": ACCOUNT, "FromDate": begin, "ToDate": end} | more


CASES = {"get_bank_statements_report": (Case(given()),)}


def test_the_statements_of_an_account_are_read() -> None:
    line = {"postedDate": "2026-01-01", "amount": 100.0, "isReconciled": True}
    told = {"bankAccountId": ACCOUNT, "statements": [{"statementLines": [line]}]}
    driven = drive(GET, given(), answer(told))
    assert driven.request.path == "/finance.xro/1.0/BankStatementsPlus/statements"
    assert driven.request.query == given() | {"SummaryOnly": "true"}
    assert driven.result == told


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2026-01-02", "2026-01-01"), ("2025-01-01", "2026-01-01"), ("2025-01-31", "2026-02-01")],
)
def test_a_period_that_xero_refuses_is_refused_before(begin: str, end: str) -> None:
    with pytest.raises(BadInput, match=r"^To:"):
        drive(GET, given(begin, end))


@pytest.mark.parametrize(
    ("begin", "end"), [("2026-01-01", "2026-01-01"), ("2024-02-29", "2025-02-28")]
)
def test_a_year_is_not_too_long(begin: str, end: str) -> None:
    assert drive(GET, given(begin, end), answer({"statements": []})).finished


def test_the_permission_is_the_finance_apis_own() -> None:
    assert GET.scopes.granular == GET.scopes.broad == ("finance.bankstatementsplus.read",)
    assert "chosen partners" in GET.help


def test_everything_that_xero_tells_is_an_output(spec: Spec) -> None:
    for name, outputs in (
        ("BankStatementAccountingResponse", GET.outputs),
        ("StatementResponse", next(o for o in GET.outputs if o.name == "statements").of),
    ):
        known = spec.schema(name, "xero-finance")["properties"]
        assert {output.name for output in outputs} == set(known)
