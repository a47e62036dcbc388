"""How Xero writes things: envelopes, dates, and the trouble that its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html import unescape
from typing import NoReturn

from tallyloom.kit import (
    AlreadyThere,
    Answer,
    BadInput,
    Broken,
    Bundle,
    ExtendPermissions,
    LookUpFirst,
    NotThere,
    Reconnect,
    Refused,
    RetryLater,
    Trouble,
    Value,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = EPOCH.toordinal()
_DATE = re.compile(r"/Date\((-?[0-9]{1,15})(?:[+-][0-9]{4})?\)/")
_MINUTE = 60_000  # milliseconds
_MIDNIGHT = "T00:00:00.000Z"
# Dates whose names do not say so: payroll's PayRun.LastEdited and a budget's Period.
_OTHER_DATES = frozenset({"LastEdited", "Period"})
# Lists below which Xero's OpenAPI 16.1.0 has no date: half of what a page of documents holds.
_DATELESS = frozenset(
    {"LineItems", "JournalLines", "Tracking", "Addresses", "Phones", "ContactPersons"}
)
_NOISE = ("StatusAttributeString", "HasErrors", "HasValidationErrors", "ValidationErrors")
# Words of Xero's validations (recorded and from the OpenAPI) that mean "this exists"; without
# their punctuation, which differs between sources.
_TAKEN = (
    "must be unique",
    "already assigned to another contact",
    "another contact has this contact number",
    "already exists",
    "enter a unique name",
    "enter a unique code",
)
# Where the APIs keep the messages of a refusal: accounting and Australian payroll, assets twice,
# the other payrolls twice (xero-payroll-nz.yaml tells of fields, recorded answers of objects too).
_ERRORS = (
    "ValidationErrors",
    "resourceValidationErrors",
    "fieldValidationErrors",
    "invalidFields",
    "invalidObjects",
)
# What one message calls its sentence; an old form of accounting says Description.
_SENTENCES = ("Message", "Description", "localisedMessage", "reason", "detail", "title")
_ABOUT = ("fieldName", "resourceName", "name")
_WHOLE = ("", "_default")  # payroll's name for no field at all
_TEXTS = ("Message", "Detail", "detail", "Title", "title")
ARCHIVED = "archived contact"


def records(answer: Answer, plural: str) -> list[Bundle]:
    """The records of an accounting answer, dates in ISO 8601; raises the trouble it means."""
    judge(answer)
    if answer.status == 304:
        return []
    try:
        return [tidy(record) for record in answer.each(plural)]
    except RecursionError:
        raise _bottomless(answer) from None


def pages(answer: Answer) -> int:
    """How many pages Xero says a list has; 0 where it does not say (quotes, as recorded)."""
    told = answer.part("pagination")
    return int(told.get("pageCount") or 0) if isinstance(told, Mapping) else 0


def read(answer: Answer) -> Value:
    """The JSON of an answer with its dates in ISO 8601; Broken where there is none."""
    try:
        return tidy(answer.json())
    except RecursionError:
        raise _bottomless(answer) from None


def _bottomless(answer: Answer) -> Broken:
    return Broken(f"Xero's answer ({answer.status}) is nested too deep to be read.")


def one(answer: Answer, plural: str, what: str) -> Bundle:
    """The only record of an answer; `NotThere` when there is none."""
    found = records(answer, plural)
    if not found:
        raise NotThere(f"Xero found no {what}.")
    return settled(found[0])


def settled(record: Bundle) -> Bundle:
    """A record without the marks that say how its request went; warnings stay."""
    return {name: value for name, value in record.items() if name not in _NOISE}


def tidy(value: Value, name: str = "") -> Value:
    """The same JSON value, changed in its place: every /Date(…)/ as ISO 8601, a day or a moment.

    The offset in /Date(ms+0000)/ never shifts the instant. Names that end in UTC are moments;
    other dates are days, written by Xero as midnight UTC. Text under a name that is not a date's
    is somebody's words, and so is what names no day between the years 1 and 9999.
    """
    kind = type(value)
    if kind is dict:
        _tidy_bundle(value)
    elif kind is list:
        _tidy_list(value, name)
    elif kind is str and value[:1] == "/":
        return _reader(name)(value)
    return value


def _tidy_bundle(bundle: Bundle) -> None:
    # Every value of every answer passes here: one look at its type is all that it costs.
    for name, value in bundle.items():
        kind = type(value)
        if kind is str:
            if value[:1] == "/":
                bundle[name] = _reader(name)(value)
        elif kind is dict:
            _tidy_bundle(value)
        elif kind is list and value and name not in _DATELESS:
            _tidy_list(value, name)


def _tidy_list(items: list[Value], name: str) -> None:
    for at, item in enumerate(items):
        if type(item) is dict:
            _tidy_bundle(item)
        else:
            items[at] = tidy(item, name)


@lru_cache(1024)
def _reader(name: str) -> Callable[[str], str]:
    """How text under this name is read."""
    if name.endswith("UTC") or name == "LastEdited":
        return _moment
    return _day if "Date" in name or name in _OTHER_DATES else str


def _moment(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    minute, rest = divmod(int(found[1]), _MINUTE)
    try:
        return f"{_calendar(minute)}:{rest / 1000:06.3f}Z"
    except (OverflowError, ValueError):
        return text


@lru_cache(4096)  # most dates of a page are few days
def _day(text: str) -> str:
    return _moment(text).removesuffix(_MIDNIGHT)


@lru_cache(4096)
def _calendar(minute: int) -> str:
    """A minute, counted from 1970, as 2026-09-14T09:29."""
    day, rest = divmod(minute, 1440)
    return f"{date.fromordinal(_EPOCH_DAY + day)}T{rest // 60:02}:{rest % 60:02}"


def written(instant: datetime) -> str:
    """A moment as bundles carry it: 2026-09-14T09:29:59.000Z, always of one length."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def xero_date(iso: str) -> str:
    """The other way: "2026-09-14" or a moment as /Date(ms+0000)/; without a zone it is UTC."""
    instant = datetime.fromisoformat(iso)
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return f"/Date({(instant - EPOCH) // timedelta(milliseconds=1)}+0000)/"


