"""Settings: those of fixed assets, which are all that Xero offers under that name."""

from __future__ import annotations

from tests.apps.xero.spec import Spec

from tallyloom.apps.xero import app
from tallyloom.kit.testing import answer, drive

GET = app.modules["get_setting_object"]


def test_the_settings_of_fixed_assets_are_read() -> None:
    told = {"assetNumberPrefix": "FA-", "assetStartDate": "2016-01-01T00:00:00"}
    driven = drive(GET, {}, answer(told))
    assert driven.request.path == "/assets.xro/1.0/Settings"
    assert driven.result == {"assetNumberPrefix": "FA-", "assetStartDate": "2016-01-01"}


def test_the_name_is_explained() -> None:
    assert "promises more" in GET.help


def test_everything_that_xero_tells_is_an_output(spec: Spec) -> None:
    known = spec.schema("Setting", "xero_assets")["properties"]
    assert {output.name for output in GET.outputs} == set(known)
