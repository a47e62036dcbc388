"""History: what happened to a record, and notes that are never written twice."""

from __future__ import annotations

import pytest
from tests.apps.xero.spec import Spec

from tallyloom.apps.xero import app
from tallyloom.kit import Again, BadInput, Refused
from tallyloom.kit.testing import answer, drive

NOTE = app.modules["create_history_note"]
HISTORY = app.modules["get_history"]
ID = "243216c5-369e-4056-ac67-05388f86dc81"


def test_a_note_is_sent_once_and_a_person_decides_what_became_of_it() -> None:
    written = {"Details": "Paid in cash", "DateUTC": "/Date(1789378199000)/"}
    driven = drive(
        NOTE,
        {"resource": "Invoices", "id": ID, "Details": "Paid in cash"},
        answer({"HistoryRecords": [{**written, "ValidationErrors": []}]}),
    )
    request = driven.request
    assert (request.method, request.path) == ("PUT", f"/api.xro/2.0/Invoices/{ID}/History")
    assert request.body == {"HistoryRecords": [{"Details": "Paid in cash"}]}
    assert request.again is Again.NEVER
    assert driven.result == {
        "resource": "Invoices",
        "id": ID,
        "Details": "Paid in cash",
        "DateUTC": "2026-09-14T09:29:59.000Z",
    }


def test_a_note_that_xero_refuses_is_told_in_its_words() -> None:
    words = "The document with the supplied id was not found for this endpoint."
    refused = {"Details": "x", "ValidationErrors": [{"Message": words}]}
    with pytest.raises(Refused, match=words):
        drive(
            NOTE,
            {"resource": "Payments", "id": ID, "Details": "x"},
            answer({"HistoryRecords": [refused]}),
        )


def test_a_note_of_which_xero_shows_nothing_is_added_all_the_same() -> None:
    given = {"resource": "Invoices", "id": ID, "Details": "Paid in cash"}
    assert drive(NOTE, given, answer({"HistoryRecords": []})).result == given


def test_a_note_is_no_longer_than_xero_takes_it() -> None:
    with pytest.raises(BadInput, match="at most 2500"):
        drive(NOTE, {"resource": "Invoices", "id": ID, "Details": "x" * 2501})


def test_what_happened_is_listed_with_its_moments() -> None:
    first = {"Changes": "Note", "User": "Ann", "DateUTC": "/Date(1541689281470+0000)/"}
    records = [first, {"Changes": "Approved", "User": "Bob"}]
    driven = drive(
        HISTORY, {"resource": "Items", "id": ID, "limit": 1}, answer({"HistoryRecords": records})
    )
    assert driven.request.path == f"/api.xro/2.0/Items/{ID}/History"
    (bundle,) = driven.result.bundles
    assert bundle["DateUTC"] == "2018-11-08T15:01:21.470Z"
    assert driven.result.after is None


def test_every_kind_of_record_that_has_a_history_is_offered(spec: Spec) -> None:
    paths = spec.loaded("xero_accounting")["paths"]
    having = {path.split("/")[1] for path in paths if path.endswith("/History")}
    for module in (NOTE, HISTORY):
        (kind,) = (one for one in module.inputs if one.name == "resource")
        assert set(kind.bounds()["enum"]) == having
