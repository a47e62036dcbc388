"""Reports: Xero's rows and cells, and beside them the same as plain lines with exact amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.fields import CONTACT_ID
from tallyloom.apps.xero.scopes import (
    AGED,
    BALANCE_SHEET,
    BANK_SUMMARY,
    PROFIT_AND_LOSS,
    TRIAL_BALANCE,
)
from tallyloom.apps.xero.shape import ACCOUNTING, JSON, asked
from tallyloom.kit import (
    Action,
    BadInput,
    Boolean,
    Bundle,
    Choice,
    Date,
    Field,
    Inputs,
    Integer,
    Output,
    Request,
    Scopes,
    Steps,
    Text,
    Value,
)

_ROLE = "The user who connected needs the role that may see reports; without it Xero refuses."
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00:00")
# What Xero calls the records behind a cell, as its specification shows them.
_IDS = {"account": "accountID", "accountID": "accountID", "invoiceID": "invoiceID"}

# Inputs

FROM = Date(name="fromDate", label="From")
TO = Date(name="toDate", label="Until")
DAY = Date(name="date", label="As at", help="If left out, today.")
CASH = Boolean(name="paymentsOnly", label="Cash basis", help="Only what was paid.", advanced=True)
_COMPARED: tuple[Field, ...] = (
    Integer(
        name="periods",
        label="Periods to compare with",
        minimum=1,
        maximum=12,
        advanced=True,
    ),
    Choice(
        name="timeframe",
        label="Length of a period",
        options={"MONTH": "Month", "QUARTER": "Quarter", "YEAR": "Year"},
        advanced=True,
    ),
    Boolean(
        name="standardLayout",
        label="Standard layout",
        advanced=True,
        help="Instead of the organisation's own.",
    ),
    CASH,
)


def _option(name: str, label: str) -> Field:
    return Text(name=name, label=label, pick="tracking_option_ids", advanced=True)


def _category(name: str, label: str) -> Field:
    return Text(name=name, label=label, pick="tracking_category_ids", advanced=True)


# What a report gives

OUTPUTS = (
    Output("ReportID", "text", "Report"),
    Output("ReportName", "text", "Name"),
    Output("ReportType", "text", "Kind"),
    Output("ReportTitles", "texts", "Titles"),
    Output("ReportDate", "text", "Date as Xero writes it"),
    Output("UpdatedDateUTC", "moment", "Made"),
    Output("columns", "texts", "Columns"),
    Output(
        "lines",
        "lines",
        "Lines",
        (
            Output("section", "text", "Section"),
            Output("label", "text", "First column"),
            Output("isSummary", "boolean", "Is a sum"),
            Output("accountID", "text", "Account"),
            Output("invoiceID", "text", "Invoice"),
            Output("values", "group", "Other columns, amounts as numbers"),
        ),
    ),
    Output("Rows", "lines", "Rows as Xero nests them"),
    Output("Fields", "lines", "Fields as Xero writes them"),
)


@dataclass(frozen=True, slots=True)
class _Report:
    """One of Xero's reports; `texts` are columns that hold no amounts, whatever they look like."""

    kind: str
    title: str
    scopes: Scopes
    texts: tuple[str, ...] = ()

    def module(self, label: str, about: str, *inputs: Field, sample: Bundle) -> Action:
        names = [field.name for field in inputs]

        def run(given: Inputs) -> Steps[Bundle]:
            _check(given, names)
            query = dict(asked(given, *names))
            answer = yield Request("GET", f"{ACCOUNTING}/Reports/{self.kind}", query, JSON)
            return self.read(wire.one(answer, "Reports", "such report"))

        return Action(
            label=label,
            about=about,
            group="Reports",
            help=_ROLE,
            inputs=inputs,
            outputs=OUTPUTS,
            sample=self.read({"ReportName": self.title, "ReportType": self.kind} | sample),
            scopes=self.scopes,
            run=run,
        )

    def read(self, report: Bundle) -> Bundle:
        """The report with its columns and lines laid flat beside Xero's own."""
        columns: list[str] = []
        lines: list[Bundle] = []
        for section, row in _laid_flat(report.get("Rows") or ()):
            if row.get("RowType") == "Header":
                columns = columns or _columns(row)
            elif row.get("Cells"):
                lines.append(self._line(columns, section, row))
        return report | {"columns": columns, "lines": lines}

    def _line(self, columns: Sequence[str], section: str, row: Bundle) -> Bundle:
        first, *rest = row["Cells"]
        names = [*columns[1:], *(f"Column {n}" for n in range(2, len(rest) + 2))]
        values = {
            name: _value(cell.get("Value"), text_only=name in self.texts)
            for name, cell in zip(names, rest, strict=False)
        }
        summary = row.get("RowType") == "SummaryRow"
        label = _value(first.get("Value"), text_only=True) or ""
        found = {"section": section, "label": label, "isSummary": summary}
        return found | _ids(row["Cells"]) | {"values": values}


def _check(given: Inputs, names: Sequence[str]) -> None:
    if given.get("fromDate", "") > given.get("toDate", "9999-12-31"):
        raise BadInput("From: the first day is after the last.", field="fromDate")
    for number in ("", "2"):
        option, category = f"trackingOptionID{number}", f"trackingCategoryID{number}"
        if option in given and category in names and category not in given:
            raise BadInput(
                "Tracking category: an option needs the category that it belongs to.",
                field=category,
            )


