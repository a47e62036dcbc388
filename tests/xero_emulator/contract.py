"""Xero's official OpenAPI as a contract: which operations there are, what each may answer.

It is stricter than the specification says: an object may have no field that the specification does
not know, and dates must look as its `x-is-msdate` marks promise. Where the specification itself is
wrong, `spec_faults.py` says so by name; everything else that differs is a breach.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from ruamel.yaml import YAML
from tests.xero_emulator.spec_faults import ANYTIME, FAULTS, INSTEAD, OTHERWISE, Promise

from xero_emulator.apis import ROUTES

FILES: Mapping[str, Mapping[str, str]] = {
    "accounting": {"xero_accounting.yaml": "/api.xro/2.0", "xero-identity.yaml": ""},
    "assets": {"xero_assets.yaml": "/assets.xro/1.0"},
    "files": {"xero_files.yaml": "/files.xro/1.0"},
    "finance": {"xero-finance.yaml": "/finance.xro/1.0"},
    "payroll-au": {"xero-payroll-au.yaml": "/payroll.xro/1.0"},
    "payroll-au-v2": {"xero-payroll-au-v2.yaml": "/payroll.xro/2.0"},
    "payroll-nz": {"xero-payroll-nz.yaml": "/payroll.xro/2.0"},
    "payroll-uk": {"xero-payroll-uk.yaml": "/payroll.xro/2.0"},
}
IDENTITY = {"getConnections", "deleteConnection"}
VERBS = ("get", "put", "post", "delete", "patch")
SPEC, ECHO = "urn:xero", "urn:xero:echo"
ASIDE = ("Warnings", "ValidationErrors")
MS_DATE = {"type": "string", "pattern": r"^/Date\(-?\d+(\+0000)?\)/$"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a request; `path` as it was sent, without host and query."""

    method: str
    path: str
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Operation:
    """One operation of the specification; `template` is its path on the host, with `{names}`.

    `query` names its parameters, `wants` is the schema of its JSON body ({} for a file, None if it
    takes none), `promises` says by status what it may answer.
    """

    id: str
    method: str
    template: str
    query: tuple[str, ...]
    wants: Mapping[str, Any] | None
    promises: Mapping[int, Promise]

    @cached_property
    def _path(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.template)))

    def is_asked_by(self, method: str, path: str) -> bool:
        return method == self.method and self._path.fullmatch(path) is not None


class Contract:
    """The operations of one API of Xero's, whose OpenAPI files are in `folder`, by operationId."""

    def __init__(self, folder: Path, api: str = "accounting") -> None:
        documents = {name: _read(folder / name) for name in FILES[api]}
        schemas = {k: v for d in documents.values() for k, v in d["components"]["schemas"].items()}
        faults = FAULTS.get(api, ())
        self.api = api
        self.stale = [fault.name for fault in faults if not fault.repair(schemas)]
        self.operations = {
            operation.id: operation
            for name, document in documents.items()
            for operation in _operations(document, FILES[api][name], schemas, api)
        }
        self.schemas = schemas
        self._registry = Registry().with_resources(
            (home, Resource(_components(schemas, home), DRAFT202012)) for home in (SPEC, ECHO)
        )
        self._validators: dict[str, Draft202012Validator] = {}

    def schema(self, reference: str) -> Mapping[str, Any]:
        """The schema behind a `$ref`."""
        found: Mapping[str, Any] = self.schemas[reference.rpartition("/")[2]]
        return found

    def answered(self) -> frozenset[str]:
        """The operations that the emulator has."""
        ours = {route.operation_id for route in ROUTES if route.api == self.api}
        return frozenset(ours | (IDENTITY if self.api == "accounting" else set()))

    def breaches(self, operation_id: str, answer: Answer) -> list[str]:
        """What is wrong with this answer, one line each; empty if it keeps the contract."""
        promise = self.operations[operation_id].promises.get(answer.status)
        found = self._wrong(promise, answer) if promise is not None else ["is not documented"]
        return [f"{operation_id} {answer.status} {line}" for line in found]

    def _wrong(self, promise: Promise, answer: Answer) -> Iterator[str]:
        kind = answer.content_type.partition(";")[0].strip()
        if promise.content_type not in ("*/*", kind):
            yield f"is {kind!r}, not {promise.content_type!r}"
        elif bool(answer.body) is (promise.content_type == ""):
            yield f"has a body of {len(answer.body)} bytes as {kind!r}"
        elif promise.schema is not None:
            yield from self.misshapen(promise.schema, json.loads(answer.body))

    def misshapen(self, schema: Mapping[str, Any], value: object) -> Iterator[str]:
        """Where a value differs from a schema of the specification."""
        name = json.dumps(schema, sort_keys=True)
        if name not in self._validators:
            self._validators[name] = Draft202012Validator(
                _closed(schema), registry=self._registry, format_checker=FormatChecker(["uuid"])
            )
        for error in self._validators[name].iter_errors(value):
            yield f"{error.json_path}: {error.message[:300]}"


