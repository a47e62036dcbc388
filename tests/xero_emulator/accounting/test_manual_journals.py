"""Manual journals: their states, their lines and what they post."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator import wire
from xero_emulator.accounting.manual_journals import STATES, STATUSES
from xero_emulator.direct import Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
LINES = [
    {"LineAmount": 100, "AccountCode": "429", "Description": "Misposted"},
    {"LineAmount": -100, "AccountCode": "200"},
]


@pytest.fixture
def xero() -> Direct:
    return Direct()


def journal(**differences):
    return {"Narration": "Correction", "JournalLines": LINES, **differences}


def create(xero, **differences):
    return xero.call("createManualJournals", {"ManualJournals": [journal(**differences)]})


def change(xero, made, **sent):
    return xero.call("updateManualJournal", sent, ManualJournalID=made["ManualJournalID"])


def get(xero, made):
    return xero.call("getManualJournal", ManualJournalID=made["ManualJournalID"]).row()


def line(amount, code="429", **more):
    return {"LineAmount": amount, "AccountCode": code, **more}


def balances(xero):
    """What stands on each account that has a balance, by code."""
    accounts = xero.books.accounts.records
    found = xero.books.journals.balances().items()
    return {accounts[key]["Code"]: balance for key, balance in found if balance}


def in_state(xero, status):
    if status in STATES.born:
        return create(xero, Status=status).row()
    if status == "DELETED":
        return change(xero, create(xero).row(), Status="DELETED").row()
    return change(xero, create(xero, Status="POSTED").row(), Status="VOIDED").row()


def test_a_journal_comes_back_as_it_was_sent(xero):
    made = create(xero, Date="2026-02-14", Url="https://a.test/", Status="POSTED").row()
    assert get(xero, made) == made
    assert (made["Narration"], made["Status"], made["Url"]) == (
        "Correction",
        "POSTED",
        "https://a.test/",
    )
    assert made["Date"] == "/Date(1771027200000+0000)/"
    assert [each["LineAmount"] for each in made["JournalLines"]] == [100, -100]
    assert [each["AccountCode"] for each in made["JournalLines"]] == ["429", "200"]
    assert made["JournalLines"][0]["Description"] == "Misposted"


def test_what_is_not_said_is_a_draft_of_today_without_tax_on_the_cash_basis_too(xero):
    made = create(xero).row()
    assert (made["Status"], made["LineAmountTypes"]) == ("DRAFT", "NoTax")
    assert (made["ShowOnCashBasisReports"], made["HasAttachments"]) == (True, False)
    assert wire.date_of(made["Date"]).isoformat() == "2026-03-02"
    assert {each["TaxType"] for each in made["JournalLines"]} == {"NONE"}
    assert {each["TaxAmount"] for each in made["JournalLines"]} == {0}


EXPECTED = {  # reference, section 5.3 (edges derived there)
    "DRAFT": {"DRAFT", "POSTED", "DELETED"},
    "POSTED": {"POSTED", "VOIDED"},
}


def test_the_states_are_these():
    assert {state: set(next_) for state, next_ in STATES.edges.items()} == EXPECTED
    assert STATES.born == ("DRAFT", "POSTED")


@pytest.mark.parametrize("before", ["DRAFT", "POSTED", "DELETED", "VOIDED"])
@pytest.mark.parametrize("after", STATUSES)
def test_a_journal_goes_only_where_its_status_leads(xero, before, after):
    answer = change(xero, in_state(xero, before), Status=after)
    if after in EXPECTED.get(before, ()):
        assert answer.row()["Status"] == after
    else:
        assert answer.messages() == ["Manual journal not of valid status for modification"]


@pytest.mark.parametrize("status", ["DELETED", "VOIDED", "ARCHIVED"])
def test_a_journal_is_born_a_draft_or_posted(xero, status):
    assert create(xero, Status=status).messages() == [
        "Manual journal not of valid status for creation"
    ]


@pytest.mark.parametrize(
    "lines, told",
    [
        ((100, -10), "The total debits (100.00) must equal total credits (-10.00)"),
        ((50, 50.5, -100), "The total debits (100.50) must equal total credits (-100.00)"),
        ((100,), "A manual journal must have at least 2 journal lines."),
        ((), "A manual journal must have at least 2 journal lines."),
    ],
)
@pytest.mark.parametrize("status", ["DRAFT", "POSTED"])
def test_lines_must_sum_to_zero(xero, lines, told, status):
    sent = [line(amount) for amount in lines]
    assert told in create(xero, JournalLines=sent, Status=status).messages()


def test_a_narration_is_needed(xero):
    assert create(xero, Narration=" ").messages() == ["A narration must be specified."]
    sent = {"JournalLines": LINES}
    assert xero.call("createManualJournals", sent).status == 400


def test_an_unknown_account_is_taken_off_a_draft_with_a_warning(xero):
    lines = [line(100, "476x"), line(-100)]
    made = create(xero, JournalLines=lines).row()
    warning = "Account code '476x' has been removed as it does not match a recognised account."
    assert made["Warnings"] == [{"Message": warning}]
    assert "AccountCode" not in made["JournalLines"][0]
    assert "Warnings" not in get(xero, made)
    assert change(xero, made, Status="POSTED").messages() == [
        "Account code '' is not a valid code for this document."
    ]
    assert create(xero, JournalLines=lines, Status="POSTED").messages() == [
        "Account code '476x' is not a valid code for this document."
    ]


@pytest.mark.parametrize("code", ["090", "610", "800", "630", "960"])
def test_what_xero_posts_to_by_itself_takes_no_manual_journal(xero, code):
    answer = create(xero, JournalLines=[line(5, code), line(-5)])
    assert answer.messages() == [f"Account code '{code}' cannot be used in a manual journal."]


def test_a_posted_journal_stands_in_the_ledger_until_it_is_voided(xero):
    draft = create(xero).row()
    assert balances(xero) == {}
    change(xero, draft, Status="POSTED").row()
    assert balances(xero) == {"429": 100, "200": -100}
    change(xero, draft, Status="VOIDED").row()
    assert balances(xero) == {}
    assert len(xero.books.journals.journals) == 2


def test_an_edited_posted_journal_is_reversed_and_posted_anew(xero):
    made = create(xero, Status="POSTED").row()
    changed = change(xero, made, JournalLines=[line(30, "400"), line(-30, "200")]).row()
    assert (changed["Status"], changed["Narration"]) == ("POSTED", "Correction")
    assert balances(xero) == {"400": 30, "200": -30}
    change(xero, made, Url="https://b.test/").row()
    assert len(xero.books.journals.journals) == 3


@pytest.mark.parametrize(
    "types, expense, tax, income",
    [("Exclusive", 100, 20, -120), ("Inclusive", 100, 20, -120), ("NoTax", 120, 0, -120)],
)
def test_tax_goes_to_the_tax_account(xero, types, expense, tax, income):
    amount = 100 if types == "Exclusive" else 120
    taxed = {"TaxType": "INPUT2"}
    lines = [line(amount, **taxed), line(-120, "970", TaxType="NONE")]
    made = create(xero, LineAmountTypes=types, JournalLines=lines, Status="POSTED").row()
    assert [each["TaxAmount"] for each in made["JournalLines"]] == [tax, 0]
    wanted = {"429": expense, "820": tax, "970": income}
    assert balances(xero) == {code: amount for code, amount in wanted.items() if amount}
    totals = [each for each in xero.books.journals.tax_totals() if each.tax_type == "INPUT2"]
    assert [(each.net, each.tax) for each in totals] == [(expense, tax)]


def test_a_tax_amount_that_is_sent_counts(xero):
    taxed = {"TaxType": "INPUT2", "TaxAmount": 19.99}
    lines = [line(100, **taxed), line(-119.99, "970", TaxType="NONE")]
    made = create(xero, LineAmountTypes="Exclusive", JournalLines=lines, Status="POSTED").row()
    assert made["JournalLines"][0]["TaxAmount"] == Decimal("19.99")
    assert balances(xero)["820"] == Decimal("19.99")


def test_lines_are_taxed_again_when_their_amounts_come_to_mean_something_else(xero):
    lines = [line(120, TaxType="INPUT2"), line(-120, "970", TaxType="NONE")]
    made = create(xero, JournalLines=lines).row()
    changed = change(xero, made, LineAmountTypes="Inclusive").row()
    assert [each["TaxAmount"] for each in changed["JournalLines"]] == [20, 0]


def test_a_tax_type_must_fit_its_account(xero):
    answer = create(xero, JournalLines=[line(5, TaxType="OUTPUT2"), line(-5)])
    assert answer.messages() == [
        "The TaxType code 'OUTPUT2' cannot be used with account code '429'."
    ]


def test_lines_are_tracked_and_post_their_tracking(xero):
    made = xero.call("createTrackingCategory", {"Name": "Region"}).row()
    key = made["TrackingCategoryID"]
    option = xero.call("createTrackingOptions", {"Name": "North"}, TrackingCategoryID=key).row()
    tracking = [{"Name": "Region", "Option": "North"}]
    kept = create(xero, JournalLines=[line(7, Tracking=tracking), line(-7)], Status="POSTED").row()
    assert kept["JournalLines"][0]["Tracking"][0]["TrackingOptionID"] == option["TrackingOptionID"]
    (posted,) = xero.call("getJournals").rows()
    tracked = {each["NetAmount"]: each["TrackingCategories"] for each in posted["JournalLines"]}
    assert tracked == {7: kept["JournalLines"][0]["Tracking"], -7: []}
    wrong = [{"Name": "Region", "Option": "South"}]
    assert create(xero, JournalLines=[line(7, Tracking=wrong), line(-7)]).status == 400


def test_lock_dates_bind_what_is_posted(xero):
    organisation = xero.books.organisation
    lock = {"PeriodLockDate": "/Date(1767139200000+0000)/"}  # 31 December 2025
    xero.books.organisations.keep({**organisation, **lock})
    told = "The document date cannot be before the period lock date, currently set at "
    told += "31 December 2025"
    assert create(xero, Date="2025-12-31", Status="POSTED").messages() == [told]
    draft = create(xero, Date="2025-12-31").row()
    assert change(xero, draft, Status="POSTED").messages() == [told]
    assert change(xero, draft, Status="POSTED", Date="2026-01-01").row()["Status"] == "POSTED"
    assert change(xero, draft, Date="2025-12-31").messages() == [told]


def test_lists_have_lines_only_when_they_are_paged(xero):
    for at in range(3):
        create(xero, Narration=f"J{at}")
        xero.advance(seconds=1)
    plain = xero.call("getManualJournals")
    assert [each["JournalLines"] for each in plain.rows()] == [[], [], []]
    paged = xero.call("getManualJournals", query={"page": "2", "pageSize": "2"})
    assert [each["Narration"] for each in paged.rows()] == ["J2"]
    assert len(paged.rows()[0]["JournalLines"]) == 2
    assert paged.json["pagination"] == {"page": 2, "pageSize": 2, "pageCount": 2, "itemCount": 3}


def test_lists_are_filtered_and_ordered(xero):
    create(xero, Narration="B", Date="2026-01-10")
    xero.advance(seconds=60)
    create(xero, Narration="A", Date="2026-01-20", Status="POSTED")
    asked = (
        ({"where": 'Status=="POSTED"'}, {}, ["A"]),
        ({"where": "Date<DateTime(2026,1,15)"}, {}, ["B"]),
        ({"order": "Date DESC"}, {}, ["A", "B"]),
        ({}, {"if-modified-since": "2026-03-02T12:00:30"}, ["A"]),
    )
    for query, headers, wanted in asked:
        found = xero.call("getManualJournals", query=query, headers=headers).rows()
        assert [each["Narration"] for each in found] == wanted


def test_a_bulk_answer_tells_each_journal_apart(xero):
    sent = {"ManualJournals": [journal(), journal(JournalLines=LINES[:1])]}
    assert xero.call("createManualJournals", sent).status == 400
    assert xero.call("getManualJournals").rows() == []
    query = {"summarizeErrors": "false"}
    found = xero.call("createManualJournals", sent, query=query).rows()
    assert [each["StatusAttributeString"] for each in found] == ["OK", "ERROR"]


def test_post_creates_without_an_id_and_changes_with_one(xero):
    made = xero.call("updateOrCreateManualJournals", journal()).row()
    sent = {"ManualJournalID": made["ManualJournalID"], "Narration": "Better"}
    assert xero.call("updateOrCreateManualJournals", sent).row()["Narration"] == "Better"
    sent = {"ManualJournalID": ELSEWHERE, "Narration": "Better"}
    assert xero.call("updateOrCreateManualJournals", sent).status == 400
    assert xero.call("getManualJournal", ManualJournalID=ELSEWHERE).status == 404


def test_an_enum_of_another_dialect_is_not_understood(xero):
    answer = create(xero, LineAmountTypes="NO_TAX")
    assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)
    assert "LineAmountType" in answer.json["Message"]


def test_changes_are_told_in_its_history(xero):
    made = create(xero).row()
    change(xero, made, Status="POSTED")
    change(xero, made, Status="VOIDED")
    key = made["ManualJournalID"]
    told = xero.call("getManualJournalsHistory", ManualJournalID=key).rows()
    assert [each["Changes"] for each in told] == ["Voided", "Posted", "Created"]


def test_a_file_can_be_attached(xero):
    key = create(xero).row()["ManualJournalID"]
    operation = "createManualJournalAttachmentByFileName"
    xero.call(operation, b"bytes", ManualJournalID=key, FileName="a.txt")
    found = xero.call("getManualJournal", ManualJournalID=key).row()
    assert found["HasAttachments"] is True
    assert [each["FileName"] for each in found["Attachments"]] == ["a.txt"]


CENTS = st.integers(-10_000_00, 10_000_00)


@given(
    amounts=st.lists(CENTS, min_size=1, max_size=8), types=st.sampled_from(("NoTax", "Inclusive"))
)
def test_whatever_balances_is_posted_and_sums_to_zero(amounts, types):
    xero = Direct()
    amounts = [*amounts, -sum(amounts)]
    lines = [line(Decimal(amount) / 100, TaxType="INPUT2") for amount in amounts]
    answer = create(xero, JournalLines=lines, LineAmountTypes=types, Status="POSTED")
    assert answer.status == 200
    assert sum(xero.books.journals.balances().values()) == 0
