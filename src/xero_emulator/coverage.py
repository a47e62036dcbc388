"""COVERAGE.md: every operation of Xero's specifications, ticked if this emulator answers it.

Run as `python -m xero_emulator.coverage --spec FOLDER [--check]`, where the folder holds Xero's
OpenAPI files.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from xero_emulator.accounting import MODULES
from xero_emulator.fields import names

PAGE = Path(__file__).with_name("COVERAGE.md")
SPECS = {"Accounting": "xero_accounting.yaml", "Identity": "xero-identity.yaml"}
IDENTITY = {  # answered by identity.py, which has no routes of an organisation
    "getConnections": "identity",
    "deleteConnection": "identity",
}
VERBS = ("get", "put", "post", "delete", "patch")
HEAD = """\
# What the emulator covers

Every operation of Xero's OpenAPI 16.1.0, ticked if the emulator answers it with state. Written by
`python -m xero_emulator.coverage --spec FOLDER`; a test keeps it fresh. At the end stands what each
file says about how it was checked and what is unverified.
"""
SHARED = names(
    "attachments documents fields history ledger lines money pdf resource seeds where wire"
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a specification and the module that answers it, if one does."""

    method: str
    path: str
    id: str
    module: str | None

    def line(self) -> str:
        tick = "x" if self.module else " "
        by = f" ({self.module}.py)" if self.module else ""
        return f"- [{tick}] `{self.method} {self.path}` {self.id}{by}"


def answered() -> dict[str, str]:
    """The module that answers each operation, by operationId."""
    found = {
        route.operation_id: module.__name__.rpartition(".")[2]
        for module in MODULES
        for route in module.ROUTES
    }
    return {**IDENTITY, **found}


@cache
def specification(file: Path) -> dict[str, Any]:
    """One of Xero's OpenAPI files, read once."""
    found: dict[str, Any] = YAML(typ="safe").load(file.read_text("utf-8"))
    return found


def operations(file: Path) -> Iterator[Operation]:
    known = answered()
    for path, methods in specification(file)["paths"].items():
        for method, operation in methods.items():
            if method in VERBS:
                name = operation["operationId"]
                yield Operation(method.upper(), path, name, known.get(name))


def page(folder: Path) -> str:
    """The whole page, for a folder that holds Xero's OpenAPI files."""
    sections = [_section(title, list(operations(folder / file))) for title, file in SPECS.items()]
    modules = sorted({*answered().values(), *SHARED})
    return "\n".join([HEAD, *sections, "## How it was checked\n", *map(_said, modules)])


def _section(title: str, found: Sequence[Operation]) -> str:
    ticked = sum(1 for operation in found if operation.module)
    lines = [operation.line() for operation in found]
    return "\n".join([f"## {title}: {ticked} of {len(found)}", "", *lines, ""])


def _said(module: str) -> str:
    """A file's own docstring, under its name."""
    text = import_module(f"xero_emulator.{module}").__doc__ or ""
    return f"### {module}.py\n\n{text.strip()}\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m xero_emulator.coverage", description=__doc__)
    parser.add_argument("--spec", type=Path, required=True, help="folder of Xero's OpenAPI files")
    parser.add_argument("--check", action="store_true", help="only say whether the page is fresh")
    asked = parser.parse_args(arguments)
    missing = [file for file in SPECS.values() if not (asked.spec / file).is_file()]
    if missing:
        print(f"{asked.spec} lacks {', '.join(missing)}: name the folder that holds them.")
        return 2
    fresh = page(asked.spec)
    if asked.check:
        return 0 if PAGE.is_file() and PAGE.read_text("utf-8") == fresh else 1
    PAGE.write_text(fresh, "utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
