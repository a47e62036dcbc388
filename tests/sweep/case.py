"""What the sweep tries of one module, stated by the files in `cases/`, a noun each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from tests.sweep.books import Books

from tallyloom.kit import Bundle, Value

Given: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file among a case's inputs."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Outcome:
    """What a run did: what the module gave and said, and whether the run came to its end."""

    status: str
    bundles: Sequence[Bundle] = ()
    troubles: Sequence[Mapping[str, Any]] = ()
    warnings: Sequence[Mapping[str, Any]] = ()
    reason: str = ""
    files: Callable[[Value], bytes] = field(default=lambda _file: b"")

    @property
    def bundle(self) -> Bundle:
        """The only bundle."""
        (only,) = self.bundles
        return only

    @property
    def said(self) -> str:
        """Everything that went wrong, in one text."""
        return " ".join([self.reason, *(str(each["message"]) for each in self.troubles)])


@dataclass(frozen=True, kw_only=True)
class Case:
    """One module in one country.

    `given` makes in the books what the module needs, by plain HTTP, and gives its inputs. `check`
    asserts on what came out and on what the books hold now. `bad` is a difference to the inputs
    that must be refused before the service is asked, with the words `says`. `count` counts the
    records that the module makes: after a write whose answer was lost there is one more, and not
    two; without it `check` must hold once more. `unknown` is "parked" where a person must decide.
    """

    module: str
    given: Callable[[Books], Given]
    check: Callable[[Books, Outcome, Given], None]
    bad: Given
    says: str
    country: str = "GB"
    count: Callable[[Books], int] | None = None
    unknown: Literal["settled", "parked"] = "settled"
    evidence: Literal["some", "none"] = "some"

    @property
    def id(self) -> str:
        return self.module if self.country == "GB" else f"{self.module}-{self.country}"