@cache
def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(file.read_text("utf-8"))
    return found


def _operations(
    document: Mapping[str, Any],
    base: str,
    schemas: Mapping[str, Any],
    api: str,
) -> Iterator[Operation]:
    shared = document["components"].get("responses", {})
    for path, methods in document["paths"].items():
        for verb in VERBS & methods.keys():
            told, name = methods[verb], methods[verb]["operationId"]
            stated = {int(code): _resolved(r, shared) for code, r in told["responses"].items()}
            element = _element(stated, schemas)
            promises = {code: Promise.of(response) for code, response in stated.items()}
            promises = {**promises, **_anytime(api), **INSTEAD.get(api, {}).get(name, {})}
            promises = {code: each.for_element(code, element) for code, each in promises.items()}
            yield Operation(
                name,
                verb.upper(),
                base + path,
                tuple(_query(told, document["components"].get("parameters", {}))),
                _wanted(told, document["components"].get("requestBodies", {})),
                promises,
            )


def _anytime(api: str) -> Mapping[int, Promise]:
    return {**ANYTIME, **OTHERWISE.get(api, {})}


def _query(told: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[str]:
    for stated in told.get("parameters", ()):
        parameter = _resolved(stated, shared)
        if parameter["in"] == "query":
            yield parameter["name"]


def _wanted(told: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any] | None:
    content = _resolved(told.get("requestBody", {}), shared).get("content", {})
    found: Mapping[str, Any] = content.get("application/json", {}).get("schema", {})
    return found if content else None


def _resolved(response: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in response:
        return response
    found: Mapping[str, Any] = shared[response["$ref"].rpartition("/")[2]]
    return found


def _element(
    stated: Mapping[int, Mapping[str, Any]], schemas: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The schema of what a good answer lists; a refusal echoes elements of the same kind."""
    content = stated.get(200, {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    for field, schema in schemas.get(name, {}).get("properties", {}).items():
        if "x-objectArrayKey" in schemas[name] and "items" in schema and field not in ASIDE:
            return {"$ref": ECHO + schema["items"]["$ref"]}
    return {"$ref": f"{ECHO}#/components/schemas/{name}"} if name in schemas else {}


def _components(schemas: Mapping[str, Any], home: str) -> dict[str, Any]:
    return {"components": {"schemas": {name: _closed(v, home) for name, v in schemas.items()}}}


def _closed(schema: Any, home: str = SPEC) -> Any:
    """The schema as JSON Schema 2020-12, in which an object may have only the fields it names.

    At home in ECHO it also holds values that were refused: any word, of any length, and none.
    """
    if isinstance(schema, list):
        return [_closed(each, home) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "nullable" in schema:
        known = {key: value for key, value in schema.items() if key != "nullable"}
        return {"anyOf": [_closed(known, home), {"type": "null"}]}
    if "$ref" in schema:
        return {"$ref": home + schema["$ref"]} if schema["$ref"].startswith("#") else schema
    if schema.get("x-is-msdate") or schema.get("x-is-msdate-time"):
        return MS_DATE
    dropped = {"properties", *(("enum", "maxLength", "required") if home == ECHO else ())}
    shut = {key: _closed(value, home) for key, value in schema.items() if key not in dropped}
    if "properties" in schema:
        fields = schema["properties"].items()
        shut["properties"] = {name: _closed(each, home) for name, each in fields}
        shut["additionalProperties"] = False
    if "x-objectArrayKey" in schema:
        shut["properties"] = {k: _some_refused(v) for k, v in shut["properties"].items()}
    return shut


def _some_refused(schema: Any) -> Any:
    """Of the elements in a good answer, those marked ERROR echo what was sent."""
    listed = schema.get("items", {}).get("$ref")
    if listed is None:
        return schema
    refused = {"properties": {"StatusAttributeString": {"const": "ERROR"}}}
    choice = {"if": {**refused, "required": ["StatusAttributeString"]}}
    choice |= {"then": {"$ref": listed.replace(SPEC, ECHO)}, "else": {"$ref": listed}}
    return {**schema, "items": choice}
