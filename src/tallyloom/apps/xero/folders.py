"""Folders of Xero's Files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyloom.apps.xero import apis
from tallyloom.apps.xero.apis import JSON, Resource
from tallyloom.apps.xero.fields import IF_EXISTS
from tallyloom.apps.xero.scopes import FILES, FILES_READ
from tallyloom.kit import (
    Again,
    Answer,
    Bulk,
    Bundle,
    Choice,
    Element,
    Found,
    Inputs,
    NotThere,
    Output,
    Request,
    Steps,
    Text,
    Trouble,
    Value,
)

FOLDER = Text(name="FolderId", label="Folder", pick="folders", help="Xero's id of the folder.")
NAME = Text(name="Name", label="Name", help="Xero refuses some characters, and says so.")

folders = Resource(
    path=f"{apis.FILES}/Folders",
    one="folder",
    id="Id",
    group="Files",
    reads=FILES_READ,
    writes=FILES,
    source="folders",
    outputs=(
        Output("Id", "text", "Folder"),
        Output("Name", "text", "Name"),
        Output("FileCount", "integer", "Number of files"),
        Output("IsInbox", "boolean", "Whether it is the inbox"),
        Output("Email", "text", "Address that takes files by email; the inbox only"),
    ),
    sample={
        "Id": "4c5f3fe4-2516-4863-ac88-3029351773bf",
        "Name": "My Docs",
        "FileCount": 0,
        "IsInbox": False,
    },
)


def _listing(**query: str) -> Request:
    return Request("GET", folders.path, query=query, headers=JSON)


# Creating: a folder is known by its name. Whether Xero lets two have one name is unverified.


def _element(given: Inputs) -> Element:
    return Element(given["Name"], {"Name": given["Name"]}, given["if_exists"])


def _write(elements: Sequence[Element]) -> Request:
    (only,) = elements
    return Request("POST", folders.path, headers=JSON, body=only.body, again=Again.LOOK)


def _read(answer: Answer, _elements: Sequence[Element]) -> list[Bundle | Trouble]:
    return [apis.record(answer)]


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    wanted = {element.key for element in elements}
    answer = yield _listing()
    found = apis.listed(answer, "Folders")
    return {folder["Name"]: folder for folder in found if folder["Name"] in wanted}


_SAME_NAME = IF_EXISTS(
    default="use",
    options={"use": "Use it", "fail": "Ask for another: Xero decides"},
    help="Folders are compared by their whole names.",
)

create_folder = folders.action(
    "Create a Folder",
    "Creates a folder in Files.",
    NAME(required=True),
    _SAME_NAME,
    bulk=Bulk(element=_element, write=_write, read=_read, look_up=_look_up, identity="Id", most=1),
    **folders.changing(),
)


def _update(given: Inputs) -> Steps[Bundle]:
    path, body = folders.at(given["FolderId"]), {"Name": given["Name"]}
    answer = yield Request("PUT", path, headers=JSON, body=body, again=Again.SAFE)
    return apis.record(answer)


update_folder = folders.writing(
    "Update a Folder",
    "Gives a folder another name.",
    FOLDER(required=True),
    NAME(required=True),
    help="Xero does not let the inbox be renamed.",
)(_update)


def _get(many: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
    """One folder by its id; several of the list, which is one call however many they are."""
    wanted = list(dict.fromkeys(given["FolderId"] for given in many))
    if len(wanted) == 1:
        answer = yield Request("GET", folders.at(wanted[0]), headers=JSON)
        return [apis.record(answer)] * len(many)
    answer = yield _listing()
    found = {folder["Id"].lower(): folder for folder in apis.listed(answer, "Folders")}
    return [_found(found, given["FolderId"]) for given in many]


def _found(found: Mapping[str, Bundle], id_: str) -> Bundle | Trouble:
    return found.get(id_.lower()) or NotThere(f"Xero has no folder {id_}.")


get_folder = folders.action(
    "Get a Folder",
    "Reads one folder by Xero's id.",
    FOLDER(required=True),
    gather=_get,
)


def _page(given: Inputs, _after: Value) -> Steps[Found]:
    if given["which"] == "inbox":
        answer = yield Request("GET", f"{apis.FILES}/Inbox", headers=JSON)
        return Found([apis.record(answer)])
    answer = yield _listing(**dict(apis.queried(given, sort="sort")))
    return Found(apis.listed(answer, "Folders"))


_WHICH = Choice(
    name="which",
    label="Which",
    default="all",
    options={"all": "All folders", "inbox": "The inbox"},
)
_SORT = Choice(
    name="sort",
    label="Order by",
    advanced=True,
    options={"Name": "Name", "Size": "Size", "CreatedDateUTC": "When it was made"},
)

list_folders = folders.search(
    "List Folders", "Lists the folders of Files, the inbox among them.", _WHICH, _SORT, page=_page
)

delete_folder = folders.deletion(
    "Delete a Folder",
    "Deletes a folder.",
    FOLDER(required=True),
    help="Xero does not let the inbox be deleted. What becomes of files in it is Xero's to say.",
)
