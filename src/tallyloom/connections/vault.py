"""Secrets at rest: encrypted under keys that lie apart from the database, and never printed."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from tallyloom.connections.trouble import RestoreKey
from tallyloom.kit import Trouble, from_json, to_json
from tallyloom.settings import Settings, variable
from tallyloom.store.trouble import naming

KEY_FILE = Path("keys") / "secret.key"
HIDDEN = "•••"


class MakeKey(Trouble):
    """A key is 32 random bytes in base64; make one with `openssl rand -base64 32`."""


class Secret:
    """Text that no log, format or traceback shows; only `reveal` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, _how: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return secrets.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not written down; seal it in the vault")


class Vault:
    """Seals text with the first key and opens what any of the keys sealed.

    `purpose` ("connections/ID/tokens") is sealed in: what is moved to another row does not open.
    `names` tell keys apart, the first one's first, and give none of them away.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise MakeKey
        raw = [_key(text) for text in keys]
        self._fernet = MultiFernet([Fernet(key) for key in raw])
        self.names = tuple(_name(key) for key in raw)

    def seal(self, secret: Secret, purpose: str) -> str:
        inside = to_json({"for": purpose, "is": secret.reveal()})
        return self._fernet.encrypt(inside).decode("ascii")

    def open(self, sealed: str, purpose: str) -> Secret:
        """Raises RestoreKey."""
        try:
            inside = from_json(self._fernet.decrypt(sealed.encode("ascii")))
        except (InvalidToken, UnicodeEncodeError):
            raise RestoreKey(_restore()) from None
        if inside["for"] != purpose:
            raise RestoreKey(f"A sealed value was moved: this one is not for {purpose}.")
        return Secret(inside["is"])

    def reseal(self, sealed: str) -> str:
        """The same, sealed with the first key. Raises RestoreKey."""
        try:
            return self._fernet.rotate(sealed.encode("ascii")).decode("ascii")
        except InvalidToken:
            raise RestoreKey(_restore()) from None

    @classmethod
    def of(cls, settings: Settings) -> Vault:
        """The keys of the settings; without any, one that is kept in the data folder.

        Raises MakeKey, MakeWritable, FreeSpace.
        """
        texts = given(settings)
        if texts is not None:
            return cls(texts)
        with naming(settings.home):
            return cls(_listed(_kept(settings.home / KEY_FILE)))


def given(settings: Settings) -> list[str] | None:
    """The keys that the settings give; None where they give none. Raises MakeKey."""
    if settings.secret_key is not None:
        return _listed(settings.secret_key.get_secret_value())
    if settings.secret_key_file is not None:
        return _listed(_given(settings.secret_key_file))
    return None


def _restore() -> str:
    return (
        "The credentials in the database were encrypted with a key that is not here. Put back "
        f"{KEY_FILE} of the data folder or {variable('secret_key')}; or remove the connection and "
        "connect again."
    )


def _listed(text: str) -> list[str]:
    return [key for key in text.replace(",", " ").split() if key]


def _key(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise MakeKey from None
    if len(raw) != 32:
        raise MakeKey
    return base64.urlsafe_b64encode(raw)


def _name(key: bytes) -> str:
    return hmac.new(base64.urlsafe_b64decode(key), b"the name of a key", "sha256").hexdigest()[:16]


def _given(file: Path) -> str:
    try:
        with naming(file):
            return file.read_text("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        raise MakeKey(
            f"{file} ({variable('secret_key_file')}) holds no key. Make one with "
            f"`openssl rand -base64 32 > {file}`."
        ) from None


def _kept(file: Path) -> str:
    """The installation's own key. Of processes that start at once, one makes it."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(file)
    return file.read_text("ascii")


def _make(file: Path) -> None:
    making = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, Fernet.generate_key() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(making, file)  # fails where another was quicker; its key counts
    except FileExistsError:
        pass
    finally:
        making.unlink()
