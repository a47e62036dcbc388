"""Xero's own specifications (OpenAPI 16.1.0): what a request may say, name by name.

A test file of a noun may hold `CASES`, inputs for modules whose full example is not enough:
    CASES = {"create_payment": (Case({"Amount": "5", …}, answers=(answer({…}),)),)}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tallyloom.kit import (
    Action,
    Answer,
    Field,
    Form,
    Group,
    Iterate,
    Known,
    Lines,
    Listen,
    Module,
    Request,
    Save,
    Search,
    Steps,
    Trouble,
    Universal,
    Value,
    Watch,
)
from tallyloom.kit.testing import answer, example, examples, file_of, follow

# The first specification that fits an address is meant, where one does.
_FILES = {
    "/api.xro/2.0": ("xero_accounting",),
    "/files.xro/1.0": ("xero_files",),
    "/assets.xro/1.0": ("xero_assets",),
    "/payroll.xro/1.0": ("xero-payroll-au",),
    "/payroll.xro/2.0": ("xero-payroll-uk", "xero-payroll-nz", "xero-payroll-au-v2"),
    "/finance.xro/1.0": ("xero-finance",),
    "": ("xero-identity",),
}
COUNTRIES = ("GB", "AU", "NZ")

# Faults of the specification: it says Connections, Xero answers to connections.
_FAULTY_PATHS = {"/connections": "/Connections"}

# After 16.1.0, from the page on drift: in packages and release notes, not in our copy.
LATER_QUERY = {
    "/Invoices": {"allowBackorders"},
    "/BankTransactions": {"References"},
    "/Prepayments": {"References"},
}
LATER_FIELDS = {"Invoice": {"RoundingAmount", "EnteredTotal"}}
# Read-only in 16.1.0, writable since 19.0.0.
LATER_WRITABLE = {
    "Invoice": {"SubTotal", "TotalTax", "Total"},
    "CreditNote": {"SentToContact"},
}

# Not marked read-only in 16.1.0 and still not ours to write.
GIVEN_BY_XERO = {
    *("ValidationErrors", "Warnings", "HasErrors", "HasValidationErrors", "StatusAttributeString"),
    *("Attachments", "HasAttachments"),
}
NOT_OFFERED = {
    "Contact": {
        *("MergedToContactID", "IsSupplier", "IsCustomer", "Balances", "ContactGroups"),
        "ContactStatus",  # its own module: Archive a Contact
    },
    "Invoice": {"RepeatingInvoiceID"},
    "CreditNote": {
        *("SubTotal", "TotalTax", "Total", "FullyPaidOnDate", "RemainingCredit"),
        *("Allocations", "AppliedAmount", "Payments"),
    },
    "Quote": {"DateString", "ExpiryDateString"},  # Date and ExpiryDate say it
    "LineItem": {"RepeatingInvoiceID", "LineItemID"},
    "LineItemItem": {"Code", "Name"},  # the line's ItemCode says it
    "BrandingTheme": {"Name", "LogoUrl", "Type", "SortOrder"},
}

Loaded = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """Inputs of a module, what its first requests are answered, and what is known before."""

    given: Mapping[str, Value]
    answers: tuple[Answer | Trouble, ...] = ()
    known: Mapping[str, list[dict[str, Value]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spec:
    """The folder of the specifications; each is read when a request needs it."""

    folder: Path

    def loaded(self, name: str) -> Loaded:
        return _loaded(self.folder / f"{name}.yaml")

    def schema(self, name: str, file: str = "xero_accounting") -> Any:
        return self.loaded(file)["components"]["schemas"][name]


@cache
def _loaded(path: Path) -> Loaded:
    loaded: Loaded = YAML(typ="safe").load(path.read_text())
    return loaded


# Checking a request


def check(spec: Spec, request: Request) -> None:
    """That Xero describes this request: method, path, query, headers and every name of its body."""
    prefix = next(p for p in _FILES if request.path.startswith(p))
    path = request.path.removeprefix(prefix)
    faults = []
    for file in _FILES[prefix]:
        try:
            _check_in(spec.loaded(file), request, _FAULTY_PATHS.get(path, path))
        except AssertionError as fault:
            faults.append(f"{file}: {fault}")
        else:
            return
    raise AssertionError("\n".join(faults))


def _check_in(loaded: Loaded, request: Request, path: str) -> None:
    known = _operation(loaded, request.method, path)
    parameters = {(p["in"], p["name"].lower()): p for p in known["parameters"]}
    later = LATER_QUERY.get(path, set())
    for name, text in request.query.items():
        if name not in later:
            parameter = parameters.get(("query", name.lower()))
            assert parameter and parameter["name"] == name, f"{path} has no query {name}"
            _check_text(resolved(loaded, parameter["schema"]), name, text)
    for name in request.headers:
        usual = name.lower() in ("accept", "content-type")
        assert usual or ("header", name.lower()) in parameters, f"{path} has no header {name}"
    for (place, _), parameter in parameters.items():
        if place == "query" and parameter.get("required"):
            assert parameter["name"] in request.query, f"{path} needs {parameter['name']}"
    if request.body is not None:
        _check_body(loaded, known, request, path)


def _operation(loaded: Loaded, method: str, path: str) -> Any:
    """What a request calls, with its parameters resolved; plain paths before those with ids."""
    fits = [t for t in loaded["paths"] if re.fullmatch(re.sub(r"{\w+}", "[^/]+", t), path)]
    for template in sorted(fits, key=lambda found: found.count("{")):
        item = loaded["paths"][template]
        found = item.get(method.lower())
        if found:
            shared = item.get("parameters", [])
            named = [resolved(loaded, p) for p in [*found.get("parameters", []), *shared]]
            return found | {"parameters": named}
    raise AssertionError(f"{method} {path} is not in the specification")


def _check_text(schema: Any, name: str, text: str) -> None:
    kind = schema.get("type")
    assert kind != "integer" or text.isdigit(), name
    assert kind != "boolean" or text in ("true", "false"), name
    assert "enum" not in schema or text in schema["enum"], f"{name}: {text}"


def _check_body(loaded: Loaded, known: Any, request: Request, path: str) -> None:
    assert "requestBody" in known, f"{request.method} {path} takes no body"
    content = resolved(loaded, known["requestBody"])["content"]
    if isinstance(request.body, Form):
        offered = resolved(loaded, content["multipart/form-data"]["schema"])["properties"]
        sent = {*request.body.fields, request.body.part}
        assert sent <= set(offered), f"{path}: {sent - set(offered)} is not in the form"
    elif isinstance(request.body, Mapping | list):
        _check_value(loaded, content["application/json"]["schema"], request.body, path)
    else:
        assert "application/octet-stream" in content, f"{path} takes no bytes"


def resolved(loaded: Loaded, node: Any) -> Any:
    while isinstance(node, Mapping) and "$ref" in node:
        found: Any = loaded
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def _check_value(loaded: Loaded, node: Any, value: Value, at: str) -> None:
    name = node.get("$ref", "").split("/")[-1]
    schema = resolved(loaded, node)
    if isinstance(value, Mapping):
        known = schema.get("properties", {})
        for key, inner in value.items():
            if key in LATER_FIELDS.get(name, ()):
                continue
            assert key in known, f"{at}.{key} is not in the specification"
            facts = resolved(loaded, known[key])
            writable = key in LATER_WRITABLE.get(name, ())
            assert writable or not facts.get("readOnly"), f"{at}.{key} is read-only"
            _check_value(loaded, known[key], inner, f"{at}.{key}")
    elif isinstance(value, list):
        assert schema.get("type") == "array", f"{at} is no list"
        for inner in value:
            _check_value(loaded, schema["items"], inner, f"{at}[]")
    else:
        _check_scalar(schema, value, at)


def _check_scalar(schema: Any, value: Value, at: str) -> None:
    kinds = {bool: {"boolean"}, str: {"string"}, int: {"number", "integer"}}
    assert schema.get("type") in kinds.get(type(value), {"number"}), f"{at}: {value!r}"
    # The lists of currencies, countries and zones are longer in Xero than in its specification.
    if "enum" in schema and isinstance(value, str) and len(schema["enum"]) < 20:
        assert value in schema["enum"], f"{at}: {value!r}"
    longest = schema.get("maxLength")
    assert longest is None or len(str(value)) <= longest, f"{at} is longer than {longest}"


# What a module asks


def calls(module: Module) -> bool:
    """Whether a module makes requests of a known form."""
    free = isinstance(module, Universal | Listen | Iterate)
    return not (free or module.pure)


def cases(module: Module) -> Iterator[Case]:
    """The full example in each country whose rules differ, and what its test file adds."""
    for country in COUNTRIES:
        organisation = {"CountryCode": country, "BaseCurrency": "GBP"}
        yield Case(examples(module), known={"organisation": [organisation]})
    yield from _own_cases().get(module.id, ())


@cache
def _own_cases() -> dict[str, tuple[Case, ...]]:
    found: dict[str, tuple[Case, ...]] = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if re.search("^CASES\\b", path.read_text(), re.MULTILINE):
            found |= import_module(f"tests.apps.xero.{path.stem}").CASES
    return found


def asked(module: Module, case: Case) -> Iterator[Request]:
    """Every request that the module makes of one case; what has no answer is told of nothing."""
    try:
        given = module.read(case.given)
        parts = _parts(module, given, case)
    except Trouble:
        return
    for part in parts:
        yield from [part] if isinstance(part, Request) else _followed(part, case)


def _parts(module: Module, given: dict[str, Value], case: Case) -> list[Request | Steps[Any]]:
    if isinstance(module, Search):
        return [module.page(given, None)]
    if isinstance(module, Watch):
        begin = {"start": "all"} if "start" in given else {}
        return [module.poll(given, None), module.poll(given | begin, None)]
    assert isinstance(module, Action)
    if module.gather:
        return [module.gather([given])]
    if module.run:
        return [module.run(given)]
    return _bulk_parts(module, given, case)


def _bulk_parts(module: Action, given: dict[str, Value], case: Case) -> list[Request | Steps[Any]]:
    assert module.bulk
    bulk = module.bulk
    element = follow(bulk.prepared(), known=case.known).result(given)
    found: list[Request | Steps[Any]] = [bulk.write([element])]
    if bulk.look_up:
        found.append(bulk.look_up([element], {}))
    if bulk.renew:
        found.append(bulk.renew([(element, {bulk.identity: "id"})]))
    if bulk.cautions:
        found.append(bulk.cautions([element]))
    if bulk.traces:
        found.append(bulk.traces.recent("2026-09-14T09:29:59.000Z"))
    return found


def _followed(steps: Steps[Any], case: Case) -> Iterator[Request]:
    """A generator's requests, answered by the case and then by empty lists."""
    answers = iter(case.answers)
    given: Any = None
    try:
        wanted = next(steps)
        for _ in range(20):
            if isinstance(wanted, Request):
                yield wanted
                given = next(answers, _nothing(wanted))
            elif isinstance(wanted, Known):
                given = list(case.known.get(wanted.source, ()))
            elif isinstance(wanted, Save):
                given = file_of(b"".join(wanted.chunks), wanted.name, wanted.type)
            wanted = steps.throw(given) if isinstance(given, Trouble) else steps.send(given)
    except (StopIteration, Trouble):
        return


