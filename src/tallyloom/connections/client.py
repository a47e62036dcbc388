"""A client of one organisation: what it sends lands there or nowhere."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from itertools import chain
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

from tallyloom.clock import Clock
from tallyloom.connections.grants import bases
from tallyloom.connections.keeper import Keeper
from tallyloom.connections.multipart import kind_of, multipart
from tallyloom.connections.trouble import WrongOrganisation
from tallyloom.connections.vault import Secret
from tallyloom.egress import Credential, Door, Incoming, Outgoing
from tallyloom.kit import (
    Answer,
    App,
    BadInput,
    ExtendPermissions,
    File,
    Form,
    OAuth2,
    Reconnect,
    Request,
    Trouble,
)
from tallyloom.store.connections import Connection, Connections
from tallyloom.store.registrations import Registration
from tallyloom.store.tenants import Tenant, Tenants

VERIFIED_FOR = timedelta(minutes=10)
AGENT = f"Tallyloom/{version('tallyloom')}"

Result = TypeVar("Result")
Send = Callable[[Request], Answer]


class Stored(Protocol):
    """What the blob store says of bytes that it keeps."""

    @property
    def sha256(self) -> str: ...

    @property
    def size(self) -> int: ...


class Blobs(Protocol):
    """Where bodies of files come from and go to; `store.blobs.Blobs` is one."""

    def open(self, sha256: str, offset: int = 0) -> AbstractContextManager[Iterator[bytes]]: ...

    def save(self, chunks: Iterable[bytes]) -> Stored: ...


def address(base: str, request: Request) -> str:
    """Where a request goes, below this base address."""
    url = base + request.path.replace("#", "%23")
    if not request.query:
        return url
    joint = "&" if "?" in request.path else "?"
    return f"{url}{joint}{urlencode(request.query, quote_via=quote)}"


def headers(request: Request, oauth: OAuth2, tenant: str, key: str = "") -> dict[str, str]:
    """What a request says beside its body, by names in lower case; all but the token and who we
    are."""
    made = {"accept": "application/json"}
    made |= {name.lower(): value for name, value in request.headers.items()}
    if isinstance(request.body, Form):
        made["content-type"] = multipart(request.body).type
    elif request.body is not None:
        file = request.body if isinstance(request.body, File) else None
        made.setdefault("content-type", kind_of(file) if file else "application/json")
    if request.tenanted:
        made[oauth.tenant_header.lower()] = tenant
    return made | ({"idempotency-key": key} if key else {})


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer, the bytes of both bodies as they passed the network, and how long it took."""

    answer: Answer
    bytes_out: int
    bytes_in: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Parts:
    """What every client of an installation shares."""

    door: Door
    keeper: Keeper
    rows: Connections
    tenants: Tenants
    clock: Clock


