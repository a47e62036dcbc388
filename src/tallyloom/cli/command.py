"""How every command is put on offer: with the same flags, and with one way to end."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeVar

import typer

from tallyloom.cli.exits import FAILED, INTERRUPTED, code_of, remedy_of, said_of
from tallyloom.cli.screen import Screen
from tallyloom.cli.servers import SERVER

Command = TypeVar("Command", bound=Callable[..., int | None])
PANEL = "Output"

_FLAGS = {
    "json": Annotated[bool, typer.Option("--json", help="JSON on stdout.", rich_help_panel=PANEL)],
    "quiet": Annotated[bool, typer.Option("-q", "--quiet", help="No talk.", rich_help_panel=PANEL)],
    "verbose": Annotated[
        bool, typer.Option("-v", "--verbose", help="Show the log.", rich_help_panel=PANEL)
    ],
    "no_color": Annotated[
        bool,
        typer.Option(
            "--no-color", help="No colours; NO_COLOR does the same.", rich_help_panel=PANEL
        ),
    ],
}


_SERVER = {
    "server": Annotated[
        str,
        typer.Option(
            "--server",
            metavar="URL",
            envvar=SERVER,
            help="Ask this server instead of this machine.",
            rich_help_panel=PANEL,
        ),
    ]
}


def noun(name: str, about: str) -> typer.Typer:
    """A group of commands; alone it prints what it can do."""
    return typer.Typer(name=name, help=about, no_args_is_help=True, add_completion=False)


def command(
    app: typer.Typer, name: str | None = None, *, here: bool = False, **how: Any
) -> Callable[[Command], Command]:
    """Put a function on offer. Its first parameter is the `Screen`; it gives the exit code.

    The function's docstring is the help, its other parameters are arguments and options. What
    works `here` alone takes no --server.
    """

    def register(function: Command) -> Command:
        app.command(name, **how)(_offered(function, here=here))
        return function

    return register


def _offered(function: Callable[..., int | None], *, here: bool) -> Callable[..., None]:
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    defaults = {**dict.fromkeys(_FLAGS, False), **({} if here else {"server": ""})}
    flags = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=default,
            annotation={**_FLAGS, **_SERVER}[name],
        )
        for name, default in defaults.items()
    ]
    keyword = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own]

    @functools.wraps(function)
    def run(**given: Any) -> None:
        screen = Screen(**{name: given.pop(name) for name in defaults})
        with ending(screen):
            code = function(screen, **given)
        if code:
            raise typer.Exit(code)

    told = [*keyword, *flags]
    vars(run).pop("__wrapped__")  # Typer would read the signature of what is inside
    vars(run)["__signature__"] = inspect.Signature(told)
    run.__annotations__ = {each.name: each.annotation for each in told}
    return run


@contextlib.contextmanager
def ending(screen: Screen) -> Iterator[None]:
    """Turn whatever leaves a command into an exit code and a sentence; never a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        screen.say("Stopped.")
        raise typer.Exit(INTERRUPTED) from None
    except (typer.Exit, typer.Abort, typer.BadParameter, BrokenPipeError):
        raise
    except Exception as error:
        code = code_of(error)
        if code is None:
            if screen.verbose:
                screen.err.print_exception()
            screen.trouble(_unforeseen(error, screen.server), remedy="ReportThis", code=FAILED)
            raise typer.Exit(FAILED) from None
        screen.trouble(said_of(error), remedy=remedy_of(error), code=code)
        raise typer.Exit(code) from None


def _unforeseen(error: Exception, server: str) -> str:
    version = f"Compare the versions with `tallyloom doctor --server {server}`.\n" if server else ""
    return (
        f"Nobody foresaw this: {type(error).__name__}: {error}\n{version}"
        "Nothing was lost. Run the command again with -v and report what it prints."
    )
