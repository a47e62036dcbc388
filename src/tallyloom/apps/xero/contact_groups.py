"""Contact groups: lists of contacts, such as those who get a newsletter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.fields import CONTACT_ID, ORDER, WHERE
from tallyloom.apps.xero.scopes import CONTACTS, CONTACTS_READ
from tallyloom.apps.xero.shape import (
    JSON,
    NaturalKey,
    Paging,
    Query,
    Resource,
    Wrap,
    asked,
    gone,
)
from tallyloom.apps.xero.where import all_of, exactly
from tallyloom.kit import (
    Action,
    Again,
    Answer,
    BadInput,
    Bulk,
    Bundle,
    Element,
    Inputs,
    Output,
    Request,
    Steps,
    Text,
    Texts,
    Trouble,
)

ID = Text(
    name="ContactGroupID",
    label="Contact group",
    required=True,
    pick="contact_groups",
    help="Xero's id of the contact group.",
)
NAME = Text(name="Name", label="Name", max_length=255)
CONTACT_IDS = Texts(
    name="ContactIDs",
    label="Contacts",
    required=True,
    pick="contacts",
    help="Xero's ids of one contact or of many, which are added in one call.",
)
_MEMBERS = Output(
    "Contacts",
    "lines",
    "Contacts",
    (Output("ContactID", "text", "Contact"), Output("Name", "text", "Name")),
)

# Creating


def _check(body: Bundle) -> Bundle:
    return body | {"Name": body["Name"].strip()}


def _key(body: Bundle) -> str:
    return str(body["Name"]).casefold()


def _same(body: Bundle, record: Bundle) -> bool:
    return str(record.get("Name", "")).strip().casefold() == _key(body)


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    """Among all groups, at most 100 of which there are: one answer."""
    listed = yield from contact_groups.pages({})
    wanted = {e.key: e.body for e in elements if e.key is not None}
    found = {key: [g for g in listed if _same(body, g)] for key, body in wanted.items()}
    return {key: same[0] for key, same in found.items() if same}


_KEY = NaturalKey(
    of=_key,
    same=_same,
    look_up=_look_up,
    differs=lambda _body, _record: "",
    renewed=lambda body, _record: body,
    check=_check,
)

contact_groups = Resource(
    plural="ContactGroups",
    one="contact group",
    id="ContactGroupID",
    group="Contact Groups",
    reads=CONTACTS_READ,
    writes=CONTACTS,
    paging=Paging.NONE,
    dated=False,
    creates=Wrap.SINGLE,
    changes=Wrap.SINGLE,
    outputs=(
        Output("ContactGroupID", "text", "Contact group"),
        Output("Name", "text", "Name"),
        Output("Status", "text", "Status"),
        _MEMBERS,
    ),
    sample={
        "ContactGroupID": "17b44ed7-4389-4162-91cb-3dd5766e4e22",
        "Name": "Newsletter",
        "Status": "ACTIVE",
        "Contacts": [
            {"ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51", "Name": "ABC Furniture"}
        ],
    },
)

create_contact_group = contact_groups.create(
    "Create a Contact Group",
    "Creates a contact group; contacts are added to it afterwards.",
    NAME(required=True),
    key=_KEY,
    changes=("contact_groups",),
    help="An organisation can have at most 100 contact groups.",
)

# Members

_ADDED: dict[str, Any] = {
    "outputs": (Output("ContactGroupID", "text", "Contact group"), _MEMBERS),
    "sample": {name: contact_groups.sample[name] for name in ("ContactGroupID", "Contacts")},
}
_REMOVED: dict[str, Any] = {
    "outputs": (
        Output("ContactGroupID", "text", "Contact group"),
        Output("ContactID", "text", "Contact"),
        Output("removed", "boolean", "Is removed"),
    ),
    "sample": {
        "ContactGroupID": "17b44ed7-4389-4162-91cb-3dd5766e4e22",
        "ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51",
        "removed": True,
    },
}


def _added(given: Inputs) -> Element:
    if not given["ContactIDs"]:
        raise BadInput("Contacts: at least one contact is needed.", field="ContactIDs")
    return Element(None, given, together=given["ContactGroupID"].lower())


def _add(elements: Sequence[Element]) -> Request:
    ids = {id_.lower(): id_ for one in elements for id_ in one.body["ContactIDs"]}
    body = {"Contacts": [{"ContactID": id_} for id_ in ids.values()]}
    path = contact_groups.at(elements[0].body["ContactGroupID"], "Contacts")
    return Request("PUT", path, headers=JSON, body=body, again=Again.SAFE)


def _joined(answer: Answer, elements: Sequence[Element]) -> list[Bundle | Trouble]:
    found = {str(one["ContactID"]).lower(): one for one in wire.records(answer, "Contacts")}
    return [_members(one.body, found) for one in elements]


def _members(body: Bundle, found: Mapping[str, Bundle]) -> Bundle | Trouble:
    ids = dict.fromkeys(id_.lower() for id_ in body["ContactIDs"])
    added = [found[id_] for id_ in ids if id_ in found]
    if refused := [contact for contact in added if contact.get("HasValidationErrors")]:
        return wire.refusal(wire.words(refused), f"{len(refused)} of {len(added)} contacts")
    return {"ContactGroupID": body["ContactGroupID"], "Contacts": [*map(wire.settled, added)]}


_ADDING = Bulk(
    element=_added,
    write=_add,
    read=_joined,
    look_up=None,
    identity="ContactGroupID",
    most=100,  # of ids alone a whole page
)


def _remove(given: Inputs) -> Steps[Bundle]:
    group, contact = given["ContactGroupID"], given["ContactID"]
    path = contact_groups.at(group, "Contacts", contact)
    gone((yield Request("DELETE", path, headers=JSON)))
    return {"ContactGroupID": group, "ContactID": contact, "removed": True}


def _delete(given: Inputs) -> Steps[Bundle]:
    body = {"ContactGroupID": given["ContactGroupID"], "Status": "DELETED"}
    answer = yield contact_groups.write("POST", [body], Again.SAFE)
    gone(answer)
    return body if answer.status == 404 else wire.one(answer, "ContactGroups", "such group")


add_contact_to_group = Action(
    label="Add a Contact to a Contact Group",
    about="Adds one contact or many to a group; one that is in it already stays.",
    inputs=(ID, CONTACT_IDS),
    scopes=CONTACTS,
    group=contact_groups.group,
    bulk=_ADDING,
    **_ADDED,
)

remove_contact_from_group = contact_groups.steps(
    "Remove a Contact from a Contact Group",
    "Takes one contact out of a group; the contact itself stays.",
    ID,
    CONTACT_ID,
    scopes=CONTACTS,
    **_REMOVED,
)(_remove)

delete_contact_group = contact_groups.steps(
    "Delete a Contact Group",
    "Deletes a contact group; its contacts stay.",
    ID,
    scopes=CONTACTS,
    changes=("contact_groups",),
    destructive=True,
)(_delete)

# Reading

get_contact_group = contact_groups.get(
    "Get a Contact Group",
    "Reads one contact group with the contacts in it, by Xero's id.",
    ID,
)


def _query(given: Inputs) -> Query:
    named = [exactly("Name", given["Name"])] if given.get("Name") else []
    where = all_of([*named, given.get("where")])
    return dict(asked(given, "order")) | ({"where": where} if where else {})


search_contact_groups = contact_groups.search(
    "Search for Contact Groups",
    "Finds contact groups; who is in one is read by Get a Contact Group.",
    NAME(help="The whole name."),
    WHERE(help='Such as Name.StartsWith("N").'),
    ORDER(help="Such as Name ASC."),
    query=_query,
)
