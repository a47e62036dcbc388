"""`tallyloom demo`: the house, an emulated Xero beside it, and the examples at work."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from tallyloom.cli.command import command
from tallyloom.cli.screen import Screen, clean
from tallyloom.cli.stopping import until_stopped

if TYPE_CHECKING:
    import socket

    from rich.console import Console

    from tallyloom.cli.demo_books import Books
    from tallyloom.cli.desk import HouseDesk
    from tallyloom.cli.waiting import Told
    from tallyloom.house import House
    from tallyloom.settings import Settings
    from tallyloom.store.registrations import Registration

EXAMPLE = "shop-invoices"
SCENARIO = f"{EXAMPLE}.scenario.yaml"
ROWS = "rows.csv"
CONNECTION = "xero"
HOST, PORT = "127.0.0.1", 8080


class ReinstallExamples(Exception):
    """The example scenario is missing; install Tallyloom again."""


def offer(app: typer.Typer) -> None:
    """Put `demo` on offer."""
    command(app, here=True)(demo)


def demo(
    screen: Screen,
    leave: Annotated[
        bool, typer.Option("--exit", help="Leave when the example has run; nothing stays behind.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Of the house; 8080 if it is free, else any."),
    ] = None,
) -> int:
    """Start an emulated Xero, connect it, run the example and show what came of it."""
    from tallyloom.api.serving import answering, bound
    from tallyloom.cli.demo_books import Books
    from tallyloom.cli.demo_folder import demo_folder
    from tallyloom.cli.demo_history import go_on, listen
    from tallyloom.cli.desk import HouseDesk
    from tallyloom.cli.emulator import emulator
    from tallyloom.cli.waiting import code_of_run, waited

    examples = example_folder()
    with (
        # Taken beforehand: services send people back to it, and another demo may begin meanwhile.
        bound(HOST, _ports(port, leave)) as listening,
        demo_folder() as home,
        emulator(home) as url,
        screen.house(_settings(home, url, _port(listening)), stays=True, lasting=False) as house,
        answering(house, HOST, listening) as address,
    ):
        screen.say("connecting the demo organisations and running the example")
        desk, books = HouseDesk(house), Books(url, house.door)
        by = _connect(house, books)
        if not leave:
            house.engine.launch()
            listen(desk, examples, books, by, f"http://{HOST}:{_port(listening)}")
        run = waited(screen, desk, _start(desk, examples / EXAMPLE))
        _show(screen, house, run, address, url)
        if not leave:
            screen.say("the next day's rows, and those of the first once more")
            go_on(screen, desk, run["scenario_id"], examples / EXAMPLE, books)
            _open(screen, house, address)
            screen.say("\nCtrl-C stops it all; the demo leaves nothing behind.")
            until_stopped()
        return code_of_run(run)


def example_folder() -> Path:
    """Where the examples are: in the installed package, or in the checkout that it is run from."""
    package = Path(__file__).parent.parent
    for folder in (package / "examples", package.parent.parent / "examples"):
        if (folder / EXAMPLE / SCENARIO).is_file():
            return folder
    raise ReinstallExamples


def _ports(port: int | None, leave: bool) -> Sequence[int]:
    if port is not None:
        return (port,)
    return (0,) if leave else (PORT, 0)


def _port(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def _settings(home: Path, books: str, port: int) -> Settings:
    """Nothing of the environment's own: another database, other keys or other apps."""
    from tallyloom.settings import load

    return load(
        {
            "home": home,
            "database_url": None,
            "allow_addresses": urlsplit(books).netloc,
            "listen": f"{HOST}:{port}",
            "public_url": None,
            "apps": None,
            "secret_key": None,
            "secret_key_file": None,
            "test_clock": None,
        }
    )


def _connect(house: House, books: Books) -> Registration:
    """A Xero app, and a consent to all organisations through it."""
    from tallyloom.api.consents import redirect_of
    from tallyloom.connections.vault import Secret

    connections = house.connections
    bases = dict.fromkeys(("login", "identity", "api"), books.address)
    made = connections.registrations.add(CONNECTION, "demo", Secret("demo"), bases=bases)
    begun = connections.begin(CONNECTION, made.id, redirect=redirect_of(house))
    connections.finish(books.consent(begun.url))
    return made


def _start(desk: HouseDesk, example: Path) -> str:
    from tallyloom.api.scenario_running import RunText, run_text

    rows = desk.file(example / ROWS)
    text = (example / SCENARIO).read_text("utf-8")
    file = f"examples/{EXAMPLE}/{SCENARIO}"
    return str(desk(run_text, body=RunText(text=text, inputs={"rows": rows}, file=file))["id"])


def _show(screen: Screen, house: House, run: Told, address: str, books: str) -> None:
    from tallyloom.cli.journal import print_run

    wrote = _wrote(house, run["modules"])
    value = {"house": address, "emulator": books, "wrote": wrote, "run": run}

    def print_(out: Console) -> None:
        print_run(out, run)
        out.print()
        out.print(f"house     {address}")
        out.print(f"emulator  {books}   a Xero that remembers, with invented books")
        counted = ", ".join(f"{count} × {label}" for label, count in wrote.items())
        out.print(f"ran       “{clean(run['scenario'])}”   {counted}")

    screen.object(value, print_)


def _open(screen: Screen, house: House, address: str) -> None:
    """Let whoever started the demo in as its owner; nobody knows a password."""
    from tallyloom.api.people import demo_owner, sign_in_link

    owner = demo_owner(house)
    link = sign_in_link(house, owner, address).url
    screen.object(
        {"sign_in": link}, lambda out: out.print(f"sign in   {link}   as its owner, once")
    )
    if screen.lively:
        webbrowser.open(sign_in_link(house, owner, address).url)


def _wrote(house: House, told: Sequence[Told]) -> dict[str, Any]:
    """How many records each writing module brought forth."""
    from tallyloom.kit import Action

    return {
        one["label"]: one["bundles_out"]
        for one in told
        if isinstance(house.modules.get(one["module"]), Action)
    }
