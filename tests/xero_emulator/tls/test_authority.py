"""The local authority vouches for Xero's names on this machine, and for no others."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from xero_emulator.tls import Secure
from xero_emulator.tls.authority import NAMES, Authority
from xero_emulator.tls.folder import FolderUnusable
from xero_emulator.tls.proxy import Proxy


def shake_hands(server: ssl.SSLContext, trusted: Path, name: str) -> ssl.SSLObject:
    """A handshake in memory between a server and a client that trusts one authority."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context(cafile=str(trusted))
    here = client.wrap_bio(to_client, to_server, server_hostname=name)
    there = server.wrap_bio(to_server, to_client, server_side=True)
    done = [False, False]
    while not all(done):
        for place, side in enumerate((here, there)):
            try:
                side.do_handshake()
                done[place] = True
            except ssl.SSLWantReadError:
                continue
    return here


def issued(authority: Authority, name: str) -> ssl.SSLContext:
    """A server's context for any name, signed with the authority's own key."""
    issuer = x509.load_pem_x509_certificate(authority.certificate.read_bytes())
    signer = load_pem_private_key(authority.key.read_bytes(), password=None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    own, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    built = (
        x509.CertificateBuilder(
            issuer.subject, x509.Name([]), own.public_key(), x509.random_serial_number()
        )
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        .sign(signer, SHA256())
    )
    chain = authority.certificate.with_name("other.pem")
    private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain.write_bytes(private + built.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.kept_in(tmp_path / "tls")


@pytest.mark.parametrize("name", [*NAMES, "127.0.0.1"])
def test_it_answers_under_each_of_xeros_names(secure: Secure, name: str) -> None:
    client = ssl.create_default_context(cafile=str(secure.certificate))
    address = secure.listening.getsockname()[:2]
    with (
        socket.create_connection(address) as plain,
        client.wrap_socket(plain, server_hostname=name) as there,
    ):
        there.sendall(f"GET /connections HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
        assert there.recv(12) == b"HTTP/1.1 401"


def test_a_client_that_does_not_trust_it_refuses(secure: Secure) -> None:
    address = secure.listening.getsockname()[:2]
    with (
        socket.create_connection(address) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname="api.xero.com")


def test_another_name_is_not_served(authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(authority.context(), authority.certificate, "www.xero.com")


def test_its_key_cannot_vouch_for_another_site(authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(issued(authority, "bank.example"), authority.certificate, "bank.example")
    shake_hands(issued(authority, "api.xero.com"), authority.certificate, "api.xero.com")


def test_the_authority_stays_and_its_keys_are_secret(authority: Authority) -> None:
    authority.context()
    again = Authority.kept_in(authority.key.parent)
    assert again.certificate.read_bytes() == authority.certificate.read_bytes()
    for file in (authority.key, authority.certificate.with_name("server.pem")):
        assert file.stat().st_mode & 0o777 == 0o600
    shake_hands(again.context(), authority.certificate, "api.xero.com")


def test_a_certificate_of_another_authority_is_made_anew(tmp_path: Path) -> None:
    first, second = (Authority.kept_in(tmp_path / name) for name in ("one", "two"))
    first.context()
    chain = second.certificate.with_name("server.pem")
    chain.write_bytes(first.certificate.with_name("server.pem").read_bytes())
    shake_hands(second.context(), second.certificate, "api.xero.com")


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(FolderUnusable, match="--tls-folder"):
        Authority.kept_in(tmp_path / "file" / "tls")


def test_a_broken_server_certificate_is_made_anew(authority: Authority) -> None:
    authority.certificate.with_name("server.pem").write_text("garbage")
    shake_hands(authority.context(), authority.certificate, "api.xero.com")


@pytest.mark.parametrize("broken", ["ca.pem", "ca-key.pem"])
def test_a_broken_authority_says_which_folder_to_delete(authority: Authority, broken: str) -> None:
    authority.certificate.with_name(broken).write_text("garbage")
    with pytest.raises(FolderUnusable, match=f"delete {authority.key.parent}: "):
        authority.context()


def test_the_address_of_a_proxy_is_one_with_ipv6_too() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listening:
        port = listening.getsockname()[1]
        assert Proxy(listening, ("::1", 1)).url == f"http://[::1]:{port}"
