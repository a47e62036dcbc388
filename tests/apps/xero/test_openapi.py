"""Every request held against Xero's own specification (OpenAPI 16.1.0), name by name."""

from __future__ import annotations

from contextlib import suppress

import pytest
from tests.apps.xero.spec import (
    LATER_FIELDS,
    LATER_WRITABLE,
    Spec,
    asked,
    calls,
    cases,
    check,
    lengths,
    offered,
    variants,
    writable,
)

from tallyloom.apps.xero import app
from tallyloom.kit import Action, BadInput, Knowing, Lines, Module
from tallyloom.kit.testing import drive

NO_DISCOUNTS = {"DiscountRate", "DiscountAmount"}  # credit notes have none, by the spec's own text
A_CONTACT_ON_A_DOCUMENT = {"ContactID", "ContactNumber", "Name", "EmailAddress"}


MODULES = [module for module in app.modules.values() if calls(module)]


@pytest.mark.parametrize("module", MODULES, ids=[module.id for module in MODULES])
def test_every_request_is_one_that_xero_describes(spec: Spec, module: Module) -> None:
    requests = [request for case in cases(module) for request in asked(module, case)]
    assert requests, "its full example makes no request: give inputs in CASES of its test file"
    for request in requests:
        check(spec, request)


BULK = [m for m in MODULES if isinstance(m, Action) and m.bulk]


@pytest.mark.parametrize("module", BULK, ids=[module.id for module in BULK])
def test_every_choice_is_one_that_xero_knows(spec: Spec, module: Module) -> None:
    organisations = [case.known for case in cases(module) if case.known]
    for given in variants(module):
        for known in organisations if _knows(module) else [None]:
            with suppress(BadInput):  # choices that do not go together
                check(spec, drive(module, given, known=known).request)


def _knows(module: Module) -> bool:
    bulk = module.bulk if isinstance(module, Action) else None
    return bulk is not None and isinstance(bulk.element, Knowing)


@pytest.mark.parametrize(
    ("id_", "schema", "not_there"),
    [
        ("create_contact", "Contact", {"ContactID"}),
        ("update_contact", "Contact", set()),
        ("create_invoice", "Invoice", {"InvoiceID"}),
        ("update_invoice", "Invoice", {"Type"}),  # what an invoice is does not change
        ("create_credit_note", "CreditNote", {"CreditNoteID"}),
    ],
)
def test_every_field_that_xero_lets_be_written_is_offered(
    spec: Spec, id_: str, schema: str, not_there: set[str]
) -> None:
    assert offered(app.modules[id_].inputs) == writable(spec, schema) - not_there


def test_what_came_later_is_not_in_our_copy_yet(spec: Spec) -> None:
    for name, fields in LATER_FIELDS.items():
        assert not fields & set(spec.schema(name)["properties"])
    for name, fields in LATER_WRITABLE.items():
        assert all(spec.schema(name)["properties"][field].get("readOnly") for field in fields)


@pytest.mark.parametrize(
    ("id_", "missing"), [("create_invoice", set()), ("create_credit_note", NO_DISCOUNTS)]
)
def test_every_field_of_a_line_is_offered(spec: Spec, id_: str, missing: set[str]) -> None:
    (lines,) = (f for f in app.modules[id_].inputs if f.name == "LineItems")
    assert isinstance(lines, Lines)
    assert offered(lines.of) == writable(spec, "LineItem") - missing


def test_lists_inside_are_offered_whole(spec: Spec) -> None:
    inner = {
        "Phones": "Phone",
        "Addresses": "Address",
        "ContactPersons": "ContactPerson",
        "SalesTrackingCategories": "SalesTrackingCategory",
    }
    fields = {field.name: field for field in app.modules["create_contact"].inputs}
    for name, schema in inner.items():
        lines = fields[name]
        assert isinstance(lines, Lines)
        assert offered(lines.of) == writable(spec, schema)


def test_lengths_are_xeros(spec: Spec) -> None:
    lengths(spec, "Contact", app.modules["create_contact"].inputs)


def test_a_contact_on_a_document_is_named_and_not_rewritten() -> None:
    for id_ in ("create_invoice", "create_credit_note", "update_invoice"):
        names = {f.name for f in app.modules[id_].inputs if f.name.startswith("Contact.")}
        assert names == {f"Contact.{name}" for name in A_CONTACT_ON_A_DOCUMENT}
