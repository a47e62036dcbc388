"""Every declared route passes here: who asks, whether they may, and how the answer is written."""

from __future__ import annotations

import inspect
import ipaddress
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Mapping
from contextlib import aclosing
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, StreamingResponse

from tallyloom.api import problems
from tallyloom.api.access import NOBODY, PUBLIC, DeclareAccess
from tallyloom.api.once import PARAMETER, once
from tallyloom.api.problems import AskForPermission, CorrectRequest, SendLess, SignIn, problem_of
from tallyloom.api.route import Asked, Declared, Place, answered
from tallyloom.api.signing import (
    CSRF_HEADER,
    check_csrf,
    csrf_of,
    refuse_other_sites,
    session_cookie,
    who_of,
)
from tallyloom.store.audit import Entry
from tallyloom.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallyloom.api.access import Who
    from tallyloom.api.route import Routes
    from tallyloom.house import House

LARGEST = 32 * 1024 * 1024  # bytes of one request
LOOK = 1.0  # seconds for which nobody asks again who listens
DIGITS = 1000  # before or after the point of a number
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

Answer = Callable[[Request], Coroutine[Any, Any, Response]]


def _counted(written: str) -> Decimal:
    """A fraction as it is written. Whoever makes an integer of 1e999999999 never comes back."""
    whole, _, exponent = written.lower().partition("e")
    if len(whole) > DIGITS or len(exponent) > len(str(DIGITS)) or abs(int(exponent or 0)) > DIGITS:
        raise ValueError(f"a number has at most {DIGITS} digits")
    return Decimal(written)


_READER = msgspec.json.Decoder(float_hook=_counted)


class ExactRequest(Request):
    """Reads JSON with every fraction as a Decimal, as everything else here does."""

    async def json(self) -> Any:
        body = await self.body()
        if _NUL.search(body):
            raise json.JSONDecodeError("a text holds a NUL character, which cannot be kept", "", 0)
        try:
            return _READER.decode(body)
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError(str(error), "", 0) from None


class Guarded(APIRoute):
    """A route that is only reached by whoever may, whatever else is wrong with the request."""

    house: House
    declared: Declared

    def get_route_handler(self) -> Answer:
        inner = super().get_route_handler()
        house, declared = vars(self.endpoint)["house"], vars(self.endpoint)["declared"]

        async def answer(request: Request) -> Response:
            request = ExactRequest(request.scope, request.receive)
            try:
                return await _answer(house, declared, request, inner)
            except Exception as error:
                return _trouble(declared, request, error)

        return answer


async def _answer(house: House, declared: Declared, request: Request, inner: Answer) -> Response:
    _refuse_unreadable(request, declared)
    who = await run_in_threadpool(who_of, house, request)
    place = place_of(house, request)
    request.state.asked = Asked(house, who or NOBODY, place)
    if not declared.changes or who is None or declared.permission is None:
        _authorise(house, declared, request, who)
        response = await inner(request)
        if isinstance(response, StreamingResponse):
            chunks: Any = response.body_iterator
            response.body_iterator = _while_allowed(house, declared, request, chunks)
        return response
    response = await _changed(house, declared, request, inner)
    subject = {name: str(value) for name, value in request.path_params.items()}
    await run_in_threadpool(note, request.state.asked, declared, subject, response.status_code)
    return response


async def _while_allowed(
    house: House, declared: Declared, request: Request, all_chunks: AsyncGenerator[Any, None]
) -> AsyncIterator[Any]:
    """What flows on for long stops within a second of its listener's access being taken away."""
    looked_at = house.clock.monotonic()
    async with aclosing(all_chunks) as chunks:
        async for chunk in chunks:
            if house.clock.monotonic() - looked_at > LOOK:
                who = await run_in_threadpool(who_of, house, request)
                if declared.permission and not (who and who.may(declared.permission)):
                    return
                looked_at = house.clock.monotonic()
            yield chunk


async def _changed(house: House, declared: Declared, request: Request, inner: Answer) -> Response:
    """The answer to a change, also where it is refused: what was tried is noted too."""
    who: Who = request.state.asked.who

    async def do(request: Request) -> Response:
        try:
            return await inner(request)
        except Exception as error:
            return _trouble(declared, request, error)

    try:
        _authorise(house, declared, request, who)
        return await (once(house, who, request, do) if _keyed(declared) else do(request))
    except Exception as error:
        return _trouble(declared, request, error)


def _keyed(declared: Declared) -> bool:
    """Whether a key makes it be done once; a body that streams is never held as a whole."""
    return declared.method == "POST" and not declared.streams and declared.permission is not None


def place_of(house: House, request: Request) -> Place:
    """Where a request comes from, and what a page of its session sends along."""
    secret = session_cookie(house, request)
    return Place(
        network=network_of(request.client.host if request.client else ""),
        agent=request.headers.get("user-agent", "").replace("\0", "")[:200],
        csrf=csrf_of(secret) if secret else "",
        session=secret,
    )


