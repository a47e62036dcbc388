"""Xero tells what happened, and scenarios start: each event once, in its own organisation."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from tests.apps.xero.spec import Spec
from tests.conftest import reference_folder
from tests.database import new_database
from tests.stories.backlog import ORGANISATIONS, PROMISED, backlog
from tests.stories.hearing import KEY, Hearing, hearing, seed, served
from tests.stories.installation import LOOK, REDIRECT, Installation, MovedClock, Shop
from tests.sweep.recorder import Recorder, recording
from tests.sweep.wire import check_sent

from tallyloom.connections.trouble import ChooseOrganisation
from tallyloom.connections.vault import Secret
from tallyloom.flow.problems import CorrectScenario
from tallyloom.store.embedded import Embedded
from xero_emulator.fixture import Running, running_emulator
from xero_emulator.webhooks import envelope

BRITISH = "Demo Company (UK)"
DOCUMENT = """
schema: 1
name: {name}
connections: {{books: {{app: xero, connection: {connection}, organisation: "{organisation}"}}}}
flow:
  - {{id: 1, module: xero.watch_events, connection: books, map: {{{inputs}}}}}
  - {{id: 2, module: tools.compose, map: {{value: "{value}"}}}}
"""


def document(
    name: str = "Heard",
    organisation: str = BRITISH,
    inputs: str = "",
    value: str = "{{1.record.InvoiceNumber}}",
    connection: str = "xero",
) -> str:
    return DOCUMENT.format(
        name=name, organisation=organisation, inputs=inputs, value=value, connection=connection
    )


@pytest.fixture(scope="module")
def recorder(running: Running) -> Iterator[Recorder]:
    with recording(running.url, running.url) as recorder:
        yield recorder


@pytest.fixture
def installation(
    database_server: Embedded,
    launched_once: str,
    emulator: Running,
    recorder: Recorder,
    tmp_path: Path,
) -> Iterator[Installation]:
    """Each request of it is held against Xero's specification."""
    with new_database(database_server, launched_once) as url:
        made = Installation(url, tmp_path / "home", emulator, recorder.url)
        bases = dict.fromkeys(("login", "identity"), emulator.url) | {"api": recorder.url}
        with made.opened() as shop:
            connections = shop.house.connections
            by = connections.registrations.add("xero", "client", Secret("secret"), bases=bases)
            connections.walk(connections.begin("xero", by.id, redirect=REDIRECT))
        recorder.sent.clear()
        yield made
    spec = Spec(reference_folder() / "xero-openapi")
    for sent in recorder.sent if spec.folder.is_dir() else ():
        check_sent(spec, sent)


@pytest.fixture
def house(shop: Shop) -> Iterator[Hearing]:
    """A house that Xero has enabled; no scenario is on."""
    with hearing(shop) as house:
        house.enable()
        yield house


@pytest.fixture
def moved(installation: Installation) -> Iterator[Hearing]:
    """The same on a clock that the test moves."""
    clock = MovedClock(installation.emulator)
    with installation.opened(clock) as shop, hearing(shop) as house:
        house.enable()
        yield house


# Enabling


def test_a_webhook_is_enabled_once_its_key_is_known(shop: Shop) -> None:
    with hearing(shop) as house:
        assert house.subscribe()["status"] == "INTENT_REQUIRED"

        house.shop.house.connections.registrations.listen(house.registration, Secret(KEY))

        assert house.emulator.control.enable_webhook(house.hook)["status"] == "OK"
        house.moved()
        assert shop.house.gaps.hooks()[house.registration].proved_at is not None


def test_a_key_that_was_replaced_is_believed_only_as_long_as_it_is_kept(house: Hearing) -> None:
    registrations = house.shop.house.connections.registrations
    registrations.listen(house.registration, Secret("another key"), keep=True)
    assert house.emulator.control.enable_webhook(house.hook)["status"] == "OK"

    registrations.listen(house.registration, Secret("a third key"))
    assert httpx2.post(house.url).status_code == 401  # after which keys are looked up anew

    assert house.emulator.control.enable_webhook(house.hook)["status"] == "DISABLED"
    assert house.subscribe(key="a third key")["status"] == "OK"


