"""A script of trouble: which calls it strikes, and what happens to them.

How it was checked: by our own tests, at the client; this file holds no fact about Xero beyond the
429, whose shape `limits` has.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from xero_emulator.calls import Reply
from xero_emulator.limits import Refusal
from xero_emulator.refusals import HTML

MALFORMED = "<html><head><title>Maintenance<body><h1>We'll be right back</h1><p>Xero is "
Count = Annotated[int, msgspec.Meta(ge=1)]
Code = Annotated[int, msgspec.Meta(ge=200, le=599)]
Name = Annotated[str, msgspec.Meta(pattern=r"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")]
Value = Annotated[
    str, msgspec.Meta(pattern=r"\A([!-~\x80-\xff]([\t !-~\x80-\xff]*[!-~\x80-\xff])?)?\Z")
]
BODILESS = (204, 304)
FRAMING = {"content-length", "transfer-encoding", "connection"}
Seconds = Annotated[float, msgspec.Meta(ge=0)]


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """Strikes calls that match, from the `nth` on, `times` times (null: for ever).

    `path` is a shell pattern over the whole path. With `probability` each matching call is struck
    by chance, the same calls for the same `seed`, and without an end unless `times` is given.
    """

    method: str | None = None
    path: str = "*"
    tenant: str | None = None
    nth: Count = 1
    times: Count | msgspec.UnsetType | None = msgspec.UNSET
    probability: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    seed: int = 0

    def matches(self, method: str, path: str, tenant: str | None) -> bool:
        return (
            (self.method is None or self.method.upper() == method)
            and (self.tenant is None or self.tenant.lower() == tenant)
            and fnmatchcase(path, self.path)
        )

    def most(self) -> int | None:
        if self.times is not msgspec.UNSET:
            return self.times
        return None if self.probability is not None else 1


class Delay(Fault, tag="delay"):
    """Wait `seconds` of real time before the call is processed."""

    seconds: Seconds


class Hold(Fault, tag="hold"):
    """Keep the call open, unprocessed, until control releases it."""


class DropBefore(Fault, tag="drop_before"):
    """Close the connection; nothing is processed or counted."""


class DropAfter(Fault, tag="drop_after"):
    """Process the call, then close the connection without an answer."""


class Cut(Fault, tag="cut"):
    """Send the answer's first `at` bytes, of its body or of all of it, then close."""

    at: Annotated[int, msgspec.Meta(ge=0)]
    of: Literal["body", "answer"] = "body"


class Drip(Fault, tag="drip"):
    """Send the body `bytes` at a time with `seconds` of real time between."""

    bytes: Count = 1
    seconds: Seconds = 0.01


class Status(Fault, tag="status"):
    """Answer with `status` instead of processing. `remembered` says whether the Idempotency-Key
    keeps this answer; by default a 500 is kept, as Xero keeps its own errors."""

    status: Code
    body: str = ""
    content_type: Value = ""
    headers: dict[Name, Value] = {}
    remembered: bool | None = None

    def __post_init__(self) -> None:
        if self.body and self.status in BODILESS:
            raise ValueError(f"an answer of {self.status} has no body")
        if FRAMING & {name.lower() for name in self.headers}:
            raise ValueError("headers name no length and no connection: `cut` makes them lie")


class Throttle(Fault, tag="throttle"):
    """Answer with Xero's 429 instead of processing."""

    problem: Value = "minute"
    retry_after: Annotated[int, msgspec.Meta(ge=0)] | None = 26


class Html(Fault, tag="html"):
    """Answer with broken HTML instead of processing."""

    status: Code = 200
    body: str = MALFORMED

    def __post_init__(self) -> None:
        if self.status in BODILESS:
            raise ValueError(f"an answer of {self.status} has no body")


class Revoke(Fault, tag="revoke"):
    """Take away `what` just before the call is looked at, as `/_emulator/revoke` does."""

    what: Literal["access", "refresh", "connections", "all"] = "all"


