"""`tallyloom tokens`: what lets programs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.exits import CorrectCommand
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from tallyloom.cli.desk import Desk

app = noun("tokens", "What lets programs in.")

Whose = Annotated[
    str, typer.Option("--login", help="Whose; needed at the machine itself, else it is yours.")
]


@command(app, "list")
def list_(screen: Screen, login: Whose = "") -> None:
    """API tokens, newest first; what is secret of them is not kept."""
    from tallyloom.api.me import list_tokens

    with screen.desk() as desk:
        values = desk(list_tokens, login=_whose(desk, login))["items"]
        screen.list(values, lambda out: _table(out, values, desk.now()))


@command(app)
def create(
    screen: Screen,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    login: Whose = "",
    permission: Annotated[
        list[str] | None,
        typer.Option(
            help="What it may do, such as history:read; again for more. All when left out."
        ),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it lasts.")] = 365,
) -> None:
    """Make an API token and print it, this once."""
    from tallyloom.api.access import Permission
    from tallyloom.api.me import TokenBody, create_token

    known = {str(one) for one in Permission}
    odd = [one for one in permission or () if one not in known]
    if odd:
        raise CorrectCommand(f"{odd[0]!r} is no permission; there is {', '.join(sorted(known))}.")
    held = [Permission(one) for one in permission] if permission else None
    with screen.desk() as desk:
        whose = _whose(desk, login)
        body = TokenBody(name=name, permissions=held, days=days, login=whose)
        value = desk(create_token, body=body)
    screen.object(value, lambda out: out.print(value["secret"]))
    screen.say("This is shown once; keep it where secrets are kept.")


@command(app)
def revoke(
    screen: Screen,
    token: Annotated[str, typer.Argument(metavar="ID", help="As `tokens list` shows it.")],
    login: Whose = "",
) -> None:
    """Revoke an API token at once."""
    from tallyloom.api.me import revoke_token

    with screen.desk() as desk:
        desk(revoke_token, token_id=token, login=_whose(desk, login))
    screen.object({"revoked": token}, lambda out: out.print(f"Revoked {clean(token)}."))


def _whose(desk: Desk, login: str) -> str:
    """Raises CorrectCommand at the machine itself, where nobody is signed in."""
    if desk.house is not None and not login:
        raise CorrectCommand(
            "Say whose token with --login; tallyloom users list shows who is here."
        )
    return login


def _table(out: Console, values: list[dict[str, Any]], now: datetime) -> None:
    from tallyloom.cli.tables import Rows, when

    made = Rows(["Token", "Name*", "Made", "Expires", "Last used", "May"])
    for one in values:
        moments = [when(one[at], now) for at in ("created_at", "expires_at", "used_at")]
        may = f"{len(one['permissions'])} things"
        made.add(one["id"], clean(one["name"]), *moments, may)
    made.print(out)
