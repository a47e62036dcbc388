"""Purchase orders: what a supplier is asked for.

How it was checked: fields and parameters from Xero's OpenAPI 16.1.0, lists that are always paged
and unit amounts of four decimals from the reference (sections 1 and 5.4). From recorded answers:
POST that changes the order with the same number, an order that is born SUBMITTED or BILLED, BILLED
and AUTHORISED to DELETED, a DELETED one that is frozen and keeps its number, both texts of that
refusal, the contact as it stands on an order, and what lists leave out. The refused number and the
warning are texts of the OpenAPI's examples, as are discounts on orders and the empty Contact and
LineItems of an update, which change nothing. Unverified: the other edges and texts; that a contact
may also be meant by its name; that a warned request is otherwise done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xero_emulator import wire
from xero_emulator.accounting import attachments, contacts, filters, history, lines
from xero_emulator.accounting.documents import LINE_AMOUNT_TYPES
from xero_emulator.accounting.orders import Orders, paging
from xero_emulator.calls import Call, Reply
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, day, flag, guid, many, names, one, text
from xero_emulator.fields import number as amount
from xero_emulator.resource import Asked, States, Test, fetching, reads, route, writes, writing
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States(
    "DRAFT SUBMITTED AUTHORISED BILLED",
    DRAFT="DRAFT SUBMITTED AUTHORISED BILLED DELETED",
    SUBMITTED="SUBMITTED DRAFT AUTHORISED BILLED DELETED",
    AUTHORISED="AUTHORISED BILLED DELETED",
    BILLED="BILLED AUTHORISED DELETED",
)

SCOPES = ("accounting.transactions", "accounting.invoices")
STATUS = choice("PurchaseOrderStatus", "DRAFT", "SUBMITTED", "AUTHORISED", "BILLED", "DELETED")
SENDABLE = ("AUTHORISED", "BILLED")
NUMBER_TAKEN = "Order number must be unique"
WRONG_CHANGE = "PurchaseOrder status change is invalid"
FROZEN = "Deleted PurchaseOrders cannot be updated"
NOT_SENDABLE = "Only AUTHORISED and BILLED purchase orders may have SentToContact updated."
UNKNOWN = (  # unverified text
    "An existing Purchase Order with the specified PurchaseOrderID could not be found"
)
NO_SUCH_CONTACT = "The contact could not be found."  # unverified text

BRIEF_CONTACT = names(
    "ContactID ContactStatus Name FirstName LastName Addresses Phones UpdatedDateUTC ContactGroups "
    "DefaultCurrency ContactPersons HasValidationErrors"
)


class PurchaseOrders(Orders):
    plural = "PurchaseOrders"
    key = "PurchaseOrderID"
    noun = "purchase order"
    states = STATES
    number = "PurchaseOrderNumber"
    prefix = "PO-"
    number_taken = NUMBER_TAKEN
    unknown = UNKNOWN
    days = ("Date", "DeliveryDate", "ExpectedArrivalDate")
    longest = {"DeliveryInstructions": 500}
    takes = names("page If-Modified-Since Status DateFrom DateTo")
    optimised = frozenset()
    optimised_orders = frozenset({"purchaseordernumber", "date"})  # unverified
    columns = Columns(
        text="PurchaseOrderNumber Reference Status CurrencyCode LineAmountTypes AttentionTo "
        "Telephone DeliveryAddress DeliveryInstructions Type Contact.Name Contact.EmailAddress",
        guid="PurchaseOrderID BrandingThemeID Contact.ContactID",
        number="SubTotal TotalTax Total TotalDiscount CurrencyRate",
        flag="SentToContact HasAttachments HasErrors IsDiscounted",
        day="Date DeliveryDate ExpectedArrivalDate UpdatedDateUTC",
    )
    carried = names(
        "PurchaseOrderNumber Reference Date DeliveryDate ExpectedArrivalDate DeliveryAddress "
        "AttentionTo Telephone DeliveryInstructions BrandingThemeID CurrencyCode LineAmountTypes "
        "Status SentToContact"
    )
    fields = Fields(
        PurchaseOrderID=guid,
        PurchaseOrderNumber=text,
        Contact=one(contacts.FIELDS),
        LineItems=many(lines.FIELDS),
        Date=day,
        DeliveryDate=day,
        ExpectedArrivalDate=day,
        LineAmountTypes=choice("LineAmountType", *LINE_AMOUNT_TYPES),
        Reference=text,
        BrandingThemeID=guid,
        CurrencyCode=text,
        CurrencyRate=amount,
        Status=STATUS,
        SentToContact=flag,
        DeliveryAddress=text,
        AttentionTo=text,
        Telephone=text,
        DeliveryInstructions=text,
    )

    def match(self, token: str) -> Record | None:
        return super().match(token) or self.first_by("number", token)

    def begun(self, old: Record | None) -> Record:
        if old is not None:
            return old
        return {
            "HasErrors": False,
            "SentToContact": False,
            "Type": "PURCHASEORDER",
            "LineAmountTypes": "Exclusive",
            "LineItems": [],
        }

    def meant(self, sent: Record) -> Record | None:
        """The order with this id, or else with this number."""
        if self.key in sent or not sent.get(self.number):
            return super().meant(sent)
        return self.first_by("number", sent[self.number])

    def refusals(self, old: Record | None, wanted: str) -> Iterable[str]:
        frozen = old is not None and old["Status"] == "DELETED"
        if not (frozen and wanted == "DELETED") and any(super().refusals(old, wanted)):
            yield WRONG_CHANGE
        if frozen:
            yield FROZEN

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        record = super().save(sent, call, create=create)
        if sent.get("SentToContact") and record["Status"] not in SENDABLE:
            return {**record, "Warnings": [{"Message": NOT_SENDABLE}]}
        return record

    def drawn(self, old: Record | None, sent: Record, call: Call) -> Record:
        if old is None:
            sent = {"Date": wire.day(self.books.today(call.now)), **sent}
        else:
            empty = ("Contact", "LineItems")
            sent = {name: value for name, value in sent.items() if value or name not in empty}
        record = super().drawn(old, sent, call)
        discount = lines.discount(record["LineItems"])
        record |= {"IsDiscounted": bool(discount), "TotalDiscount": discount}
        if record["Status"] not in SENDABLE:
            record["SentToContact"] = False
        return record

    def rules(self, record: Record, line_amount_types: str) -> lines.Rules:
        return lines.Rules(line_amount_types, unitdp=4, discounts=True, purchases=True)

    def contact(self, sent: Record, call: Call) -> str:
        if not any(sent.get(name) for name in ("ContactID", "ContactNumber", "Name")):
            raise Invalid(contacts.WHO)
        if self.books.contacts.meant(sent) is None:
            raise Invalid(NO_SUCH_CONTACT)
        return super().contact(sent, call)

    def hidden(self, call: Call) -> Test | None:
        return filters.failing(
            (*filters.within(self, call, "Date"), *filters.equal(self, call, "Status", STATUS))
        )

    def _contact_of(self, record: Record) -> Record:
        contact = self.books.contacts.records[record["Contact"]["ContactID"]]
        phones = [each for each in contact["Phones"] if each.get("PhoneNumber")]
        places = [each for each in contact["Addresses"] if _is_written(each)]
        kept = {name: value for name, value in contact.items() if name != "HasAttachments"}
        return {**kept, "Phones": phones, "Addresses": places}

    def listed(self, record: Record, asked: Asked) -> Record:
        contact = self._contact_of(record)
        brief = {name: contact[name] for name in BRIEF_CONTACT if name in contact}
        files = record.get("HasAttachments", False)
        shown = {**record, "Contact": brief, "HasAttachments": files}
        del shown["SentToContact"], shown["TotalDiscount"]
        return shown

    def fetched(self, record: Record, asked: Asked) -> Record:
        return {**record, "Contact": self._contact_of(record), **self.with_files(record)}


def _is_written(address: Record) -> bool:
    return any(value for name, value in address.items() if name != "AddressType")


def purchase_orders(books: Books) -> PurchaseOrders:
    return books.purchase_orders


def as_pdf(call: Call) -> Reply:
    from xero_emulator.accounting import pdf

    record = purchase_orders(call.books).get(call.path["PurchaseOrderID"])
    return pdf.reply(record, "PurchaseOrderNumber", "Purchase Order", call)


_fetch = fetching(purchase_orders, "PurchaseOrderID")


def fetch(call: Call) -> Reply:
    wants_pdf = "application/pdf" in call.headers.get("accept", "").lower()
    return as_pdf(call) if wants_pdf else _fetch(call)


_AT = "/PurchaseOrders/{PurchaseOrderID}"

ROUTES = (
    route(
        "getPurchaseOrders",
        "GET",
        "/PurchaseOrders",
        reads(*SCOPES),
        paging(purchase_orders, "where"),
    ),
    route(
        "createPurchaseOrders",
        "PUT",
        "/PurchaseOrders",
        writes(*SCOPES),
        writing(purchase_orders, create=True),
    ),
    route(
        "updateOrCreatePurchaseOrders",
        "POST",
        "/PurchaseOrders",
        writes(*SCOPES),
        writing(purchase_orders),
    ),
    route("getPurchaseOrder", "GET", _AT, reads(*SCOPES), fetch),
    route(
        "getPurchaseOrderByNumber",
        "GET",
        "/PurchaseOrders/{PurchaseOrderNumber}",
        reads(*SCOPES),
        fetching(purchase_orders, "PurchaseOrderNumber"),
    ),
    route(
        "updatePurchaseOrder",
        "POST",
        _AT,
        writes(*SCOPES),
        writing(purchase_orders, "PurchaseOrderID"),
    ),
    route("getPurchaseOrderAsPdf", "GET", f"{_AT}/pdf", reads(*SCOPES), as_pdf),
    *history.routes(_AT, "PurchaseOrder", purchase_orders, reads(*SCOPES), writes(*SCOPES)),
    *attachments.routes(_AT, "PurchaseOrder", purchase_orders),
)