AnyFault: TypeAlias = (
    Delay | Hold | DropBefore | DropAfter | Cut | Drip | Status | Throttle | Html | Revoke
)


@dataclass(slots=True)
class Rule:
    """A fault in force: how often it matched and struck, and the calls it holds."""

    id: str
    fault: AnyFault
    chance: random.Random
    seen: int = 0
    struck: int = 0
    held: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    def strikes(self) -> bool:
        """Count a matching call, and say whether the fault happens to it."""
        self.seen += 1
        most = self.fault.most()
        lucky = self.fault.probability
        if lucky is not None and self.chance.random() >= lucky:
            return False
        if self.seen < self.fault.nth or (most is not None and self.struck >= most):
            return False
        self.struck += 1
        return True

    async def hold(self) -> None:
        gate = self.gate
        await self._count(1)
        try:
            await gate.wait()
        finally:
            await self._count(-1)

    async def _count(self, by: int) -> None:
        async with self.arrived:
            self.held += by
            self.arrived.notify_all()

    async def holds(self, count: int, seconds: float) -> bool:
        """Wait until `count` calls are held; False when `seconds` of real time went by first."""
        async with self.arrived:
            try:
                enough = self.arrived.wait_for(lambda: self.held >= count)
                await asyncio.wait_for(enough, seconds)
            except TimeoutError:
                return False
        return True

    def release(self) -> None:
        self.gate.set()
        self.gate = asyncio.Event()

    def show(self) -> dict[str, Any]:
        fault: dict[str, Any] = msgspec.to_builtins(self.fault)
        counts = {"seen": self.seen, "struck": self.struck, "held": self.held}
        return {"id": self.id} | counts | fault


class Faults:
    """The faults in force, in the order in which they were added; several may strike one call."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}
        self._last = 0

    def add(self, fault: Mapping[str, Any]) -> Rule:
        """Raises msgspec.ValidationError, which says what is wrong, for an unknown fault."""
        read: AnyFault = msgspec.convert(fault, AnyFault)
        self._last += 1
        rule = Rule(str(self._last), read, random.Random(read.seed))  # noqa: S311
        self._rules[rule.id] = rule
        return rule

    def get(self, rule_id: str) -> Rule | None:
        return self._rules.get(rule_id)

    def rules(self) -> list[Rule]:
        return list(self._rules.values())

    def strike(self, method: str, path: str, tenant: str | None) -> list[Rule]:
        """The faults that happen to this call; every matching one counts it."""
        matching = [
            rule for rule in self._rules.values() if rule.fault.matches(method, path, tenant)
        ]
        return [rule for rule in matching if rule.strikes()]

    def remove(self, rule_id: str) -> bool:
        rule = self._rules.pop(rule_id, None)
        if rule is not None:
            rule.release()
        return rule is not None

    def clear(self) -> None:
        for rule_id in list(self._rules):
            self.remove(rule_id)

    def release(self) -> None:
        for rule in self._rules.values():
            rule.release()


async def wait_before(rules: list[Rule]) -> None:
    for rule in rules:
        if isinstance(rule.fault, Delay):
            await asyncio.sleep(rule.fault.seconds)
        if isinstance(rule.fault, Hold):
            await rule.hold()


def instead(rules: list[Rule]) -> tuple[Reply, bool] | None:
    """The answer that the first such fault gives in place of processing, and whether the
    Idempotency-Key remembers it."""
    for rule in rules:
        match rule.fault:
            case Status() as fault:
                body, kept = fault.body.encode(), fault.remembered
                reply = Reply(fault.status, body, fault.content_type, fault.headers)
                return reply, fault.status == 500 if kept is None else kept
            case Throttle() as fault:
                return Refusal(fault.problem, fault.retry_after).reply(), False
            case Html() as fault:
                return Reply(fault.status, fault.body.encode(), HTML), False
    return None
