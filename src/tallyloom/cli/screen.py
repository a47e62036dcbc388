"""What a command says and where: data on stdout, talk on stderr, JSON when it is asked for."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from tallyloom.cli.desk import Desk
    from tallyloom.house import House
    from tallyloom.settings import Settings

WIDE = 80
# What arrives in data could otherwise move the cursor, ring, or turn text around on a terminal.
_CODES = (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROL = dict.fromkeys(_CODES, "�")
_ONE_LINE = {**_CONTROL, 9: " ", 10: " ", 13: " "}
_LINES = {**_CONTROL, 9: "    ", 10: "\n", 13: ""}


def clean(text: object) -> str:
    """A text of unknown origin on one line, harmless on a terminal."""
    return str(text).translate(_ONE_LINE)


def clean_lines(text: object) -> str:
    """The same, its lines kept."""
    return str(text).translate(_LINES)


@dataclass(frozen=True)
class Screen:
    """One command's way of speaking."""

    json: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    server: str = ""

    @cached_property
    def out(self) -> Console:
        """For data that a person reads."""
        return self._console(sys.stdout)

    @cached_property
    def err(self) -> Console:
        """For talk."""
        return self._console(sys.stderr)

    @property
    def lively(self) -> bool:
        """Whether progress may be drawn: a person is looking."""
        return self.err.is_terminal and not (self.quiet or self.json)

    def say(self, text: str) -> None:
        """Something a person may want to know; `-q` leaves it out."""
        if not self.quiet:
            self.err.print(clean_lines(text))

    def object(self, value: Mapping[str, Any], shown: Callable[[Console], None]) -> None:
        """One thing: as a JSON object, or as `shown` prints it."""
        if self.json:
            self._line(value)
        else:
            shown(self.out)

    def list(self, values: Iterable[Mapping[str, Any]], shown: Callable[[Console], None]) -> None:
        """Several things: as JSON Lines, or as `shown` prints them."""
        if not self.json:
            shown(self.out)
            return
        for value in values:
            self._line(value)

    def trouble(self, text: str, *, remedy: str, code: int) -> None:
        """What went wrong, even with `-q`; with `--json` as one object."""
        if self.json:
            self._line({"error": {"remedy": remedy, "message": text, "exit": code}}, sys.stderr)
            return
        from rich.text import Text

        head = Text("error ", style="bold red")
        self.err.print(head.append(clean_lines(text), style="default not bold"))

    @contextlib.contextmanager
    def desk(self, *, stays: bool = False) -> Iterator[Desk]:
        """Whom a command asks: the server that was named, or else the house of this machine."""
        if not self.server:
            from tallyloom.cli.desk import HouseDesk

            with self.house(stays=stays) as house:
                yield HouseDesk(house)
            return
        from tallyloom.cli.remote import RemoteDesk
        from tallyloom.cli.servers import server

        self.log("debug" if self.verbose else "critical")
        with contextlib.closing(RemoteDesk(server(self.server))) as desk:
            yield desk

    @contextlib.contextmanager
    def house(
        self, settings: Settings | None = None, *, stays: bool = False, lasting: bool = True
    ) -> Iterator[House]:
        """The house of the environment, its log on stderr and only when asked for.

        A command that `stays` also says who runs the database; without `lasting` what it holds
        is thrown away at the end.
        """
        from tallyloom.house import open_house

        self.log("debug" if self.verbose else "critical")
        say = self.say if stays or self.verbose else lambda _text: None
        with open_house(settings, say=say, lasting=lasting) as house:
            yield house

    def log(self, level: str) -> None:
        """Send what the rooms log to stderr, from `level` on."""
        from tallyloom.cli.log import to_terminal

        to_terminal(level, sys.stderr, colours=self.err.is_terminal and not self.no_color)

    def _line(self, value: Mapping[str, Any], to: TextIO | None = None) -> None:
        from tallyloom.store.json import dumps

        # At once: whoever reads a pipe waits for the line, not for the end of the process.
        print(dumps(value), file=to or sys.stdout, flush=True)

    def _console(self, file: TextIO) -> Console:
        from rich.console import Console

        plain = self.no_color or bool(os.environ.get("NO_COLOR"))
        width = None if file.isatty() or "COLUMNS" in os.environ else WIDE
        return Console(
            file=file,
            no_color=plain,
            width=width,
            emoji=False,
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
