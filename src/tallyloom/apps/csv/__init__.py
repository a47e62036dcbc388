"""CSV: text files with columns, read row by row and written whole."""

from __future__ import annotations

from tallyloom.apps.csv import creating, parsing
from tallyloom.kit import App, modules_of

app = App(
    name="csv",
    label="CSV",
    about="Reads and writes text files with columns.",
    modules=modules_of(vars(parsing)) | modules_of(vars(creating)),
)
