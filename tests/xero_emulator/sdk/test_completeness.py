"""Every operation that the emulator answers is exercised through the official SDK."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from tests.xero_emulator.contract import FILES, Contract
from tests.xero_emulator.sdk.client import EXERCISED, METHODS

APIS = sorted(FILES)


def exercised(api: str) -> set[str]:
    """The operations that this folder's tests name."""
    for file in Path(__file__).parent.glob("test_*.py"):
        import_module(f"tests.xero_emulator.sdk.{file.stem}")
    return EXERCISED[api]


@pytest.mark.parametrize("api", APIS)
def test_every_operation_is_exercised_and_no_other(api: str, reference: Path) -> None:
    contract = Contract(reference / "xero-openapi", api)
    assert exercised(api) - contract.operations.keys() == set(), "not in the specification"
    assert contract.answered() - exercised(api) == set(), "no test exercises these by the SDK"


@pytest.mark.parametrize("api", APIS)
def test_the_sdk_has_a_method_for_every_operation(api: str, reference: Path) -> None:
    wanted = Contract(reference / "xero-openapi", api).answered()
    assert {name for name in wanted if METHODS.find(api, name) is None} == set()


@pytest.mark.parametrize("api", APIS)
def test_every_fault_of_the_specification_is_still_there(api: str, reference: Path) -> None:
    assert Contract(reference / "xero-openapi", api).stale == []
