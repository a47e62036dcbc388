"""Modules and apps. A module is data; what it does is a function that yields requests."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypeAlias

from tallyloom.kit.connect import ConnectionKind, NoConnection, Scopes
from tallyloom.kit.fields import Field, Group, Lines, fill
from tallyloom.kit.limits import Limits
from tallyloom.kit.picks import PickList
from tallyloom.kit.requests import Answer, Known, Request, Steps
from tallyloom.kit.trouble import Trouble
from tallyloom.kit.values import Bundle, File, Value

Inputs: TypeAlias = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Output:
    """One value that a module puts into its bundle; `of` describes collections and lists."""

    name: str
    type: str = "text"
    label: str = ""
    of: tuple[Output, ...] = ()


def outputs_of(*fields: Field) -> tuple[Output, ...]:
    """What a service gives back of these fields: "Contact.Name" becomes a collection's value."""
    found: dict[str, Output] = {}
    for field_ in fields:
        folder, _, name = field_.name.rpartition(".")
        output = Output(name, field_.kind, field_.label, _inner(field_))
        for part in reversed(folder.split(".") if folder else []):
            output = Output(part, "group", _words(part), (output,))
        known = found.get(output.name)
        found[output.name] = _joined(known, output) if known else output
    return tuple(found.values())


def _words(name: str) -> str:
    """A name as people read it: "BankAccount" is a bank account."""
    apart = re.sub(r"(?<=[a-z])[A-Z]", lambda found: f" {found[0].lower()}", name)
    return apart[:1].upper() + apart[1:]


def _inner(field_: Field) -> tuple[Output, ...]:
    return outputs_of(*field_.of) if isinstance(field_, Group | Lines) else ()


def _joined(known: Output, more: Output) -> Output:
    inner = {output.name: output for output in known.of}
    for output in more.of:
        same = inner.get(output.name)
        inner[output.name] = _joined(same, output) if same else output
    return dataclasses.replace(known, of=tuple(inner.values()))


