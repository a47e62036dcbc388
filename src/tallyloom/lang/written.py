"""A value as JSON text, with numbers digit for digit."""

from __future__ import annotations

from typing import Final

import msgspec

from tallyloom.lang.trouble import ConvertValue
from tallyloom.lang.values import Value, settle

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def json_text(value: Value) -> str:
    """JSON without spaces; raises MakeSmaller above 1 MiB or 128 levels."""
    try:
        return _ENCODER.encode(settle(value)).decode()
    except (TypeError, ValueError, msgspec.MsgspecError) as trouble:
        raise ConvertValue(f"The value cannot be written as JSON: {trouble}.") from None
