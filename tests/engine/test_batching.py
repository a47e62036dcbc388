"""Cutting a page into batches: alike ones together, none lost, none too heavy."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from tallyloom.engine.batching import HEAVIEST, Wanted, batches
from tallyloom.kit import Element

WANTED = st.builds(
    Wanted,
    path=st.text("123", max_size=3),
    element=st.builds(
        Element,
        key=st.sampled_from([None, "a", "b"]),
        body=st.just({}),
        trace=st.sampled_from(["", "t"]),
        together=st.sampled_from(["", "here", "there"]),
    ),
    generation=st.integers(0, 3),
)


def wanted(*places: str, generation: int = 0) -> list[Wanted]:
    return [
        Wanted(str(at), Element(None, {}, together=place), generation)
        for at, place in enumerate(places)
    ]


def paths(found: list[list[Wanted]]) -> list[str]:
    return ["".join(one.path for one in batch) for batch in found]


def test_those_of_one_place_go_together_wherever_they_stand() -> None:
    assert paths(batches(wanted("a", "b", "a", "", "b", ""), 50)) == ["02", "14", "35"]


def test_a_full_batch_is_followed_by_another_of_its_place() -> None:
    assert paths(batches(wanted("a", "b", "a", "a", "b"), 2)) == ["02", "14", "3"]


def test_what_was_refused_whole_goes_in_smaller_ones() -> None:
    assert paths(batches(wanted(*"aaaaa", generation=1), 4)) == ["01", "23", "4"]
    assert paths(batches(wanted(*"aaa", generation=9), 4)) == ["0", "1", "2"]


def test_a_heavy_one_goes_alone() -> None:
    heavy = {"text": "x" * (HEAVIEST - 100)}
    many = [
        Wanted(str(at), Element(None, heavy if at == 1 else {"n": "x" * 200})) for at in (0, 1, 2)
    ]
    assert paths(batches(many, 50)) == ["0", "1", "2"]


@given(st.lists(WANTED, max_size=40), st.integers(1, 9))
def test_every_one_is_in_one_batch_with_its_like(many: list[Wanted], most: int) -> None:
    found = batches(many, most)
    assert sorted(map(id, chain(*found))) == sorted(map(id, many))
    for batch in found:
        assert 0 < len(batch) <= most
        assert len({(one.element.together, one.generation) for one in batch}) == 1
        assert len({one.element.key is None for one in batch}) == 1
        places = [next(at for at, one in enumerate(many) if one is each) for each in batch]
        assert places == sorted(places)
