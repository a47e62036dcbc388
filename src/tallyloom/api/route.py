"""How a noun's routes are declared: a table of plain functions, each with what it asks for.

    routes = Routes("runs")

    @routes.get("/runs/{run_id}", Permission.HISTORY_READ)
    def show_run(asked: Asked, *, run_id: str) -> RunDetail:
        \"\"\"One run with its modules.\"\"\"

The function's name is the operation id, the first line of its docstring the summary. The same
function is what the command line calls, in process or over HTTP. `guard` does the rest.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, get_args, get_origin

from fastapi import Header, Request, Response
from pydantic import BaseModel, ConfigDict

from tallyloom.api.access import Permission, Who
from tallyloom.api.figures import moment
from tallyloom.store.json import encoded

if TYPE_CHECKING:
    from tallyloom.house import House

API = "/api/v1"
Value = TypeVar("Value")
Handler = TypeVar("Handler", bound=Callable[..., Any])

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag that was read; 412 if it is another by now."),
]


class Body(BaseModel):
    """What a request carries. What is not declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request comes from: network and program, as far as they can be known.

    `session` is the secret of the browser's session and `csrf` what its pages send along.
    """

    network: str = ""
    agent: str = ""
    csrf: str = field(default="", repr=False)
    session: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a handler answers, and the house it answers for."""

    house: House
    who: Who
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Tagged(Generic[Value]):
    """An answer with its version, which a later change may name in If-Match."""

    value: Value
    etag: str


@dataclass(frozen=True, slots=True)
class WithCookies(Generic[Value]):
    """An answer that also sets cookies; each is a whole Set-Cookie line."""

    value: Value
    cookies: Sequence[str]


@dataclass(frozen=True, slots=True)
class Declared:
    """One route: what it asks for, where it is, and the function that answers."""

    method: str
    path: str
    permission: Permission | None
    handler: Callable[..., Any]
    noun: str
    status: int = 200
    media: str = ""
    page: bool = False
    streams: bool = False
    troubles: frozenset[int] = frozenset()
    parameters: Mapping[str, inspect.Parameter] = field(default_factory=dict)
    answer: Any = None

    @property
    def name(self) -> str:
        """The operation id."""
        return str(self.handler.__name__)

    @property
    def methods(self) -> list[str]:
        """A page also answers whoever watches from outside and asks for its head alone."""
        return ["GET", "HEAD"] if self.page else [self.method]

    @property
    def label(self) -> str:
        """How the list of public routes calls it."""
        return f"{self.method} {self.path}"

    @property
    def changes(self) -> bool:
        return self.method != "GET"


_DECLARED: dict[Callable[..., Any], Declared] = {}


def declared(handler: Callable[..., Any]) -> Declared:
    """The route of a handler: how the command line finds it on another machine."""
    return _DECLARED[handler]


class Routes:
    """The routes of one noun, in their order."""

    def __init__(self, noun: str, *, under: str = API) -> None:
        self.noun = noun
        self.declared: list[Declared] = []
        self._under = under

    def get(self, path: str, permission: Permission | None, **how: Any) -> Callable[..., Any]:
        """`media` names what a handler gives that makes its own Response (`text/event-stream`)."""
        return self._declare("GET", path, permission, **how)

    def post(self, path: str, permission: Permission | None, **how: Any) -> Callable[..., Any]:
        """`status` is what success answers: 200, 201, 202 or 204; `troubles` are statuses beyond
        the usual ones. What `streams` reads the body of its Request itself, however large."""
        return self._declare("POST", path, permission, **how)

    def put(self, path: str, permission: Permission | None, **how: Any) -> Callable[..., Any]:
        return self._declare("PUT", path, permission, **how)

    def patch(self, path: str, permission: Permission | None, **how: Any) -> Callable[..., Any]:
        return self._declare("PATCH", path, permission, **how)

    def delete(self, path: str, permission: Permission | None, **how: Any) -> Callable[..., Any]:
        return self._declare("DELETE", path, permission, **how)

    def page(self, path: str, permission: Permission) -> Callable[[Handler], Handler]:
        """A page for people: who is not signed in is sent to where one signs in."""
        return self._declare("GET", path, permission, page=True)

    def _declare(
        self,
        method: str,
        path: str,
        permission: Permission | None,
        *,
        status: int = 200,
        media: str = "",
        page: bool = False,
        streams: bool = False,
        troubles: Sequence[int] = (),
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            signature = inspect.signature(handler, eval_str=True)
            own = dict(list(signature.parameters.items())[1:])
            place = path if page else self._under + path
            made = Declared(
                method=method,
                path=place,
                permission=permission,
                handler=handler,
                noun=self.noun,
                status=status,
                media=media,
                page=page,
                streams=streams,
                troubles=frozenset(troubles),
                parameters=own,
                answer=_answer(signature.return_annotation),
            )
            self.declared.append(made)
            _DECLARED[handler] = made
            return handler

        return register


def _answer(annotation: Any) -> Any:
    """What the answer's JSON is described by; None where the handler makes a Response."""
    if get_origin(annotation) in (Tagged, WithCookies):
        annotation = get_args(annotation)[0]
    if annotation in (None, type(None), inspect.Signature.empty):
        return None
    if isinstance(annotation, type) and issubclass(annotation, Response):
        return None
    return annotation


def etag_matches(if_match: str | None, etag: str) -> bool:
    """Whether a change may go on: nothing was asked for, or the version is the one that was read.

    RFC 9110: a list of quoted tags, or `*`; a weak tag never matches.
    """
    if if_match is None:
        return True
    tags = [tag.strip() for tag in if_match.split(",")]
    return "*" in tags or f'"{etag}"' in tags or etag in tags


def plain(value: Any) -> Any:
    """Dataclasses as objects and moments as RFC 3339 in UTC; Decimals stay exact numbers."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return value


def answered(value: Any, status: int = 200) -> Response:
    """What a handler gave, as it goes over the wire."""
    if isinstance(value, Response):
        return value
    if isinstance(value, Tagged):
        response = answered(value.value, status)
        response.headers["ETag"] = f'"{value.etag}"'
        return response
    if isinstance(value, WithCookies):
        response = answered(value.value, status)
        for cookie in value.cookies:
            response.headers.append("Set-Cookie", cookie)
        return response
    if status == 204:
        return Response(status_code=204)
    return Response(encoded(plain(value)), status, media_type="application/json")


__all__ = [
    "API", "Asked", "Body", "Declared", "IfMatch", "Permission", "Place", "Request", "Routes",
    "Tagged", "WithCookies", "answered", "declared", "etag_matches", "plain",
]  # fmt: skip
