"""What happens when a receiver fails: retries by the emulator's clock, the end, and the replay."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.xero_emulator.webhooks.conftest import NOON, App
from tests.xero_emulator.webhooks.receiver import (
    BAD,
    BROKEN,
    GOOD,
    Answer,
    Received,
    Receiver,
    listening,
)

from xero_emulator.fixture import running_emulator

START = datetime.fromisoformat(NOON)
QUARTER, DAY = 15 * 60, 24 * 60 * 60


def state(app: App) -> dict[str, Any]:
    """The only webhook, as control shows it."""
    (found,) = app.xero.control.webhooks()["webhooks"]
    return dict(found)


def attempts(app: App, hook: str) -> list[tuple[int, str]]:
    """When each attempt of the last delivery was made, in seconds from noon, and its outcome."""
    found = app.xero.control.deliveries(hook)[-1]["attempts"]
    return [
        (int((datetime.fromisoformat(each["at"]) - START).total_seconds()), each["outcome"])
        for each in found
    ]


def names(receiver: Receiver, app: App) -> list[str]:
    """Of the contacts that the receiver was told of, in order."""
    listed = app.write("Contacts", None, "GET")
    known = {each["ContactID"]: each["Name"] for each in listed}
    return [known[event["resourceId"]] for event in receiver.events()]


def only_probes_are_answered(receiver: Receiver) -> None:
    """Enabled whenever it is asked, and deaf to every event."""

    def answer(call: Received) -> Answer:
        if not call.is_probe:
            return BROKEN
        return GOOD if call.is_signed_with(receiver.key) else BAD

    receiver.saying = answer


def test_a_failure_is_retried_at_once_with_the_same_bytes(
    app: App, receiver: Receiver, hook: str
) -> None:
    receiver.says(BROKEN)
    app.contact()
    app.settle()
    first, second = receiver.calls
    assert (first.body, first.signature) == (second.body, second.signature)
    assert attempts(app, hook) == [(0, "status"), (0, "accepted")]
    assert state(app)["status"] == "OK"


def test_then_every_fifteen_minutes(app: App, receiver: Receiver, hook: str) -> None:
    receiver.says(*[BROKEN] * 4)
    app.contact()
    app.settle()
    assert state(app)["status"] == "RETRYING"
    assert state(app)["next_attempt"] == "2026-03-02T12:15:00Z"
    app.xero.control.advance(QUARTER - 1)
    assert len(receiver.calls) == 2
    app.xero.control.advance(1)
    assert len(receiver.calls) == 3
    app.xero.control.advance(DAY)
    made = [0, 0, QUARTER, 2 * QUARTER, 3 * QUARTER]
    assert [at for at, _ in attempts(app, hook)] == made
    assert (state(app)["status"], state(app)["undelivered"]) == ("OK", 0)


def test_each_attempt_is_made_at_its_own_time(app: App, receiver: Receiver, hook: str) -> None:
    """A receiver that looks at the emulator's clock while it is called sees that time."""
    seen: list[str] = []

    def answer(call: Received) -> Answer:
        seen.append(httpx2.get(f"{app.xero.url}/_emulator/clock").json()["now"])
        return BROKEN

    receiver.saying = answer
    app.contact()
    app.xero.control.advance(2 * QUARTER + 1)
    times = ["12:00:00", "12:00:00", "12:15:00", "12:30:00"]
    assert seen == [f"2026-03-02T{time}Z" for time in times]
    assert app.xero.control.state()["now"] == "2026-03-02T12:30:01Z"


def test_after_a_day_it_is_disabled_and_a_mail_says_so(
    app: App, receiver: Receiver, hook: str
) -> None:
    only_probes_are_answered(receiver)
    app.contact()
    app.xero.control.advance(DAY - 1)
    assert (len(receiver.calls), state(app)["status"]) == (97, "RETRYING")
    app.xero.control.advance(1)
    assert (len(receiver.calls), state(app)["status"]) == (98, "DISABLED")
    app.xero.control.advance(30 * DAY)
    assert len(receiver.calls) == 98
    (mail,) = app.xero.control.webhooks()["mails"]
    assert (mail["at"], mail["to"]) == ("2026-03-03T12:00:00Z", "demo.user@example.com")
    assert receiver.url in mail["subject"]


def test_thirty_days_of_retries_and_the_replay_in_order(
    app: App, receiver: Receiver, hook: str
) -> None:
    """Disabled each day and enabled again the next, with something new each day."""
    only_probes_are_answered(receiver)
    kept = app.xero.control
    wanted = []
    for day in range(29):
        kept.set_clock((START + timedelta(days=day)).isoformat())
        app.http.headers["authorization"] = f"Bearer {token(app)}"
        wanted.append(app.contact(f"Day {day}")["Name"])
        kept.advance(DAY - 1)
        kept.advance(1)
        assert state(app)["status"] == "DISABLED"
        assert kept.enable_webhook(hook)["status"] == "OK"
    assert len(receiver.calls) > 29 * 97
    assert len(kept.webhooks()["mails"]) == 29

    kept.advance(DAY)
    receiver.recovers()
    receiver.calls.clear()
    assert kept.enable_webhook(hook)["status"] == "OK"
    app.settle()
    app.http.headers["authorization"] = f"Bearer {token(app)}"
    assert names(receiver, app) == wanted
    assert state(app)["undelivered"] == 0


