"""The frame around every page."""

from __future__ import annotations

from tests.stories.web.looks import faults, settled
from tests.stories.web.site import Site


def test_every_place_is_reached_by_the_navigation(site: Site) -> None:
    page = site.open("/")
    for name in ("Scenarios", "History", "Incomplete", "Connections", "Webhooks", "Apps"):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        page.get_by_role("heading", level=1, name=name).wait_for()
    settled(page)
    assert faults(page)["wrong"] == []
