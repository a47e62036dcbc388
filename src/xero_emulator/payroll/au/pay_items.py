"""Pay items: earnings rates, leave types, deductions and reimbursements.

How it was checked: fields, and both rules about qualifying earnings, from Xero's OpenAPI 16.1.0.
Unverified: that items which a POST leaves out stay (an example of the specification may mean that
they go), that an answer holds every item of the kinds that were sent, where and order (ignored:
the list is no list), the texts, and that RatePerUnit is text (so the schema; an example has a
number).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, Unreadable
from xero_emulator.fields import Fields, choice, flag, guid, names, text
from xero_emulator.payroll.au import standard
from xero_emulator.payroll.au.records import Payroll, figure, route
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

LONGEST = {"Name": 100, "TypeOfUnits": 50}
QUALIFIES = "IsQualifyingEarnings"
NEEDED = "IsQualifyingEarnings is required."
CANNOT = "IsQualifyingEarnings cannot be true when IsExemptFromSuper is true."

EARNINGS_TYPES = names(
    "FIXED ORDINARYTIMEEARNINGS OVERTIMEEARNINGS ALLOWANCE LUMPSUMD EMPLOYMENTTERMINATIONPAYMENT "
    "LUMPSUMA LUMPSUMB BONUSESANDCOMMISSIONS LUMPSUME LUMPSUMW DIRECTORSFEES PAIDPARENTALLEAVE "
    "WORKERSCOMPENSATION"
)
LEAVE_CATEGORIES = names(
    "ANNUALLEAVE LONGSERVICELEAVE PERSONALSICKCARERSLEAVE ROSTEREDDAYOFF TIMEOFFINLIEU "
    "COMPASSIONATEANDBEREAVEMENTLEAVE STUDYLEAVE FAMILYANDDOMESTICVIOLENCELEAVE SPECIALPAIDLEAVE "
    "COMMUNITYSERVICELEAVE JURYDUTYLEAVE DEFENCERESERVELEAVE"
)
ALLOWANCE_TYPES = names("CAR TRANSPORT LAUNDRY MEALS TRAVEL OTHER TOOLS TASKS QUALIFICATIONS")
ALLOWANCE_CATEGORIES = names(
    "NONDEDUCTIBLE UNIFORM PRIVATEVEHICLE HOMEOFFICE TRANSPORT GENERAL OTHER"
)


class PayItems(Payroll):
    """The items of one kind; those that every organisation has are known without being kept.

    `qualifies` says whether they can be qualifying earnings.
    """

    plain: ClassVar[Record] = {}
    qualifies: ClassVar[bool] = False
    columns = Columns()

    def find(self, token: str) -> Record | None:
        return self.records.get(token.lower()) or self.standard().get(token.lower())

    def standard(self) -> dict[str, Record]:
        return standard.of_kind(self.plural, self.books.tenant_id)

    def every(self) -> list[Record]:
        return list({**self.standard(), **self.records}.values())

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = self.find(sent.get(self.key, "")) or {}
        identity = old.get(self.key) or sent.get(self.key) or self.books.new_id()
        known = {**self.plain, **old, **sent, self.key: identity, "CurrentRecord": True}
        wrong = list(self.wrong(known))
        if wrong:
            raise Invalid(*wrong)
        return self.keep(self.stamped(known, call), call.client_id)

    def wrong(self, record: Record) -> Iterator[str]:
        yield from self.lacking(record)
        for name, most in LONGEST.items():
            if len(record.get(name, "")) > most:
                yield f"{name} must be {most} characters or fewer."
        if record.get("Name", "").lower() in self._names_but(record[self.key]):
            yield f"Name {record['Name']} is already in use."
        code = record.get("AccountCode")
        if code is not None and self.books.accounts.by_code(code) is None:
            yield f"Account code '{code}' is not a valid code."
        if self.qualifies and QUALIFIES not in record:
            yield NEEDED
        if record.get(QUALIFIES) and record.get("IsExemptFromSuper"):
            yield CANNOT

    def _names_but(self, identity: str) -> set[str]:
        return {each["Name"].lower() for each in self.every() if each[self.key] != identity}


class EarningsRates(PayItems):
    plural = "EarningsRates"
    key = "EarningsRateID"
    required = ("Name", "EarningsType", "RateType", "AccountCode")
    qualifies = True
    plain = dict.fromkeys(
        names(
            "IsExemptFromTax IsExemptFromSuper IsReportableAsW1 "
            "AllowanceContributesToAnnualLeaveRate AllowanceContributesToOvertimeRate"
        ),
        False,
    )
    fields = Fields(
        EarningsRateID=guid,
        Name=text,
        AccountCode=text,
        TypeOfUnits=text,
        IsExemptFromTax=flag,
        IsExemptFromSuper=flag,
        IsReportableAsW1=flag,
        IsQualifyingEarnings=flag,
        AllowanceContributesToAnnualLeaveRate=flag,
        AllowanceContributesToOvertimeRate=flag,
        EarningsType=choice("EarningsType", *EARNINGS_TYPES),
        RateType=choice("RateType", "FIXEDAMOUNT", "MULTIPLE", "RATEPERUNIT"),
        RatePerUnit=figure,
        Multiplier=figure,
        AccrueLeave=flag,
        Amount=figure,
        EmploymentTerminationPaymentType=choice("EmploymentTerminationPaymentType", "O", "R"),
        AllowanceType=choice("AllowanceType", *ALLOWANCE_TYPES),
        AllowanceCategory=choice("AllowanceCategory", *ALLOWANCE_CATEGORIES),
    )


class LeaveTypes(PayItems):
    plural = "LeaveTypes"
    key = "LeaveTypeID"
    required = ("Name", "TypeOfUnits")
    qualifies = True
    plain: ClassVar[Record] = {"IsPaidLeave": True, "ShowOnPayslip": False, "SGCExempt": False}
    fields = Fields(
        LeaveTypeID=guid,
        Name=text,
        TypeOfUnits=text,
        NormalEntitlement=figure,
        LeaveLoadingRate=figure,
        IsPaidLeave=flag,
        ShowOnPayslip=flag,
        LeaveCategoryCode=choice("LeaveCategoryCode", *LEAVE_CATEGORIES),
        SGCExempt=flag,
        IsQualifyingEarnings=flag,
    )


class DeductionTypes(PayItems):
    plural = "DeductionTypes"
    key = "DeductionTypeID"
    required = ("Name", "AccountCode")
    plain: ClassVar[Record] = {
        "DeductionCategory": "NONE",
        "ReducesTax": False,
        "ReducesSuper": False,
        "IsExemptFromW1": False,
    }
    fields = Fields(
        DeductionTypeID=guid,
        Name=text,
        AccountCode=text,
        ReducesTax=flag,
        ReducesSuper=flag,
        IsExemptFromW1=flag,
        DeductionCategory=choice("DeductionCategory", "NONE", "UNIONFEES", "WORKPLACEGIVING"),
    )


class ReimbursementTypes(PayItems):
    plural = "ReimbursementTypes"
    key = "ReimbursementTypeID"
    required = ("Name", "AccountCode")
    fields = Fields(ReimbursementTypeID=guid, Name=text, AccountCode=text)


KINDS: tuple[type[PayItems], ...] = (EarningsRates, DeductionTypes, ReimbursementTypes, LeaveTypes)
RESOURCES = {
    "au_earnings_rates": EarningsRates,
    "au_deduction_types": DeductionTypes,
    "au_reimbursement_types": ReimbursementTypes,
    "au_leave_types": LeaveTypes,
}
_NAMES = {kind.plural: name for name, kind in RESOURCES.items()}


def of_kind(books: Books, kind: str) -> PayItems:
    """The organisation's items of a kind: "EarningsRates"."""
    return cast(PayItems, books.resources[_NAMES[kind]])


