"""The Assets API: fixed assets, their types, and the organisation's settings for them."""

from __future__ import annotations

from xero_emulator.assets import asset_types, assets, settings

MODULES = (assets, asset_types, settings)
