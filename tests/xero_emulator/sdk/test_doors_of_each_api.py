"""Who may call Files, Assets, Finance and Payroll AU, over HTTP."""

from __future__ import annotations

import httpx2
import pytest
from tests.xero_emulator.sdk.client import CLIENT_ID
from tests.xero_emulator.sdk.conftest import EVERYTHING

from xero_emulator.fixture import Running

PATHS = {
    "/files.xro/1.0/Files": "files.read",
    "/assets.xro/1.0/AssetTypes": "assets.read",
    "/finance.xro/1.0/CashValidation": "finance.cashvalidation.read",
    "/finance.xro/1.0/FinancialStatements/TrialBalance": "finance.statements.read",
    "/payroll.xro/1.0/Employees": "payroll.employees.read",
    "/payroll.xro/1.0/Timesheets": "payroll.timesheets.read",
    "/payroll.xro/1.0/PayRuns": "payroll.payruns.read",
    "/payroll.xro/1.0/PayItems": "payroll.settings.read",
}


def get(
    xero: Running, path: str, scopes: str, country: str = "AU", app: str = CLIENT_ID
) -> httpx2.Response:
    token = xero.consent(app, f"openid {scopes}")["access_token"]
    tenant = xero.tenants()[country]
    headers = {"authorization": f"Bearer {token}", "xero-tenant-id": tenant}
    return httpx2.get(f"{xero.url}{path}", headers=headers)


@pytest.mark.parametrize("path", PATHS)
def test_a_token_with_the_scope_may_read_and_one_without_may_not(xero: Running, path: str) -> None:
    assert get(xero, path, PATHS[path]).status_code == 200
    others = " ".join(sorted(set(PATHS.values()) - {PATHS[path]}))
    refused = get(xero, path, f"accounting.settings {others}", app="other-app")
    assert (refused.status_code, refused.json()["Detail"]) == (401, "AuthorizationUnsuccessful")


def test_reading_is_not_writing(xero: Running) -> None:
    token = xero.consent(CLIENT_ID, "openid files.read")["access_token"]
    headers = {"authorization": f"Bearer {token}", "xero-tenant-id": xero.tenants()["AU"]}
    address = f"{xero.url}/files.xro/1.0/Folders"
    assert httpx2.post(address, headers=headers, json={"Name": "x"}).status_code == 401


@pytest.mark.parametrize("country", ["GB", "NZ", "US"])
def test_other_countries_have_no_australian_payroll(xero: Running, country: str) -> None:
    refused = get(xero, "/payroll.xro/1.0/Employees", EVERYTHING, country)
    assert (refused.status_code, refused.content) == (403, b"")


def test_an_organisation_without_payroll_has_none(xero: Running) -> None:
    xero.control.switch(xero.tenants()["AU"], payroll_provisioned=False)
    refused = get(xero, "/payroll.xro/1.0/Settings", EVERYTHING)
    assert (refused.status_code, refused.content) == (403, b"")


@pytest.mark.parametrize("base", ["files", "assets", "finance", "payroll"])
def test_a_path_that_no_api_has_is_not_found(xero: Running, base: str) -> None:
    missing = get(xero, f"/{base}.xro/1.0/Nothing", EVERYTHING)
    assert missing.status_code == 404
    assert missing.headers["content-type"].startswith("text/html")