class Reader(Protocol):
    """The handle through which a module reads a file; its bytes are never held whole."""

    def chunks(self, file: File, start: int = 0) -> Iterator[bytes]:
        """The file's bytes from offset `start`, in pieces of at most 1 MiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What every module has. `id` and `app` are given by the app that lists it."""

    kind: ClassVar[str] = "module"
    pure: ClassVar[bool] = False  # whether it needs nothing but its inputs

    label: str
    about: str
    inputs: tuple[Field, ...] = ()
    outputs: tuple[Output, ...] = ()
    sample: Bundle = field(default_factory=dict)
    scopes: Scopes = field(default_factory=Scopes)
    group: str = ""
    help: str = ""
    open_inputs: bool = False  # whether a person may add inputs of any name
    cautions: Mapping[str, str] = field(default_factory=dict)  # what may be said, by code
    changes: tuple[str, ...] = ()  # sources of pick-lists that are stale once it has written
    id: str = ""
    app: str = ""

    @property
    def name(self) -> str:
        """How scenarios name it: "csv.parse"."""
        return f"{self.app}.{self.id}"

    def read(self, given: Mapping[str, Value]) -> Inputs:
        """The inputs as the module's functions want them; `BadInput` names what is wrong.

        Where a person may add inputs of any name, those are passed on as they are.
        """
        if not self.open_inputs:
            return fill(self.inputs, given)
        names = {field.name for field in self.inputs}
        known = fill(self.inputs, {name: given[name] for name in given if name in names})
        return known | {name: value for name, value in given.items() if name not in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform(Module):
    """Makes one bundle of one bundle; no connection, no request, no clock."""

    kind: ClassVar[str] = "transform"
    pure: ClassVar[bool] = True
    run: Callable[[Inputs], Bundle]


@dataclass(frozen=True, slots=True)
class Element:
    """One record of a bulk request. Equal keys in a page are one element.

    `key` is the natural key ("ACCREC 536365"); None where the record has none. `body` is what the
    request carries for it. `if_exists` is "fail", "use" or "update". `trace` is the fingerprint of
    a record without a key (see `Traces`); two elements of one trace are two records. `together` is
    what the elements of one request have in common, such as the parent that its address names.
    """

    key: str | None
    body: Bundle
    if_exists: str = "fail"
    trace: str = ""
    together: str = ""


@dataclass(frozen=True, slots=True)
class Knowing:
    """Makes elements by what is known of a source (see `Known`), which is asked once for a page."""

    source: str
    element: Callable[[Inputs, Sequence[Bundle]], Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """How a record without a natural key is known again when the answer to its write was lost.

    `recent` lists what was made or changed since a moment (ISO 8601, UTC); `of` is the fingerprint
    of a listed record, equal to its element's `trace`. One that is the result of another write of
    ours is never taken for this one.
    """

    recent: Callable[[str], Steps[Sequence[Bundle]]]
    of: Callable[[Bundle], str]


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that a person may want to know before it is posted.

    It is noted in the journal and the record is posted all the same, unless the scenario's setting
    `stop_on` names its code: then the bundle stops with this message. `field` is the input's name.
    """

    code: str
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """How many bundles become one request, and how each gets its own answer back.

    The engine cuts at `most` elements or 3 MB, freezes the bytes, sends, and returns each
    element's record or trouble to its bundles. `read` gives one outcome for each element, in
    their order, matched by natural key and never by position where there is one.

    `look_up` finds records that exist, by natural key; it serves "if it exists already" and it
    settles a write whose outcome is unknown. `known` holds records that were seen before under
    the same keys; use them to ask more cheaply, never instead of asking. Without `look_up` the
    request must end the same however often it arrives (`again=SAFE`), or its elements have a
    trace and `traces` says how they are known again; else a person is asked.
    `taken` says in a sentence that a record is there already. It is given where the service would
    take the same once more: then "fail" looks first, too.
    `cautions` looks at elements that are about to be written, one sequence for each.
    `differs` says in a sentence how an existing record differs from the element, or "".
    `renew` is the request that brings existing records to what the elements say.
    """

    element: Callable[[Inputs], Element] | Knowing
    write: Callable[[Sequence[Element]], Request]
    read: Callable[[Answer, Sequence[Element]], Sequence[Bundle | Trouble]]
    look_up: Callable[[Sequence[Element], Mapping[str, Bundle]], Steps[Mapping[str, Bundle]]] | None
    differs: Callable[[Element, Bundle], str] = lambda _element, _found: ""
    renew: Callable[[Sequence[tuple[Element, Bundle]]], Request] | None = None
    taken: Callable[[Element, Bundle], str] | None = None
    traces: Traces | None = None
    cautions: Callable[[Sequence[Element]], Steps[Sequence[Sequence[Caution]]]] | None = None
    identity: str = "id"
    most: int = 50

    def prepared(self) -> Steps[Callable[[Inputs], Element]]:
        """What makes the elements of a page, once it knows what it needs to."""
        if not isinstance(self.element, Knowing):
            return self.element
        make = self.element.element
        records = yield Known(self.element.source)
        return lambda given: make(given, records)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Module):
    """Creates, changes, reads or deletes one thing: one bundle in, one out.

    Exactly one of `run` (a generator for one bundle), `bulk` (many bundles in one request that
    writes) and `gather` (many bundles' reads in few requests: one outcome for each bundle's
    inputs, in their order).
    """

    kind: ClassVar[str] = "action"
    run: Callable[[Inputs], Steps[Bundle]] | None = None
    bulk: Bulk | None = None
    gather: Callable[[Sequence[Inputs]], Steps[Sequence[Bundle | Trouble]]] | None = None
    destructive: bool = False

    def __post_init__(self) -> None:
        if sum(way is not None for way in (self.run, self.bulk, self.gather)) != 1:
            raise TypeError(f"{self.label}: give one of run, bulk and gather")


@dataclass(frozen=True, slots=True, kw_only=True)
class Universal(Action):
    """Calls whatever the service offers, under the app's connection."""

    kind: ClassVar[str] = "universal"


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search, and where the next begins (None: there is no more)."""

    bundles: Sequence[Bundle]
    after: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Module):
    """Finds any number of records for one bundle, a page at a time."""

    kind: ClassVar[str] = "search"
    page: Callable[[Inputs, Value], Steps[Found]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a polling trigger found: new bundles, and the cursor to keep when they are done."""

    bundles: Sequence[Bundle]
    cursor: Value
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch(Module):
    """A polling trigger. `poll` is given the cursor of the last committed run (None at first)."""

    kind: ClassVar[str] = "polling trigger"
    poll: Callable[[Inputs, Value], Steps[Seen]]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a service tells of.

    `tenant` is the organisation's id at the service, "" for what belongs to none; `at` is the
    moment (ISO 8601, UTC). Tenant, resource, type and moment are the event: told once more, it is
    dropped. `bundle` is what the service said of it, all of it.
    """

    tenant: str
    category: str
    type: str
    resource: str
    at: str
    bundle: Bundle


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one delivery holds.

    `first` and `last` count its events among all that the service tells one registration, so that
    a delivery which never came is noticed; 0 where the service does not count.
    """

    events: Sequence[Event]
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Deliveries that never came.

    What they told of happened in `tenant` after `since` (ISO 8601, UTC); `categories` are those
    of which any delivery has told.
    """

    tenant: str
    since: str
    categories: Sequence[str]


@dataclass(frozen=True, slots=True)
class Missed:
    """A page of what has changed, told as events, and where the next begins (None: no more)."""

    events: Sequence[Event]
    after: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen(Module):
    """An instant trigger: a service calls, and each event that a scenario admits is a bundle.

    `verify` is given the headers (names in lower case), the bytes as they came and the
    registration's key; it takes as long for a wrong signature as for a right one. `events` reads
    a verified delivery; `Broken` where it cannot. `admits` says whether a scenario with these
    inputs wants the event. `enrich` makes the bundles of many events at once, in their order, in
    as few calls as it can. `missed` lists what changed in a gap, a page at a time; its last
    argument is where it goes on. What deliveries told of all the same is not given twice.
    """

    kind: ClassVar[str] = "instant trigger"
    verify: Callable[[Mapping[str, str], bytes, str], bool]
    events: Callable[[bytes], Delivered]
    admits: Callable[[Inputs, Event], bool]
    enrich: Callable[[Inputs, Sequence[Bundle]], Steps[Sequence[Bundle]]]
    missed: Callable[[Inputs, Gap, Value], Steps[Missed]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterate(Module):
    """Makes many bundles of one; `items` yields (bundle, token) and can start after a token.

    A token is a small JSON value that says where to go on; None starts at the beginning.
    """

    kind: ClassVar[str] = "iterator"
    pure: ClassVar[bool] = True
    items: Callable[[Inputs, Reader, Value], Iterable[tuple[Bundle, Value]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Module):
    """Makes one bundle of all that one operation of its source module produced, or one a group.

    `item` is what is kept of each bundle; `result` is given the kept items in order.
    """

    kind: ClassVar[str] = "aggregator"
    pure: ClassVar[bool] = True
    item: Callable[[Inputs], Value]
    result: Callable[[Sequence[Value]], Bundle]


def _judge_nothing(_answer: Answer) -> None:
    """No answer means trouble beyond what its status says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A set of modules and a way to connect. `judge` raises the trouble that an answer means.

    `pick_lists` are what fields may name as their `pick`, `limits` what the service allows.
    `key_life` is how many seconds after a write left its idempotency key surely still counts.
    """

    name: str
    label: str
    about: str
    modules: Mapping[str, Module]
    connection: ConnectionKind = field(default_factory=NoConnection)
    judge: Callable[[Answer], None] = _judge_nothing
    pick_lists: Mapping[str, PickList] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    key_life: int = 300
    version: str = "1"

    def __post_init__(self) -> None:
        named = {
            id_: dataclasses.replace(module, id=id_, app=self.name)
            for id_, module in self.modules.items()
        }
        object.__setattr__(self, "modules", named)


def modules_of(namespace: Mapping[str, Any]) -> dict[str, Module]:
    """Every module in a file's `vars()`; its variable's name is its id, for ever."""
    return {
        name: value
        for name, value in namespace.items()
        if isinstance(value, Module) and not name.startswith("_")
    }
