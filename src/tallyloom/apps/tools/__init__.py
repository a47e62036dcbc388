"""Tools: values made, named, taken apart and put together; no service, no connection."""

from __future__ import annotations

from tallyloom.apps.tools import arrays, values
from tallyloom.kit import App, modules_of

app = App(
    name="tools",
    label="Tools",
    about="Makes values, takes lists apart and puts records together.",
    modules=modules_of(vars(values)) | modules_of(vars(arrays)),
)
