"""One definition, many printings: a module's form, JSON Schema, page of the docs and CLI text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tallyloom.kit.fields import Field, Group, Lines, schema
from tallyloom.kit.modules import App, Module, Output
from tallyloom.kit.requests import to_json


def form(module: Module) -> dict[str, Any]:
    """What a screen needs to draw the module: JSON values only."""
    return {
        "name": module.name,
        "label": module.label,
        "about": module.about,
        "help": module.help,
        "kind": module.kind,
        "group": module.group,
        "openInputs": module.open_inputs,
        "permissions": {
            "broad": list(module.scopes.broad),
            "granular": list(module.scopes.granular),
        },
        "inputs": [_field(field) for field in module.inputs],
        "outputs": [_output(output) for output in module.outputs],
        "sample": module.sample,
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


def page(module: Module) -> str:
    """The module's page of the docs, in Markdown."""
    parts = [
        f"# {module.label}",
        f"`{module.name}` · {module.kind}",
        module.about,
        module.help,
        *_permissions(module),
        *_inputs_table(module),
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


def describe(module: Module) -> str:
    """The module as the command line shows it: plain text, no markup."""
    lines = [f"{module.name} · {module.kind}", module.label, "", module.about]
    if module.help:
        lines += ["", module.help]
    for vocabulary in ("granular", "broad"):
        names = module.scopes.named(vocabulary)
        if names:
            lines.append(f"{'' if vocabulary == 'broad' else chr(10)}Permissions ({vocabulary}):")
            lines[-1] += f" {', '.join(names)}"
    rows = list(_rows(module.inputs, ""))
    if rows:
        width = max(len(name) for name, _, _ in rows)
        lines += ["", "Inputs (* required):"]
        lines += [f"  {name:<{width}}  {kind:<9}  {text}".rstrip() for name, kind, text in rows]
    if module.open_inputs:
        lines += ["", "Any other input is kept under its own name."]
    if module.outputs:
        lines += ["", f"Gives: {', '.join(output.name for output in module.outputs)}"]
    return "\n".join(lines) + "\n"


def _field(field: Field) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": field.name,
        "label": field.label,
        "help": field.help,
        "kind": field.kind,
        "required": field.required,
        "advanced": field.advanced,
        "default": field.default,
    }
    if isinstance(field, Group | Lines):
        return facts | {"of": [_field(inner) for inner in field.of]}
    return facts | field.bounds()


def _output(output: Output) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": output.name, "type": output.type, "label": output.label}
    return facts | ({"of": [_output(inner) for inner in output.of]} if output.of else {})


def _permissions(module: Module) -> Iterator[str]:
    if module.scopes.broad or module.scopes.granular:
        yield (
            f"Permissions: {_code(module.scopes.granular)}; for an app with the broad names,"
            f" {_code(module.scopes.broad)}."
        )


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
    parts = [f"{field.label}.", field.help, f"{told}." if told else "", default]
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
