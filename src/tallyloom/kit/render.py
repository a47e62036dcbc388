"""One definition, many printings: a module's form, JSON Schema, page of the docs and CLI text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from tallyloom.kit.connect import Scopes
from tallyloom.kit.fields import Field, Group, Lines, schema
from tallyloom.kit.modules import App, Module, Output
from tallyloom.kit.picks import PickList, picks_of, scopes_of
from tallyloom.kit.requests import to_json

Lists: TypeAlias = Mapping[str, PickList]


def form(module: Module, lists: Lists | None = None) -> dict[str, Any]:
    """What a screen needs to draw the module: JSON values only.

    `lists` are the pick-lists of its app; `pickLists` are those that its inputs use.
    """
    return {
        "name": module.name,
        "label": module.label,
        "about": module.about,
        "help": module.help,
        "kind": module.kind,
        "group": module.group,
        "openInputs": module.open_inputs,
        "permissions": _scopes(module.scopes),
        "pickListPermissions": _scopes(scopes_of(module.inputs, lists or {})),
        "pickLists": _pick_lists(module, lists or {}),
        "cautions": dict(module.cautions),
        "inputs": [_field(field) for field in module.inputs],
        "outputs": [_output(output) for output in module.outputs],
        "sample": module.sample,
    }


def _scopes(scopes: Scopes) -> dict[str, list[str]]:
    return {"broad": list(scopes.broad), "granular": list(scopes.granular)}


def _pick_lists(module: Module, lists: Lists) -> dict[str, Any]:
    names = dict.fromkeys(name for _, name in picks_of(module.inputs) if name in lists)
    return {
        name: {
            "label": lists[name].label,
            "searches": lists[name].searches,
            "permissions": _scopes(lists[name].scopes),
        }
        for name in names
    }


def json_schema(module: Module) -> dict[str, Any]:
    """JSON Schema (2020-12) of the module's inputs, for editors and callers."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": module.label,
        "description": module.about,
        **schema(module.inputs),
        **({"additionalProperties": True} if module.open_inputs else {}),
    }


def page(module: Module, lists: Lists | None = None) -> str:
    """The module's page of the docs, in Markdown; `lists` are the pick-lists of its app."""
    parts = [
        f"# {module.label}",
        f"`{module.name}` · {module.kind}",
        module.about,
        module.help,
        *_permissions("Permissions", module.scopes),
        *_permissions("For its pick-lists", scopes_of(module.inputs, lists or {})),
        *_inputs_table(module),
        *_cautions(module),
        *_outputs_list(module),
        *_sample(module),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def contents(app: App) -> str:
    """The app's page of the docs: its modules by group, in Markdown."""
    lines = [f"# {app.label}", "", app.about]
    groups: dict[str, list[Module]] = {}
    for module in app.modules.values():
        groups.setdefault(module.group, []).append(module)
    for group, modules in groups.items():
        lines += ["", f"## {group or 'Modules'}", ""]
        lines += [
            f"- [{module.label}]({module.id}.md) (`{module.name}`): {module.about}"
            for module in modules
        ]
    return "\n".join(lines) + "\n"


def describe(module: Module, lists: Lists | None = None) -> str:
    """The module as the command line shows it: plain text, no markup."""
    lines = [f"{module.name} · {module.kind}", module.label, "", module.about]
    if module.help:
        lines += ["", module.help]
    lines += _told("Permissions", module.scopes)
    lines += _told("For its pick-lists", scopes_of(module.inputs, lists or {}))
    rows = list(_rows(module.inputs, ""))
    if rows:
        width = max(len(name) for name, _, _ in rows)
        lines += ["", "Inputs (* required):"]
        lines += [f"  {name:<{width}}  {kind:<9}  {text}".rstrip() for name, kind, text in rows]
    if module.open_inputs:
        lines += ["", "Any other input is kept under its own name."]
    if module.cautions:
        lines += ["", "Warnings before posting (stop_on makes errors of them):"]
        lines += [f"  {code}: {said}" for code, said in module.cautions.items()]
    if module.outputs:
        lines += ["", f"Gives: {', '.join(output.name for output in module.outputs)}"]
    return "\n".join(lines) + "\n"


def _told(what: str, scopes: Scopes) -> list[str]:
    """A blank line, then the names of each vocabulary."""
    named = {vocabulary: scopes.named(vocabulary) for vocabulary in ("granular", "broad")}
    lines = [
        f"{what} ({vocabulary}): {', '.join(names)}" for vocabulary, names in named.items() if names
    ]
    return ["", *lines] if lines else []


def _field(field: Field) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": field.name,
        "label": field.label,
        "help": field.help,
        "kind": field.kind,
        "required": field.required,
        "advanced": field.advanced,
        "default": field.default,
        **({"pick": field.pick} if field.pick else {}),
    }
    bounds = field.bounds()
    if isinstance(field, Group | Lines):
        counts = {name: bounds[name] for name in ("minItems", "maxItems") if name in bounds}
        return facts | counts | {"of": [_field(inner) for inner in field.of]}
    return facts | bounds


def _output(output: Output) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": output.name, "type": output.type, "label": output.label}
    return facts | ({"of": [_output(inner) for inner in output.of]} if output.of else {})


def _permissions(what: str, scopes: Scopes) -> Iterator[str]:
    if scopes.broad or scopes.granular:
        yield (
            f"{what}: {_code(scopes.granular)}; for an app with the broad names,"
            f" {_code(scopes.broad)}."
        )


def _cautions(module: Module) -> Iterator[str]:
    if module.cautions:
        yield "## Warnings before posting"
        yield "A scenario's setting `stop_on` makes an error of each that it names."
        yield "\n".join(f"- `{code}`: {said}" for code, said in module.cautions.items())


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _inputs_table(module: Module) -> Iterator[str]:
    rows = list(_rows(module.inputs, ""))
    if rows:
        yield "## Inputs"
        head = "| input | kind | meaning |\n|---|---|---|\n"
        yield head + "\n".join(
            f"| `{name}` | {kind} | {text.replace('|', chr(92) + '|')} |"
            for name, kind, text in rows
        )
    if module.open_inputs:
        yield "Any other input is kept under its own name."


def _rows(fields: Sequence[Field], at: str) -> Iterator[tuple[str, str, str]]:
    """(name, kind, meaning) of every field, those of lines indented by their list's name."""
    for field in fields:
        name = f"{at}{field.name}{'*' if field.required else ''}"
        yield name, field.kind, _meaning(field)
        if isinstance(field, Group | Lines):
            yield from _rows(field.of, f"{at}{field.name}[].")


def _meaning(field: Field) -> str:
    options = field.bounds().get("x-labels", {})
    told = "; ".join(f"{value}: {label}" for value, label in options.items())
    default = "" if field.default is None else f"Default: {_plain(field.default)}."
    picked = f"Pick-list: {field.pick}." if field.pick else ""
    parts = [f"{field.label}.", field.help, f"{told}." if told else "", picked, default]
    return " ".join(part for part in parts if part)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()


def _outputs_list(module: Module) -> Iterator[str]:
    if module.outputs:
        yield "## Outputs"
        yield "\n".join(
            f"- `{output.name}` ({output.type}){f': {output.label}' if output.label else ''}"
            for output in module.outputs
        )


def _sample(module: Module) -> Iterator[str]:
    if module.sample:
        text = json.dumps(json.loads(to_json(module.sample)), indent=2, ensure_ascii=False)
        yield "For example:"
        yield f"```json\n{text}\n```"
