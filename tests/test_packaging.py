"""What runs Tallyloom on servers: its unit files, its container, and what they say of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML

from tallyloom.cli.application import application
from tallyloom.settings import Settings, variable

PACKAGING = Path(__file__).parent.parent / "packaging"
UNITS = sorted((PACKAGING / "systemd").glob("*.service"))
CONTAINER = PACKAGING / "container"
COMMAND = "/opt/tallyloom/bin/tallyloom"
# Of the compose file alone: it writes the address of its own database from it.
OWN = {"TALLYLOOM_DATABASE_PASSWORD"}


def compose() -> Any:
    return YAML(typ="safe").load((CONTAINER / "compose.yaml").read_text())


def lines(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text(), re.M)


def check_command(words: list[str]) -> None:
    """The command is on offer, with these options."""
    commands = typer.main.get_command(application()).commands  # type: ignore[attr-defined]
    offered = {option for each in commands[words[0]].params for option in each.opts}
    given = {word for word in words[1:] if word.startswith("--")}
    assert given <= offered


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_is_on_offer(unit: Path) -> None:
    [command] = lines(unit, "ExecStart")
    program, *words = command.split()
    assert program == COMMAND
    check_command(words)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_as_nobody_special_and_may_do_little(unit: Path) -> None:
    [user] = lines(unit, "User")
    assert user not in ("root", "0")
    for name, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
        "StateDirectoryMode": "0700",
    }.items():
        assert lines(unit, name) == [value], name


def test_both_units_are_fenced_in_alike() -> None:
    fences = [unit.read_text().partition("NoNewPrivileges")[2] for unit in UNITS]
    assert len(fences) == 2
    assert len(set(fences)) == 1


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_a_unit(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze here")
    copy = tmp_path / unit.name.replace("@", "@8081")
    copy.write_text(unit.read_text().replace(COMMAND, shutil.which("true") or "/bin/true"))
    said = subprocess.run([analyze, "verify", copy], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert copy.name not in said.stderr


def test_every_variable_that_is_set_is_a_setting() -> None:
    settings = {variable(name) for name in Settings.model_fields} | OWN
    for file in (*UNITS, *CONTAINER.iterdir()):
        named = set(re.findall(r"TALLYLOOM_[A-Z_]+", file.read_text()))
        assert named <= settings, file.name


def test_images_are_named_with_their_version_and_no_host() -> None:
    text = (CONTAINER / "Containerfile").read_text()
    images = re.findall(r"^FROM (\S+)", text, re.M)
    images += [service["image"] for service in compose()["services"].values()]
    assert len(images) == 5
    for image in images:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+[\w.-]*", image), image


def test_what_the_container_runs_is_on_offer() -> None:
    for name in ("server", "worker"):
        check_command(compose()["services"][name]["command"])


def test_nothing_of_the_container_is_reached_from_other_machines() -> None:
    for name, service in compose()["services"].items():
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name


def test_two_workers_share_the_keys_and_the_database_of_the_server() -> None:
    services = compose()["services"]
    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["worker"]["environment"] == services["server"]["environment"]
    for name in ("server", "worker"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]


def test_no_password_is_written_in_the_compose_file() -> None:
    text = (CONTAINER / "compose.yaml").read_text()
    for name in ("TALLYLOOM_SECRET_KEY", "TALLYLOOM_DATABASE_PASSWORD"):
        for value in re.findall(rf"\$\{{{name}(.*?)\}}", text):
            assert value.startswith(":?"), "it must be given, not guessed"


def test_the_container_copies_what_the_wheel_is_built_from() -> None:
    text = (CONTAINER / "Containerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.M):
        for source in line.split()[:-1]:
            assert (PACKAGING.parent / source).exists(), source
    assert "USER tallyloom" in text
    assert text.count("--require-hashes") == 2
