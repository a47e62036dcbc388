"""Each list understands the parameters that Xero's OpenAPI gives it, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xero_emulator.coverage import specification
from xero_emulator.direct import Direct

# Parameters that Xero added after the specification's version, from the reference's list of drift.
LATER: Mapping[str, set[str]] = {"BankTransactions": {"References"}, "Prepayments": {"References"}}
EVERYWHERE = {"where", "order", "pageSize", "unitdp"}  # handled alike for all lists
HEADERS = {"ifModifiedSince": "If-Modified-Since"}


def parameters(operation: Mapping[str, Any]) -> Iterator[str]:
    for parameter in operation.get("parameters", ()):
        name = parameter.get("name") or parameter["$ref"].rpartition("/")[2]
        yield HEADERS.get(name, name)


def test_a_list_takes_the_specified_parameters(reference: Path) -> None:
    paths = specification(reference / "xero-openapi" / "xero_accounting.yaml")["paths"]
    for resource in Direct().books.resources.values():
        operation = paths.get(f"/{resource.plural}", {}).get("get")
        if operation is not None:
            wanted = set(parameters(operation)) - EVERYWHERE | LATER.get(resource.plural, set())
            assert set(resource.takes) == wanted, resource.plural
