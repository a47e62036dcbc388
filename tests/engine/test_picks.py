"""The choices that a person is offered: searched, paged, and asked of the service once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from tests.engine.workshop import Service, Workshop, judge

from tallyloom.connections.connections import Connections
from tallyloom.connections.trouble import ChooseConnection
from tallyloom.engine.governor import Governor
from tallyloom.engine.picks import PAGE, Choices, Picks
from tallyloom.engine.sources import Sources
from tallyloom.kit import (
    Action,
    Answer,
    App,
    BadInput,
    Bundle,
    ExtendPermissions,
    Lines,
    NotThere,
    Pick,
    PickList,
    Reconnect,
    Request,
    RetryLater,
    Scopes,
    Steps,
    Text,
    Trouble,
    Value,
)
from tallyloom.store.allowances import Allowances
from tallyloom.store.sources import Sources as Rows

SETTINGS = Scopes(("settings.read",), ("settings.read",))
CONTACTS = Scopes(("contacts.read",), ("contacts.names.read",))


def _accounts(_search: str, _after: Value) -> Steps[tuple[Sequence[Bundle], Value]]:
    answer = yield Request("GET", "/accounts")
    return answer.json(), None


def _codes(records: Sequence[Bundle], given: Mapping[str, Value]) -> Sequence[Pick]:
    kind = given.get("kind")
    return [
        Pick(one["code"], one["name"], one["kind"])
        for one in records
        if kind in (None, one["kind"])
    ]


def _contacts(search: str, after: Value) -> Steps[tuple[Sequence[Bundle], Value]]:
    page = after or 1
    answer = yield Request("GET", "/contacts", {"q": search, "page": str(page)})
    return answer.json(), page + 1 if page < 2 else None


def _names(records: Sequence[Bundle], _given: Mapping[str, Value]) -> Sequence[Pick]:
    return [Pick(one["id"], one["name"]) for one in records]


def _nothing(_given: Any) -> Steps[Bundle]:
    yield Request("GET", "/")
    return {}


LINES = Lines(name="Lines", label="Lines", of=(Text(name="Code", label="Code", pick="codes"),))
BOOKS = App(
    name="books",
    label="Books",
    about="",
    judge=judge,
    modules={
        "post": Action(
            label="Post",
            about="",
            inputs=(Text(name="Contact.ID", label="Contact", pick="contacts"), LINES),
            run=_nothing,
        ),
    },
    pick_lists={
        "codes": PickList(
            label="Accounts", source="accounts", records=_accounts, choices=_codes, scopes=SETTINGS
        ),
        "contacts": PickList(
            label="Contacts",
            source="contacts",
            records=_contacts,
            choices=_names,
            scopes=CONTACTS,
            searches=True,
        ),
    },
)
CHART = [
    {"code": str(200 + at), "name": f"Account {at}", "kind": "SALES" if at % 2 else "BANK"}
    for at in range(120)
]


@dataclass
class _Row:
    id: str = "c1"
    name: str = "main"
    app: str = "books"
    registration_id: str = "app"
    scopes: tuple[str, ...] = ("settings.read", "contacts.names.read")
    vocabulary: str = "granular"


@dataclass
class Connected(Service):
    """The service, with what the connections room says of its connection."""

    row: _Row = field(default_factory=_Row)

    @property
    def registrations(self) -> Connected:
        return self

    def get(self, _name: str) -> _Row:
        return self.row


def answers(request: Request) -> Answer:
    if request.path == "/accounts":
        return Answer(200, {}, json.dumps(CHART).encode())
    said = [{"id": f"{request.query['q']}{request.query['page']}", "name": "Zoe"}]
    return Answer(200, {}, json.dumps(said).encode())


@pytest.fixture
def service() -> Connected:
    return Connected(answers)


@pytest.fixture
def picks(workshop: Workshop, service: Connected) -> Picks:
    with workshop.database.begin() as on:
        on.exec_driver_sql("TRUNCATE source_records, source_changes")
    apps = {"books": BOOKS}
    return Picks(
        apps,
        cast("Connections", service),
        Sources(Rows(workshop.database), apps),
        Governor(Allowances(workshop.database)),
        workshop.blobs,
        workshop.clock,
    )


Offer = Callable[..., Choices]


@pytest.fixture
def offer(picks: Picks) -> Offer:
    return lambda name="codes", given=None, **how: picks.choices(
        "main", "Demo", "books", name, given, **how
    )


def values(found: Choices) -> list[str]:
    return [one.value for one in found.picks]


def test_a_second_look_asks_nothing(offer: Offer, service: Connected) -> None:
    assert offer() == offer()
    assert len(service.got) == 1


def test_whoever_asks_anew_gets_what_is_there_now(offer: Offer, service: Connected) -> None:
    offer()
    offer(anew=True)
    assert len(service.got) == 2
    offer(search="205")
    assert len(service.got) == 2


def test_a_long_list_comes_in_pages(offer: Offer, service: Connected) -> None:
    found, after = [], None
    for size in (PAGE, PAGE, 20):
        page = offer(after=after)
        assert len(page.picks) == size
        found += values(page)
        after = page.after
    assert after is None
    assert found == [one["code"] for one in CHART]
    assert len(service.got) == 1


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("205", ["205"]),
        ("account 119", ["319"]),
        ("ACCOUNT  119 sales", ["319"]),
        ("account 119 bank", []),
        ("nothing like it", []),
        (" \x00 ", [one["code"] for one in CHART[:PAGE]]),
    ],
)
def test_a_text_is_looked_for_in_value_label_and_hint(
    offer: Offer, service: Connected, search: str, found: list[str]
) -> None:
    assert values(offer(search=search)) == found
    assert len(service.got) == 1


def test_what_the_form_holds_beside_it_decides(offer: Offer) -> None:
    assert {one.hint for one in offer(given={"kind": "BANK"}).picks} == {"BANK"}


@pytest.mark.parametrize("after", [-1, "x", 1.5, True, [1]])
def test_a_page_that_nobody_named_is_told(offer: Offer, after: Any) -> None:
    with pytest.raises(BadInput, match="no page after"):
        offer(after=after)


def test_what_is_searched_asks_the_service_once_for_each_text_and_page(
    offer: Offer, service: Connected
) -> None:
    first = offer("contacts", search="Zo")
    assert (values(first), first.after) == (["Zo1"], 2)
    second = offer("contacts", search=" Zo ", after=2)
    assert (values(second), second.after) == (["Zo2"], None)
    assert values(offer("contacts", search="Zo")) == ["Zo1"]
    assert values(offer("contacts")) == ["1"]
    assert len(service.got) == 3


@pytest.mark.parametrize(
    ("vocabulary", "said"),
    [("granular", "contacts.names.read"), ("broad", "contacts.read")],
)
def test_a_connection_without_the_permission_is_told_its_name_and_shown_nothing(
    offer: Offer, service: Connected, vocabulary: str, said: str
) -> None:
    offer("contacts")
    service.row = replace(service.row, scopes=("settings.read",), vocabulary=vocabulary)
    with pytest.raises(ExtendPermissions, match=f"Contacts: .* permission {said};") as caught:
        offer("contacts")
    assert caught.value.scopes == (said,)
    assert len(service.got) == 1


def test_a_permission_that_the_service_misses_is_named_too(
    offer: Offer, service: Connected
) -> None:
    def asks(_request: Request) -> Answer:
        raise ExtendPermissions

    service.answers = asks
    with pytest.raises(ExtendPermissions, match=r"Accounts: .* settings\.read"):
        offer()


@pytest.mark.parametrize("trouble", [Reconnect("Again."), RetryLater("Later.")])
def test_trouble_is_told_as_it_is(offer: Offer, service: Connected, trouble: Trouble) -> None:
    def asks(_request: Request) -> Answer:
        raise trouble

    service.answers = asks
    with pytest.raises(type(trouble), match=trouble.message):
        offer()


def test_a_limit_says_when_to_look_again(
    offer: Offer, service: Connected, workshop: Workshop
) -> None:
    service.answers = lambda _request: Answer(
        429, {"retry-after": "90", "x-rate-limit-problem": "day"}
    )
    service.tenant.id = "limited"
    with pytest.raises(RetryLater, match=r"look again at \d\d:\d\d:\d\d UTC"):
        offer()


@pytest.mark.parametrize(
    ("path", "named"),
    [("Contact.ID", "contacts"), ("Lines.Code", "codes"), ("Lines[].Code", "codes")],
)
def test_a_field_names_its_list(picks: Picks, path: str, named: str) -> None:
    assert picks.list_of(BOOKS.modules["post"], path) == named


def test_what_is_not_there_is_answered_with_what_is(
    picks: Picks, offer: Offer, service: Connected
) -> None:
    with pytest.raises(NotThere, match=r"these have one: Contact\.ID, Lines\.Code\."):
        picks.list_of(BOOKS.modules["post"], "Code")
    with pytest.raises(NotThere, match="there is codes, contacts"):
        offer("nothing")
    with pytest.raises(NotThere, match="there is books"):
        picks.choices("main", "Demo", "other", "codes")
    service.row = replace(service.row, app="other")
    with pytest.raises(ChooseConnection, match="connects other"):
        offer()
