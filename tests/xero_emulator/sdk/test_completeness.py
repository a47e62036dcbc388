"""Every method that the SDK has for the emulator's resources is exercised, by the specification."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from tests.xero_emulator.contract import RESOURCES, Contract
from tests.xero_emulator.sdk.client import EXERCISED, method_of
from xero_python.accounting import AccountingApi
from xero_python.identity import IdentityApi

from xero_emulator.accounting import ROUTES

ADDRESS = re.compile(r'get_resource_url\(\s*"/(\w+)')


def exercised() -> set[str]:
    """The operations that this folder's tests name."""
    for file in Path(__file__).parent.glob("test_*.py"):
        import_module(f"tests.xero_emulator.sdk.{file.stem}")
    return EXERCISED


def sdk_methods() -> Iterator[str]:
    """The SDK's methods whose path begins with one of the resources."""
    for api in (AccountingApi, IdentityApi):
        for name, method in inspect.getmembers(api, inspect.isfunction):
            found = ADDRESS.search(inspect.getsource(method))
            if found is not None and found[1] in RESOURCES:
                yield name


def test_every_operation_of_the_resources_is_exercised_and_no_other(contract: Contract) -> None:
    wanted = contract.of(RESOURCES)
    assert exercised() - wanted == set(), "these are not in the specification"
    assert wanted - exercised() == set(), "no test exercises these through the SDK"


def test_every_method_of_the_sdk_is_an_operation(contract: Contract) -> None:
    assert {method_of(name) for name in contract.of(RESOURCES)} == set(sdk_methods())


def test_the_resources_are_those_of_the_emulator() -> None:
    served = {route.pattern.split("/")[1] for route in ROUTES}
    assert served | {"Connections"} == set(RESOURCES)


def test_every_fault_of_the_specification_is_still_there(contract: Contract) -> None:
    assert contract.stale == []
