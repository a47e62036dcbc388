"""What the payroll of Australia, New Zealand and the United Kingdom share, and where they differ.

Inputs and bundles have the names of the newer dialect (New Zealand and the United Kingdom) in every
country; Australia's are made of them by one table, so that a scenario reads the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tallyloom.apps.xero import apis, wire
from tallyloom.apps.xero.apis import JSON, PAYROLL, PAYROLL_AU
from tallyloom.kit import Answer, BadInput, Bundle, Field, Known, Request, Steps, Value

COUNTRIES = {"AU": "Australia", "NZ": "New Zealand", "GB": "the United Kingdom"}
ALL = frozenset(COUNTRIES)
AU, NZ, UK = frozenset({"AU"}), frozenset({"NZ"}), frozenset({"GB"})
PAGE = 100  # every list of payroll

# Australia's names that are more than the same words with a capital letter.
_AUSTRALIAN = {
    "address": "HomeAddress",
    "phoneNumber": "Phone",
    "postCode": "PostalCode",
    "countryName": "Country",
    "tfnExemptionType": "TFNExemptionType",
    "abn": "ABN",
    "bsb": "BSB",
    "sgcAppliedLeaveLoadingAmount": "SGCAppliedLeaveLoadingAmount",
    "sgcExemptedLeaveLoadingAmount": "SGCExemptedLeaveLoadingAmount",
    "sgcExempt": "SGCExempt",
    "leaveID": "LeaveApplicationID",
    "periods": "LeavePeriods",
    "periodStartDate": "PayPeriodStartDate",
    "periodEndDate": "PayPeriodEndDate",
    "periodStatus": "LeavePeriodStatus",
}
_COMMON = {name: ours for ours, name in _AUSTRALIAN.items()}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def country() -> Steps[str]:
    """The organisation's country, of those that Xero's API has a payroll for."""
    return country_of((yield Known("organisation")))


def country_of(records: Sequence[Bundle]) -> str:
    """The same of what is known of the organisation."""
    organisation = records[0] if records else {}
    told = str(organisation.get("CountryCode") or organisation.get("Version") or "").upper()
    code = "GB" if told[:2] == "UK" else told[:2]
    if code not in COUNTRIES:
        named = organisation.get("Name") or "This organisation"
        raise BadInput(
            "Xero's API has a payroll for Australia, New Zealand and the United Kingdom only;"
            f" {named} is in {told or 'an unknown country'}."
        )
    return code


def base(code: str) -> str:
    """Where a country's payroll is; timesheets of every country are at `PAYROLL`."""
    return PAYROLL_AU if code == "AU" else PAYROLL


# Names


def australian(value: Value) -> Value:
    """A body as Australia writes it: other names, and days as /Date(…)/."""
    if isinstance(value, Mapping):
        return {_pascal(name): australian(item) for name, item in value.items()}
    if isinstance(value, list):
        return [australian(item) for item in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return wire.xero_date(value)
    return value


def common(value: Value) -> Value:
    """An Australian record under the names that all countries share."""
    if isinstance(value, Mapping):
        return {_camel(name): common(item) for name, item in value.items()}
    return [common(item) for item in value] if isinstance(value, list) else value


def _pascal(name: str) -> str:
    return _AUSTRALIAN.get(name) or name[:1].upper() + name[1:]


def _camel(name: str) -> str:
    return _COMMON.get(name) or name[:1].lower() + name[1:]


# What a country wants


@dataclass(frozen=True, slots=True)
class ByCountry:
    """Inputs of one record in every country: which has which, and which it cannot do without."""

    fields: Sequence[tuple[frozenset[str], Field]]
    needed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[Field, ...]:
        """Every field, those of some countries marked with their names."""
        return tuple(_marked(each, countries) for countries, each in self.fields)

    def check(self, code: str, given: Mapping[str, Value], *, whole: bool = True) -> None:
        """Refuse what the country has not, and, of a `whole` record, what it needs and lacks."""
        for countries, each in self.fields:
            if each.name in given and code not in countries:
                only = _listed(countries)
                raise BadInput(
                    f"{each.label}: only for {only}; this organisation is in {COUNTRIES[code]}.",
                    field=each.name,
                )
            if whole and each.name in self.needed.get(code, ()) and each.name not in given:
                raise BadInput(f"{each.label} is needed in {COUNTRIES[code]}.", field=each.name)
        for _, each in self.fields:
            _known_choice(code, each, given.get(each.name))


def _marked(each: Field, countries: frozenset[str]) -> Field:
    if countries == ALL:
        return each
    only = f"{_listed(countries)} only."
    return each(help=f"{only[:1].upper()}{only[1:]} {each.help}".strip())


def _listed(countries: frozenset[str]) -> str:
    return " and ".join(name for code, name in COUNTRIES.items() if code in countries)


def _known_choice(code: str, each: Field, value: Value) -> None:
    """Australia knows more genders than the others, by its own list."""
    if each.name == "gender" and value in ("N", "I") and code != "AU":
        raise BadInput(
            f"{each.label}: the payroll of {COUNTRIES[code]} has M and F only.", field=each.name
        )


# Requests and their answers


def get(code: str, path: str, **query: str) -> Request:
    return Request("GET", f"{base(code)}/{path}", query=query, headers=JSON)


def page(code: str, answer: Answer, plural: str, number: int) -> tuple[list[Bundle], bool]:
    """A page's records under the common names, and whether there are more: past the end is a 400.

    `plural` is the newer dialect's ("employees"); Australia writes it with a capital letter.
    """
    if code == "AU":
        found = [common(wire.settled(record)) for record in wire.records(answer, _pascal(plural))]
        return found, len(found) == PAGE
    return list(apis.part(answer, plural)), number < apis.pages(answer)


def everything(code: str, path: str, plural: str, **query: str) -> Steps[list[Bundle]]:
    """All records of a list, however many pages they fill."""
    found: list[Bundle] = []
    number, more = 0, True
    while more:
        number += 1
        answer = yield get(code, path, **query, page=str(number))
        records, more = page(code, answer, plural, number)
        found += records
    return found


def one(code: str, answer: Answer, singular: str) -> Bundle:
    """The only record of an answer under the common names; raises what Xero said against it."""
    if code != "AU":
        found: Bundle = apis.part(answer, singular)
        return found
    record = wire.one(answer, f"{_pascal(singular)}s", f"such {singular}")
    said = wire.words(wire.records(answer, f"{_pascal(singular)}s"))
    if said:
        raise wire.refusal(said, f"the {singular}")
    return dict(common(record))
