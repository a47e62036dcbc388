"""The one door out: every call that leaves this installation goes through `Door.send`."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import httpcore2
import httpx2

from tallyloom.clock import Clock
from tallyloom.egress.call import Incoming, Outgoing, checked, framing
from tallyloom.egress.destinations import Destinations, host_and_port, origin
from tallyloom.egress.trouble import ForbiddenDestination, NotSent, OutcomeUnknown, TooLarge
from tallyloom.egress.wire import Attempt, Wire, pool
from tallyloom.kit import BadInput

REDIRECTS = frozenset({301, 302, 303, 307, 308})
REDIRECTS_AT_MOST = 5
READ_AT_MOST = 64 * 1024 * 1024
SAVE_AT_MOST = 1024 * 1024 * 1024

# All that may follow a redirect to another origin. Whatever else was given may be a secret.
HARMLESS = frozenset({"accept", "accept-encoding", "accept-language", "user-agent"})


class Door:
    """Calls addresses that may be called, and says truly what became of each call.

    `allow` holds the private "host:port" pairs that may be called all the same, and the only ones
    that may be called without encryption, if they are loopback. Safe to share between threads.
    """

    def __init__(
        self,
        allow: Sequence[str],
        clock: Clock,
        *,
        destinations: Destinations | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._destinations = destinations or Destinations(allow)
        self._wire = Wire(self._destinations)
        self._pool = pool(self._wire, tls)

    def send(self, outgoing: Outgoing) -> Incoming:
        """Send it and read the whole answer, whatever its status.

        Raises ForbiddenDestination and BadInput before anything leaves, NotSent when nothing left,
        OutcomeUnknown when something left and no whole answer came, TooLarge for one too large.
        """
        return _Exchange(self, outgoing).run()

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Door:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


_NETWORK = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpx2.DecodingError,
)


class _ClosedBefore(Exception):
    """A kept connection was closed by the other side before it saw the request."""


class _Arriving(httpx2.SyncByteStream):
    """The bytes of an answer's body, counted as they come, before they are unpacked."""

    def __init__(self, answer: httpcore2.Response, arrived: Callable[[int], None]) -> None:
        self._answer = answer
        self._count = arrived

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._answer.iter_stream():
            self._count(len(chunk))
            yield chunk


