"""The shapes of Xero's modules: a resource states its facts once, a module its difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote

from tallyloom.apps.xero import watching, wire
from tallyloom.apps.xero.fields import IF_EXISTS, LIMIT, MODIFIED_SINCE
from tallyloom.apps.xero.where import cut
from tallyloom.kit import (
    Action,
    Again,
    Answer,
    Broken,
    Bulk,
    Bundle,
    Element,
    Field,
    File,
    Found,
    Inputs,
    LookUpFirst,
    Output,
    Request,
    Scopes,
    Search,
    Seen,
    Steps,
    Trouble,
    Value,
    Watch,
    place,
)

ACCOUNTING = "/api.xro/2.0"
JSON = {"Accept": "application/json"}
PAGE = 1000  # Xero's largest
BATCH = 50  # elements that Xero advises for one write
Query: TypeAlias = Mapping[str, str]
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

    # Requests

    @property
    def path(self) -> str:
        return f"{ACCOUNTING}/{self.plural}"

    def at(self, id_: str, *rest: str) -> str:
        return "/".join((self.path, *(quote(part, safe="") for part in (id_, *rest))))

    def fetch(self, id_: str) -> Request:
        return Request("GET", self.at(id_), query=self.exact, headers=JSON)

    def listing(self, page: int, query: Query, *, size: int = PAGE, since: str = "") -> Request:
        """One page of the list; lines and full contacts come only with `page`."""
        headers = JSON | ({"If-Modified-Since": since} if since else {})
        pages = {"page": str(page), "pageSize": str(size)}
        return Request("GET", self.path, query={**query, **self.exact, **pages}, headers=headers)

    def write(self, method: str, bodies: Sequence[Bundle], again: Again) -> Request:
        """One write of many; a switch counts where every body of the request asks for it."""
        on = [name for name in self.switches if all(body.get(name) for body in bodies)]
        query = {"summarizeErrors": "false", **self.exact, **dict.fromkeys(on, "true")}
        sent = [_without(body, self.switches) for body in bodies]
        return Request(
            method, self.path, query=query, headers=JSON, body={self.plural: sent}, again=again
        )

    def pages(self, query: Query, size: int = 100) -> Steps[list[Bundle]]:
        """All records that a query finds, however many pages they fill."""
        found: list[Bundle] = []
        page = 1
        while True:
            answer = yield self.listing(page, query, size=size)
            records = wire.records(answer, self.plural)
            found += map(wire.settled, records)
            if len(records) < size:
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

    # Modules

    def create(self, label: str, about: str, *inputs: Field, key: NaturalKey) -> Action:
        def element(given: Inputs) -> Element:
            body = key.check(body_of(given))
            return Element(key.of(body), body, given["if_exists"] or "fail")

        def renew(pairs: Sequence[tuple[Element, Bundle]]) -> Request:
            bodies = [
                key.renewed(element.body, found) | {self.id: found[self.id]}
                for element, found in pairs
            ]
            return self.write("POST", bodies, Again.SAFE)

        bulk = Bulk(
            element=element,
            write=lambda elements: self.write("PUT", _bodies(elements), Again.LOOK),
            read=lambda answer, elements: self._created(answer, elements, key),
            look_up=key.look_up,
            differs=lambda element, found: key.differs(element.body, found),
            renew=renew,
            identity=self.id,
            most=BATCH,
        )
        return self._action(label, about, (*inputs, IF_EXISTS), self.writes, bulk=bulk)

    def update(
        self,
        label: str,
        about: str,
        *inputs: Field,
        body: Callable[[Inputs], Bundle] | None = None,
        done: Callable[[Bundle], bool] = lambda _record: False,
        **more: Any,
    ) -> Action:
        """Changes records by id; `done` tells a refusal that means it had been done before."""
        make = body or body_of
        bulk = Bulk(
            element=lambda given: Element(None, make(given)),
            write=lambda elements: self.write("POST", _bodies(elements), Again.SAFE),
            read=lambda answer, elements: self.outcomes(answer, elements, self._same_id, done),
            look_up=None,
            identity=self.id,
            most=BATCH,
        )
        return self._action(label, about, inputs, self.writes, bulk=bulk, **more)

    def steps(
        self, label: str, about: str, *inputs: Field, **more: Any
    ) -> Callable[[Callable[[Inputs], Steps[Bundle]]], Action]:
        """For a module with a thought of its own: decorates its generator."""

        def module(run: Callable[[Inputs], Steps[Bundle]]) -> Action:
            scopes = more.pop("scopes", self.reads)
            return self._action(label, about, inputs, scopes, run=run, **more)

        return module

    def search(
        self, label: str, about: str, *inputs: Field, query: Callable[[Inputs], Query]
    ) -> Search:
        def page(given: Inputs, after: Value) -> Steps[Found]:
            number, taken = after or (1, 0)
            limit = given.get("limit")
            size = min(PAGE, limit) if limit else PAGE
            since = given.get("modified_since") or ""
            answer = yield self.listing(number, query(given), size=size, since=_utc(since))
            found = wire.records(answer, self.plural)
            total = taken + len(found)
            last = len(found) < size or (limit is not None and total >= limit)
            wanted = found if limit is None else found[: limit - taken]
            return Found(
                [wire.settled(record) for record in wanted], None if last else [number + 1, total]
            )

        return Search(
            label=label,
            about=about,
            inputs=(*inputs, MODIFIED_SINCE, LIMIT),
            outputs=self.outputs,
            sample=self.sample,
            scopes=self.reads,
            group=self.group,
            page=page,
        )

    def watch(
        self, label: str, about: str, *inputs: Field, query: Callable[[Inputs], Query]
    ) -> Watch:
        def poll(given: Inputs, cursor: Value) -> Steps[Seen]:
            def listing(page: int, size: int, since: str) -> Request:
                asked = {**query(given), "order": "UpdatedDateUTC ASC"}
                return self.listing(page, asked, size=size, since=since)

            return (yield from watching.poll(self.plural, self.id, listing, given, cursor))

        return Watch(
            label=label,
            about=about,
            inputs=(*watching.INPUTS, *inputs),
            outputs=self.outputs,
            sample=self.sample,
            scopes=self.reads,
            group=self.group,
            help=watching.HELP,
            poll=poll,
        )

    def _action(
        self, label: str, about: str, inputs: tuple[Field, ...], scopes: Scopes, **more: Any
    ) -> Action:
        facts = {"outputs": self.outputs, "sample": self.sample} | more
        return Action(
            label=label, about=about, inputs=inputs, scopes=scopes, group=self.group, **facts
        )

    # Answers

    def _created(
        self, answer: Answer, elements: Sequence[Element], key: NaturalKey
    ) -> list[Bundle | Trouble]:
        """An answer that leaves one out says nothing sure: all that can be is looked up."""
        outcomes = self.outcomes(answer, elements, key.same)
        missing = [outcome for outcome in outcomes if isinstance(outcome, LookUpFirst)]
        if missing and all(element.key is not None for element in elements):
            raise missing[0]
        return outcomes

    def outcomes(
        self,
        answer: Answer,
        elements: Sequence[Element],
        same: Callable[[Bundle, Bundle], bool],
        done: Callable[[Bundle], bool] = lambda _record: False,
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
        return [self._outcome(matched.get(i), done) for i in range(len(elements))]

    def _outcome(self, record: Bundle | None, done: Callable[[Bundle], bool]) -> Bundle | Trouble:
        if record is None:
            return LookUpFirst(f"Xero's answer does not tell what became of the {self.one}.")
        failed = record.get("HasErrors") or record.get("HasValidationErrors")
        if (failed or record.get("StatusAttributeString") == "ERROR") and not done(record):
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


def body_of(given: Inputs) -> Bundle:
    """The request body: inputs that are Xero's own; ours begin with a small letter."""
    ours = ("if_exists",)
    return place({name: value for name, value in given.items() if name not in ours})


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


def _without(body: Bundle, names: tuple[str, ...]) -> Bundle:
    return {name: value for name, value in body.items() if name not in names}


def _utc(moment: str) -> str:
    return watching.since(moment) if moment else ""