def test_nobody_learns_which_addresses_there_are(house: Hearing) -> None:
    body = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "A"}'
    signed = {"x-xero-signature": envelope.signature(KEY, body)}

    unknown = httpx2.post(f"{house.address}/webhooks/unknown", content=body, headers=signed)
    named = httpx2.post(f"{house.address}/webhooks/xero client", content=body, headers=signed)
    unsigned = httpx2.post(house.url, content=body)
    looked_at = httpx2.get(house.url)
    not_there = httpx2.get(f"{house.address}/webhooks/unknown")

    assert [answer.status_code for answer in (unknown, named, unsigned)] == [404, 404, 401]
    for answer in (unknown, named, unsigned):
        assert answer.content == b""
        assert "set-cookie" not in answer.headers
    # A person's page of a webhook has the same address, and asks everybody to sign in first.
    assert looked_at.status_code == not_there.status_code == 303
    assert looked_at.content == not_there.content


# What happens


def test_an_invoice_made_in_xero_starts_the_scenario_with_its_values(house: Hearing) -> None:
    house.on(document())

    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    house.heard()

    assert sorted(each["value"] for each in house.given("Heard", 2)) == ["", "A-1"]
    [run] = house.runs()
    assert (run.status, run.origin) == ("success", {"by": "events", "events": 2})
    invoice = next(e for e in house.given("Heard") if e["eventCategory"] == "INVOICE")
    assert invoice["eventType"] == "CREATE"
    assert invoice["tenantId"] == house.tenants[BRITISH]
    assert invoice["record"]["InvoiceID"] == invoice["resourceId"]
    assert invoice["record"]["Total"] == 12
    assert invoice["record"]["LineItems"][0]["Description"] == "Lantern"
    assert set(house.outcomes()) == {"accepted"}


def test_without_records_an_event_is_what_xero_told_and_asks_xero_nothing(house: Hearing) -> None:
    house.on(document(inputs="enrich: no"))
    house.bookkeeper.credit_notes(house.tenants[BRITISH], "C-1")
    house.emulator.control.clear_log()

    house.heard()

    note = next(e for e in house.given("Heard") if e["eventCategory"] == "CREDITNOTE")
    assert note["data"] == {"Type": "ACCRECCREDIT", "Status": "DRAFT"}
    assert "record" not in note
    assert house.emulator.control.counts()["api_calls"] == 0


def test_a_scenario_hears_only_what_it_asks_for(house: Hearing) -> None:
    house.on(document("Bills", inputs="categories: INVOICE, types: CREATE"))
    house.on(document("People", inputs="categories: [contact], enrich: no"))

    tenant = house.tenants[BRITISH]
    [invoice] = house.bookkeeper.invoices(tenant, "A-1")
    house.heard()
    house.bookkeeper.write(
        "Invoices", [{"InvoiceID": invoice["InvoiceID"], "Status": "AUTHORISED"}], tenant
    )
    house.heard()

    assert [(e["eventCategory"], e["eventType"]) for e in house.given("Bills")] == [
        ("INVOICE", "CREATE")
    ]
    assert {e["eventCategory"] for e in house.given("People")} == {"CONTACT"}


def test_what_was_archived_voided_or_deleted_is_given_as_it_is_now(house: Hearing) -> None:
    house.on(document())
    tenant = house.tenants[BRITISH]
    [contact] = house.bookkeeper.contacts(tenant, "Ridgeway")
    [invoice] = house.bookkeeper.invoices(tenant, "A-1")
    house.bookkeeper.write(
        "Invoices", [{"InvoiceID": invoice["InvoiceID"], "Status": "DELETED"}], tenant
    )
    archived = {"ContactID": contact["ContactID"], "ContactStatus": "ARCHIVED"}
    house.bookkeeper.write("Contacts", [archived], tenant)

    house.heard()

    records = {e["eventCategory"]: e["record"] for e in house.given("Heard")}
    assert records["INVOICE"]["Status"] == "DELETED"
    assert records["CONTACT"]["ContactStatus"] == "ARCHIVED"