class _Exchange:
    """One `send`: its redirects, its tries, and the count of what passed."""

    def __init__(self, door: Door, outgoing: Outgoing) -> None:
        self._destinations = door._destinations
        self._wire = door._wire
        self._pool = door._pool
        self._clock = door._clock
        self._outgoing = outgoing
        self._began = door._clock.monotonic()
        self._left = 0  # bytes of whole requests, headers and all
        self._bytes_out = 0  # bytes of bodies alone
        self._bytes_in = 0

    def run(self) -> Incoming:
        url = self._destinations.read(self._outgoing.url)
        credential = self._outgoing.credential
        if credential is not None and credential.headers_for(url) is None:
            raise ForbiddenDestination(
                f"The credential is {credential!r}; it is not sent to {origin(url)}."
            )
        headers = checked(self._outgoing.headers)
        for _ in range(REDIRECTS_AT_MOST + 1):
            incoming = self._try_twice(url, headers)
            onward = self._onward(url, incoming)
            if onward is None:
                return incoming
            if origin(onward) != origin(url):
                headers = {name: headers[name] for name in headers if name in HARMLESS}
            url = onward
        raise ForbiddenDestination(
            f"{host_and_port(url)} redirected more than {REDIRECTS_AT_MOST} times."
        )

    def _onward(self, url: httpx2.URL, incoming: Incoming) -> httpx2.URL | None:
        where = incoming.headers.get("location", "")
        follows = self._outgoing.follow and self._outgoing.reads
        if not follows or incoming.status not in REDIRECTS or not where:
            return None
        try:
            return self._destinations.read(str(url.join(where)))
        except httpx2.InvalidURL:
            raise ForbiddenDestination(
                f"{host_and_port(url)} redirected to what is no address."
            ) from None

    def _try_twice(self, url: httpx2.URL, headers: Mapping[str, str]) -> Incoming:
        """Try once more where a kept connection turned out to be closed and that does no harm."""
        try:
            return self._try(url, headers)
        except _ClosedBefore:
            return self._try(url, headers, last=True)

    def _try(self, url: httpx2.URL, headers: Mapping[str, str], *, last: bool = False) -> Incoming:
        attempt = self._wire.begin(self._remaining, encrypted=url.scheme == "https")
        try:
            answer = self._pool.handle_request(self._request(url, headers))
            try:
                return self._read(url, answer)
            finally:
                answer.close()
        except httpcore2.LocalProtocolError as error:
            raise BadInput(f"The request cannot be written: {error}.") from error
        except _NETWORK as error:
            if not last and self._harmless(attempt):
                raise _ClosedBefore from error
            raise self._trouble(url, error, self._left + attempt.left) from error
        finally:
            self._left += attempt.left

    def _harmless(self, attempt: Attempt) -> bool:
        if not attempt.reused or attempt.answered or not isinstance(self._outgoing.body, bytes):
            return False
        return attempt.left == 0 or self._outgoing.reads

    def _trouble(self, url: httpx2.URL, error: Exception, left: int) -> NotSent | OutcomeUnknown:
        where, why = host_and_port(url), str(error) or type(error).__name__
        if left == 0:
            return NotSent(
                f"{where} cannot be reached ({why}). Nothing was sent. Check this machine's "
                "network, then run it again."
            )
        return OutcomeUnknown(
            f"{where} was sent the request and gave no whole answer ({why}).",
            bytes_out=self._bytes_out,
            bytes_in=self._bytes_in,
        )

    def _remaining(self) -> float:
        return self._outgoing.timeouts.whole - (self._clock.monotonic() - self._began)

    def _request(self, url: httpx2.URL, headers: Mapping[str, str]) -> httpcore2.Request:
        given = self._outgoing
        credential = given.credential.headers_for(url) if given.credential else None
        made = {"accept-encoding": "gzip, deflate", "user-agent": "tallyloom", **headers}
        made |= {name.lower(): value for name, value in (credential or {}).items()}
        limits = given.timeouts
        return httpcore2.Request(
            given.method.upper(),
            httpcore2.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=[
                (b"host", url.netloc),
                *((name.encode("ascii"), value.encode("latin-1")) for name, value in made.items()),
                *framing(given),
            ],
            content=self._counted(given.body),
            extensions={
                "timeout": {
                    "connect": limits.connect,
                    "read": limits.idle,
                    "write": limits.idle,
                    "pool": limits.idle,
                }
            },
        )

    def _counted(self, body: bytes | Iterable[bytes]) -> Iterator[bytes]:
        for chunk in (body,) if isinstance(body, bytes) else body:
            if chunk:
                yield chunk
                self._bytes_out += len(chunk)

    def _read(self, url: httpx2.URL, answer: httpcore2.Response) -> Incoming:
        response = httpx2.Response(
            answer.status, headers=answer.headers, stream=_Arriving(answer, self._arrived)
        )
        headers = {name.lower(): value for name, value in response.headers.items()}
        save = self._outgoing.save if response.is_success else None
        body, saved = b"", None
        if save is not None:
            saved = save(headers, self._bounded(response, SAVE_AT_MOST))
        else:
            body = b"".join(self._bounded(response, READ_AT_MOST))
        return Incoming(
            answer.status,
            headers,
            body,
            str(url),
            self._bytes_out,
            self._bytes_in,
            self._clock.monotonic() - self._began,
            saved,
        )

    def _arrived(self, size: int) -> None:
        self._bytes_in += size

    def _bounded(self, response: httpx2.Response, default: int) -> Iterator[bytes]:
        most = default if self._outgoing.most is None else self._outgoing.most
        promised = response.headers.get("content-length", "")
        if self._outgoing.method != "HEAD" and promised.isdigit() and int(promised) > most:
            raise self._too_large(most)
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > most:
                raise self._too_large(most)
            yield chunk

    def _too_large(self, most: int) -> TooLarge:
        return TooLarge(
            f"The answer is larger than {most} bytes and was not read; ask for less at once.",
            bytes_out=self._bytes_out,
            bytes_in=self._bytes_in,
        )
