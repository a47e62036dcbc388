"""Every operation is called, and every answer has the shape that Xero's OpenAPI gives it."""

from __future__ import annotations

from collections.abc import Iterator

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from xero_emulator.calls import Reply
from xero_emulator.coverage import specification
from xero_emulator.direct import OPERATIONS, Answer, Direct

LINE = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
PNG = {"content-type": "image/png"}
SPEC = "urn:xero"
NO_NOTES = {f"create{kind}History" for kind in ("Payment", "Overpayment", "Prepayment")}
LATER = {  # parameters of lists that the specification got after 16.1.0
    "BankTransactions": {"References"},
    "Prepayments": {"References"},
}


class Shapes:
    """The schemas of one OpenAPI file, by operation and status."""

    def __init__(self, document):
        registry = Registry().with_resource(SPEC, Resource(document, DRAFT4))
        self.document = document
        self._registry = registry
        self._operations = {
            operation["operationId"]: operation
            for methods in document["paths"].values()
            for operation in methods.values()
            if isinstance(operation, dict) and "operationId" in operation
        }

    def wrong(self, answer: Answer) -> Iterator[str]:
        name = answer.operation.operation_id
        pointer = self._pointer(name, str(answer.status))
        if pointer is None:
            return
        schema = {"$ref": f"{SPEC}#{pointer}"}
        validator = jsonschema.Draft4Validator(schema, registry=self._registry)
        body = jsonschema_ready(answer.json)
        for error in validator.iter_errors(body):
            yield f"{name} {answer.status} {error.json_path}: {error.message}"

    def _pointer(self, operation_id, status):
        responses = self._operations[operation_id]["responses"]
        response = responses.get(status, {})
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].split("/")[-1]]
        content = response.get("content", {}).get("application/json")
        return content["schema"]["$ref"].removeprefix("#") if content else None


