"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Before anybody imports them: what they assert is told in full.
pytest.register_assert_rewrite("tests.stories.shop", "tests.stories.installation")
pytest_plugins = ["tests.database", "tests.offices"]

# How long an example takes says how busy the machine is; speed belongs in bench/.
settings.register_profile("tallyloom", deadline=None)
settings.load_profile("tallyloom")

CHECKOUT = Path(__file__).parent.parent
ABSENT = "the reference folder is not there"
# Why tests in a browser are skipped; `./dev test` says so at its end.
NOT_BUILT = "the pages are not built: start ./dev web"
NO_BROWSER = "no Chromium: install it (Debian: apt install chromium), or set TALLYLOOM_CHROMIUM"


def reference_folder() -> Path:
    """Facts of Xero and real input, kept outside the project."""
    return Path(os.environ.get("TALLYLOOM_REFERENCE") or CHECKOUT.parent / "shared").resolve()


@pytest.fixture(scope="session")
def reference() -> Path:
    """The reference folder. Tests that compare with Xero's specification or real data need it."""
    folder = reference_folder()
    if not folder.is_dir():
        pytest.skip(ABSENT)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("Xero")
    group.addoption(
        "--xero-base",
        default=os.environ.get("TALLYLOOM_XERO_BASE", ""),
        help="sweep every module against this server instead of the emulator",
    )
    parser.getgroup("Tallyloom").addoption(
        "--cases",
        default=300,
        type=int,
        help="how many cases our own API is asked that are made from its description",
    )
    parser.getgroup("Tallyloom").addoption(
        "--pictures", default="", help="a folder for a picture of every page, wide and narrow"
    )
    group.addoption("--xero-record", default="", help="write down what the sweep sends, JSON lines")


@pytest.fixture(scope="session")
def xero_base(request: pytest.FixtureRequest) -> str:
    """The base address of another server that answers as Xero does; "" is the emulator."""
    return str(request.config.getoption("--xero-base"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    nowhere = f"no reference folder at {reference_folder()}; set TALLYLOOM_REFERENCE to where it is"
    for why, told in {ABSENT: nowhere, NOT_BUILT: NOT_BUILT, NO_BROWSER: NO_BROWSER}.items():
        count = sum(why in report.longreprtext for report in skipped)
        if count:
            terminalreporter.write_line(f"SKIPPED {count} tests: {told}", yellow=True, bold=True)
