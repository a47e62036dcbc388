"""What gists were read with: anything that may judge a text otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tallyloom.flow.gist import mark_of
from tallyloom.kit import App, OAuth2, Text, Transform

PLAIN = Transform(label="Plain", about="", inputs=(Text(name="a", label="A"),), run=dict)
APP = App(name="shop", label="Shop", about="", modules={"plain": PLAIN})
NEEDED = Text(name="a", label="A", required=True)
OAUTH: Any = OAuth2.__new__(OAuth2)  # nothing of it is asked


def test_an_installation_that_changed_nothing_keeps_its_gists() -> None:
    other = App(name="csv", label="CSV", about="", modules={})
    assert mark_of("1", [APP, other]) == mark_of("1", [other, replace(APP)])


@pytest.mark.parametrize(
    ("release", "app"),
    [
        ("2", APP),
        ("1", replace(APP, version="2")),
        ("1", replace(APP, modules={})),
        ("1", replace(APP, modules={"plain": replace(PLAIN, inputs=())})),
        ("1", replace(APP, modules={"plain": replace(PLAIN, inputs=(NEEDED,))})),
        ("1", replace(APP, connection=OAUTH)),
    ],
    ids=["release", "app", "module gone", "input gone", "input required", "connected"],
)
def test_texts_are_judged_anew_where_the_installation_may_judge_otherwise(
    release: str, app: App
) -> None:
    """Who writes an app changes it often, and its number seldom."""
    assert mark_of(release, [app]) != mark_of("1", [APP])
