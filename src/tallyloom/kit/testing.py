"""Test an app without a network: drive its modules by hand, and hold it to the contract."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from typing import Any, TypeAlias

from tallyloom.kit.connect import NoConnection
from tallyloom.kit.fields import (
    Anything,
    Boolean,
    Choice,
    Date,
    Field,
    Group,
    Lines,
    Moment,
    Number,
    Reference,
    Text,
    Texts,
)
from tallyloom.kit.fields import File as FileField
from tallyloom.kit.modules import (
    Action,
    Aggregate,
    App,
    Bulk,
    Element,
    Gap,
    Inputs,
    Iterate,
    Listen,
    Module,
    Output,
    Search,
    Transform,
    Universal,
    Watch,
)
from tallyloom.kit.render import json_schema
from tallyloom.kit.requests import Again, Answer, Form, Known, Request, Save, Steps, to_json
from tallyloom.kit.trouble import BadInput, Trouble
from tallyloom.kit.values import Bundle, File, Value

Given: TypeAlias = Mapping[str, Value] | Sequence[Mapping[str, Value]]
Records: TypeAlias = Mapping[str, Sequence[Bundle]]


@dataclass(frozen=True, slots=True)
class Driven:
    """What a module did: its requests in order, the files it saved, and its result.

    `finished` is false where it asked for more answers than there were.
    """

    requests: tuple[Request, ...] = ()
    result: Any = None
    finished: bool = True
    saved: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def request(self) -> Request:
        """The only request."""
        (only,) = self.requests
        return only

    @property
    def bytes(self) -> list[bytes]:
        """Each request as bytes: method, address, headers and body."""
        return [_as_bytes(request) for request in self.requests]


class Bytes:
    """A reader of files that are given as bytes; `piece` is how much it gives at a time."""

    def __init__(self, content: bytes, piece: int = 65536) -> None:
        self.content = content
        self.piece = piece

    def chunks(self, file: File, start: int = 0) -> Iterator[bytes]:
        for place in range(start, len(self.content), self.piece):
            yield self.content[place : place + self.piece]


def answer(value: Value = None, status: int = 200, **headers: str) -> Answer:
    """A service's answer: JSON of a value, or bytes as they are; headers with _ for -."""
    named = {name.replace("_", "-").lower(): text for name, text in headers.items()}
    if value is None or isinstance(value, bytes):
        return Answer(status, named, value or b"")
    return Answer(status, {"content-type": "application/json"} | named, to_json(value))


def file_of(content: bytes, name: str = "file.csv", kind: str = "text/csv") -> File:
    return File(name, kind, len(content), hashlib.sha256(content).hexdigest())


def drive(
    module: Module,
    given: Given,
    *answers: Answer | Trouble,
    after: Value = None,
    reader: Bytes | None = None,
    known: Records | None = None,
) -> Driven:
    """Run one module by hand: its inputs are read as in earnest, its requests are kept.

    `given` is one bundle's inputs; several for a module of many bundles (bulk, gather,
    aggregator). `after` is where a search goes on, a trigger's cursor or an iterator's token.
    `known` holds the records that it finds known, by source.
    """
    many = [given] if isinstance(given, Mapping) else list(given)
    inputs = [module.read(one) for one in many]
    if isinstance(module, Action) and module.bulk:
        return _bulk(module.bulk, inputs, answers, known)
    if isinstance(module, Action) and module.gather:
        return follow(module.gather(inputs), *answers, known=known)
    if isinstance(module, Aggregate):
        return Driven(result=module.result([module.item(one) for one in inputs]))
    (only,) = inputs
    if isinstance(module, Transform):
        return Driven(result=module.run(only))
    if isinstance(module, Iterate):
        items = module.items(only, reader or Bytes(b""), after)
        return Driven(result=[bundle for bundle, _ in items])
    return follow(_steps(module, only, after), *answers, known=known)


def look_up(
    module: Action,
    given: Given,
    *answers: Answer | Trouble,
    met: Mapping[str, Bundle] | None = None,
    known: Records | None = None,
) -> Driven:
    """Run a bulk module's look-up for these inputs; the result is its records by key.

    `met` are records that were made or met before, by key; `known` as `drive` has it.
    """
    elements = elements_of(module, given, known=known)
    assert module.bulk and module.bulk.look_up, f"{module.label} looks nothing up"
    return follow(module.bulk.look_up(elements, met or {}), *answers, known=known)


