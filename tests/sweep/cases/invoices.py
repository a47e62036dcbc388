"""Sales invoices and bills, from the draft to the voided one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

LINE = {"Description": "Lantern", "Quantity": 6, "UnitAmount": "3.39", "AccountCode": "200"}
DATES = {"Date": "2026-09-01", "DueDate": "2026-09-30"}


def contact(books: Books) -> dict[str, Any]:
    name = f"Lamp shop {uuid4().hex[:8]}"
    return books.made("Contacts", Name=name, EmailAddress="pay@example.com")


def invoice(books: Books, **more: Any) -> dict[str, Any]:
    """An approved sales invoice of 20.34 without tax."""
    facts = {
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": contact(books)["ContactID"]},
        "InvoiceNumber": f"SW-{uuid4().hex[:8]}",
        "LineAmountTypes": "Exclusive",
        "LineItems": [LINE | {"TaxType": "OUTPUT2"}],
    }
    return books.made("Invoices", **facts | DATES | more)


def there(books: Books, id_: str) -> dict[str, Any]:
    (found,) = books.all(f"Invoices/{id_}")
    return found


def _id(books: Books) -> Given:
    return {"InvoiceID": invoice(books)["InvoiceID"]}


def _draft(books: Books) -> Given:
    return {
        "InvoiceID": invoice(books, Status="DRAFT")["InvoiceID"],
        "Status": "AUTHORISED",
        "Reference": "Order 7",
    }


def _new(books: Books) -> Given:
    return {
        "Type": "ACCREC",
        "Contact.ContactID": contact(books)["ContactID"],
        "InvoiceNumber": f"SW-{uuid4().hex[:8]}",
        "LineAmountTypes": "Exclusive",
        "Status": "AUTHORISED",
        "LineItems": [LINE | {"TaxType": "OUTPUT2"}],
        **DATES,
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    found = there(books, outcome.bundle["InvoiceID"])
    assert found["InvoiceNumber"] == given["InvoiceNumber"]
    assert found["Contact"]["ContactID"] == given["Contact.ContactID"]
    assert (found["Status"], found["DateString"][:10]) == ("AUTHORISED", "2026-09-01")
    assert (found["Type"], found["DueDateString"][:10]) == ("ACCREC", "2026-09-30")
    assert (found["LineAmountTypes"], found["CurrencyCode"]) == ("Exclusive", "GBP")
    taxed(found)


def taxed(found: dict[str, Any]) -> None:
    """Of six lanterns at 3.39, with the tax of sales."""
    (line,) = found["LineItems"]
    assert (line["UnitAmount"], line["Quantity"]) == (Decimal("3.39"), 6)
    assert (line["LineAmount"], line["TaxAmount"]) == (Decimal("20.34"), Decimal("4.07"))
    assert (line["AccountCode"], line["Description"]) == ("200", "Lantern")
    assert found["SubTotal"] == Decimal("20.34")
    assert (found["TotalTax"], found["Total"]) == (Decimal("4.07"), Decimal("24.41"))


def _changed(books: Books, _outcome: Outcome, given: Given) -> None:
    found = there(books, given["InvoiceID"])
    assert (found["Status"], found["Reference"]) == ("AUTHORISED", "Order 7")
    assert (found["DueDateString"][:10], found["AmountDue"]) == ("2026-09-30", Decimal("24.41"))
    taxed(found)


def _voided(books: Books, _outcome: Outcome, given: Given) -> None:
    assert there(books, given["InvoiceID"])["Status"] == "VOIDED"


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    found = there(books, given["InvoiceID"])
    assert outcome.bundle["InvoiceNumber"] == found["InvoiceNumber"]
    assert outcome.bundle["Total"] == found["Total"]
    assert outcome.bundle["Date"] == "2026-09-01"
    assert outcome.bundle["LineItems"][0]["LineItemID"] == found["LineItems"][0]["LineItemID"]


def _url(books: Books, outcome: Outcome, given: Given) -> None:
    (told,) = books.get(f"Invoices/{given['InvoiceID']}/OnlineInvoice")["OnlineInvoices"]
    assert outcome.bundle["OnlineInvoiceUrl"] == told["OnlineInvoiceUrl"]


def _pdf(name: str) -> Any:
    def check(_books: Books, outcome: Outcome, given: Given) -> None:
        file = outcome.bundle["file"]
        assert file["name"] == name.format(given["InvoiceID"])
        assert outcome.files(file).startswith(b"%PDF")

    return check


def _sent(books: Books, outcome: Outcome, given: Given) -> None:
    assert outcome.bundle["sent"] is True
    assert there(books, given["InvoiceID"])["SentToContact"] is True


def _one_of_a_contact(books: Books) -> Given:
    one = invoice(books)
    return {"ContactIDs": [one["Contact"]["ContactID"]], "Statuses": ["AUTHORISED"]}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    (id_,) = given["ContactIDs"]
    found = books.all("Invoices", ContactIDs=id_)
    assert [one["InvoiceID"] for one in outcome.bundles] == [one["InvoiceID"] for one in found]
    assert outcome.bundle["Contact"]["ContactID"] == id_
    assert outcome.bundle["LineItems"]


def _count(books: Books) -> int:
    """Living invoices of the sweep's own numbers."""
    found = books.all("Invoices", summaryOnly="true", pageSize="1000", page="1")
    return len([one for one in found if one["InvoiceNumber"].startswith("SW-")])


NO_ID = {"InvoiceID": ""}
CASES = [
    Case(
        module="watch_invoices",
        given=lambda books: _one_of_a_contact(books) | {"start": "all"},
        check=_found,
        bad={"start": "since"},
        says="Date to begin with",
    ),
    Case(
        module="create_invoice",
        given=_new,
        check=_created,
        bad={"LineItems": '[{"Description": "Lantern"}]'},
        says="this is text; map a list here",
        count=_count,
    ),
    Case(
        module="update_invoice",
        given=_draft,
        check=_changed,
        bad={"Status": "PAID"},
        says="is not one of",
    ),
    Case(
        module="void_invoice",
        given=_id,
        check=_voided,
        bad={"now": "PAID"},
        says="is not one of",
    ),
    Case(
        module="get_sales_invoice_pdf",
        given=_id,
        check=_pdf("Invoice {}.pdf"),
        bad=NO_ID,
        says="a value is required",
    ),
    Case(
        module="get_invoice",
        given=_id,
        check=_read,
        bad=NO_ID,
        says="Give Xero's id of the invoice, or its number",
    ),
    Case(
        module="get_invoice_url",
        given=_id,
        check=_url,
        bad=NO_ID,
        says="a value is required",
    ),
    Case(
        module="search_invoices",
        given=_one_of_a_contact,
        check=_found,
        bad={"from": "1.9.2026"},
        says="is not a date",
    ),
    Case(
        module="email_invoice",
        evidence="none",
        given=_id,
        check=_sent,
        bad=NO_ID,
        says="a value is required",
    ),
    Case(
        module="download_invoice",
        given=lambda books: {**_id(books), "file_name": "Lanterns"},
        check=_pdf("Lanterns.pdf"),
        bad={"file_name": "x" * 256},
        says="at most 255",
    ),
]