def shown(item: Record) -> Record:
    if "RatePerUnit" not in item:
        return item
    return {**item, "RatePerUnit": str(item["RatePerUnit"])}


def _answer(call: Call, kinds: Iterable[str]) -> Reply:
    found = {kind: [shown(each) for each in of_kind(call.books, kind).every()] for kind in kinds}
    return wire.envelope(call, "PayItems", found)


def listing(call: Call) -> Reply:
    return _answer(call, [kind.plural for kind in KINDS])


def write(call: Call) -> Reply:
    """Adds and changes items; one that is refused refuses them all."""
    sent = _sent(call)
    for kind, items in sent.items():
        held = of_kind(call.books, kind)
        for at, item in enumerate(items):
            held.save(held.fields.read(item, f"{kind}[{at}]"), call, create=False)
    return _answer(call, sent)


def _sent(call: Call) -> dict[str, list[Record]]:
    """The items of a request by kind, in any letter case."""
    elements = wire.elements(call.body, "PayItems")
    known = {kind.plural.lower(): kind.plural for kind in KINDS}
    found: dict[str, list[Record]] = {}
    for name, items in ((k, v) for element in elements for k, v in element.items()):
        if name.lower() not in known or items is None:
            continue
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Unreadable(f"{name} must hold objects")
        found.setdefault(known[name.lower()], []).extend(items)
    return found


ROUTES = (
    route("getPayItems", "GET", "/PayItems", "settings", listing),
    route("createPayItem", "POST", "/PayItems", "settings", write),
)
