"""Keeps it known that this process is there, where it answers and by which clock it goes."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

import structlog

from tallyloom.clock import Clock
from tallyloom.store.processes import Process, Processes

EVERY = 5.0  # seconds
SILENCE = timedelta(seconds=30)  # after which nobody counts on a process any more

log = structlog.get_logger()


@contextmanager
def present(
    processes: Processes, clock: Clock, kind: str, version: str, address: str, keys: Sequence[str]
) -> Iterator[Process]:
    """Say it now, from time to time, and that it is over at the end of the block."""
    host, pid = socket.gethostname(), os.getpid()
    id_ = f"{kind}-{host}-{pid}-{uuid.uuid4().hex[:12]}"
    process = Process(id_, kind, host, pid, version, address, tuple(keys))
    ended = threading.Event()
    thread = threading.Thread(
        target=_go_on, args=(processes, clock, process, ended), name="presence", daemon=True
    )
    processes.say(process, clock.now())
    thread.start()
    try:
        yield process
    finally:
        ended.set()
        thread.join()
        with suppress(Exception):  # the database may be what has gone away
            processes.leave(process.id)


def _go_on(processes: Processes, clock: Clock, process: Process, ended: threading.Event) -> None:
    while not ended.wait(EVERY):
        try:
            processes.say(process, clock.now())
        except Exception as error:
            log.warning("could not say that this process is there", error=str(error))