def test_two_organisations_start_two_scenarios_each_its_own(house: Hearing) -> None:
    australian = next(name for name in house.tenants if "(AU)" in name)
    for name in (BRITISH, australian):
        house.on(document(name, name, "categories: INVOICE"))

    for name in (BRITISH, australian):
        house.bookkeeper.invoices(house.tenants[name], f"Of {name}")
    house.heard()

    for name in (BRITISH, australian):
        assert house.given(name, 2) == [{"value": f"Of {name}"}]
    asked = house.emulator.control.log("/api.xro/2.0/Invoices")
    reads = [(one["tenant"], one["query"]) for one in asked if one["method"] == "GET"]
    assert sorted(tenant for tenant, _ in reads) == sorted(
        house.tenants[name] for name in (BRITISH, australian)
    )


def test_what_happens_elsewhere_or_while_it_is_off_starts_nothing(house: Hearing) -> None:
    on = house.on(document(inputs="categories: INVOICE"))
    other = next(id_ for name, id_ in house.tenants.items() if name != BRITISH)
    house.bookkeeper.invoices(other, "Elsewhere")
    house.heard()
    house.shop.house.scenarios.turn_off(on.listener.scenario_id)
    house.bookkeeper.invoices(house.tenants[BRITISH], "While off")
    house.heard()

    house.on(document(inputs="categories: INVOICE"))
    house.bookkeeper.invoices(house.tenants[BRITISH], "While on")
    house.heard()

    assert house.given("Heard", 2) == [{"value": "While on"}]


def test_what_waits_when_it_is_switched_off_goes_on_when_it_is_on_again(house: Hearing) -> None:
    on = house.on(document(inputs="categories: INVOICE"))
    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    house.emulator.control.settle()
    house.sort()
    house.shop.house.scenarios.turn_off(on.listener.scenario_id)
    assert house.shop.house.deliveries.wait_for(on.listener.scenario_id) == 1

    house.on(document(inputs="categories: INVOICE", value="again {{1.record.InvoiceNumber}}"))
    house.heard()

    assert house.given("Heard", 2) == [{"value": "again A-1"}]


def test_what_waits_is_not_run_in_another_organisation(house: Hearing) -> None:
    house.on(document(inputs="categories: INVOICE"))
    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    house.emulator.control.settle()
    house.sort()

    other = next(name for name in house.tenants if name != BRITISH)
    house.on(document(organisation=other, inputs="categories: INVOICE"))
    house.heard()

    assert house.runs() == []


def test_each_event_is_a_cycle_of_its_own(house: Hearing) -> None:
    gathered = (
        document(inputs="categories: INVOICE")
        + """
  - {id: 3, module: tools.aggregate, source: 1, map: {value: "{{2.value}}"}}
"""
    )
    house.on(gathered)

    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1", "A-2")
    house.heard()

    assert len(house.runs()) == 1
    assert len(house.given("Heard", 3)) == 2


def test_in_strict_order_each_event_has_a_run_of_its_own(house: Hearing) -> None:
    strict = document(inputs="categories: INVOICE").replace(
        "flow:", "settings: {strict_order: true}\nflow:"
    )
    house.on(strict)

    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1", "A-2", "A-3")
    house.heard()

    assert [run.origin["events"] for run in house.runs()] == [1, 1, 1]
    assert house.given("Heard", 2) == [{"value": "A-1"}, {"value": "A-2"}, {"value": "A-3"}]


# Trouble


