"""What all resources share: pages, order, what changed, bulk writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator.direct import Direct


@pytest.fixture
def xero() -> Direct:
    """Five contacts, created a second apart."""
    xero = Direct()
    for number in range(5):
        xero.advance(seconds=1)
        xero.call("createContacts", {"Name": f"C{number}"}).row()
    return xero


def names(answer):
    return [row["Name"] for row in answer.rows()]


@pytest.mark.parametrize(
    ("query", "shown", "block"),
    [
        ({"page": "1", "pageSize": "2"}, ["C0", "C1"], (1, 2, 3, 5)),
        ({"page": "3", "pageSize": "2"}, ["C4"], (3, 2, 3, 5)),
        ({"page": "4", "pageSize": "2"}, [], (4, 2, 3, 5)),
        ({"page": "1"}, ["C0", "C1", "C2", "C3", "C4"], (1, 100, 1, 5)),
        ({"page": "0"}, ["C0", "C1", "C2", "C3", "C4"], (1, 100, 1, 5)),
        ({"page": "1", "pageSize": "0"}, ["C0"], (1, 1, 5, 5)),
        ({"page": "1", "pageSize": "5000"}, ["C0", "C1", "C2", "C3", "C4"], (1, 1000, 1, 5)),
        ({"page": "1", "page_size": "2"}, ["C0", "C1", "C2", "C3", "C4"], (1, 100, 1, 5)),
        ({"page": "1", "where": 'Name=="C9"'}, [], (1, 100, 0, 0)),
    ],
)
def test_a_page_is_cut_and_counted(xero, query, shown, block):
    answer = xero.call("getContacts", query=query)
    assert names(answer) == shown
    words = ("page", "pageSize", "pageCount", "itemCount")
    assert answer.json["pagination"] == dict(zip(words, block, strict=True))


def test_a_list_without_a_page_is_whole_and_has_no_block(xero):
    answer = xero.call("getContacts")
    assert len(answer.rows()) == 5
    assert "pagination" not in answer.json


def test_what_changed_last_comes_last(xero):
    xero.advance(seconds=1)
    xero.call("updateOrCreateContacts", {"Name": "C1", "FirstName": "x"}).row()
    assert names(xero.call("getContacts")) == ["C0", "C2", "C3", "C4", "C1"]


def test_what_changed_together_is_ordered_by_id():
    xero = Direct()
    made = xero.call("createContacts", [{"Name": name} for name in "ABCDE"]).rows()
    listed = [row["ContactID"] for row in xero.call("getContacts").rows()]
    assert listed == sorted(row["ContactID"] for row in made)


@pytest.mark.parametrize(
    "since", ["2026-03-02T12:00:04", "2026-03-02T12:00:04.900Z", "Mon, 02 Mar 2026 12:00:04 GMT"]
)
def test_only_what_changed_since_with_the_second_itself(xero, since):
    answer = xero.call("getContacts", headers={"if-modified-since": since})
    assert names(answer) == ["C3", "C4"]


def test_order_runs_either_way(xero):
    assert names(xero.call("getContacts", query={"order": "Name DESC"}))[0] == "C4"
    assert xero.call("getContacts", query={"order": "Nothing"}).json["ErrorNumber"] == 16


def test_one_bad_element_fails_the_request_and_saves_nothing(xero):
    sent = {"Contacts": [{"Name": "New"}, {"Name": "C1"}]}
    answer = xero.call("createContacts", sent)
    assert answer.status == 400
    assert answer.json["ErrorNumber"] == 10
    assert [element["Name"] for element in answer.json["Elements"]] == ["C1"]
    assert len(xero.call("getContacts").rows()) == 5


@pytest.mark.parametrize("name", ["summarizeErrors", "SummarizeErrors", "summarizeerrors"])
@pytest.mark.parametrize("word", ["false", "False"])
def test_each_element_stands_alone_when_asked(xero, name, word):
    sent = {"Contacts": [{"Name": "New"}, {"Name": "C1"}, {"Name": "Newer"}]}
    answer = xero.call("createContacts", sent, query={name: word})
    assert answer.status == 200
    good, bad, other = answer.rows()
    assert [row["StatusAttributeString"] for row in (good, bad, other)] == ["OK", "ERROR", "OK"]
    assert bad["ContactID"] == "00000000-0000-0000-0000-000000000000"
    assert bad["ValidationErrors"][0]["Message"].startswith("The contact name C1 is already")
    assert len(xero.call("getContacts").rows()) == 7


def test_an_unreadable_element_fails_even_those_that_stand_alone(xero):
    sent = {"Contacts": [{"Name": "New"}, {"Name": "X", "Phones": 7}]}
    answer = xero.call("createContacts", sent, query={"summarizeErrors": "false"})
    assert answer.json["ErrorNumber"] == 14
    assert "Path 'Contacts[1].Phones'" in answer.json["Message"]
    assert len(xero.call("getContacts").rows()) == 5


def test_a_failed_change_leaves_the_old_record_where_it_was(xero):
    xero.advance(seconds=1)
    sent = {"Contacts": [{"Name": "C0", "FirstName": "x"}, {"Name": "Y", "EmailAddress": "no"}]}
    assert xero.call("updateOrCreateContacts", sent).status == 400
    shown = xero.call("getContacts").rows()
    assert names(xero.call("getContacts")) == ["C0", "C1", "C2", "C3", "C4"]
    assert "FirstName" not in shown[0]


def test_field_names_come_in_any_letter_case_and_strangers_are_ignored(xero):
    sent = {
        "contacts": [{"name": "New", "EMAILADDRESS": "a@b.test", "Favourite": 7, "TaxNumber": None}]
    }
    made = xero.call("createContacts", sent).row()
    assert (made["Name"], made["EmailAddress"]) == ("New", "a@b.test")
    assert "Favourite" not in made
    assert "TaxNumber" not in made


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60))
def test_the_order_is_right_however_often_it_is_asked_for(steps):
    xero = Direct()
    contacts = xero.books.contacts
    for number, asks in steps:
        xero.advance(seconds=number % 2)
        xero.call("updateOrCreateContacts", {"Name": f"C{number}", "LastName": str(number)})
        if asks:
            contacts.by_change()
    expected = sorted(
        contacts.records.values(), key=lambda each: (each["UpdatedDateUTC"], each["ContactID"])
    )
    assert contacts.by_change() == expected
