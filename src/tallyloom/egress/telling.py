"""Tells people outside: e-mail, chat or a web address, each an address that Apprise reads."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from tallyloom.egress.trouble import NotSent, OutcomeUnknown

SECONDS = 45.0
# Of the environment only what a program needs to start: no proxy, no secret of ours.
NEEDED = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "SSL_CERT_FILE")


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to tell. `name` says which without what is secret in its address."""

    name: str
    url: str = field(repr=False)


def targets(text: str) -> tuple[Target, ...]:
    """The targets in a setting, written with commas between them."""
    urls = [url.strip() for url in text.split(",") if url.strip()]
    return tuple(Target(_name(url), url) for url in dict.fromkeys(urls))


def _name(url: str) -> str:
    """Its kind and a few letters by which two of a kind are told apart."""
    return f"{url.partition('://')[0].lower()}#{hashlib.sha256(url.encode()).hexdigest()[:8]}"


def tell(target: Target, subject: str, body: str, allow: Sequence[str]) -> None:
    """Tell it, in a process that can reach public addresses and those of `allow` only.

    Raises NotSent where it did not work, OutcomeUnknown where it took too long.
    """
    given = {"url": target.url, "allow": list(allow), "subject": subject, "body": body}
    try:
        ended = subprocess.run(
            # -P: no module is taken from the folder that this process happens to stand in.
            [sys.executable, "-P", "-m", "tallyloom.egress.speaker"],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env={name: os.environ[name] for name in NEEDED if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OutcomeUnknown(f"{target.name} gave no answer in {SECONDS:.0f} seconds.") from None
    if ended.returncode:
        said = ended.stdout.strip().replace(target.url, "its address")
        raise NotSent(said or "It could not be told; the address may be wrong.")
