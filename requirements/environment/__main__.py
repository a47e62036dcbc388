"""Prepares the environment and prints, for the shell that asked, where it is."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from environment.install import fits, ready
from environment.talk import CannotInstall, say


def leave_any_environment() -> None:
    """Install with the Python that an environment was made from: that one may have a pip."""
    base = str(getattr(sys, "_base_executable", sys.executable))
    if sys.prefix != sys.base_prefix and os.access(base, os.X_OK):
        os.execv(base, [base, "-B", "-m", "environment", *sys.argv[1:]])  # noqa: S606


def main() -> int:
    root = Path(sys.argv[1])
    if not fits(root, root / ".venv"):
        leave_any_environment()
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    try:
        place = ready(root, env)
    except CannotInstall as reason:
        say(str(reason))
        return 1
    except OSError as reason:
        say(f"cannot write the environment: {reason}")
        return 1
    print(f"venv={shlex.quote(str(place.venv))}")
    print(f"caches={shlex.quote(str(place.caches or ''))}")
    return 0


sys.exit(main())
