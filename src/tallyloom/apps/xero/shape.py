"""The shapes of Xero's modules: a resource states its facts once, a module its difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import Any

from tallyloom.apps.xero import outcomes, watching, wire
from tallyloom.apps.xero.cautions import Checks
from tallyloom.apps.xero.fields import IF_EXISTS, LIMIT, MODIFIED_SINCE
from tallyloom.apps.xero.fingerprint import Fingerprint
from tallyloom.apps.xero.lists import (
    ACCOUNTING,
    BATCH,
    JSON,
    PAGE,
    Listed,
    Paging,
    Query,
    asked,
    filtered,
    folded,
)
from tallyloom.apps.xero.outcomes import LookUp, NaturalKey, gone
from tallyloom.apps.xero.where import is_exact
from tallyloom.kit import (
    Action,
    Again,
    BadInput,
    Broken,
    Bulk,
    Bundle,
    Element,
    Field,
    File,
    Found,
    Inputs,
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


def _as_it_is(body: Bundle) -> Bundle:
    return body


__all__ = [
    "ACCOUNTING", "BATCH", "JSON", "PAGE", "LookUp", "NaturalKey", "Paging", "Query", "Resource",
    "Wrap", "asked", "body_of", "filtered", "gone",
]  # fmt: skip


_SAMPLE_PDF = {
    "name": "536365.pdf",
    "type": "application/pdf",
    "size": 28416,
    "sha256": "0" * 64,
}


class Wrap(Enum):
    """How a body carries records: by the specification of each operation."""

    LIST = "list"  # many at once, each with its own outcome
    SINGLE = "single"  # a list of one; a change is sent to the record's own address
    BARE = "bare"  # the record itself; a change is sent to its own address, without its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Listed):
    """One of Xero's accounting resources: what it is, and the modules that can be made of it."""

    switches: tuple[str, ...] = ()  # inputs of a write that stand in the address
    creates: Wrap = Wrap.LIST
    changes: Wrap = Wrap.LIST

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

    # Modules that write

    def create(
        self,
        label: str,
        about: str,
        *inputs: Field,
        key: NaturalKey | None = None,
        trace: Fingerprint | None = None,
        check: Callable[[Bundle], Bundle] = _as_it_is,
        checks: Checks | None = None,
        recent: Callable[[str], Steps[Sequence[Bundle]]] | None = None,
        **more: Any,
    ) -> Action:
        """Creates records. With a key a lost one is looked up, with a trace it is known again.

        `trace` makes the same text of a body and of the record that Xero made of it; where the
        body says too little, a person is asked. `recent` lists what it is looked for among.
        `check` may complete a body or refuse it.
        """
        ready = key.check if key else check

        def element(given: Inputs) -> Element:
            body = ready(body_of(given, self.switches))
            named = key.of(body) if key else None
            mark = trace(body) if trace else ""  # a keyed one may be sent with some without key
            return Element(named, body, given.get("if_exists") or "fail", mark)

        bulk = Bulk(
            element=element,
            write=lambda elements: self.write("PUT", _bodies(elements), Again.LOOK),
            read=lambda answer, elements: outcomes.created(self, answer, elements, key),
            look_up=key.look_up if key else None,
            differs=key.apart if key else lambda _element, _found: "",
            renew=self._renewed(key) if key else None,
            traces=trace.traces(recent or self.recent()) if trace else None,
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
        done: Callable[[Bundle], bool] | None = None,
        checks: Checks | None = None,
        **more: Any,
    ) -> Action:
        """Changes records by id.

        `already` are words of a refusal that means it was done before. `done` tells of a record
        that it is what is asked for: so one is known that is refused because it was done by an
        earlier try whose answer was lost.
        """
        make = body or (lambda given: body_of(given, self.switches))
        bulk = Bulk(
            element=lambda given: self._change(make(given), keyed=done is not None),
            write=lambda elements: self.write("POST", _bodies(elements), Again.SAFE),
            read=lambda answer, elements: outcomes.changed(self, answer, elements, already),
            look_up=self._done(done) if done else None,
            cautions=checks.look if checks else None,
            identity=self.id,
            most=BATCH if self.changes is Wrap.LIST else 1,
        )
        said: dict[str, Any] = {"cautions": checks.said} if checks else {}
        return self._action(label, about, inputs, self.writes, bulk=bulk, **said, **more)

    def _change(self, body: Bundle, *, keyed: bool) -> Element:
        return Element(str(body[self.id]).lower() if keyed else None, body)

    def _done(self, done: Callable[[Bundle], bool]) -> LookUp:
        def look_up(
            elements: Sequence[Element], _known: Mapping[str, Bundle]
        ) -> Steps[Mapping[str, Bundle]]:
            records = yield from self.by_ids([str(each.body[self.id]) for each in elements])
            pairs = zip(elements, records, strict=True)
            return {e.key or "": r for e, r in pairs if not isinstance(r, Trouble) and done(r)}

        return look_up

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
        """Reads by id, or by number where the module asks for one: many of a page in one call."""
        if self.ids or self.number:
            return self._action(label, about, inputs, self.reads, gather=self._gathered, **more)

        def run(given: Inputs) -> Steps[Bundle]:
            answer = yield self.fetch(given[self.id])
            return wire.one(answer, self.plural, f"such {self.one}")

        return self._action(label, about, inputs, self.reads, run=run, **more)

    def _gathered(self, many: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
        ids = [given[self.id] for given in many if given.get(self.id)]
        numbers = [given[self.number] for given in many if self._by_number(given)]
        by_id = dict(zip(ids, (yield from self.by_ids(ids)), strict=True))
        by_number = dict(zip(numbers, (yield from self.by_numbers(numbers)), strict=True))
        none = BadInput(f"Give Xero's id of the {self.one}, or its number.", field=self.id)
        return [
            by_id.get(given.get(self.id, "")) or by_number.get(given.get(self.number, "")) or none
            for given in many
        ]

    def _by_number(self, given: Inputs) -> bool:
        return bool(self.number and not given.get(self.id) and given.get(self.number))

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
        whole: tuple[str, ...] = (),
        **more: Any,
    ) -> Search:
        """Finds records. `whole` are inputs that a record's values are compared to once more."""

        def page(given: Inputs, after: Value) -> Steps[Found]:
            number, taken = after or (1, 0)
            limit = given.get("limit") or inf
            named = {name: given[name] for name in whole if given.get(name)}
            size = int(min(PAGE, limit)) if all(map(is_exact, named.values())) else PAGE
            since = given.get("modified_since") or ""
            answer = yield self.listing(number, query(given), size=size, since=_utc(since))
            found = wire.records(answer, self.plural)
            wanted = [record for record in found if _meets(record, named)]
            total = taken + len(wanted)
            last = self.ended(answer, number, size, len(found)) or total >= limit
            room = None if limit == inf else int(limit) - taken
            bundles = [wire.settled(record) for record in wanted[:room]]
            return Found(bundles, None if last else [number + 1, total])

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

    def pdf(self, label: str, about: str, *inputs: Field, **more: Any) -> Action:
        """Saves the document as Xero prints it, under a name that ends in .pdf."""

        def run(given: Inputs) -> Steps[Bundle]:
            id_ = given[self.id]
            name = given.get("file_name") or f"{self.one.capitalize()} {id_}"
            name = name if name.lower().endswith(".pdf") else f"{name}.pdf"
            headers = {"Accept": "application/pdf"}
            answer = yield Request("GET", self.at(id_), headers=headers, save_as=name)
            wire.judge(answer)
            if answer.file is None or "pdf" not in answer.file.type:
                raise Broken(f"Xero gave no PDF of the {self.one}.")
            file: File = answer.file
            return {self.id: id_, "file": file.as_value()}

        facts: dict[str, Any] = {
            "outputs": (Output(self.id, "text", "Id"), Output("file", "file", "PDF file")),
            "sample": {self.id: self.sample[self.id], "file": _SAMPLE_PDF},
        }
        return self._action(label, about, inputs, self.reads, run=run, **facts | more)


def body_of(given: Inputs, ours: Sequence[str] = ()) -> Bundle:
    """The request body: inputs that are Xero's own, and those of ours that are named."""
    return place(
        {name: value for name, value in given.items() if name[:1].isupper() or name in ours}
    )


def _meets(record: Bundle, named: Mapping[str, str]) -> bool:
    return all(folded(record.get(name)) == folded(text) for name, text in named.items())


def _bodies(elements: Sequence[Element]) -> list[Bundle]:
    return [element.body for element in elements]


def _without(body: Bundle, names: tuple[str, ...]) -> Bundle:
    return {name: value for name, value in body.items() if name not in names}


def _utc(moment: str) -> str:
    return watching.since(moment) if moment else ""
