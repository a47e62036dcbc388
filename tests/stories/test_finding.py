"""What went through a run is found by a word of it, while it is fresh and long afterwards."""

from __future__ import annotations

import time

from sqlalchemy import text
from tests.stories.installation import Installation
from tests.stories.shop import documents_of, rows

from tallyloom.api.access import TERMINAL
from tallyloom.api.route import Asked
from tallyloom.api.run_search import Hit, Hits, search_runs

ROWS = rows(invoices=3, credit_notes=1)


def test_an_invoice_is_found_with_its_run_when_its_bundles_are_long_gone(
    installation: Installation,
) -> None:
    invoice = next(one for one in documents_of(ROWS) if one.kind == "ACCREC")
    with installation.opened() as shop:
        house, asked = shop.house, Asked(shop.house, TERMINAL)
        run = shop.run(ROWS)
        fresh = in_bundles(search_runs(asked, q=invoice.number, limit=200))
        assert {hit.side for hit in fresh} == {"in", "out"}
        while house.findable.unread():  # the engine reads it through by itself
            time.sleep(0.05)
        found = search_runs(asked, q=invoice.number, limit=200)
        assert in_bundles(found) == fresh
        assert {hit.run_id for hit in found.items} == {run.id}

        with house.database.begin() as on:
            on.execute(text("UPDATE runs SET ended_at = ended_at - interval '61 days'"))
        house.history.tidy_all()
        assert house.calls.of(run.id) == []
        kept = search_runs(asked, q=invoice.number).items
        assert {(hit.side, hit.module) for hit in kept} == {("record", 5)}
        # Nobody has to know what it was to be told that it is ours: it is not posted twice.
        again = shop.run(ROWS)
        assert again.status == "success"
        books = installation.emulator.control.ledger(installation.emulator.tenants()["GB"])
        numbers = [each["InvoiceNumber"] for each in books["invoices"]]
        assert sorted(numbers) == sorted(set(numbers))


def in_bundles(found: Hits) -> list[Hit]:
    """Records are found as soon as the engine has read the run through, which may be at once."""
    return [hit for hit in found.items if hit.side in ("in", "out")]
