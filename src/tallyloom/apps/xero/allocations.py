"""Allocations: credit of a credit note, prepayment or overpayment, used for an invoice or bill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.bank_accounts import above_zero
from tallyloom.apps.xero.cautions import dates
from tallyloom.apps.xero.fields import DATE
from tallyloom.apps.xero.fingerprint import money
from tallyloom.apps.xero.lists import BATCH, Listed
from tallyloom.apps.xero.payments import PAID
from tallyloom.apps.xero.scopes import INVOICES, INVOICES_READ, PAYMENTS, PAYMENTS_READ
from tallyloom.apps.xero.shape import JSON, body_of
from tallyloom.kit import (
    Action,
    Again,
    Answer,
    Bulk,
    Bundle,
    Element,
    Field,
    Inputs,
    LookUpFirst,
    Money,
    Output,
    Request,
    Scopes,
    Steps,
    Text,
    Traces,
    Trouble,
    outputs_of,
)

_USED: tuple[Field, ...] = (
    PAID[0](required=True, help="Xero's id of what the credit is used for."),
    Money(
        name="Amount",
        label="Amount",
        required=True,
        help="More than zero; no more than the credit that remains and what is due.",
    ),
    DATE(required=True, help="On which the credit is used."),
)
_CHECKS = dates()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Credit:
    """What a credit stands on: a kind of document with allocations of its own."""

    plural: str
    one: str
    id: str
    group: str
    reads: Scopes
    writes: Scopes

    def allocate(self, label: str, about: str) -> Action:
        parent = Text(
            name=self.id,
            label=self.one.capitalize(),
            required=True,
            help=f"Xero's id of the {self.one}.",
        )
        id_ = Output(self.id, "text", parent.label)
        bulk = Bulk(
            element=self._element,
            write=self._write,
            read=self._read,
            look_up=None,
            traces=Traces(recent=self._recent, of=self._trace),
            cautions=_CHECKS.look,
            identity="AllocationID",
            most=BATCH,
        )
        return Action(
            label=label,
            about=about,
            inputs=(parent, *_USED),
            outputs=(
                Output("AllocationID", "text", "Allocation"),
                id_,
                Output(self.id.removesuffix("ID"), "group", f"The {self.one} itself", (id_,)),
                *outputs_of(*_USED),
            ),
            sample={
                "AllocationID": "c28f3c7d-2c4b-4f0c-8d5d-7a0b3a0b8d1e",
                self.id: "7be578f5-63af-45c8-9b00-dcc4732baf0b",
                "Invoice": {"InvoiceID": "c45720a1-ade3-4a38-a064-d15489be6841"},
                "Amount": 20,
                "Date": "2010-12-31",
            },
            scopes=self.writes,
            group=self.group,
            bulk=bulk,
            cautions=_CHECKS.said,
        )

    def _listed(self) -> Listed:
        """The credits themselves, each with its allocations."""
        return Listed(
            plural=self.plural,
            one=self.one,
            id=self.id,
            group=self.group,
            reads=self.reads,
            writes=self.writes,
            outputs=(),
            sample={},
        )

    def _element(self, given: Inputs) -> Element:
        body = body_of(given)
        above_zero(body)
        credit = body[self.id].strip().lower()  # which the address names
        return Element(None, body, trace=self._trace(body), together=credit)

    def _write(self, elements: Sequence[Element]) -> Request:
        bodies = [one.body for one in elements]
        sent = [{name: body[name] for name in body if name != self.id} for body in bodies]
        path = self._listed().at(bodies[0][self.id], "Allocations")
        query, body = {"summarizeErrors": "false"}, {"Allocations": sent}
        return Request("PUT", path, query=query, headers=JSON, body=body, again=Again.LOOK)

    def _read(self, answer: Answer, elements: Sequence[Element]) -> list[Bundle | Trouble]:
        """What became of each, by what it was used for; by position where Xero does not say."""
        credit = elements[0].body[self.id]
        left = [one | {self.id: credit} for one in wire.records(answer, "Allocations")]
        found: dict[int, Bundle] = {}
        for at, element in enumerate(elements):
            same = next((n for n, one in enumerate(left) if self._trace(one) == element.trace), -1)
            if same >= 0:
                found[at] = left.pop(same)
        rest = [at for at in range(len(elements)) if at not in found]
        if len(left) == len(rest):
            found |= dict(zip(rest, left, strict=True))
        return [self._outcome(found.get(at), credit) for at in range(len(elements))]

    def _outcome(self, record: Bundle | None, credit: str) -> Bundle | Trouble:
        if record is None:
            return LookUpFirst("Xero's answer does not tell what became of the allocation.")
        said = wire.words(record)
        return wire.refusal(said, "the allocation") if said else self._named(record, credit)

    def _recent(self, moment: str) -> Steps[Sequence[Bundle]]:
        """The allocations of all credits that were changed since a moment."""
        credits_ = yield from self._listed().recent()(moment)
        return [one for credit in credits_ for one in self._allocations(credit)]

    def _allocations(self, credit: Bundle) -> Iterator[Bundle]:
        for record in credit.get("Allocations") or ():
            yield self._named(record, credit[self.id])

    def _named(self, record: Bundle, credit: str) -> Bundle:
        """A record with its credit's id; a place in for its own where Xero gives it none."""
        place = f"{credit} {_used_for(record)} {money(record.get('Amount'))}"
        ids = {"AllocationID": record.get("AllocationID") or place, self.id: credit}
        return wire.settled(record) | ids

    def _trace(self, record: Bundle) -> str:
        amount, day = money(record.get("Amount")), record.get("Date")
        parts = (record[self.id], _used_for(record), amount, day)
        return " ".join(str(part).strip().lower() for part in parts)


def _used_for(record: Bundle) -> str:
    return str((record.get("Invoice") or {}).get("InvoiceID", "")).lower()


allocate_credit_note = _Credit(
    plural="CreditNotes",
    one="credit note",
    id="CreditNoteID",
    group="Credit Notes",
    reads=INVOICES_READ,
    writes=INVOICES,
).allocate("Allocate a Credit Note", "Uses a credit note's credit for an invoice or bill.")

allocate_prepayment = _Credit(
    plural="Prepayments",
    one="prepayment",
    id="PrepaymentID",
    group="Payments",
    reads=PAYMENTS_READ,
    writes=PAYMENTS,
).allocate("Allocate a Prepayment", "Uses a prepayment's credit for an invoice or bill.")

allocate_overpayment = _Credit(
    plural="Overpayments",
    one="overpayment",
    id="OverpaymentID",
    group="Payments",
    reads=PAYMENTS_READ,
    writes=PAYMENTS,
).allocate("Allocate an Overpayment", "Uses an overpayment's credit for an invoice or bill.")
