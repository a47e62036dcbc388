"""Journals: debits and credits come to zero before Xero is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.apps.xero.spec import Case, Spec, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import Again, BadInput, Lines
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, cautions, drive, elements_of, examples, follow

CREATE = app.modules["create_manual_journal"]
UPDATE = app.modules["update_manual_journal"]
DEBIT = {"LineAmount": "120.00", "AccountCode": "445", "Description": "December"}
CREDIT = {"LineAmount": "-120.00", "AccountCode": "805"}


def _balanced(module_id: str) -> Case:
    full = examples(app.modules[module_id])
    line = full["JournalLines"][0]
    lines = [line, line | {"LineAmount": -line["LineAmount"], "TaxAmount": -line["TaxAmount"]}]
    return Case(full | {"JournalLines": lines})


CASES = {id_: (_balanced(id_),) for id_ in ("create_manual_journal", "update_manual_journal")}


def given(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"Narration": "Accrual", "Date": "2010-12-31"}
    return base | {"JournalLines": list(lines) or [DEBIT, CREDIT]} | more


def record(id_: str = "j1", **more: Any) -> dict[str, Any]:
    lines = [{"LineAmount": Decimal("-120.0")}, {"LineAmount": Decimal("120.0")}]
    return {
        "ManualJournalID": id_,
        "Narration": "Accrual",
        "Date": "/Date(1293753600000+0000)/",
        "JournalLines": lines,
    } | more


def found(*records: dict[str, Any]) -> Answer:
    return answer({"ManualJournals": list(records)})


def test_journals_are_created_together() -> None:
    driven = drive(CREATE, [given(), given()], found(record(), record("j2")))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/ManualJournals")
    assert request.query == {"summarizeErrors": "false"}
    assert request.again is Again.LOOK
    assert [bundle["ManualJournalID"] for bundle in driven.result] == ["j1", "j2"]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (given(DEBIT), "at least 2"),
        (given(DEBIT, CREDIT | {"LineAmount": "-119.99"}), "debits are 120.00 and the credits 119"),
        (
            given(DEBIT, CREDIT | {"LineAmount": "-100"}, LineAmountTypes="Inclusive"),
            "have to be equal",
        ),
        (
            given(
                DEBIT | {"TaxType": "INPUT2", "TaxAmount": "24"},
                CREDIT | {"TaxType": "NONE"},
                LineAmountTypes="Exclusive",
            ),
            "debits are 144.00 and the credits 120.00",
        ),
        (given(DEBIT | {"AccountCode": ""}, CREDIT), "line 1 › Account: a code or an id"),
        (given(DEBIT | {"Tracking": [{"Name": "A", "Option": "B"}] * 3}, CREDIT), "at most 2"),
        (given(Narration=""), "Narration: a value is required"),
    ],
)
def test_what_xero_would_not_take_is_refused_before_it_is_asked(
    inputs: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        drive(CREATE, inputs)


def test_tax_that_xero_works_out_is_left_to_it() -> None:
    taxed = [DEBIT | {"TaxType": "INPUT2"}, CREDIT | {"LineAmount": "-144", "TaxType": "NONE"}]
    assert drive(CREATE, given(*taxed, LineAmountTypes="Exclusive")).requests


def test_a_journal_whose_answer_was_lost_is_known_again() -> None:
    (element,) = elements_of(CREATE, given())
    assert CREATE.bulk is not None
    assert CREATE.bulk.traces is not None
    another = record("j2", Narration="Another")
    listed = follow(
        CREATE.bulk.traces.recent("2010-12-31T10:00:00.000Z"), found(record(), another)
    ).result
    known = [one for one in listed if CREATE.bulk.traces.of(one) == element.trace]
    assert [one["ManualJournalID"] for one in known] == ["j1"]


def test_a_journal_without_a_status_becomes_a_draft_and_that_is_said() -> None:
    (said,) = cautions(CREATE, given()).result
    assert "draft" in [caution.code for caution in said]


def test_a_draft_is_posted_with_its_narration_and_nothing_else() -> None:
    asked = {"ManualJournalID": "j1", "Narration": "Accrual", "Status": "POSTED"}
    request = drive(UPDATE, asked).request
    assert (request.method, request.again) == ("POST", Again.SAFE)
    assert request.body == {"ManualJournals": [asked]}


def test_lines_that_replace_others_come_to_zero_too() -> None:
    asked = {"ManualJournalID": "j1", "Narration": "Accrual", "LineAmountTypes": "NoTax"}
    with pytest.raises(BadInput, match="have to be equal"):
        drive(UPDATE, asked | {"JournalLines": [DEBIT, DEBIT]})


def test_journals_are_searched_by_date_and_status() -> None:
    asked = {"from": "2010-12-01", "to": "2010-12-31", "Status": "POSTED", "order": "Date DESC"}
    query = drive(app.modules["search_manual_journals"], asked).request.query
    assert query["where"] == (
        '(Status=="POSTED")&&(Date>=DateTime(2010,12,01))&&(Date<=DateTime(2010,12,31))'
    )
    assert query["order"] == "Date DESC"


def test_a_journal_is_read_by_id() -> None:
    driven = drive(app.modules["get_manual_journal"], {"ManualJournalID": "j1"}, found(record()))
    assert driven.request.path == "/api.xro/2.0/ManualJournals/j1"
    assert driven.result["Date"] == "2010-12-31"


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    assert offered(UPDATE.inputs) == writable(spec, "ManualJournal")
    assert offered(CREATE.inputs) == writable(spec, "ManualJournal") - {"ManualJournalID"}
    (lines,) = (field for field in CREATE.inputs if field.name == "JournalLines")
    assert isinstance(lines, Lines)
    told = {"IsBlank"}  # Xero tells it
    assert offered(lines.of) == writable(spec, "ManualJournalLine") - told