def test_what_cannot_start_by_itself_is_not_switched_on(house: Hearing) -> None:
    polled = document(inputs="start: now").replace("watch_events", "watch_invoices")
    for wrong, said in (
        (document(inputs="categories: Invoices"), "did you mean INVOICE"),
        (document(inputs="types: DELETE"), "is not one of ALL, CREATE, UPDATE"),
        (polled, "a polling trigger, so it starts by the clock"),
        (document().replace("flow:", "inputs: [{name: a, required: true}]\nflow:"), "input a"),
    ):
        with pytest.raises(CorrectScenario, match=said):
            house.on(wrong)
    with pytest.raises(ChooseOrganisation):
        house.on(document(organisation="Nobody's"))
    assert house.shop.house.scenarios.listeners() == []


def test_a_permission_that_is_missing_is_named_and_the_events_wait_for_it(house: Hearing) -> None:
    connections = house.shop.house.connections
    [known] = connections.registrations.list()
    by = connections.registrations.add("xero", "narrow", Secret("secret"), bases=known.bases)
    few = ("openid", "offline_access", "accounting.contacts.read")
    connections.walk(connections.begin("narrow", by.id, redirect=REDIRECT, scopes=few))
    house = Hearing(house.shop, house.address, client="narrow")
    house.enable()
    house.on(document(connection="narrow", inputs="categories: INVOICE"))
    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    house.heard()
    [run] = house.runs()
    assert (run.status, run.not_before) == ("waiting", None)
    assert "permission" in run.reason

    more = connections.scopes("xero", "granular")
    connections.walk(connections.begin_again("narrow", redirect=REDIRECT, scopes=more))
    house.shop.house.runs.wake(run.id, house.shop.house.clock.now())
    house.bookkeeper.invoices(house.tenants[BRITISH], "A-2")
    house.heard()

    assert house.given("Heard", 2) == [{"value": "A-1"}, {"value": "A-2"}]


def test_a_wrong_signature_is_refused_and_nothing_is_kept(house: Hearing) -> None:
    house.on(document())
    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    house.emulator.control.settle()
    told = house.emulator.control.deliveries(house.hook)[-1]
    before = house.count("deliveries")

    for body, signature in (
        (told["body"].replace("A", "B", 1), told["signature"]),
        (told["body"], ("B" if told["signature"][0] == "A" else "A") + told["signature"][1:]),
        (told["body"], ""),
    ):
        answer = httpx2.post(house.url, content=body, headers={"x-xero-signature": signature})
        assert (answer.status_code, answer.content) == (401, b"")

    assert house.count("deliveries") == before


def test_what_is_told_again_is_dropped(house: Hearing) -> None:
    house.on(document())
    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    house.heard()
    told = house.emulator.control.deliveries(house.hook)[-1]
    for _ in range(5):
        signed = {"x-xero-signature": told["signature"]}
        assert httpx2.post(house.url, content=told["body"], headers=signed).status_code == 200

    house.heard()

    assert len(house.given("Heard")) == 2
    assert len(house.runs()) == 1
    assert house.shop.house.gaps.of(house.registration) == []


def test_a_call_that_cannot_be_read_is_in_nobodys_way(house: Hearing) -> None:
    house.on(document(inputs="categories: INVOICE"))
    for body in (b"\x00", b"[]", b'{"events":[{}],"firstEventSequence":1,"lastEventSequence":1}'):
        signed = {"x-xero-signature": envelope.signature(KEY, body)}
        assert httpx2.post(house.url, content=body, headers=signed).status_code == 200

    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
    house.heard()

    assert house.given("Heard", 2) == [{"value": "A-1"}]
    assert house.count("deliveries WHERE trouble <> ''") == 3


def test_too_much_and_too_large_is_sent_away(installation: Installation) -> None:
    with installation.opened(webhook_queue=2) as shop, hearing(shop) as house:
        house.enable()  # one delivery that waits to be sorted
        body = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "A"}'
        signed = {"x-xero-signature": envelope.signature(KEY, body)}

        answers = [httpx2.post(house.url, content=body, headers=signed) for _ in range(3)]
        large = httpx2.post(house.url, content=b" " * 1_100_000, headers=signed)

    assert [answer.status_code for answer in answers] == [200, 503, 503]
    assert answers[-1].headers["retry-after"] == "60"
    assert large.status_code == 413