class Client:
    """Bound for its life to one connection and one of its organisations.

    There is no way to name another organisation: not by argument, header or setting.
    """

    __slots__ = ("_app", "_bases", "_connection", "_oauth", "_parts", "_tenant")

    def __init__(
        self, parts: Parts, app: App, by: Registration, connection: Connection, tenant: Tenant
    ) -> None:
        if not isinstance(app.connection, OAuth2):
            raise TypeError(f"{app.name} needs no connection")
        if not getattr(tenant, "id", ""):
            raise TypeError("a client is of one organisation: give its tenant")
        if tenant.connection_id != connection.id:
            raise TypeError("the tenant is not one of this connection")
        self._parts = parts
        self._app = app
        self._oauth = app.connection
        self._bases = bases(app.connection, by)
        self._connection = connection
        self._tenant = tenant

    @property
    def connection(self) -> Connection:
        return self._connection

    @property
    def tenant(self) -> Tenant:
        return self._tenant

    def __repr__(self) -> str:
        return f"Client({self._connection.name!r} of {self._tenant.name!r})"

    def send(self, request: Request, *, key: str = "", blobs: Blobs | None = None) -> Exchange:
        """Send it as this organisation; `key` is the idempotency key.

        The answer's status is for the caller to judge, except that an expired token is renewed
        and the request sent again, once. Raises what the door raises, Reconnect when a person
        must connect again, RetryLater when tokens cannot be renewed now, WrongOrganisation.
        """
        self._refuse_frozen()
        return self._send(request, key, blobs)

    def _send(self, request: Request, key: str = "", blobs: Blobs | None = None) -> Exchange:
        with ExitStack() as opened:
            prepared = _Prepared(self._url(request), self._headers(request, key), request, blobs)
            access = self._parts.keeper.access(self._connection.id)
            first = self._once(prepared, access, opened)
            if first.status == 403:  # perhaps the organisation was disconnected at the service
                self._parts.rows.doubt(self._connection.id, self._parts.clock.now())
            if first.status != 401 or self._lacks_scope(first):
                return self._judged(first, prepared)
            access = self._parts.keeper.access(self._connection.id, refused=access)
            again = self._once(prepared, access, opened)
            if again.status == 401 and not self._lacks_scope(again):
                self._parts.keeper.refused_for_good(self._connection.id, access, REVOKED)
                raise Reconnect(REVOKED)
            return self._judged(again, prepared, before=first)

    def assure(self, send: Send) -> None:
        """Make sure that the organisation is the one it was; do so before a run's first write.

        `send` makes the calls that are needed, none if this was done in the last ten minutes.
        What is found the first time is recorded. Raises WrongOrganisation, after which nothing is
        sent to the organisation until a person has looked.
        """
        if self._is_verified():
            return
        at = (self._connection.id, self._tenant.id)
        with self._parts.tenants.alone(*at, self._parts.clock):
            if not self._is_verified():
                self._compare(drive(self._oauth.fingerprint(), send))

    def _is_verified(self) -> bool:
        row = self._refuse_frozen()
        if row.verified_at is None:
            return False
        age = self._parts.clock.now() - row.verified_at
        return timedelta(0) <= age < VERIFIED_FOR

    def verify(self) -> None:
        """Look now, even at one that is frozen: if it is the organisation it was, it is used again.

        Raises WrongOrganisation, and the trouble that an answer means.
        """
        self._compare(self.look())

    def look(self) -> Mapping[str, Any]:
        """What tells it from other organisations, as it is now, even of one that is frozen."""
        return drive(self._oauth.fingerprint(), self._look)

    def _look(self, request: Request) -> Answer:
        answer = self._send(request).answer
        self._app.judge(answer)
        return answer

    def _compare(self, found: Mapping[str, Any]) -> None:
        at = (self._connection.id, self._tenant.id)
        known = self._parts.tenants.verified(*at, found, self._parts.clock.now())
        different = _differences(known, found)
        if not different:
            return
        name, connection = self._tenant.name, self._connection.name
        why = (
            f"{name} of {connection} is not the organisation it was: {different}. Nothing was sent "
            "to it. Look at it in the service, then run `tallyloom connections verify "
            f"{connection}`."
        )
        self._parts.tenants.freeze(*at, why)
        raise WrongOrganisation(why)

    def _refuse_frozen(self) -> Tenant:
        row = self._parts.tenants.get(self._connection.id, self._tenant.id)
        if row is None or not row.reached:
            raise Reconnect(
                f"{self._connection.name} does not reach {self._tenant.name} any more; connect "
                "again and choose it."
            )
        if row.frozen:
            raise WrongOrganisation(row.frozen)
        return row

    def _url(self, request: Request) -> str:
        base = self._bases.get(request.base)
        if base is None:
            raise BadInput(f"{self._app.label} has no base address named {request.base!r}.")
        if not request.path.startswith("/"):
            raise BadInput(f"The path {request.path!r} must begin with a slash.")
        return address(base, request)

    def _headers(self, request: Request, key: str) -> dict[str, str]:
        made = headers(request, self._oauth, self._tenant.id, key)
        given = {name.lower() for name in request.headers}
        ours = ("authorization", "idempotency-key", self._oauth.tenant_header.lower())
        for name in ours:
            if name in given:
                raise BadInput(
                    f"The header {name} is set by the connection; remove it. To reach another "
                    "organisation, choose it in the module's connection."
                )
        return {"user-agent": AGENT, **made}

    def _once(self, prepared: _Prepared, access: Secret, opened: ExitStack) -> Incoming:
        credential = Credential.bearer(self._bases.values(), access.reveal())
        return self._parts.door.send(prepared.outgoing(credential, opened))

    def _lacks_scope(self, incoming: Incoming) -> bool:
        """Whether the app takes a 401 for a missing permission, which a new token will not have."""
        try:
            self._app.judge(Answer(incoming.status, incoming.headers, incoming.body))
        except ExtendPermissions:
            return True
        except Trouble:
            return False
        return False

    def _judged(
        self, incoming: Incoming, prepared: _Prepared, before: Incoming | None = None
    ) -> Exchange:
        answer = Answer(incoming.status, incoming.headers, incoming.body, prepared.file(incoming))
        return Exchange(
            answer,
            incoming.bytes_out + (before.bytes_out if before else 0),
            incoming.bytes_in + (before.bytes_in if before else 0),
            incoming.seconds + (before.seconds if before else 0),
        )


REVOKED = "The service does not take this connection's tokens any more; connect again."


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A request that is ready but for its credential, and can be made twice."""

    url: str
    headers: Mapping[str, str]
    request: Request
    blobs: Blobs | None

    def outgoing(self, credential: Credential, opened: ExitStack) -> Outgoing:
        body, length = self._body(opened)
        return Outgoing(
            self.request.method,
            self.url,
            headers=self.headers,
            body=body,
            length=length,
            credential=credential,
            save=self._save if self.request.save_as else None,
        )

    def _body(self, opened: ExitStack) -> tuple[bytes | Iterator[bytes], int | None]:
        body = self.request.body
        if isinstance(body, File):
            return self._bytes(body, opened), body.size
        if isinstance(body, Form):
            form = multipart(body)
            return chain([form.head], self._bytes(body.file, opened), [form.tail]), form.length
        return self.request.content(), None

    def _bytes(self, file: File, opened: ExitStack) -> Iterator[bytes]:
        return opened.enter_context(self._store().open(file.sha256))

    def _save(self, _headers: Mapping[str, str], chunks: Iterator[bytes]) -> Stored:
        return self._store().save(chunks)

    def _store(self) -> Blobs:
        if self.blobs is None:
            raise TypeError("a request with a file needs the blob store")
        return self.blobs

    def file(self, incoming: Incoming) -> File | None:
        if incoming.saved is None:
            return None
        kind = incoming.headers.get("content-type", "application/octet-stream")
        stored: Stored = incoming.saved
        name = self.request.save_as
        return File(name, kind.partition(";")[0].strip(), stored.size, stored.sha256)


def drive(steps: Generator[Any, Any, Result], send: Send) -> Result:
    """Run a generator of requests to its end, each answered by `send`."""
    try:
        request = next(steps)
        while True:
            request = steps.send(send(request))
    except StopIteration as end:
        result: Result = end.value
        return result


def _differences(known: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} was {known.get(name)!r} and is {found.get(name)!r}"
        for name in dict.fromkeys((*known, *found))
        if known.get(name) != found.get(name)
    )
