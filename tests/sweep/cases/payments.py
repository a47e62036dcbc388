"""Payments of invoices, and batches of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome
from tests.sweep.cases.bank_transactions import account
from tests.sweep.cases.invoices import invoice


def payment(books: Books) -> dict[str, Any]:
    """Half of an invoice, paid into the business account."""
    paid = {"InvoiceID": invoice(books)["InvoiceID"]}
    facts = {"Account": {"Code": "090"}, "Amount": "10.00", "Date": "2026-09-05"}
    return books.made("Payments", Invoice=paid, **facts)


def _invoice(books: Books, id_: str) -> dict[str, Any]:
    (found,) = books.all(f"Invoices/{id_}")
    return found


def _new(books: Books) -> Given:
    return {
        "Invoice.InvoiceNumber": invoice(books)["InvoiceNumber"],
        "Account.Code": "090",
        "Amount": "10.50",
        "Date": "2026-09-05",
        "Reference": f"SY-{uuid4().hex[:8]}",
    }


def _created(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"Payments/{outcome.bundle['PaymentID']}")
    assert (found["Amount"], found["Reference"]) == (Decimal("10.50"), given["Reference"])
    assert (found["Status"], found["PaymentType"]) == ("AUTHORISED", "ACCRECPAYMENT")
    paid = _invoice(books, found["Invoice"]["InvoiceID"])
    assert paid["InvoiceNumber"] == given["Invoice.InvoiceNumber"]
    assert paid["AmountPaid"] == Decimal("10.50")
    assert paid["AmountDue"] == paid["Total"] - Decimal("10.50")


def _batch(books: Books) -> Given:
    owed = [invoice(books) for _ in range(2)]
    return {
        "Account.AccountID": account(books, "090"),
        "Date": "2026-09-05",
        "Details": "September",
        "Payments": [
            {"Invoice.InvoiceID": one["InvoiceID"], "Amount": str(one["AmountDue"])} for one in owed
        ],
    }


def _paid(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"BatchPayments/{outcome.bundle['BatchPaymentID']}")
    amounts = [Decimal(str(row["Amount"])) for row in given["Payments"]]
    assert sorted(row["Amount"] for row in found["Payments"]) == sorted(amounts)
    assert Decimal(str(found["TotalAmount"])) == sum(amounts)
    for row in given["Payments"]:
        owed = _invoice(books, row["Invoice.InvoiceID"])
        assert (owed["Status"], owed["AmountDue"]) == ("PAID", 0)


def _read(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"Payments/{given['PaymentID']}")
    assert outcome.bundle["Amount"] == found["Amount"] == Decimal("10.00")
    assert outcome.bundle["Invoice"]["InvoiceID"] == found["Invoice"]["InvoiceID"]


def _of_one_invoice(books: Books) -> Given:
    return {"Invoice.InvoiceID": payment(books)["Invoice"]["InvoiceID"]}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    paid = _invoice(books, given["Invoice.InvoiceID"])
    wanted = [each["PaymentID"] for each in paid["Payments"]]
    assert wanted
    assert [bundle["PaymentID"] for bundle in outcome.bundles] == wanted


def _watched(books: Books) -> Given:
    made = payment(books)
    books.post(f"Payments/{payment(books)['PaymentID']}", {"Status": "DELETED"})
    return {"start": "with", "record": made["PaymentID"], "deleted": True, "limit": 1000}


def _seen(books: Books, outcome: Outcome, given: Given) -> None:
    states = {bundle["PaymentID"]: bundle["Status"] for bundle in outcome.bundles}
    assert states[given["record"]] == "AUTHORISED"
    assert "DELETED" in states.values()
    listed = {each["PaymentID"] for each in books.all("Payments", page="1", pageSize="1000")}
    assert set(states) <= listed


def _deleted(books: Books, outcome: Outcome, given: Given) -> None:
    (found,) = books.all(f"Payments/{given['PaymentID']}")
    assert found["Status"] == outcome.bundle["Status"] == "DELETED"
    assert _invoice(books, found["Invoice"]["InvoiceID"])["AmountPaid"] == 0


def _id(books: Books) -> Given:
    return {"PaymentID": payment(books)["PaymentID"]}


def _count(books: Books) -> int:
    found = books.all("Payments", page="1", pageSize="1000")
    return len([each for each in found if str(each.get("Reference", "")).startswith("SY-")])


NO_ID = {"PaymentID": ""}
CASES = [
    Case(
        module="watch_payments",
        given=_watched,
        check=_seen,
        bad={"record": ""},
        says="Record to begin with",
    ),
    Case(
        module="create_batch_payment",
        given=_batch,
        check=_paid,
        bad={"Account.Code": "090"},
        says="Account: give not both",
        count=lambda books: len(books.all("BatchPayments")),
    ),
    Case(
        module="create_payment",
        given=_new,
        check=_created,
        bad={"Amount": "0"},
        says="is not more than zero",
        count=_count,
    ),
    Case(module="get_payment", given=_id, check=_read, bad=NO_ID, says="a value is required"),
    Case(
        module="search_payments",
        given=_of_one_invoice,
        check=_found,
        bad={"Invoice.InvoiceID": "none"},
        says="is not an id",
    ),
    Case(module="delete_payment", given=_id, check=_deleted, bad=NO_ID, says="a value is required"),
]