def cautions(
    module: Action, given: Given, *answers: Answer | Trouble, known: Records | None = None
) -> Driven:
    """Run a bulk module's cautions; the result is one sequence of them for each bundle."""
    elements = elements_of(module, given, known=known)
    assert module.bulk and module.bulk.cautions, f"{module.label} is never cautious"
    return follow(module.bulk.cautions(elements), *answers, known=known)


def enrich(
    module: Listen, given: Mapping[str, Value], told: Sequence[Bundle], *answers: Answer | Trouble
) -> Driven:
    """Make the bundles of these events, as a delivery told them; the result is one for each."""
    return follow(module.enrich(module.read(given), told), *answers)


def missed(
    module: Listen,
    given: Mapping[str, Value],
    gap: Gap,
    *answers: Answer | Trouble,
    after: Value = None,
) -> Driven:
    """Look for what changed in a gap; the result is a `Missed`."""
    return follow(module.missed(module.read(given), gap, after), *answers)


def elements_of(module: Action, given: Given, *, known: Records | None = None) -> list[Element]:
    """What a bulk module makes of these inputs."""
    assert module.bulk, f"{module.label} is not a bulk module"
    many = [given] if isinstance(given, Mapping) else given
    element = follow(module.bulk.prepared(), known=known).result
    return [element(module.read(one)) for one in many]


def follow(steps: Steps[Any], *answers: Answer | Trouble, known: Records | None = None) -> Driven:
    """Give a generator these answers in turn; a trouble is raised where it waits."""
    requests: list[Request] = []
    saved: dict[str, bytes] = {}
    waiting = iter(answers)
    try:
        wanted = next(steps)
        while True:
            if isinstance(wanted, Save):
                saved[wanted.name] = b"".join(wanted.chunks)
                wanted = steps.send(file_of(saved[wanted.name], wanted.name, wanted.type))
                continue
            if isinstance(wanted, Known):
                wanted = steps.send(list((known or {}).get(wanted.source, ())))
                continue
            requests.append(wanted)
            found = next(waiting, None)
            if found is None:
                return Driven(tuple(requests), None, False, saved)
            given = steps.throw(found) if isinstance(found, Trouble) else steps.send(found)
            wanted = given
    except StopIteration as end:
        return Driven(tuple(requests), end.value, True, saved)


def _bulk(
    bulk: Bulk,
    inputs: Sequence[Inputs],
    answers: Sequence[Answer | Trouble],
    known: Records | None,
) -> Driven:
    elements = [*map(follow(bulk.prepared(), known=known).result, inputs)]
    request = bulk.write(elements)
    if not answers:
        return Driven((request,), None, False)
    (found,) = answers
    if isinstance(found, Trouble):
        raise found
    return Driven((request,), list(bulk.read(found, elements)))


def _steps(module: Module, given: Inputs, after: Value) -> Steps[Any]:
    if isinstance(module, Search):
        return module.page(given, after)
    if isinstance(module, Watch):
        return module.poll(given, after)
    if isinstance(module, Action) and module.run:
        return module.run(given)
    if isinstance(module, Listen):
        return module.enrich(given, [module.sample])
    raise TypeError(f"{module.label}: a {module.kind} is not driven by hand")


def _as_bytes(request: Request) -> bytes:
    body = request.body
    if isinstance(body, Form):
        content = to_json([body.file.as_value(), body.part, dict(body.fields)])
    else:
        content = body.sha256.encode() if isinstance(body, File) else request.content()
    address = [request.method, request.base, request.path, dict(request.query)]
    return to_json([*address, dict(request.headers)]) + content


# Examples


def example(field: Field) -> Value:
    """A value that the field accepts."""
    if isinstance(field, Choice | Texts) and field.options:
        first = next(iter(field.options))
        return [first] if isinstance(field, Texts) else first
    if isinstance(field, Group):
        return {inner.name: example(inner) for inner in field.of}
    if isinstance(field, Lines):
        row = {inner.name: example(inner) for inner in field.of}
        return [row] * max(1, field.at_least)
    if isinstance(field, Number):
        low = field.minimum if field.minimum is not None else 0
        return max(low, 1) if field.maximum is None else min(max(low, 1), field.maximum)
    if isinstance(field, Text):
        return _example_text(field)
    return next(value for kind, value in _EXAMPLES.items() if isinstance(field, kind))


