"""The account that money comes from or goes to, named by its id or by its code."""

from __future__ import annotations

from tallyloom.kit import BadInput, Bundle, Field, Text

_BANK = ("bank_accounts", "bank_account_codes")
_PAYING = ("payment_accounts", "payment_account_codes")


def account_of(at: str, label: str, *, paying: bool = False) -> tuple[Field, ...]:
    """An account at this place of a body; where `paying`, any that takes payments."""
    ids, codes = _PAYING if paying else _BANK
    return (
        Text(name=f"{at}.AccountID", label=label, pick=ids, help="Xero's id of the account."),
        Text(
            name=f"{at}.Code",
            label=f"{label}'s code",
            max_length=10,
            pick=codes,
            help="Instead of the id; not every account has one.",
        ),
    )


def name_of(at: str) -> Field:
    """What Xero tells of such an account besides."""
    return Text(name=f"{at}.Name", label="Account's name")


def one_account(body: Bundle, at: str, label: str) -> str:
    """The account that a body names, by its id or its code and not by both."""
    named = [part for part in ("AccountID", "Code") if (body.get(at) or {}).get(part)]
    if len(named) != 1:
        said = "not both of its id and its code" if named else "its id or its code"
        raise BadInput(f"{label}: give {said}.", field=f"{at}.AccountID")
    return f"{named[0]} {body[at][named[0]]}".strip().lower()


def above_zero(body: Bundle, name: str = "Amount", label: str = "Amount") -> None:
    if body[name] <= 0:
        raise BadInput(f"{label}: {body[name]} is not more than zero.", field=name)
