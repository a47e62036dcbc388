"""Whether the processes of an installation fit together, and whether they can be reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from tallyloom.engine.presence import SILENCE
from tallyloom.kit import Trouble
from tallyloom.settings import is_loopback

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.store.processes import Process

# Schedules and the ages of writes are told by the processes' clocks; NTP keeps them far closer.
APART = timedelta(seconds=2)
SECONDS = 10.0


class SetClocks(Trouble):
    """The clocks of the machines differ; set them by NTP."""


class UpgradeProcesses(Trouble):
    """Processes of several versions work together; upgrade all of them."""


class ShareOneKey(Trouble):
    """Processes hold different keys, so that one cannot read what another has sealed."""


class CheckPublicAddress(Trouble):
    """The public address does not lead here."""


def processes(house: House) -> str:
    """How many serve and how many work. Raises UpgradeProcesses."""
    seen = house.processes.seen(SILENCE)
    versions = sorted({each.version for each in seen})
    if len(versions) > 1:
        raise UpgradeProcesses(
            f"There are processes of the versions {', '.join(versions)}: {_places(seen)}. Upgrade"
            " all of them to the newest one."
        )
    kinds = {kind: sum(each.kind == kind for each in seen) for kind in ("up", "server", "worker")}
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count) or "none runs"


def clocks(house: House) -> str:
    """How far the clocks are apart. Raises SetClocks."""
    seen = sorted(house.processes.seen(SILENCE), key=lambda each: each.ahead)
    if not seen:
        return "no process to compare"
    apart = seen[-1].ahead - seen[0].ahead
    if apart > APART:
        raise SetClocks(
            f"The clock of {seen[-1].host} is {apart.total_seconds():.0f} seconds ahead of that of"
            f" {seen[0].host}. Let NTP set the clocks of both machines."
        )
    return f"{apart.total_seconds():.1f} seconds apart at most"


def keys(house: House) -> str:
    """Whether everybody reads what everybody seals. Raises ShareOneKey."""
    ours = house.vault.names
    for each in house.processes.seen(SILENCE):
        if not each.keys or each.keys[0] not in ours or ours[0] not in each.keys:
            raise ShareOneKey(
                f"The {each.kind} on {each.host} (process {each.pid}) holds another key than this"
                " process. Give both the same TALLYLOOM_SECRET_KEY or TALLYLOOM_SECRET_KEY_FILE,"
                " and start them anew."
            )
    return "every process holds the same"


def public_address(house: House) -> str:
    """Whether the public address leads to this installation. Raises CheckPublicAddress."""
    from tallyloom.egress import ForbiddenDestination, Outgoing, Timeouts

    url = house.settings.public_url
    if url is None:
        return "none is set: services elsewhere cannot call (TALLYLOOM_PUBLIC_URL)"
    waits = Timeouts(connect=SECONDS, idle=SECONDS, whole=SECONDS)
    try:
        answer = house.door.send(Outgoing("GET", f"{url}/healthz", most=1024, timeouts=waits))
    except ForbiddenDestination:
        return f"{url} is of a private network, so it was not tried"
    except Trouble as trouble:
        raise CheckPublicAddress(
            f"{url} cannot be reached from here: {trouble.message} Check its name, the proxy in"
            " front and the firewall."
        ) from trouble
    if answer.status != 200 or b"alive" not in answer.body:
        raise CheckPublicAddress(
            f"{url}/healthz answered {answer.status}, and not as Tallyloom does. Let the proxy hand"
            " on everything at this address."
        )
    return f"{url} leads here" if url.startswith("https") or _local(url) else f"{url}: no https"


def _local(url: str) -> bool:
    from urllib.parse import urlsplit

    return is_loopback(urlsplit(url).hostname or "")


def _places(seen: Sequence[Process]) -> str:
    return ", ".join(f"{each.version} as {each.kind} on {each.host}" for each in seen)


LOOKS: tuple[tuple[str, Callable[[House], str]], ...] = (
    ("processes", processes),
    ("clocks", clocks),
    ("keys", keys),
    ("public address", public_address),
)
