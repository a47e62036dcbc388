"""Contact groups: who is in them, their names, their limit."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.contact_groups import STATES
from xero_emulator.direct import Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"


@pytest.fixture
def xero() -> Direct:
    return Direct()


def create(xero, name="VIPs"):
    return xero.call("createContactGroup", {"ContactGroups": [{"Name": name}]})


def change(xero, group, **sent):
    key = group["ContactGroupID"]
    return xero.call("updateContactGroup", {"ContactGroups": [sent]}, ContactGroupID=key)


def contact(xero, name="Ada"):
    return xero.call("createContacts", {"Name": name}).row()


def join(xero, group, *contacts):
    sent = {"Contacts": [{"ContactID": each["ContactID"]} for each in contacts]}
    key = group["ContactGroupID"]
    return xero.call("createContactGroupContacts", sent, ContactGroupID=key)


def members(xero, group):
    found = xero.call("getContactGroup", ContactGroupID=group["ContactGroupID"]).row()
    return sorted(each["Name"] for each in found["Contacts"])


def groups_of(xero, who):
    found = xero.call("getContact", ContactID=who["ContactID"]).row()
    return [each["Name"] for each in found["ContactGroups"]]


def archive(xero, who):
    sent = {"ContactStatus": "ARCHIVED"}
    xero.call("updateContact", sent, ContactID=who["ContactID"]).row()


def test_a_group_begins_active_and_empty(xero):
    made = create(xero).row()
    assert (made["Name"], made["Status"]) == ("VIPs", "ACTIVE")
    assert (made["Contacts"], made["HasValidationErrors"]) == ([], False)
    assert xero.call("getContactGroups").rows() == [made]


def test_the_states_are_these():
    assert (STATES.born, STATES.edges) == (("ACTIVE",), {"ACTIVE": ("ACTIVE", "DELETED")})


@pytest.mark.parametrize("name", ["", "  ", "x" * 256])
def test_a_group_needs_a_name(xero, name):
    refused = create(xero, name)
    assert refused.status == 400
    assert refused.json["Elements"][0]["HasValidationErrors"] is True


def test_names_are_unique_among_active_groups(xero):
    made = create(xero).row()
    other = create(xero, "Friends").row()
    assert create(xero, "vips").status == 400
    assert change(xero, other, Name="VIPS").status == 400
    change(xero, made, Status="DELETED").row()
    assert create(xero).row()["Status"] == "ACTIVE"


def test_there_are_at_most_a_hundred_groups(xero):
    sent = {"ContactGroups": [{"Name": f"G{at}"} for at in range(100)]}
    assert len(xero.call("createContactGroup", sent).rows()) == 100
    assert create(xero).messages() == ["You\u2019ve reached the limit of 100 contact groups."]
    change(xero, xero.call("getContactGroups").rows()[0], Status="DELETED").row()
    assert create(xero).status == 200


def test_contacts_join_once_and_stand_in_the_group_and_in_themselves(xero):
    group, ada, bo = create(xero).row(), contact(xero), contact(xero, "Bo")
    assert [each["ContactID"] for each in join(xero, group, ada, bo).rows()] == [
        ada["ContactID"],
        bo["ContactID"],
    ]
    join(xero, group, ada).rows()
    assert members(xero, group) == ["Ada", "Bo"]
    assert groups_of(xero, ada) == ["VIPs"]
    assert xero.call("getContactGroups").row()["Contacts"] == []


def test_all_join_or_nobody_does(xero):
    group, ada = create(xero).row(), contact(xero)
    refused = join(xero, group, ada, {"ContactID": ELSEWHERE})
    assert refused.messages() == [
        "An existing Contact with the specified ContactID could not be found"
    ]
    assert members(xero, group) == []


def test_an_archived_contact_cannot_join(xero):
    group, ada = create(xero).row(), contact(xero)
    archive(xero, ada)
    assert join(xero, group, ada).status == 400


def test_contacts_leave_one_by_one_or_all_at_once(xero):
    group, people = create(xero).row(), [contact(xero, name) for name in ("Ada", "Bo", "Cy")]
    join(xero, group, *people).rows()
    key = {"ContactGroupID": group["ContactGroupID"]}
    gone = xero.call("deleteContactGroupContact", ContactID=people[0]["ContactID"], **key)
    assert (gone.status, gone.reply.body) == (204, b"")
    assert members(xero, group) == ["Bo", "Cy"]
    again = xero.call("deleteContactGroupContact", ContactID=people[0]["ContactID"], **key)
    assert again.status == 404
    archive(xero, people[1])
    assert xero.call("deleteContactGroupContacts", **key).status == 204
    assert members(xero, group) == []
    assert groups_of(xero, people[2]) == []


def test_members_show_a_new_name_and_forget_a_deleted_group(xero):
    group, other, ada = create(xero).row(), create(xero, "Other").row(), contact(xero)
    join(xero, group, ada).rows()
    join(xero, other, ada).rows()
    change(xero, group, Name="Friends").row()
    assert groups_of(xero, ada) == ["Friends", "Other"]
    assert change(xero, group, Status="DELETED").row()["Status"] == "DELETED"
    assert groups_of(xero, ada) == ["Other"]
    assert change(xero, group, Name="Back").status == 404


def test_joining_does_not_count_as_a_change_of_the_contact(xero):
    group, ada = create(xero).row(), contact(xero)
    xero.advance(seconds=60)
    join(xero, group, ada).rows()
    found = xero.call("getContact", ContactID=ada["ContactID"]).row()
    assert found["UpdatedDateUTC"] == ada["UpdatedDateUTC"]
    kept = {"Name": "Ada", "FirstName": "A"}
    assert groups_of(xero, xero.call("updateOrCreateContacts", kept).row()) == ["VIPs"]


def test_groups_are_filtered_and_ordered(xero):
    for name in ("B", "A"):
        create(xero, name)
    found = xero.call("getContactGroups", query={"order": "Name"}).rows()
    assert [each["Name"] for each in found] == ["A", "B"]
    found = xero.call("getContactGroups", query={"where": 'Name=="b"'}).rows()
    assert [each["Name"] for each in found] == ["B"]


def test_who_asks_for_what_is_not_there_gets_404(xero):
    path = {"ContactGroupID": ELSEWHERE}
    assert xero.call("getContactGroup", **path).status == 404
    assert xero.call("updateContactGroup", {"Name": "X"}, **path).status == 404
    assert xero.call("createContactGroupContacts", {"Contacts": []}, **path).status == 404
    assert xero.call("deleteContactGroupContacts", **path).status == 404
    path["ContactGroupID"] = create(xero).row()["ContactGroupID"]
    gone = xero.call("deleteContactGroupContact", ContactID=ELSEWHERE, **path)
    assert gone.status == 404


def test_what_is_not_readable_is_refused_as_such(xero):
    group = create(xero).row()
    assert change(xero, group, Status="LOST").json["ErrorNumber"] == 14
    wrong = {"Contacts": [{"ContactID": "x"}]}
    path = {"ContactGroupID": group["ContactGroupID"]}
    assert xero.call("createContactGroupContacts", wrong, **path).json["ErrorNumber"] == 14
