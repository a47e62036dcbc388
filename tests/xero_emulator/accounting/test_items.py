"""Items: their codes, their prices, what makes them tracked, how they are found."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_emulator.direct import Direct

D = Decimal
NOBODY = "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"
TRACKED = {"InventoryAssetAccountCode": "630", "PurchaseDetails": {"COGSAccountCode": "310"}}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def create(xero, **fields):
    return xero.call("createItems", {"Items": [{"Code": "LAMP", **fields}]})


def change(xero, item="LAMP", **fields):
    return xero.call("updateItem", {"Items": [fields]}, ItemID=item)


def get(xero, item="LAMP", **query):
    return xero.call("getItem", query=query, ItemID=item).row()


class TestCreation:
    def test_a_code_is_enough(self, xero):
        made = create(xero).row()
        assert made == {
            "ItemID": made["ItemID"],
            "Code": "LAMP",
            "PurchaseDetails": {},
            "SalesDetails": {},
            "IsSold": True,
            "IsPurchased": True,
            "IsTrackedAsInventory": False,
            "UpdatedDateUTC": "/Date(1772452800000)/",
        }

    def test_what_was_sent_comes_back(self, xero):
        sent = {
            "Name": "Desk lamp",
            "Description": "Bright",
            "PurchaseDescription": "From the works",
            "SalesDetails": {"UnitPrice": D("20.00"), "AccountCode": "200", "TaxType": "OUTPUT2"},
            "PurchaseDetails": {"UnitPrice": 8, "AccountCode": "429", "TaxType": "INPUT2"},
        }
        made = create(xero, **sent).row()
        assert {name: made[name] for name in sent} == sent
        assert get(xero, made["ItemID"]) == get(xero, "lamp") == made

    def test_both_accounts_make_it_tracked(self, xero):
        made = create(xero, **TRACKED, IsTrackedAsInventory=False, QuantityOnHand=9).row()
        assert made["IsTrackedAsInventory"] is True
        assert made["InventoryAssetAccountCode"] == "630"
        assert made["PurchaseDetails"] == {"COGSAccountCode": "310"}
        counts = ("TotalCostPool", "QuantityOnHand", "QuantityAvailable", "QuantityOnBackOrder")
        assert [made[name] for name in counts] == [0, 0, 0, 0]

    def test_purchases_of_a_tracked_item_have_no_account_of_their_own(self, xero):
        details = {"COGSAccountCode": "310", "AccountCode": "429"}
        made = create(xero, **{**TRACKED, "PurchaseDetails": details}).row()
        assert made["PurchaseDetails"] == {"COGSAccountCode": "310"}

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"Code": ""}, "The Item Code must be specified."),
            ({"Code": " "}, "The Item Code must be specified."),
            ({"Code": "x" * 31}, "The Code must be 30 characters or fewer."),
            ({"Name": "x" * 51}, "The Name must be 50 characters or fewer."),
            ({"Description": "x" * 4001}, "The Description must be 4000 characters or fewer."),
            (
                {"PurchaseDescription": "x" * 4001},
                "The PurchaseDescription must be 4000 characters or fewer.",
            ),
            (
                {"SalesDetails": {"AccountCode": "999"}},
                "Account code '999' is not a valid code for this item.",
            ),
            (
                {"PurchaseDetails": {"AccountCode": "090"}},
                "Account code '090' is not a valid code for this item.",
            ),
            ({"SalesDetails": {"TaxType": "NOSUCH"}}, "The TaxType code 'NOSUCH' does not exist."),
            (
                {"InventoryAssetAccountCode": "630"},
                "A tracked item needs both an InventoryAssetAccountCode and a COGSAccountCode.",
            ),
            (
                {"PurchaseDetails": {"COGSAccountCode": "310"}},
                "A tracked item needs both an InventoryAssetAccountCode and a COGSAccountCode.",
            ),
            (
                {**TRACKED, "InventoryAssetAccountCode": "620"},
                "The inventory asset account must be an active account of type INVENTORY.",
            ),
            (
                {**TRACKED, "PurchaseDetails": {"COGSAccountCode": "200"}},
                "The cost of goods sold account must be an active expense account.",
            ),
            ({**TRACKED, "IsSold": False}, "A tracked item must be both sold and purchased."),
        ],
    )
    def test_what_is_wrong_is_told(self, xero, wrong, message):
        assert create(xero, **wrong).messages() == [message]
        assert xero.call("getItems").rows() == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"ItemID": "x"},
            {"IsSold": "perhaps"},
            {"SalesDetails": []},
            {"SalesDetails": {"UnitPrice": "dear"}},
            {"Name": {}},
        ],
    )
    def test_what_cannot_be_read_is_told(self, xero, wrong):
        answer = create(xero, **wrong)
        assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)


class TestCodes:
    def test_a_code_is_unique_whatever_its_case(self, xero):
        create(xero).row()
        message = "Price List Item with Code '{}' already exists"
        assert create(xero).messages() == [message.format("LAMP")]
        assert create(xero, Code="lamp").messages() == [message.format("lamp")]

    def test_a_code_is_unique_within_one_request(self, xero):
        answer = xero.call("createItems", {"Items": [{"Code": "A"}, {"Code": "A"}]})
        assert answer.messages() == ["Price List Item with Code 'A' already exists"]
        assert xero.call("getItems").rows() == []

    def test_a_refused_element_does_not_stop_the_others_when_they_stand_alone(self, xero):
        create(xero).row()
        sent = {"Items": [{"Code": "LAMP"}, {"Code": "B"}]}
        answer = xero.call("createItems", sent, query={"summarizeErrors": "false"})
        assert [row["StatusAttributeString"] for row in answer.rows()] == ["ERROR", "OK"]
        assert [row["Code"] for row in xero.call("getItems").rows()] == ["LAMP", "B"]

    def test_a_post_means_the_item_of_that_code(self, xero):
        made = create(xero, Name="Lamp").row()
        sent = {"Items": [{"Code": "lamp", "Name": "Desk lamp"}, {"Code": "B"}]}
        changed, other = xero.call("updateOrCreateItems", sent).rows()
        assert (changed["ItemID"], changed["Name"]) == (made["ItemID"], "Desk lamp")
        assert other["ItemID"] != made["ItemID"]

    def test_an_item_is_renamed_by_its_id(self, xero):
        made = create(xero).row()
        assert change(xero, made["ItemID"], Code="TORCH").row()["Code"] == "TORCH"
        assert xero.call("getItem", ItemID="LAMP").status == 404
        create(xero).row()
        assert change(xero, "TORCH", Code="LAMP").messages() == [
            "Price List Item with Code 'LAMP' already exists"
        ]

    def test_an_unknown_id_is_refused(self, xero):
        sent = {"Items": [{"Code": "LAMP", "ItemID": NOBODY}]}
        assert xero.call("updateOrCreateItems", sent).messages() == [
            "An existing Item with the specified ItemID could not be found"
        ]
        assert change(xero, NOBODY, Name="x").status == 404
        assert xero.call("getItem", ItemID=NOBODY).status == 404

    def test_five_hundred_go_in_one_call_and_no_more(self, xero):
        sent = [{"Code": f"I-{at}"} for at in range(501)]
        for operation in ("createItems", "updateOrCreateItems"):
            answer = xero.call(operation, {"Items": sent})
            assert answer.messages() == ["A request can hold at most 500 items."]
        assert len(xero.call("createItems", {"Items": sent[:500]}).rows()) == 500


class TestChanges:
    def test_what_is_not_sent_stays(self, xero):
        create(xero, Name="Lamp", SalesDetails={"UnitPrice": 5, "AccountCode": "200"}).row()
        changed = change(xero, SalesDetails={"UnitPrice": 6}).row()
        assert changed["SalesDetails"] == {"UnitPrice": 6, "AccountCode": "200"}
        assert changed["Name"] == "Lamp"

    @pytest.mark.parametrize(
        ("said", "gone"),
        [
            ("IsSold", ("Description", "SalesDetails")),
            ("IsPurchased", ("PurchaseDescription", "PurchaseDetails")),
        ],
    )
    def test_what_is_no_longer_traded_loses_its_details(self, xero, said, gone):
        sides = {key: {"UnitPrice": 5} for key in ("SalesDetails", "PurchaseDetails")}
        create(xero, Description="a", PurchaseDescription="b", **sides).row()
        changed = change(xero, **{said: False}).row()
        assert gone[0] not in changed
        assert changed[gone[1]] == {}
        assert len(get(xero)) == len(changed)

    def test_an_untracked_item_can_become_tracked(self, xero):
        create(xero).row()
        assert change(xero, **TRACKED).row()["IsTrackedAsInventory"] is True

    def test_what_is_emptied_is_gone(self, xero):
        create(xero, Name="Lamp", SalesDetails={"UnitPrice": 5, "AccountCode": "200"}).row()
        changed = change(xero, Name="", SalesDetails={"AccountCode": ""}).row()
        assert "Name" not in changed
        assert changed["SalesDetails"] == {"UnitPrice": 5}

    def test_a_tracked_item_can_be_untracked_before_anything_moved(self, xero):
        plain = create(xero, Code="PLAIN").row()
        create(xero, **TRACKED).row()
        bare = {"InventoryAssetAccountCode": "", "PurchaseDetails": {"COGSAccountCode": ""}}
        assert change(xero, **bare).row().keys() == plain.keys()

    def test_a_change_is_dated_and_told(self, xero):
        create(xero).row()
        xero.advance(seconds=5)
        assert change(xero, Name="x").row()["UpdatedDateUTC"] == "/Date(1772452805000)/"
        told = xero.call("getItemHistory", ItemID="LAMP").rows()
        assert [each["Changes"] for each in told] == ["Edited", "Created"]

    def test_people_leave_notes(self, xero):
        create(xero).row()
        note = {"HistoryRecords": [{"Details": "Ask for a discount"}]}
        assert xero.call("createItemHistory", note, ItemID="LAMP").status == 200
        told = xero.call("getItemHistory", ItemID="LAMP").rows()
        assert told[0]["Details"] == "Ask for a discount"

    def test_a_deleted_item_is_gone_and_its_code_is_free(self, xero):
        made = create(xero).row()
        answer = xero.call("deleteItem", ItemID=made["ItemID"])
        assert (answer.status, answer.reply.body) == (204, b"")
        assert xero.call("deleteItem", ItemID=made["ItemID"]).status == 404
        assert create(xero).row()["ItemID"] != made["ItemID"]


class TestPrices:
    def test_prices_have_two_decimals(self, xero):
        create(xero, SalesDetails={"UnitPrice": "1.23456"}).row()
        assert get(xero, unitdp="4")["SalesDetails"]["UnitPrice"] == D("1.23")

    def test_prices_have_four_decimals_when_asked(self, xero):
        sent = {"Code": "LAMP", "PurchaseDetails": {"UnitPrice": "1.23456"}}
        made = xero.call("createItems", sent, query={"unitdp": "4"}).row()
        assert made["PurchaseDetails"]["UnitPrice"] == D("1.2346")
        assert get(xero)["PurchaseDetails"]["UnitPrice"] == D("1.23")
        change(xero, Name="Lamp").row()
        (fine,) = xero.call("getItems", query={"unitdp": "4"}).rows()
        assert fine["PurchaseDetails"]["UnitPrice"] == D("1.2346")


class TestLists:
    @pytest.mark.parametrize(
        ("query", "codes"),
        [
            ({}, ["A", "B", "C"]),
            ({"where": "IsSold==true"}, ["A", "C"]),
            ({"where": 'Code=="b"'}, ["B"]),
            ({"where": "IsTrackedAsInventory==true AND QuantityOnHand==0"}, ["C"]),
            ({"where": "SalesDetails.UnitPrice>4"}, ["A"]),
            ({"order": "Code DESC"}, ["C", "B", "A"]),
        ],
    )
    def test_it_can_be_asked_for(self, xero, query, codes):
        create(xero, Code="A", SalesDetails={"UnitPrice": 5}).row()
        create(xero, Code="B", IsSold=False).row()
        create(xero, Code="C", **TRACKED).row()
        rows = xero.call("getItems", query=query).rows()
        assert sorted(row["Code"] for row in rows) == sorted(codes)
        if "order" in query:
            assert [row["Code"] for row in rows] == codes

    def test_only_what_changed_since(self, xero):
        create(xero, Code="A").row()
        xero.advance(hours=1)
        create(xero, Code="B").row()
        since = {"if-modified-since": "2026-03-02T12:30:00"}
        assert [row["Code"] for row in xero.call("getItems", headers=since).rows()] == ["B"]

    def test_a_field_that_no_item_has_cannot_be_asked_for(self, xero):
        assert xero.call("getItems", query={"where": "Colour==1"}).json["ErrorNumber"] == 16
