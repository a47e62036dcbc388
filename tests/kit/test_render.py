"""One definition prints the form, the schema, the page and the command line's text."""

from __future__ import annotations

from tallyloom.kit import App, Choice, Lines, Money, Output, PickList, Scopes, Text, Transform
from tallyloom.kit.render import contents, describe, form, json_schema, page

MODULE = Transform(
    label="Compose an Order",
    about="Makes an order.",
    help="Orders are made | here.",
    group="Orders",
    inputs=(
        Text(name="number", label="Number", required=True, help="Your own."),
        Choice(name="kind", label="Kind", default="a", options={"a": "First", "b": "Second"}),
        Lines(
            name="lines",
            label="Lines",
            at_least=1,
            of=(
                Money(name="amount", label="Amount"),
                Text(name="code", label="Code", pick="codes"),
            ),
        ),
        Text(name="remark", label="Remark", multiline=True),
    ),
    outputs=(Output("order", "group", "Order", (Output("number", "text", "Number"),)),),
    sample={"order": {"number": "1"}},
    scopes=Scopes(("orders",), ("orders.write",)),
    cautions={"late": "The date has passed."},
    run=dict,
)
LISTS = {
    "codes": PickList(
        label="Codes",
        source="codes",
        records=lambda _search, _after: iter(()),  # type: ignore[arg-type,return-value]
        choices=lambda _records, _given: (),
        scopes=Scopes(("settings",), ("settings.read",)),
    )
}
APP = App(name="acme", label="Acme", about="Orders.", modules={"compose_order": MODULE})
NAMED = APP.modules["compose_order"]


def test_the_form_holds_what_a_screen_needs() -> None:
    found = form(NAMED)
    assert found["name"] == "acme.compose_order"
    assert found["permissions"] == {"broad": ["orders"], "granular": ["orders.write"]}
    assert found["inputs"][0]["required"] is True
    assert found["inputs"][1]["x-labels"] == {"a": "First", "b": "Second"}
    assert found["inputs"][2]["of"][0]["kind"] == "money"
    assert found["inputs"][2]["minItems"] == 1
    assert found["inputs"][3]["x-multiline"] is True
    assert found["outputs"][0]["of"][0]["name"] == "number"
    assert found["cautions"] == {"late": "The date has passed."}


def test_the_form_tells_what_a_person_may_choose_and_with_which_permission() -> None:
    found = form(NAMED, LISTS)
    needed = {"broad": ["settings"], "granular": ["settings.read"]}
    assert found["inputs"][2]["of"][1]["pick"] == "codes"
    assert "pick" not in found["inputs"][0]
    assert found["pickListPermissions"] == needed
    assert found["pickLists"] == {
        "codes": {"label": "Codes", "searches": False, "permissions": needed}
    }
    assert form(NAMED)["pickLists"] == {}


def test_the_schema_is_the_fields_own() -> None:
    found = json_schema(NAMED)
    assert found["required"] == ["number"]
    assert found["title"] == "Compose an Order"
    assert found["properties"]["kind"]["enum"] == ["a", "b"]


def test_the_page_is_readable_markdown() -> None:
    text = page(NAMED)
    assert text.startswith("# Compose an Order\n\n`acme.compose_order` · transform\n")
    assert "| `number*` | text | Number. Your own. |" in text
    assert "| `lines[].amount` | money | Amount. |" in text
    assert "Permissions: `orders.write`; for an app with the broad names, `orders`." in text
    assert '"number": "1"' in text


def test_the_command_line_shows_inputs_and_permissions() -> None:
    text = describe(NAMED)
    assert "Permissions (granular): orders.write" in text
    assert "number*" in text
    assert "Kind. a: First; b: Second. Default: a." in text
    assert text.endswith("Gives: order\n")
    assert "  late: The date has passed." in text
    assert "For its pick-lists" not in text


def test_the_permissions_for_pick_lists_are_told_apart() -> None:
    assert "For its pick-lists (granular): settings.read\n" in describe(NAMED, LISTS)
    assert "For its pick-lists: `settings.read`; for an app" in page(NAMED, LISTS)
    assert "Code. Pick-list: codes." in page(NAMED, LISTS)


def test_the_contents_list_modules_by_group() -> None:
    assert "## Orders\n\n- [Compose an Order](compose_order.md) (`acme.compose_order`): Makes" in (
        contents(APP)
    )
