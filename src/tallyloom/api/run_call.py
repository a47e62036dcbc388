"""One call of a run with what it carried: as frozen, as answered, and as a command."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from tallyloom.api.access import Permission
from tallyloom.api.problems import CorrectRequest, LookAgain
from tallyloom.api.route import Asked, Routes
from tallyloom.api.run_facts import Call, call_of
from tallyloom.api.runs import the_run
from tallyloom.api.sent import SHOWN, shown, texts
from tallyloom.connections.client import address, headers
from tallyloom.connections.grants import bases
from tallyloom.connections.keeper import oauth_of
from tallyloom.connections.trouble import ChooseConnection
from tallyloom.kit import File, Form, Reconnect
from tallyloom.store.json import unpacked
from tallyloom.store.retention import EMPTY

if TYPE_CHECKING:
    from tallyloom.house import House
    from tallyloom.kit import Request
    from tallyloom.store.calls import Made
    from tallyloom.store.runs import Run
    from tallyloom.store.sends import Send

routes = Routes("runs")

TOKEN = "$TOKEN"  # noqa: S105 - what stands where the secret is left out


@dataclass(frozen=True, slots=True)
class Carried:
    """What a write carried, frozen before it was sent.

    `body` and `answer` are JSON or text; null where there was none, or it was a file or is too
    large to show. `attempts` are all tries of it, under the same key. `command` does the same at a
    terminal, without the token; "" where the connection is gone, or the body is no text or too
    large.
    """

    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    answer: Any
    idempotency_key: str
    attempts: int
    command: str


@dataclass(frozen=True, slots=True)
class CallDetail(Call):
    """One call; of what only read, no more is kept than that it was made."""

    carried: Carried | None


@routes.get("/runs/{run_id}/calls/{call}", Permission.HISTORY_READ)
def show_call(asked: Asked, *, run_id: str, call: str) -> CallDetail:
    """One call of a run; where it wrote something, what was sent and what was answered."""
    house, run = asked.house, the_run(asked.house, run_id)
    number = _number(call)
    made = dict(house.calls.page(run.id, None, number - 1, 1)).get(number)
    if made is None:
        raise LookAgain(f"The run has no call {call}, or it is not kept any more.")
    told = call_of(number, made)
    return CallDetail(
        **{each.name: getattr(told, each.name) for each in fields(told)},
        carried=_carried(house, run, made),
    )


def _number(call: str) -> int:
    if not (call.isascii() and call.isdigit() and len(call) < 19):
        raise CorrectRequest("call is an id of the list of calls.", field="call")
    return int(call)


def _carried(house: House, run: Run, made: Made) -> Carried | None:
    """The write that this call was a try of: a run sends one after the other."""
    if run.confidential or made.method in {"GET", "HEAD"}:
        return None
    for send_id, request in house.sends.left(run.id, made.module, made.at):
        facts = unpacked(request) if request != EMPTY else {}
        if (facts.get("method"), facts.get("path")) == (made.method, made.path):
            return _told(house, house.sends.get(send_id))
    return None


def _told(house: House, send: Send) -> Carried:
    request = send.thawed()
    return Carried(
        query=texts(request.query),
        headers=texts(request.headers),
        body=shown(bytes(send.body)),
        answer=shown(send.answered().body) if send.answer else None,
        idempotency_key=send.idempotency_key,
        attempts=send.attempts,
        command=_command(house, send, request),
    )


def _command(house: House, send: Send, request: Request) -> str:
    """It as curl writes it. The token is left to the environment of whoever starts it."""
    if isinstance(request.body, File | Form) or len(send.body) > SHOWN:
        return ""
    try:
        connection = house.connections.get(send.connection)
        registration = house.connections.registrations.get(connection.registration_id)
        oauth = oauth_of(house.apps, connection.app)
        body = bytes(send.body).decode()
    except (ChooseConnection, Reconnect, UnicodeDecodeError):
        return ""
    url = address(bases(oauth, registration)[request.base], request)
    lines = [f"curl -X {request.method} {shlex.quote(url)}"]
    lines.append(f'-H "Authorization: Bearer {TOKEN}"')
    given = headers(request, oauth, send.tenant, send.idempotency_key)
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in given.items()]
    lines += [f"--data-raw {shlex.quote(body)}"] if body else []
    return " \\\n  ".join(lines)
