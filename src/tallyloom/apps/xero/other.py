"""Whatever else Xero's API offers, under the connection and in its organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyloom.kit import (
    Again,
    Answer,
    Anything,
    BadInput,
    Broken,
    Bundle,
    Choice,
    Inputs,
    Lines,
    Output,
    Request,
    Scopes,
    Steps,
    Text,
    Universal,
    Value,
)

_OURS = ("xero-tenant-id", "authorization", "host", "content-length", "cookie", "connection")
_PAIR = (
    Text(name="name", label="Name", required=True),
    Text(name="value", label="Value"),
)


def _call(given: Inputs) -> Steps[Bundle]:
    method = given["method"]
    answer = yield Request(
        method,
        _path(given["path"]),
        query=_pairs(given.get("query", ())),
        headers={"Accept": "application/json"} | _headers(given.get("headers", ())),
        body=_body(given.get("body")),
        again=Again.SAFE if method == "GET" else Again.NEVER,
    )
    return {
        "statusCode": answer.status,
        "headers": dict(answer.headers),
        "body": _read(answer),
    }


def _path(path: str) -> str:
    """The path below Xero's API address; never another host, and no way up and out."""
    path = path if path.startswith("/") else f"/{path}"
    steps = path.lower().replace("%2e", ".").replace("\\", "/").split("/")
    if "://" in path or path.startswith("//") or ".." in steps or "?" in path or "#" in path:
        raise BadInput(
            "Path: give the part after https://api.xero.com, such as /api.xro/2.0/Accounts;"
            " what follows a question mark belongs to Query.",
            field="path",
        )
    return path


def _pairs(lines: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {line["name"]: line.get("value", "") for line in lines}


def _headers(lines: Sequence[Mapping[str, str]]) -> dict[str, str]:
    for line in lines:
        if line["name"].strip().lower() in _OURS:
            raise BadInput(
                f"Headers: {line['name']} comes from the connection and cannot be replaced.",
                field="headers",
            )
    return {name.strip(): value for name, value in _pairs(lines).items()}


def _body(body: Value) -> Value:
    return body.encode() if isinstance(body, str) else body


def _read(answer: Answer) -> Value:
    if "json" not in answer.headers.get("content-type", ""):
        return answer.body.decode(errors="replace")
    try:
        return answer.json()
    except Broken:
        return answer.body.decode(errors="replace")


_INPUTS = (
    Choice(
        name="method",
        label="Method",
        default="GET",
        options={name: name for name in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    ),
    Text(
        name="path",
        label="Path",
        required=True,
        help="After https://api.xero.com, such as /api.xro/2.0/Accounts.",
    ),
    Lines(name="query", label="Query", of=_PAIR),
    Lines(name="headers", label="Headers", of=_PAIR),
    Anything(name="body", label="Body", help="Text as it is to be sent, or any value as JSON."),
)
_OUTPUTS = (
    Output("statusCode", "integer", "Status"),
    Output("headers", "group", "Headers"),
    Output("body", "any", "Body"),
)

make_api_call = Universal(
    label="Make an API Call",
    about="Calls any address of Xero's API, in the connection's organisation.",
    group="Other",
    help=(
        "The permission depends on what is called. A call that writes is sent once: when its"
        " answer is lost, a person is asked. Dates in the answer stay as Xero writes them."
    ),
    inputs=_INPUTS,
    outputs=_OUTPUTS,
    sample={"statusCode": 200, "headers": {"content-type": "application/json"}, "body": {}},
    scopes=Scopes(),
    run=_call,
)
