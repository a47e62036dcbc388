"""What did not change stays as it was written: comments, order, quotes, empty lines."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallyloom.flow.edit import Place, added, changed, ids, moved, removed, using, with_part
from tallyloom.flow.read import values
from tallyloom.flow.rewrite import rewritten, same
from tallyloom.flow.routes import route_added, route_changed, route_moved, route_removed

EXAMPLE = Path(__file__).parents[2] / "examples/shop-invoices/shop-invoices.scenario.yaml"
TEXT = """\
# What this is for.
schema: 1
name: Shop   # as people call it
connections:
  books: {app: xero, connection: mine, organisation: Demo}

flow:
  # The rows come first.
  - id: 1
    module: csv.parse
    map:
      file: "{{input.rows}}"   # given when it runs
      # comes later: delimiter

  # Then they are sorted.
  - id: 2
    module: router
    routes:
      - name: All
        # every one of them
        flow:
        - {id: 3, module: tools.set, map: {a: 1.10, b: 'x'}}   # kept
        - id: 4
          module: tools.compose
          note: |
            Two lines
            of a note.

# The end.
"""


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


def written(text: str, new: dict[str, Any]) -> str:
    """The text of new values, which reads back as exactly those."""
    made = rewritten(text, new)
    assert same(values(made), new)
    return made


def test_the_same_values_are_the_same_text() -> None:
    assert written(TEXT, values(TEXT)) == TEXT


def test_a_value_changes_in_its_place_and_a_comment_behind_it_stays() -> None:
    new = with_part(values(TEXT), "name", "Till: 2")
    assert written(TEXT, new) == TEXT.replace("Shop   # as", "'Till: 2'   # as")


def test_a_value_between_brackets_changes_alone() -> None:
    new = changed(values(TEXT), 3, {"map": {"a": Decimal("1.10"), "b": "y, z"}})
    assert written(TEXT, new) == TEXT.replace("b: 'x'", "b: 'y, z'")


def test_a_number_is_written_with_every_digit() -> None:
    exact = Decimal("12345678901234567890.12")
    made = written(TEXT, changed(values(TEXT), 3, {"map": {"a": exact}}))
    assert "12345678901234567890.12" in made
    assert "# kept" in made


def test_a_module_is_added_behind_another_in_its_route() -> None:
    new = added(values(TEXT), {"id": 5, "module": "tools.set"}, Place(after=3))
    made = written(TEXT, new)
    assert made == TEXT.replace(
        "   # kept\n", "   # kept\n        - id: 5\n          module: tools.set\n"
    )


def test_a_module_goes_with_the_comment_above_it_and_no_other() -> None:
    made = written(TEXT, removed(values(TEXT), 1))
    left = comments(made)
    assert " The rows come first." not in left
    assert " comes later: delimiter" not in left
    assert left == [
        " What this is for.",
        " as people call it",
        " Then they are sorted.",
        " every one of them",
        " kept",
        " The end.",
    ]


def test_a_module_moves_with_its_comments() -> None:
    made = written(TEXT, moved(values(TEXT), 2, Place(after=0)))
    assert sorted(comments(made)) == sorted(comments(TEXT))
    above = made.split("  - id: 2")[0].rstrip().splitlines()[-1]
    assert above == "  # Then they are sorted."


def test_a_module_moves_into_another_line_with_its_comments() -> None:
    made = written(TEXT, moved(values(TEXT), 1, Place(router=2, after=3)))
    assert "        # The rows come first.\n        - id: 1\n          module: csv.parse" in made
    assert '            file: "{{input.rows}}"   # given when it runs\n' in made
    assert sorted(comments(made)) == sorted(comments(TEXT))


def test_a_router_that_comes_first_takes_all_the_others_with_their_comments() -> None:
    new = added(values(TEXT), {"id": 9, "module": "router"}, Place(after=0))
    made = written(TEXT, new)
    assert sorted(comments(made)) == sorted(comments(TEXT))
    note = made.split("note: |\n")[1].split("\n")[:2]
    assert [line.strip() for line in note] == ["Two lines", "of a note."]
    assert made.count("- {id: 3, module: tools.set, map: {a: 1.10, b: 'x'}}   # kept") == 1


def test_what_was_moved_into_a_route_moves_back_with_its_comments() -> None:
    there = written(TEXT, moved(values(TEXT), 1, Place(router=2)))
    back = written(there, moved(values(there), 1, Place(after=0)))
    assert sorted(comments(back)) == sorted(comments(TEXT))
    assert same(values(back), values(TEXT))


def test_a_route_is_named_and_stays_as_it_was_written_otherwise() -> None:
    made = written(TEXT, route_changed(values(TEXT), 2, 0, name="Each"))
    assert made == TEXT.replace("- name: All", "- name: Each")


def test_routes_change_places_with_their_comments() -> None:
    two = written(TEXT, route_added(values(TEXT), 2, "Rest"))
    assert comments(two) == comments(TEXT)
    other = written(two, route_moved(values(two), 2, 0, 1))
    assert sorted(comments(other)) == sorted(comments(TEXT))
    assert other.index("name: Rest") < other.index("name: All")
    one = written(other, route_removed(values(other), 2, 0))
    assert same(values(one), values(TEXT))
    assert sorted(comments(one)) == sorted(comments(TEXT))


def test_routes_without_names_are_known_by_their_modules() -> None:
    text = TEXT.replace("- name: All\n        # every one of them\n        flow:", "- flow:")
    two = written(text, route_added(values(text), 2))
    other = written(two, route_moved(values(two), 2, 0, 1))
    assert sorted(comments(other)) == sorted(comments(text))


def test_the_last_module_of_a_line_leaves_an_empty_list_that_takes_another() -> None:
    alone = written(TEXT, removed(removed(values(TEXT), 1), 2))
    assert "flow: []" in alone
    again = written(alone, added(values(alone), {"id": 9, "module": "tools.set"}, Place()))
    assert "flow:\n  - id: 9\n    module: tools.set\n" in again
    assert "# The end." in again


def test_a_field_comes_behind_the_last_of_its_map() -> None:
    new = copy.deepcopy(values(TEXT))
    new["flow"][0]["map"]["delimiter"] = ";"
    made = written(TEXT, new)
    assert "# given when it runs\n      delimiter: ;\n      # comes later" in made


def test_an_organisation_changes_in_its_place() -> None:
    use = {"app": "xero", "connection": "mine", "organisation": "Real books"}
    made = written(TEXT, using(values(TEXT), "books", use))
    assert made == TEXT.replace("organisation: Demo", "organisation: Real books")


def test_settings_that_were_not_there_stand_apart_from_what_follows() -> None:
    made = written(TEXT, with_part(values(TEXT), "settings", {"strict_order": True}))
    assert "organisation: Demo}\nsettings:\n  strict_order: true\n" in made
    assert comments(made) == comments(TEXT)


def test_lines_that_end_as_on_windows_go_on_to() -> None:
    text = TEXT.replace("\n", "\r\n")
    made = written(text, with_part(values(text), "name", "Till"))
    assert made == text.replace("Shop", "Till")


def test_a_text_in_brackets_is_written_in_lines_when_it_changes() -> None:
    text = '{"schema": 1, "name": "A", "flow": [{"id": 1, "module": "tools.set"}]}'
    made = written(text, with_part(values(text), "name", "B"))
    assert made == "schema: 1\nname: B\n\nflow:\n  - id: 1\n    module: tools.set\n"


SHARED = """\
schema: 1
name: A
flow:
  - id: 1
    module: tools.set
    map: &same {a: 1}
  - id: 2
    module: tools.set
    map: *same
