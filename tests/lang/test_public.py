"""The public names of the room."""

from __future__ import annotations

import inspect

from tallyloom import lang


def test_all_lists_every_public_name_sorted() -> None:
    defined = {
        name
        for name, value in vars(lang).items()
        if not name.startswith("_") and not inspect.ismodule(value) and name != "annotations"
    }
    assert set(lang.__all__) == defined
    assert lang.__all__ == sorted(lang.__all__, key=lambda name: (not name.isupper(), name))


def test_every_trouble_is_an_expression_error_with_a_message() -> None:
    troubles = [
        value
        for name in lang.__all__
        if isinstance(value := getattr(lang, name), type) and issubclass(value, Exception)
    ]
    assert len(troubles) > 10
    for trouble in troubles:
        assert issubclass(trouble, lang.ExpressionError)
        assert str(trouble()) == (trouble.__doc__ or "").strip()
