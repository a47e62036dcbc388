"""The one file that knows DBOS: it starts runs, keeps their order, and recovers them.

A run is a chain of workflows of at most 200 steps, so that replay stays short. The steps return
one word; all that a run has done is in our own tables, so a repeated step finds what is left.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID

from tallyloom.engine.runner import Stand

# Raised only when the order of steps inside a workflow changes; see docs/why/dispatch.md.
APPLICATION_VERSION = "1"
LINK = 200
HAND_OVER = "hand over"  # what a page says when its process is to stop: another one goes on
QUEUE = "runs"
POLL = 0.1
BATCH = 1000  # links that are dropped at once
BATCHES = 50
PATIENCE = 5  # seconds that a step may take to end when the process is stopped

Step = Callable[[str], Stand]
Chain = Callable[[str, int], None]


class Fate(StrEnum):
    """What became of one link of a run."""

    MOVING = "moving"
    LOST = "lost"  # it ended without leaving the run where it belongs, as when the disk was full
    GIVEN_UP = "given up"  # it took one process after another with it


_FATES = {
    "": Fate.LOST,
    "SUCCESS": Fate.LOST,
    "ERROR": Fate.LOST,
    "CANCELLED": Fate.LOST,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": Fate.GIVEN_UP,
}


class CloseOtherEngine(RuntimeError):
    """Another engine moves runs in this process already; DBOS is one for all of it."""


class Dispatch:
    """Runs that wait for a worker, and the workers of this process.

    One run of a scenario moves at a time, over all processes; different scenarios side by side.
    """

    _launched: ClassVar[Dispatch | None] = None

    def __init__(self, url: str, schema: str, executor: str, *, at_once: int = 8) -> None:
        self._config: DBOSConfig = {
            "name": "tallyloom",
            "system_database_url": url,
            "dbos_system_schema": schema,
            "application_version": APPLICATION_VERSION,
            "executor_id": executor,
            "log_level": "ERROR",
            "console_log_level": "ERROR",
            "enable_otlp": False,
            "sys_db_pool_size": 10,
            "scheduler_polling_interval_sec": 30.0,
        }
        self._at_once = at_once
        self._moving: set[str] = set()
        self.stopping = threading.Event()

    def launch(self, step: Step, chain: Chain) -> None:
        """Begin to take runs: `step` moves one, `chain` numbers its next link.

        Raises CloseOtherEngine: a second engine would take this one's place without a word.
        """
        if Dispatch._launched is not None:
            raise CloseOtherEngine(CloseOtherEngine.__doc__)
        Dispatch._launched = self
        try:
            self._launch(step, chain)
        except BaseException:
            Dispatch._launched = None
            raise

    def _launch(self, step: Step, chain: Chain) -> None:
        logging.getLogger("dbos").setLevel(logging.ERROR)
        DBOS(config=self._config)

        @DBOS.step(name="page")
        def page(run_id: str) -> str:
            stand = step(run_id)
            # Said by a step, so that whoever goes through the link again takes the same way.
            handed = stand == Stand.MORE and self.stopping.is_set()
            return HAND_OVER if handed else str(stand)

        @DBOS.step(name="link")
        def number(run_id: str, part: int) -> None:
            chain(run_id, part)

        def move(run_id: str, part: int) -> str:
            self._moving.add(run_id)
            try:
                return moved(run_id, part)
            finally:
                self._moving.discard(run_id)

        def moved(run_id: str, part: int) -> str:
            for _ in range(LINK):
                stand = page(run_id)
                if stand == HAND_OVER:
                    break
                if stand != Stand.MORE:
                    return stand
            number(run_id, part)
            self.enqueue(
                run_id, DBOS.workflow_id.split("/")[0] if DBOS.workflow_id else "", part + 1
            )
            return str(Stand.MORE)

        self._move = DBOS.workflow(name="move")(move)
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=self._at_once,
            partition_concurrency=1,
            polling_interval_sec=POLL,
        )

    def enqueue(self, run_id: str, scenario_id: str, part: int) -> None:
        """Put one link of a run into the queue; the same link twice is one."""
        with (
            SetWorkflowID(_link(scenario_id, run_id, part)),
            SetEnqueueOptions(queue_partition_key=scenario_id),
        ):
            DBOS.enqueue_workflow(QUEUE, self._move, run_id, part)

    def fate(self, run_id: str, scenario_id: str, part: int) -> Fate:
        """What became of the link that should be moving a run."""
        found = DBOS.get_workflow_status(_link(scenario_id, run_id, part))
        return _FATES.get(found.status if found else "", Fate.MOVING)

    def take_over(self, dead: Sequence[str]) -> None:
        """Recover the workflows of dead executors; harmless when repeated.

        The call is private to DBOS, and kept here alone: it keeps queue, partition and the count
        of attempts, which the public one does not.
        """
        if dead:
            DBOS._recover_pending_workflows(list(dead))

    def forget(self, before: datetime) -> None:
        """Drop what DBOS keeps of links that ended before; their runs are rows of ours."""
        for _ in range(BATCHES):
            ended = DBOS.list_workflows(
                status=[state for state, fate in _FATES.items() if state and fate is Fate.LOST],
                completed_before=before.isoformat(),
                limit=BATCH,
                load_input=False,
                load_output=False,
            )
            if ended:
                DBOS.delete_workflows([link.workflow_id for link in ended])
            if len(ended) < BATCH:
                return

    def hand_over(self) -> None:
        """From now on a run ends its step here, and goes on wherever it is taken next."""
        self.stopping.set()

    def close(self) -> None:
        """Stop taking runs; what is in the midst of a step is taken over by another process."""
        if Dispatch._launched is not self:
            return
        # DBOS looks only once a second whether all is done, so it is not asked when it is.
        patience = PATIENCE if self._moving else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience)
        Dispatch._launched = None


def _link(scenario_id: str, run_id: str, part: int) -> str:
    return f"{scenario_id}/{run_id}/{part}"
