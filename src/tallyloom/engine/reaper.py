"""Who takes over the runs of a process that died: the next to look, within seconds."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tallyloom.store.executors import Executors
from tallyloom.store.trouble import StoreTrouble

EVERY = 2.0  # seconds between two looks
SILENCE = timedelta(seconds=20)

TakeOver = Callable[[Sequence[str]], None]

log = structlog.get_logger()


class Reaper:
    """Keeps this process's own life known, and hands over the runs of the dead."""

    def __init__(self, executors: Executors) -> None:
        self.id = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._executors = executors
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="reaper", daemon=True)
        self._lifeline: Connection | None = None

    def enter(self) -> None:
        """Announce this process. Call before it takes any run."""
        self._let_go()
        self._lifeline = self._executors.enter(self.id, socket.gethostname(), os.getpid())

    def start(self, take_over: TakeOver) -> None:
        """Look for the dead at once, and from then on until `leave`."""
        self._take_over = take_over
        self.look()
        self._thread.start()

    def look(self) -> None:
        """One look. Whoever is dead is forgotten only after his runs have been handed over."""
        with self._executors.dead(SILENCE, but=self.id) as dead:
            if dead:
                log.info("took over runs of dead processes", executors=dead)
                self._take_over(dead)

    def leave(self) -> None:
        """Let go, so that others may take over at once what this process has not ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._let_go()

    def beat(self) -> None:
        """Say that this process lives. One that was silent, or lost its connection, enters anew:
        it may have been taken for dead, and must be missed when it dies.
        """
        try:
            known = self._lifeline is not None and self._executors.beat(self.id, self._lifeline)
        except (SQLAlchemyError, StoreTrouble):
            known = False
        if not known:
            self.enter()

    def _let_go(self) -> None:
        lifeline, self._lifeline = self._lifeline, None
        if lifeline is not None:
            self._executors.leave(lifeline)

    def _watch(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.beat()
                self.look()
            except Exception as error:
                # The database may be away for a moment; the next look says whether it is back.
                log.warning("could not look for dead processes", error=str(error))
