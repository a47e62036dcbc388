"""The other language of the Accounting API: XML in requests, and XML answers for who asks for them.

A request in XML becomes the values that its JSON would have given, and an answer the XML of the
same values, so that no resource knows which of the two was spoken.

How it was checked: element names are the field names of Xero's OpenAPI 16.1.0, a list's elements
their singular; that both languages are taken, that XML is the default and `<ApiException>` with
`DataContractBase` from the reference's sections 5.1 and 6.1; that XML may come as the form field
`xml` from how pyxero sends it. Unverified: the names of the root and of the pagination block, and
the singular of a few lists. Here a caller who does not say gets JSON, unless the organisation's
switch `xml_by_default` is on.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from xero_emulator.errors import Unreadable

CONTENT_TYPE = "text/xml; charset=utf-8"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
# Lists whose elements are not called by the list's name without its ending.
SINGULAR = {
    "Tracking": "TrackingCategory",
    "FromTracking": "TrackingCategory",
    "ToTracking": "TrackingCategory",
    "Elements": "DataContractBase",
    "BalanceDetails": "BalanceDetail",
    "CISSettings": "CISSetting",
    "TaxBreakdown": "TaxBreakdownComponent",
    "Warnings": "Warning",
    "Employee": "LeaveLine",
    "NumberOfUnits": "NumberOfUnit",
    "Addresses": "Address",
    "InvoiceAddresses": "InvoiceAddress",
}
_LISTS = (
    "Accounts Actions Allocations Attachments Attributes BankAccounts BankTransactions "
    "BankTransfers BatchPayments BrandingThemes BudgetBalances BudgetLines Budgets Cells "
    "ContactGroups ContactPersons Contacts ConversionBalances CreditNotes Currencies "
    "DeductionLines DeductionTypes EarningsLines EarningsRates Employees ExpenseClaims "
    "ExternalLinks Fields HistoryRecords InvoiceReminders Invoices Items JournalLines Journals "
    "LeaveAccrualLines LeaveApplications LeaveBalances LeaveEarningsLines LeaveLines LeavePeriods "
    "LeaveTypes LineItems LinkedTransactions ManualJournals OnlineInvoices Options Organisations "
    "Overpayments PaidLeaveEarningsLines PayRuns PaymentServices Payments PayrollCalendars "
    "Payslips Phones Prepayments PurchaseOrders PurchasesTrackingCategories Quotes Receipts "
    "ReimbursementLines ReimbursementTypes RepeatingInvoices ReportTitles Reports Rows "
    "SalesTrackingCategories SuperFundProducts SuperFunds SuperLines SuperMemberships "
    "SuperannuationLines TaxComponents TaxLines TaxRates TimesheetEarningsLines Timesheets "
    "TrackingCategories Users ValidationErrors"
)
LISTS = frozenset(_LISTS.split()) | (SINGULAR.keys() - {"Employee"})
_DATE = re.compile(r"/Date\(-?\d+([+-]\d{4})?\)/")
_ID = re.compile(r"(\w+)ID")


def singular(name: str) -> str:
    """What the elements of a list are called: an `Invoice` in `Invoices`."""
    if name in SINGULAR:
        return SINGULAR[name]
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


def bare(body: bytes) -> bytes:
    """The body without a byte order mark, and out of the form field `xml` of older clients."""
    body = body.removeprefix(BOM_UTF8)
    if not body.startswith(b"xml="):
        return body
    value = body.removeprefix(b"xml=").partition(b"&")[0]
    return unquote_to_bytes(value.replace(b"+", b" "))


def is_xml(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"


def read(body: bytes) -> Any:
    """The values in a request's XML; raises Unreadable."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as trouble:
        raise Unreadable(f"the XML could not be read: {trouble}") from trouble
    return {_name(root): _value(root)} if _name(root) in LISTS else _fields(root)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _value(element: Element) -> Any:
    if _name(element) in LISTS and (len(element) or not (element.text or "").strip()):
        return [_value(each) for each in element]
    return _fields(element) if len(element) else element.text or ""


def _fields(element: Element) -> dict[str, Any]:
    return {_name(each): _value(each) for each in element}


def wanted(accept: str, *, otherwise: bool) -> bool:
    """Whether a caller who accepts this gets XML; `otherwise` is for one who does not care."""
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    for kind in kinds:
        if kind in ("application/json", "text/json"):
            return False
        if kind in ("application/xml", "text/xml"):
            return True
    return otherwise and all(kind in ("", "*/*", "application/*", "text/*") for kind in kinds)


def write(told: Mapping[str, Any], date: Callable[[str], str]) -> bytes:
    """An answer as XML; `date` makes the ISO form of Xero's dates."""
    failed = "ErrorNumber" in told
    root = Element("ApiException" if failed else "Response")
    _fill(root, told, date)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _fill(under: Element, value: Any, date: Callable[[str], str]) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _fill_field(SubElement(under, name), name, inner, date)
    else:
        under.text = _text(value, date)


def _fill_field(made: Element, name: str, value: Any, date: Callable[[str], str]) -> None:
    if not isinstance(value, list):
        _fill(made, value, date)
        return
    for each in value:
        inner = SubElement(made, singular(name))
        if name == "Elements":
            inner.set(f"{{{INSTANCE}}}type", next(_kinds(each), "Element"))
        _fill(inner, each, date)


def _kinds(element: Mapping[str, Any]) -> Iterator[str]:
    """What a refused element is, by the name of its own id."""
    return (found[1] for name in element if (found := _ID.fullmatch(name)))


def _text(value: Any, date: Callable[[str], str]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = "" if value is None else str(value)
    return date(text) if _DATE.fullmatch(text) else _printable(text)


def _printable(text: str) -> str:
    """Without the few characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
