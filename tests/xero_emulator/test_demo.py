"""The year of the demo's companies: what a look into it finds, and that its books are sound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from tests.xero_emulator.contract import Answer, Contract

from xero_emulator import wire
from xero_emulator.direct import NOW, OPERATIONS, Direct
from xero_emulator.seeds.companies import COMPANIES

COUNTRIES = ("GB", "AU", "NZ", "US")
PAYROLLS = {"GB": "payroll-uk", "AU": "payroll-au", "NZ": "payroll-nz"}
LISTS = [
    name
    for name, route in OPERATIONS.items()
    if route.method == "GET" and "{" not in route.pattern and "/Reports/" not in route.pattern
]
ASKED = {"assets.getAssets": {"status": "REGISTERED"}, "files.getAssociationsCount": None}


@pytest.fixture(params=COUNTRIES)
def xero(request) -> Direct:
    return Direct(request.param, seed="demo")


def rows(xero: Direct, name: str) -> list[dict]:
    return list(xero.books.resources[name].records.values())


def statuses(xero: Direct, name: str) -> set[tuple[str, str]]:
    return {(each.get("Type", ""), each["Status"]) for each in rows(xero, name)}


def test_invoices_and_bills_are_in_every_state(xero):
    states = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED")
    found = statuses(xero, "invoices")
    assert {(kind, state) for kind in ("ACCREC", "ACCPAY") for state in states} <= found
    assert ("ACCREC", "DELETED") in found


@pytest.mark.parametrize("kind", ["ACCREC", "ACCPAY"])
def test_some_are_overdue_some_part_paid_and_some_in_a_foreign_currency(xero, kind):
    open_ = [
        each
        for each in rows(xero, "invoices")
        if each["Type"] == kind and each["Status"] == "AUTHORISED"
    ]
    assert any(wire.date_of(each["DueDate"]) < NOW.date() for each in open_)
    assert any(wire.date_of(each["DueDate"]) > NOW.date() for each in open_)
    assert any(each["AmountPaid"] for each in open_)
    foreign = {each["CurrencyCode"] for each in rows(xero, "invoices") if each["Type"] == kind} - {
        xero.books.base_currency
    }
    assert foreign == {COMPANIES[xero.books.country].foreign}


@pytest.mark.parametrize("name", ["accounts", "tax_rates", "contacts", "items", "invoices"])
def test_a_list_gives_each_record_once(xero, name):
    resource = xero.books.resources[name]
    listed = [each[resource.key] for each in resource.by_change()]
    assert sorted(listed) == sorted(each[resource.key] for each in rows(xero, name))


def test_every_month_has_sales_bills_and_a_transfer(xero):
    def months(name: str, day: str = "Date") -> set[str]:
        return {wire.date_of(each[day]).strftime("%Y-%m") for each in rows(xero, name)}

    whole = {f"2025-{month:02}" for month in range(4, 13)} | {"2026-01", "2026-02"}
    for name in ("invoices", "payments", "bank_transactions", "bank_transfers", "manual_journals"):
        assert whole <= months(name), name


def test_money_moves_in_every_way(xero):
    kinds = {kind for kind, _state in statuses(xero, "bank_transactions")}
    assert kinds >= {"SPEND", "RECEIVE", "SPEND-TRANSFER", "RECEIVE-TRANSFER"}
    assert kinds >= {"RECEIVE-PREPAYMENT", "SPEND-PREPAYMENT", "RECEIVE-OVERPAYMENT"}
    assert ("SPEND", "DELETED") in statuses(xero, "bank_transactions")
    assert len(rows(xero, "bank_transfers")) == 12
    assert {each["IsReconciled"] for each in rows(xero, "bank_transactions")} == {True, False}
    assert len(rows(xero, "batch_payments")) == 12
    assert {each["PaymentType"] for each in rows(xero, "payments")} == {
        "ACCRECPAYMENT",
        "ACCPAYPAYMENT",
        "ARCREDITPAYMENT",
    }


def test_credit_is_allocated_refunded_and_left_open(xero):
    for name in ("credit_notes", "prepayments", "overpayments"):
        assert {state for _kind, state in statuses(xero, name)} == {"AUTHORISED", "PAID"}, name
    assert {kind for kind, _state in statuses(xero, "credit_notes")} == {
        "ACCRECCREDIT",
        "ACCPAYCREDIT",
    }
    kinds = {key for each in rows(xero, "allocations") for key in each if key.endswith("nt")}
    assert kinds == {"Prepayment", "Overpayment", "Amount"}
    assert sum("CreditNote" in each for each in rows(xero, "allocations")) == 2


def test_offers_and_orders_have_been_answered_or_wait(xero):
    assert {state for _kind, state in statuses(xero, "quotes")} == {
        *("DRAFT", "SENT", "DECLINED", "ACCEPTED", "INVOICED")
    }
    quoted = next(each for each in rows(xero, "quotes") if each["Status"] == "INVOICED")
    assert (quoted["Title"], quoted["QuoteNumber"]) == ("For the coming season", "QU-0001")
    assert {state for _kind, state in statuses(xero, "purchase_orders")} == {"SUBMITTED", "BILLED"}


def test_journals_tell_of_payroll_and_depreciation_and_one_is_unfinished(xero):
    told = [(each["Narration"], each["Status"]) for each in rows(xero, "manual_journals")]
    assert sum(words.startswith("Depreciation") for words, _state in told) == 24
    assert sum(words.startswith("Payroll") for words, _state in told) >= 12
    assert {state for _words, state in told} == {"DRAFT", "POSTED", "VOIDED"}


def test_contacts_have_groups_addresses_and_one_has_left(xero):
    found = rows(xero, "contacts")
    assert [each["Name"] for each in found if each["ContactStatus"] == "ARCHIVED"] == [
        COMPANIES[xero.books.country].customers["former"].name
    ]
    assert sum(each["IsCustomer"] for each in found) >= 7
    assert sum(each["IsSupplier"] for each in found) >= 9
    assert {group["Name"] for each in found for group in each["ContactGroups"]} == {
        "Wholesale",
        "Overheads",
    }
    assert sum(any(at.get("City") for at in each["Addresses"]) for each in found) >= 15
    emails = [each["EmailAddress"] for each in found if each.get("EmailAddress")]
    assert all(email.isascii() and email.endswith(".example") for email in emails)


def test_stock_is_counted_and_lines_are_tracked(xero):
    tracked = [each for each in rows(xero, "items") if each["IsTrackedAsInventory"]]
    assert (len(tracked), len(rows(xero, "items"))) == (2, 4)
    assert all(each["QuantityOnHand"] > 0 for each in tracked)
    options = {
        (each["Name"], each["Option"])
        for sold in rows(xero, "invoices")
        for line in sold["LineItems"]
        for each in line["Tracking"]
    }
    assert len(options) == 5
    assert {name for name, _option in options} == {"Region", "Department"}


def test_files_assets_and_people_are_there(xero):
    assert {each["Name"] for each in rows(xero, "folders")} == {"Contracts", "Price lists"}
    assert (len(rows(xero, "files")), len(rows(xero, "associations"))) == (4, 2)
    assert {each["assetStatus"] for each in rows(xero, "assets")} == {
        *("Draft", "Registered", "Disposed")
    }
    assert len(rows(xero, "asset_types")) == 2
    assert len(rows(xero, "users")) == 2
    assert sum(each["HasAttachments"] for each in rows(xero, "invoices")) == 1


@pytest.mark.parametrize("country", list(PAYROLLS))
def test_the_staff_stands_in_the_countrys_payroll(country):
    xero = Direct(country, seed="demo")

    def told(operation: str, query: dict | None = None, **path: str) -> list[dict]:
        answer = xero.call(f"{PAYROLLS[country]}.{operation}", None, query, **path).json
        return next(each for each in answer.values() if isinstance(each, list))

    names = [worker.name for worker in COMPANIES[country].staff]
    people = told("getEmployees")
    first, last, key = (
        next(each for each in people[0] if each.lower() == name)
        for name in ("firstname", "lastname", "employeeid")
    )
    assert [f"{each[first]} {each[last]}" for each in people] == names
    assert len(told("getTimesheets")) == 12
    runs = told("getPayRuns")
    assert (len(runs), {each[next(k for k in each if "tatus" in k)] for each in runs}) == (
        12,
        {"POSTED" if country == "AU" else "Posted"},
    )
    if country == "AU":
        assert len(told("getLeaveApplications")) == 4
    else:
        leave = [told("getEmployeeLeaves", EmployeeID=each[key]) for each in people]
        assert [len(each) for each in leave] == [2, 2, 0]


def test_the_books_balance_and_their_parts_agree(xero):
    books = xero.books
    balances = books.journals.balances()
    assert sum(balances.values()) == 0
    assert all(sum(line["NetAmount"] for line in each["JournalLines"]) == 0 for each in told(xero))
    for system in ("DEBTORS", "CREDITORS"):
        account = books.accounts.system(system)["AccountID"]
        debts = [books.journals.owed(each) for each in debtors(xero, system)]
        assert balances[account] == sum(debts, Decimal(0))
    pools = sum(each.get("TotalCostPool", 0) for each in rows(xero, "items"))
    assert balances[books.accounts.by_code("630")["AccountID"]] == pools


def told(xero: Direct) -> list[dict]:
    return xero.books.journals.journals


def debtors(xero: Direct, system: str) -> list[str]:
    """The ids of every document on one control account."""
    books = xero.books
    kept = (books.invoices, books.credit_notes, books.prepayments, books.overpayments)
    return [
        each[held.key]
        for held in kept
        for each in held.records.values()
        if held.side(each).control == system
    ]


def test_the_trial_balance_is_even(xero):
    (report,) = xero.call("getReportTrialBalance", query={"date": "2026-03-01"}).json["Reports"]
    total = report["Rows"][-1]["Rows"][-1]["Cells"]
    assert total[-1]["Value"] == total[-2]["Value"] != "0.00"


@pytest.mark.parametrize(
    ("operation", "part"),
    [
        ("getReportAgedReceivablesByContact", "late"),
        ("getReportAgedPayablesByContact", "repairs"),
    ],
)
def test_aged_reports_have_something_in_each_column(xero, operation, part):
    company = COMPANIES[xero.books.country]
    name = {**company.customers, **company.suppliers}[part].name
    (contact,) = (each for each in rows(xero, "contacts") if each["Name"] == name)
    query = {"contactId": contact["ContactID"], "date": "2026-03-02"}
    (report,) = xero.call(operation, query=query).json["Reports"]
    cells = [row["Cells"] for row in report["Rows"][1]["Rows"] if row["RowType"] == "Row"]
    owed = [each[3]["Value"] for each in cells if Decimal(each[-1]["Value"]) > 0]
    days = [int(words.split()[0]) if words else 0 for words in owed]
    assert {min(4, -(-day // 30)) for day in days} == {0, 1, 2, 3, 4}


def test_nothing_is_locked_and_nothing_lies_in_the_future(xero):
    assert not {"PeriodLockDate", "EndOfYearLockDate"} & xero.books.organisation.keys()
    assert list(xero.books.locked(wire.day(NOW.date() - timedelta(days=360)))) == []
    for name in ("invoices", "payments", "contacts", "bank_transactions", "manual_journals"):
        stamps = [wire.millis(each["UpdatedDateUTC"]) / 1000 for each in rows(xero, name)]
        assert max(stamps) < NOW.timestamp()
        assert min(stamps) > (NOW - timedelta(days=367)).timestamp()
    for each in rows(xero, "invoices"):
        paid = [wire.date_of(payment["Date"]) for payment in each["Payments"]]
        assert all(wire.date_of(each["Date"]) <= day <= NOW.date() for day in paid)


def test_history_and_numbers_are_what_a_year_leaves(xero):
    (first,) = (each for each in rows(xero, "invoices") if each["InvoiceNumber"] == "INV-0004")
    told = [each["Changes"] for each in xero.books.history.of(first["InvoiceID"])]
    assert told[-1] == "Created"
    posted = [each["JournalNumber"] for each in xero.books.journals.journals]
    assert posted == list(range(1, len(posted) + 1))
    paid = next(each for each in rows(xero, "invoices") if each["Status"] == "PAID")
    assert {"Paid", "Created"} <= {
        each["Changes"] for each in xero.books.history.of(paid["InvoiceID"])
    }


def test_no_app_made_any_of_it(xero):
    query = {"createdByMyApp": "true", "page": "1"}
    assert xero.call("getInvoices", query=query).json["Invoices"] == []


def test_the_next_invoice_gets_the_next_number(xero):
    sold = {"Type": "ACCREC", "Contact": {"Name": "Somebody new"}}
    numbers = {each["InvoiceNumber"] for each in rows(xero, "invoices")}
    made = xero.call("createInvoices", sold).row()
    assert made["InvoiceNumber"] not in numbers


@cache
def contract(folder: Path, api: str) -> Contract:
    return Contract(folder / "xero-openapi", api)


def test_every_list_keeps_the_contract(xero, reference):
    found = []
    for name in LISTS:
        route = OPERATIONS[name]
        if ASKED.get(name, {}) is None or not route.is_of(xero.books.country):
            continue
        reply = xero.call(name, query=ASKED.get(name)).reply
        answer = Answer("GET", "", reply.status, reply.content_type, reply.body)
        found += contract(reference, route.api).breaches(route.operation_id, answer)
    assert found == []


def test_the_clock_of_a_company_is_its_own():
    early = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)  # already the 2nd in Auckland
    days = {
        country: max(
            wire.date_of(each["Date"])
            for each in rows(Direct(country, early, seed="demo"), "bank_transactions")
        )
        for country in COUNTRIES
    }
    assert max(days.values()).isoformat() <= "2026-03-01"
