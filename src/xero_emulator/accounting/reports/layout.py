"""The shape of every report: rows of cells with attributes, and the envelope around them.

How it was checked: row types, cells and attributes from the examples of Xero's OpenAPI 16.1.0.
Unverified: that a cell without a value carries an empty text, as the examples do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.money import ZERO
from xero_emulator.wire import Record


def money(amount: Decimal) -> str:
    """An amount as reports write it: two decimals, no minus before nothing."""
    return f"{amount + ZERO:.2f}"


def long_day(on: date) -> str:
    """30 April 2019"""
    return f"{on.day} {on:%B %Y}"


def short_day(on: date) -> str:
    """30 Apr 2019"""
    return f"{on.day} {on:%b %Y}"


def shortest_day(on: date) -> str:
    """30 Apr 19"""
    return f"{on.day} {on:%b %y}"


def shown_month(on: date) -> str:
    """Apr-19"""
    return f"{on:%b-%y}"


def attribute_day(on: date) -> str:
    """4/30/2019, as attributes write days."""
    return f"{on.month}/{on.day}/{on.year}"


def cell(value: str, **attributes: str) -> Record:
    """A cell; `attributes` are written as a list of ids and values, in the order given."""
    listed = [{"Value": held, "Id": name} for name, held in attributes.items()]
    return {"Value": value, "Attributes": listed} if listed else {"Value": value}


def cells(values: Iterable[str], **attributes: str) -> list[Record]:
    return [cell(value, **attributes) for value in values]


def header(*values: str) -> Record:
    return {"RowType": "Header", "Cells": cells(values)}


def row(*content: Record) -> Record:
    return {"RowType": "Row", "Cells": list(content)}


def summary(title: str, *values: str) -> Record:
    return {"RowType": "SummaryRow", "Cells": cells((title, *values))}


def section(title: str, *rows: Record) -> Record:
    return {"RowType": "Section", "Title": title, "Rows": list(rows)}


def report(
    call: Call, kind: str, name: str, titles: Sequence[str], rows: Sequence[Record]
) -> Reply:
    """The answer with one report; `kind` is its ReportType and, having no other, its ReportID."""
    told = {
        "ReportID": kind,
        "ReportName": name,
        "ReportType": kind,
        "ReportTitles": list(titles),
        "ReportDate": long_day(call.books.today(call.now)),
        "UpdatedDateUTC": wire.bare_instant(call.now),
        "Fields": [],
        "Rows": list(rows),
    }
    return wire.envelope(call, "Reports", [told])
