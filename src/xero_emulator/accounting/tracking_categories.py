"""Tracking categories, their options, and what a line may be tracked by.

How it was checked: paths, fields and examples from Xero's OpenAPI 16.1.0; two active categories,
two archived ones and two on a line from the reference (sections 1 and 3.1); the text for an
option's name that is taken, and the one for an unknown category on a line (there of a purchase
order), as users of Xero's SDKs met them. Unverified: the other texts; that a category or option in
use is archived when it is deleted; that a deleted one is gone for every caller and gives its name
back; that options sent with a category are ignored; that the answer holds only the options that
the call was about; name and status changed in one call (here: taken).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, NotThere, Rejected
from xero_emulator.fields import Fields, choice, guid, text
from xero_emulator.resource import (
    Asked,
    Resource,
    States,
    Test,
    fetching,
    listing,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(  # of a category and of an option
    "ACTIVE",
    ACTIVE="ACTIVE ARCHIVED DELETED",
    ARCHIVED="ARCHIVED ACTIVE DELETED",
)

SCOPES = ("accounting.settings",)
LONGEST = 100
MOST = {"ACTIVE": 2, "ARCHIVED": 2}
MOST_ON_A_LINE = 2

NAMELESS = "The tracking {} name must be specified."  # unverified text
TOO_LONG = "The tracking {} name must be 100 characters or fewer."  # unverified text
NAME_TAKEN = "A tracking category with this name already exists."  # unverified text
OPTION_TAKEN = "For each specified tracking option the name must be unique."
TOO_MANY = "An organisation can have at most {} tracking categories that are {}."  # unverified
TOO_MANY_ON_A_LINE = "A line can have at most 2 tracking categories."  # unverified text
TWICE = "A tracking category can stand on a line only once."  # unverified text
UNKNOWN = (
    "Unknown tracking details. A Tracking Category did not match a known Active TrackingCategory"
)
UNKNOWN_OPTION = (  # unverified text
    "Unknown tracking details. A Tracking Option did not match a known Active TrackingOption"
)

STATUS = choice("TrackingStatus", "ACTIVE", "ARCHIVED", "DELETED")
OPTION_FIELDS = Fields(TrackingOptionID=guid, Name=text, Status=STATUS)
ON_LINES = ("LineItems", "JournalLines")
ON_TRANSFERS = ("FromTracking", "ToTracking")


class TrackingCategories(Resource):
    plural = "TrackingCategories"
    key = "TrackingCategoryID"
    error_flag = ""
    takes = ("includeArchived",)
    columns = Columns(text="Name Status", guid="TrackingCategoryID")
    fields = Fields(TrackingCategoryID=guid, Name=text, Status=STATUS)

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "status", record["Status"].lower()
        if record["Status"] != "DELETED":
            yield "name", record["Name"].lower()

    def match(self, token: str) -> Record | None:
        found = super().match(token)
        return found if found is not None and found["Status"] != "DELETED" else None

    def hidden(self, call: Call) -> Test | None:
        shown = _shown(Asked.of(call, self))
        return lambda record: record["Status"] not in shown

    def listed(self, record: Record, asked: Asked) -> Record:
        return _with_options(record, _shown(asked))

    def fetched(self, record: Record, asked: Asked) -> Record:
        return _with_options(record, _shown(Asked(asked.today, archived=True)))

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self.records[sent["TrackingCategoryID"]]
        if old is None:
            blank = {"Name": "", "Status": STATES.first, self.key: self.books.new_id()}
            return self._keep({**blank, "Name": sent.get("Name", ""), "Options": []}, None)
        return self._keep({**old, **sent, "Status": self._going(old, sent)}, old)

    def _going(self, old: Record, sent: Record) -> str:
        """The status that is asked for, or ARCHIVED for what is to be deleted but in use."""
        wanted: str = sent.get("Status") or old["Status"]
        if not STATES.allows(old["Status"], wanted):
            raise Invalid(f"The tracking cannot go from {old['Status']} to {wanted}.")
        return "ARCHIVED" if wanted == "DELETED" and self._is_used(old) else wanted

    def _keep(self, record: Record, old: Record | None) -> Record:
        record["Name"] = _named(record["Name"], "category")
        other = self.first_by("name", record["Name"])
        if other is not None and other is not old:
            raise Invalid(NAME_TAKEN)
        status = record["Status"]
        if old is None or old["Status"] != status:
            self._refuse_more(status)
        if old is not None and old["Name"] != record["Name"]:
            self._rename(self.key, record[self.key], Name=record["Name"])
        return self.keep(record)

    def _refuse_more(self, status: str) -> None:
        there = sum(1 for _category in self.found_by("status", status))
        if status in MOST and there >= MOST[status]:
            raise Invalid(TOO_MANY.format(MOST[status], status))

    def add_option(self, category: Record, sent: Record) -> Record:
        option = {"TrackingOptionID": self.books.new_id(), "Status": STATES.first}
        return self._keep_option(category, {**option, "Name": sent.get("Name", "")})

    def change_option(self, category: Record, old: Record, sent: Record) -> Record:
        key = old["TrackingOptionID"]
        changed = {**old, **sent, "TrackingOptionID": key, "Status": self._going(old, sent)}
        option = self._keep_option(category, changed)
        if option["Name"] != old["Name"]:
            self._rename("TrackingOptionID", key, Option=option["Name"])
        return option

    def _keep_option(self, category: Record, option: Record) -> Record:
        option["Name"] = _named(option["Name"], "option")
        key = option["TrackingOptionID"]
        others = [each for each in category["Options"] if not _is(each, key)]
        if any(_same_name(each, option) for each in others):
            raise Invalid(OPTION_TAKEN)
        options = [option if _is(each, key) else each for each in category["Options"]]
        new = len(options) == len(others)
        self.keep({**category, "Options": [*options, option] if new else options})
        return option

    def option(self, category: Record, option_id: str) -> Record:
        for option in category["Options"]:
            if _is(option, option_id.lower()) and option["Status"] != "DELETED":
                found: Record = option
                return found
        raise NotThere(option_id)

    def on_line(self, sent: list[Record], before: list[Record]) -> list[Record]:
        """What a line is tracked by, complete; raises Invalid. What it had before it may keep."""
        if len(sent) > MOST_ON_A_LINE:
            raise Invalid(TOO_MANY_ON_A_LINE)
        kept = {one["TrackingOptionID"] for one in before}
        found = [self._tracked(one, kept) for one in sent]
        if len({one[self.key] for one in found}) < len(found):
            raise Invalid(TWICE)
        return found

    def _tracked(self, sent: Record, kept: set[str]) -> Record:
        category = self._category(sent)
        options = category["Options"] if category is not None else ()
        option = next((each for each in options if _means(sent, each)), None)
        known = option is not None and option["TrackingOptionID"] in kept
        if category is None or not (known or category["Status"] == "ACTIVE"):
            raise Invalid(UNKNOWN)
        if option is None or not (known or option["Status"] == "ACTIVE"):
            raise Invalid(UNKNOWN_OPTION)
        return {
            "Name": category["Name"],
            "Option": option["Name"],
            "TrackingCategoryID": category["TrackingCategoryID"],
            "TrackingOptionID": option["TrackingOptionID"],
        }

    def named(self, tracking: Record) -> Record:
        """What a line was once tracked by, under the names of today."""
        category = self.records[tracking[self.key]]
        key = tracking["TrackingOptionID"]
        option = next(each for each in category["Options"] if _is(each, key))
        return {**tracking, "Name": category["Name"], "Option": option["Name"]}

    def _category(self, sent: Record) -> Record | None:
        if self.key in sent:
            return self.match(sent[self.key])
        return self.first_by("name", sent.get("Name", "").strip())

    def _is_used(self, category_or_option: Record) -> bool:
        key = "TrackingOptionID" if "TrackingOptionID" in category_or_option else self.key
        return any(True for _found in self._tracked_by(key, category_or_option[key]))

    def _tracked_by(self, key: str, value: str) -> Iterator[tuple[Resource, Record]]:
        """Every record with such tracking on it; slow, and seldom asked."""
        for held in self.books.resources.values():
            for record in list(held.records.values()):
                if any(each.get(key) == value for each in _tracking_of(record)):
                    yield held, record

    def _rename(self, key: str, value: str, **named: str) -> None:
        """Lines show the new name; their documents do not count as changed."""
        for held, record in self._tracked_by(key, value):
            held.keep(_renamed(record, key, value, named))


def _tracking_of(record: Record) -> Iterator[Record]:
    for name in ON_TRANSFERS:
        yield from record.get(name, ())
    for name in ON_LINES:
        for line in record.get(name, ()):
            yield from line.get("Tracking", ())


def _renamed(record: Record, key: str, value: str, named: dict[str, str]) -> Record:
    def again(tracked: list[Record]) -> list[Record]:
        return [{**each, **named} if each.get(key) == value else each for each in tracked]

    direct = {name: again(record[name]) for name in ON_TRANSFERS if name in record}
    lines = {
        name: [{**line, "Tracking": again(line.get("Tracking", []))} for line in record[name]]
        for name in ON_LINES
        if name in record
    }
    return {**record, **direct, **lines}


def _is(option: Record, key: str) -> bool:
    return bool(option["TrackingOptionID"] == key)


def _means(sent: Record, option: Record) -> bool:
    if option["Status"] == "DELETED":
        return False
    if "TrackingOptionID" in sent:
        return _is(option, sent["TrackingOptionID"])
    return bool(option["Name"].lower() == sent.get("Option", "").strip().lower())


def _same_name(one: Record, two: Record) -> bool:
    return bool(one["Status"] != "DELETED" and one["Name"].lower() == two["Name"].lower())


def _named(name: str, what: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid(NAMELESS.format(what))
    if len(name) > LONGEST:
        raise Invalid(TOO_LONG.format(what))
    return name


def _shown(asked: Asked) -> tuple[str, ...]:
    return ("ACTIVE", "ARCHIVED") if asked.archived else ("ACTIVE",)


def _with_options(record: Record, statuses: tuple[str, ...]) -> Record:
    options = [_option(each) for each in record["Options"] if each["Status"] in statuses]
    return {**record, "Options": options}


def _option(option: Record) -> Record:
    status = option["Status"]
    return {
        **option,
        "HasValidationErrors": False,
        "IsDeleted": status == "DELETED",
        "IsArchived": status == "ARCHIVED",
        "IsActive": status == "ACTIVE",
    }


def tracking_categories(books: Books) -> TrackingCategories:
    return books.tracking_categories


def remove(call: Call) -> Reply:
    held = call.books.tracking_categories
    old = held.get(call.path["TrackingCategoryID"])
    gone = held.save({held.key: old[held.key], "Status": "DELETED"}, call, create=False)
    return wire.envelope(call, held.plural, [held.fetched(gone, Asked.of(call, held))])


def add_options(call: Call) -> Reply:
    held = call.books.tracking_categories
    about = held.get(call.path["TrackingCategoryID"])[held.key]
    return _saved(call, lambda sent: held.add_option(held.records[about], sent))


def change_option(call: Call) -> Reply:
    held = call.books.tracking_categories
    category = held.get(call.path["TrackingCategoryID"])
    old = held.option(category, call.path["TrackingOptionID"])
    return _saved(call, lambda sent: held.change_option(category, old, sent))


def remove_option(call: Call) -> Reply:
    held = call.books.tracking_categories
    category = held.get(call.path["TrackingCategoryID"])
    old = held.option(category, call.path["TrackingOptionID"])
    gone = held.change_option(category, old, {"Status": "DELETED"})
    return wire.envelope(call, "Options", [_option(gone)])


def _saved(call: Call, save: Callable[[Record], Record]) -> Reply:
    """All options of a request or, when one is refused, none."""
    elements = wire.elements(call.body, "Options")
    sent = [OPTION_FIELDS.read(each, f"Options[{at}]") for at, each in enumerate(elements)]
    with call.books.whole():
        kept = [_one(each, save) for each in sent]
    return wire.envelope(call, "Options", kept)


def _one(sent: Record, save: Callable[[Record], Record]) -> Record:
    try:
        return _option(save(sent))
    except Invalid as refusal:
        nobody = {"TrackingOptionID": wire.NOBODY}
        errors = {"ValidationErrors": wire.validation_errors(refusal)}
        raise Rejected([{**nobody, **sent, **errors}]) from refusal


_AT = "/TrackingCategories/{TrackingCategoryID}"
_OPTION = f"{_AT}/Options/{{TrackingOptionID}}"

ROUTES = (
    route(
        "getTrackingCategories",
        "GET",
        "/TrackingCategories",
        reads(*SCOPES),
        listing(tracking_categories),
    ),
    route(
        "createTrackingCategory",
        "PUT",
        "/TrackingCategories",
        writes(*SCOPES),
        writing(tracking_categories, create=True),
    ),
    route(
        "getTrackingCategory",
        "GET",
        _AT,
        reads(*SCOPES),
        fetching(tracking_categories, "TrackingCategoryID"),
    ),
    route(
        "updateTrackingCategory",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(tracking_categories, "TrackingCategoryID"),
    ),
    route("deleteTrackingCategory", "DELETE", _AT, writes(*SCOPES), remove),
    route("createTrackingOptions", "PUT", f"{_AT}/Options", writes(*SCOPES), add_options),
    route("updateTrackingOptions", "POST", _OPTION, writes(*SCOPES), change_option),
    route("deleteTrackingOptions", "DELETE", _OPTION, writes(*SCOPES), remove_option),
)
