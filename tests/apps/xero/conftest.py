"""What the tests of Xero's modules may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.apps.xero.spec import Spec


@pytest.fixture(scope="session")
def spec(reference: Path) -> Spec:
    return Spec(reference / "xero-openapi")