def answered_at(answer: Answer) -> str:
    """When Xero made this answer, by Xero's own clock."""
    envelope = answer.json()
    found = envelope.get("DateTimeUTC") if isinstance(envelope, Mapping) else None
    if isinstance(found, str) and _DATE.fullmatch(found):
        return _moment(found)
    if "date" in answer.headers:
        return written(parsedate_to_datetime(answer.headers["date"]))
    raise Broken("Xero's answer does not say when it was made.")


def words(value: Value) -> list[str]:
    """Every validation message below a value, each once, in Xero's order."""
    return list(dict.fromkeys(_messages(value)))


def _messages(value: Value) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _messages(item)
    elif isinstance(value, Mapping):
        for name in _ERRORS:
            errors = value.get(name)
            yield from map(_message, errors if isinstance(errors, list) else ())
        for name, item in value.items():
            if name not in _ERRORS:
                yield from _messages(item)


def _message(error: Value) -> str:
    """One message, behind the name of the field that Xero says it is about."""
    if not isinstance(error, Mapping):
        return str(error)
    said = next((error[name] for name in _SENTENCES if error.get(name)), error)
    about = next((error[name] for name in _ABOUT if error.get(name) not in (None, *_WHOLE)), "")
    return f"{about}: {said}" if about else str(said)


def refusal(said: Sequence[str], what: str) -> Trouble:
    """The trouble of one record that Xero refused, with all of its words."""
    sentence = f"Xero refused {what}: {' '.join(said) or 'it gave no reason.'}"
    if _means_taken(said):
        remedy = "Choose to use or update what exists, or another name or number."
        return AlreadyThere(f"{sentence} {remedy}")
    return Refused(sentence, words=said)


def _means_taken(said: Sequence[str]) -> bool:
    return any(mark in message.lower() for message in said for mark in _TAKEN)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the body of a refusal says, whichever of Xero's APIs wrote it.

    `number` is the accounting API's ErrorNumber; `words` are its messages element by element.
    """

    text: str = ""
    words: Sequence[str] = ()
    number: Value = None

    def after(self, sentence: str) -> str:
        """The sentence, then what Xero says."""
        return " ".join((sentence, *(self.words or filter(None, [self.text]))))


def judge(answer: Answer) -> None:
    """Raise the trouble that an answer of any of Xero's APIs means.

    `RetryLater` with limit "token" (401, TokenExpired) asks for a fresh token, then the same
    request. `Broken` (408, 5xx, or a page instead of JSON) says nothing about what was done: after
    a write the outcome is unknown.
    """
    if answer.ok or answer.status == 304:
        _no_page(answer)
        return
    said = _said(answer)
    if answer.status in _MEANINGS:
        _MEANINGS[answer.status](answer, said)
    if (answer.status >= 500 and answer.status != 501) or answer.status == 408:
        down = f"Xero could not answer ({answer.status}); it may be down for a moment."
        raise Broken(said.after(down))
    raise Refused(said.after(f"Xero refused the request ({answer.status})."), words=said.words)


def _no_page(answer: Answer) -> None:
    kind = answer.file.type if answer.file else answer.headers.get("content-type", "")
    begins = answer.body[:15].lstrip().lower()
    if "html" in kind.lower() or begins.startswith((b"<!doctype", b"<html")):
        raise Broken(f"Xero answered {answer.status} with a web page instead of data.")


def _said(answer: Answer) -> _Said:
    """Read a refusal's body; says nothing where that is empty or a page."""
    if answer.body[:200].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        return _of_xml(answer.body.decode("utf-8", "replace"))
    try:
        found = answer.json() if answer.body else None
    except (Broken, RecursionError):
        return _Said()
    if isinstance(found, list):  # the Files API
        return _Said(words=list(dict.fromkeys(map(_message, found))))
    if not isinstance(found, Mapping):
        return _Said()
    problem = found.get("problem")  # payroll of the UK and New Zealand, timesheets of Australia
    inner = problem if isinstance(problem, Mapping) else found
    text = next((inner[name] for name in _TEXTS if inner.get(name)), "")
    return _Said(str(text), words(found), found.get("ErrorNumber"))