def _laid_flat(rows: Sequence[Bundle], section: str = "") -> Iterator[tuple[str, Bundle]]:
    for row in rows:
        yield section, row
        yield from _laid_flat(row.get("Rows") or (), row.get("Title") or section)


def _columns(header: Bundle) -> list[str]:
    """The names of the columns, each once: a column without a name is called by its place."""
    found: list[str] = []
    for place, cell in enumerate(header.get("Cells") or (), start=1):
        name = cell.get("Value") or f"Column {place}"
        found.append(f"{name} ({place})" if name in found else name)
    return found


def _value(text: str | None, *, text_only: bool = False) -> Value:
    if text is None or text == "":
        return None
    if found := _DAY.fullmatch(text):
        return found[1]
    return Decimal(text) if not text_only and _AMOUNT.fullmatch(text) else text


def _ids(cells: Sequence[Bundle]) -> dict[str, str]:
    """The account or invoice that the first cells of a row name."""
    found: dict[str, str] = {}
    for cell in cells:
        for attribute in cell.get("Attributes") or ():
            if name := _IDS.get(attribute.get("Id", "")):
                found.setdefault(name, attribute.get("Value", ""))
    return found


def _sample(columns: Sequence[str], section: str, cells: Sequence[str], **id_: str) -> Bundle:
    """A report of one row as Xero writes it; `id_` is what its first cell names."""
    attributes = [{"Id": name, "Value": value} for name, value in id_.items()]
    first, *rest = ({"Value": cell} for cell in cells)
    row = {"RowType": "Row", "Cells": [first | {"Attributes": attributes}, *rest]}
    return {
        "ReportDate": "31 December 2010",
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
        "Rows": [
            {"RowType": "Header", "Cells": [{"Value": column} for column in columns]},
            {"RowType": "Section", "Title": section, "Rows": [row]},
        ],
    }


_ACCOUNT = "562555f2-8cde-4ce9-8203-0363922537a4"
_INVOICE = "243216c5-369e-4056-ac67-05388f86dc81"
_AGED = _sample(
    ("Date", "Number", "Due Date", "", "Total", "Paid", "Credited", "Due"),
    "",
    (
        "2010-12-01 00:00:00",
        "536365",
        "2010-12-31 00:00:00",
        "",
        "139.12",
        "0.00",
        "0.00",
        "139.12",
    ),
    invoiceID=_INVOICE,
)
_AGED_TEXTS = ("Number", "Due Date", "Column 4")
_AGED_INPUTS: tuple[Field, ...] = (
    CONTACT_ID(name="contactId"),
    DAY,
    FROM(label="Invoices from"),
    TO(label="Invoices until"),
)

# Modules

get_bank_summary = _Report("BankSummary", "Bank Summary", BANK_SUMMARY).module(
    "Get a Bank Summary",
    "Reads what each bank account held, took in, gave out and holds now.",
    FROM,
    TO,
    sample=_sample(
        ("Bank Accounts", "Opening Balance", "Cash Received", "Cash Spent", "Closing Balance"),
        "",
        ("Business Bank Account", "0.00", "110.00", "100.00", "10.00"),
        accountID=_ACCOUNT,
    ),
)

get_trial_balance = _Report("TrialBalance", "Trial Balance", TRIAL_BALANCE).module(
    "Get a Trial Balance",
    "Reads the debit or credit balance of every account.",
    DAY,
    CASH,
    sample=_sample(
        ("Account", "Debit", "Credit", "YTD Debit", "YTD Credit"),
        "Revenue",
        ("Sales (200)", "", "200.00", "", "1020.22"),
        account=_ACCOUNT,
    ),
)

get_profit_and_loss = _Report("ProfitAndLoss", "Profit and Loss", PROFIT_AND_LOSS).module(
    "Get a Profit and Loss",
    "Reads income and costs of a period, beside earlier periods where asked.",
    FROM,
    TO,
    *_COMPARED,
    _category("trackingCategoryID", "Tracking category"),
    _option("trackingOptionID", "Tracking option"),
    _category("trackingCategoryID2", "Second tracking category"),
    _option("trackingOptionID2", "Second tracking option"),
    sample=_sample(("", "31 Dec 10"), "Income", ("Sales", "9220.05"), account=_ACCOUNT),
)

get_balance_sheet = _Report("BalanceSheet", "Balance Sheet", BALANCE_SHEET).module(
    "Get a Balance Sheet",
    "Reads what the organisation owns and owes on a day.",
    DAY,
    *_COMPARED,
    _option("trackingOptionID1", "Tracking option"),
    _option("trackingOptionID2", "Second tracking option"),
    sample=_sample(("", "31 Dec 2010"), "Bank", ("Savings", "1208.04"), account=_ACCOUNT),
)

get_aged_receivables_by_contact = _Report(
    "AgedReceivablesByContact", "Aged Receivables By Contact", AGED, _AGED_TEXTS
).module(
    "Get Aged Receivables by Contact",
    "Reads what one customer owes, invoice by invoice.",
    *_AGED_INPUTS,
    sample=_AGED,
)

get_aged_payables_by_contact = _Report(
    "AgedPayablesByContact", "Aged Payables By Contact", AGED, _AGED_TEXTS
).module(
    "Get Aged Payables by Contact",
    "Reads what is owed to one supplier, bill by bill.",
    *_AGED_INPUTS,
    sample=_AGED,
)
