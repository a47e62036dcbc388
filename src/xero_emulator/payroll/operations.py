"""What most resources of Payroll 2.0 do alike: their facts as a noun, and answers made from it.

How it was checked: wrappers and verbs from Xero's OpenAPI 16.1.0 and its examples; that fields
without a value are answered as null was recorded (NZ). Unverified: the order of lists (here: as
the records were made).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from xero_emulator.calls import Call, Route
from xero_emulator.payroll import shelves
from xero_emulator.payroll.dialect import Answer, Api, Form, Told, page, sent_object
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.payroll.shelves import Shelf

Make: TypeAlias = Callable[[Call, Record], Record]


@dataclass(frozen=True, slots=True)
class Noun:
    """A resource in one country: its shelf, the names of one and of many, what a request may hold.

    `shows` are the fields of an answer that no request holds; the id is one of them if `keyed`.
    `spared` are left out of an answer instead of being null.
    """

    kind: str
    one: str
    many: str
    form: Form
    shows: tuple[str, ...] = ()
    keyed: bool = True
    spared: tuple[str, ...] = ()

    def shelf(self, call: Call) -> Shelf:
        return shelves.shelf(call.books, self.kind)

    def shown(self, record: Record) -> Record:
        key = (shelves.RESOURCES[shelves.PREFIX + self.kind].key,) if self.keyed else ()
        found = {name: record.get(name) for name in (*key, *self.form.readers, *self.shows)}
        for name in self.spared:
            if found[name] is None:
                del found[name]
        return found

    def read(self, call: Call) -> Record:
        """The body; raises Wrong for what it lacks, and for ids that mean nothing here."""
        found = self.form.read(sent_object(call))
        shelves.check(call.books, found)
        return found

    def told(self, record: Record) -> Told:
        return Told(self.one, self.shown(record))

    @property
    def none(self) -> Told:
        """How a refusal of one names it."""
        return Told(self.one)

    @property
    def nothing(self) -> Told:
        """How a refusal of a list names it."""
        return Told(self.many, [])


def as_sent(_call: Call, sent: Record) -> Record:
    return sent


def listing(noun: Noun) -> Answer:
    def answer(call: Call) -> Told:
        return page(call, noun.many, noun.shelf(call).every(), noun.shown)

    return answer


def fetching(noun: Noun, segment: str) -> Answer:
    def answer(call: Call) -> Told:
        return noun.told(noun.shelf(call).get(call.path[segment]))

    return answer


def creating(noun: Noun, make: Make = as_sent) -> Answer:
    def answer(call: Call) -> Told:
        return noun.told(noun.shelf(call).put(make(call, noun.read(call))))

    return answer


def listing_of_employee(noun: Noun) -> Answer:
    """The records of the employee in the path, without pages."""

    def answer(call: Call) -> Told:
        return Told(noun.many, [noun.shown(each) for each in owned(noun, call)])

    return answer


def owned(noun: Noun, call: Call) -> list[Record]:
    owner = shelves.employee(call.books, call.path["EmployeeID"])
    return noun.shelf(call).owned("employeeID", owner["employeeID"])


def fetching_of_employee(noun: Noun, segment: str) -> Answer:
    def answer(call: Call) -> Told:
        return noun.told(found(noun, call, segment))

    return answer


def found(noun: Noun, call: Call, segment: str) -> Record:
    """The employee's record that a path means; raises NotThere."""
    return shelves.of_employee(call.books, noun.kind, call.path["EmployeeID"], call.path[segment])


def creating_of_employee(noun: Noun, make: Make = as_sent) -> Answer:
    def answer(call: Call) -> Told:
        owner = shelves.employee(call.books, call.path["EmployeeID"])["employeeID"]
        made = make(call, {**noun.read(call), "employeeID": owner})
        shelves.touched(call.books, owner, call.now)
        return noun.told(noun.shelf(call).put(made))

    return answer


def updating_of_employee(noun: Noun, segment: str, make: Make = as_sent) -> Answer:
    def answer(call: Call) -> Told:
        old = found(noun, call, segment)
        changed = make(call, {**old, **noun.read(call)})
        shelves.touched(call.books, old["employeeID"], call.now)
        return noun.told(noun.shelf(call).keep(changed))

    return answer


def removing_of_employee(noun: Noun, segment: str, told: Told) -> Answer:
    def answer(call: Call) -> Told:
        gone = found(noun, call, segment)
        noun.shelf(call).discard(gone)
        shelves.touched(call.books, gone["employeeID"], call.now)
        return told

    return answer


def item_routes(api: Api, noun: Noun, word: str, segment: str, make: Make | None) -> list[Route]:
    """Listing, fetching and, with `make`, creating what the settings of payroll hold:
    getDeductions, getDeduction, createDeduction."""
    one, at = word.removesuffix("s"), f"/{word}"
    scope = "settings"
    routes = [
        api.route(f"get{word}", "GET", at, scope, listing(noun), noun.nothing),
        api.route(
            f"get{one}", "GET", f"{at}/{{{segment}}}", scope, fetching(noun, segment), noun.none
        ),
    ]
    if make is not None:
        made = creating(noun, make)
        routes.append(api.route(f"create{one}", "POST", at, scope, made, noun.none))
    return routes
