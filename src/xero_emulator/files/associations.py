"""Which file belongs to which invoice, contact or other object.

How it was checked: fields, groups, types, counts and the refusal of a wrong group from Xero's
OpenAPI 16.1.0; only the list of an object's files names and sizes them, as its texts say.
Unverified: that a missing type is found from the object, that a type which does not fit is kept as
sent, that associating twice changes nothing, and that SendWithObject can be set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid, NotThere
from xero_emulator.fields import Fields, choice, flag, guid, names
from xero_emulator.files import answers
from xero_emulator.files.answers import moment, route
from xero_emulator.resource import Resource, words
from xero_emulator.where import Columns
from xero_emulator.wire import Record

# Each group, and where the organisation keeps its objects.
GROUPS = {
    "Account": "accounts",
    "BankTransaction": "bank_transactions",
    "Contact": "contacts",
    "CreditNote": "credit_notes",
    "Invoice": "invoices",
    "Item": "items",
    "ManualJournal": "manual_journals",
    "Overpayment": "overpayments",
    "Payment": "payments",
    "Prepayment": "prepayments",
    "Quote": "quotes",
    "Receipt": "receipts",
}
TYPES = names(
    "Unknown Accpay AccPayCredit AccPayPayment AccRec AccRecCredit AccRecPayment Adjustment "
    "ApCreditPayment ApOverPayment ApOverPaymentPayment ApOverPaymentSourcePayment ApPrepayment "
    "ApPrepaymentPayment ApPrepaymentSourcePayment ArCreditPayment ArOverPayment "
    "ArOverpaymentPayment ArOverpaymentSourcePayment ArPrepayment ArPrepaymentPayment "
    "ArPrepaymentSourcePayment CashPaid CashRec ExpPayment ManJournal PurchaseOrder Receipt "
    "Transfer Account Contact Business Employee Person User Org FixedAsset PayRun PriceListItem "
    "Bank Current Equity Expense Fixed Liability Prepayment Revenue Sales Overheads Depreciatn "
    "OtherIncome DirectCosts Currliab Termliab NonCurrent SalesQuote"
)
# The type of an object of each group, where its own Type is not one of TYPES.
PLAIN = {
    "BankTransaction": "CashPaid",
    "Contact": "Business",
    "Item": "PriceListItem",
    "ManualJournal": "ManJournal",
    "Quote": "SalesQuote",
    "Receipt": "Receipt",
}
FIELDS = Fields(
    ObjectId=guid,
    ObjectGroup=choice("ObjectGroup", *GROUPS),
    ObjectType=choice("ObjectType", *TYPES),
    SendWithObject=flag,
)
SHOWN = names("FileId ObjectId ObjectType ObjectGroup")


class Associations(Resource):
    plural = "Associations"
    key = "Id"
    columns = Columns()
    fields = FIELDS

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        yield "file", record["FileId"]
        yield "object", record["ObjectId"]

    def changed(self, record: Record) -> str:
        found: str = record["AssociationDateUtc"]
        return found

    def of_file(self, file: str) -> Iterator[Record]:
        return self.found_by("file", file)

    def of_object(self, thing: str) -> Iterator[Record]:
        return self.found_by("object", thing)

    def between(self, file: str, thing: str) -> Record | None:
        return next((one for one in self.of_file(file) if one["ObjectId"] == thing.lower()), None)

    def add(self, file: Record, sent: Record, call: Call) -> Record:
        thing = self._object(sent)
        old = self.between(file["Id"], sent["ObjectId"])
        record = {
            "Id": old["Id"] if old is not None else self.books.new_id(),
            "FileId": file["Id"],
            "ObjectType": _type_of(thing, sent["ObjectGroup"]),
            "SendWithObject": False,
            "AssociationDateUtc": moment(call.now),
            **sent,
        }
        return self.keep(record, call.client_id)

    def _object(self, sent: Record) -> Record:
        for name in ("ObjectId", "ObjectGroup"):
            if name not in sent:
                raise Invalid(f"{name} is required.")  # unverified text
        held = self.books.resources.get(GROUPS[sent["ObjectGroup"]])
        found = held.records.get(sent["ObjectId"]) if held is not None else None
        if found is None:
            raise Invalid(f"Object is not a {sent['ObjectGroup']}")
        return found

    def named(self, record: Record) -> Record:
        """An association as the list of its object has it."""
        file = self.books.files.records[record["FileId"]]
        return {
            "SendWithObject": record["SendWithObject"],
            "Name": file["Name"],
            "Size": file["Size"],
            "CreatedDateUtc": file["CreatedDateUtc"],
            "AssociationDateUtc": record["AssociationDateUtc"],
            **shown(record),
        }


def _type_of(thing: Record, group: str) -> str:
    wanted = str(thing.get("PaymentType") or thing.get("Type", "")).lower()
    spelled = {each.lower(): each for each in TYPES}
    return spelled.get(wanted) or PLAIN.get(group, "Unknown")


def shown(record: Record) -> Record:
    return {name: record[name] for name in SHOWN}


SORTS: answers.Sorts = {
    "name": lambda one: one["Name"].lower(),
    "size": lambda one: one["Size"],
    "createddateutc": lambda one: one["CreatedDateUtc"],
    "associationdateutc": lambda one: one["AssociationDateUtc"],
}


def listing(call: Call) -> Reply:
    file = call.books.files.get(call.path["FileId"])
    return wire.reply([shown(one) for one in call.books.associations.of_file(file["Id"])])


def create(call: Call) -> Reply:
    file = call.books.files.get(call.path["FileId"])
    sent = answers.sent(call, FIELDS, "Association")
    return wire.reply(shown(call.books.associations.add(file, sent, call)), 201)


def remove(call: Call) -> Reply:
    file = call.books.files.get(call.path["FileId"])
    found = call.books.associations.between(file["Id"], call.path["ObjectId"])
    if found is None:
        raise NotThere(call.path["ObjectId"])
    call.books.associations.discard(found)
    return Reply(204, b"", "")


def by_object(call: Call) -> Reply:
    held = call.books.associations
    named = [held.named(one) for one in held.of_object(call.path["ObjectId"])]
    return wire.reply(answers.page(answers.ordered(named, call, SORTS), call).items)


def count(call: Call) -> Reply:
    asked = words(call.query.get("ObjectIds", ""))
    for name, value in parse_qsl(call.query_string):
        asked += words(value) if name == "ObjectIds" else []
    if not asked:
        raise Invalid("ObjectIds is required.")  # unverified text
    held = call.books.associations
    return wire.reply({thing: len(list(held.of_object(thing))) for thing in asked})


_AT = "/Files/{FileId}/Associations"

ROUTES = (
    route("getFileAssociations", "GET", _AT, listing),
    route("createFileAssociation", "POST", _AT, create),
    route("deleteFileAssociation", "DELETE", f"{_AT}/{{ObjectId}}", remove),
    route("getAssociationsCount", "GET", "/Associations/Count", count),
    route("getAssociationsByObject", "GET", "/Associations/{ObjectId}", by_object),
)
