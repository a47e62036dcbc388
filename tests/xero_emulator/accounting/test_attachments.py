"""Files on accounts, contacts, invoices and credit notes."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.attachments import LARGEST
from xero_emulator.direct import Direct

PNG = {"content-type": "image/png"}
KINDS = ["Account", "Contact", "Invoice", "CreditNote"]


@pytest.fixture
def xero() -> Direct:
    return Direct()


def parent(xero, kind):
    """A record of this kind, as the path of its operations."""
    if kind == "Account":
        return {"AccountID": xero.books.accounts.by_code("200")["AccountID"]}
    contact = xero.call("createContacts", {"Name": "A"}).row()
    who = {"ContactID": contact["ContactID"]}
    if kind == "Contact":
        return who
    if kind == "Invoice":
        made = xero.call("createInvoices", {"Type": "ACCREC", "Contact": who}).row()
        return {"InvoiceID": made["InvoiceID"]}
    made = xero.call("createCreditNotes", {"Type": "ACCRECCREDIT", "Contact": who}).row()
    return {"CreditNoteID": made["CreditNoteID"]}


def attach(xero, kind, path, name="a b.png", content=b"\x89PNG", **query):
    operation = f"create{kind}AttachmentByFileName"
    return xero.call(operation, content, query=query, headers=PNG, FileName=name, **path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_comes_back_byte_for_byte(xero, kind):
    path = parent(xero, kind)
    made = attach(xero, kind, path).row()
    assert (made["FileName"], made["MimeType"], made["ContentLength"]) == (
        "a b.png",
        "image/png",
        4,
    )
    assert made["Url"].startswith("https://api.xero.com/api.xro/2.0/")
    assert made["Url"].endswith("/Attachments/a%20b.png")
    assert xero.call(f"get{kind}Attachments", **path).rows() == [made]
    for found in (
        xero.call(f"get{kind}AttachmentById", AttachmentID=made["AttachmentID"], **path),
        xero.call(f"get{kind}AttachmentById", AttachmentID="A B.png", **path),
        xero.call(f"get{kind}AttachmentByFileName", FileName="a b.png", **path),
    ):
        assert found.reply.body == b"\x89PNG"
        assert found.reply.content_type == "image/png"
        assert found.reply.headers["Content-Disposition"].endswith("a%20b.png")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_name_overwrites(xero, kind):
    path = parent(xero, kind)
    made = attach(xero, kind, path).row()
    again = xero.call(
        f"update{kind}AttachmentByFileName", b"new", headers=PNG, FileName="A B.PNG", **path
    ).row()
    assert again["AttachmentID"] == made["AttachmentID"]
    assert again["ContentLength"] == 3
    assert len(xero.call(f"get{kind}Attachments", **path).rows()) == 1


def test_the_parent_knows_that_it_has_files(xero):
    path = parent(xero, "Invoice")
    attach(xero, "Invoice", path, IncludeOnline="true").row()
    invoice = xero.call("getInvoice", **path).row()
    assert invoice["HasAttachments"] is True
    assert invoice["Attachments"][0]["IncludeOnline"] is True
    told = xero.call("getInvoiceHistory", **path).rows()
    assert told[0]["Changes"] == "Attached a file"


def test_ten_files_are_enough(xero):
    path = parent(xero, "Contact")
    for number in range(10):
        attach(xero, "Contact", path, name=f"{number}.png").row()
    answer = attach(xero, "Contact", path, name="11.png")
    assert answer.messages() == ["A maximum of 10 attachments can be stored against a document."]
    assert attach(xero, "Contact", path, name="9.png", content=b"again").row()["ContentLength"] == 5


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "The file is empty."), (bytes(LARGEST + 1), "The file is larger than 10 MB.")],
)
def test_a_file_is_refused(xero, content, message):
    path = parent(xero, "Contact")
    assert attach(xero, "Contact", path, content=content).messages() == [message]


def test_what_is_not_there_is_not_found(xero):
    path = parent(xero, "Contact")
    gone = xero.call("getContactAttachmentByFileName", FileName="x.png", **path)
    assert gone.status == 404
    assert attach(xero, "Contact", {"ContactID": "nobody"}).status == 404


@pytest.mark.parametrize("operation", ["createInvoices", "createCreditNotes"])
def test_only_what_contacts_see_on_the_web_has_files_there(xero, operation):
    kind = {"createInvoices": "Invoice", "createCreditNotes": "CreditNote"}[operation]
    types = {"Invoice": ("ACCREC", "ACCPAY"), "CreditNote": ("ACCRECCREDIT", "ACCPAYCREDIT")}[kind]
    shown = []
    for type_ in types:
        made = xero.call(operation, {"Type": type_, "Contact": {"Name": "A"}}).row()
        path = {f"{kind}ID": made[f"{kind}ID"]}
        shown.append(attach(xero, kind, path, IncludeOnline="true").row()["IncludeOnline"])
    assert shown == [True, False]