def test_a_call_that_cannot_be_kept_is_not_taken(house: Hearing) -> None:
    with house.without("deliveries"):
        house.bookkeeper.invoices(house.tenants[BRITISH], "A-1")
        house.emulator.control.settle()
        assert house.outcomes()[-1] == "status"

    house.on(document(inputs="categories: INVOICE"))
    house.emulator.control.advance(900)  # Xero tries again
    house.heard()

    assert house.given("Heard", 2) == [{"value": "A-1"}]


def test_a_refused_record_leaves_every_event_for_a_person(house: Hearing) -> None:
    house.on(document(inputs="categories: INVOICE"))
    house.emulator.control.fault("status", path="/api.xro/2.0/Invoices", method="GET", status=403)
    house.bookkeeper.invoices(house.tenants[BRITISH], "A-1", "A-2")
    house.heard()
    waiting = house.shop.house.incomplete.those()
    assert len(waiting) == 2

    for one in waiting:
        house.shop.ended(house.shop.house.answers.retry(one.id))

    assert sorted(each["value"] for each in house.given("Heard", 2)) == ["A-1", "A-2"]


def test_a_name_that_another_organisation_bears_now_waits_for_a_person(house: Hearing) -> None:
    chosen = house.tenants[BRITISH]
    other = next(name for name in house.tenants if name != BRITISH)
    house.on(document(inputs="categories: INVOICE"))
    house.bookkeeper.invoices(chosen, "A-1")
    house.bookkeeper.invoices(house.tenants[other], "B-1")
    house.emulator.control.settle()
    house.swap_names(BRITISH, other)

    house.heard()

    (run,) = house.runs()
    assert (run.status, house.given("Heard")) == ("waiting", [])
    assert "Use the id of the one that you mean" in run.reason


# Gaps


def lost(house: Hearing, *numbers: str) -> None:
    """Invoices of which Xero tells, and what it tells gets lost."""
    with house.deaf():
        house.bookkeeper.invoices(house.tenants[BRITISH], *numbers)
        house.emulator.control.settle()


def test_what_a_gap_left_out_is_looked_up_and_given_once(moved: Hearing) -> None:
    moved.on(document(inputs="categories: INVOICE"))
    moved.bookkeeper.invoices(moved.tenants[BRITISH], "A-1")
    moved.heard()
    lost(moved, "A-2", "A-3")
    moved.bookkeeper.invoices(moved.tenants[BRITISH], "A-4")
    moved.heard()
    assert {state for _, _, state in moved.shop.house.gaps.of(moved.registration)} == {"open"}

    moved.shop.house.clock.wait(61)
    moved.healed()

    given = [(e["record"]["InvoiceNumber"], e["eventType"]) for e in moved.given("Heard")]
    assert sorted(given) == [
        ("A-1", "CREATE"),
        ("A-2", "MISSED"),
        ("A-3", "MISSED"),
        ("A-4", "CREATE"),
    ]
    assert [run.origin["by"] for run in moved.runs()] == ["events", "events", "gap"]


def test_what_comes_late_is_given_once_whether_it_was_looked_up_or_not(moved: Hearing) -> None:
    moved.on(document(inputs="categories: INVOICE"))
    moved.bookkeeper.invoices(moved.tenants[BRITISH], "A-1")
    moved.heard()
    lost(moved, "A-2")
    kept = moved.emulator.control.deliveries(moved.hook)
    late = next(one for one in reversed(kept) if one["events"])
    moved.bookkeeper.invoices(moved.tenants[BRITISH], "A-3")
    moved.heard()

    moved.shop.house.clock.wait(61)
    moved.healed()
    signed = {"x-xero-signature": late["signature"]}
    assert httpx2.post(moved.url, content=late["body"], headers=signed).status_code == 200
    moved.heard()

    numbers = [each["value"] for each in moved.given("Heard", 2)]
    assert sorted(numbers) == ["A-1", "A-2", "A-3"]