def _example_text(field: Text) -> str:
    candidates = (str(field.default or ""), "text", "GBP", "1", "a", "2010-12-31")
    fits = (c for c in candidates if c and re.fullmatch(field.pattern or ".*", c))
    return next(fits, "text")[: field.max_length]


_EXAMPLES: dict[type[Field], Value] = {
    Date: "2010-12-31",
    Moment: "2010-12-31T08:26:00+00:00",
    Boolean: True,
    Texts: ["text"],
    FileField: file_of(b"text\n1\n").as_value(),
    Anything: "text",
    Field: "text",
}


def examples(module: Module) -> dict[str, Value]:
    """Inputs that the module accepts, one for each of its fields."""
    return {field.name: example(field) for field in module.inputs}


# The contract


def contract(app: App) -> list[str]:
    """Every promise that the app breaks, a sentence each; none when it is sound."""
    return [
        f"{module.name}: {said}"
        for module in app.modules.values()
        for promise in _PROMISES
        for said in promise(app, module)
    ]


def _label_is_an_imperative(_app: App, module: Module) -> Iterator[str]:
    verb = module.label.split(" ")[0]
    statement = verb.endswith(("ing", "ed")) or re.search("[^s]s$", verb)
    if not verb[:1].isupper() or statement or module.label.endswith("."):
        yield f"the label “{module.label}” should say what to do, as “Create an Invoice”"


def _about_is_a_sentence(_app: App, module: Module) -> Iterator[str]:
    if not re.fullmatch(r"[A-Z].*[^.]\.", module.about):
        yield f"“{module.about}” should be a sentence with a full stop"


def _every_input_is_labelled(_app: App, module: Module) -> Iterator[str]:
    for inner in _all_fields(module.inputs):
        if not inner.label[:1].isupper() or inner.label.endswith("."):
            yield f"the label “{inner.label}” of {inner.name} should be a few plain words"


def _names_are_distinct(_app: App, module: Module) -> Iterator[str]:
    names = [field.name for field in module.inputs]
    yield from (f"two inputs are called {n}" for n in sorted(set(names)) if names.count(n) > 1)
    given = [output.name for output in module.outputs]
    yield from (f"two outputs are called {n}" for n in sorted(set(given)) if given.count(n) > 1)


def _references_lead_to_a_search(app: App, module: Module) -> Iterator[str]:
    for inner in _all_fields(module.inputs):
        if isinstance(inner, Reference) and not isinstance(app.modules.get(inner.search), Search):
            yield f"{inner.name} names the search {inner.search}, which the app does not have"


def _picks_lead_to_a_list(app: App, module: Module) -> Iterator[str]:
    for inner in _all_fields(module.inputs):
        if inner.pick and inner.pick not in app.pick_lists:
            yield f"{inner.name} names the pick-list {inner.pick}, which the app does not have"
    sources = {pick_list.source for pick_list in app.pick_lists.values()}
    for source in module.changes:
        if source not in sources:
            yield f"it changes {source}, which is the source of no pick-list"


def _scopes_are_declared(app: App, module: Module) -> Iterator[str]:
    if isinstance(app.connection, NoConnection) or isinstance(module, Universal):
        return
    if bool(module.scopes.broad) != bool(module.scopes.granular):
        yield "permissions are declared in one vocabulary only"
    driven = _attempt(module)
    asks = isinstance(driven, Driven) and any(r.tenanted for r in driven.requests)
    if asks and not module.scopes.broad:
        yield "it asks the service, but declares no permission"


def _outputs_and_sample_agree(_app: App, module: Module) -> Iterator[str]:
    yield from _disagreements(module.outputs, module.sample, "")


