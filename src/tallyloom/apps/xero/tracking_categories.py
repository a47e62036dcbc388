"""Tracking categories and their options.

Xero takes one category or one option in a request, and a name and a status apart from each other
(that they may not go together is unverified; apart is safe).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.fields import IF_EXISTS, INCLUDE_ARCHIVED, ORDER, WHERE
from tallyloom.apps.xero.scopes import SETTINGS, SETTINGS_READ
from tallyloom.apps.xero.shape import JSON, Paging, Query, Resource, Wrap, asked, gone
from tallyloom.apps.xero.where import all_of, exactly
from tallyloom.kit import (
    Again,
    AlreadyThere,
    BadInput,
    Bundle,
    Choice,
    Differs,
    Inputs,
    Lines,
    NotThere,
    Output,
    Refused,
    Request,
    Steps,
    Text,
    Texts,
    Trouble,
)

ID = Text(
    name="TrackingCategoryID",
    label="Tracking category",
    required=True,
    pick="tracking_category_ids",
    help="Xero's id of the tracking category.",
)
NAME = Text(name="Name", label="Name", max_length=100, help="Such as Region.")
STATUS = Choice(name="Status", label="Status", options={"ACTIVE": "Active", "ARCHIVED": "Archived"})
OPTIONS = Lines(
    name="Options",
    label="Options",
    help="A line with an id renames, archives or restores that option; one without is known by"
    " its name, and added where there is none of it.",
    of=(
        Text(name="TrackingOptionID", label="Option", pick="tracking_option_ids"),
        Text(name="Name", label="Name", max_length=100),
        STATUS,
    ),
)
_OPTION = "such tracking option"
_HELP = (
    "In Xero's accounting API, with the permission for settings; payroll shows no more than the"
    " ids of two categories. At most two categories can be active."
)

tracking_categories = Resource(
    plural="TrackingCategories",
    one="tracking category",
    id="TrackingCategoryID",
    group="Tracking Categories",
    reads=SETTINGS_READ,
    writes=SETTINGS,
    paging=Paging.NONE,
    dated=False,
    creates=Wrap.BARE,
    changes=Wrap.BARE,
    outputs=(
        Output("TrackingCategoryID", "text", "Tracking category"),
        Output("Name", "text", "Name"),
        Output("Status", "choice", "Status"),
        Output(
            "Options",
            "lines",
            "Options",
            (
                Output("TrackingOptionID", "text", "Option"),
                Output("Name", "text", "Name"),
                Output("Status", "choice", "Status"),
            ),
        ),
    ),
    sample={
        "TrackingCategoryID": "093af706-c2aa-4d97-a4ce-2d205a017eac",
        "Name": "Region",
        "Status": "ACTIVE",
        "Options": [
            {
                "TrackingOptionID": "ae777a87-5ef3-4fa0-a4f0-d10e1f13073a",
                "Name": "North",
                "Status": "ACTIVE",
            }
        ],
    },
)

# Making what is missing


def _named(records: Sequence[Bundle], name: str) -> Bundle | None:
    """The record of this name, whatever its capitals; an active one before an archived one."""
    same = [r for r in records if str(r.get("Name", "")).casefold() == name.casefold()]
    return min(same, key=lambda record: record.get("Status") != "ACTIVE", default=None)


def _made(
    request: Request, plural: str, name: str, again: Callable[[], Steps[Sequence[Bundle]]]
) -> Steps[Bundle]:
    """The record that a request makes. It was not there before: when Xero refuses it and it is
    there now, an earlier try, whose answer was lost, made it."""
    try:
        answer = yield request
        found = _named(wire.records(answer, plural), name)
        if found is None:
            raise NotThere(f"Xero's answer does not hold “{name}”.")
    except (AlreadyThere, Refused):
        found = _named((yield from again()), name)
        if found is None:
            raise
    return wire.settled(found)


def _everything() -> Steps[Sequence[Bundle]]:
    return (yield from tracking_categories.pages({"includeArchived": "true"}))


def _category(name: str) -> Steps[Bundle]:
    request = tracking_categories.write("PUT", [{"Name": name}], Again.SAFE)
    return (yield from _made(request, "TrackingCategories", name, _everything))


def _option(id_: str, name: str) -> Steps[Bundle]:
    def again() -> Steps[Sequence[Bundle]]:
        answer = yield tracking_categories.fetch(id_)
        found = wire.one(answer, "TrackingCategories", "such tracking category")
        options: Sequence[Bundle] = found.get("Options") or ()
        return options

    path, body = tracking_categories.at(id_, "Options"), {"Name": name}
    request = Request("PUT", path, headers=JSON, body=body, again=Again.SAFE)
    return (yield from _made(request, "Options", name, again))


def _standing(
    id_: str, options: Sequence[Bundle], name: str, status: str = "ACTIVE"
) -> Steps[Bundle]:
    """The option of this name in this status: made where it lacks, restored where it is idle."""
    there = _named(options, name) or (yield from _option(id_, name))
    if there.get("Status", "ACTIVE") == status:
        return there
    path = tracking_categories.at(id_, "Options", there["TrackingOptionID"])
    return (yield from _changed(path, {"Status": status}, "Options", _OPTION))


def _with_options(category: Bundle, names: Sequence[str]) -> Steps[Bundle]:
    """The category with these options, one in a request where it lacks them."""
    options = {option["TrackingOptionID"]: option for option in category.get("Options") or ()}
    for name in names:
        there = [*options.values()]
        option = yield from _standing(category["TrackingCategoryID"], there, name)
        options[option["TrackingOptionID"]] = option
    return category | {"Options": [*options.values()]}


def _create(given: Inputs) -> Steps[Bundle]:
    name, options = given["Name"].strip(), given.get("Options", [])
    _fits(options)
    there = _named((yield from _everything()), name)
    if there is None:
        return (yield from _with_options((yield from _category(name)), options))
    if given["if_exists"] == "fail":
        raise AlreadyThere(f"There is a tracking category “{there['Name']}” in Xero already.")
    if there.get("Status") != "ACTIVE":
        raise Differs(f"The tracking category “{name}” is archived; restore it in Xero first.")
    return (yield from _with_options(there, options))


def _fits(names: Sequence[str]) -> None:
    for name in names:
        if len(name) > 100:
            raise BadInput(
                f"Options: “{name[:40]}…” has {len(name)} characters, at most 100 are allowed.",
                field="Options",
            )


_OPTION_NAMES = Texts(name="Options", label="Options", help="Their names, such as North, South.")
_IF_EXISTS = IF_EXISTS(
    options={"fail": "Fail: nothing is changed", "use": "Use it, and add the options it lacks"},
    help="",
)

create_tracking_category = tracking_categories.steps(
    "Create a Tracking Category",
    "Creates a tracking category with its options.",
    NAME(required=True),
    _OPTION_NAMES,
    _IF_EXISTS,
    scopes=SETTINGS,
    changes=("tracking",),
    help=_HELP,
)(_create)

# Changing


def _apart(given: Bundle) -> Iterator[Bundle]:
    """One body for a name and one for a status."""
    return ({name: given[name]} for name in ("Name", "Status") if given.get(name))


def _changed(path: str, given: Bundle, plural: str, what: str) -> Steps[Bundle]:
    found: Bundle = {}
    for body in _apart(given):
        answer = yield Request("POST", path, headers=JSON, body=body, again=Again.SAFE)
        found = wire.one(answer, plural, what)
    return found


def _option_changed(id_: str, line: Bundle, options: Sequence[Bundle]) -> Steps[None]:
    if option := line.get("TrackingOptionID"):
        path = tracking_categories.at(id_, "Options", option)
        yield from _changed(path, line, "Options", _OPTION)
    else:
        status = line.get("Status") or "ACTIVE"
        yield from _standing(id_, options, line["Name"].strip(), status)


def _check(given: Inputs) -> None:
    lines = given.get("Options", [])
    if not (given.get("Name") or given.get("Status") or lines):
        raise BadInput("Name: give at least one value to change.", field="Name")
    for number, line in enumerate(lines, start=1):
        if not (line.get("Name") or (line.get("TrackingOptionID") and line.get("Status"))):
            raise BadInput(f"Options, line {number}: a name is needed.", field="Options")


def _update(given: Inputs) -> Steps[Bundle]:
    _check(given)
    id_ = given["TrackingCategoryID"]
    lines = given.get("Options", [])
    present = tracking_categories.fetch(id_)
    if lines:
        before = wire.one((yield present), "TrackingCategories", "such tracking category")
        for line in lines:
            yield from _option_changed(id_, line, before.get("Options") or ())
    path, what = tracking_categories.at(id_), "such tracking category"
    found = yield from _changed(path, given, "TrackingCategories", what)
    if lines or not found:
        found = wire.one((yield present), "TrackingCategories", what)
    return found


update_tracking_category = tracking_categories.steps(
    "Update a Tracking Category",
    "Renames, archives or restores a tracking category, and changes or adds its options.",
    ID,
    NAME,
    STATUS,
    OPTIONS,
    scopes=SETTINGS,
    changes=("tracking",),
    help=_HELP,
)(_update)

_DELETED: dict[str, Any] = {
    "outputs": (
        Output("TrackingCategoryID", "text", "Tracking category"),
        Output("Status", "choice", "Status"),
        Output("deleted", "boolean", "Is deleted"),
    ),
    "sample": {
        "TrackingCategoryID": tracking_categories.sample["TrackingCategoryID"],
        "Status": "DELETED",
        "deleted": True,
    },
}


def _delete(given: Inputs) -> Steps[Bundle]:
    """What an earlier try of ours has deleted is deleted; what is used, Xero archives."""
    id_, status = given["TrackingCategoryID"], "DELETED"
    answer = yield Request("DELETE", tracking_categories.at(id_), headers=JSON)
    gone(answer)
    if answer.ok:
        found = wire.one(answer, "TrackingCategories", "such tracking category")
        status = found.get("Status") or status
    return {"TrackingCategoryID": id_, "Status": status, "deleted": status == "DELETED"}


delete_tracking_category = tracking_categories.steps(
    "Delete a Tracking Category",
    "Deletes a tracking category that no transaction uses; Xero archives one that is used.",
    ID,
    scopes=SETTINGS,
    changes=("tracking",),
    destructive=True,
    help=_HELP,
    **_DELETED,
)(_delete)

# Reading


def _got(many: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
    """One by its address; several among all, which are one answer."""
    ids = [given["TrackingCategoryID"].strip().lower() for given in many]
    if len(set(ids)) == 1:
        return (yield from tracking_categories.by_ids(ids))
    found = {c["TrackingCategoryID"].lower(): c for c in (yield from _everything())}
    return [found.get(id_, NotThere("Xero found no such tracking category.")) for id_ in ids]


get_tracking_category = tracking_categories.gather(
    "Get a Tracking Category", "Reads one tracking category and its options by Xero's id.", ID
)(_got)


def _query(given: Inputs) -> Query:
    named = [exactly(name, given[name]) for name in ("Name", "Status") if given.get(name)]
    where = all_of([*named, given.get("where")])
    archived = {"includeArchived": "true"} if given.get("Status") == "ARCHIVED" else {}
    rest = dict(asked(given, "order", "includeArchived"))
    return rest | archived | ({"where": where} if where else {})


search_tracking_categories = tracking_categories.search(
    "Search Tracking Categories",
    "Finds tracking categories, with their options.",
    NAME(help="The whole name."),
    STATUS,
    INCLUDE_ARCHIVED(advanced=False),
    WHERE(help='Such as Name.Contains("Region").'),
    ORDER(help="Such as Name ASC."),
    query=_query,
)