def _nothing(request: Request) -> Answer:
    """An answer that holds no record, in the form of the address's API."""
    plural = request.path.split("/")[-1]
    moment = "/Date(1789378199000)/"
    return answer({plural: [], "items": [], "Items": [], "DateTimeUTC": moment})


def variants(module: Module) -> Iterator[dict[str, Value]]:
    """The full example with each choice of each of its fields."""
    given = examples(module)
    for one in module.inputs:
        for value in _values(one):
            yield given | {one.name: value}


def _values(one: Field) -> Iterator[Value]:
    yield from one.bounds().get("enum", ())
    if isinstance(one, Lines | Group):
        base = {inner.name: example(inner) for inner in one.of}
        for inner in one.of:
            for value in _values(inner):
                yield [base | {inner.name: value}]


# What a schema offers


def writable(spec: Spec, name: str, file: str = "xero_accounting") -> set[str]:
    """The names that may be written, less those that are not ours to write."""
    schema = spec.schema(name, file)
    free = {key for key, facts in schema["properties"].items() if not facts.get("readOnly")}
    later = LATER_FIELDS.get(name, set()) | LATER_WRITABLE.get(name, set())
    return (free - GIVEN_BY_XERO - NOT_OFFERED.get(name, set())) | later


def offered(fields: Iterable[Field]) -> set[str]:
    """The names at the top of a body that these inputs fill; ours begin small."""
    return {one.name.split(".")[0] for one in fields if one.name[0].isupper()}


def lengths(spec: Spec, name: str, fields: Iterable[Field], file: str = "xero_accounting") -> None:
    """That every text is as long as Xero lets it be, and no longer."""
    properties = spec.schema(name, file)["properties"]
    for one in fields:
        longest = properties.get(one.name, {}).get("maxLength")
        assert longest is None or longest == getattr(one, "max_length", None), one.name
