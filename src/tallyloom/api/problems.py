"""What is answered when something went wrong: problem+json (RFC 9457), made in one place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from tallyloom.store.json import encoded

MEDIA = "application/problem+json"
log = structlog.get_logger()


class LookAgain(Exception):
    """There is nothing with this id; it may have been deleted, or belong to somebody else."""


class CorrectRequest(Exception):
    """A value in the request cannot be used; correct the field that is named."""

    def __init__(self, message: str = "", *, field: str = "") -> None:
        self.field = field
        super().__init__(message or type(self).__doc__)


class SignIn(Exception):
    """Sign in, or send an API token: Authorization: Bearer tly_…"""


class AskForPermission(Exception):
    """This needs a permission that you do not have; ask an owner of the installation."""


class ReloadPage(Exception):
    """The request does not come from a page of this installation; reload the page, try again."""


class ReadAgain(Exception):
    """It was changed meanwhile; read it again, then decide."""


class AwaitAnswer(Exception):
    """A request with this Idempotency-Key is being answered; ask again in a moment."""


class ChooseAnotherKey(Exception):
    """This Idempotency-Key was used for another request; choose another one."""


class SendLess(Exception):
    """The request is too large; send less at once."""


class SlowDown(Exception):
    """Too many attempts; wait, then try again."""

    def __init__(self, message: str = "", *, seconds: float = 1) -> None:
        self.seconds = seconds
        super().__init__(message or type(self).__doc__)


# By the names of the exceptions; the nearest name among an exception's classes counts.
STATUSES = {
    # sign in, or ask for more
    "SignIn": 401,
    "AskForPermission": 403,
    "ReloadPage": 403,
    "ForbiddenDestination": 403,
    # not there
    "LookAgain": 404,
    "ChooseModule": 404,
    "NotThere": 404,
    "NoSuchBlob": 404,
    "NoSuchIncomplete": 404,
    "ChooseConnection": 404,
    "ChooseOrganisation": 404,
    "InstallApp": 404,
    # it is otherwise than the request believes
    "AnsweredAlready": 409,
    "AlreadyThere": 409,
    "AwaitAnswer": 409,
    "ChooseName": 409,
    "ChoosePlace": 409,
    "ChooseRouter": 409,
    "KeepRoute": 409,
    "BundlesGone": 409,
    "Differs": 409,
    "ExtendPermissions": 409,
    "HasEnded": 409,
    "KeepOneOwner": 409,
    "LoginIsTaken": 409,
    "NameIsTaken": 409,
    "NothingPosted": 409,
    "OutcomeUnknown": 409,
    "Reconnect": 409,
    "RestoreKey": 409,
    "RunAgain": 409,
    "SwitchItOn": 409,
    "SwitchOff": 409,
    "WrongOrganisation": 409,
    "ConnectionTrouble": 409,
    "ReadAgain": 412,
    "SendLess": 413,
    "SendIfMatch": 428,
    # correct what was sent
    "BadInput": 422,
    "ChooseAnotherKey": 422,
    "ChooseLimits": 422,
    "CorrectInputs": 422,
    "CorrectRequest": 422,
    "CorrectScenario": 422,
    "DataError": 422,
    "ExpressionError": 422,
    "Refused": 422,
    "SetTestClock": 422,
    # later
    "SlowDown": 429,
    "Broken": 503,
    "ListenLater": 503,
    "LookUpFirst": 503,
    "OperationalError": 503,
    "RetryLater": 503,
    "StoreTrouble": 503,
    "Wait": 503,
    # whatever else is foreseen
    "Trouble": 409,
}
LATER_SECONDS = 5

SCHEMA = {
    "type": "object",
    "description": "What went wrong, and what to do about it.",
    "required": ["type", "title", "status", "detail", "remedy"],
    "properties": {
        "type": {"type": "string", "description": "urn:tallyloom: and the remedy."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence that says what to do."},
        "remedy": {"type": "string", "description": "The same as one word, for programs."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "detail": {"type": "string"},
                    "line": {"type": "integer", "description": "Of a scenario's file."},
                    "module": {"type": "integer", "description": "The id of one."},
                    "part": {"type": "string", "description": "Of it, such as map.Date."},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer about trouble. `errors` name the fields that are wrong, as `body.name`."""

    status: int
    remedy: str
    detail: str
    errors: Sequence[Mapping[str, Any]] = ()
    retry_after: int | None = None

    def value(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "type": f"urn:tallyloom:{self.remedy}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "remedy": self.remedy,
        }
        return told | ({"errors": list(self.errors)} if self.errors else {})

    def response(self) -> Response:
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if self.status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="tallyloom"'
        return Response(encoded(self.value()), self.status, headers, media_type=MEDIA)


def problem_of(error: Exception) -> Problem:
    """What is said about an exception; what nobody foresaw is logged and told of in general."""
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        return _http(error)
    status = _status(error)
    if status is None:
        log.error("nobody foresaw this", exc_info=error)
        said = "Nobody foresaw this; nothing was lost. The log of the server says more."
        return Problem(500, "ReportThis", said)
    remedy = str(getattr(error, "remedy", type(error).__name__))
    return Problem(status, remedy, _said(error), _fields(error), _retry_after(error, status))


def _status(error: Exception) -> int | None:
    names = (kind.__name__ for kind in type(error).__mro__)
    return next((STATUSES[name] for name in names if name in STATUSES), None)


def _said(error: Exception) -> str:
    # What the driver says quotes statements and values.
    if type(error).__name__ == "OperationalError":
        return "The database went away; try again when it is back."
    if type(error).__name__ == "DataError":
        return "A value cannot be stored: a number is too large or a text holds a NUL character."
    return str(error).strip() or (type(error).__doc__ or "").strip()


def _fields(error: Exception) -> list[dict[str, Any]]:
    """The field that an exception names, or the problems it carries with file, line and module."""
    listed = getattr(error, "problems", ())
    if listed:
        file = str(getattr(error, "file", "") or "body")
        return [
            {
                "field": one.where(file),
                "detail": one.message,
                "line": one.line,
                "module": one.module,
                "part": one.part,
            }
            for one in listed
        ]
    carried = getattr(error, "errors", None)
    if isinstance(carried, list):
        return carried
    field = str(getattr(error, "field", "") or "")
    return [{"field": field, "detail": _said(error)}] if field else []


def _retry_after(error: Exception, status: int) -> int | None:
    if status not in (429, 503):
        return None
    seconds = getattr(error, "seconds", None)
    return max(1, math.ceil(LATER_SECONDS if seconds is None else seconds))


def _invalid(error: RequestValidationError) -> Problem:
    errors = [
        {"field": ".".join(str(part) for part in fault["loc"]), "detail": _sentence(fault)}
        for fault in error.errors()
    ]
    told = "; ".join(f"{one['field']}: {one['detail']}" for one in errors[:3])
    return Problem(422, "CorrectRequest", f"Correct the request: {told}", errors)


def _sentence(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "json_invalid":
        return f"This is no JSON: {fault['ctx']['error']}."
    return str(fault["msg"]).removeprefix("Value error, ")


HTTP = {
    400: ("CorrectRequest", "The request cannot be read."),
    404: ("LookAgain", "There is nothing at this address."),
    405: ("CorrectRequest", "This address does not take this method."),
    413: ("SendLess", "The request is too large; send less at once."),
}


def _http(error: HTTPException) -> Problem:
    remedy, said = HTTP.get(error.status_code, ("CorrectRequest", str(error.detail)))
    return Problem(error.status_code, remedy, said)
