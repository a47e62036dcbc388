"""Nothing that a client sends breaks the emulator: it answers, or it refuses in Xero's way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xero_emulator.direct import OPERATIONS, Direct

XERO = Direct()
WHO = {"Name": "Ridgeway Bank"}
LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
INVOICE = {
    "Type": "ACCREC",
    "Contact": WHO,
    "Date": "2026-03-01",
    "DueDate": "2026-03-15",
    "Status": "AUTHORISED",
    "LineAmountTypes": "Inclusive",
    "CurrencyCode": "EUR",
    "CurrencyRate": 1.1,
    "LineItems": [LINE],
}
CREDIT = {**INVOICE, "Type": "ACCRECCREDIT"}
PAYMENT = {"InvoiceNumber": "KNOWN", "Account": {"Code": "090"}, "Amount": 1, "Date": "2026-03-01"}
ALLOCATION = {"Amount": 1, "Invoice": {"InvoiceNumber": "KNOWN"}, "Date": "2026-03-01"}
CONTACT = {
    "Name": "N",
    "EmailAddress": "a@b.test",
    "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}],
    "Addresses": [{"AddressType": "POBOX", "City": "Bath"}],
    "PaymentTerms": {"Sales": {"Day": 1, "Type": "OFCURRENTMONTH"}},
    "ContactPersons": [{"FirstName": "Bo"}],
}
ACCOUNT = {"Code": "A1", "Name": "A", "Type": "EXPENSE", "TaxType": "NONE"}
RATE = {"Name": "R", "TaxComponents": [{"Name": "c", "Rate": 1, "IsCompound": True}]}
OFFER = {
    "Contact": WHO,
    "Date": "2026-03-01",
    "CurrencyCode": "EUR",
    "LineAmountTypes": "Inclusive",
    "Status": "DRAFT",
    "LineItems": [{**LINE, "TaxType": "OUTPUT2", "DiscountRate": 5}],
}
QUOTE = {**OFFER, "ExpiryDate": "2026-04-01", "Title": "T", "CurrencyRate": 1.1}
ORDER = {**OFFER, "DeliveryDate": "2026-04-01", "SentToContact": True}
TEMPLATE = {
    **OFFER,
    "Type": "ACCREC",
    "Status": "AUTHORISED",
    "MarkAsSent": True,
    "Schedule": {
        "Period": 1,
        "Unit": "WEEKLY",
        "DueDate": 7,
        "DueDateType": "DAYSAFTERINVOICEDATE",
        "StartDate": "2026-03-02",
        "EndDate": "2026-03-03",
    },
}
BODIES = {
    "createQuotes": QUOTE,
    "updateOrCreateQuotes": QUOTE,
    "updateQuote": QUOTE,
    "createPurchaseOrders": ORDER,
    "updateOrCreatePurchaseOrders": {**ORDER, "PurchaseOrderNumber": "P"},
    "updatePurchaseOrder": ORDER,
    "createRepeatingInvoices": TEMPLATE,
    "updateRepeatingInvoice": {"Status": "DELETED"},
    "createLinkedTransaction": {"SourceTransactionID": "x", "SourceLineItemID": "x"},
    "createPaymentService": {"PaymentServiceName": "P", "PaymentServiceUrl": "https://p.test"},
    "createBrandingThemePaymentServices": {
        "PaymentServiceName": "P",
        "PaymentServiceUrl": "https://p.test",
    },
    "createContacts": CONTACT,
    "updateOrCreateContacts": CONTACT,
    "createInvoices": INVOICE,
    "updateOrCreateInvoices": INVOICE,
    "updateInvoice": INVOICE,
    "createCreditNotes": CREDIT,
    "updateOrCreateCreditNotes": CREDIT,
    "updateCreditNote": CREDIT,
    "createPayments": PAYMENT,
    "createPayment": PAYMENT,
    "createCreditNoteAllocation": ALLOCATION,
    "createAccount": ACCOUNT,
    "updateAccount": ACCOUNT,
    "createTaxRates": RATE,
    "updateTaxRate": RATE,
    "createCurrency": {"Code": "JPY", "Description": "Yen"},
    "createInvoiceHistory": {"Details": "x"},
}

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["", "0", "-1", "1e14", "NaN", "2026-02-30", "0001-01-01", "DRAFT", "VOIDED"]),
    st.just([]),
    st.just({}),
    st.just([{}]),
)


@st.composite
def bent(draw, body):
    """The body with some of its values replaced, dropped or doubled."""
    if isinstance(body, list):
        return [draw(bent(item)) for item in body] * draw(st.integers(0, 2))
    if not isinstance(body, dict):
        return draw(ODD) if draw(st.integers(0, 4)) == 0 else body
    kept = {key: draw(bent(value)) for key, value in body.items() if draw(st.integers(0, 9))}
    return draw(ODD) if draw(st.integers(0, 19)) == 0 else kept


@pytest.fixture(scope="module")
def paths():
    """Ids of records that exist, so that the bent requests reach them."""
    known = XERO.call("createInvoices", {**INVOICE, "InvoiceNumber": "KNOWN"}).row()
    note = XERO.call("createCreditNotes", CREDIT).row()
    return {
        "InvoiceID": known["InvoiceID"],
        "CreditNoteID": note["CreditNoteID"],
        "AccountID": XERO.books.accounts.by_code("404")["AccountID"],
        "QuoteID": XERO.call("createQuotes", QUOTE).row()["QuoteID"],
        "PurchaseOrderID": XERO.call("createPurchaseOrders", ORDER).row()["PurchaseOrderID"],
        "RepeatingInvoiceID": XERO.call("createRepeatingInvoices", TEMPLATE).row()["ID"],
        "BrandingThemeID": XERO.call("getBrandingThemes").row()["BrandingThemeID"],
    }


@pytest.mark.parametrize("operation", sorted(BODIES))
def test_a_bent_request_is_answered_or_refused(operation, paths):
    pattern = OPERATIONS[operation].pattern
    path = {name: value for name, value in paths.items() if f"{{{name}}}" in pattern}

    @settings(max_examples=60, deadline=None)
    @given(bent(BODIES[operation]), st.sampled_from([{}, {"summarizeErrors": "false"}]))
    def send(body, query):
        answer = XERO.call(operation, body if body is not None else b"null", query, **path)
        assert answer.status in (200, 400)

    send()
    assert sum(XERO.books.journals.balances().values()) == 0


WORDS = st.text(max_size=20)
NAMES = [
    *("where", "order", "page", "pageSize", "unitdp", "IDs", "Statuses", "InvoiceNumbers"),
    *("ContactIDs", "searchTerm", "summaryOnly", "includeArchived", "createdByMyApp"),
    *("Status", "DateFrom", "DateTo", "ContactID", "QuoteNumber", "ExpiryDateTo"),
]
QUERY = st.dictionaries(
    st.sampled_from(NAMES),
    st.one_of(WORDS, st.sampled_from(["1", "-1", "9" * 5000, "true", "Name DESC", 'Status=="X"'])),
)


LISTS = [
    name for name, each in OPERATIONS.items() if each.method == "GET" and "{" not in each.pattern
]


@pytest.mark.parametrize("name", LISTS)
def test_an_odd_list_is_answered_or_refused(name):
    @settings(max_examples=60, deadline=None)
    @given(QUERY, st.dictionaries(st.just("if-modified-since"), WORDS))
    def ask(query, headers):
        assert XERO.call(name, query=query, headers=headers).status in (200, 400)

    ask()
