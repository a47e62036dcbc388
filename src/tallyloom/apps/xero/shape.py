"""The shapes of Xero's modules: a resource states its facts once, a module its difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from math import inf
from typing import Any, TypeAlias
from urllib.parse import quote

from tallyloom.apps.xero import watching, wire
from tallyloom.apps.xero.cautions import Checks
from tallyloom.apps.xero.fields import IF_EXISTS, LIMIT, MODIFIED_SINCE
from tallyloom.apps.xero.where import cut
from tallyloom.kit import (
    Action,
    Again,
    Answer,
    BadInput,
    Broken,
    Bulk,
    Bundle,
    Element,
    Field,
    File,
    Found,
    Inputs,
    LookUpFirst,
    NotThere,
    Output,
    Refused,
    Request,
    Scopes,
    Search,
    Seen,
    Steps,
    Traces,
    Trouble,
    Value,
    Watch,
    place,
)

ACCOUNTING = "/api.xro/2.0"
JSON = {"Accept": "application/json"}
PAGE = 1000  # Xero's largest
_CLOCKS = timedelta(minutes=1)  # by how much two clocks may differ
BATCH = 50  # elements that Xero advises for one write
Query: TypeAlias = Mapping[str, str]
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LookUp: TypeAlias = Callable[[Sequence[Element], Mapping[str, Bundle]], Steps[Mapping[str, Bundle]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NaturalKey:
    """How a record is known before Xero has given it an id.

    `of` is the key of a body, None where it has none; `same` says whether a record (an answer's
    or a found one) is the body's. `look_up` and `differs` are as `Bulk` wants them; `renewed` is
    the body that brings a record to what the element says.
    """

    of: Callable[[Bundle], str | None]
    same: Callable[[Bundle, Bundle], bool]
    look_up: LookUp
    differs: Callable[[Bundle, Bundle], str]
    renewed: Callable[[Bundle, Bundle], Bundle]
    check: Callable[[Bundle], Bundle]


def _as_it_is(body: Bundle) -> Bundle:
    return body


def _never(_body: Bundle, _record: Bundle) -> bool:
    return False


class Wrap(Enum):
    """How a body carries records: by the specification of each operation."""

    LIST = "list"  # many at once, each with its own outcome
    SINGLE = "single"  # a list of one; a change is sent to the record's own address
    BARE = "bare"  # the record itself; a change is sent to its own address, without its id


class Paging(Enum):
    """What a list lets be asked; Xero numbers pages from 1."""

    SIZED = "sized"  # page and pageSize
    FIXED = "fixed"  # page, of 100
    NONE = "none"  # everything at once


_PAGING = {
    Paging.SIZED: ("page", "pageSize"),
    Paging.FIXED: ("page",),
    Paging.NONE: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One of Xero's accounting resources: its names, permissions, query and what it gives."""

    plural: str
    one: str
    id: str
    group: str
    reads: Scopes
    writes: Scopes
    outputs: tuple[Output, ...]
    sample: Bundle
    exact: Query = field(default_factory=dict)  # keeps four places of a unit amount
    switches: tuple[str, ...] = ()  # inputs of a write that stand in the address
    paging: Paging = Paging.SIZED
    dated: bool = True  # whether its list takes If-Modified-Since
    ids: str = ""  # the filter of its list that takes many ids, where there is one
    every: Query = field(default_factory=dict)  # what makes that filter find archived ones too
    creates: Wrap = Wrap.LIST
    changes: Wrap = Wrap.LIST

    # Requests

    @property
    def path(self) -> str:
        return f"{ACCOUNTING}/{self.plural}"

    def at(self, id_: str, *rest: str) -> str:
        return "/".join((self.path, *(quote(part, safe="") for part in (id_, *rest))))

    def fetch(self, id_: str) -> Request:
        return Request("GET", self.at(id_), query=self.exact, headers=JSON)

    def listing(
        self, page: int, query: Query | None = None, *, size: int = PAGE, since: str = ""
    ) -> Request:
        """One page of the list; lines and full contacts come only with `page`."""
        headers = JSON | ({"If-Modified-Since": since} if since else {})
        pages = {"page": str(page), "pageSize": str(size)}
        wanted = {name: pages[name] for name in _PAGING[self.paging]}
        asked = {**(query or {}), **self.exact, **wanted}
        return Request("GET", self.path, query=asked, headers=headers)

    def write(self, method: str, bodies: Sequence[Bundle], again: Again) -> Request:
        """One write of many; a switch counts where every body of the request asks for it."""
        wrap = self.creates if method == "PUT" else self.changes
        path, sent = self.path, [_without(body, self.switches) for body in bodies]
        on = [name for name in self.switches if all(body.get(name) for body in bodies)]
        query = {**self.exact, **dict.fromkeys(on, "true")}
        if wrap is Wrap.LIST:
            query = {"summarizeErrors": "false", **query}
        elif method == "POST":
            path = self.at(bodies[0][self.id])
        body = _without(sent[0], (self.id,)) if wrap is Wrap.BARE else {self.plural: sent}
        return Request(method, path, query=query, headers=JSON, body=body, again=again)

    def pages(self, query: Query, size: int = 100, since: str = "") -> Steps[list[Bundle]]:
        """All records that a query finds, however many pages they fill."""
        found: list[Bundle] = []
        page = 1
        while True:
            answer = yield self.listing(page, query, size=size, since=since)
            records = wire.records(answer, self.plural)
            found += map(wire.settled, records)
            if len(records) < self._page(size):
                return found
            page += 1

    def found_by(
        self, name: str, parts: Sequence[str], glue: str, most: int = PAGE, **rest: str
    ) -> Steps[list[Bundle]]:
        """All records that a list in the address finds, in as few calls as it can be cut into."""
        found: list[Bundle] = []
        fixed = {**rest, **self.exact, "page": "1", "pageSize": "100", name: ""}
        for value in cut(parts, glue, self.path, fixed, most):
            found += yield from self.pages({**rest, name: value})
        return found

    def recent(self, **query: str) -> Callable[[str], Steps[Sequence[Bundle]]]:
        """For `Traces`: lists what was made or changed since a moment, with some overlap."""
        return lambda moment: self.pages(query, PAGE, _before(moment))

    def _page(self, size: int) -> float:
        """How many records a full page holds; none is full where all come at once."""
        return {Paging.FIXED: 100, Paging.NONE: inf}.get(self.paging, size)

    # Modules that write

    def create(
        self,
        label: str,
        about: str,
        *inputs: Field,
        key: NaturalKey | None = None,
        trace: Callable[[Bundle], str] | None = None,
        check: Callable[[Bundle], Bundle] = _as_it_is,
        checks: Checks | None = None,
        **more: Any,
    ) -> Action:
        """Creates records. With a key a lost one is looked up, with a trace it is known again.

        `trace` makes the same text of a body and of the record that Xero made of it; "" where the
        body says too little, and a person is asked. `check` may complete a body or refuse it.
        """
        ready = key.check if key else check

        def element(given: Inputs) -> Element:
            body = ready(body_of(given, self.switches))
            named = key.of(body) if key else None
            mark = trace(body) if trace and named is None else ""
            return Element(named, body, given.get("if_exists") or "fail", mark)

        bulk = Bulk(
            element=element,
            write=lambda elements: self.write("PUT", _bodies(elements), Again.LOOK),
            read=lambda answer, elements: self._created(answer, elements, key),
            look_up=key.look_up if key else None,
            differs=lambda element, found: key.differs(element.body, found) if key else "",
            renew=self._renewed(key) if key else None,
            traces=Traces(recent=self.recent(), of=trace) if trace else None,
            cautions=checks.look if checks else None,
            identity=self.id,
            most=BATCH if self.creates is Wrap.LIST else 1,
        )
        said: dict[str, Any] = {"cautions": checks.said} if checks else {}
        asked = (*inputs, IF_EXISTS) if key else inputs
        return self._action(label, about, asked, self.writes, bulk=bulk, **said, **more)

    def _renewed(self, key: NaturalKey) -> Callable[[Sequence[tuple[Element, Bundle]]], Request]:
        def renew(pairs: Sequence[tuple[Element, Bundle]]) -> Request:
            bodies = [
                key.renewed(element.body, found) | {self.id: found[self.id]}
                for element, found in pairs
            ]
            return self.write("POST", bodies, Again.SAFE)

        return renew

    def update(
        self,
        label: str,
        about: str,
        *inputs: Field,
        body: Callable[[Inputs], Bundle] | None = None,
        already: str = "",
        checks: Checks | None = None,
        **more: Any,
    ) -> Action:
        """Changes records by id; `already` are words of a refusal that means it was done before."""
        make = body or (lambda given: body_of(given, self.switches))
        bulk = Bulk(
            element=lambda given: Element(None, make(given)),
            write=lambda elements: self.write("POST", _bodies(elements), Again.SAFE),
            read=lambda answer, elements: self._changed(answer, elements, already),
            look_up=None,
            cautions=checks.look if checks else None,
            identity=self.id,
            most=BATCH if self.changes is Wrap.LIST else 1,
        )
        said: dict[str, Any] = {"cautions": checks.said} if checks else {}
        return self._action(label, about, inputs, self.writes, bulk=bulk, **said, **more)

    def set_status(
        self, label: str, about: str, *inputs: Field, status: str, name: str = "Status", **more: Any
    ) -> Action:
        """Voids, deletes, archives: sends the id and the status, and nothing else."""
        return self.update(
            label,
            about,
            *inputs,
            body=lambda given: {self.id: given[self.id], name: status},
            **{"destructive": True} | more,
        )

    def delete(self, label: str, about: str, *inputs: Field, **more: Any) -> Action:
        """Deletes by DELETE; what an earlier try of ours has deleted is deleted."""

        def run(given: Inputs) -> Steps[Bundle]:
            answer = yield Request("DELETE", self.at(given[self.id]), headers=JSON)
            gone(answer)
            return {self.id: given[self.id], "deleted": True}

        facts: dict[str, Any] = {
            "outputs": (Output(self.id, "text", "Id"), Output("deleted", "boolean", "Is deleted")),
            "sample": {self.id: self.sample[self.id], "deleted": True},
            "destructive": True,
        }
        return self._action(label, about, inputs, self.writes, run=run, **facts | more)

    # Modules that read

    def get(self, label: str, about: str, *inputs: Field, **more: Any) -> Action:
        """Reads by id: many of a page in one call where the list has a filter for it."""
        if self.ids:
            return self._action(label, about, inputs, self.reads, gather=self._gathered, **more)

        def run(given: Inputs) -> Steps[Bundle]:
            answer = yield self.fetch(given[self.id])
            return wire.one(answer, self.plural, f"such {self.one}")

        return self._action(label, about, inputs, self.reads, run=run, **more)

    def _gathered(self, many: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
        return (yield from self.by_ids([given[self.id] for given in many]))

    def by_ids(self, ids: Sequence[str]) -> Steps[list[Bundle | Trouble]]:
        """The record of each id, or why there is none: one alone by its address, 50 in a call."""
        wanted = dict.fromkeys(id_.strip().lower() for id_ in ids)
        listed = [id_ for id_ in wanted if _GUID.fullmatch(id_)]
        listed = listed if len(listed) > 1 else []
        records = yield from self.found_by(self.ids, listed, ",", BATCH, **self.every)
        found: dict[str, Bundle | Trouble] = {str(r[self.id]).lower(): r for r in records}
        for id_ in wanted:
            if id_ not in listed:
                found[id_] = yield from self._alone(id_)
        none = NotThere(f"Xero found no such {self.one}.")
        return [found.get(id_.strip().lower(), none) for id_ in ids]

    def _alone(self, id_: str) -> Steps[Bundle | Trouble]:
        answer = yield self.fetch(id_)
        try:
            return wire.one(answer, self.plural, f"such {self.one}")
        except (NotThere, BadInput, Refused) as trouble:
            return trouble

    def steps(
        self, label: str, about: str, *inputs: Field, **more: Any
    ) -> Callable[[Callable[[Inputs], Steps[Bundle]]], Action]:
        """For a module with a thought of its own: decorates its generator."""

        def module(run: Callable[[Inputs], Steps[Bundle]]) -> Action:
            scopes = more.pop("scopes", self.reads)
            return self._action(label, about, inputs, scopes, run=run, **more)

        return module

    def gather(
        self, label: str, about: str, *inputs: Field, **more: Any
    ) -> Callable[[Callable[[Sequence[Inputs]], Steps[Sequence[Bundle | Trouble]]]], Action]:
        """For a read of many with a thought of its own: decorates its generator."""
        return lambda gathered: self._action(
            label, about, inputs, self.reads, gather=gathered, **more
        )

    def search(
        self,
        label: str,
        about: str,
        *inputs: Field,
        query: Callable[[Inputs], Query] = lambda _given: {},
        **more: Any,
    ) -> Search:
        def page(given: Inputs, after: Value) -> Steps[Found]:
            number, taken = after or (1, 0)
            limit = given.get("limit")
            size = min(PAGE, limit) if limit else PAGE
            since = given.get("modified_since") or ""
            answer = yield self.listing(number, query(given), size=size, since=_utc(since))
            found = wire.records(answer, self.plural)
            total = taken + len(found)
            last = len(found) < self._page(size) or (limit is not None and total >= limit)
            wanted = found if limit is None else found[: limit - taken]
            return Found(
                [wire.settled(record) for record in wanted], None if last else [number + 1, total]
            )

        facts: dict[str, Any] = {
            "outputs": self.outputs,
            "sample": self.sample,
            "scopes": self.reads,
        } | more
        asked = (*inputs, MODIFIED_SINCE, LIMIT) if self.dated else (*inputs, LIMIT)
        return Search(label=label, about=about, inputs=asked, group=self.group, page=page, **facts)

    def watch(
        self,
        label: str,
        about: str,
        *inputs: Field,
        query: Callable[[Inputs], Query] = lambda _given: {},
        marks: watching.Marks | None = None,
        chosen: str = "",
        **more: Any,
    ) -> Watch:
        """Gives what changes. `chosen` is the search that finds a record to begin with."""
        told = marks or watching.Marks(id=self.id)
        order = {} if self.paging is Paging.NONE else {"order": f"{told.stamp} ASC"}

        def poll(given: Inputs, cursor: Value) -> Steps[Seen]:
            wanted = {**query(given), **order}
            feed = watching.Feed(
                marks=told,
                records=lambda answer: wire.records(answer, self.plural),
                listing=lambda page, size, at: self.listing(page, wanted, size=size, since=at),
                fetch=self.fetch,
                size={Paging.SIZED: PAGE, Paging.FIXED: 100}.get(self.paging, 0),
                fixed=self.paging is Paging.FIXED,
            )
            return (yield from watching.poll(feed, given, cursor))

        facts: dict[str, Any] = {
            "outputs": self.outputs,
            "sample": self.sample,
            "scopes": self.reads,
        } | more
        return Watch(
            label=label,
            about=about,
            inputs=(*watching.inputs(told, chosen), *inputs),
            group=self.group,
            poll=poll,
            **{"help": watching.HELP} | facts,
        )

    def _action(
        self, label: str, about: str, inputs: tuple[Field, ...], scopes: Scopes, **more: Any
    ) -> Action:
        facts: dict[str, Any] = {
            "outputs": self.outputs,
            "sample": self.sample,
            "scopes": scopes,
        } | more
        return Action(label=label, about=about, inputs=inputs, group=self.group, **facts)

    # Answers

    def _created(
        self, answer: Answer, elements: Sequence[Element], key: NaturalKey | None
    ) -> list[Bundle | Trouble]:
        """An answer that leaves one out says nothing sure: all that can be is looked up."""
        outcomes = self.outcomes(answer, elements, key.same if key else _never)
        missing = [outcome for outcome in outcomes if isinstance(outcome, LookUpFirst)]
        if missing and all(element.key is not None for element in elements):
            raise missing[0]
        return outcomes

    def _changed(
        self, answer: Answer, elements: Sequence[Element], already: str
    ) -> list[Bundle | Trouble]:
        try:
            outcomes = self.outcomes(answer, elements, self._same_id)
        except Refused as refused:
            if not _told(refused, already):
                raise
            outcomes = [refused for _ in elements]
        return [
            element.body if isinstance(outcome, Refused) and _told(outcome, already) else outcome
            for element, outcome in zip(elements, outcomes, strict=True)
        ]

    def outcomes(
        self,
        answer: Answer,
        elements: Sequence[Element],
        same: Callable[[Bundle, Bundle], bool],
    ) -> list[Bundle | Trouble]:
        """Each element's record or trouble: by key, and by position only where none has one."""
        rest = wire.records(answer, self.plural)
        matched: dict[int, Bundle] = {}
        for index, element in enumerate(elements):
            if found := next((record for record in rest if same(element.body, record)), None):
                matched[index] = found
                rest = [record for record in rest if record is not found]
        nameless = [i for i in range(len(elements)) if i not in matched]
        if len(rest) == len(nameless) and all(elements[i].key is None for i in nameless):
            matched |= dict(zip(nameless, rest, strict=True))
        return [self._outcome(matched.get(i)) for i in range(len(elements))]

    def _outcome(self, record: Bundle | None) -> Bundle | Trouble:
        if record is None:
            return LookUpFirst(f"Xero's answer does not tell what became of the {self.one}.")
        failed = record.get("HasErrors") or record.get("HasValidationErrors")
        if failed or record.get("StatusAttributeString") == "ERROR":
            return wire.refusal(wire.words(record), f"the {self.one}")
        return wire.settled(record)

    def _same_id(self, body: Bundle, record: Bundle) -> bool:
        return str(body[self.id]).lower() == str(record.get(self.id)).lower()

    def pdf(self, id_: str, name: str) -> Steps[Bundle]:
        """The document as Xero prints it, saved under a name that ends in .pdf."""
        file_name = name if name.lower().endswith(".pdf") else f"{name}.pdf"
        headers = {"Accept": "application/pdf"}
        answer = yield Request("GET", self.at(id_), headers=headers, save_as=file_name)
        wire.judge(answer)
        if answer.file is None or "pdf" not in answer.file.type:
            raise Broken(f"Xero gave no PDF of the {self.one}.")
        file: File = answer.file
        return {self.id: id_, "file": file.as_value()}


def body_of(given: Inputs, ours: Sequence[str] = ()) -> Bundle:
    """The request body: inputs that are Xero's own, and those of ours that are named."""
    return place(
        {name: value for name, value in given.items() if name[:1].isupper() or name in ours}
    )


def gone(answer: Answer) -> None:
    """Judge the answer to a deletion: what an earlier try of ours has deleted is deleted."""
    try:
        wire.judge(answer)
    except NotThere:
        if not answer.repeated:
            raise


def asked(given: Inputs, *names: str) -> Iterator[tuple[str, str]]:
    """The inputs of these names as they stand in an address."""
    for name in names:
        value = given.get(name)
        if isinstance(value, list):
            if value:
                yield name, ",".join(value)
        elif isinstance(value, bool):
            yield name, str(value).lower()
        elif value is not None:
            yield name, str(value)


def _bodies(elements: Sequence[Element]) -> list[Bundle]:
    return [element.body for element in elements]


def _told(refused: Refused, already: str) -> bool:
    return bool(already) and any(already in word.lower() for word in refused.words)


def _without(body: Bundle, names: tuple[str, ...]) -> Bundle:
    return {name: value for name, value in body.items() if name not in names}


def _before(moment: str) -> str:
    """A little before a moment of ours: Xero's clock is not ours."""
    return watching.since((datetime.fromisoformat(moment) - _CLOCKS).isoformat())


def _utc(moment: str) -> str:
    return watching.since(moment) if moment else ""
