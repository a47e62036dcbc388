"""The mapping language: `{{1.name}}`, compiled once and evaluated over JSON values."""

from __future__ import annotations

from tallyloom.lang.conditions import Decision, Filter, compile_filter
from tallyloom.lang.mapping import CompiledMapping, compile_mapping
from tallyloom.lang.paths import Reference
from tallyloom.lang.scope import Scope
from tallyloom.lang.template import Template, compile_template
from tallyloom.lang.trouble import (
    CheckNumbers,
    ChooseKnownFunction,
    ConvertValue,
    CorrectCondition,
    CorrectExpression,
    CorrectFormat,
    CorrectPattern,
    CorrectZone,
    CountFromOne,
    ExpressionError,
    GiveArguments,
    GiveDateFormat,
    MakeSmaller,
    MatchFormat,
)
from tallyloom.lang.values import EMPTY_TEXT, ERASE, IGNORE, NULL, Keyword, Value, plain

__all__ = [
    "EMPTY_TEXT",
    "ERASE",
    "IGNORE",
    "NULL",
    "CheckNumbers",
    "ChooseKnownFunction",
    "CompiledMapping",
    "ConvertValue",
    "CorrectCondition",
    "CorrectExpression",
    "CorrectFormat",
    "CorrectPattern",
    "CorrectZone",
    "CountFromOne",
    "Decision",
    "ExpressionError",
    "Filter",
    "GiveArguments",
    "GiveDateFormat",
    "Keyword",
    "MakeSmaller",
    "MatchFormat",
    "Reference",
    "Scope",
    "Template",
    "Value",
    "compile_filter",
    "compile_mapping",
    "compile_template",
    "plain",
]