def jsonschema_ready(value):
    """Decimals as floats, which is what the validator knows as numbers."""
    if isinstance(value, dict):
        return {key: jsonschema_ready(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [jsonschema_ready(inner) for inner in value]
    return float(value) if type(value).__name__ == "Decimal" else value


class Watched(Direct):
    """Remembers every answer."""

    def __init__(self, country: str = "GB"):
        super().__init__(country)
        self.answers: list[Answer] = []

    def call(self, *what, **how):
        answer = super().call(*what, **how)
        self.answers.append(answer)
        return answer


LISTS = (
    *("Invoices", "CreditNotes", "Contacts", "Payments", "BankTransactions", "BankTransfers"),
    *("BatchPayments", "Overpayments", "Prepayments", "Quotes", "PurchaseOrders"),
)


def a_day_at_work(country: str) -> list[Answer]:
    """Every operation at least once, well and badly."""
    xero = Watched(country)
    settings(xero)
    contact = contacts(xero)
    invoice, note = invoices(xero, contact), credit_notes(xero, contact)
    payments(xero, invoice, note)
    offers = orders(xero, contact)
    for kind, path in (
        ("Account", {"AccountID": xero.books.accounts.by_code("200")["AccountID"]}),
        ("Contact", {"ContactID": contact["ContactID"]}),
        ("Invoice", {"InvoiceID": invoice["InvoiceID"]}),
        ("CreditNote", {"CreditNoteID": note["CreditNoteID"]}),
        *offers.items(),
        *at_the_bank(xero, contact, invoice),
    ):
        files(xero, kind, path)
        if kind not in ("Account", "BankTransaction", "BankTransfer"):
            notes(xero, kind, path)
    billable(xero, contact)
    themes(xero)
    for name in LISTS:
        for query in ({}, {"page": "1"}, {"summaryOnly": "true"}, {"where": "nonsense"}):
            xero.call(f"get{name}", query=query)
    xero.call("getInvoice", InvoiceID=invoice["InvoiceID"])
    xero.call("getCreditNote", CreditNoteID=note["CreditNoteID"])
    return xero.answers


def settings(xero):
    tenant = xero.books.tenant_id
    for name in ("getOrganisations", "getOrganisationActions", "getAccounts", "getTaxRates"):
        xero.call(name).rows()
    xero.call("getCurrencies").rows()
    xero.call("getOrganisationCISSettings", OrganisationID=tenant).rows()
    xero.call("createCurrency", {"Code": "JPY"}).rows()
    xero.call("getTaxRateByTaxType", TaxType="NONE" if xero.books.country != "AU" else "OUTPUT")
    rate = {"Name": "Mine", "TaxComponents": [{"Name": "A", "Rate": 5}]}
    made = xero.call("createTaxRates", {"TaxRates": [rate]}).row()
    xero.call("updateTaxRate", {"TaxType": made["TaxType"], "Status": "DELETED"}).row()
    xero.call("createTaxRates", {"TaxRates": [{"Name": ""}]})
    account = {"Code": "X1", "Name": "Mine", "Type": "EXPENSE"}
    made = xero.call("createAccount", account).row()
    xero.call("createAccount", account)
    at = {"AccountID": made["AccountID"]}
    xero.call("getAccount", **at).row()
    xero.call("updateAccount", {"Name": "Ours"}, **at).row()
    xero.call("deleteAccount", **at).row()
    xero.call("deleteAccount", **at)


def contacts(xero):
    sent = {
        "Name": "Ridgeway Bank",
        "ContactNumber": "C1",
        "EmailAddress": "a@b.test",
        "Addresses": [{"AddressType": "STREET", "AddressLine1": "1 Hill", "Country": "UK"}],
        "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}],
        "ContactPersons": [{"FirstName": "Bo", "IncludeInEmails": True}],
        "PaymentTerms": {"Sales": {"Day": 10, "Type": "DAYSAFTERBILLMONTH"}},
        "BatchPayments": {"BankAccountNumber": "1", "BankAccountName": "B"},
    }
    made = xero.call("createContacts", {"Contacts": [sent]}).row()
    xero.call("createContacts", {"Contacts": [sent]})
    xero.call("createContacts", {"Contacts": [sent]}, query={"summarizeErrors": "false"})
    xero.call("updateOrCreateContacts", {"Name": "ridgeway bank", "LastName": "L"}).row()
    xero.call("updateContact", {"LastName": "M"}, ContactID=made["ContactID"]).row()
    xero.call("getContact", ContactID=made["ContactID"]).row()
    xero.call("getContactByContactNumber", ContactNumber="C1").row()
    xero.call("getContactCISSettings", ContactID=made["ContactID"]).row()
    return made


def invoices(xero, contact):
    who = {"ContactID": contact["ContactID"]}
    sent = {"Type": "ACCREC", "Contact": who, "DueDate": "2026-04-01", "LineItems": [LINE]}
    xero.call("createInvoices", {"Invoices": [{**sent, "LineItems": [{**LINE, "TaxType": "X"}]}]})
    xero.call("createInvoices", {**sent, "Date": "x"})
    xero.call("updateOrCreateInvoices", [sent, {}], query={"summarizeErrors": "false"})
    made = xero.call(
        "createInvoices", {**sent, "Status": "AUTHORISED", "Url": "https://a.test"}
    ).row()
    at = {"InvoiceID": made["InvoiceID"]}
    xero.call("updateInvoice", {"Reference": "R", "LineItems": [{**LINE, "DiscountRate": 5}]}, **at)
    xero.call("updateInvoice", {"Status": "DELETED"}, **at)
    xero.call("getInvoiceAsPdf", **at)
    xero.call("getOnlineInvoice", **at).row()
    xero.call("emailInvoice", {}, **at)
    return made


def credit_notes(xero, contact):
    who = {"ContactID": contact["ContactID"]}
    sent = {"Type": "ACCRECCREDIT", "Contact": who, "LineItems": [LINE]}
    xero.call("createCreditNotes", {"CreditNotes": [{**sent, "Contact": {}}]})
    xero.call("updateOrCreateCreditNotes", sent).row()
    made = xero.call("createCreditNotes", {**sent, "Status": "AUTHORISED"}).row()
    at = {"CreditNoteID": made["CreditNoteID"]}
    xero.call("updateCreditNote", {"Reference": "R"}, **at).row()
    xero.call("updateCreditNote", {"Status": "DRAFT"}, **at)
    xero.call("getCreditNoteAsPdf", **at)
    return made


def payments(xero, invoice, note):
    at, of = {"InvoiceID": invoice["InvoiceID"]}, {"CreditNoteID": note["CreditNoteID"]}
    sent = {"Invoice": at, "Account": {"Code": "090"}, "Amount": 10, "Date": "2026-03-05"}
    made = xero.call("createPayments", {"Payments": [sent]}).row()
    xero.call("createPayments", {"Payments": [{**sent, "Amount": 9999}]})
    again = xero.call("createPayment", {**sent, "Invoice": None, "CreditNote": of}).row()
    xero.call("getPayment", PaymentID=made["PaymentID"]).row()
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=again["PaymentID"]).row()
    xero.call("deletePayment", {"Status": "DELETED"}, PaymentID=again["PaymentID"])
    allocation = {"Amount": 5, "Invoice": at, "Date": "2026-03-05"}
    first = xero.call("createCreditNoteAllocation", {"Allocations": [allocation]}, **of).row()
    xero.call("createCreditNoteAllocation", {"Allocations": [{**allocation, "Amount": 0}]}, **of)
    xero.call("createCreditNoteAllocation", allocation, **of).row()
    xero.call("deleteCreditNoteAllocations", AllocationID=first["AllocationID"], **of)
    notes(xero, "Payment", {"PaymentID": made["PaymentID"]})


SCHEDULE = {
    "Period": 1,
    "Unit": "MONTHLY",
    "DueDate": 20,
    "DueDateType": "OFFOLLOWINGMONTH",
    "StartDate": "2026-04-02",
    "EndDate": "2027-04-02",
}


def orders(xero, contact):
    """Quotes, purchase orders and repeating invoices; by kind, the path of one."""
    who = {"Contact": {"ContactID": contact["ContactID"]}, "LineItems": [LINE]}
    template = {**who, "Type": "ACCREC", "Schedule": SCHEDULE, "Status": "AUTHORISED"}
    paths = {}
    for kind, sent in (("Quote", who), ("PurchaseOrder", who), ("RepeatingInvoice", template)):
        made = xero.call(f"create{kind}s", {f"{kind}s": [sent]}).row()
        paths[kind] = at = {f"{kind}ID": made[f"{kind}ID"]}
        xero.call(f"create{kind}s", [sent, {}], query={"summarizeErrors": "false"})
        xero.call(f"updateOrCreate{kind}s", {**sent, "LineItems": [{}]})
        gone = xero.call(f"updateOrCreate{kind}s", sent).row()
        xero.call(f"update{kind}", {"Status": "DELETED"}, **{f"{kind}ID": gone[f"{kind}ID"]}).row()
        xero.call(f"update{kind}", {"Status": "BILLED"}, **at)
        xero.call(f"get{kind}", **at).row()
        xero.call(f"get{kind}s", query={"order": "Total"}).rows()
    xero.call("getQuoteAsPdf", **paths["Quote"])
    xero.call("getPurchaseOrderAsPdf", **paths["PurchaseOrder"])
    xero.call("getPurchaseOrderByNumber", PurchaseOrderNumber="PO-0001").row()
    return paths


def billable(xero, contact):
    bill = {"Type": "ACCPAY", "Contact": {"Name": "Steelworks"}, "LineItems": [LINE]}
    made = xero.call("createInvoices", bill).row()
    line = made["LineItems"][0]["LineItemID"]
    sent = {"SourceTransactionID": made["InvoiceID"], "SourceLineItemID": line}
    link = xero.call("createLinkedTransaction", sent).row()
    xero.call("createLinkedTransaction", sent)
    at = {"LinkedTransactionID": link["LinkedTransactionID"]}
    xero.call("updateLinkedTransaction", {"ContactID": contact["ContactID"]}, **at).row()
    xero.call("getLinkedTransaction", **at).row()
    xero.call("getLinkedTransactions").rows()
    xero.call("deleteLinkedTransaction", **at)


def themes(xero):
    at = {"BrandingThemeID": xero.call("getBrandingThemes").row()["BrandingThemeID"]}
    xero.call("getBrandingTheme", **at).row()
    service = {"PaymentServiceName": "PayUp", "PaymentServiceUrl": "https://pay.test"}
    xero.call("createPaymentService", service).row()
    xero.call("createPaymentService", {})
    xero.call("createBrandingThemePaymentServices", service, **at).row()
    xero.call("getBrandingThemePaymentServices", **at).rows()
    xero.call("getPaymentServices").rows()
    xero.call("getInvoiceReminders").row()


def at_the_bank(xero, contact, invoice):
    """What moves money; gives what may have files: the kind, and the id in its path."""
    who, bank = {"ContactID": contact["ContactID"]}, {"Code": "090"}
    sent = {"Type": "RECEIVE", "Contact": who, "BankAccount": bank, "LineItems": [LINE]}
    made = xero.call("createBankTransactions", {"BankTransactions": [sent]}).row()
    xero.call("createBankTransactions", {**sent, "Contact": {}})
    both = [sent, {**sent, "BankAccount": {"Code": "999"}}]
    xero.call("updateOrCreateBankTransactions", both, query={"summarizeErrors": "false"})
    at = {"BankTransactionID": made["BankTransactionID"]}
    xero.call("updateBankTransaction", {"Reference": "R"}, **at).row()
    xero.call("updateBankTransaction", {"Type": "SPEND"}, **at)
    xero.call("getBankTransaction", **at).row()
    noted(xero, "BankTransaction", "getBankTransactionsHistory", at)
    for kind in ("Overpayment", "Prepayment"):
        in_advance(xero, kind, sent, invoice)
    batches(xero, invoice)
    return ("BankTransaction", at), ("BankTransfer", transfers(xero))


def in_advance(xero, kind, sent, invoice):
    bare = {name: value for name, value in LINE.items() if name != "AccountCode"}
    line = bare if kind == "Overpayment" else LINE
    credit = {**sent, "Type": f"RECEIVE-{kind.upper()}", "LineItems": [line]}
    made = xero.call("createBankTransactions", credit).row()
    at = {f"{kind}ID": made[f"{kind}ID"]}
    allocation = {"Amount": 5, "Invoice": {"InvoiceID": invoice["InvoiceID"]}}
    first = xero.call(f"create{kind}Allocations", {"Allocations": [allocation]}, **at).row()
    xero.call(f"create{kind}Allocations", {**allocation, "Amount": 9999}, **at)
    xero.call("createPayment", {kind: at, "Account": {"Code": "090"}, "Amount": 5}).row()
    xero.call(f"get{kind}", **at).row()
    xero.call(f"delete{kind}Allocations", AllocationID=first["AllocationID"], **at)
    notes(xero, kind, at)


def batches(xero, invoice):
    payment = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": 5}
    sent = {"Account": {"Code": "090"}, "Payments": [payment]}
    one, two = (xero.call("createBatchPayment", sent).row() for _ in range(2))
    xero.call("createBatchPayment", {**sent, "Payments": []})
    at = {"BatchPaymentID": one["BatchPaymentID"]}
    xero.call("getBatchPayment", **at).row()
    xero.call("deleteBatchPayment", {**at, "Status": "DELETED"}).row()
    xero.call("deleteBatchPayment", {**at, "Status": "DELETED"})
    gone = {"BatchPaymentID": two["BatchPaymentID"]}
    xero.call("deleteBatchPaymentByUrlParam", {"Status": "DELETED"}, **gone).row()
    noted(xero, "BatchPayment", "getBatchPaymentHistory", at)


def transfers(xero):
    sent = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": 5}
    keys = [xero.call("createBankTransfer", sent).row()["BankTransferID"] for _ in range(3)]
    xero.call("createBankTransfer", {**sent, "Amount": 0})
    at = [{"BankTransferID": key} for key in keys]
    xero.call("getBankTransfer", **at[0]).row()
    xero.call("deleteBankTransfers", {"BankTransfers": [{**at[1], "Status": "DELETED"}]}).row()
    xero.call("deleteBankTransfer", {"Status": "DELETED"}, **at[2]).row()
    xero.call("deleteBankTransfer", {"Status": "DELETED"}, **at[2])
    noted(xero, "BankTransfer", "getBankTransferHistory", at[0])
    return at[0]


def noted(xero, kind, reading, path):
    for details in ("Hello", ""):
        note = {"HistoryRecords": [{"Details": details}]}
        xero.call(f"create{kind}HistoryRecord", note, **path)
    xero.call(reading, **path).rows()


def files(xero, kind, path):
    for verb in ("create", "update"):
        xero.call(f"{verb}{kind}AttachmentByFileName", b"x", headers=PNG, FileName="a.png", **path)
    made = xero.call(f"get{kind}Attachments", **path).row()
    xero.call(f"get{kind}AttachmentById", AttachmentID=made["AttachmentID"], **path)
    xero.call(f"get{kind}AttachmentByFileName", FileName="a.png", **path)
    xero.call(f"create{kind}AttachmentByFileName", b"", headers=PNG, FileName="b.png", **path)


def notes(xero, kind, path):
    xero.call(f"create{kind}History", {"HistoryRecords": [{"Details": "Hello"}]}, **path)
    xero.call(f"create{kind}History", {"HistoryRecords": [{"Details": ""}]}, **path)
    xero.call(f"get{kind}History", **path).rows()


@pytest.fixture(scope="session")
def shapes(reference) -> Shapes:
    return Shapes(specification(reference / "xero-openapi" / "xero_accounting.yaml"))


@pytest.fixture(scope="session", params=["GB", "AU", "NZ", "US"])
def answers(request) -> list[Answer]:
    return a_day_at_work(request.param)


def test_a_day_at_work_calls_every_operation(answers):
    called = {answer.operation.operation_id for answer in answers}
    assert called == set(OPERATIONS)


def test_every_operation_succeeds_at_least_once(answers):
    good = {answer.operation.operation_id for answer in answers if answer.status in (200, 204)}
    assert set(OPERATIONS) - good == NO_NOTES


def test_no_answer_is_outside_what_xero_answers(answers):
    assert {answer.status for answer in answers} <= {200, 204, 400, 404}


def test_every_answer_has_the_specified_shape(shapes, answers):
    wrong = [line for answer in answers for line in shapes.wrong(answer)]
    assert wrong == []


def test_a_wrong_shape_would_be_seen(shapes):
    xero = Watched()
    made = xero.call("createContacts", {"Name": "A"})
    body = made.reply.body.replace(b'"Name":"A"', b'"Name":7')
    spoiled = Answer(made.operation, Reply(200, body))
    assert list(shapes.wrong(made)) == []
    assert list(shapes.wrong(spoiled)) == [
        "createContacts 200 $.Contacts[0].Name: 7 is not of type 'string'"
    ]


def test_each_list_takes_the_specified_parameters(shapes):
    books = Direct().books
    for resource in books.resources.values():
        operation = shapes.document["paths"].get(f"/{resource.plural}", {}).get("get")
        if operation is not None:
            later = LATER.get(resource.plural, set())
            assert set(resource.takes) == parameters(operation) | later, resource.plural


def parameters(operation):
    """Names of a list's own parameters; where, order, pageSize and unitdp are handled elsewhere."""
    references = {"ifModifiedSince": "If-Modified-Since"}
    found = set()
    for parameter in operation.get("parameters", ()):
        name = parameter.get("name") or parameter["$ref"].rpartition("/")[2]
        found.add(references.get(name, name))
    return found - {"where", "order", "pageSize", "unitdp"}
