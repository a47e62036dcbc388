"""A certificate authority of this machine that vouches for Xero's host names here, and no others.

How it was checked: by clients that trust it and by one that does not; it holds no fact about Xero.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from xero_emulator.tls.folder import FolderUnusable

XERO_HOSTS = ("login.xero.com", "identity.xero.com", "api.xero.com")
NAMES = (*XERO_HOSTS, "localhost")
ADDRESSES = ("127.0.0.1", "::1")
AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 365
RENEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Authority:
    """What signs: `certificate` is the file that clients must trust."""

    certificate: Path
    key: Path

    @classmethod
    def kept_in(cls, folder: Path) -> Authority:
        """The authority in this folder, made when there is none; raises FolderUnusable."""
        found = cls(folder / "ca.pem", folder / "ca-key.pem")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (found.certificate.exists() and found.key.exists()):
                found._make()
        except OSError as trouble:
            raise FolderUnusable(f"{FolderUnusable.__doc__} ({trouble})") from trouble
        return found

    def _make(self) -> None:
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        name = _called("Xero emulator, local authority")
        built = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=AUTHORITY_DAYS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_signs(certificates=True), critical=True)
            .add_extension(_only_these_names(), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .sign(key, SHA256())
        )
        _write(self.key, _private(key))
        self.certificate.write_bytes(built.public_bytes(Encoding.PEM))

    def context(self) -> ssl.SSLContext:
        """What a server speaks TLS with, under Xero's names and this machine's own; raises
        FolderUnusable."""
        chain = self.certificate.with_name("server.pem")
        try:
            if not _lasts(chain, self.certificate):
                _write(chain, self._issued())
        except (OSError, ValueError, TypeError) as trouble:
            told = f"delete {chain.parent}: what is in it was not written by this program"
            raise FolderUnusable(f"{told} ({trouble})") from trouble
        found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        found.minimum_version = ssl.TLSVersion.TLSv1_2
        found.load_cert_chain(chain)
        return found

    def _issued(self) -> bytes:
        """A new key and its certificate, as one file."""
        own, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        issuer = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        signer = load_pem_private_key(self.key.read_bytes(), password=None)
        if not isinstance(signer, ec.EllipticCurvePrivateKey):
            raise FolderUnusable(f"{self.key} is not a key of this program: delete the folder")
        names = [x509.DNSName(name) for name in NAMES]
        addresses = [x509.IPAddress(ip_address(address)) for address in ADDRESSES]
        public = signer.public_key()
        built = (
            x509.CertificateBuilder(
                issuer.subject,
                _called("Xero emulator"),
                own.public_key(),
                x509.random_serial_number(),
            )
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=CERTIFICATE_DAYS))
            .add_extension(x509.SubjectAlternativeName([*names, *addresses]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_signs(certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False)
            .sign(signer, SHA256())
        )
        return _private(own) + built.public_bytes(Encoding.PEM)


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _signs(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _only_these_names() -> x509.NameConstraints:
    """So that whoever steals the key can speak for no other site to those who trust it."""
    names = [x509.DNSName(name) for name in NAMES]
    addresses = [x509.IPAddress(ip_network(address)) for address in ADDRESSES]
    return x509.NameConstraints([*names, *addresses], None)


def _lasts(chain: Path, authority: Path) -> bool:
    """Whether the server's certificate is this authority's and good for some time yet."""
    if not chain.exists():
        return False
    issuer = x509.load_pem_x509_certificate(authority.read_bytes())
    try:
        own = x509.load_pem_x509_certificate(chain.read_bytes())
        own.verify_directly_issued_by(issuer)
    except Exception:  # no certificate, a wrong name or signature, another kind of key: make anew
        return False
    return own.not_valid_after_utc - datetime.now(UTC) > timedelta(days=RENEW_DAYS)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(file: Path, content: bytes) -> None:
    """Writes a secret so that nobody else can read it, not even for a moment."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(content)
