"""Every API of Xero that the emulator answers, by the name of its specification."""

from __future__ import annotations

from xero_emulator import accounting, assets, files, finance
from xero_emulator.calls import Route
from xero_emulator.payroll import au, au_v2, nz, uk

MODULES = {
    "accounting": accounting.MODULES,
    "assets": assets.MODULES,
    "files": files.MODULES,
    "finance": finance.MODULES,
    "payroll-au": au.MODULES,
    "payroll-au-v2": au_v2.MODULES,
    "payroll-nz": nz.MODULES,
    "payroll-uk": uk.MODULES,
}
ROUTES: tuple[Route, ...] = tuple(
    route for modules in MODULES.values() for module in modules for route in module.ROUTES
)
