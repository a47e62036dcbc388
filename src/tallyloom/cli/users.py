"""`tallyloom users`: who may sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallyloom.cli.command import command, noun
from tallyloom.cli.exits import CorrectCommand, LookAgain
from tallyloom.cli.screen import Screen, clean

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from tallyloom.cli.desk import Desk

app = noun("users", "Who may sign in.")

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The e-mail address they sign in as.")]


@command(app, "list")
def list_(screen: Screen) -> None:
    """Everybody who may sign in."""
    from tallyloom.api.users import list_users

    with screen.desk() as desk:
        values = desk(list_users, limit=1000)["items"]
        screen.list(values, lambda out: _table(out, values, desk.now()))


@command(app)
def invite(
    screen: Screen,
    login: Login,
    name: Annotated[str, typer.Option(help="What they are called.")] = "",
    role: Annotated[str, typer.Option(help="owner, member or viewer.")] = "member",
) -> None:
    """Invite somebody; send them the link that is printed, it works once within seven days."""
    from tallyloom.api.access import Role
    from tallyloom.api.users import InvitationBody, invite_user

    if role not in set(Role):
        raise CorrectCommand(f"{role!r} is no role; choose owner, member or viewer.")
    with screen.desk() as desk:
        value = desk(invite_user, body=InvitationBody(login=login, name=name, role=Role(role)))
    screen.object(value, lambda out: out.print(value["link"]["url"]))
    screen.say(f"Send this link to {login}; it works once, within seven days.")


@command(app)
def link(
    screen: Screen,
    login: Annotated[
        str,
        typer.Argument(
            metavar="[LOGIN]", help="Whose password; left out before there is any owner."
        ),
    ] = "",
) -> None:
    """Print a one-time link to choose a password by, or to become the first owner."""
    with screen.desk() as desk:
        value = _password_link(desk, login) if login else _first_link(desk)
    screen.object(value, lambda out: out.print(value["url"]))
    screen.say("The link works once; whoever has it can use it.")


@command(app)
def remove(screen: Screen, login: Login) -> None:
    """Remove somebody with their sessions and tokens; the last owner stays."""
    from tallyloom.api.users import remove_user

    with screen.desk() as desk:
        desk(remove_user, user_id=_id(desk, login))
    screen.object({"removed": login}, lambda out: out.print(f"Removed {clean(login)}."))


def _password_link(desk: Desk, login: str) -> Any:
    from tallyloom.api.users import make_link

    return desk(make_link, user_id=_id(desk, login))


def _first_link(desk: Desk) -> dict[str, Any]:
    from tallyloom.api.people import first_link
    from tallyloom.cli.desk import here

    house = here(desk, "The link that makes the first owner")
    if house.people.any():
        raise CorrectCommand(
            "There is an owner already; name whose password is to be chosen: users link LOGIN."
        )
    made = first_link(house)
    return {"url": made.url, "expires_at": made.expires_at}


def _id(desk: Desk, login: str) -> str:
    from tallyloom.api.users import list_users

    found = desk(list_users, login=login)["items"]
    if not found:
        raise LookAgain(f"Nobody signs in as {login!r}; tallyloom users list shows who does.")
    return str(found[0]["id"])


def _table(out: Console, values: list[dict[str, Any]], now: datetime) -> None:
    from tallyloom.cli.tables import Rows, when

    made = Rows(["Signs in as*", "Name", "Role", "State", "Since"])
    for one in values:
        since = when(one["created_at"], now, brief=True)
        made.add(clean(one["login"]), clean(one["name"]), one["role"], one["state"], since)
    made.print(out)
