"""One's own settings, and an owner's."""

from __future__ import annotations

import httpx2
from playwright.sync_api import expect
from tests.stories.web.site import Site


def test_a_token_is_shown_once_works_and_is_revoked(site: Site) -> None:
    page = site.open("/settings/tokens")
    page.get_by_role("button", name="New token").click()
    page.get_by_role("textbox", name="Name").fill("Nightly report")
    page.get_by_role("button", name="Create the token").click()
    shown = page.get_by_role("dialog").locator("code")
    expect(shown).to_contain_text("tly_")
    secret = shown.inner_text()
    page.get_by_role("button", name="Done").click()
    assert secret not in page.content()

    def asked() -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        return httpx2.get(f"{site.address}/api/v1/scenarios", headers=headers).status_code

    assert asked() == 200
    page.get_by_role("button", name="Revoke Nightly report").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("button", name="Revoke Nightly report")).to_have_count(0)
    assert asked() == 401


def test_an_owner_invites_somebody_who_then_signs_in(site: Site) -> None:
    page = site.open("/settings/people")
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("textbox", name="E-mail address").fill("ben@example.org")
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    link = page.get_by_role("dialog").locator("code")
    expect(link).to_contain_text("/link?code=")
    with site.browser.new_context() as context:
        other = context.new_page()
        other.goto(link.inner_text())
        for label in ("Password", "The password once more"):
            other.get_by_label(label, exact=True).fill("a few plain words")
        other.get_by_role("button", name="Go on").click()
        expect(other.get_by_role("heading", level=1, name="Home")).to_be_visible()
