"""The examples for other people's programs work as they stand in the guide."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from xero_emulator.fixture import running_emulator

CHECKOUT = Path(__file__).parents[2]
GUIDE = CHECKOUT / "docs" / "do" / "test-against-the-emulator.md"


def example(language: str) -> str:
    """The guide's one example in this language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return str(found)


def test_the_example_in_pytest_passes(tmp_path: Path) -> None:
    (tmp_path / "test_example.py").write_text(example("python"))
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout
    assert "1 passed" in ran.stdout


def test_the_example_with_curl_answers_with_the_contact() -> None:
    with running_emulator(seed="empty") as running:
        script = example("sh").replace("http://127.0.0.1:5050", running.url)
        try:
            ran = subprocess.run(
                ["sh", "-euc", script], capture_output=True, text=True, check=True, timeout=60
            )
        except subprocess.CalledProcessError as trouble:
            if "curl" in trouble.stderr and "not found" in trouble.stderr:
                pytest.skip("curl is not installed")
            raise
    assert ran.stdout.count('"Name":"Ridgeway University"') == 2