def token(app: App) -> str:
    """A fresh one: days pass here, and a token lives half an hour."""
    form = {"grant_type": "client_credentials", "scope": "accounting.contacts"}
    answer = app.http.post(f"{app.xero.url}/connect/token", data=form, auth=("our-app", "secret"))
    return str(answer.json()["access_token"])


def test_undelivered_events_are_kept_for_thirty_one_days(
    app: App, receiver: Receiver, hook: str
) -> None:
    only_probes_are_answered(receiver)
    app.contact("Old")
    app.xero.control.advance(1)
    app.contact("New")
    app.xero.control.advance(31 * DAY - 1)
    assert app.xero.control.call("GET", f"/webhooks/{hook}")["undelivered"] == 1
    assert state(app)["undelivered"] == 1
    receiver.recovers()
    receiver.calls.clear()
    app.xero.control.enable_webhook(hook)
    app.settle()
    app.http.headers["authorization"] = f"Bearer {token(app)}"
    assert names(receiver, app) == ["New"]


def test_later_events_wait_behind_what_is_retried(app: App, receiver: Receiver, hook: str) -> None:
    receiver.says(BROKEN, BROKEN)
    app.contact("First")
    app.settle()
    app.contact("Second")
    app.contact("Third")
    app.settle()
    assert len(receiver.calls) == 2
    assert state(app)["undelivered"] == 3
    app.xero.control.advance(QUARTER)
    assert names(receiver, app) == ["First"] * 3 + ["Second", "Third"]
    assert [len(call.events) for call in receiver.calls] == [1, 1, 1, 2]


def test_what_happens_while_it_is_disabled_is_replayed(
    app: App, receiver: Receiver, hook: str
) -> None:
    only_probes_are_answered(receiver)
    app.contact("Before")
    app.settle()
    app.xero.control.advance(DAY)
    app.http.headers["authorization"] = f"Bearer {token(app)}"
    app.contact("While")
    app.settle()
    assert state(app)["undelivered"] == 2
    receiver.recovers()
    receiver.calls.clear()
    app.xero.control.enable_webhook(hook)
    app.settle()
    assert names(receiver, app) == ["Before", "While"]
    assert receiver.calls[-1].told["lastEventSequence"] == 2


def test_a_receiver_that_does_not_show_its_intent_again_stays_disabled(
    app: App, receiver: Receiver, hook: str
) -> None:
    receiver.always(GOOD)
    assert app.xero.control.enable_webhook(hook)["status"] == "DISABLED"
    app.contact()
    app.settle()
    assert receiver.events() == []
    assert state(app)["undelivered"] == 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(200, b"thanks"), "body"),
        (Answer(200, headers={"set-cookie": "session=1"}), "cookies"),
        (Answer(302, headers={"location": "http://localhost/elsewhere"}), "status"),
        (Answer(401), "status"),
        (Answer(503), "status"),
    ],
)
def test_an_answer_that_is_not_accepted_is_a_failure(
    app: App, receiver: Receiver, hook: str, answer: Answer, outcome: str
) -> None:
    receiver.always(answer)
    app.contact()
    app.settle()
    assert [each[1] for each in attempts(app, hook)] == [outcome] * 2


def test_an_answer_that_takes_too_long_is_a_failure(
    app: App, receiver: Receiver, hook: str
) -> None:
    assert app.xero.control.webhooks()["settings"]["seconds"] == 5
    app.xero.control.call("POST", "/webhooks/settings", {"seconds": 0.05})
    never = threading.Event()
    receiver.always(Answer(wait=never))
    app.contact()
    app.settle()
    never.set()
    assert [each[1] for each in attempts(app, hook)] == ["timeout"] * 2


def test_a_receiver_that_is_gone_is_a_failure(app: App) -> None:
    with listening() as receiver:
        goodbye = {"connection": "close"}
        receiver.says(*(Answer(each.status, headers=goodbye) for each in (GOOD, BAD, BAD)))
        hook = app.xero.control.webhook(receiver.url, app.client_id, key=receiver.key)["id"]
    app.contact()
    app.settle()
    assert [each[1] for each in attempts(app, hook)] == ["unreachable"] * 2


def test_one_receiver_that_fails_does_not_hold_up_another(
    app: App, receiver: Receiver, hook: str
) -> None:
    receiver.always(BROKEN)
    with listening() as other:
        app.xero.control.webhook(other.url, None, key=other.key)
        other.calls.clear()
        app.contact()
        app.settle()
        assert other.told() == [("CONTACT", "CREATE")]


