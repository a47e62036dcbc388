"""The doctor sees whether processes fit together, and whether they can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.api.conftest import Site

from tallyloom.api import processes
from tallyloom.api.processes import (
    CheckPublicAddress,
    SetClocks,
    ShareOneKey,
    UpgradeProcesses,
)
from tallyloom.api.serving import serving
from tallyloom.house import House
from tallyloom.settings import load
from tallyloom.store.processes import Process

Say = Callable[..., None]


@pytest.fixture
def house(site: Site) -> House:
    return site.house


@pytest.fixture
def say(house: House) -> Say:
    """Another process says that it is there; `ahead` is its clock's lead."""
    usual = Process("", "worker", "here", 7, "1.0", "http://here", house.vault.names)

    def said(id_: str, ahead: timedelta = timedelta(), **other: object) -> None:
        process = replace(usual, id=id_, **other)  # type: ignore[arg-type]
        house.processes.say(process, house.clock.now() + ahead)

    return said


def test_processes_that_fit_together_are_fine(house: House, say: Say) -> None:
    say("a")
    say("b", kind="server", host="there")

    assert processes.processes(house) == "1 server, 1 worker"
    assert "apart" in processes.clocks(house)
    assert "the same" in processes.keys(house)


def test_an_installation_that_nobody_runs_is_not_ill(house: House) -> None:
    assert [look(house) for _, look in processes.LOOKS[:2]] == [
        "none runs",
        "no process to compare",
    ]


def test_clocks_that_differ_are_named(house: House, say: Say) -> None:
    say("a")
    say("b", timedelta(minutes=3), host="there")

    with pytest.raises(SetClocks, match=r"there is 1(79|80|81) seconds ahead of that of here"):
        processes.clocks(house)


def test_versions_that_differ_are_named(house: House, say: Say) -> None:
    say("a")
    say("b", version="1.1", host="there")

    with pytest.raises(UpgradeProcesses, match=r"1\.0, 1\.1.*1\.1 as worker on there"):
        processes.processes(house)


def test_a_process_that_holds_another_key_is_named(house: House, say: Say) -> None:
    say("a")
    say("b", keys=("another",), host="there", pid=99)

    with pytest.raises(ShareOneKey, match=r"worker on there \(process 99\)"):
        processes.keys(house)


def test_keys_may_differ_while_they_are_rotated(house: House, say: Say) -> None:
    say("a", keys=(*house.vault.names, "new"))  # it opens what the new one will seal
    assert processes.keys(house).startswith("every")

    say("b", keys=("new", *house.vault.names))  # what it seals cannot be opened here
    with pytest.raises(ShareOneKey):
        processes.keys(house)


@pytest.fixture
def public(site: Site, tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """The house under a public address; a port of this machine may be called."""
    made: list[House] = []

    def under(url: str) -> House:
        place = url.partition("//")[2].partition("/")[0]
        given = {"home": tmp_path, "database_url": site.house.database.url, "public_url": url}
        made.append(
            House(load({**given, "allow_addresses": place}), site.house.clock, site.house.database)
        )
        return made[-1]

    yield under
    for each in made:
        each.door.close()


def test_a_public_address_that_leads_here_is_fine(
    site: Site, public: Callable[[str], House]
) -> None:
    address = site.address.replace("localhost", "127.0.0.1")
    assert "leads here" in processes.public_address(public(address))


def test_a_public_address_that_leads_elsewhere_is_told(
    site: Site, public: Callable[[str], House]
) -> None:
    async def elsewhere(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"<h1>It works!</h1>"})

    with serving(site.house, "127.0.0.1", (0,), elsewhere) as address:
        house = public(address.replace("localhost", "127.0.0.1"))
        with pytest.raises(CheckPublicAddress, match="not as Tallyloom does"):
            processes.public_address(house)
    with pytest.raises(CheckPublicAddress, match="cannot be reached"):
        processes.public_address(house)


def test_an_address_of_a_private_network_is_not_tried(site: Site, tmp_path: Path) -> None:
    settings = load({"home": tmp_path, "public_url": "https://10.0.0.1"})
    house = House(settings, site.house.clock, site.house.database)
    assert "private" in processes.public_address(house)
    house.door.close()
