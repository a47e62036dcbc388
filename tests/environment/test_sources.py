"""What is set up for pip holds for uv, and the other way round."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from environment.sources import Sources, default_index, for_pip, for_uv, read_sources

CONFIGURED = """
[global]
index-url = https://mirror.example/simple
extra-index-url =
    https://first.example/simple
    file:///opt/second/simple
cert = /etc/corporate.pem
[install]
index_url = https://stronger.example/simple
trusted-host = mirror.example
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of somebody whose pip is configured, with nothing from this machine."""
    file = tmp_path / ".config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True)
    file.write_text(CONFIGURED)
    yield {"HOME": str(tmp_path), "PIP_CONFIG_FILE": str(file)}


def sources(env: dict[str, str]) -> Sources:
    return read_sources(env, prefix=Path("/nonexistent"))


def test_pips_configuration_is_read_as_pip_reads_it(home: dict[str, str]) -> None:
    found = sources(home)
    assert found.index == "https://stronger.example/simple"
    assert found.extra == ("https://first.example/simple", "file:///opt/second/simple")
    assert (found.certificates, found.trusted) == ("/etc/corporate.pem", ("mirror.example",))


def test_a_variable_of_pip_counts_more_than_its_files(home: dict[str, str]) -> None:
    assert sources({**home, "PIP_INDEX_URL": "https://now.example"}).index == "https://now.example"


def test_a_variable_of_uv_counts_more_than_pips(home: dict[str, str]) -> None:
    env = {**home, "PIP_INDEX_URL": "https://pip.example", "UV_DEFAULT_INDEX": "https://uv.example"}
    assert sources(env).index == "https://uv.example"


def test_pip_files_can_be_switched_off() -> None:
    assert sources({"PIP_CONFIG_FILE": "/dev/null"}) == Sources()


def test_uv_is_told_what_pip_knows(home: dict[str, str]) -> None:
    told = for_uv(sources(home), home)
    assert told["UV_DEFAULT_INDEX"] == "https://stronger.example/simple"
    assert told["UV_INDEX"] == "https://first.example/simple file:///opt/second/simple"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert told["SSL_CERT_FILE"] == "/etc/corporate.pem"
    assert told["UV_INSECURE_HOST"] == "mirror.example"


@pytest.mark.parametrize("name", ["UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_what_its_user_told_uv_stays(home: dict[str, str], name: str) -> None:
    env = {**home, name: "https://mine.example/simple"}
    told = for_uv(sources(env), env)
    assert [told.get(each) for each in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")].count(None) == 1
    assert told[name] == "https://mine.example/simple"


def test_pip_is_told_what_uv_knows() -> None:
    env = {
        "UV_DEFAULT_INDEX": "https://uv.example/simple",
        "UV_INDEX": "mine=https://b.example/simple",
    }
    told = for_pip(sources({**env, "PIP_CONFIG_FILE": "/dev/null"}), env)
    assert told["PIP_INDEX_URL"] == "https://uv.example/simple"
    assert told["PIP_EXTRA_INDEX_URL"] == "https://b.example/simple"


def test_no_setting_can_send_an_installation_elsewhere() -> None:
    env = {"PIP_TARGET": "/elsewhere", "PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1"}
    told = for_pip(Sources(), env)
    assert "PIP_TARGET" not in told
    assert (told["PIP_USER"], told["PIP_REQUIRE_VIRTUALENV"]) == ("0", "0")


def test_a_proxy_of_pip_is_used_unless_the_environment_has_one() -> None:
    assert for_uv(Sources(proxy="http://proxy:1"), {})["HTTPS_PROXY"] == "http://proxy:1"
    told = for_uv(Sources(proxy="http://proxy:1"), {"https_proxy": "http://other:2"})
    assert "HTTPS_PROXY" not in told


def test_a_folder_of_certificates_is_told_as_a_folder(tmp_path: Path) -> None:
    assert for_uv(Sources(certificates=str(tmp_path)), {})["SSL_CERT_DIR"] == str(tmp_path)


def test_folders_of_wheels_that_are_gone_are_not_told_to_uv(tmp_path: Path) -> None:
    links = ("/nonexistent/wheels", str(tmp_path), "https://wheels.example/")
    told = for_uv(Sources(links=links), {})
    assert told["UV_FIND_LINKS"] == f"{tmp_path},https://wheels.example/"


def test_the_default_index_is_the_one_of_the_pip_that_came_with_python() -> None:
    ask = "import ensurepip, sys; sys.exit(not ensurepip.version())"
    if subprocess.run([sys.executable, "-c", ask], check=False).returncode:
        pytest.skip("this Python came without pip")
    before = list(sys.path)
    assert (default_index() or "").startswith("https://")
    assert sys.path == before
