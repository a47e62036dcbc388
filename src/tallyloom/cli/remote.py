"""A running server as a desk: handlers are called over HTTP, by the routes that they declare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
from msgspec import DecodeError

from tallyloom.api.route import API, declared
from tallyloom.cli.asking import Asking, asking
from tallyloom.cli.desk import Paging, chunks
from tallyloom.cli.exits import AUTH, CONFLICT, FAILED, NOT_FOUND, TEMPORARY, VALIDATION, ServerSaid
from tallyloom.cli.servers import TOKEN
from tallyloom.kit import from_json

if TYPE_CHECKING:
    from tallyloom.cli.servers import Server

PROBLEM = "application/problem+json"
ANSWER_SECONDS = 120.0
CONNECT_SECONDS = 15.0
# The line broke under a request: it may have arrived or not.
BROKEN = (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError)
# Where a remedy has no exit code of its own. 409 is whatever else a room foresaw.
STATUSES = {
    401: AUTH,
    403: AUTH,
    404: NOT_FOUND,
    412: CONFLICT,
    422: VALIDATION,
    429: TEMPORARY,
    502: TEMPORARY,
    503: TEMPORARY,
    504: TEMPORARY,
}


class StartServer(Exception):
    """The server does not answer; see whether it runs."""


class CheckAddress(Exception):
    """What answers there is no Tallyloom; check the address."""


class MatchVersions(Exception):
    """The server and this command line are of versions that do not understand each other."""


class RemoteDesk(Paging):
    """Every handler that has a route, on another machine."""

    house = None

    def __init__(self, server: Server) -> None:
        self.server = server.url
        self._line = _line(server)
        self._said_at = ""

    def now(self) -> datetime:
        """By the server's last answer; before that the beginning of time."""
        if not self._said_at:
            return datetime.min.replace(tzinfo=UTC)
        return parsedate_to_datetime(self._said_at).astimezone(UTC)

    def close(self) -> None:
        self._line.close()

    def __call__(self, handler: Callable[..., Any], /, **given: Any) -> Any:
        """What the handler gives, as JSON values.

        Raises ServerSaid with the server's trouble, StartServer, CheckAddress, MatchVersions.
        """
        answer = self._answer(handler, given)
        return self._read(answer) if answer.content else None

    def file(self, path: Path) -> dict[str, Any]:
        from tallyloom.api.files import store_file

        asked = replace(asking(store_file, {"name": path.name}), content=chunks(path))
        stored: dict[str, Any] = self._read(self._taken(store_file, asked))
        return stored

    def version(self) -> str:
        """Of the server. Raises StartServer, CheckAddress."""
        return str(self._description()["info"]["version"])

    def ready(self) -> dict[str, str]:
        """What the server needs for its work, each "ok" or what is missing."""
        answer = self._send(Asking("GET", "/readyz", [], {}, None))
        found = self._read(answer)
        return dict(found["checks"]) if isinstance(found, dict) and "checks" in found else {}

    def _answer(self, handler: Callable[..., Any], given: dict[str, Any]) -> httpx2.Response:
        return self._taken(handler, asking(handler, given))

    def _taken(self, handler: Callable[..., Any], asked: Asking) -> httpx2.Response:
        answer = self._send(asked)
        if answer.is_success:
            return answer
        raise self._trouble(handler, answer)

    def _send(self, asked: Asking) -> httpx2.Response:
        """The answer; asked twice where the line broke and the server does it once all the same."""
        headers = dict(asked.headers)
        once = isinstance(asked.content, bytes | None) and asked.method in ("GET", "POST")
        if once and asked.method == "POST":
            headers["idempotency-key"] = uuid4().hex
        try:
            answer = self._sent(asked, headers)
        except BROKEN as trouble:
            if not once:
                raise self._silent(trouble) from None
            answer = self._sent_again(asked, headers)
        except httpx2.TransportError as trouble:
            raise self._silent(trouble) from None
        self._said_at = answer.headers.get("date", self._said_at)
        return answer

    def _sent_again(self, asked: Asking, headers: dict[str, str]) -> httpx2.Response:
        try:
            return self._sent(asked, headers)
        except httpx2.TransportError as trouble:
            raise self._silent(trouble) from None

    def _sent(self, asked: Asking, headers: dict[str, str]) -> httpx2.Response:
        query = httpx2.QueryParams(tuple(asked.query))
        return self._line.request(
            asked.method, asked.path, params=query, content=asked.content, headers=headers
        )

    def _silent(self, trouble: httpx2.TransportError) -> StartServer:
        return StartServer(
            f"{self.server} does not answer ({_why(trouble)}). See whether the server runs there "
            "and whether the address is right; then try again."
        )

    def _trouble(self, handler: Callable[..., Any], answer: httpx2.Response) -> Exception:
        if answer.headers.get("content-type", "").partition(";")[0] != PROBLEM:
            return self._stranger(answer)
        status, problem = answer.status_code, self._read(answer)
        if status in (404, 405) and not self._offers(handler):
            return MatchVersions(self._versions("does not offer this"))
        said = str(problem.get("detail") or problem.get("title") or "")
        if status == 401:
            said += f" Run `tallyloom login {self.server}`, or set {TOKEN}."
        elif problem.get("remedy") == "CorrectRequest" and self.version() != ours():
            said += f" {self._versions('may not know it')}"
        return ServerSaid(said, str(problem.get("remedy") or ""), STATUSES.get(status, FAILED))

    def _stranger(self, answer: httpx2.Response) -> Exception:
        """An answer that is not in our words: of a server in front, or of something else."""
        status = answer.status_code
        if STATUSES.get(status) == TEMPORARY:
            return StartServer(f"{self.server} answers {status} for now; try again later.")
        return CheckAddress(
            f"What answers at {self.server} is no Tallyloom server (status {status}). Check the "
            "address."
        )

    def _offers(self, handler: Callable[..., Any]) -> bool:
        route = declared(handler)
        return route.method.lower() in self._description()["paths"].get(route.path, {})

    def _versions(self, what: str) -> str:
        return (
            f"{self.server} is Tallyloom {self.version()}, which {what}; this command line is "
            f"{ours()}. Use the same version of both."
        )

    def _description(self) -> Any:
        """What the server says of itself, to anybody."""
        answer = self._send(Asking("GET", f"{API}/openapi.json", [], {}, None))
        found = self._read(answer) if answer.is_success else None
        if not isinstance(found, dict) or not {"info", "paths"} <= found.keys():
            raise self._stranger(answer)
        return found

    def _read(self, answer: httpx2.Response) -> Any:
        try:
            return from_json(answer.content)
        except DecodeError:
            raise self._stranger(answer) from None


def _why(trouble: httpx2.TransportError) -> str:
    return str(trouble) or type(trouble).__name__


def ours() -> str:
    """The version of this command line."""
    return metadata.version("tallyloom")


def _line(server: Server) -> httpx2.Client:
    headers = {
        "user-agent": f"tallyloom/{ours()}",
        "accept": "application/json, */*;q=0.5",
    }
    if server.token:
        headers["authorization"] = f"Bearer {server.token}"
    tls = urlsplit(server.url).scheme == "https"
    return httpx2.Client(
        base_url=server.url,
        headers=headers,
        timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        verify=tls,  # else certificates are read that nobody asks for
        trust_env=tls,  # what is on this machine needs no proxy
    )
