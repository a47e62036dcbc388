"""Contact groups, through Xero's official SDK."""

from __future__ import annotations

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, made_contact
from xero_python.accounting import Contact, ContactGroup, ContactGroups, Contacts


def made_group(sdk: Sdk, name: str = "VIPs") -> ContactGroup:
    sent = ContactGroups(contact_groups=[ContactGroup(name=name)])
    return sdk("createContactGroup", sent).contact_groups[0]


def joined(sdk: Sdk, group: ContactGroup, *contacts: Contact) -> list[Contact]:
    sent = Contacts(contacts=[Contact(contact_id=each.contact_id) for each in contacts])
    return sdk("createContactGroupContacts", group.contact_group_id, sent).contacts


@exercises("createContactGroup", "getContactGroups")
def test_groups_are_made_and_listed(sdk: Sdk) -> None:
    made = made_group(sdk)
    made_group(sdk, "Suppliers")
    assert (made.name, made.status, made.contacts) == ("VIPs", "ACTIVE", [])
    listed = sdk("getContactGroups", order="Name ASC").contact_groups
    assert [each.name for each in listed] == ["Suppliers", "VIPs"]
    assert len(sdk("getContactGroups", where='Name=="VIPs"').contact_groups) == 1
    taken = ContactGroups(contact_groups=[ContactGroup(name="vips")])
    assert sdk.refused("createContactGroup", taken).status == 400


@exercises("createContactGroupContacts", "getContactGroup")
def test_contacts_join_a_group(sdk: Sdk) -> None:
    group, ada, bo = made_group(sdk), made_contact(sdk, "Ada"), made_contact(sdk, "Bo")
    added = joined(sdk, group, ada, bo)
    assert [each.contact_id for each in added] == [ada.contact_id, bo.contact_id]
    kept = sdk("getContactGroup", group.contact_group_id).contact_groups[0]
    assert sorted(each.name for each in kept.contacts) == ["Ada", "Bo"]
    of_ada = sdk("getContact", ada.contact_id).contacts[0].contact_groups
    assert [(each.name, each.contact_group_id) for each in of_ada] == [
        ("VIPs", group.contact_group_id)
    ]
    nobody = Contacts(contacts=[Contact(contact_id=ELSEWHERE)])
    refusal = sdk.refused("createContactGroupContacts", group.contact_group_id, nobody)
    assert (refusal.status, len(refusal.messages)) == (400, 1)


@exercises("deleteContactGroupContact", "deleteContactGroupContacts")
def test_contacts_leave_one_by_one_or_all_at_once(sdk: Sdk) -> None:
    group = made_group(sdk)
    people = [made_contact(sdk, name) for name in ("Ada", "Bo", "Cy")]
    joined(sdk, group, *people)
    key = group.contact_group_id
    assert sdk("deleteContactGroupContact", key, people[0].contact_id) is None
    kept = sdk("getContactGroup", key).contact_groups[0]
    assert sorted(each.name for each in kept.contacts) == ["Bo", "Cy"]
    assert sdk.refused("deleteContactGroupContact", key, people[0].contact_id).status == 404
    assert sdk("deleteContactGroupContacts", key) is None
    assert sdk("getContactGroup", key).contact_groups[0].contacts == []


@exercises("updateContactGroup")
def test_a_group_is_renamed_and_deleted(sdk: Sdk) -> None:
    group, ada = made_group(sdk), made_contact(sdk, "Ada")
    joined(sdk, group, ada)
    key = group.contact_group_id
    sent = ContactGroups(contact_groups=[ContactGroup(name="Friends")])
    assert sdk("updateContactGroup", key, sent).contact_groups[0].name == "Friends"
    assert sdk("getContact", ada.contact_id).contacts[0].contact_groups[0].name == "Friends"
    sent = ContactGroups(contact_groups=[ContactGroup(name="Friends", status="DELETED")])
    assert sdk("updateContactGroup", key, sent).contact_groups[0].status == "DELETED"
    assert sdk("getContactGroups").contact_groups == []
    assert sdk("getContact", ada.contact_id).contacts[0].contact_groups == []
    assert sdk.refused("getContactGroup", key).status == 404
