"""What fires an event, what it says, and who hears it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tests.xero_emulator.webhooks.conftest import LINE, App
from tests.xero_emulator.webhooks.receiver import Received, Receiver, listening

from xero_emulator.coverage import specification
from xero_emulator.fixture import ControlRefused

MEMBERS = [
    "resourceUrl",
    "resourceId",
    "tenantId",
    "tenantType",
    "eventCategory",
    "eventType",
    "eventDateUtc",
]
PAYMENTS = ["CONTACT", "INVOICE", "PAYMENT"]


def test_an_event_says_what_xeros_say_in_their_order(
    app: App, receiver: Receiver, hook: str
) -> None:
    app.xero.control.advance(7.25)
    contact = app.contact()
    app.settle()
    (event,) = receiver.events()
    assert list(event) == MEMBERS
    assert event == {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Contacts/{contact['ContactID']}",
        "resourceId": contact["ContactID"],
        "tenantId": app.tenant,
        "tenantType": "ORGANISATION",
        "eventCategory": "CONTACT",
        "eventType": "CREATE",
        "eventDateUtc": "2026-03-02T12:00:07.250",
    }


def test_a_call_has_its_numbers_its_entropy_and_its_spaces(
    app: App, receiver: Receiver, hook: str
) -> None:
    app.contact()
    app.settle()
    (call,) = receiver.calls
    end = rb'\],"firstEventSequence": 1,"lastEventSequence": 1, "entropy": "[A-Z]{20}"\}'
    assert call.body.startswith(b'{"events":[{"resourceUrl":"https://')
    assert re.search(end + rb"$", call.body)
    assert call.is_signed_with(receiver.key)
    assert call.content_type == "application/json; charset=utf-8"


def test_changing_and_archiving_a_contact_are_updates(
    app: App, receiver: Receiver, hook: str
) -> None:
    contact = app.contact()
    at = f"Contacts/{contact['ContactID']}"
    app.write(at, {"LastName": "Hill"}, "POST")
    app.write(at, {"ContactStatus": "ARCHIVED"}, "POST")
    app.settle()
    assert receiver.told() == [("CONTACT", kind) for kind in ("CREATE", "UPDATE", "UPDATE")]
    assert {event["resourceId"] for event in receiver.events()} == {contact["ContactID"]}


def test_an_invoice_with_a_new_contact_tells_of_both_in_one_call(
    app: App, receiver: Receiver, hook: str
) -> None:
    sent = {"Type": "ACCPAY", "Contact": {"Name": "Ridgeway"}, "LineItems": [LINE]}
    app.write("Invoices", sent)
    app.settle()
    (call,) = receiver.calls
    told = [event["eventCategory"] for event in call.events]
    assert told == ["CONTACT", "INVOICE"]
    assert (call.told["firstEventSequence"], call.told["lastEventSequence"]) == (1, 2)
    assert "data" not in call.events[1]


def test_a_credit_note_tells_its_type_and_status(app: App, receiver: Receiver, hook: str) -> None:
    who = {"ContactID": app.contact()["ContactID"]}
    sent = {"Type": "ACCPAYCREDIT", "Contact": who, "LineItems": [LINE]}
    note = app.write("CreditNotes", sent)[0]
    app.write(f"CreditNotes/{note['CreditNoteID']}", {"Status": "AUTHORISED"}, "POST")
    app.settle()
    _, created, approved = receiver.events()
    assert list(created) == [*MEMBERS, "data"]
    assert created["data"] == {"Type": "ACCPAYCREDIT", "Status": "DRAFT"}
    assert approved["data"] == {"Type": "ACCPAYCREDIT", "Status": "AUTHORISED"}
    assert approved["resourceUrl"].endswith(f"/CreditNotes/{note['CreditNoteID']}")


def test_paying_an_invoice_updates_it(app: App, receiver: Receiver, hook: str) -> None:
    app.pay(app.invoice(app.contact()))
    app.settle()
    assert receiver.told() == [("CONTACT", "CREATE"), ("INVOICE", "CREATE"), ("INVOICE", "UPDATE")]


def test_whether_paying_fires_is_a_switch(app: App, receiver: Receiver, hook: str) -> None:
    app.xero.control.call("POST", "/webhooks/settings", {"payments_update_invoices": False})
    invoice = app.invoice(app.contact())
    app.pay(invoice)
    app.write(f"Invoices/{invoice['InvoiceID']}", {"DueDate": "2026-05-01"}, "POST")
    app.settle()
    assert receiver.told() == [("CONTACT", "CREATE"), ("INVOICE", "CREATE")]


def test_payments_are_told_only_to_who_asked(app: App, receiver: Receiver, hook: str) -> None:
    invoice = app.invoice(app.contact())
    app.pay(invoice)
    app.xero.control.webhook(receiver.url, app.client_id, categories=PAYMENTS)
    paid = app.pay(invoice)
    app.write(f"Payments/{paid['PaymentID']}", {"Status": "DELETED"}, "POST")
    app.settle()
    told = [event for event in receiver.events() if event["eventCategory"] == "PAYMENT"]
    assert [event["eventType"] for event in told] == ["CREATE", "UPDATE"]
    assert {event["resourceId"] for event in told} == {paid["PaymentID"]}
    stamp = "2026-03-02T12:00:00Z"
    assert told[1]["data"] == {
        "Type": "ACCRECPAYMENT",
        "Status": "DELETED",
        "UpdatedDateUTCString": stamp,
    }


def test_what_does_not_count_as_a_change_fires_nothing(
    app: App, receiver: Receiver, hook: str
) -> None:
    """Marking a customer, and the due date of an invoice that is partly paid."""
    invoice = app.invoice(app.contact())
    app.pay(invoice)
    app.settle()
    receiver.calls.clear()
    app.write(f"Invoices/{invoice['InvoiceID']}", {"DueDate": "2026-05-01"}, "POST")
    app.settle()
    assert receiver.calls == []


def test_a_refused_request_fires_nothing(app: App, receiver: Receiver, hook: str) -> None:
    good, bad = {"Name": "Good"}, {"Name": ""}
    app.write("Contacts", {"Contacts": [good, bad]}, status=400)
    app.settle()
    assert receiver.calls == []
    app.write("Contacts", {"Contacts": [good, bad]}, summarizeErrors="false")
    app.settle()
    assert receiver.told() == [("CONTACT", "CREATE")]


def test_a_write_that_is_answered_from_memory_fires_once(
    app: App, receiver: Receiver, hook: str
) -> None:
    app.http.headers["idempotency-key"] = "k1"
    first, again = app.contact(), app.contact()
    assert first == again
    app.settle()
    assert receiver.told() == [("CONTACT", "CREATE")]


def test_reading_fires_nothing(app: App, receiver: Receiver, hook: str) -> None:
    app.write("Contacts", None, "GET")
    app.settle()
    assert receiver.calls == []


def test_events_of_one_request_come_in_one_call_and_a_batch_has_its_size(
    app: App, receiver: Receiver, hook: str
) -> None:
    app.contacts("A", "B", "C")
    app.settle()
    assert [len(call.events) for call in receiver.calls] == [3]
    app.xero.control.call("POST", "/webhooks/settings", {"batch": 2})
    app.contacts("D", "E", "F")
    app.settle()
    assert [len(call.events) for call in receiver.calls] == [3, 2, 1]
    numbers = [
        (call.told["firstEventSequence"], call.told["lastEventSequence"]) for call in receiver.calls
    ]
    assert numbers == [(1, 3), (4, 5), (6, 6)]


def test_an_app_hears_only_of_organisations_it_is_connected_to(
    app: App, receiver: Receiver, hook: str
) -> None:
    app.xero.consent("our-app", tenants=[app.xero.tenants()["AU"]])
    app.xero.control.revoke("connections", client_id="our-app", tenant_id=app.tenant)
    token = app.xero.consent("another-app")["access_token"]
    app.http.headers["authorization"] = f"Bearer {token}"
    app.contact("London")
    app.http.headers["xero-tenant-id"] = app.xero.tenants()["AU"]
    app.contact("Sydney")
    app.settle()
    assert [event["tenantId"] for event in receiver.events()] == [app.xero.tenants()["AU"]]


def test_each_app_counts_for_itself(app: App, receiver: Receiver, hook: str) -> None:
    app.contact("One")
    app.xero.consent("another-app", tenants=[app.tenant])
    with listening() as theirs:
        app.xero.control.webhook(theirs.url, "another-app", key=theirs.key)
        app.contact("Two")
        app.settle()
        told = [call.told["lastEventSequence"] for call in theirs.calls]
    assert told[-1] == 1
    assert receiver.calls[-1].told["lastEventSequence"] == 2


def test_a_webhook_of_every_app_hears_of_whatever_any_app_reaches(
    app: App, receiver: Receiver
) -> None:
    app.xero.control.webhook(receiver.url, key=receiver.key)
    app.contact()
    app.settle()
    assert receiver.told() == [("CONTACT", "CREATE")]


def test_what_was_not_subscribed_is_not_heard(app: App, receiver: Receiver, hook: str) -> None:
    app.xero.control.webhook(receiver.url, app.client_id, categories=["INVOICE"])
    app.invoice(app.contact())
    app.settle()
    assert receiver.told() == [("INVOICE", "CREATE")]
    assert receiver.calls[0].told["firstEventSequence"] == 1


def test_a_deleted_webhook_is_silent(app: App, receiver: Receiver, hook: str) -> None:
    app.xero.control.call("DELETE", f"/webhooks/{hook}")
    app.contact()
    app.settle()
    assert receiver.calls == []
    with pytest.raises(ControlRefused, match=r"404.*lists them"):
        app.xero.control.deliveries(hook)


def test_the_apps_own_subscription_is_told_of_on_demand(
    app: App, receiver: Receiver, hook: str
) -> None:
    fired = {"type": "CREATE", "resource_id": "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777"}
    app.xero.control.call("POST", f"/webhooks/{hook}/subscription-event", fired)
    app.settle()
    (event,) = receiver.events()
    assert (event["eventCategory"], event["eventType"]) == ("SUBSCRIPTION", "CREATE")
    assert (event["tenantType"], event["resourceId"]) == ("APPLICATION", fired["resource_id"])
    assert event["tenantId"] != app.tenant


def test_addresses_in_events_can_lead_here(app: App, receiver: Receiver, hook: str) -> None:
    change = {"resources_at": app.xero.url}
    app.xero.control.call("POST", "/webhooks/settings", change)
    contact = app.contact()
    app.settle()
    address = receiver.events()[0]["resourceUrl"]
    assert app.http.get(address).json()["Contacts"][0]["ContactID"] == contact["ContactID"]
    change = {"resources_at": "https://api.xero.com"}
    app.xero.control.call("POST", "/webhooks/settings", change)


class Shapes:
    """The bodies that Xero's webhooks OpenAPI promises, by operationId."""

    def __init__(self, folder: Path) -> None:
        document = specification(folder / "xero-openapi" / "xero-webhooks.yaml")
        home = Resource(document, DRAFT202012)
        self._registry = Registry().with_resource("urn:webhooks", home)
        self._operations = {
            each["post"]["operationId"]: each["post"] for each in document["webhooks"].values()
        }

    def wrong(self, operation_id: str, call: Received) -> list[str]:
        body = self._operations[operation_id]["requestBody"]["content"]["application/json"]
        schema = {"$ref": f"urn:webhooks{body['schema']['$ref']}"}
        checker = Draft202012Validator(schema, registry=self._registry)
        told = [error.message for error in checker.iter_errors(call.told)]
        return told + [f"{event} is more" for event in map(_more, call.events) if event]


