"""A handler's arguments as an HTTP request, mapped by the route that the handler declares."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from urllib.parse import quote

from fastapi.params import Header, Query
from pydantic import SecretStr

from tallyloom.api.figures import moment
from tallyloom.api.route import Body, declared, plain
from tallyloom.cli.exits import LookAgain
from tallyloom.store.json import encoded


@dataclass(frozen=True, slots=True)
class Asking:
    """One request, its path below the server's address."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    content: bytes | Iterator[bytes] | None


def asking(handler: Callable[..., Any], given: Mapping[str, Any]) -> Asking:
    """The request that calls a handler with these arguments. Raises LookAgain."""
    route = declared(handler)
    in_path = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    path = "/".join(
        _segment(given[part[1:-1]]) if part.startswith("{") else part
        for part in route.path.split("/")
    )
    query: list[tuple[str, str]] = []
    headers: dict[str, str] = {}
    content = None
    for name, value in given.items():
        parameter = route.parameters[name]
        if name in in_path or value is None or value == parameter.default:
            continue  # the server knows its defaults itself
        if isinstance(value, Body):
            content = encoded(plain(_told(value.model_dump(exclude_unset=True))))
            headers["content-type"] = "application/json"
        elif named := _named(parameter, Header):
            headers[named] = _text(value)
        else:
            called = _named(parameter, Query) or name
            query += [(called, _text(each)) for each in _each(value)]
    return Asking(route.method, path, query, headers, content)


def _told(value: Any) -> Any:
    """A body's values, what is secret of them told: it is what the server is to keep."""
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_told(each) for each in value]
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _segment(value: object) -> str:
    """One part of a path. What a server in front could take for another path is not sent."""
    text = str(value)
    if text in ("", ".", "..") or "/" in text or "\\" in text:
        raise LookAgain(f"There is nothing with the id {text!r}.")
    return quote(text, safe="")


def _named(parameter: inspect.Parameter, kind: type[Header | Query]) -> str:
    """What a header or a query parameter is called over HTTP; "" where it is none."""
    found = [each for each in get_args(parameter.annotation) if isinstance(each, kind)]
    return (found[0].alias or parameter.name) if found else ""


def _each(value: object) -> Iterator[object]:
    yield from value if isinstance(value, list | tuple) else (value,)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return str(moment(value))
    return str(value)
