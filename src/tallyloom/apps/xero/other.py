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

_OURS = (
    *("xero-tenant-id", "authorization", "idempotency-key", "cookie"),
    *("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect"),
)
_PAIR = (
    Text(name="name", label="Name", required=True),
    Text(name="value", label="Value"),
)


def _call(given: Inputs) -> Steps[Bundle]:
    method, file_name = given["method"], given.get("file_name", "")
    if file_name and method != "GET":
        raise BadInput("Save as: only what GET answers can be saved as a file.", field="file_name")
    answer = yield Request(
        method,
        _path(given["path"], method),
        query=_pairs(given.get("query", ()), "query"),
        headers={"Accept": "*/*" if file_name else "application/json"}
        | _headers(given.get("headers", ())),
        body=_body(given.get("body")),
        again=Again.SAFE if method == "GET" else Again.NEVER,
        save_as=file_name,
    )
    read = {"file": answer.file.as_value()} if answer.file else {"body": _read(answer)}
    return {"statusCode": answer.status, "headers": dict(answer.headers), **read}


def _path(path: str, method: str) -> str:
    """The path below Xero's API address; never another host, and no way up and out."""
    path = path if path.startswith("/") else f"/{path}"
    steps = path.lower().replace("%2e", ".").replace("\\", "/").split("/")
    if "://" in path or path.startswith("//") or ".." in steps or "?" in path or "#" in path:
        raise BadInput(
            "Path: give the part after https://api.xero.com, such as /api.xro/2.0/Accounts;"
            " what follows a question mark belongs to Query.",
            field="path",
        )
    if steps[1] == "connections" and method != "GET":
        raise BadInput(
            "Path: this would disconnect an organisation, perhaps another one; disconnect it in"
            " Xero, or remove the connection here.",
            field="path",
        )
    return path


def _pairs(lines: Sequence[Mapping[str, str]], field: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in lines:
        name = line["name"].strip()
        if name.lower() in map(str.lower, pairs):
            raise BadInput(f"{field.capitalize()}: {name} stands there twice.", field=field)
        pairs[name] = line.get("value", "")
    return pairs


def _headers(lines: Sequence[Mapping[str, str]]) -> dict[str, str]:
    for line in lines:
        if line["name"].strip().lower() in _OURS:
            raise BadInput(
                f"Headers: {line['name']} comes from the connection and cannot be replaced.",
                field="headers",
            )
    return _pairs(lines, "headers")


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
    Text(
        name="file_name",
        label="Save as",
        advanced=True,
        help="Saves the answer as a file of this name, such as a PDF. With GET only.",
    ),
)
_OUTPUTS = (
    Output("statusCode", "integer", "Status"),
    Output("headers", "group", "Headers"),
    Output("body", "any", "Body"),
    Output("file", "file", "File, where it is saved as one"),
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