def _more(event: dict[str, Any]) -> set[str]:
    return set(event) - {*MEMBERS, "data"}


def test_every_kind_of_call_has_the_specified_shape(
    app: App, receiver: Receiver, hook: str, reference: Path
) -> None:
    shapes = Shapes(reference)
    contact = app.contact()
    app.settle()
    app.invoice(contact)
    app.settle()
    who = {"ContactID": contact["ContactID"]}
    app.write("CreditNotes", {"Type": "ACCRECCREDIT", "Contact": who, "LineItems": [LINE]})
    app.settle()
    app.xero.control.call("POST", f"/webhooks/{hook}/subscription-event")
    app.settle()
    kinds = ("Contact", "Invoice", "CreditNote", "Subscription")
    wrong = [
        line
        for kind, call in zip(kinds, receiver.calls, strict=True)
        for line in shapes.wrong(f"publish{kind}Event", call)
    ]
    assert wrong == []


def test_a_wrong_shape_would_be_seen(
    app: App, receiver: Receiver, hook: str, reference: Path
) -> None:
    app.contact()
    app.settle()
    body = receiver.calls[0].body.replace(b"CREATE", b"MADE")
    spoiled = Received(body, "", "")
    assert Shapes(reference).wrong("publishContactEvent", spoiled) != []


