"""The regulated funds that exist in Australia, of which this knows those of the examples.

How it was checked: products, numbers and both parameters from Xero's OpenAPI 16.1.0. Unverified:
that a request without parameters lists them all.
"""

from __future__ import annotations

from xero_emulator import wire
from xero_emulator.calls import Call, Reply
from xero_emulator.payroll.au.records import route
from xero_emulator.wire import Record

PRODUCTS: tuple[Record, ...] = (
    {
        "USI": "OSF0001AU",
        "ABN": "24248426878",
        "ProductName": "Accumulate Plus (Commonwealth Bank Group Super)",
    },
    {"USI": "PTC0133AU", "ABN": "30099320583", "ProductName": "AMG Super"},
    {
        "USI": "40022701955001",
        "ABN": "40022701955",
        "ProductName": "MLC Navigator Retirement Plan - Superannuation Service",
    },
)


def product(usi: str) -> Record | None:
    return next((each for each in PRODUCTS if each["USI"] == usi.strip().upper()), None)


def listing(call: Call) -> Reply:
    asked = {name: call.query[name].strip() for name in ("ABN", "USI") if call.query.get(name)}
    found = [
        each
        for each in PRODUCTS
        if all(each[name].lower() == value.lower() for name, value in asked.items())
    ]
    return wire.envelope(call, "SuperFundProducts", found)


ROUTES = (route("getSuperfundProducts", "GET", "/SuperfundProducts", "settings", listing),)
