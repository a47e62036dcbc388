"""What every resource shares: records with indices, states, lists, writes and their answers.

A record is a dictionary in the form in which Xero answers it. It is never changed in place: a
change keeps a new dictionary, so that a failed request can be undone by putting the old one back.

How it was checked: list parameters, paging, `summarizeErrors` and PUT/POST from the reference's
sections 5.1 and 5.2 (the pagination block, per-element errors and echo were recorded there).
Unverified: that a failed request saves none of its good elements; that `Elements` of a 400 holds
only the failed ones; `pageSize` without `page` (here: no paging).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from xero_emulator import guard, wire
from xero_emulator.calls import Call, Reply, Route
from xero_emulator.errors import Invalid, NotThere, Rejected
from xero_emulator.fields import Fields
from xero_emulator.where import Columns, Path, order, ordered, reach, test
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

Answer: TypeAlias = Callable[[Call], Reply]
Pick: TypeAlias = Callable[["Books"], "Resource"]
Test: TypeAlias = Callable[[Record], bool]

PAGE = 100
FEW = 8  # sort again when more than one record in this many has changed
LARGEST_PAGE = 1000


class States:
    """A state machine as a table: `States("DRAFT SUBMITTED", DRAFT="SUBMITTED DELETED")`.

    The first word is the state of a new record that names none; the words after it are the other
    states a caller may create it in. A state that is not a key lets no caller leave it.
    """

    def __init__(self, born: str, **edges: str) -> None:
        self.born = tuple(born.split())
        self.edges = {state: tuple(next_.split()) for state, next_ in edges.items()}

    @property
    def first(self) -> str:
        return self.born[0]

    def allows(self, before: str, after: str) -> bool:
        return after in self.edges.get(before, ())


@dataclass(frozen=True, slots=True)
class Asked:
    """How the caller wants records shown; `today` is the organisation's calendar day."""

    today: date
    unitdp: int = 2
    paged: bool = False
    summary: bool = False
    archived: bool = False

    @classmethod
    def of(cls, call: Call, resource: Resource) -> Asked:
        return cls(
            call.books.today(call.now),
            4 if call.query.get("unitdp") == "4" else 2,
            bool(resource.asked(call, "page")),
            resource.asked(call, "summaryOnly").lower() == "true",
            resource.asked(call, "includeArchived").lower() == "true",
        )


