"""Permissions: what each module asks for is enough for what it calls, and nothing of it is spare.

Broad names come from the security of every operation in Xero's specification (16.1.0). Granular
names are in no specification; the table here is the reference page's of November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from tests.apps.xero.spec import Case, Loaded, Spec, asked, calls, cases, variants

from tallyloom.apps.xero import app
from tallyloom.kit import Module, OAuth2, Request

FILES = {
    "/api.xro/2.0": "xero_accounting",
    "/files.xro/1.0": "xero_files",
    "/assets.xro/1.0": "xero_assets",
}
# What accounting.transactions and accounting.reports.read became, by the first step of the path.
FINER = {
    "accounting.invoices": (
        *("Invoices", "CreditNotes", "LinkedTransactions", "Quotes", "PurchaseOrders"),
        "RepeatingInvoices",
    ),
    "accounting.payments": ("Payments", "BatchPayments", "Overpayments", "Prepayments"),
    "accounting.banktransactions": ("BankTransactions", "BankTransfers"),
    "accounting.manualjournals": ("ManualJournals",),
}
REPORTS = {
    "BankSummary": "banksummary",
    "TrialBalance": "trialbalance",
    "ProfitAndLoss": "profitandloss",
    "BalanceSheet": "balancesheet",
    "AgedReceivablesByContact": "aged",
    "AgedPayablesByContact": "aged",
}
# One source names a permission of their own, another does not; a name that Xero does not know
# would spoil the whole consent, so none is asked for.
WITHOUT = ("Receipts", "ExpenseClaims")

Needs = list[tuple[str, frozenset[str]]]  # of each request: where, and which names open it
MODULES = [module for module in app.modules.values() if calls(module) and module.scopes.broad]


def described(requests: Iterable[Request]) -> Iterator[tuple[Request, str, str]]:
    """The requests to the APIs that one specification describes, with its file and their path."""
    for request in requests:
        for prefix, file in FILES.items():
            if request.path.startswith(prefix):
                yield request, file, request.path.removeprefix(prefix)


@cache
def templates(spec: Spec, file: str) -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(spec.loaded(file)["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), path) for path in paths]


def opened_by(spec: Spec, file: str, method: str, path: str) -> frozenset[str]:
    """The broad permissions each of which opens an operation."""
    loaded: Loaded = spec.loaded(file)
    for pattern, template in templates(spec, file):
        operation = loaded["paths"][template].get(method.lower())
        if operation and pattern.fullmatch(path):
            return frozenset(name for each in operation["security"] for name in each["OAuth2"])
    raise AssertionError(f"{method} {path} is not in the specification")


def broad(spec: Spec, requests: Iterable[Request]) -> Needs:
    return [
        (f"{request.method} {path}", opened_by(spec, file, request.method, path))
        for request, file, path in described(requests)
    ]


def granular(needs: Needs) -> Needs:
    found = []
    for where, names in needs:
        steps = where.split(" ")[1].split("/")[1:]
        if steps[0] not in WITHOUT:
            found.append((where, frozenset(finer(name, steps) for name in names)))
    return found


def finer(name: str, steps: list[str]) -> str:
    if name == "accounting.reports.read":
        return f"accounting.reports.{REPORTS[steps[1]]}.read"
    if not name.startswith("accounting.transactions"):
        return name
    new = next(new for new, resources in FINER.items() if steps[0] in resources)
    return name.replace("accounting.transactions", new)


def closed(needs: Needs, scopes: Iterable[str]) -> list[str]:
    return [where for where, names in needs if not names & set(scopes)]


def spare(needs: Needs, scopes: tuple[str, ...]) -> list[str]:
    """What could be left out, or could be a permission to read."""
    found = []
    for name in scopes:
        rest = [other for other in scopes if other != name]
        less = [*rest, f"{name}.read"] if not name.endswith(".read") else rest
        if not closed(needs, less):
            found.append(name)
    return found


def everything(module: Module) -> list[Request]:
    """What the module asks in every case, and of every kind of record."""
    tried = [*cases(module)]
    if any(one.name == "resource" for one in module.inputs):
        tried += [Case(given) for given in variants(module)]
    return [request for case in tried for request in asked(module, case)]


@pytest.mark.parametrize("module", MODULES, ids=[module.id for module in MODULES])
def test_permissions_are_enough_and_the_least(spec: Spec, module: Module) -> None:
    needs = broad(spec, everything(module))
    if not needs:
        pytest.skip("payroll and finance: see the tests of their own")
    for vocabulary, wanted in (("broad", needs), ("granular", granular(needs))):
        scopes = module.scopes.named(vocabulary)
        assert closed(wanted, scopes) == [], vocabulary
        assert spare(wanted, scopes) == [], vocabulary


@pytest.mark.parametrize("name", list(app.pick_lists))
def test_names_of_pick_lists_are_permissions_that_modules_know(name: str) -> None:
    known = {each for module in MODULES for each in module.scopes.granular}
    known |= {f"{each}.read" for each in known}
    assert set(app.pick_lists[name].scopes.granular) <= known


@pytest.mark.parametrize("vocabulary", ["broad", "granular"])
def test_every_permission_has_a_sentence(vocabulary: str) -> None:
    connection = app.connection
    assert isinstance(connection, OAuth2)
    names = {each for module in MODULES for each in module.scopes.named(vocabulary)}
    names |= {*connection.always, *connection.pick_lists.named(vocabulary)}
    assert [name for name in sorted(names) if connection.sentence(name) == name] == []