def test_a_snapshot_holds_webhooks_and_what_they_were_not_told(
    app: App, receiver: Receiver, hook: str
) -> None:
    receiver.always(BROKEN)
    app.contact("First")
    app.settle()
    app.contact("Second")
    kept = app.xero.control.snapshot()
    app.xero.control.reset()
    assert app.xero.control.webhooks()["webhooks"] == []
    receiver.recovers()
    receiver.calls.clear()
    app.xero.control.load_snapshot(kept)
    assert (state(app)["status"], state(app)["undelivered"]) == ("RETRYING", 2)
    app.xero.control.advance(QUARTER)
    assert names(receiver, app) == ["First", "Second"]
    assert receiver.calls[-1].is_signed_with(receiver.key)


def test_a_saved_state_goes_on_where_it_stopped(tmp_path: Path, receiver: Receiver) -> None:
    file = tmp_path / "xero.json"
    with running_emulator(seed="empty", state=file) as first:
        first.control.set_clock(NOON)
        tenant = first.tenants()["GB"]
        app = App(first, "our-app", tenant, httpx2.Client())
        app.http.headers |= {"authorization": f"Bearer {token(app)}", "xero-tenant-id": tenant}
        first.control.webhook(receiver.url, key=receiver.key)
        receiver.always(BROKEN)
        app.contact("Kept")
        app.settle()
    receiver.recovers()
    receiver.calls.clear()
    with running_emulator(seed="empty", state=file) as second:
        second.control.advance(QUARTER)
        assert receiver.told() == [("CONTACT", "CREATE")]
    app.http.close()


def test_reset_forgets_webhooks_unless_identity_is_kept(
    app: App, receiver: Receiver, hook: str
) -> None:
    only_probes_are_answered(receiver)
    app.contact()
    app.settle()
    app.xero.control.reset(keep_identity=True)
    assert (state(app)["id"], state(app)["undelivered"]) == (hook, 0)
    app.xero.control.reset()
    assert app.xero.control.webhooks()["webhooks"] == []


def test_with_a_clock_that_runs_events_come_by_themselves(app: App, receiver: Receiver) -> None:
    app.xero.control.webhook(receiver.url, app.client_id, key=receiver.key)
    app.xero.control.call("POST", "/clock", {"running": True})
    came: queue.Queue[Received] = queue.Queue()
    receiver.calls.clear()

    def answer(call: Received) -> Answer:
        came.put(call)
        return GOOD

    receiver.saying = answer
    app.contact()
    assert came.get(timeout=30).events[0]["eventCategory"] == "CONTACT"


def test_a_clock_that_is_elsewhere_moves_the_retries_too(app: App, receiver: Receiver) -> None:
    with running_emulator(seed="empty", clock=f"{app.xero.url}/_emulator/clock") as follower:
        tenant = follower.tenants()["GB"]
        theirs = App(follower, "our-app", tenant, httpx2.Client())
        theirs.http.headers["xero-tenant-id"] = tenant
        theirs.http.headers["authorization"] = f"Bearer {token(theirs)}"
        hook = follower.control.webhook(receiver.url, key=receiver.key)["id"]
        receiver.calls.clear()
        receiver.says(*[BROKEN] * 3)
        theirs.contact()
        theirs.settle()
        app.xero.control.advance(DAY / 2)
        theirs.settle()
        assert [at for at, _ in attempts(theirs, hook)] == [0, 0, QUARTER, 2 * QUARTER]
        theirs.http.close()


def test_the_command_line_may_name_a_webhook(receiver: Receiver) -> None:
    with running_emulator(seed="empty", webhook=(receiver.url, receiver.key)) as emulator:
        emulator.control.settle()
        (made,) = emulator.control.webhooks()["webhooks"]
        assert (made["status"], made["client_id"]) == ("OK", None)
        emulator.control.reset()
        assert emulator.control.webhooks()["webhooks"][0]["id"] == made["id"]


def test_a_saved_webhook_keeps_its_key_when_the_command_line_names_it_again(
    tmp_path: Path, receiver: Receiver
) -> None:
    state = tmp_path / "state.json"
    with running_emulator(seed="empty", state=state, webhook=(receiver.url, receiver.key)) as first:
        first.control.settle()
        (saved,) = first.control.webhooks()["webhooks"]
    with running_emulator(state=state, webhook=(receiver.url, None)) as again:
        assert again.control.webhooks()["webhooks"] == [saved]


def test_another_address_on_the_command_line_has_to_show_that_it_can_receive(
    tmp_path: Path, receiver: Receiver
) -> None:
    state = tmp_path / "state.json"
    with running_emulator(seed="empty", state=state, webhook=(receiver.url, receiver.key)) as first:
        first.control.settle()
        (saved,) = first.control.webhooks()["webhooks"]
    with (
        listening() as moved,
        running_emulator(state=state, webhook=(moved.url, moved.key)) as xero,
    ):
        xero.control.settle()
        (found,) = xero.control.webhooks()["webhooks"]
        assert found == saved | {"url": moved.url, "key": moved.key}
        assert [call.is_probe for call in moved.calls] == [True, True, True]


def test_the_command_prints_the_key(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "xero_emulator", "--port", "0"]
    command += ["--webhook", "http://localhost:9/xero", "--webhook-key", "my key"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.stdout.readline()
        process.terminate()
    assert said == "Webhook to http://localhost:9/xero, signed with the key my key\n"
    assert process.returncode == 0