def _of_xml(text: str) -> _Said:
    """The accounting API's refusal in XML, which it writes where JSON was not asked for."""
    found = [unescape(each) for each in re.findall(r"<Message>([^<]+)</Message>", text)]
    number = re.search(r"<ErrorNumber>([0-9]{1,5})</ErrorNumber>", text)
    if not found:
        return _Said()
    return _Said(found[0], list(dict.fromkeys(found[1:])), int(number[1]) if number else None)


def _rejected(_answer: Answer, said: _Said) -> NoReturn:
    """400: 10 a rule of the books, 14 an unreadable body, 16 an unreadable filter."""
    if not said.text and not said.words:
        raise Broken("Xero refused the request (400) without saying why.")
    if "idempotency key" in said.text.lower():
        raise LookUpFirst(f"Xero knows this request's key from another request: {said.text}")
    if said.number in (14, 16):
        raise BadInput(f"Xero cannot read the request: {said.text}")
    if _means_taken(said.words):
        raise refusal(said.words, "the request")
    raise Refused("" if said.words else f"Xero refused the request: {said.text}", words=said.words)


def _unauthorised(answer: Answer, said: _Said) -> NoReturn:
    if said.text.startswith("TokenExpired"):
        raise RetryLater("The access token has expired; a fresh one is needed.", limit="token")
    scope = answer.headers.get("www-authenticate", "")
    if said.text.startswith("AuthorizationUnsuccessful") or "insufficient_scope" in scope:
        raise ExtendPermissions
    raise Reconnect


def _forbidden(_answer: Answer, said: _Said) -> NoReturn:
    if said.text.startswith("AuthenticationUnsuccessful"):
        raise Reconnect(
            "Xero no longer lets this connection reach the organisation; connect again."
        )
    lacking = (
        "Xero does not allow this (403): the user who connected lacks the role for it, or the"
        " organisation lacks the feature."
    )
    if not said.text:  # as payroll answers where it was never set up
        lacking += (
            " Payroll has to be set up in Xero first, by its subscriber, in a country that Xero's"
            " API has a payroll for."
        )
    raise Refused(said.after(lacking))


def _absent(_answer: Answer, said: _Said) -> NoReturn:
    raise NotThere(said.after("Xero has no such record in this organisation."))


def _conflict(_answer: Answer, said: _Said) -> NoReturn:
    """409: the Assets API, of a type whose name is taken."""
    raise AlreadyThere(said.after("Xero has one of that name already (409); choose another."))


def _precondition(_answer: Answer, said: _Said) -> NoReturn:
    raise Refused(said.after("Xero refused the request (412): a precondition of it is not met."))


def _too_large(_answer: Answer, said: _Said) -> NoReturn:
    raise Refused(said.after("Xero takes no request of this size (413); send less at once."))


def _throttled(answer: Answer, _said: _Said) -> NoReturn:
    after = answer.headers.get("retry-after", "")
    limit = answer.headers.get("x-rate-limit-problem", "").lower()
    raise RetryLater(
        f"Xero's {limit or 'rate'} limit is reached.",
        seconds=float(after) if after.isdigit() else None,
        limit=limit,
    )


_MEANINGS = {
    400: _rejected,
    401: _unauthorised,
    403: _forbidden,
    404: _absent,
    409: _conflict,
    412: _precondition,
    413: _too_large,
    429: _throttled,
}
