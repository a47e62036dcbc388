"""The functions of the mapping language, one file per family."""

from __future__ import annotations

from typing import Final

from tallyloom.lang.functions import arrays, dates, general, maths, texts
from tallyloom.lang.functions.registry import Registry

FUNCTIONS: Final = Registry(general.FAMILY, maths.FAMILY, texts.FAMILY, dates.FAMILY, arrays.FAMILY)
