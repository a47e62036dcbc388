"""How a command ends: the exit code of every kind of trouble, and what is said about it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any

SUCCESS = 0
FAILED = 1  # the run failed, or some of its bundles
USAGE = 2  # the command or a setting is written wrongly
NOT_FOUND = 3
AUTH = 4  # a person must connect again or allow more
VALIDATION = 5  # a scenario, an input or an expression is wrong
CONFLICT = 6  # it is there already, or somebody was quicker, or the data is of another version
TEMPORARY = 75  # nothing is wrong with what was asked; try again
INTERRUPTED = 130

# By the names of the exceptions, so that a command which only prints help loads no room. The
# nearest name among an exception's classes counts.
CODES = {
    "CorrectSetting": USAGE,
    "ForbiddenDestination": USAGE,
    "SetTestClock": USAGE,
    "MakeKey": USAGE,
    "ShareKey": USAGE,
    "CorrectCommand": USAGE,
    "ChooseLimits": USAGE,
    "ChoosePassword": USAGE,
    "CorrectRequest": VALIDATION,
    "NameIsTaken": CONFLICT,
    "LoginIsTaken": CONFLICT,
    "KeepOneOwner": CONFLICT,
    "NotThere": NOT_FOUND,
    "ChooseConnection": NOT_FOUND,
    "ChooseOrganisation": NOT_FOUND,
    "InstallApp": NOT_FOUND,
    "NoSuchBlob": NOT_FOUND,
    "NoSuchIncomplete": NOT_FOUND,
    "LookAgain": NOT_FOUND,
    "ChooseModule": NOT_FOUND,
    "CheckAddress": NOT_FOUND,
    "SignIn": AUTH,
    "AskForPermission": AUTH,
    "Reconnect": AUTH,
    "ExtendPermissions": AUTH,
    "ConnectionTrouble": AUTH,
    "AskAgain": AUTH,
    "AskForLess": AUTH,
    "Cancelled": AUTH,
    "CheckRedirect": AUTH,
    "CheckRegistration": AUTH,
    "CheckSecret": AUTH,
    "FinishInBrowser": AUTH,
    "ReloadPage": AUTH,
    "RestoreKey": AUTH,
    "CorrectScenario": VALIDATION,
    "CorrectInputs": VALIDATION,
    "ExpressionError": VALIDATION,
    "BadInput": VALIDATION,
    "ChooseAnotherKey": VALIDATION,
    "SendLess": VALIDATION,
    "WrongOrganisation": CONFLICT,
    "AlreadyThere": CONFLICT,
    "BundlesGone": CONFLICT,
    "Differs": CONFLICT,
    "AnsweredAlready": CONFLICT,
    "HasEnded": CONFLICT,
    "NothingPosted": CONFLICT,
    "RunAgain": CONFLICT,
    "SwitchItOn": USAGE,
    "SendIfMatch": USAGE,
    "ChooseName": CONFLICT,
    "ChoosePlace": CONFLICT,
    "ChooseRouter": CONFLICT,
    "KeepRoute": CONFLICT,
    "InUse": CONFLICT,
    "NameTaken": CONFLICT,
    "Overtaken": CONFLICT,
    "ReadAgain": CONFLICT,
    "SwitchOff": CONFLICT,
    "UpgradeTallyloom": CONFLICT,
    "MatchVersions": CONFLICT,
    "RestoreBackup": CONFLICT,
    "StopOtherServer": CONFLICT,
    "SlowDown": TEMPORARY,
    "RetryLater": TEMPORARY,
    "OutcomeUnknown": TEMPORARY,
    "Broken": TEMPORARY,
    "Wait": TEMPORARY,
    "ListenLater": TEMPORARY,
    "AwaitAnswer": TEMPORARY,
    "LookUpFirst": TEMPORARY,
    "TooLarge": TEMPORARY,
    "FreeSpace": TEMPORARY,
    "WaitForRecovery": TEMPORARY,
    "CheckDatabaseUrl": TEMPORARY,
    "OperationalError": TEMPORARY,
    "StartServer": TEMPORARY,
    "ChoosePort": CONFLICT,
    "StartEmulator": FAILED,
    "Refused": FAILED,
    "StoreTrouble": FAILED,
    "MakeWritable": FAILED,
    "ReadServerLog": FAILED,
    "Reinstall": FAILED,
    "SetDatabaseUrl": FAILED,
    "UseItsOwner": FAILED,
    "ReinstallExamples": FAILED,
    "Trouble": FAILED,
}


class CorrectCommand(Exception):
    """The command is written wrongly."""


class LookAgain(Exception):
    """What was named is not there."""


class ServerSaid(Exception):
    """A server's trouble: its sentence, its remedy, and the exit code where the remedy has none."""

    def __init__(self, said: str, remedy: str, otherwise: int) -> None:
        super().__init__(said)
        self.remedy = remedy
        self.code = CODES.get(remedy, otherwise)


def code_of(error: BaseException) -> int | None:
    """The exit code of foreseen trouble; None for what nobody foresaw."""
    if isinstance(error, ServerSaid):
        return error.code
    for kind in type(error).__mro__:
        if kind.__name__ in CODES:
            return CODES[kind.__name__]
    if _is_invalid(error):
        return USAGE
    if isinstance(error, OSError):
        return TEMPORARY if error.errno in (errno.ENOSPC, errno.EDQUOT) else FAILED
    return None


def said_of(error: BaseException) -> str:
    """What a person reads about it, without the name of a class."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}."
    if _is_invalid(error):
        return "\n".join(_faults(error))
    if type(error).__name__ == "OperationalError":
        said = " ".join(str(getattr(error, "orig", None) or error).split())
        return f"The database went away; try again when it is back. It said: {said}"
    return str(error).strip() or (type(error).__doc__ or type(error).__name__).strip()


def _is_invalid(error: BaseException) -> bool:
    """Whether a value does not fit what a request carries: too long a name, and the like."""
    kind = type(error)
    return kind.__name__ == "ValidationError" and kind.__module__.startswith("pydantic")


def _faults(error: Any) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in fault["loc"])
        yield f"{where.replace('_', ' ')}: {fault['msg'].removeprefix('Value error, ')}."


def remedy_of(error: BaseException) -> str:
    if _is_invalid(error):
        return "CorrectCommand"
    return str(getattr(error, "remedy", type(error).__name__))