@pytest.mark.parametrize("kind", ["Prepayment", "Overpayment"])
def test_money_on_account_tells_its_type_its_status_and_when(
    app: App, receiver: Receiver, hook: str, kind: str
) -> None:
    who = {"ContactID": app.contact()["ContactID"]}
    line = LINE if kind == "Prepayment" else {"Description": "x", "UnitAmount": 100}
    sent = {"Contact": who, "BankAccount": {"Code": "090"}, "LineItems": [line]}
    app.write("BankTransactions", {**sent, "Type": f"RECEIVE-{kind.upper()}"})
    invoice = app.invoice({"ContactID": who["ContactID"]})
    (money,) = app.write(f"{kind}s", None, "GET")
    key = money[f"{kind}ID"]
    app.xero.control.advance(60)
    allocation = {"Amount": 100, "Invoice": {"InvoiceID": invoice["InvoiceID"]}}
    app.write(f"{kind}s/{key}/Allocations", {**allocation, "Date": "2026-03-02"})
    app.settle()
    told = [event for event in receiver.events() if event["eventCategory"] == kind.upper()]
    assert [event["eventType"] for event in told] == ["CREATE", "UPDATE"]
    assert told[0]["resourceUrl"].endswith(f"/api.xro/2.0/{kind}s/{key}")
    assert told[0]["data"] == {
        "Type": f"RECEIVE-{kind.upper()}",
        "Status": "AUTHORISED",
        "UpdatedDateUTCString": "2026-03-02T12:00:00Z",
    }
    assert told[1]["data"]["Status"] in ("AUTHORISED", "PAID")
    assert told[1]["data"]["UpdatedDateUTCString"] == "2026-03-02T12:01:00Z"
    assert ("INVOICE", "UPDATE") in receiver.told()
