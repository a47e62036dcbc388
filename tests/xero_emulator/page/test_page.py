"""The page at `/` shows a person what there is, and nothing that somebody wrote runs in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.resources import files

import httpx2
import pytest

from xero_emulator.fixture import Running, running_emulator
from xero_emulator.identity import consent

NASTY = "<script>alert('Ridgeway')</script> & Sons"
SHEET = files("xero_emulator.page").joinpath("style.css").read_text("utf-8")
LINE = {"Description": "Lamps", "Quantity": 3, "UnitAmount": 12.5, "AccountCode": "200"}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with running_emulator(seed="empty") as emulator:
        yield emulator


@pytest.fixture
def xero(running: Running) -> Running:
    running.control.clear_faults()
    running.control.reset()
    return running


@pytest.fixture
def call(xero: Running) -> Iterator[Callable[..., httpx2.Response]]:
    token = xero.consent("my-shop")["access_token"]
    headers = {"authorization": f"Bearer {token}", "xero-tenant-id": xero.tenants()["GB"]}
    with httpx2.Client(base_url=f"{xero.url}/api.xro/2.0", headers=headers) as http:
        yield http.request


def text(xero: Running, path: str = "/") -> str:
    """What the page says, its tags as spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", httpx2.get(f"{xero.url}{path}").text).split())


def test_it_begins_with_every_organisation_and_nothing_else(xero: Running) -> None:
    told = text(xero)
    for name in xero.tenants_by_id().values():
        assert name in told
    assert "No app is connected" in told
    assert "Nobody listens" in told
    assert "every call is answered as well as Xero would" in told


def test_it_shows_who_is_connected_and_what_was_asked(
    xero: Running, call: Callable[..., httpx2.Response]
) -> None:
    call("GET", "/Contacts?where=nonsense")
    told = text(xero)
    assert "my-shop Demo Company (UK) 59 4999 0" in told
    assert "400 GET /api.xro/2.0/Contacts?where=nonsense Demo Company (UK) my-shop" in told


def test_faults_and_webhooks_are_shown(xero: Running) -> None:
    xero.control.fault("delay", seconds=0.5, method="PUT", path="/api.xro/2.0/Payments*")
    xero.control.call("POST", "/webhooks", {"url": "http://127.0.0.1:9/hook", "client_id": "shop"})
    told = text(xero)
    assert "delay PUT /api.xro/2.0/Payments* 0" in told
    assert "shop http://127.0.0.1:9/hook" in told


def test_an_organisation_has_a_page_of_its_documents_and_balances(
    xero: Running, call: Callable[..., httpx2.Response]
) -> None:
    made = {"Type": "ACCREC", "Status": "AUTHORISED", "Date": "2026-02-14", "DueDate": "2026-03-14"}
    call("PUT", "/Invoices", json={**made, "Contact": {"Name": "Ridgeway"}, "LineItems": [LINE]})
    told = text(xero, f"/books/{xero.tenants()['GB']}")
    assert "ACCREC INV-0001 Ridgeway 2026-02-14 AUTHORISED 45.00 45.00" in told
    assert "610 Accounts Receivable CURRENT 45.00" in told
    assert "200 Sales REVENUE -37.50" in told


def test_an_organisation_without_documents_says_so(xero: Running) -> None:
    told = text(xero, f"/books/{xero.tenants()['NZ']}")
    assert "hold no documents yet" in told
    assert "Nothing is posted yet" in told


def test_what_people_wrote_is_shown_and_does_not_run(
    xero: Running, call: Callable[..., httpx2.Response]
) -> None:
    call("PUT", "/Contacts", json={"Name": NASTY})
    page = httpx2.get(f"{xero.url}/books/{xero.tenants()['GB']}")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_only_the_newest_of_many_are_shown(
    xero: Running, call: Callable[..., httpx2.Response]
) -> None:
    call("PUT", "/Contacts", json=[{"Name": f"Customer {at:03}"} for at in range(60)])
    told = text(xero, f"/books/{xero.tenants()['GB']}")
    assert "The newest 50 of 60." in told


def test_an_unknown_organisation_is_not_found(xero: Running) -> None:
    answer = httpx2.get(f"{xero.url}/books/nobody")
    assert answer.status_code == 404
    assert "No such organisation" in answer.text


@pytest.mark.parametrize(("path", "kind"), [("style.css", "text/css"), ("follow.js", "javascript")])
def test_what_the_page_needs_comes_from_here(xero: Running, path: str, kind: str) -> None:
    answer = httpx2.get(f"{xero.url}/page/{path}")
    assert kind in answer.headers["content-type"]
    assert f"/page/{path}" in httpx2.get(xero.url).text


def test_looking_is_not_logged_as_a_call(xero: Running) -> None:
    text(xero)
    assert xero.control.counts()["api_calls"] == 0


def luminance(colour: str) -> float:
    """How light a #rrggbb or #rgb is, 0 to 1 (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(each * 2 for each in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("sheet", [SHEET, consent.STYLE], ids=["books", "consent"])
def test_every_ink_can_be_read_on_every_ground_in_light_and_dark(sheet: str) -> None:
    schemes = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w+)", scheme))
        grounds = [colours[name] for name in ("paper", "ground", "tint") if name in colours]
        inks = [
            colours[name] for name in ("ink", "soft", "accent", "good", "bad") if name in colours
        ]
        assert min(contrast(ink, ground) for ink in inks for ground in grounds) >= 4.5
        if "on" in colours:
            assert contrast(colours["on"], colours["accent"]) >= 4.5
        if "edge" in colours:
            assert min(contrast(colours["edge"], ground) for ground in grounds[:2]) >= 3
    named = re.sub(r":root \{.*?\}", "", sheet, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", named) == []
