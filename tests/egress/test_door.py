"""The door tells truly what became of a call, and lets a credential out to its own hosts only."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx2
import pytest

from tallyloom.clock import SystemClock
from tallyloom.egress import (
    Credential,
    Door,
    ForbiddenDestination,
    NotSent,
    OutcomeUnknown,
    Outgoing,
    Timeouts,
    TooLarge,
)
from tallyloom.kit import BadInput, RetryLater

OK: tuple[bytes, str, tuple[str, ...]] = (b'{"ok":true}', "200 OK", ())
OpenDoor = Callable[..., Door]


def to(where: str) -> tuple[bytes, str, tuple[str, ...]]:
    return b"", "302 Found", (f"Location: {where}",)


def test_a_call_arrives_whole_and_both_bodies_are_counted(
    servers: Any, open_door: OpenDoor
) -> None:
    server = servers.answering(OK)
    answer = open_door(server.pair).send(
        Outgoing("POST", f"{server.url}/a?b=c", {"X-Y": "z"}, b"twelve bytes")
    )
    head = server.requests[0].split(b"\r\n")
    assert head[0] == b"POST /a?b=c HTTP/1.1"
    assert f"host: {server.pair}".encode() in head
    assert b"x-y: z" in head
    assert server.requests[0].endswith(b"\r\n\r\ntwelve bytes")
    assert (answer.status, answer.body) == (200, b'{"ok":true}')
    assert (answer.bytes_out, answer.bytes_in) == (12, 11)
    assert answer.seconds > 0


def test_where_nobody_listens_nothing_was_sent(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering(OK)
    servers.stop()
    with pytest.raises(NotSent, match=r"cannot be reached.*Nothing was sent.*network") as trouble:
        open_door(server.pair).send(Outgoing("POST", server.url, body=b"x"))
    assert isinstance(trouble.value, RetryLater)


def test_an_answer_cut_off_anywhere_leaves_the_outcome_unknown(
    servers: Any, open_door: OpenDoor
) -> None:
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + OK[0]
    cuts = iter(range(len(whole)))

    def script(caller: Any) -> None:
        caller.read()
        caller.socket.sendall(whole[: next(cuts)])
        caller.hang_up()

    server = servers.start(script)
    door = open_door(server.pair)
    for _ in whole:
        with pytest.raises(OutcomeUnknown) as trouble:
            door.send(Outgoing("PUT", server.url, body=b"write"))
        assert trouble.value.bytes_out == 5
    assert server.callers == len(whole)


def test_a_kept_connection_that_was_closed_is_not_used_for_a_write(
    servers: Any, open_door: OpenDoor
) -> None:
    seen: list[bytes] = []

    def script(caller: Any) -> None:
        seen.append(caller.read())
        caller.answer(b"1")
        caller.hang_up()

    server = servers.start(script)
    door = open_door(server.pair)
    for count in (1, 2, 3):
        assert door.send(Outgoing("POST", server.url, body=b"write")).status == 200
        assert server.closed.wait(10)
        server.closed.clear()
        assert len(seen) == count


def hangs_up_on_second(seen: list[bytes]) -> Callable[[Any], None]:
    """Answers the first request of a connection; hangs up on the second, having read it."""

    def script(caller: Any) -> None:
        seen.append(caller.read())
        caller.answer(b"1")
        seen.append(caller.read())
        caller.hang_up()

    return script


def test_a_write_that_left_on_a_kept_connection_is_never_called_unsent(
    servers: Any, open_door: OpenDoor
) -> None:
    seen: list[bytes] = []
    server = servers.start(hangs_up_on_second(seen))
    door = open_door(server.pair)
    door.send(Outgoing("POST", server.url, body=b"first"))
    with pytest.raises(OutcomeUnknown):
        door.send(Outgoing("POST", server.url, body=b"second"))
    assert server.callers == 1
    assert len(seen) == 2


def test_a_read_that_a_kept_connection_lost_is_asked_again(
    servers: Any, open_door: OpenDoor
) -> None:
    server = servers.start(hangs_up_on_second([]))
    door = open_door(server.pair)
    door.send(Outgoing("GET", server.url))
    assert door.send(Outgoing("GET", server.url)).body == b"1"
    assert server.callers == 2


def test_an_answer_that_never_comes_ends_with_the_whole_time(servers: Any) -> None:
    class Leaping(SystemClock):
        """An hour passes between any two looks at it."""

        hours = 0.0

        def monotonic(self) -> float:
            self.hours += 1
            return self.hours * 3600

    server = servers.start(lambda caller: [caller.read(), caller.read()])
    limits = Timeouts(whole=3600 * 4)
    with Door([server.pair], Leaping()) as door, pytest.raises(OutcomeUnknown):
        door.send(Outgoing("POST", server.url, body=b"x", timeouts=limits))


def test_redirects_of_reads_are_followed_five_times(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering(*[to(f"/{n}") for n in range(5)], OK)
    answer = open_door(server.pair).send(Outgoing("GET", server.url))
    assert answer.url == f"{server.url}/4"
    assert answer.body == OK[0]


def test_a_sixth_redirect_is_refused(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering(to("/again"))
    with pytest.raises(ForbiddenDestination, match="more than 5"):
        open_door(server.pair).send(Outgoing("GET", server.url))
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "where", ["http://169.254.169.254/latest", "file:///etc/passwd", "https://127.0.0.1/"]
)
def test_a_redirect_is_checked_like_the_first_address(
    servers: Any, open_door: OpenDoor, where: str
) -> None:
    server = servers.answering(to(where))
    with pytest.raises(ForbiddenDestination):
        open_door(server.pair).send(Outgoing("GET", server.url))


def test_nothing_secret_follows_a_redirect_to_another_origin(
    servers: Any, open_door: OpenDoor
) -> None:
    other = servers.answering(OK)
    first = servers.answering(to(f"{other.url}/x"))
    credential = Credential.bearer([first.url], "t0ken")
    headers = {"X-Api-Key": "s3cret", "Cookie": "c=1", "Accept": "text/plain"}
    open_door(first.pair, other.pair).send(
        Outgoing("GET", first.url, headers, credential=credential)
    )
    assert b"Bearer t0ken" in first.requests[0]
    assert b"t0ken" not in other.requests[0]
    assert b"s3cret" not in other.requests[0]
    assert b"cookie" not in other.requests[0].lower()
    assert b"accept: text/plain" in other.requests[0]


def test_the_redirect_of_a_write_is_handed_back(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering(to("/elsewhere"))
    answer = open_door(server.pair).send(Outgoing("POST", server.url, body=b"x"))
    assert (answer.status, answer.headers["location"]) == (302, "/elsewhere")
    assert len(server.requests) == 1


LOOK_ALIKES = [
    "https://api.xero.com.evil.example", "https://evilapi.xero.com", "https://xapi.xero.com",
    "https://api-xero.com", "https://xero.com", "https://a.api.xero.com", "https://api.xero.com.",
    "https://api.xero.com:8443", "https://api.xer\u043e.com", "https://api.xero.co",
    "https://api.xero.com%2eevil.example", "https://api.xero.comevil.example",
]  # fmt: skip


@pytest.mark.parametrize("where", LOOK_ALIKES)
def test_a_credential_goes_to_no_look_alike(open_door: OpenDoor, where: str) -> None:
    credential = Credential.bearer(["https://api.xero.com"], "t0ken")
    with pytest.raises(ForbiddenDestination):
        open_door().send(Outgoing("GET", f"{where}/", credential=credential))


def test_letter_case_and_the_usual_port_are_the_same_host() -> None:
    credential = Credential.bearer(["https://api.xero.com"], "t0ken")
    for where in ("https://API.Xero.com/x", "https://api.xero.com:443/"):
        assert credential.headers_for(httpx2.URL(where)) == {"Authorization": "Bearer t0ken"}


def test_a_credential_prints_its_hosts_and_not_itself() -> None:
    credential = Credential.basic(["https://identity.xero.com"], "id", "s3cret")
    assert repr(credential) == "Credential(for https://identity.xero.com:443)"
    assert "s3cret" not in f"{credential} {credential!r}"


@pytest.mark.parametrize(
    "headers",
    [
        {"X": "a\r\nInjected: 1"}, {"X\n": "a"}, {"X": "a\x00"}, {"Host": "evil"},
        {"Transfer-Encoding": "chunked"}, {"content-length": "3"}, {"X": "\u0416"},
    ],
)  # fmt: skip
def test_headers_cannot_change_the_shape_of_a_request(
    servers: Any, open_door: OpenDoor, headers: Mapping[str, str]
) -> None:
    server = servers.answering(OK)
    with pytest.raises(BadInput):
        open_door(server.pair).send(Outgoing("GET", server.url, headers))
    assert server.callers == 0


def test_an_answer_that_says_it_is_too_large_is_not_read(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering((b"x" * 1001, "200 OK", ()))
    with pytest.raises(TooLarge, match="1000 bytes"):
        open_door(server.pair).send(Outgoing("GET", server.url, most=1000))


def test_a_small_answer_that_unpacks_to_a_large_one_is_refused(
    servers: Any, open_door: OpenDoor
) -> None:
    packed = gzip.compress(bytes(10_000_000))
    server = servers.answering((packed, "200 OK", ("Content-Encoding: gzip",)))
    with pytest.raises(TooLarge):
        open_door(server.pair).send(Outgoing("GET", server.url, most=1_000_000))


def test_a_body_in_chunks_is_sent_with_its_length(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering(OK)
    body = Outgoing("PUT", server.url, body=iter([b"ab", b"cd"]), length=4)
    assert open_door(server.pair).send(body).bytes_out == 4
    assert b"content-length: 4\r\n" in server.requests[0]
    assert server.requests[0].endswith(b"\r\n\r\nabcd")


def test_an_answer_is_saved_as_it_comes(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering((b"pdf" * 100, "200 OK", ("Content-Type: application/pdf",)))

    def save(headers: Mapping[str, str], chunks: Iterator[bytes]) -> tuple[str, bytes]:
        return headers["content-type"], b"".join(chunks)

    answer = open_door(server.pair).send(Outgoing("GET", server.url, save=save))
    assert answer.saved == ("application/pdf", b"pdf" * 100)
    assert (answer.body, answer.bytes_in) == (b"", 300)


def test_an_error_is_read_and_not_saved(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering((b"no", "404 Not Found", ()))
    answer = open_door(server.pair).send(
        Outgoing("GET", server.url, save=lambda _headers, chunks: list(chunks))
    )
    assert (answer.status, answer.body, answer.saved) == (404, b"no", None)


def test_proxies_of_the_environment_are_not_used(
    servers: Any, open_door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, server = servers.answering(OK), servers.answering(OK)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    open_door(server.pair).send(Outgoing("GET", server.url))
    assert (proxy.callers, server.callers) == (0, 1)


def test_threads_share_one_door(servers: Any, open_door: OpenDoor) -> None:
    server = servers.answering(OK)
    door, statuses = open_door(server.pair), []

    def call(number: int) -> None:
        for _ in range(20):
            answer = door.send(Outgoing("POST", server.url, body=b"x" * number))
            statuses.append((answer.status, answer.bytes_out - number))

    threads = [threading.Thread(target=call, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [(200, 0)] * 160
    assert server.callers <= 8
