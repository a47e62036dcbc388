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

from xero_emulator.apis import MODULES

PAGE = Path(__file__).with_name("COVERAGE.md")
TITLES = {
    "accounting": ("Accounting", "xero_accounting.yaml"),
    "assets": ("Assets", "xero_assets.yaml"),
    "files": ("Files", "xero_files.yaml"),
    "finance": ("Finance", "xero-finance.yaml"),
    "payroll-au": ("Payroll AU", "xero-payroll-au.yaml"),
    "payroll-au-v2": ("Payroll AU 2.0", "xero-payroll-au-v2.yaml"),
    "payroll-nz": ("Payroll NZ", "xero-payroll-nz.yaml"),
    "payroll-uk": ("Payroll UK", "xero-payroll-uk.yaml"),
    "identity": ("Identity", "xero-identity.yaml"),
    "webhooks": ("Webhooks", "xero-webhooks.yaml"),
    "app-store": ("App Store", "xero-app-store.yaml"),
    "bank-feeds": ("Bank Feeds", "xero_bankfeeds.yaml"),
    "projects": ("Projects", "xero-projects.yaml"),
}
ELSEWHERE = {  # answered by files that have no routes of an organisation
    "identity": {"getConnections": "identity.endpoints", "deleteConnection": "identity.endpoints"},
    "webhooks": {  # sent, not answered
        "publishContactEvent": "webhooks.events",
        "publishCreditNoteEvent": "webhooks.events",
        "publishInvoiceEvent": "webhooks.events",
        "publishSubscriptionEvent": "webhooks.events",
    },
}
VERBS = ("get", "put", "post", "delete", "patch")
HEAD = """\
# What the emulator covers

Every operation of Xero's OpenAPI 16.1.0, ticked if the emulator answers it with state. Written by
`python -m xero_emulator.coverage --spec FOLDER`; a test keeps it fresh. At the end stands what each
file says about how it was checked and what is unverified.
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a specification and the module that answers it, if one does."""

    method: str
    path: str
    id: str
    module: str | None

    def line(self) -> str:
        tick = "x" if self.module else " "
        by = f" ({_file(self.module)})" if self.module else ""
        return f"- [{tick}] `{self.method} {self.path}` {self.id}{by}"


def answered(api: str) -> dict[str, str]:
    """The module that answers each operation of an API, by operationId."""
    found = {
        route.operation_id: module.__name__.partition(".")[2]
        for module in MODULES.get(api, ())
        for route in module.ROUTES
    }
    return {**ELSEWHERE.get(api, {}), **found}


@cache
def specification(file: Path) -> dict[str, Any]:
    """One of Xero's OpenAPI files, read once."""
    found: dict[str, Any] = YAML(typ="safe").load(file.read_text("utf-8"))
    return found


def operations(folder: Path, api: str) -> Iterator[Operation]:
    known = answered(api)
    told = specification(folder / TITLES[api][1])
    for path, methods in {**told.get("paths", {}), **told.get("webhooks", {})}.items():
        for method, operation in methods.items():
            if method in VERBS:
                name = operation["operationId"]
                yield Operation(method.upper(), path, name, known.get(name))


def page(folder: Path) -> str:
    """The whole page, for a folder that holds Xero's OpenAPI files."""
    sections = [
        _section(title, list(operations(folder, api))) for api, (title, _) in TITLES.items()
    ]
    said = [_said(module) for module in _modules() if "checked" in _docstring(module)]
    return "\n".join([HEAD, *sections, "## How it was checked\n", *said])


def _section(title: str, found: Sequence[Operation]) -> str:
    ticked = sum(1 for operation in found if operation.module)
    lines = [operation.line() for operation in found]
    return "\n".join([f"## {title}: {ticked} of {len(found)}", "", *lines, ""])


def _modules() -> list[str]:
    """Every file of the emulator, as the import system names it below the package."""
    root = Path(__file__).parent
    files = (file.relative_to(root).with_suffix("") for file in root.rglob("*.py"))
    return sorted(".".join(file.parts).removesuffix(".__init__") for file in files)


def _said(module: str) -> str:
    """A file's own docstring, under its name."""
    return f"### {_file(module)}\n\n{_docstring(module).strip()}\n"


def _docstring(module: str) -> str:
    return "" if module.startswith("__") else import_module(f"xero_emulator.{module}").__doc__ or ""


def _file(module: str) -> str:
    return f"{module.replace('.', '/')}.py"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m xero_emulator.coverage", description=__doc__)
    parser.add_argument("--spec", type=Path, required=True, help="folder of Xero's OpenAPI files")
    parser.add_argument("--check", action="store_true", help="only say whether the page is fresh")
    asked = parser.parse_args(arguments)
    missing = [file for _, file in TITLES.values() if not (asked.spec / file).is_file()]
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
