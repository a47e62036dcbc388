"""Every API of Xero that the emulator answers, by the name of its specification."""

from __future__ import annotations

from xero_emulator import accounting, files
from xero_emulator.calls import Route

MODULES = {
    "accounting": accounting.MODULES,
    "files": files.MODULES,
}
ROUTES: tuple[Route, ...] = tuple(
    route for modules in MODULES.values() for module in modules for route in module.ROUTES
)