def test_what_fills_a_gap_in_time_is_not_looked_up(moved: Hearing) -> None:
    moved.on(document(inputs="categories: INVOICE"))
    moved.bookkeeper.invoices(moved.tenants[BRITISH], "A-1")
    moved.heard()
    lost(moved, "A-2")
    kept = moved.emulator.control.deliveries(moved.hook)
    late = next(one for one in reversed(kept) if one["events"])
    moved.bookkeeper.invoices(moved.tenants[BRITISH], "A-3")
    moved.heard()

    signed = {"x-xero-signature": late["signature"]}
    assert httpx2.post(moved.url, content=late["body"], headers=signed).status_code == 200
    moved.shop.house.clock.wait(61)
    moved.heard()

    assert [run.origin["by"] for run in moved.runs()] == ["events"] * 3
    assert {state for _, _, state in moved.shop.house.gaps.of(moved.registration)} == {"filled"}


# Economy


@pytest.fixture
def ten(tmp_path: Path) -> Iterator[Running]:
    """An emulator with ten organisations."""
    file = tmp_path / "ten.yaml"
    file.write_text(seed(ORGANISATIONS), "utf-8")
    with running_emulator(seed=str(file)) as running:
        yield running


@pytest.mark.parametrize("notes", PROMISED)
def test_a_thousand_events_of_ten_organisations_are_read_in_few_calls(
    database_server: Embedded, launched_once: str, ten: Running, tmp_path: Path, notes: int
) -> None:
    with new_database(database_server, launched_once) as url:
        found = backlog(url, tmp_path / "home", ten, notes)
    assert found.complete
    assert found.calls <= PROMISED[notes]


# Crashes


@pytest.mark.crash
@pytest.mark.parametrize("moment", ["delivered", "taking", "taken"])
def test_a_server_killed_at_this_point_loses_no_event_and_gives_none_twice(
    installation: Installation, moment: str
) -> None:
    killed, address = served(installation, TALLYLOOM_CRASH=f"{moment}:2")
    with installation.opened() as shop:
        house = Hearing(shop, address)
        house.enable()
        house.on(document(inputs="categories: INVOICE"))
        made: list[str] = []
        while not killed.ended:
            made.append(f"A-{len(made)}")
            house.bookkeeper.invoices(house.tenants[BRITISH], made[-1])
            house.emulator.control.settle()
            while not killed.ended and len(house.given("Heard", 2)) < len(made):
                time.sleep(LOOK)
        assert killed.end() == -signal.SIGKILL, killed.told

        shop.silence(timedelta(minutes=1))
        other, house.address = served(installation)
        house.subscribe()
        house.emulator.control.advance(900)  # Xero tries again
        house.emulator.control.settle()
        shop.launched = True  # it is the other process that moves runs
        house.moved()
        other.stop()
        other.end()

        assert sorted(each["value"] for each in house.given("Heard", 2)) == made
        assert {run.status for run in house.runs()} == {"success"}


@pytest.mark.crash
def test_two_servers_share_what_comes_and_give_nothing_twice(installation: Installation) -> None:
    servers = [served(installation) for _ in range(2)]
    with installation.opened() as shop:
        house = Hearing(shop, servers[0][1])
        house.enable()
        house.on(document(inputs="categories: INVOICE"))
        for batch in range(4):
            house.bookkeeper.invoices(
                house.tenants[BRITISH], *(f"A-{batch}-{n:02}" for n in range(40))
            )
            house.address = servers[batch % 2][1]
            house.subscribe()
            house.emulator.control.settle()
        shop.launched = True
        house.moved()
        for server, _ in servers:
            server.stop()
            server.end()

        numbers = [each["value"] for each in house.given("Heard", 2)]
        assert sorted(numbers) == sorted(f"A-{b}-{n:02}" for b in range(4) for n in range(40))