def _disagreements(outputs: Sequence[Output], sample: Bundle, at: str) -> Iterator[str]:
    known = {output.name: output for output in outputs}
    for name, value in sample.items():
        output = known.get(name)
        if output is None:
            if outputs:
                yield f"the sample has {at}{name}, which is no output"
        elif not _OUTPUT_TYPES.get(output.type, lambda _value: True)(value):
            yield f"the sample's {at}{name} is not of type {output.type}"
        elif isinstance(value, dict):
            yield from _disagreements(output.of, value, f"{at}{name}.")
        elif isinstance(value, list):
            rows = (row for row in value if isinstance(row, dict))
            for row in rows:
                yield from _disagreements(output.of, row, f"{at}{name}[].")


def _text(value: Value) -> bool:
    return isinstance(value, str)


def _number(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


_OUTPUT_TYPES: dict[str, Callable[[Value], bool]] = {
    **dict.fromkeys(("text", "date", "moment", "choice", "reference"), _text),
    **dict.fromkeys(("integer", "decimal", "money"), _number),
    **dict.fromkeys(("group", "file"), lambda value: isinstance(value, dict)),
    **dict.fromkeys(("lines", "texts"), lambda value: isinstance(value, list)),
    "boolean": lambda value: isinstance(value, bool),
}


def _inputs_accept_their_examples(_app: App, module: Module) -> Iterator[str]:
    try:
        module.read(examples(module))
    except BadInput as trouble:
        yield f"it refuses an example of its own: {trouble.message}"


def _unknown_inputs_are_refused(_app: App, module: Module) -> Iterator[str]:
    if module.open_inputs:
        return
    try:
        module.read(examples(module) | {"no such input": "text"})
    except BadInput:
        return
    yield "it takes an input that it does not have"


def _schema_is_valid(_app: App, module: Module) -> Iterator[str]:
    validator: Any = import_module("jsonschema").Draft202012Validator  # for tests only
    schema = json.loads(to_json(json_schema(module)))
    wrong = list(validator(validator.META_SCHEMA).iter_errors(schema))
    yield from (f"its JSON Schema is wrong: {fault.message}" for fault in wrong)
    if not wrong:
        for fault in validator(schema).iter_errors(examples(module)):
            yield f"its JSON Schema refuses an example: {fault.message}"


def _equal_inputs_make_equal_requests(_app: App, module: Module) -> Iterator[str]:
    first, second = _attempt(module), _attempt(module)
    if isinstance(first, Driven) and isinstance(second, Driven):
        if first.bytes != second.bytes or first.saved != second.saved:
            yield "driven twice with equal inputs, it made unequal requests"
    elif str(first) != str(second):
        yield "driven twice with equal inputs, it did two different things"


def _refusals_are_heard(_app: App, module: Module) -> Iterator[str]:
    """Whoever is given a refusal as it came (`Answer.repeated`) must not take it for success."""
    asked = _attempt(module)
    first = asked.requests[0] if isinstance(asked, Driven) and asked.requests else None
    bulk = isinstance(module, Action) and module.bulk is not None
    if first is None or not first.writes or not (bulk or first.again is Again.SAFE):
        return
    try:
        heard = drive(module, examples(module), answer(b"No.", 400))
    except Trouble:
        return
    outcomes = heard.result if bulk else [heard.result] if heard.finished else ()
    if not all(isinstance(outcome, Trouble) for outcome in outcomes):
        yield "it takes a refusal (400) for success"


def _strangers_are_not_believed(_app: App, module: Module) -> Iterator[str]:
    if isinstance(module, Listen) and module.verify({}, b"{}", "key"):
        yield "it believes a call that nobody has signed"


def _attempt(module: Module) -> Driven | Trouble:
    """What the module does with its examples, up to its first question."""
    try:
        return drive(module, examples(module), reader=Bytes(b"text\n1\n"))
    except Trouble as trouble:
        return trouble


def _all_fields(fields: Iterable[Field]) -> Iterator[Field]:
    for one in fields:
        yield one
        if isinstance(one, Group | Lines):
            yield from _all_fields(one.of)


_PROMISES = (
    _label_is_an_imperative,
    _about_is_a_sentence,
    _every_input_is_labelled,
    _names_are_distinct,
    _references_lead_to_a_search,
    _picks_lead_to_a_list,
    _scopes_are_declared,
    _outputs_and_sample_agree,
    _inputs_accept_their_examples,
    _unknown_inputs_are_refused,
    _schema_is_valid,
    _equal_inputs_make_equal_requests,
    _strangers_are_not_believed,
    _refusals_are_heard,
)
