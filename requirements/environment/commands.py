"""Runs other programs for the installer and turns their failure into one line."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from environment.talk import CannotInstall


def run(command: list[str | Path], env: Mapping[str, str]) -> str:
    """What the command printed; CannotInstall with the reason it gave when it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - commands are made here, never from input
            command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
    except OSError as reason:
        raise CannotInstall(f"{command[0]}: {reason.strerror}") from reason
    if done.returncode:
        raise CannotInstall(reason_in(done.stderr or done.stdout) or f"status {done.returncode}")
    return done.stdout


def reason_in(output: str) -> str:
    """What went wrong, with the causes given for it, as one line."""
    # pip says that it found no version when it reached no index; the warning before knows better.
    if broken := re.search(r"connection broken by '(.+?)': ", output):
        return re.sub(r"<[^>]*>: ", "", broken[1])[:400]
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    starts = [place for place, line in enumerate(lines) if line.lower().startswith("error")]
    told = " ".join(lines[starts[0] :] if starts else lines[-1:])
    return re.sub(r"\(from versions: [^)]*\)?", "", told)[:400]