"""


@pytest.mark.parametrize("id_", [1, 2])
def test_what_is_shared_is_written_out_when_one_of_its_places_changes(id_: int) -> None:
    made = written(SHARED, changed(values(SHARED), id_, {"map": {"a": 2}}))
    assert "&same" not in made


def test_what_is_shared_stays_when_something_else_changes() -> None:
    made = written(SHARED, with_part(values(SHARED), "name", "B"))
    assert made == SHARED.replace("name: A", "name: B")


@pytest.mark.parametrize(
    "value",
    ["no", "1", "2026-01-01", "", " x ", "a: b", "# no", "- a", "~", "a\nb\n", "é\u2028", "\t"],
)
def test_any_text_reads_back_as_that_text(value: str) -> None:
    written(TEXT, changed(values(TEXT), 4, {"note": value}))
    written(TEXT, changed(values(TEXT), 3, {"map": {"a": value}}))


# Many edits, one after the other.

NAMES = st.sampled_from(["a", "b", "Line Items", "1", "true"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    TEXTS,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)
MAPS = st.dictionaries(st.sampled_from(["a", "b", "file", "Line Items"]), VALUES, max_size=3)
TEXTS_OF = st.sampled_from([TEXT, EXAMPLE.read_text("utf-8")])


@settings(max_examples=25)
@given(text=TEXTS_OF, map_=MAPS, data=st.data())
def test_adding_a_module_and_removing_it_gives_the_same_text(
    text: str, map_: dict[str, Any], data: st.DataObject
) -> None:
    old = values(text)
    after = data.draw(st.sampled_from([None, 0, *ids(old)]))
    new = added(old, {"id": 99, "module": "tools.set", "map": map_}, Place(after=after))

    made = written(text, new)

    assert [line for line in text.splitlines() if line not in made.splitlines()] == []
    assert written(made, removed(new, 99)) == text


@settings(max_examples=25)
@given(text=TEXTS_OF, map_=MAPS, data=st.data())
def test_changing_a_module_loses_no_comment_of_another(
    text: str, map_: dict[str, Any], data: st.DataObject
) -> None:
    old = values(text)
    id_ = data.draw(st.sampled_from(ids(old)))

    made = written(text, changed(old, id_, {"map": map_, "note": data.draw(TEXTS)}))

    own = {" given when it runs", " comes later: delimiter", " kept"}
    assert set(comments(text)) - set(comments(made)) <= own


@settings(max_examples=25)
@given(text=TEXTS_OF, data=st.data())
def test_moving_modules_loses_no_comment(text: str, data: st.DataObject) -> None:
    old = values(text)
    lines = [[1, 2], [3, 4]] if "Till" in text or "# kept" in text else [[1, 2, 3, 4]]
    line = data.draw(st.sampled_from(lines))
    id_ = data.draw(st.sampled_from(line))
    after = data.draw(st.sampled_from([other for other in (0, *line) if other != id_]))
    place = Place(after) if after or 1 in line else Place(0, 2, 0)

    made = written(text, moved(old, id_, place))

    assert sorted(comments(made)) == sorted(comments(text))


@settings(max_examples=25)
@given(text=TEXTS_OF, data=st.data())
def test_a_router_put_anywhere_loses_no_comment(text: str, data: st.DataObject) -> None:
    old = values(text)
    after = data.draw(st.sampled_from([0, *ids(old)]))

    made = written(text, added(old, {"id": 99, "module": "router"}, Place(after)))

    assert sorted(comments(made)) == sorted(comments(text))
    assert sorted(ids(values(made))) == sorted([*ids(old), 99])


@settings(max_examples=25)
@given(text=TEXTS_OF, new=st.dictionaries(st.sampled_from(["name", "flow", "ui", "x"]), VALUES))
def test_whatever_is_to_stand_there_stands_there(text: str, new: dict[str, Any]) -> None:
    if new:
        written(text, new)
        written(text, {**values(text), **new})
