"""The organisation itself."""

from __future__ import annotations

from tests.apps.xero.spec import Spec

from tallyloom.apps.xero import app
from tallyloom.kit.testing import answer, drive

GET = app.modules["get_organisation"]


def test_lock_dates_are_days() -> None:
    record = {
        "OrganisationID": "b2c885a9-4bb9-4a00-9b6e-6c2bf60b1a2b",
        "PeriodLockDate": "/Date(1546214400000+0000)/",
        "CreatedDateUTC": "/Date(1455827393000)/",
    }
    driven = drive(GET, {}, answer({"Organisations": [record]}))
    assert driven.request.path == "/api.xro/2.0/Organisation"
    assert driven.result["PeriodLockDate"] == "2018-12-31"
    assert driven.result["CreatedDateUTC"] == "2016-02-18T20:29:53.000Z"


def test_every_value_that_xero_gives_is_described(spec: Spec) -> None:
    described = {output.name for output in GET.outputs}
    assert described == set(spec.schema("Organisation")["properties"])