class Resource:
    """All records of one kind in one organisation.

    `takes` names the parameters and headers that its list understands besides where and order;
    like Xero, a list does not mind others. `searched` is where a searchTerm looks;
    `guids` whether records are known by GUIDs, not by codes; `optimised` which fields (lower-case)
    a filter may use among very many records, None where that is not guarded.
    """

    plural: ClassVar[str]
    key: ClassVar[str]
    columns: ClassVar[Columns]
    fields: ClassVar[Fields]
    takes: ClassVar[tuple[str, ...]] = ()
    searched: ClassVar[tuple[str, ...]] = ()
    optimised: ClassVar[frozenset[str] | None] = None
    optimised_orders: ClassVar[frozenset[str]] = frozenset()
    error_flag: ClassVar[str] = "HasErrors"
    takes_notes: ClassVar[bool] = True
    guids: ClassVar[bool] = True
    webhook_category: ClassVar[str] = ""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.records: dict[str, Record] = {}
        self.makers: dict[str, str] = {}
        self._index: dict[tuple[str, str], dict[str, None]] = {}
        self._by_change: list[Record] = []
        self._moved: set[str] = set()

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        """Makes or changes one record from a request's element; raises Invalid."""
        raise Invalid(f"{self.plural} cannot be written")

    def echo(self, sent: Record, refusal: Invalid) -> Record:
        """A refused element: what was sent, the id of nobody, and what is wrong with it."""
        flag = {self.error_flag: True} if self.error_flag else {}
        wrong = {"ValidationErrors": wire.validation_errors(refusal)}
        nobody = {self.key: wire.NOBODY} if self.guids else {}
        return {**nobody, **sent, **flag, **wrong}

    def match(self, token: str) -> Record | None:
        """The record that a path segment means: by id, or by number where there is one."""
        return self.records.get(token.lower())

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        """What a record can be found by, other than its id: ("number", "inv-0001")."""
        return ()

    def listed(self, record: Record, asked: Asked) -> Record:
        return record

    def fetched(self, record: Record, asked: Asked) -> Record:
        return record

    def reach(self, record: Record, path: Path) -> Any:
        return reach(record, path)

    def envelope(self, call: Call, rows: list[Record], **between: Record) -> Reply:
        """The answer around its records; `between` is the pagination block of a list."""
        return wire.envelope(call, self.plural, rows, **between)

    def asked(self, call: Call, name: str) -> str:
        """A parameter or header of a list, empty unless this resource's list understands it."""
        if name not in self.takes:
            return ""
        return call.query.get(name) or call.headers.get(name.lower()) or ""

    def hidden(self, call: Call) -> Test | None:
        """What a list leaves out unless it is asked for."""
        return None

    def changed(self, record: Record) -> str:
        found: str = record.get("UpdatedDateUTC", "")
        return found

    def get(self, token: str) -> Record:
        found = self.match(token)
        if found is None:
            raise NotThere(token)
        return found

    def found_by(self, name: str, value: str) -> Iterator[Record]:
        for key in self._index.get((name, value.lower()), ()):
            yield self.records[key]

    def first_by(self, name: str, value: str) -> Record | None:
        return next(self.found_by(name, value), None)

    def keep(self, record: Record, maker: str | None = None) -> Record:
        """Stores a new record or a new version of one; undone if the request fails."""
        key = record[self.key].lower()
        old = self.records.get(key)
        self._put(key, old, record)
        if maker is not None:
            self.makers[key] = maker
        self.books.on_failure(lambda: self._put(key, record, old))
        changes = self.books.changes
        if self.webhook_category and changes.note(self.webhook_category, self.key, old, record):
            self.books.on_failure(changes.undo)
        return record

    def discard(self, record: Record) -> None:
        key = record[self.key].lower()
        maker = self.makers.get(key)
        self._put(key, record, None)
        self.books.on_failure(lambda: self._restore(key, record, maker))

    def _restore(self, key: str, record: Record, maker: str | None) -> None:
        self._put(key, None, record)
        if maker is not None:
            self.makers[key] = maker

    def _put(self, key: str, old: Record | None, new: Record | None) -> None:
        names_ = dict.fromkeys(self.keys(new)) if new is not None else {}
        for name in self.keys(old) if old is not None else ():
            if name not in names_:
                self._index[name].pop(key, None)
        for name in names_:
            self._index.setdefault(name, {})[key] = None
        if new is None:
            self.records.pop(key, None)
            self.makers.pop(key, None)
        else:
            self.records[key] = new
        if old is None and new is not None:
            # Nearly always the youngest: so a list need not sort what was written since the last.
            insort(self._by_change, new, key=self._age)
        else:
            self._moved.add(key)

    def by_change(self) -> list[Record]:
        """All records, oldest change first: the order of a list that asks for none."""
        if len(self._moved) > len(self._by_change) // FEW:
            self._by_change = sorted(self.records.values(), key=self._age)
        elif self._moved:
            self._by_change = self._moved_up()
        self._moved.clear()
        return self._by_change

    def _moved_up(self) -> list[Record]:
        """The order with only what changed taken out and put in again."""
        order = [
            record for record in self._by_change if record[self.key].lower() not in self._moved
        ]
        for key in self._moved & self.records.keys():
            insort(order, self.records[key], key=self._age)
        return order

    def _age(self, record: Record) -> tuple[str, str]:
        return self.changed(record), record[self.key]

    def dump(self) -> Record:
        return {"records": list(self.records.values()), "makers": self.makers}

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Takes the records over; one that is here under the same id is replaced."""
        for record in dumped["records"]:
            key = record[self.key].lower()
            self._put(key, self.records.get(key), record)
        self.makers.update(dumped["makers"])


def said_yes(call: Call, name: str) -> bool:
    return call.query.get(name, "").lower() == "true"


def stands_alone(call: Call) -> bool:
    """`summarizeErrors=false`; Xero's guides also write `SummarizeErrors`, some SDKs `False`."""
    said = {name.lower(): value.lower() for name, value in call.query.items()}
    return said.get("summarizeerrors") == "false"


def words(text: str) -> list[str]:
    """A comma-separated list parameter; quotes around an element, as in the spec, are dropped."""
    return [w for word in text.split(",") if (w := word.strip().strip('"'))]


def route(
    operation_id: str, method: str, pattern: str, scopes: tuple[str, ...], answer: Answer
) -> Route:
    return Route(operation_id, method, pattern, scopes, wire.answering(_in_time(answer)))


def _in_time(answer: Answer) -> Answer:
    """The handler, after what has fallen due by itself until now."""

    def answered(call: Call) -> Reply:
        call.books.repeating_invoices.fall_due(call)
        return answer(call)

    return answered


def writes(*scopes: str) -> tuple[str, ...]:
    return scopes


def reads(*scopes: str) -> tuple[str, ...]:
    return (*scopes, *(f"{scope}.read" for scope in scopes))


