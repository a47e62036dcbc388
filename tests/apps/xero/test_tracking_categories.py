"""Tracking categories: made once with their options, changed a name or a status at a time."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case

from tallyloom.apps.xero import app
from tallyloom.kit import Again, AlreadyThere, Answer, BadInput, Differs, NotThere, Refused
from tallyloom.kit.testing import answer, drive

CREATE = app.modules["create_tracking_category"]
UPDATE = app.modules["update_tracking_category"]
GET = app.modules["get_tracking_category"]
SEARCH = app.modules["search_tracking_categories"]
DELETE = app.modules["delete_tracking_category"]
ID = "093af706-c2aa-4d97-a4ce-2d205a017eac"
NORTH = {"TrackingOptionID": "ae777a87", "Name": "North", "Status": "ACTIVE"}
REGION: dict[str, Any] = {
    "TrackingCategoryID": ID,
    "Name": "Region",
    "Status": "ACTIVE",
    "Options": [NORTH],
}
GONE = answer(b"<html>not found</html>", status=404, content_type="text/html")
TAKEN = Refused(words=("A tracking category with this name already exists.",))


def listed(*categories: dict[str, Any]) -> Answer:
    return answer({"TrackingCategories": list(categories)})


def options(*names: str) -> Answer:
    return answer({"Options": [{"TrackingOptionID": name, "Name": name} for name in names]})


CASES = {
    "create_tracking_category": (
        Case(
            {"Name": "Region", "Options": ["North", "South"]},
            answers=(listed(), listed({**REGION, "Options": []}), options("North")),
        ),
    ),
    "update_tracking_category": (
        Case(
            {
                "TrackingCategoryID": ID,
                "Name": "Area",
                "Status": "ACTIVE",
                "Options": [
                    {"TrackingOptionID": "ae777a87", "Name": "Far north", "Status": "ARCHIVED"},
                    {"Name": "South"},
                ],
            },
            answers=(
                listed(REGION),
                *(options("x"), options("x"), options("South")),
                *(listed(REGION), listed(REGION)),
            ),
        ),
    ),
}


def test_a_category_is_made_and_then_its_options_one_by_one() -> None:
    made = {**REGION, "Options": []}
    driven = drive(
        CREATE,
        {"Name": " Region ", "Options": "North, South"},
        *(listed(), listed(made), options("North"), options("South")),
    )
    assert [(r.method, r.path, r.body) for r in driven.requests] == [
        ("GET", "/api.xro/2.0/TrackingCategories", None),
        ("PUT", "/api.xro/2.0/TrackingCategories", {"Name": "Region"}),
        ("PUT", f"/api.xro/2.0/TrackingCategories/{ID}/Options", {"Name": "North"}),
        ("PUT", f"/api.xro/2.0/TrackingCategories/{ID}/Options", {"Name": "South"}),
    ]
    assert {r.again for r in driven.requests} == {Again.SAFE}
    assert [option["Name"] for option in driven.result["Options"]] == ["North", "South"]


def test_a_category_that_exists_is_refused_where_nothing_else_is_chosen() -> None:
    with pytest.raises(AlreadyThere, match="Region"):
        drive(CREATE, {"Name": "REGION"}, listed(REGION))


def test_a_category_that_exists_is_used_and_given_the_options_it_lacks() -> None:
    given = {"Name": "region", "Options": ["north", "South"], "if_exists": "use"}
    driven = drive(CREATE, given, listed(REGION), options("South"))
    assert [request.body for request in driven.requests if request.writes] == [{"Name": "South"}]
    assert [option["Name"] for option in driven.result["Options"]] == ["North", "South"]


def test_an_archived_category_is_left_to_a_person() -> None:
    with pytest.raises(Differs, match="archived"):
        drive(
            CREATE,
            {"Name": "Region", "if_exists": "use"},
            listed({**REGION, "Status": "ARCHIVED"}),
        )


def test_a_category_that_an_earlier_try_made_is_taken_for_the_one_that_was_to_be_made() -> None:
    driven = drive(CREATE, {"Name": "Region"}, listed(), TAKEN, listed(REGION))
    assert driven.result["TrackingCategoryID"] == ID
    assert [request.method for request in driven.requests] == ["GET", "PUT", "GET"]


def test_a_refusal_for_another_reason_stays_one() -> None:
    with pytest.raises(Refused, match="two active"):
        words = Refused(words=("Only two active categories are allowed.",))
        drive(CREATE, {"Name": "Region"}, listed(), words, listed())


def test_an_option_that_an_earlier_try_made_is_taken_too() -> None:
    given = {"Name": "Region", "Options": ["North"]}
    made = {**REGION, "Options": []}
    driven = drive(CREATE, given, listed(), listed(made), TAKEN, listed(REGION))
    assert driven.result["Options"] == [NORTH]


def test_long_names_are_refused_before_a_call() -> None:
    with pytest.raises(BadInput, match="Options"):
        drive(CREATE, {"Name": "Region", "Options": ["x" * 101]})
    with pytest.raises(BadInput, match="at most 100"):
        drive(CREATE, {"Name": "x" * 101})


def test_a_name_and_a_status_go_apart() -> None:
    given = {"TrackingCategoryID": ID, "Name": "Area", "Status": "ARCHIVED"}
    driven = drive(UPDATE, given, listed(REGION), listed({**REGION, "Name": "Area"}))
    assert [(r.path, r.body) for r in driven.requests] == [
        (f"/api.xro/2.0/TrackingCategories/{ID}", {"Name": "Area"}),
        (f"/api.xro/2.0/TrackingCategories/{ID}", {"Status": "ARCHIVED"}),
    ]
    assert driven.result["Name"] == "Area"


def test_options_are_renamed_by_id_and_added_by_name() -> None:
    lines = [
        {"TrackingOptionID": "ae777a87", "Name": "Far north"},
        {"Name": "South"},
        {"Name": "NORTH"},
    ]
    after = {**REGION, "Options": [{**NORTH, "Name": "Far north"}, {"Name": "South"}]}
    driven = drive(
        UPDATE,
        {"TrackingCategoryID": ID, "Options": lines},
        *(listed(REGION), options("Far north"), options("South"), listed(after)),
    )
    path = f"/api.xro/2.0/TrackingCategories/{ID}"
    assert [(r.method, r.path, r.body) for r in driven.requests] == [
        ("GET", path, None),
        ("POST", f"{path}/Options/ae777a87", {"Name": "Far north"}),
        ("PUT", f"{path}/Options", {"Name": "South"}),
        ("GET", path, None),
    ]
    assert driven.result["Options"][1]["Name"] == "South"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "at least one value"),
        ({"Options": [{"Status": "ARCHIVED"}]}, "line 1: a name is needed"),
        ({"Options": [{"TrackingOptionID": "x"}]}, "line 1: a name is needed"),
    ],
)
def test_a_change_that_says_nothing_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        drive(UPDATE, {"TrackingCategoryID": ID, **given})


def test_a_category_that_an_earlier_try_deleted_is_deleted() -> None:
    again = Answer(404, GONE.headers, GONE.body, repeated=True)
    driven = drive(DELETE, {"TrackingCategoryID": ID}, again)
    assert driven.result == {"TrackingCategoryID": ID, "Status": "DELETED", "deleted": True}
    with pytest.raises(NotThere):
        drive(DELETE, {"TrackingCategoryID": ID}, GONE)


def test_a_category_that_is_used_is_archived_instead_and_the_bundle_says_so() -> None:
    driven = drive(DELETE, {"TrackingCategoryID": ID}, listed({**REGION, "Status": "ARCHIVED"}))
    assert driven.result == {"TrackingCategoryID": ID, "Status": "ARCHIVED", "deleted": False}


def test_an_archived_option_that_is_wanted_is_restored() -> None:
    idle = {**REGION, "Options": [{**NORTH, "Status": "ARCHIVED"}]}
    given = {"Name": "Region", "Options": ["North"], "if_exists": "use"}
    restored = answer({"Options": [NORTH]})
    driven = drive(CREATE, given, listed(idle), restored)
    assert [(r.method, r.path, r.body) for r in driven.requests[1:]] == [
        (
            "POST",
            f"/api.xro/2.0/TrackingCategories/{ID}/Options/ae777a87",
            {"Status": "ACTIVE"},
        )
    ]
    assert driven.result["Options"] == [NORTH]


def test_an_option_named_without_its_id_is_given_the_status_that_its_line_says() -> None:
    given = {"TrackingCategoryID": ID, "Options": [{"Name": "north", "Status": "ARCHIVED"}]}
    driven = drive(UPDATE, given, listed(REGION), options("North"), listed(REGION))
    path = f"/api.xro/2.0/TrackingCategories/{ID}/Options/ae777a87"
    assert (driven.requests[1].path, driven.requests[1].body) == (path, {"Status": "ARCHIVED"})


def test_one_category_is_read_by_its_address_and_many_in_one_call() -> None:
    alone = drive(GET, {"TrackingCategoryID": ID}, listed(REGION))
    assert alone.request.path == f"/api.xro/2.0/TrackingCategories/{ID}"
    many = drive(GET, [{"TrackingCategoryID": ID}, {"TrackingCategoryID": "other"}], listed(REGION))
    assert many.request.query == {"includeArchived": "true"}
    there, missing = many.result
    assert there["Name"] == "Region"
    assert isinstance(missing, NotThere)


def test_archived_categories_are_asked_for_where_they_are_wanted() -> None:
    assert drive(SEARCH, {"Status": "ARCHIVED"}).request.query == {
        "where": 'Status=="ARCHIVED"',
        "includeArchived": "true",
    }
    assert drive(SEARCH, {"includeArchived": True}).request.query == {"includeArchived": "true"}


def test_writes_make_the_known_categories_stale() -> None:
    assert CREATE.changes == UPDATE.changes == DELETE.changes == ("tracking",)
