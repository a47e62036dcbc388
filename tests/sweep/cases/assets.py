"""Fixed assets."""

from __future__ import annotations

import itertools

from tests.sweep.books import Books
from tests.sweep.case import Case, Given, Outcome

_numbers = itertools.count(1)
ASSETS = "/assets.xro/1.0/Assets"


def _bought(books: Books) -> Given:
    name = f"Lorry {next(_numbers)} of the yard"
    sent = {"assetName": name, "purchaseDate": "2026-05-01", "purchasePrice": 1250.5}
    books.post(ASSETS, sent)
    return {"status": "DRAFT", "filterBy": name, "orderBy": "AssetName", "sortDirection": "asc"}


def _found(books: Books, outcome: Outcome, given: Given) -> None:
    told = books.get(ASSETS, status="DRAFT", filterBy=given["filterBy"])
    (there,) = told["items"]
    found = outcome.bundle
    assert found["assetId"] == there["assetId"]
    assert (found["assetName"], found["purchaseDate"]) == (given["filterBy"], "2026-05-01")
    assert found["purchasePrice"] == there["purchasePrice"]


CASES = [
    Case(
        module="search_assets",
        given=_bought,
        check=_found,
        bad={"orderBy": "DisposalDate"},
        says="only assets that were disposed of",
    )
]
