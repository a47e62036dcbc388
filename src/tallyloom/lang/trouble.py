"""What can be wrong with an expression, each kind named for what to do about it.

ExpressionError
├── CorrectExpression      the text cannot be read
├── CountFromOne           an index of 0
├── ChooseKnownFunction    no such function
├── GiveArguments          too many or too few arguments
├── ConvertValue           a value is not of the kind that is needed
│   └── GiveDateFormat     a date text that could be read in two ways
├── MatchFormat            a text does not fit the date format
├── CorrectFormat          the date format itself is wrong
├── CorrectPattern         the regular expression is wrong
├── CorrectZone            no such time zone
├── CheckNumbers           arithmetic without a result
├── CorrectCondition       a filter is written wrongly
└── MakeSmaller            a bound was reached
"""

from __future__ import annotations

from typing import Self

_EXCERPT = 72


class ExpressionError(Exception):
    """The expression has no result; correct it at the place shown."""

    def __init__(self, problem: str = "", *, offset: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem or (type(self).__doc__ or "").strip()
        self.offset = offset
        self.source: str | None = None
        self.field: str | None = None
        self.condition: str | None = None

    def at(self, offset: int) -> Self:
        """Say where it happened, unless an inner part of the expression has said so already."""
        if self.offset is None:
            self.offset = offset
        return self

    def within(self, source: str) -> Self:
        """Say in which template it happened."""
        if self.source is None:
            self.source = source
        return self

    def in_field(self, field: str) -> Self:
        """Say in which field of the mapping, for example `LineItems[2].Quantity`."""
        if self.field is None:
            self.field = field
        return self

    def in_condition(self, condition: str) -> Self:
        """Say in which condition of a filter, for example `alternative 1, condition 2`."""
        if self.condition is None:
            self.condition = condition
        return self

    @property
    def line(self) -> int | None:
        """The line in the template, from 1."""
        return None if self.source is None else self._before().count("\n") + 1

    @property
    def column(self) -> int | None:
        """The column in that line, from 1."""
        return None if self.source is None else len(self._before().rpartition("\n")[2]) + 1

    def _before(self) -> str:
        return (self.source or "")[: self.offset or 0]

    def __str__(self) -> str:
        place = self._place()
        if self.source is None:
            return self.problem + (f" (in {place})" if place else "")
        where = f"at line {self.line}, column {self.column}{' of ' + place if place else ''}:"
        return f"{self.problem}\n  {where}\n{self._excerpt()}"

    def _place(self) -> str:
        if self.condition:
            return f"the filter, {self.condition}"
        return f"the field {self.field}" if self.field else ""

    def _excerpt(self) -> str:
        column = (self.column or 1) - 1
        line = (self.source or "").split("\n")[(self.line or 1) - 1]
        start = max(0, column - _EXCERPT // 2)
        shown = line[start : start + _EXCERPT].replace("\t", " ")
        return f"    {shown}\n    {' ' * (column - start)}^"


class CorrectExpression(ExpressionError):
    """The expression cannot be read; correct it at the place shown."""


class CountFromOne(ExpressionError):
    """The first item of an array is [1]; there is no [0]."""


class ChooseKnownFunction(ExpressionError):
    """There is no such function; choose one of docs/reference/mapping-language.md."""


class GiveArguments(ExpressionError):
    """The function needs another number of arguments."""


class ConvertValue(ExpressionError):
    """The value is of another kind than is needed here; convert it first."""


class GiveDateFormat(ConvertValue):
    """The text could be two different dates; use parseDate with a format."""


class MatchFormat(ExpressionError):
    """The text does not fit the date format; give the format that it is written in."""


class CorrectFormat(ExpressionError):
    """The date format cannot be used; correct its tokens."""


class CorrectPattern(ExpressionError):
    """The regular expression cannot be used; write it in the RE2 syntax."""


class CorrectZone(ExpressionError):
    """There is no such time zone; use an IANA name such as Europe/London."""


class CheckNumbers(ExpressionError):
    """The arithmetic has no result; check the numbers before."""


class CorrectCondition(ExpressionError):
    """The filter's condition cannot be used; correct its operator or shape."""


class MakeSmaller(ExpressionError):
    """The expression or its data is larger than allowed; split the work into smaller parts."""
