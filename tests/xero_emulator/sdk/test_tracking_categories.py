"""Tracking categories and what they track, through Xero's official SDK."""

from __future__ import annotations

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, a_line, made_invoice
from tests.xero_emulator.sdk.given_entries import made_category
from xero_python.accounting import LineItemTracking, TrackingCategory, TrackingOption


@exercises("createTrackingCategory", "getTrackingCategory")
def test_a_category_is_kept_as_it_was_sent(sdk: Sdk) -> None:
    made = sdk("createTrackingCategory", TrackingCategory(name="Region")).tracking_categories[0]
    kept = sdk("getTrackingCategory", made.tracking_category_id).tracking_categories[0]
    assert (kept.tracking_category_id, kept.name) == (made.tracking_category_id, "Region")
    assert (kept.status, kept.options) == ("ACTIVE", [])
    assert sdk.refused("getTrackingCategory", ELSEWHERE).status == 404


@exercises("getTrackingCategories", "updateTrackingCategory")
def test_categories_are_listed_by_status_and_renamed(sdk: Sdk) -> None:
    region, team = made_category(sdk, "Region", "North"), made_category(sdk, "Team")
    for change in (TrackingCategory(name="Area"), TrackingCategory(status="ARCHIVED")):
        answer = sdk("updateTrackingCategory", region.tracking_category_id, change)
        changed = answer.tracking_categories[0]
    assert (changed.name, changed.status, changed.options[0].name) == ("Area", "ARCHIVED", "North")
    active = sdk("getTrackingCategories").tracking_categories
    assert [each.tracking_category_id for each in active] == [team.tracking_category_id]
    asked = {"include_archived": True, "order": "Name ASC"}
    assert [each.name for each in sdk("getTrackingCategories", **asked).tracking_categories] == [
        *("Area", "Team"),
    ]
    found = sdk("getTrackingCategories", where='Name=="Team"').tracking_categories
    assert len(found) == 1


@exercises("createTrackingCategory")
def test_two_categories_are_enough(sdk: Sdk) -> None:
    made_category(sdk, "A")
    made_category(sdk, "B")
    refusal = sdk.refused("createTrackingCategory", TrackingCategory(name="C"))
    assert (refusal.status, len(refusal.messages)) == (400, 1)


@exercises("createTrackingOptions", "updateTrackingOptions")
def test_options_are_added_and_changed(sdk: Sdk) -> None:
    made = made_category(sdk)
    key, sent = made.tracking_category_id, TrackingOption(name="North")
    (option,) = sdk("createTrackingOptions", key, sent).options
    assert (option.name, option.status) == ("North", "ACTIVE")
    refusal = sdk.refused("createTrackingOptions", key, sent)
    assert refusal.messages == ("For each specified tracking option the name must be unique.",)
    change = TrackingOption(name="Up", status="ARCHIVED")
    (changed,) = sdk("updateTrackingOptions", key, option.tracking_option_id, change).options
    assert (changed.tracking_option_id, changed.name) == (option.tracking_option_id, "Up")
    assert changed.status == "ARCHIVED"


@exercises("deleteTrackingOptions", "deleteTrackingCategory")
def test_what_nothing_uses_is_deleted_and_the_rest_archived(sdk: Sdk) -> None:
    made = made_category(sdk, "Region", "North", "South")
    key, (north, south) = made.tracking_category_id, made.options
    tracking = [LineItemTracking(name="Region", option="North")]
    invoice = made_invoice(sdk, line_items=[a_line("1", "5", tracking=tracking)])
    (tracked,) = invoice.line_items[0].tracking
    assert (tracked.tracking_category_id, tracked.tracking_option_id) == (
        key,
        north.tracking_option_id,
    )
    (kept,) = sdk("deleteTrackingOptions", key, north.tracking_option_id).options
    (gone,) = sdk("deleteTrackingOptions", key, south.tracking_option_id).options
    assert (kept.status, gone.status) == ("ARCHIVED", "DELETED")
    assert sdk("deleteTrackingCategory", key).tracking_categories[0].status == "ARCHIVED"
    other = made_category(sdk, "Team").tracking_category_id
    assert sdk("deleteTrackingCategory", other).tracking_categories[0].status == "DELETED"
    assert sdk.refused("deleteTrackingCategory", other).status == 404
