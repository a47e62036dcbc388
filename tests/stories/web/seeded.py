"""An installation in which things have happened: what every page has to show at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx2
from playwright.sync_api import Browser
from tests.api.people import Person, somebody
from tests.stories.hearing import Hearing
from tests.stories.installation import EXAMPLE, Installation
from tests.stories.web.site import Site, opened

BRITISH = "Demo Company (UK)"
LONG = "Extraordinarily" * 14  # more letters than any line has, and no place to break
CONNECTIONS = f"connections: {{books: {{app: xero, connection: xero, organisation: {BRITISH}}}}}"
# One of its rows names an account that is not there: its bundle waits for somebody.
SALES = f"""
schema: 1
name: Sales of the day
inputs: [{{name: rows, type: file, required: true}}]
{CONNECTIONS}
flow:
  - {{id: 1, module: csv.parse, map: {{file: "{{{{input.rows}}}}"}}}}
  - id: 2
    module: xero.create_invoice
    connection: books
    map:
      Type: ACCREC
      Contact.Name: "{{{{1.customer}}}}"
      InvoiceNumber: "{{{{1.number}}}}"
      Status: AUTHORISED
      DueDate: "2026-12-31"
      LineItems:
        - {{Description: A thing, Quantity: 1, UnitAmount: 10, AccountCode: "{{{{1.account}}}}"}}
"""
ROWS = f"number,customer,account\nS-1,{LONG},200\nS-2,Ridgeway,9999\n".encode()
HEARD = f"""
schema: 1
name: Watched
{CONNECTIONS}
flow:
  - {{id: 1, module: xero.watch_events, connection: books}}
  - {{id: 2, module: tools.compose, map: {{value: "{{{{1.record.InvoiceNumber}}}}"}}}}
"""
TIMED = f"""
schema: 1
name: {LONG[:110]}
description: {LONG}
{CONNECTIONS}
schedule: {{every: 15 minutes}}
flow:
  - id: 1
    module: xero.watch_invoices
    connection: books
  - id: 2
    module: tools.compose
    note: {LONG}
    filter:
      name: {LONG[:60]}
      conditions: [[{{a: "{{{{1.Total}}}}", o: "number:greater", b: 1}}]]
    map: {{value: "{{{{1.InvoiceNumber}}}}"}}
"""
DRAFT = "schema: 1\nname: Half done\nflow:\n  - {id: 1, module: xero.not_there}\n"


@dataclass
class Seeded:
    """A site and what is in it, by the words that the addresses of pages use."""

    site: Site
    named: dict[str, str] = field(default_factory=dict)

    @cached_property
    def owner(self) -> httpx2.Client:
        headers = somebody(self.site.house).token()
        return httpx2.Client(base_url=f"{self.site.address}/api/v1", headers=headers, timeout=60)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the API, as its owner's program makes it."""
        answer = self.owner.request(method, path, json=body)
        assert answer.is_success, (method, path, answer.text)
        return answer.json() if answer.content else None

    def made(self, text: str) -> str:
        """Store a scenario; its id."""
        return str(self.ask("POST", "/scenarios", {"text": text})["id"])


@contextmanager
def seeded(installation: Installation, browser: Browser) -> Iterator[Seeded]:
    """The installation, served, with runs, an incomplete one, a delivery, and long names."""
    with opened(installation, browser) as site:
        made = Seeded(site)
        site.aside(lambda: _ran(made))
        site.aside(lambda: _heard(made))
        _kept(made)
        yield made
        made.owner.close()


def _ran(made: Seeded) -> None:
    """The example, and one of which a bundle failed."""
    shop = made.site.shop
    good = shop.ended(shop.start(_rows(), EXAMPLE.read_text("utf-8")))
    poor = shop.ended(shop.start(ROWS, SALES))
    assert (good.status, poor.status) == ("success", "warning"), (good, poor)
    made.named |= {"scenario": good.scenario_id, "run": good.id}
    made.named |= {"failing": poor.scenario_id, "warned": poor.id}
    [waits] = shop.house.incomplete.those()
    made.named["incomplete"] = waits.id


def _rows() -> bytes:
    return EXAMPLE.with_name("rows.csv").read_bytes()


def _heard(made: Seeded) -> None:
    """A scenario that is on, and an event that started it."""
    shop = made.site.shop
    hearing = Hearing(shop, made.site.address.replace("localhost", "127.0.0.1"))
    hearing.enable()
    listener = hearing.on(HEARD).listener
    hearing.bookkeeper.invoices(shop.home_books, "W-1")
    hearing.heard()
    made.named |= {"watched": listener.scenario_id, "registration": hearing.registration}


def _kept(made: Seeded) -> None:
    """What is there without having run: long names, a schedule, a draft, people, a token."""
    timed = made.made(TIMED)
    made.named |= {"timed": timed, "draft": made.made(DRAFT)}
    change = {"change": {"note": "Which module it is, is to be seen."}, "note": "What is missing."}
    made.ask("PATCH", f"/scenarios/{made.named['draft']}/modules/1", change)
    made.ask("POST", f"/scenarios/{timed}/on")
    [connection] = made.ask("GET", "/connections")["items"]
    made.named["connection"] = connection["id"]
    viewer = {"login": "ben@example.org", "name": LONG[:100], "role": "viewer"}
    link = urlsplit(made.ask("POST", "/users", viewer)["link"]["url"])
    made.named["invited"] = f"{link.path}?{link.query}"
    Person(made.site.house.people.list()[0], made.site.house).token()
