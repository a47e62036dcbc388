"""Assets: one state at a time, page by page."""

from __future__ import annotations

from typing import Any

import pytest
from tests.apps.xero.spec import Case

from tallyloom.apps.xero import app
from tallyloom.kit import BadInput
from tallyloom.kit.requests import Answer
from tallyloom.kit.testing import answer, drive

SEARCH = app.modules["search_assets"]
CASES = {"search_assets": (Case({"status": "DISPOSED", "orderBy": "DisposalDate"}),)}


def page(*names: str, page: int = 1, pages: int = 1) -> Answer:
    items = [{"assetId": name, "purchaseDate": "2020-01-01T00:00:00"} for name in names]
    return answer({"pagination": {"page": page, "pageCount": pages}, "items": items})


def test_assets_of_a_state_are_found_by_a_text() -> None:
    given = {"status": "REGISTERED", "filterBy": "Car", "orderBy": "AssetName"}
    driven = drive(SEARCH, given, page("a"))
    assert driven.request.query == given | {"page": "1", "pageSize": "100"}
    assert driven.result.bundles == [{"assetId": "a", "purchaseDate": "2020-01-01"}]
    assert driven.result.after is None


def test_pages_are_read_until_xero_counts_no_more() -> None:
    first = drive(SEARCH, {"status": "DRAFT"}, page("a", pages=2)).result
    assert first.after == [2, 1]
    second = drive(SEARCH, {"status": "DRAFT"}, page("b", page=2, pages=2), after=first.after)
    assert second.request.query["page"] == "2"
    assert second.result.after is None


def test_no_more_than_wanted_are_read() -> None:
    found = drive(SEARCH, {"status": "DRAFT", "limit": 1}, page("a", "b", pages=9)).result
    assert (len(found.bundles), found.after) == (1, None)


@pytest.mark.parametrize("order", ["DisposalDate", "DisposalPrice"])
def test_only_what_was_disposed_of_is_ordered_by_its_disposal(order: str) -> None:
    given: dict[str, Any] = {"orderBy": order}
    with pytest.raises(BadInput, match="only assets that were disposed of"):
        drive(SEARCH, given | {"status": "DRAFT"})
    assert drive(SEARCH, given | {"status": "DISPOSED"}, page("a")).finished