def fetching(pick: Pick, segment: str) -> Answer:
    def answer(call: Call) -> Reply:
        resource = pick(call.books)
        record = resource.get(call.path[segment])
        return resource.envelope(call, [resource.fetched(record, Asked.of(call, resource))])

    return answer


def listing(pick: Pick) -> Answer:
    def answer(call: Call) -> Reply:
        resource = pick(call.books)
        asked = Asked.of(call, resource)
        rows, block = _page(_rows(resource, call), call, resource)
        shown = [resource.listed(record, asked) for record in rows]
        return resource.envelope(call, shown, **block)

    return answer


def _rows(resource: Resource, call: Call) -> list[Record]:
    guard.check(resource, call)
    rows = _named(resource, call)
    tests = list(_tests(resource, call))
    if tests:
        rows = [record for record in rows if all(test(record) for test in tests)]
    asked = call.query.get("order", "").strip()
    return ordered(rows, order(asked, resource.columns, resource.reach)) if asked else rows


def _named(resource: Resource, call: Call) -> list[Record]:
    ids = words(resource.asked(call, "IDs"))
    if not ids:
        return resource.by_change()
    found = {
        key: resource.records[key] for word in ids if (key := word.lower()) in resource.records
    }
    return list(found.values())


def _tests(resource: Resource, call: Call) -> Iterator[Test]:
    hidden = resource.hidden(call)
    if hidden is not None:
        yield lambda record: not hidden(record)
    since = wire.read_since(resource.asked(call, "If-Modified-Since"))
    if since is not None:
        yield lambda record: _whole_second(resource.changed(record)) >= since
    if resource.asked(call, "createdByMyApp").lower() == "true":
        yield lambda record: resource.makers.get(record[resource.key]) == call.client_id
    if sought := resource.asked(call, "searchTerm").strip().lower():
        yield lambda record: _mentions(resource, record, sought)
    if where := call.query.get("where", "").strip():
        yield test(where, resource.columns, resource.reach)


def _whole_second(text: str) -> int:
    return wire.millis(text) // 1000 * 1000


def _mentions(resource: Resource, record: Record, sought: str) -> bool:
    return any(
        sought in str(resource.reach(record, tuple(name.split("."))) or "").lower()
        for name in resource.searched
    )


def _page(
    rows: list[Record], call: Call, resource: Resource
) -> tuple[list[Record], dict[str, Record]]:
    asked = Asked.of(call, resource)
    if not (asked.paged or asked.summary):
        return rows, {}
    page = max(1, _whole(call.query.get("page"), 1))
    size = min(LARGEST_PAGE, max(1, _whole(call.query.get("pageSize"), PAGE)))
    block = {
        "page": page,
        "pageSize": size,
        "pageCount": -(-len(rows) // size),
        "itemCount": len(rows),
    }
    return rows[(page - 1) * size : page * size], {"pagination": block}


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text else otherwise
    except ValueError:
        return otherwise


def writing(pick: Pick, segment: str = "", *, create: bool = False) -> Answer:
    """PUT (`create`), POST, or POST to one record whose id stands in the path (`segment`)."""

    def answer(call: Call) -> Reply:
        resource = pick(call.books)
        elements = wire.elements(call.body, resource.plural)
        if segment:
            target = resource.get(call.path[segment])[resource.key]
            elements = [{**element, resource.key: target} for element in elements]
        return resource.envelope(call, write(resource, call, elements, create=create))

    return answer


def write(resource: Resource, call: Call, elements: list[Record], *, create: bool) -> list[Record]:
    """All or nothing, unless the caller lets each element stand alone."""
    sent = [
        resource.fields.read(element, f"{resource.plural}[{at}]")
        for at, element in enumerate(elements)
    ]
    alone = stands_alone(call)
    with call.books.whole():
        outcomes = [_outcome(resource, call, element, create) for element in sent]
        failed = [shown for good, shown in outcomes if not good]
        if failed and not alone:
            raise Rejected(failed)
    if not alone:
        return [shown for _good, shown in outcomes]
    return [{**shown, "StatusAttributeString": _word(good, shown)} for good, shown in outcomes]


def _word(good: bool, shown: Record) -> str:
    return ("WARNING" if shown.get("Warnings") else "OK") if good else "ERROR"


def _outcome(resource: Resource, call: Call, sent: Record, create: bool) -> tuple[bool, Record]:
    try:
        with call.books.whole():
            record = resource.save(sent, call, create=create)
    except Invalid as refusal:
        return False, resource.echo(sent, refusal)
    return True, resource.fetched(record, Asked.of(call, resource))
