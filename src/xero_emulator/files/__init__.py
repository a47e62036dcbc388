"""The Files API: the organisation's own files, their folders, and what they are associated with."""

from __future__ import annotations

from xero_emulator.files import associations, files, folders

MODULES = (files, folders, associations)
