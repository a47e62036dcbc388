"""JSON as Xero writes it: dates, envelopes, and answers for what went wrong.

How it was checked: envelope order, date forms and the HTML 404 from recorded answers (reference
sections 5.1 and 6.1). Xero keeps two decimals of money and four of quantities (spec examples).
Unverified: the sentence in an ErrorNumber 14 or 16 answer; clients should not read it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any, TypeAlias
from urllib.parse import quote

import msgspec

from xero_emulator import xml_bodies
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import (
    BadQuery,
    HighVolume,
    Invalid,
    NotThere,
    Refusal,
    Rejected,
    Unreadable,
)

Record: TypeAlias = dict[str, Any]

NOBODY = "00000000-0000-0000-0000-000000000000"
EPOCH = date(1970, 1, 1).toordinal()
DAY_MS = 86_400_000

_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_NET_DATE = re.compile(r"/Date\((-?\d{1,15})([+-]\d{4})?\)/")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?")


def day(value: date) -> str:
    """A calendar day: midnight UTC, with the offset that documents carry."""
    return f"/Date({(value.toordinal() - EPOCH) * DAY_MS}+0000)/"


def instant(value: datetime) -> str:
    return f"/Date({_millis(value)}+0000)/"


def bare_instant(value: datetime) -> str:
    """The form without an offset: envelopes, items, quotes and new history records."""
    return f"/Date({_millis(value)})/"


def day_text(value: date) -> str:
    return f"{value.isoformat()}T00:00:00"


def instant_text(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def _millis(value: datetime) -> int:
    return (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def millis(text: str) -> int:
    """The instant in one of our own date texts, as milliseconds since 1970."""
    found = _NET_DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is not a wire date")
    return int(found[1])


def date_of(text: str) -> date:
    return date.fromordinal(millis(text) // DAY_MS + EPOCH)


def read_day(text: str) -> date | None:
    """A date as clients send it: ISO (any time of day is dropped) or .NET; None if neither."""
    found = _NET_DATE.fullmatch(text.strip())
    try:
        if found is not None:
            return date.fromordinal(int(found[1]) // DAY_MS + EPOCH)
        if _ISO_DATE.fullmatch(text.strip()):
            return datetime.fromisoformat(text.strip().replace(" ", "T")).date()
    except (ValueError, OverflowError):
        return None
    return None


def read_since(text: str) -> int | None:
    """An If-Modified-Since header, ISO or RFC 1123, as milliseconds; None if it is neither."""
    for reader in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = reader(text.strip())
            aware = found if found.tzinfo else found.replace(tzinfo=UTC)
            return _millis(aware.replace(microsecond=0))
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def encode(value: object) -> bytes:
    return _encode(value)


def reply(body: object, status: int = 200) -> Reply:
    return Reply(status, _encode(body))


def envelope(
    call: Call, plural: str, rows: Sequence[object] | Mapping[str, object], **between: object
) -> Reply:
    """The usual answer; `between` (pagination, warnings) stands before the array."""
    return reply(
        {
            "Id": str(uuid.uuid4()),
            "Status": "OK",
            "ProviderName": call.client_id,
            "DateTimeUTC": bare_instant(call.now),
            **between,
            plural: rows,
        }
    )


def named(filename: str) -> dict[str, str]:
    """The header that names a file twice: plainly for old clients, and in full."""
    bare = filename.encode("ascii", "replace").decode()
    plain = re.sub(r'[?"\\\x00-\x1f]', "_", bare)
    full = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    return {"Content-Disposition": full}


def elements(body: bytes, plural: str) -> list[Record]:
    """The elements of a request, in JSON or XML: the wrapper in any letter case, a bare array, a
    bare object."""
    body = xml_bodies.bare(body)
    try:
        sent = xml_bodies.read(body) if xml_bodies.is_xml(body) else _decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError, ArithmeticError) as trouble:
        raise Unreadable(str(trouble)) from trouble
    found = _unwrapped(sent, plural)
    if not all(isinstance(element, dict) for element in found):
        raise Unreadable(f"{plural} must hold objects")
    return found


def _unwrapped(sent: object, plural: str) -> list[Any]:
    if isinstance(sent, list):
        return sent
    if not isinstance(sent, dict):
        raise Unreadable(f"the body must be an object or an array of {plural}")
    inner = next((v for k, v in sent.items() if k.lower() == plural.lower()), sent)
    return inner if isinstance(inner, list) else [inner]


def answering(answer: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
    """The handler, with every refusal turned into the answer that Xero gives, in its language."""

    @wraps(answer)
    def answered(call: Call) -> Reply:
        try:
            told = answer(call)
        except Refusal as refusal:
            told = refused(refusal)
        return _in_xml(told) if _wants_xml(call, told) else told

    return answered


def whole_or_refused(
    answer: Callable[[Call], Reply], told: Callable[[Refusal], Reply]
) -> Callable[[Call], Reply]:
    """The handler of another dialect: done wholly or not at all, its refusals told in that dialect;
    what is not there is the HTML 404 of every API."""

    @wraps(answer)
    def answered(call: Call) -> Reply:
        try:
            with call.books.whole():
                return answer(call)
        except NotThere as gone:
            return refused(gone)
        except Refusal as refusal:
            return told(refusal)

    return answered


def _wants_xml(call: Call, told: Reply) -> bool:
    if not told.content_type.startswith("application/json"):
        return False
    switches = call.books.switches
    return xml_bodies.wanted(call.headers.get("accept", ""), otherwise=switches.xml_by_default)


def _in_xml(told: Reply) -> Reply:
    body = xml_bodies.write(_decode(told.body), _xml_date)
    return Reply(told.status, body, xml_bodies.CONTENT_TYPE, told.headers)


def _xml_date(text: str) -> str:
    """`2026-03-02T00:00:00`, with milliseconds where there are any."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis(text))
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds").removesuffix(".000")


def refused(refusal: Refusal) -> Reply:
    match refusal:
        case NotThere():
            return Reply(404, (NotThere.__doc__ or "").encode(), "text/html; charset=utf-8")
        case Rejected():
            return _exception(10, "ValidationException", Rejected.__doc__, refusal.elements)
        case Invalid():
            element = {"ValidationErrors": validation_errors(refusal)}
            return _exception(10, "ValidationException", Invalid.__doc__, [element])
        case BadQuery():
            return _exception(16, "QueryParseException", str(refusal))
        case HighVolume():
            return _exception(51, "HighVolumeException", str(refusal))
    return _exception(14, "PostDataInvalidException", str(refusal))


def _exception(
    number: int, name: str, message: str | None, elements: Sequence[Mapping[str, Any]] = ()
) -> Reply:
    body: Record = {"ErrorNumber": number, "Type": name, "Message": message}
    return reply(body | {"Elements": elements} if elements else body, 400)


def validation_errors(refusal: Invalid) -> list[Record]:
    return [{"Message": message} for message in refusal.messages]


def plain(value: Any) -> Any:
    """The value with ISO dates instead of Xero's, for readers that are not Xero clients."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, str) and value.startswith("/Date("):
        return _iso(millis(value))
    return value


def _iso(at: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    return moment.date().isoformat() if at % DAY_MS == 0 else moment.isoformat()


def moment_text(text: str) -> str:
    """The ISO form, without a zone, of an instant in wire form: `DateUTCString`."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis(text))
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
