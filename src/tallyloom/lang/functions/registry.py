"""What a function is, and the list of all of them, gathered from one file per family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from tallyloom.lang.trouble import ChooseKnownFunction, GiveArguments
from tallyloom.lang.values import Value

_Body = TypeVar("_Body", bound=Callable[..., Value])
_OPEN_ENDED: Final = "…"
_NO_RULE: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function of the language; the documentation is printed from it.

    signature: `round(number; [decimals])`; brackets mark what may be left out, `…` what repeats.
    sentence: what it gives.
    example, gives: an expression over the documentation's sample bundle, and its JSON result.
    body: receives values; with `scoped` the scope first; with `lazy` scope and unevaluated parts.
    empty: what an empty first argument gives without asking the body.
    """

    name: str
    family: str
    signature: str
    sentence: str
    example: str
    gives: Value
    body: Callable[..., Value]
    scoped: bool = False
    lazy: bool = False
    empty: Value = _NO_RULE

    @property
    def parameters(self) -> tuple[str, ...]:
        inside = self.signature.partition("(")[2].rstrip(")")
        return tuple(part.strip() for part in inside.split(";")) if inside else ()

    @property
    def least(self) -> int:
        return sum(not parameter.startswith("[") for parameter in self.parameters)

    @property
    def most(self) -> int | None:
        """None where the last parameter repeats."""
        open_ended = any(_OPEN_ENDED in parameter for parameter in self.parameters)
        return None if open_ended else len(self.parameters)

    @property
    def has_empty_rule(self) -> bool:
        return self.empty is not _NO_RULE

    def check_count(self, count: int) -> None:
        """Raise GiveArguments unless the function can be called with so many arguments."""
        if self.least <= count and (self.most is None or count <= self.most):
            return
        raise GiveArguments(
            f"{self.name} is written {self.signature}; here it has {count}"
            f" argument{'' if count == 1 else 's'}."
        )


class Family:
    """The functions of one file."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.functions: list[Function] = []

    def function(
        self, signature: str, sentence: str, *, example: str, gives: Value, **traits: Any
    ) -> Callable[[_Body], _Body]:
        """Enter the decorated body as a function; `traits` are those of `Function`."""

        def enter(body: _Body) -> _Body:
            self.functions.append(
                Function(
                    name=signature.partition("(")[0],
                    family=self.title,
                    signature=signature,
                    sentence=sentence,
                    example=example,
                    gives=gives,
                    body=body,
                    **traits,
                )
            )
            return body

        return enter


class Registry:
    """Functions by name."""

    def __init__(self, *families: Family) -> None:
        self.families = families
        self._by_name = {
            function.name: function for family in families for function in family.functions
        }

    def __iter__(self) -> Any:
        return iter(self._by_name.values())

    def find(self, name: str) -> Function | None:
        return self._by_name.get(name)

    def named(self, name: str) -> Function:
        """The function; raises ChooseKnownFunction with the nearest name."""
        if function := self._by_name.get(name):
            return function
        raise ChooseKnownFunction(f'There is no function "{name}"; {self._hint(name)}')

    def _hint(self, name: str) -> str:
        lowered = {known.lower(): known for known in self._by_name}
        near = get_close_matches(name.lower(), lowered, n=1, cutoff=0.7)
        if near:
            return f"did you mean {lowered[near[0]]}?"
        return "choose one of docs/reference/mapping-language.md."
