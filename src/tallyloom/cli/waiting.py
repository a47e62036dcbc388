"""Moving a run in this process until it has ended, or until only a person can move it on."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from tallyloom.api.figures import duration, number
from tallyloom.api.runs import seconds
from tallyloom.cli.exits import AUTH, FAILED, SUCCESS, TEMPORARY, LookAgain
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.store.runs import Run

PATIENCE = 90.0  # seconds that a command waits for trouble to pass
LOOK = 0.05
SETTLE = 3.0


def moved(screen: Screen, house: House, run_id: str, patience: float = PATIENCE) -> Run:
    """Launch the engine and wait; says why where the run is left waiting."""
    with _progress(screen) as show:
        show("starting the engine")
        house.engine.launch()
        while not _over(run := the_run(house, run_id), house, patience):
            show(_line(run, house))
            time.sleep(LOOK)
    if not run.ended:
        screen.say(_left(run))
    return run


def code_of_run(run: Run) -> int:
    """The exit code that a run means."""
    if run.ended:
        return SUCCESS if run.status == "success" else FAILED
    return AUTH if _needs_a_person(run) and not _gave_up(run) else TEMPORARY


def the_run(house: House, run_id: str) -> Run:
    run = house.runs.get(run_id)
    if run is None:
        raise LookAgain(f"There is no run {run_id}; `tallyloom runs list` shows those there are.")
    return run


def _over(run: Run, house: House, patience: float) -> bool:
    if run.ended:
        return True
    if run.status != "waiting" or not run.reason:
        return False
    if run.not_before is None:
        return True
    troubled = run.retries > 0
    return troubled and run.not_before - house.clock.now() > timedelta(seconds=patience)


def _needs_a_person(run: Run) -> bool:
    return run.status == "waiting" and run.not_before is None


def _gave_up(run: Run) -> bool:
    """Trouble that was tried again until patience ended, rather than a lost permission."""
    from tallyloom.engine.runner import PATIENCE as TRIES

    return run.retries >= len(TRIES)


def _left(run: Run) -> str:
    resume = f"tallyloom runs resume {run.id[-8:]}"
    if _needs_a_person(run) and not _gave_up(run):
        return (
            f"The run waits: {run.reason}\n"
            "Connect again with `tallyloom connections add APP --name NAME --again`, then "
            f"`{resume}`. What is done stays done."
        )
    when = f" It is tried again after {run.not_before:%H:%M:%S} UTC." if run.not_before else ""
    return (
        f"The run waits: {run.reason}{when}\n"
        f"Go on at any time with `{resume}`, or keep `tallyloom up` running. What is done stays "
        "done."
    )


@contextlib.contextmanager
def _progress(screen: Screen) -> Iterator[Callable[[str], None]]:
    if not screen.lively:
        yield lambda _text: None
        return
    from rich.text import Text

    with screen.err.status("", spinner="dots") as status:
        yield lambda text: status.update(Text(text))


def _line(run: Run, house: House) -> str:
    took = duration(seconds(run, house.clock.now()))
    waits = run.status == "waiting" and run.reason
    failed = f" · {number(run.failed)} failed" if run.failed else ""
    return (
        f"{clean(run.scenario)} · {number(run.operations)} operations · "
        f"{number(run.api_calls)} API calls{failed} · {took}"
        + (f" · waits: {clean(run.reason)}" if waits else "")
    )
