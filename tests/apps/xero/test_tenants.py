"""The organisations that a connection reaches."""

from __future__ import annotations

from tallyloom.apps.xero import app
from tallyloom.kit.testing import answer, drive

ROW = {
    "id": "e1eede29-f875-4a5d-8470-17f6a29a88b1",
    "tenantId": "70784a63-d24b-46a9-a4db-0e70a274b056",
    "tenantType": "ORGANISATION",
    "tenantName": "Maple Florist",
    "createdDateUtc": "2019-12-07T18:46:19.5165400",
}


def test_organisations_are_listed_without_naming_one() -> None:
    driven = drive(app.modules["list_tenants"], {"authEventId": "d99ecdfe"}, answer([ROW]))
    assert (driven.request.path, driven.request.tenanted) == ("/connections", False)
    assert driven.request.query == {"authEventId": "d99ecdfe"}
    (bundle,) = driven.result.bundles
    assert bundle["tenantName"] == "Maple Florist"
    assert driven.result.after is None


def test_moments_without_a_zone_are_read_as_utc() -> None:
    (bundle,) = drive(app.modules["list_tenants"], {}, answer([ROW])).result.bundles
    assert bundle["createdDateUtc"] == "2019-12-07T18:46:19.516Z"
