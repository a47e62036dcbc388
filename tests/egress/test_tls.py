"""Over TLS the name is checked, though the connection is made to an address found before."""

from __future__ import annotations

import datetime
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tallyloom.egress import Destinations, Door, NotSent, Outgoing

NAME = "books.test"


@dataclass
class Identity:
    """A server that can prove it is books.test, and the callers who believe its certificate."""

    server: ssl.SSLContext
    caller: ssl.SSLContext


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(self_signed(NAME))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return Identity(server, ssl.create_default_context(cafile=str(Path(file))))


def self_signed(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def here(_host: str, port: int, **_more: Any) -> list[tuple[Any, ...]]:
    return [(socket.AF_INET, 0, 0, "", ("127.0.0.1", port))]


@pytest.fixture
def call(
    servers: Any, open_door: Callable[..., Door], identity: Identity
) -> Callable[[str], tuple[Any, list[str | None]]]:
    """Call a TLS server under some name; gives the answer and the names that were asked for."""

    def go(name: str) -> tuple[Any, list[str | None]]:
        asked: list[str | None] = []
        identity.server.sni_callback = lambda _socket, sni, _context: asked.append(sni)

        def script(caller: Any) -> None:
            with identity.server.wrap_socket(caller.socket, server_side=True) as caller.socket:
                caller.answer(caller.read())

        server = servers.start(script)
        pair = f"{name}:{server.pair.rpartition(':')[2]}"
        rules = Destinations([pair], here)
        door = open_door(destinations=rules, tls=identity.caller)
        return door.send(Outgoing("POST", f"https://{pair}/", body=b"x")), asked

    return go


def test_the_name_goes_into_the_handshake_and_the_host_header(
    call: Callable[[str], tuple[Any, list[str | None]]],
) -> None:
    answer, asked = call(NAME)
    assert asked == [NAME]
    assert f"host: {NAME}:".encode() in answer.body


def test_a_server_that_cannot_prove_its_name_gets_nothing(
    call: Callable[[str], tuple[Any, list[str | None]]],
) -> None:
    with pytest.raises(NotSent, match="certificate"):
        call("other.test")