def network_of(host: str) -> str:
    """An IPv4 address, or the network of 64 bits that one household has of IPv6."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def note(asked: Asked, declared: Declared, subject: Mapping[str, str], status: int) -> None:
    """Write down who asked for a change of what, and how it was answered."""
    house, who, now = asked.house, asked.who, asked.house.clock.now()
    house.audit.add(
        Entry(
            new_id(now), now, who.principal, who.name, declared.name, subject, status,
            asked.place.network,
        )
    )  # fmt: skip


def _authorise(house: House, declared: Declared, request: Request, who: Who | None) -> None:
    """Raises SignIn, AskForPermission, ReloadPage."""
    if declared.changes and "authorization" not in request.headers:
        refuse_other_sites(request.headers)
    if declared.permission is None:
        return
    if who is None:
        raise SignIn
    if declared.changes and who.session_id:
        check_csrf(session_cookie(house, request), request.headers.get(CSRF_HEADER, ""))
    if not who.may(declared.permission):
        raise AskForPermission(
            f"This needs the permission {declared.permission}, which you do not have; ask an "
            "owner of the installation, or use a token that has it."
        )


def _refuse_unreadable(request: Request, declared: Declared) -> None:
    """What no column can hold, and what is too large, is refused before anything looks at it."""
    raw = request.scope.get("raw_path") or b""
    query = request.scope.get("query_string") or b""
    if b"\0" in unquote_to_bytes(raw) or b"\0" in unquote_to_bytes(query):
        raise CorrectRequest("The address holds a NUL character.")
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told) > LARGEST and not declared.streams:
        raise SendLess(f"A request holds at most {LARGEST // 1024**2} MB; send less at once.")


def _trouble(declared: Declared, request: Request, error: Exception) -> Response:
    if not declared.page:
        return problem_of(error).response()
    if isinstance(error, SignIn):
        to = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(to, safe='')}", 303)
    from tallyloom.api.page import trouble_page

    found = problem_of(error)
    return trouble_page(found.status, found.detail)


def mount(app: FastAPI, house: House, tables: Iterable[Routes]) -> None:
    """Put every declared route in its place."""
    for table in tables:
        for declared in table.declared:
            _mount(app, house, declared)


def _mount(app: FastAPI, house: House, declared: Declared) -> None:
    said = inspect.cleandoc(declared.handler.__doc__ or declared.name.replace("_", " "))
    head, _, rest = said.partition("\n")
    media: dict[str, Any] = {"response_class": Response} if declared.media or declared.page else {}
    app.router.add_api_route(
        declared.path,
        _endpoint(house, declared),
        methods=declared.methods,
        operation_id=declared.name,
        name=declared.name,
        tags=[declared.noun],
        summary=head.strip().rstrip("."),
        description=_description(declared, rest.strip()),
        status_code=declared.status,
        response_model=None if declared.media else declared.answer,
        responses=_responses(declared),
        include_in_schema=not declared.page,
        route_class_override=Guarded,
        openapi_extra=_extra(declared),
        max_body_size=None if declared.streams else LARGEST,
        **media,
    )


SECURITY: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]


def _extra(declared: Declared) -> dict[str, Any]:
    extra: dict[str, Any] = {"security": SECURITY if declared.permission else []}
    if _keyed(declared):
        extra["parameters"] = [PARAMETER]
    if declared.streams:
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        extra["requestBody"] = {"required": True, "content": content}
    return extra


def _description(declared: Declared, rest: str) -> str:
    needs = f"Needs `{declared.permission}`." if declared.permission else "Asks nobody to sign in."
    return f"{rest}\n\n{needs}".strip()


def _endpoint(house: House, declared: Declared) -> Callable[..., Response]:
    """What FastAPI calls, in a thread: the handler's own parameters, and the request."""
    asks = [n for n, p in declared.parameters.items() if p.annotation is Request]

    def endpoint(request: Request, **given: Any) -> Response:
        given |= dict.fromkeys(asks, request)
        return answered(declared.handler(request.state.asked, **given), declared.status)

    own = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, each in declared.parameters.items()
        if name not in asks
    ]
    first = inspect.Parameter(
        "request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request
    )
    vars(endpoint).update(
        __signature__=inspect.Signature([first, *own]), house=house, declared=declared
    )
    endpoint.__name__ = declared.name
    endpoint.__doc__ = declared.handler.__doc__
    return endpoint


def _responses(declared: Declared) -> dict[int | str, dict[str, Any]]:
    statuses = {422, 503, *declared.troubles}
    if declared.permission is not None:
        statuses |= {401, 403, 404}
    if declared.changes:
        statuses |= {403, 404, 409, 413, 429}
    if "if_match" in declared.parameters:
        statuses.add(412)
    told: dict[int | str, dict[str, Any]] = {
        status: _problem(status) for status in sorted(statuses)
    }
    if declared.media:
        # Readers of the description take YAML apart, so that it is no string to them.
        kind = {} if declared.media.endswith("yaml") else {"type": "string"}
        content = {declared.media: {"schema": kind}}
        told[declared.status] = {"description": "As its media type says.", "content": content}
    return told


def _problem(status: int) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": SENTENCES[status],
        "content": {problems.MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        described["headers"] = {
            "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}
        }
    return described


SENTENCES = {
    400: "The request cannot be read.",
    401: "Nobody is signed in.",
    403: "A permission is missing, or another site asked for the change.",
    404: "There is nothing with this id.",
    408: "The request was too slow.",
    409: "It is otherwise than the request believes.",
    410: "It was there and is gone.",
    412: "It was changed meanwhile.",
    413: "The request is too large.",
    422: "A value cannot be used; `errors` names the fields.",
    428: "The version that was read must be named.",
    429: "Too many attempts.",
    502: "A service answered something that cannot be understood.",
    503: "Not now: the database or a service does not answer.",
}


def check_declared(app: FastAPI) -> None:
    """Raises DeclareAccess for a route that neither asks for a permission nor is public by name."""
    for route in app.router.routes:
        path = str(getattr(route, "path", route))
        declared = vars(getattr(route, "endpoint", None) or object).get("declared")
        if isinstance(route, Guarded) and declared and declared.permission is not None:
            continue
        methods = sorted(getattr(route, "methods", None) or {"ANY"})
        for label in (f"{method} {path}" for method in methods if method != "HEAD"):
            if label not in PUBLIC:
                raise DeclareAccess(
                    f"{label} says neither which permission it asks for nor that it is public. "
                    "Declare it in its noun's table, or name it in PUBLIC of api/access.py."
                )
