"""Tracking categories, their options, and the lines that they track."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.tracking_categories import STATES
from xero_emulator.direct import Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"
LINE = {"Description": "Desks", "Quantity": 1, "UnitAmount": 50, "AccountCode": "200"}


@pytest.fixture
def xero() -> Direct:
    return Direct()


def category(xero, name="Region", *options):
    made = xero.call("createTrackingCategory", {"Name": name}).row()
    for option in options:
        add(xero, made, option)
    return get(xero, made)


def add(xero, made, name):
    sent = {"Name": name}
    answer = xero.call("createTrackingOptions", sent, TrackingCategoryID=made["TrackingCategoryID"])
    return answer.row()


def change(xero, made, **sent):
    key = made["TrackingCategoryID"]
    return xero.call("updateTrackingCategory", sent, TrackingCategoryID=key)


def change_option(xero, made, option, **sent):
    path = {"TrackingOptionID": option["TrackingOptionID"]}
    key = made["TrackingCategoryID"]
    return xero.call("updateTrackingOptions", sent, TrackingCategoryID=key, **path)


def remove(xero, made):
    return xero.call("deleteTrackingCategory", TrackingCategoryID=made["TrackingCategoryID"])


def remove_option(xero, made, option):
    path = {"TrackingOptionID": option["TrackingOptionID"]}
    key = made["TrackingCategoryID"]
    return xero.call("deleteTrackingOptions", TrackingCategoryID=key, **path)


def get(xero, made):
    return xero.call("getTrackingCategory", TrackingCategoryID=made["TrackingCategoryID"]).row()


def listed(xero, **query):
    return [each["Name"] for each in xero.call("getTrackingCategories", query=query).rows()]


def invoice(xero, *tracking, **more):
    line = {**LINE, "Tracking": list(tracking)}
    sent = {"Type": "ACCREC", "Contact": {"Name": "Ada"}, "LineItems": [line], **more}
    return xero.call("createInvoices", sent)


def tracked(xero, made):
    (line,) = xero.call("getInvoice", InvoiceID=made["InvoiceID"]).row()["LineItems"]
    return line["Tracking"]


def test_a_category_begins_active_and_without_options(xero):
    made = category(xero, "  Region ")
    assert (made["Name"], made["Status"], made["Options"]) == ("Region", "ACTIVE", [])


def test_options_say_in_four_ways_what_they_are(xero):
    (option,) = category(xero, "Region", "North")["Options"]
    assert (option["Name"], option["Status"]) == ("North", "ACTIVE")
    assert (option["IsActive"], option["IsArchived"], option["IsDeleted"]) == (True, False, False)
    assert option["HasValidationErrors"] is False


def test_several_options_may_be_sent_at_once_and_all_or_none_are_kept(xero):
    made = category(xero)
    sent = {"Options": [{"Name": "North"}, {"Name": "South"}]}
    key = made["TrackingCategoryID"]
    got = xero.call("createTrackingOptions", sent, TrackingCategoryID=key).rows()
    assert [each["Name"] for each in got] == ["North", "South"]
    sent = {"Options": [{"Name": "East"}, {"Name": "north"}]}
    refused = xero.call("createTrackingOptions", sent, TrackingCategoryID=key)
    assert refused.messages() == ["For each specified tracking option the name must be unique."]
    assert [each["Name"] for each in get(xero, made)["Options"]] == ["North", "South"]


def test_two_categories_may_be_active_and_two_more_archived(xero):
    for name in ("A", "B"):
        assert change(xero, category(xero, name), Status="ARCHIVED").status == 200
    third, _fourth = category(xero, "C"), category(xero, "D")
    refused = xero.call("createTrackingCategory", {"Name": "E"})
    assert (refused.status, len(refused.messages())) == (400, 1)
    assert change(xero, third, Status="ARCHIVED").status == 400
    assert listed(xero) == sorted(("C", "D"), key=listed(xero).index)
    assert sorted(listed(xero, includeArchived="true")) == ["A", "B", "C", "D"]


def test_names_are_unique_whatever_their_letters(xero):
    made, other = category(xero, "Region"), category(xero, "Team")
    assert xero.call("createTrackingCategory", {"Name": "REGION"}).status == 400
    assert change(xero, other, Name="region").status == 400
    assert change(xero, made, Name="region").row()["Name"] == "region"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_name_has_between_1_and_100_letters(xero, name):
    assert xero.call("createTrackingCategory", {"Name": name}).status == 400
    made = category(xero)
    key = made["TrackingCategoryID"]
    refused = xero.call("createTrackingOptions", {"Name": name}, TrackingCategoryID=key)
    assert refused.status == 400


EXPECTED = {  # reference, section 5.3, names only; every edge between living states
    "ACTIVE": {"ACTIVE", "ARCHIVED", "DELETED"},
    "ARCHIVED": {"ACTIVE", "ARCHIVED", "DELETED"},
}


def test_the_states_are_these():
    assert {state: set(next_) for state, next_ in STATES.edges.items()} == EXPECTED


@pytest.mark.parametrize("before", EXPECTED)
@pytest.mark.parametrize("after", ["ACTIVE", "ARCHIVED", "DELETED"])
def test_a_category_and_an_option_may_go_every_way_while_they_live(xero, before, after):
    made = category(xero, "Region", "North")
    option = change_option(xero, made, made["Options"][0], Status=before).row()
    assert change_option(xero, made, option, Status=after).row()["Status"] == after
    assert change(xero, made, Status=before).row()["Status"] == before
    assert change(xero, made, Status=after).row()["Status"] == after


def test_what_is_deleted_is_gone_and_gives_its_name_back(xero):
    made = category(xero, "Region", "North")
    gone = remove_option(xero, made, made["Options"][0]).row()
    assert (gone["Status"], gone["IsDeleted"]) == ("DELETED", True)
    assert get(xero, made)["Options"] == []
    assert remove_option(xero, made, made["Options"][0]).status == 404
    assert add(xero, made, "North")["Status"] == "ACTIVE"
    assert remove(xero, made).row()["Status"] == "DELETED"
    assert remove(xero, made).status == 404
    assert change(xero, made, Name="X").status == 404
    assert listed(xero, includeArchived="true") == []
    assert category(xero, "Region")["Status"] == "ACTIVE"


def test_what_is_in_use_is_archived_instead_of_deleted(xero):
    made = category(xero, "Region", "North")
    invoice(xero, {"Name": "Region", "Option": "North"}).row()
    assert remove_option(xero, made, made["Options"][0]).row()["Status"] == "ARCHIVED"
    assert remove(xero, made).row()["Status"] == "ARCHIVED"
    assert listed(xero) == []
    assert listed(xero, includeArchived="true") == ["Region"]


def test_lists_show_archived_options_only_when_asked(xero):
    made = category(xero, "Region", "North", "South")
    change_option(xero, made, made["Options"][0], Status="ARCHIVED")
    for query, names in (({}, ["South"]), ({"includeArchived": "True"}, ["North", "South"])):
        (found,) = xero.call("getTrackingCategories", query=query).rows()
        assert [each["Name"] for each in found["Options"]] == names


def test_categories_are_filtered_and_ordered(xero):
    category(xero, "Team")
    category(xero, "Region")
    assert listed(xero, order="Name") == ["Region", "Team"]
    assert listed(xero, where='Name=="team"') == ["Team"]
    assert xero.call("getTrackingCategories", query={"where": "Colour==1"}).status == 400


@pytest.mark.parametrize("how", ["ids", "names", "other letters"])
def test_a_line_is_tracked_by_ids_or_by_names(xero, how):
    made = category(xero, "Region", "North")
    key, option = made["TrackingCategoryID"], made["Options"][0]["TrackingOptionID"]
    sent = {
        "ids": {"TrackingCategoryID": key, "TrackingOptionID": option},
        "names": {"Name": "Region", "Option": "North"},
        "other letters": {"Name": " REGION ", "Option": "north"},
    }
    whole = {"TrackingCategoryID": key, "TrackingOptionID": option}
    whole |= {"Name": "Region", "Option": "North"}
    assert tracked(xero, invoice(xero, sent[how]).row()) == [whole]


def test_a_line_has_at_most_one_option_of_each_of_two_categories(xero):
    category(xero, "Region", "North", "South")
    category(xero, "Team", "Blue")
    north, south = ({"Name": "Region", "Option": name} for name in ("North", "South"))
    blue = {"Name": "Team", "Option": "Blue"}
    assert len(tracked(xero, invoice(xero, north, blue).row())) == 2
    assert invoice(xero, north, south).status == 400
    assert invoice(xero, north, blue, south).status == 400


def test_a_line_tracked_by_what_does_not_exist_is_refused(xero):
    made = category(xero, "Region", "North")
    for sent in (
        {"Name": "Team", "Option": "North"},
        {"TrackingCategoryID": ELSEWHERE, "TrackingOptionID": ELSEWHERE},
        {},
    ):
        assert invoice(xero, sent).messages() == [
            "Unknown tracking details. A Tracking Category did not match a known Active "
            "TrackingCategory"
        ]
    for sent in ({"Name": "Region", "Option": "West"}, {"Name": "Region"}):
        assert len(invoice(xero, sent).messages()) == 1
    change_option(xero, made, made["Options"][0], Status="ARCHIVED")
    assert invoice(xero, {"Name": "Region", "Option": "North"}).status == 400


def test_a_line_keeps_an_option_that_was_archived_since(xero):
    made = category(xero, "Region", "North")
    kept = invoice(xero, {"Name": "Region", "Option": "North"}).row()
    change_option(xero, made, made["Options"][0], Status="ARCHIVED")
    again = xero.call(
        "updateInvoice", {"LineItems": kept["LineItems"]}, InvoiceID=kept["InvoiceID"]
    )
    assert again.row()["LineItems"][0]["Tracking"] == kept["LineItems"][0]["Tracking"]


def test_lines_show_new_names_without_counting_as_changed(xero):
    made = category(xero, "Region", "North")
    kept = invoice(xero, {"Name": "Region", "Option": "North"}).row()
    xero.advance(seconds=60)
    change(xero, made, Name="Area")
    change_option(xero, made, made["Options"][0], Name="Up")
    (now,) = tracked(xero, kept)
    assert (now["Name"], now["Option"]) == ("Area", "Up")
    held = xero.call("getInvoice", InvoiceID=kept["InvoiceID"]).row()
    assert held["UpdatedDateUTC"] == kept["UpdatedDateUTC"]


def test_transfers_show_new_names_and_count_as_use(xero):
    made = category(xero, "Region", "North")
    key, (option,) = made["TrackingCategoryID"], made["Options"]
    tracking = {"TrackingCategoryID": key, "TrackingOptionID": option["TrackingOptionID"]}
    sent = {
        "FromBankAccount": {"Code": "090"},
        "ToBankAccount": {"Code": "091"},
        "Amount": 5,
        "FromTracking": [tracking],
    }
    kept = xero.call("createBankTransfer", sent).row()
    change_option(xero, made, option, Name="Up").row()
    now = xero.call("getBankTransfer", BankTransferID=kept["BankTransferID"]).row()
    assert [each["Option"] for each in now["FromTracking"]] == ["Up"]
    assert remove(xero, made).row()["Status"] == "ARCHIVED"


def test_an_approved_document_posts_its_tracking(xero):
    made = category(xero, "Region", "North")
    sent = {"Name": "Region", "Option": "North"}
    invoice(xero, sent, Status="AUTHORISED", DueDate="2026-04-01").row()
    (posted,) = xero.call("getJournals").rows()
    (sales,) = [line for line in posted["JournalLines"] if line["AccountCode"] == "200"]
    assert sales["TrackingCategories"][0]["TrackingCategoryID"] == made["TrackingCategoryID"]
    assert sales["TrackingCategories"][0]["Option"] == "North"


def test_who_asks_for_what_is_not_there_gets_404(xero):
    made = category(xero)
    for operation in ("getTrackingCategory", "deleteTrackingCategory"):
        assert xero.call(operation, TrackingCategoryID=ELSEWHERE).status == 404
    path = {"TrackingCategoryID": ELSEWHERE}
    assert xero.call("updateTrackingCategory", {"Name": "X"}, **path).status == 404
    assert xero.call("createTrackingOptions", {"Name": "X"}, **path).status == 404
    assert change_option(xero, made, {"TrackingOptionID": ELSEWHERE}, Name="X").status == 404


def test_what_is_not_readable_is_refused_as_such(xero):
    made = category(xero, "Region", "North")
    assert change(xero, made, Status="LOST").json["ErrorNumber"] == 14
    answer = change_option(xero, made, made["Options"][0], Status="LOST")
    assert answer.json["ErrorNumber"] == 14
    assert xero.call("createTrackingCategory", b"").json["ErrorNumber"] == 14
