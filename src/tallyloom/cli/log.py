"""What the rooms log, on stderr: lines for a person at a terminal, else JSON for a collector.

A line names the run it is about, never what flowed through it: an exception is told by its kind
and by where it arose, because its message may quote the data; the run's history has the message.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import unquote, urlsplit

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

    from tallyloom.settings import Settings

HIDDEN = "•••"
SHORT = 6  # characters; a shorter secret would take words apart

Caught = tuple[type[BaseException], BaseException, TracebackType | None]


def to_terminal(level: str, out: TextIO, *, colours: bool) -> None:
    """Lines for a person; a traceback shows the code and no values of variables."""
    shown = structlog.dev.ConsoleRenderer(
        colors=colours, exception_formatter=structlog.dev.plain_traceback
    )
    _configure(level, out, [shown])


def to_collector(level: str, out: TextIO, *, hidden: Sequence[str] = ()) -> None:
    """One JSON object a line; `hidden` are secrets that no line may hold, whatever it quotes."""
    _configure(level, out, [where, Redacted(hidden), structlog.processors.JSONRenderer()])


def secrets_of(settings: Settings) -> list[str]:
    """What this process was given that nobody else may read."""
    given = settings.secret_key.get_secret_value() if settings.secret_key else ""
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    password = urlsplit(url).password or ""
    told = settings.notify.get_secret_value() if settings.notify else ""
    listed = f"{given},{told}".replace(",", " ").split()
    return [*listed, password, unquote(password)]


def where(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Put the kind of an exception and the place where it arose, in place of the exception."""
    caught = _caught(line.pop("exc_info", None))
    if caught is not None:
        kind, _, trace = caught
        line["exception"] = f"{kind.__module__}.{kind.__qualname__}"
        line["where"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace, limit=-20)
        ]
    return line


class Redacted:
    """Takes secrets out of a line, wherever they are in it."""

    def __init__(self, hidden: Sequence[str]) -> None:
        self._hidden = sorted({text for text in hidden if len(text) >= SHORT}, key=len)[::-1]

    def __call__(self, _logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        return {name: self._without(value) for name, value in line.items()}

    def _without(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._without(each) for each in value]
        if isinstance(value, dict):
            return {self._without(name): self._without(each) for name, each in value.items()}
        if value is None or isinstance(value, bool | int | float):
            return value
        text = value if isinstance(value, str) else repr(value)
        for secret in self._hidden:
            text = text.replace(secret, HIDDEN)
        return text


def _caught(told: Any) -> Caught | None:
    if isinstance(told, BaseException):
        return type(told), told, told.__traceback__
    found = told if isinstance(told, tuple) else sys.exc_info() if told else None
    return found if found and found[0] is not None else None


def _configure(level: str, out: TextIO, last: Sequence[Processor]) -> None:
    number = getattr(logging, level.upper())
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper("iso"),
    ]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(out),
        processors=[*first, *last],
    )
    libraries = logging.StreamHandler(out)
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=first,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[libraries], force=True)
