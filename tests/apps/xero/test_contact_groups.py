"""Contact groups: made once by name, filled with many contacts in a call."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Spec, offered, writable

from tallyloom.apps.xero import app
from tallyloom.kit import Action, Again, Answer, BadInput, NotThere, Refused
from tallyloom.kit.testing import answer, drive, elements_of, look_up

CREATE = app.modules["create_contact_group"]
ADD = app.modules["add_contact_to_group"]
assert isinstance(ADD, Action)
REMOVE = app.modules["remove_contact_from_group"]
DELETE = app.modules["delete_contact_group"]
ID = "17b44ed7-4389-4162-91cb-3dd5766e4e22"
ANN = "bd2270c3-8706-4c11-9cfb-000b551c3f51"
BOB = "5b96e86b-418e-48e8-8949-308c14aec278"
GROUP = {"ContactGroupID": ID, "Name": "Newsletter", "Status": "ACTIVE"}
GONE = answer(b"<html>not found</html>", status=404, content_type="text/html")


def found(*groups: dict[str, Any]) -> Answer:
    return answer({"ContactGroups": list(groups)})


def test_a_group_is_made_by_its_name() -> None:
    driven = drive(CREATE, {"Name": " Newsletter "}, found(GROUP))
    assert (driven.request.method, driven.request.path) == ("PUT", "/api.xro/2.0/ContactGroups")
    assert driven.request.body == {"ContactGroups": [{"Name": "Newsletter"}]}
    assert driven.request.again is Again.LOOK
    assert driven.result[0]["ContactGroupID"] == ID


def test_a_group_is_looked_up_by_name_whatever_its_capitals() -> None:
    (element,) = elements_of(CREATE, {"Name": "NEWSLETTER"})
    assert element.key == "newsletter"
    driven = look_up(CREATE, [{"Name": "NEWSLETTER"}, {"Name": "Club"}], found(GROUP))
    assert len(driven.requests) == 1
    assert list(driven.result) == ["newsletter"]


def test_the_limit_of_a_hundred_groups_is_said_in_xeros_words() -> None:
    words = "You've reached the limit of 100 contact groups."
    refused = {
        "Name": "Club",
        "HasValidationErrors": True,
        "ValidationErrors": [{"Message": words}],
    }
    (trouble,) = drive(CREATE, {"Name": "Club"}, found(refused)).result
    assert isinstance(trouble, Refused)
    assert trouble.words == (words,)


def test_many_contacts_are_added_in_one_call_each_once() -> None:
    driven = drive(
        ADD,
        {"ContactGroupID": ID, "ContactIDs": f"{ANN}, {BOB}, {ANN}"},
        answer({"Contacts": [{"ContactID": ANN, "HasValidationErrors": False}]}),
    )
    request = driven.request
    assert (request.method, request.path) == ("PUT", f"/api.xro/2.0/ContactGroups/{ID}/Contacts")
    assert request.body == {"Contacts": [{"ContactID": ANN}, {"ContactID": BOB}]}
    assert request.again is Again.SAFE
    assert driven.result == [{"ContactGroupID": ID, "Contacts": [{"ContactID": ANN}]}]


def test_contacts_of_many_bundles_are_added_in_one_call() -> None:
    many = [{"ContactGroupID": ID, "ContactIDs": ids} for ids in (ANN, f"{BOB},{ANN}", ANN.upper())]
    assert {element.together for element in elements_of(ADD, many)} == {ID}
    added = answer({"Contacts": [{"ContactID": BOB}, {"ContactID": ANN}]})
    driven = drive(ADD, many, added)
    assert len(driven.request.body["Contacts"]) == 2
    assert [[one["ContactID"] for one in each["Contacts"]] for each in driven.result] == [
        [ANN],
        [BOB, ANN],
        [ANN],
    ]


def test_contacts_of_two_groups_are_not_added_together() -> None:
    many = [{"ContactGroupID": group, "ContactIDs": ANN} for group in (ID, BOB)]
    assert len({element.together for element in elements_of(ADD, many)}) == 2


def test_a_contact_that_xero_refuses_is_told_with_its_words() -> None:
    said = [{"Message": "It is archived."}]
    wrong = {"ContactID": ANN, "HasValidationErrors": True, "ValidationErrors": said}
    many = [{"ContactGroupID": ID, "ContactIDs": id_} for id_ in (ANN, BOB)]
    trouble, bundle = drive(ADD, many, answer({"Contacts": [wrong, {"ContactID": BOB}]})).result
    assert isinstance(trouble, Refused)
    assert "It is archived" in trouble.message
    assert bundle["Contacts"] == [{"ContactID": BOB}]


def test_no_contact_at_all_is_refused_before_the_call() -> None:
    with pytest.raises(BadInput, match="Contacts"):
        drive(ADD, {"ContactGroupID": ID, "ContactIDs": ""})
    with pytest.raises(BadInput, match="at least one"):
        drive(ADD, {"ContactGroupID": ID, "ContactIDs": []})


def test_a_contact_that_an_earlier_try_removed_is_removed() -> None:
    given = {"ContactGroupID": ID, "ContactID": ANN}
    driven = drive(REMOVE, given, answer(status=204))
    assert driven.request.method == "DELETE"
    assert driven.request.path == f"/api.xro/2.0/ContactGroups/{ID}/Contacts/{ANN}"
    assert driven.result == {**given, "removed": True}
    drive(REMOVE, given, Answer(404, GONE.headers, GONE.body, repeated=True))
    with pytest.raises(NotThere):
        drive(REMOVE, given, GONE)


def test_a_group_is_deleted_by_its_status() -> None:
    driven = drive(DELETE, {"ContactGroupID": ID}, found({**GROUP, "Status": "DELETED"}))
    request = driven.request
    assert (request.method, request.path) == ("POST", f"/api.xro/2.0/ContactGroups/{ID}")
    assert request.body == {"ContactGroups": [{"ContactGroupID": ID, "Status": "DELETED"}]}
    assert driven.result["Status"] == "DELETED"


def test_a_group_that_an_earlier_try_deleted_is_deleted() -> None:
    again = Answer(404, GONE.headers, GONE.body, repeated=True)
    assert drive(DELETE, {"ContactGroupID": ID}, again).result["Status"] == "DELETED"
    with pytest.raises(NotThere):
        drive(DELETE, {"ContactGroupID": ID}, GONE)


def test_a_group_is_read_with_its_contacts() -> None:
    contact = {"ContactID": ANN, "Name": "Ann"}
    driven = drive(
        app.modules["get_contact_group"],
        {"ContactGroupID": ID},
        found({**GROUP, "Contacts": [contact]}),
    )
    assert driven.request.path == f"/api.xro/2.0/ContactGroups/{ID}"
    assert driven.result["Contacts"] == [contact]


def test_groups_are_searched_by_name_or_filter() -> None:
    given = {"Name": "Newsletter", "where": 'Status=="ACTIVE"', "order": "Name ASC"}
    driven = drive(app.modules["search_contact_groups"], given, found(GROUP))
    assert driven.request.query == {
        "where": '(Name=="Newsletter")&&(Status=="ACTIVE")',
        "order": "Name ASC",
    }
    assert driven.result.bundles == [GROUP]


def test_every_field_that_xero_lets_be_written_is_offered(spec: Spec) -> None:
    # Deleting is a module of its own, and so is adding contacts.
    every = writable(spec, "ContactGroup") - {"ContactGroupID", "Status", "Contacts"}
    assert offered(CREATE.inputs) == every


def test_writes_make_the_known_groups_stale() -> None:
    assert CREATE.changes == DELETE.changes == ("contact_groups",)
