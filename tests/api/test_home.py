"""The list of runs, as a person opens it."""

from __future__ import annotations

import re

import pytest
from tests.api.conftest import Site

HOSTILE = "<script>alert(1)</script>\"'&{{1.x}} {% raw %} ${7*7}"


def test_without_runs_the_page_says_how_to_begin(site: Site) -> None:
    page = site.get("/")

    assert page.status == 200
    assert "Nothing has run here yet" in page.text
    assert "tallyloom scenario run FILE" in page.text


def test_a_run_is_listed_with_all_its_figures(site: Site) -> None:
    site.runs(1)

    page = site.get("/").text

    for figure in ("A scenario", "success", "1.00 s", "1.0 kB", 'datetime="2026-01-01T00:01:00'):
        assert figure in page


def test_a_thousand_runs_are_shown_fifty_at_a_time_and_none_twice(site: Site) -> None:
    site.runs(1000)
    seen: list[str] = []
    address = "/"

    while address:
        page = site.get(address).text
        seen += re.findall(r'href="/runs/([^"]+)"', page)
        older = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = older[1].replace("&amp;", "&") if older else ""

    assert len(seen) == len(set(seen)) == 1000
    assert seen == sorted(seen, reverse=True)


def test_a_filter_is_in_the_address_and_marked_as_chosen(site: Site) -> None:
    site.runs(2)
    site.runs(1, status="error")

    page = site.get("/?status=error").text

    assert page.count('href="/runs/') == 1
    assert '<a href="/?status=error" aria-current="true">error</a>' in page
    assert "No run is like that." in site.get("/?status=waiting").text


def test_whatever_a_name_holds_is_text(site: Site) -> None:
    site.runs(1, site.house.scenarios.keep(HOSTILE, "x", site.house.clock.now()))

    for page in (site.get("/").text, site.get("/?scenario=%3Cscript%3E%22").text):
        assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;{{1.x}}" in site.get("/").text


@pytest.mark.parametrize("path", ["/", "/runs/none", "/nowhere", "/consent/done"])
def test_no_page_loads_runs_or_is_framed_by_anything(site: Site, path: str) -> None:
    page = site.get(path)

    assert page.headers["content-security-policy"].startswith(
        "default-src 'none'; style-src 'self'"
    )
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert "style=" not in page.text
    assert "<script" not in page.text
    assert page.text.count("<h1>") == 1
    assert '<html lang="en">' in page.text


def test_another_name_for_our_address_is_refused(site: Site) -> None:
    assert site.get("/", Host="evil.example").status == 400
    assert site.get("/", Host="localhost:1234").status == 200


def test_what_is_not_there_is_said_to_be_so(site: Site) -> None:
    assert site.get("/runs/none").status == 404
    assert site.get("/nowhere").status == 404
    assert "There is no run with this address" in site.get("/runs/none").text
