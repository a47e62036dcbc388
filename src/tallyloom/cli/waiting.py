"""Waiting for a run until it has ended, or until only a person can move it on.

At the machine itself the run is moved in this process; a server moves its runs, and is watched.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tallyloom.api.figures import duration, number
from tallyloom.api.run_facts import facts
from tallyloom.api.runs import show_run, the_run
from tallyloom.cli.exits import AUTH, FAILED, SUCCESS, TEMPORARY
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from tallyloom.cli.desk import Desk
    from tallyloom.house import House

Told = Mapping[str, Any]
PATIENCE = 90.0  # seconds that a command waits for trouble to pass
LOOK = 0.05
LOOK_THERE = 0.25  # at first; each look at a server is a call
LOOK_THERE_LATER = 2.0
ENDED = ("success", "warning", "error", "cancelled")


def finished(screen: Screen, desk: Desk, run_id: str, patience: float = PATIENCE) -> int:
    """Wait for a run and print what it did; the exit code."""
    from tallyloom.cli.journal import print_run

    screen.say(f"run {run_id}")
    value = waited(screen, desk, run_id, patience)
    screen.object(value, lambda out: print_run(out, value))
    return code_of_run(value)


def waited(screen: Screen, desk: Desk, run_id: str, patience: float = PATIENCE) -> Told:
    """What a run did, once it has ended; says why where it is left waiting."""
    with _progress(screen) as show:
        if desk.house:
            run = _here(desk.house, run_id, patience, show)
        else:
            run = _there(screen, desk, run_id, patience, show)
    if run["status"] not in ENDED:
        screen.say(_left(run, desk))
    told: Told = desk(show_run, run_id=run_id, limit=0)
    return told


def _here(house: House, run_id: str, patience: float, show: Callable[[str], None]) -> Told:
    if not house.engine.running:
        show("starting the engine")
        house.engine.launch(stays=False)
    while True:
        now = house.clock.now()
        run = facts(the_run(house, run_id), now)
        if _over(run, now, patience):
            return run
        show(_line(run))
        time.sleep(LOOK)


def _there(
    screen: Screen, desk: Desk, run_id: str, patience: float, show: Callable[[str], None]
) -> Told:
    look = LOOK_THERE
    try:
        while True:
            run: Told = desk(show_run, run_id=run_id, limit=0)
            if _over(run, desk.now(), patience):
                return run
            show(_line(run))
            time.sleep(look)
            look = min(look * 1.2, LOOK_THERE_LATER)
    except KeyboardInterrupt:
        screen.say(
            f"The run goes on at {desk.server}. See it with `tallyloom runs show {run_id[-8:]}`; "
            f"`tallyloom runs cancel {run_id[-8:]}` ends it."
        )
        raise


def code_of_run(run: Told) -> int:
    """The exit code that a run means."""
    if run["status"] in ENDED:
        return SUCCESS if run["status"] == "success" else FAILED
    return AUTH if _needs_a_person(run) and not _gave_up(run) else TEMPORARY


def _over(run: Told, now: datetime, patience: float) -> bool:
    if run["status"] in ENDED:
        return True
    if run["status"] != "waiting" or not run["reason"]:
        return False
    if run["goes_on_at"] is None:
        return True
    at = datetime.fromisoformat(run["goes_on_at"])
    return run["retries"] > 0 and at - now > timedelta(seconds=patience)


def _needs_a_person(run: Told) -> bool:
    return run["status"] == "waiting" and run["goes_on_at"] is None


def _gave_up(run: Told) -> bool:
    """Trouble that was tried again until patience ended, rather than a lost permission."""
    from tallyloom.engine.runner import PATIENCE as TRIES

    return bool(run["retries"] >= len(TRIES))


def _left(run: Told, desk: Desk) -> str:
    resume = f"tallyloom runs resume {run['id'][-8:]}"
    if _needs_a_person(run) and not _gave_up(run):
        return (
            f"The run waits: {run['reason']}\n"
            "Connect again with `tallyloom connections add APP --name NAME --again`, then "
            f"`{resume}`. What is done stays done."
        )
    at = run["goes_on_at"]
    when = f" It is tried again after {datetime.fromisoformat(at):%H:%M:%S} UTC." if at else ""
    keep = "" if desk.server else ", or keep `tallyloom up` running"
    return (
        f"The run waits: {run['reason']}{when}\n"
        f"Go on at any time with `{resume}`{keep}. What is done stays done."
    )


@contextlib.contextmanager
def _progress(screen: Screen) -> Iterator[Callable[[str], None]]:
    if not screen.lively:
        yield lambda _text: None
        return
    from rich.text import Text

    with screen.err.status("", spinner="dots") as status:
        yield lambda text: status.update(Text(text))


def _line(run: Told) -> str:
    waits = run["status"] == "waiting" and run["reason"]
    failed = f" · {number(run['failed'])} failed" if run["failed"] else ""
    return (
        f"{clean(run['scenario'])} · {number(run['operations'])} operations · "
        f"{number(run['api_calls'])} API calls{failed} · {duration(float(run['seconds']))}"
        + (f" · waits: {clean(run['reason'])}" if waits else "")
    )
