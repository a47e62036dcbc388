"""The document of the pages, and what it loads."""

from __future__ import annotations

import re

import pytest
from tests.api.conftest import Site
from tests.conftest import NOT_BUILT

from tallyloom.api import screens

needs_pages = pytest.mark.skipif(not screens.built(), reason=NOT_BUILT)


@needs_pages
@pytest.mark.parametrize("path", ["/", "/scenarios", "/runs/none", "/connections/new"])
def test_only_our_own_files_run_and_nobody_frames_a_page(site: Site, path: str) -> None:
    page = site.get(path)
    policy = page.headers["content-security-policy"]

    assert page.status == 200
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert re.findall(r"<script[^>]*>[^<]", page.text) == []


@needs_pages
def test_whoever_watches_from_outside_may_ask_for_the_head_alone(site: Site) -> None:
    page = site.get("/scenarios")
    [asset, *_] = re.findall(r'src="(/assets/[^"]+)"', page.text)
    for path in ("/scenarios", "/scenarios/none", asset, "/healthz", "/readyz"):
        head, whole = (site.ask(how, path, **site.owner) for how in ("HEAD", "GET"))
        assert (head.status, head.text) == (whole.status, "")
        assert head.headers["content-length"] == whole.headers["content-length"]

    unknown = site.ask("HEAD", "/scenarios")
    assert (unknown.status, unknown.headers["location"]) == (303, "/login?next=%2Fscenarios")


@needs_pages
def test_the_word_of_a_document_is_its_own(site: Site) -> None:
    words = set()
    for _ in range(3):
        page = site.get("/")
        [word] = re.findall(r'name="style-word" nonce="([^"]+)"', page.text)
        assert f"'nonce-{word}'" in page.headers["content-security-policy"]
        words.add(word)

    assert len(words) == 3


@needs_pages
def test_what_a_document_loads_is_there_and_is_kept_by_browsers(site: Site) -> None:
    loaded = re.findall(r'(?:src|href)="(/assets/[^"]+-[^"]+)"', site.get("/").text)

    assert loaded
    for path in loaded:
        asset = site.get(path, **{"Accept-Encoding": "gzip"})
        assert asset.status == 200
        assert "immutable" in asset.headers["cache-control"]
        assert asset.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "name",
    ["none.js", "..%2findex.html", "%2e%2e%2fstamp", "stamp", "a%00.js", f"{'a' * 300}.js"],
    ids=["none", "above", "above by another name", "no type", "no name", "long"],
)
def test_nothing_but_what_was_built_is_given_out(site: Site, name: str) -> None:
    assert site.get(f"/assets/{name}", **{"Accept-Encoding": "gzip"}).status == 404


@needs_pages
def test_another_name_for_our_address_is_refused(site: Site) -> None:
    assert site.get("/", Host="evil.example").status == 400
    assert site.get("/", Host="localhost:1234").status == 200


def test_pages_that_were_not_built_say_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "built", lambda: "")

    page = site.get("/scenarios")

    assert page.status == 503
    assert "./dev web" in page.text
