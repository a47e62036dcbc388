"""The command: how it starts, what it refuses to start with, and what it says then."""

from __future__ import annotations

import subprocess
import sys

LATER = ("cryptography", "httpx2", "joserfc", "fpdf", "faker")


def test_what_is_slow_to_load_waits_until_somebody_needs_it() -> None:
    program = (
        "import sys; from xero_emulator.__main__ import World, clock_at, real_parts; "
        "World(real_parts(), clock_at('real')).plant(); "
        f"print([name for name in {LATER!r} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert said.stdout.strip() == "[]", said.stderr
