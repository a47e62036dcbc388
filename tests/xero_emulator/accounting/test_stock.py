"""The stock of tracked items: what comes in and goes out, what it costs, and the ledger behind."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from xero_emulator.books import Books
from xero_emulator.direct import Direct

D = Decimal
CODE = "LAMP"
ITEM = {
    "Code": CODE,
    "Description": "Desk lamp",
    "PurchaseDescription": "Lamp from the works",
    "InventoryAssetAccountCode": "630",
    "SalesDetails": {"UnitPrice": 20, "AccountCode": "200"},
    "PurchaseDetails": {"UnitPrice": 8, "COGSAccountCode": "310"},
}
TYPES = {
    "ACCREC": "createInvoices",
    "ACCPAY": "createInvoices",
    "ACCRECCREDIT": "createCreditNotes",
    "ACCPAYCREDIT": "createCreditNotes",
}


@pytest.fixture
def xero() -> Direct:
    made = Direct()
    made.call("createItems", ITEM).row()
    return made


def lines(*lots):
    return [
        {"ItemCode": CODE, "Quantity": lot[0], **({"UnitAmount": lot[1]} if lot[1:] else {})}
        for lot in lots
    ]


def document(xero, kind, *lots, query=None, **more):
    sent = {
        "Type": kind,
        "Contact": {"Name": "Ridgeway"},
        "Status": "AUTHORISED",
        "Date": "2026-03-01",
        "LineItems": lines(*lots),
        **({"DueDate": "2026-03-20"} if kind in ("ACCREC", "ACCPAY") else {}),
        **more,
    }
    return xero.call(TYPES[kind], sent, query=query)


def sale(xero, *lots, **how):
    return document(xero, "ACCREC", *lots, **how)


def bill(xero, *lots, **how):
    return document(xero, "ACCPAY", *lots, **how)


def change(xero, made, query=None, **sent):
    noun = "Invoice" if "InvoiceID" in made else "CreditNote"
    return xero.call(f"update{noun}", sent, query=query, **{f"{noun}ID": made[f"{noun}ID"]})


def void(xero, made, **how):
    return change(xero, made, Status="VOIDED", **how)


def stock(xero):
    """On hand, on back order, what it cost."""
    item = xero.call("getItem", ItemID=CODE).row()
    available = item["QuantityOnHand"] - item["QuantityOnBackOrder"]
    assert item["QuantityAvailable"] == available
    return item["QuantityOnHand"], item["QuantityOnBackOrder"], item["TotalCostPool"]


def balance(xero, code):
    account = xero.books.accounts.by_code(code)
    return xero.books.journals.balances().get(account["AccountID"], D(0))


class TestMoves:
    def test_a_bill_brings_in_what_it_cost(self, xero):
        bill(xero, (10, 8)).row()
        assert stock(xero) == (10, 0, 80)
        assert balance(xero, "630") == 80

    def test_a_sale_takes_out_at_average_cost(self, xero):
        bill(xero, (10, 8), (10, 10)).row()
        sale(xero, (5,)).row()
        assert stock(xero) == (15, 0, 135)
        assert (balance(xero, "630"), balance(xero, "310")) == (135, 45)
        assert balance(xero, "200") == -100

    def test_the_last_piece_takes_all_that_is_left_of_the_cost(self, xero):
        bill(xero, (3, D("3.33"))).row()
        for cost in (D("3.33"), D("6.66"), D("9.99")):
            sale(xero, (1,)).row()
            assert balance(xero, "310") == cost
        assert stock(xero) == (0, 0, 0)

    def test_cost_is_kept_in_the_organisations_own_currency(self, xero):
        bill(xero, (10, 8), CurrencyCode="EUR", CurrencyRate="1.25").row()
        assert stock(xero) == (10, 0, 64)

    def test_tax_is_no_part_of_the_cost(self, xero):
        (line,) = lines((10, 12))
        taxed = [{**line, "TaxType": "INPUT2"}]
        bill(xero, LineItems=taxed, LineAmountTypes="Inclusive").row()
        assert stock(xero) == (10, 0, 100)

    @pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
    def test_only_approved_documents_move_stock(self, xero, status):
        made = bill(xero, (10, 8), Status=status).row()
        assert stock(xero) == (0, 0, 0)
        change(xero, made, Status="AUTHORISED").row()
        assert stock(xero) == (10, 0, 80)

    def test_a_supplier_takes_back_at_average_cost(self, xero):
        bill(xero, (10, 8), (10, 12)).row()
        document(xero, "ACCPAYCREDIT", (5, 8)).row()
        assert stock(xero) == (15, 0, 150)
        assert (balance(xero, "630"), balance(xero, "310")) == (150, 10)

    def test_a_customers_return_comes_back_at_average_cost(self, xero):
        bill(xero, (10, 8)).row()
        sale(xero, (10,)).row()
        document(xero, "ACCRECCREDIT", (4, 20)).row()
        assert stock(xero) == (4, 0, 32)
        assert balance(xero, "310") == 48

    def test_a_line_below_zero_goes_the_other_way(self, xero):
        bill(xero, (10, 8)).row()
        sale(xero, (6, 20), (-2, 20)).row()
        assert stock(xero) == (6, 0, 48)

    def test_money_spent_and_received_moves_stock_too(self, xero):
        common = {"Contact": {"Name": "Ridgeway"}, "BankAccount": {"Code": "090"}}
        spent = {**common, "Type": "SPEND", "LineItems": lines((10, 8))}
        xero.call("createBankTransactions", spent).row()
        assert stock(xero) == (10, 0, 80)
        received = {**common, "Type": "RECEIVE", "LineItems": lines((4,))}
        made = xero.call("createBankTransactions", received).row()
        assert stock(xero) == (6, 0, 48)
        gone = {"Status": "DELETED"}
        path = {"BankTransactionID": made["BankTransactionID"]}
        xero.call("updateBankTransaction", gone, **path).row()
        assert stock(xero) == (10, 0, 80)
        assert (balance(xero, "630"), balance(xero, "310")) == (80, 0)

    def test_what_moves_no_stock_cannot_name_a_tracked_item(self, xero):
        common = {"Contact": {"Name": "Ridgeway"}, "BankAccount": {"Code": "090"}}
        user = xero.call("getUsers").rows()[0]["UserID"]
        for operation, sent in (
            ("createBankTransactions", {**common, "Type": "SPEND-PREPAYMENT"}),
            ("createReceipt", {"Contact": {"Name": "Ridgeway"}, "User": {"UserID": user}}),
        ):
            answer = xero.call(operation, {**sent, "LineItems": lines((1, 8))})
            assert f"Item code '{CODE}' is tracked and cannot be used here." in answer.messages()
        assert stock(xero) == (0, 0, 0)

    def test_untracked_items_have_no_stock(self, xero):
        xero.call("createItems", {"Code": "TALK"}).row()
        line = {"ItemCode": "TALK", "Description": "x", "UnitAmount": 5, "AccountCode": "200"}
        sale(xero, LineItems=[line]).row()
        assert "QuantityOnHand" not in xero.call("getItem", ItemID="TALK").row()
        assert xero.books.ledger()["stock"] == []

    def test_moves_do_not_touch_the_items_date(self, xero):
        before = xero.call("getItem", ItemID=CODE).row()["UpdatedDateUTC"]
        xero.advance(hours=1)
        bill(xero, (1, 8)).row()
        assert xero.call("getItem", ItemID=CODE).row()["UpdatedDateUTC"] == before


class TestUndoing:
    def test_a_voided_sale_brings_back_what_it_took(self, xero):
        bill(xero, (10, 8)).row()
        made = sale(xero, (4,)).row()
        bill(xero, (4, 20)).row()
        void(xero, made).row()
        assert stock(xero) == (14, 0, 160)
        assert (balance(xero, "630"), balance(xero, "310")) == (160, 0)

    def test_a_voided_bill_takes_back_what_it_brought(self, xero):
        made = bill(xero, (10, 8)).row()
        void(xero, made).row()
        assert stock(xero) == (0, 0, 0)
        assert (balance(xero, "630"), balance(xero, "310")) == (0, 0)

    def test_the_cost_of_what_was_sold_meanwhile_stays_with_the_goods_sold(self, xero):
        bill(xero, (10, 1)).row()
        dear = bill(xero, (10, 3)).row()
        sale(xero, (10,)).row()
        void(xero, dear).row()
        assert stock(xero) == (0, 0, 0)
        assert (balance(xero, "630"), balance(xero, "310")) == (0, 10)

    def test_a_bill_whose_goods_are_sold_cannot_be_voided(self, xero):
        made = bill(xero, (10, 8)).row()
        sale(xero, (1,)).row()
        assert void(xero, made).messages() == [
            "The quantity of item 'LAMP' on hand cannot go below zero."
        ]
        assert xero.call("getInvoice", InvoiceID=made["InvoiceID"]).row()["Status"] == "AUTHORISED"
        assert stock(xero) == (9, 0, 72)

    def test_an_edit_moves_only_the_difference(self, xero):
        made = bill(xero, (10, 8)).row()
        sold = sale(xero, (9,)).row()
        change(xero, made, LineItems=lines((9, 8))).row()
        assert stock(xero) == (0, 0, 0)
        change(xero, sold, LineItems=lines((8, 20))).row()
        assert stock(xero)[0] == 1
        assert balance(xero, "630") == stock(xero)[2]

    def test_an_edit_of_words_leaves_stock_and_cost_alone(self, xero):
        made = bill(xero, (10, 8)).row()
        sold = sale(xero, (10,)).row()
        for document_, text in ((made, "From the works"), (sold, "Lamps")):
            line = {"LineItemID": document_["LineItems"][0]["LineItemID"], "Description": text}
            change(xero, document_, LineItems=[line]).row()
        assert stock(xero) == (0, 0, 0)
        assert (balance(xero, "630"), balance(xero, "310")) == (0, 80)

    def test_an_item_whose_stock_moved_stays_as_it_is(self, xero):
        bill(xero, (1, 8)).row()
        assert xero.call("deleteItem", ItemID=CODE).messages() == [
            "The item has stock transactions and cannot be deleted."
        ]
        details = {"PurchaseDetails": {"COGSAccountCode": "429"}}
        assert xero.call("updateItem", details, ItemID=CODE).messages() == [
            "An item whose stock has moved stays tracked, with the same accounts."
        ]


class TestBackorders:
    YES = {"allowBackorders": "true"}

    @pytest.mark.parametrize("query", [None, {"allowBackorders": "false"}])
    def test_a_sale_below_zero_is_refused(self, xero, query):
        bill(xero, (2, 8)).row()
        answer = sale(xero, (3,), query=query)
        assert answer.messages() == ["The quantity of item 'LAMP' on hand cannot go below zero."]
        assert stock(xero) == (2, 0, 16)
        assert len(xero.call("getInvoices").rows()) == 1

    def test_a_draft_may_want_more_than_there_is(self, xero):
        made = sale(xero, (3,), Status="DRAFT").row()
        assert change(xero, made, Status="AUTHORISED").status == 400

    def test_a_sale_below_zero_is_taken_when_asked_for(self, xero):
        bill(xero, (2, 8)).row()
        sale(xero, (5,), query=self.YES).row()
        assert stock(xero) == (0, 3, 0)
        assert balance(xero, "310") == 16

    def test_it_may_be_asked_for_in_an_update_and_an_upsert(self, xero):
        made = sale(xero, (1,), Status="DRAFT").row()
        change(xero, made, query=self.YES, Status="AUTHORISED").row()
        sent = {"InvoiceID": made["InvoiceID"], "LineItems": lines((2, 20))}
        assert xero.call("updateOrCreateInvoices", sent).status == 400
        xero.call("updateOrCreateInvoices", sent, query=self.YES).row()
        assert stock(xero) == (0, 2, 0)

    def test_the_next_purchase_fills_orders_first_and_costs_them(self, xero):
        sale(xero, (3,), query=self.YES).row()
        bill(xero, (5, 8)).row()
        assert stock(xero) == (2, 0, 16)
        assert (balance(xero, "630"), balance(xero, "310")) == (16, 24)

    def test_a_voided_order_is_owed_no_more(self, xero):
        bill(xero, (2, 8)).row()
        made = sale(xero, (5,), query=self.YES).row()
        void(xero, made).row()
        assert stock(xero) == (2, 0, 16)
        assert (balance(xero, "630"), balance(xero, "310")) == (16, 0)

    def test_what_came_for_a_voided_order_stays_on_hand(self, xero):
        made = sale(xero, (3,), query=self.YES).row()
        bill(xero, (5, 8)).row()
        void(xero, made).row()
        assert stock(xero) == (5, 0, 40)
        assert (balance(xero, "630"), balance(xero, "310")) == (40, 0)

    def test_credit_notes_know_no_back_orders(self, xero):
        assert document(xero, "ACCPAYCREDIT", (1, 8), query=self.YES).status == 400


class TestEvidence:
    def test_every_move_that_stands_is_told(self, xero):
        made = bill(xero, (10, 8)).row()
        sold = sale(xero, (4,)).row()
        told = xero.books.ledger()["stock"]
        assert [(each["SourceID"], each["Quantity"], each["Cost"]) for each in told] == [
            (made["InvoiceID"], 10, 80),
            (sold["InvoiceID"], -4, -32),
        ]
        void(xero, sold).row()
        assert len(xero.books.ledger()["stock"]) == 1

    def test_saved_stock_goes_on_where_it_was(self, xero):
        bill(xero, (10, 8)).row()
        sold = sale(xero, (4,)).row()
        encoded = msgspec.json.Encoder(decimal_format="number").encode(xero.books.dump())
        dumped = msgspec.json.Decoder(float_hook=Decimal).decode(encoded)
        again = Direct(books=Books.load(dumped))
        void(again, sold).row()
        assert stock(again) == (10, 0, 80)

    def test_a_refused_request_moves_nothing(self, xero):
        bill(xero, (10, 8)).row()
        before = {**xero.books.dump(), "given": None}
        two = [
            {"Type": "ACCREC", "Contact": {"Name": "Ridgeway"}, "DueDate": "2026-04-01"}
            | {"Status": "AUTHORISED", "LineItems": lines((quantity, 20))}
            for quantity in (4, 7)
        ]
        assert xero.call("createInvoices", two).status == 400
        assert {**xero.books.dump(), "given": None} == before


QUANTITIES = st.decimals("-3", "12", places=1)
PRICES = st.decimals("0", "40", places=2)
LOTS = st.lists(st.tuples(QUANTITIES, PRICES), min_size=1, max_size=3)


class Storekeeper(RuleBasedStateMachine):
    """Random trade, most of it allowed; the account of the stock always holds what it cost."""

    documents = Bundle("documents")

    @initialize()
    def begin(self):
        self.xero = Direct()
        self.xero.call("createItems", ITEM).row()

    @rule(target=documents, kind=st.sampled_from(list(TYPES)), lots=LOTS, loosely=st.booleans())
    def trades(self, kind, lots, loosely):
        query = {"allowBackorders": str(loosely)}
        answer = document(self.xero, kind, *lots, query=query)
        return answer.row() if answer.status == 200 else None

    @rule(made=documents, lots=LOTS, loosely=st.booleans())
    def edits(self, made, lots, loosely):
        query = {"allowBackorders": str(loosely)}
        if made is not None:
            change(self.xero, made, query=query, LineItems=lines(*lots))

    @rule(made=documents)
    def voids(self, made):
        if made is not None:
            void(self.xero, made)

    @invariant()
    def the_account_holds_the_cost_pool(self):
        on_hand, owed, pool = stock(self.xero)
        assert min(on_hand, owed) == 0 <= max(on_hand, owed)
        assert balance(self.xero, "630") == pool
        if not on_hand:
            assert pool == 0

    @invariant()
    def what_stands_adds_up_to_what_is_available(self):
        moved = sum(each["Quantity"] for each in self.xero.books.ledger()["stock"])
        on_hand, owed, _pool = stock(self.xero)
        assert moved == on_hand - owed

    @invariant()
    def the_ledger_is_balanced(self):
        assert sum(self.xero.books.journals.balances().values(), D(0)) == 0


TestStorekeeper = Storekeeper.TestCase
TestStorekeeper.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)
