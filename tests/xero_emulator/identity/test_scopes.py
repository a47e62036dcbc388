"""Each operation of each API wants the scopes that Xero's OpenAPI names, or their granular kin."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2
import pytest

from xero_emulator.apis import ROUTES
from xero_emulator.calls import Route
from xero_emulator.coverage import TITLES, VERBS, specification
from xero_emulator.fixture import Running, running_emulator
from xero_emulator.identity.scopes import BROAD, GRANULAR, KNOWN, SIGN_IN

SOME_ID = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
FAMILIES = {  # the reference's section 2.5, by the first word of the path
    "accounting.invoices": "Invoices CreditNotes LinkedTransactions Quotes PurchaseOrders "
    "RepeatingInvoices Items",
    "accounting.payments": "Payments BatchPayments Overpayments Prepayments",
    "accounting.banktransactions": "BankTransactions BankTransfers",
    "accounting.manualjournals": "ManualJournals",
    "accounting.classicexpenses": "ExpenseClaims Receipts",
}
REPORTS = {
    "AgedPayablesByContact": "aged",
    "AgedReceivablesByContact": "aged",
    "BalanceSheet": "balancesheet",
    "BankSummary": "banksummary",
    "BudgetSummary": "budgetsummary",
    "ExecutiveSummary": "executivesummary",
    "ProfitAndLoss": "profitandloss",
    "TrialBalance": "trialbalance",
}


def asked_by_xero(folder: Path) -> dict[tuple[str, str], set[str]]:
    """The scopes in the security section of each operation."""
    found = {}
    for api, (_, file) in TITLES.items():
        for methods in specification(folder / "xero-openapi" / file).get("paths", {}).values():
            for verb in VERBS & methods.keys():
                told = methods[verb]
                named = [name for each in told.get("security", ()) for name in each.values()]
                found[api, told["operationId"]] = {name for names in named for name in names}
    return found


@pytest.fixture(scope="module")
def wanted(reference: Path) -> Mapping[tuple[str, str], set[str]]:
    return asked_by_xero(reference)


def test_every_route_takes_the_scopes_of_the_specification(wanted) -> None:
    lacking = {
        route.name: missing
        for route in ROUTES
        if (missing := wanted[route.api, route.operation_id] - set(route.scopes))
    }
    assert lacking == {}


def test_what_a_route_takes_beyond_them_is_granular(wanted) -> None:
    more = {
        route.name: extra
        for route in ROUTES
        if (extra := set(route.scopes) - wanted[route.api, route.operation_id] - GRANULAR)
    }
    assert more == {}


def test_every_scope_of_a_route_is_one_that_xero_has() -> None:
    assert {scope for route in ROUTES for scope in route.scopes} <= KNOWN


def family(route: Route) -> str | None:
    """The granular scope that the reference maps a path to; None if it maps none."""
    words = route.pattern.strip("/").split("/")
    if "Attachments" in words:
        return None
    if words[0] == "Reports" and len(words) > 1 and words[1] in REPORTS:
        return f"accounting.reports.{REPORTS[words[1]]}.read"
    return next((name for name, paths in FAMILIES.items() if words[0] in paths.split()), None)


def test_paths_of_a_granular_family_take_its_scope() -> None:
    mapped = [(route, scope) for route in ROUTES if (scope := family(route)) is not None]
    assert {scope for _, scope in mapped} >= set(FAMILIES)
    wrong = [route.name for route, scope in mapped if scope not in route.scopes]
    assert wrong == []


def test_whoever_may_use_a_broad_scope_may_use_a_granular_one_instead() -> None:
    only_broad = [
        route.name
        for route in ROUTES
        if BROAD & set(route.scopes) and not (set(route.scopes) - BROAD)
    ]
    assert only_broad == []


def test_reading_takes_a_scope_for_reading_and_writing_does_not() -> None:
    for route in ROUTES:
        reads = {scope for scope in route.scopes if scope.endswith(".read")}
        if route.method != "GET":
            assert reads == set(), route.name


@pytest.fixture(scope="module")
def xero() -> Iterator[Running]:
    with running_emulator(seed="empty") as emulator:
        emulator.control.limits(enabled=False)
        yield emulator


class Tokens:
    """Access tokens by their scopes; each is of an app of its own, because scopes add up."""

    def __init__(self, xero: Running, http: httpx2.Client) -> None:
        self._xero = xero
        self._http = http
        self._known: dict[frozenset[str], str] = {}

    def of(self, scopes: frozenset[str]) -> str:
        if scopes not in self._known:
            named = " ".join(sorted(scopes))
            client = hashlib.sha256(named.encode()).hexdigest()
            self._known[scopes] = self._made(client, named)
        return self._known[scopes]

    def _made(self, client: str, named: str) -> str:
        url, redirect = self._xero.url, "http://localhost/cb"
        asked = {"response_type": "code", "client_id": client, "redirect_uri": redirect}
        back = self._http.get(
            f"{url}/identity/connect/authorize", params={**asked, "scope": named}
        ).headers["location"]
        code = re.search(r"code=([^&]+)", back)
        assert code is not None
        form = {"grant_type": "authorization_code", "code": code[1], "redirect_uri": redirect}
        answer = self._http.post(f"{url}/connect/token", data=form, auth=(client, "secret"))
        return str(answer.json()["access_token"])


def called(route: Route, token: str, xero: Running, http: httpx2.Client) -> httpx2.Response:
    path = re.sub(r"\{\w+\}", SOME_ID, route.base + route.pattern)
    country = route.countries[0] if route.countries else "GB"
    headers = {"authorization": f"Bearer {token}", "xero-tenant-id": xero.tenants()[country]}
    return http.request(route.method, f"{xero.url}{path}", headers=headers)


def test_without_its_scopes_a_token_is_refused_by_every_route(xero: Running) -> None:
    """It has every other scope that there is."""
    wrong = []
    with httpx2.Client(timeout=30.0) as http:
        tokens = Tokens(xero, http)
        for route in ROUTES:
            token = tokens.of(KNOWN - SIGN_IN - set(route.scopes))
            answer = called(route, token, xero, http)
            detail = answer.json()["Detail"] if answer.status_code == 401 else None
            if detail != "AuthorizationUnsuccessful":
                wrong.append((route.name, answer.status_code, detail))
    assert wrong == []


def test_with_any_one_of_its_scopes_a_token_gets_past_the_door(xero: Running) -> None:
    wrong = []
    with httpx2.Client(timeout=30.0) as http:
        tokens = Tokens(xero, http)
        for route in ROUTES:
            for scope in route.scopes:
                answer = called(route, tokens.of(frozenset({scope})), xero, http)
                if answer.status_code in (401, 403):
                    wrong.append((route.name, scope, answer.status_code))
    assert wrong == []
