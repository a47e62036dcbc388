"""Which secrets an installation of several processes is started with, and which it is not."""

from __future__ import annotations

import base64
import stat
from urllib.parse import unquote, urlsplit

from tallyloom.connections.vault import MakeKey, Vault, given
from tallyloom.kit import Trouble
from tallyloom.settings import Settings, variable

# Of 32 random bytes some 30 differ; fewer than this are seen once in more tries than there are.
DIFFERENT = 16
GUESSED = ("", "admin", "changeme", "password", "postgres", "secret", "tallyloom")


class ShareKey(MakeKey):
    """Every process on one database needs the same key."""


class ChoosePassword(Trouble):
    """The password of the database is one that anybody tries first; choose another one."""


def assure(settings: Settings) -> None:
    """Raises ShareKey, MakeKey or ChoosePassword where a process must not be started so."""
    if settings.database_url is None:
        return
    texts = given(settings)
    if texts is None:
        raise ShareKey(
            f"{variable('database_url')} is given, so that other processes may work beside this"
            " one: all of them need the same key. Make one with `openssl rand -base64 32` and give"
            f" it to each in {variable('secret_key_file')} (the path of a file) or"
            f" {variable('secret_key')}. Keep a copy apart from the backups of the database:"
            " without it the credentials in there cannot be read."
        )
    Vault(texts)
    if _guessable(texts[0]):
        raise MakeKey(
            "The key that encrypts credentials is not random, so it can be guessed. Make one with"
            " `openssl rand -base64 32`; where credentials are sealed with the old one already,"
            f" write both into {variable('secret_key')}, the new one first."
        )
    _assure_password(settings.database_url.get_secret_value())


def exposed(settings: Settings) -> str:
    """What a person should know about the file of the key; "" where all is well."""
    file = settings.secret_key_file
    if settings.secret_key is not None or file is None or not file.exists():
        return ""
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        return f"{file} holds the key, and other users of this machine may read it: chmod 600 it."
    return ""


def _guessable(text: str) -> bool:
    raw = base64.b64decode(text.replace("-", "+").replace("_", "/"))
    return len(set(raw)) < DIFFERENT or all(32 <= byte < 127 for byte in raw)


def _assure_password(url: str) -> None:
    parts = urlsplit(url)
    if parts.password is None:  # the server lets it in by other means, or not at all
        return
    password = unquote(parts.password)
    if password.lower() in GUESSED or password == unquote(parts.username or ""):
        raise ChoosePassword(
            f"The password in {variable('database_url')} is one that anybody tries first. Choose"
            " another one for the user of the database (ALTER ROLE … PASSWORD), made for instance"
            " with `openssl rand -hex 24`."
        )
