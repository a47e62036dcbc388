"""Outputs: every value that Xero's specifications (16.1.0) say a record has can be mapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from tests.apps.xero.spec import GIVEN_BY_XERO, Loaded, Spec, resolved

from tallyloom.apps.xero import app, payroll
from tallyloom.kit import Output

ACCOUNTING = "xero_accounting"
RECORDS = [
    ("search_accounts", ACCOUNTING, "Account"),
    ("search_tax_rates", ACCOUNTING, "TaxRate"),
    ("get_tracking_category", ACCOUNTING, "TrackingCategory"),
    ("get_contact_group", ACCOUNTING, "ContactGroup"),
    ("get_history", ACCOUNTING, "HistoryRecord"),
    ("list_attachments", ACCOUNTING, "Attachment"),
    ("get_organisation", ACCOUNTING, "Organisation"),
    ("get_bank_summary", ACCOUNTING, "ReportWithRow"),
    ("list_tenants", "xero-identity", "Connection"),
    ("get_file", "xero_files", "FileObject"),
    ("get_folder", "xero_files", "Folder"),
    ("get_asset_type", "xero_assets", "AssetType"),
    ("search_assets", "xero_assets", "Asset"),
    ("get_setting_object", "xero_assets", "Setting"),
    ("update_employee", "xero-payroll-au", "Employee"),
    ("update_employee", "xero-payroll-nz", "Employee"),
    ("update_employee", "xero-payroll-uk", "Employee"),
    ("get_timesheet", "xero-payroll-au-v2", "Timesheet"),
    ("get_timesheet", "xero-payroll-nz", "Timesheet"),
    ("get_timesheet", "xero-payroll-uk", "Timesheet"),
    ("watch_employee_leaves", "xero-payroll-au", "LeaveApplication"),
    ("watch_employee_leaves", "xero-payroll-nz", "EmployeeLeave"),
    ("watch_employee_leaves", "xero-payroll-uk", "EmployeeLeave"),
    ("get_bank_statements_report", "xero-finance", "BankStatementAccountingResponse"),
]
# Values that no record of these modules has.
ABSENT = {
    # One schema serves a document's line as well.
    "get_tracking_category": {"TrackingOptionID", "Option", "Options.TrackingCategoryID"},
    "get_bank_summary": {"ReportTitle"},  # of another form of reports
    "update_employee": {"taxDeclaration.employeeID"},  # the employee's own
}
# Of a record that another module gives whole these name it only.
BRIEF = {"get_contact_group": ("Contacts.",), "get_bank_summary": ("Rows.", "Fields.")}


def described(
    loaded: Loaded, schema: Mapping[str, Any], outputs: Sequence[Output], at: str = ""
) -> Iterator[str]:
    """Names of the schema that no output has, as far down as both go."""
    known = {output.name: output for output in outputs}
    for name, facts in schema.get("properties", {}).items():
        ours = payroll.common({name: None}).popitem()[0] if _australian(loaded) else name
        if name in GIVEN_BY_XERO and ours not in known:
            continue
        if ours not in known:
            yield at + ours
            continue
        inner = resolved(loaded, facts)
        inner = resolved(loaded, inner.get("items", inner))
        yield from described(loaded, inner, known[ours].of, f"{at}{ours}.")


def _australian(loaded: Loaded) -> bool:
    return bool(loaded["info"]["title"] == "Xero Payroll AU API")


@pytest.mark.parametrize(("module", "file", "name"), RECORDS, ids=str)
def test_every_value_of_a_record_can_be_mapped(
    spec: Spec, module: str, file: str, name: str
) -> None:
    loaded = spec.loaded(file)
    missing = set(described(loaded, spec.schema(name, file), app.modules[module].outputs))
    brief = BRIEF.get(module, ())
    missing = {each for each in missing if not (brief and each.startswith(brief))}
    assert missing - ABSENT.get(module, set()) == set()
