"""The pick-lists of Xero's modules: what a person chooses from instead of typing ids."""

from __future__ import annotations

from tallyloom.kit import PickList

PICK_LISTS: dict[str, PickList] = {}
