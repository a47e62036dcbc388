"""What the documents of trade share: numbers, contacts, lines, and how two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tallyloom.apps.xero.cautions import amount_of
from tallyloom.apps.xero.fields import LINE_ID
from tallyloom.apps.xero.fingerprint import Fingerprint, money
from tallyloom.apps.xero.lists import Listed
from tallyloom.apps.xero.outcomes import NaturalKey
from tallyloom.kit import (
    BadInput,
    Bundle,
    Element,
    Field,
    Lines,
    Moment,
    Money,
    Output,
    Steps,
    Value,
    outputs_of,
)

DEAD = ("VOIDED", "DELETED")
_CENT, _TEN_THOUSANDTH = Decimal("0.01"), Decimal("0.0001")
# Xero may round a total by up to this much (OpenAPI 19.0.0, invoice rounding).
_ROUNDING = Decimal("0.10")
_EXACT = {
    "Quantity": _TEN_THOUSANDTH,
    "UnitAmount": _TEN_THOUSANDTH,
    "LineAmount": _CENT,
    "TaxAmount": _CENT,
}
_PLAIN = {
    "Type": "type",
    "CurrencyCode": "currency",
    "LineAmountTypes": "kind of amounts",
    "Date": "date",
    "Description": "description",
    "Quantity": "quantity",
    "UnitAmount": "unit price",
    "LineAmount": "amount",
    "AccountCode": "account",
    "TaxType": "tax rate",
    "TaxAmount": "tax",
}
_HEAD = ("Type", "Date", "CurrencyCode", "LineAmountTypes")
_LINE = (
    *("Description", "Quantity", "UnitAmount", "LineAmount"),
    *("AccountCode", "TaxType", "TaxAmount"),
)
_LONGEST = 200  # characters of a reference that Xero keeps for sure


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document: its word, its number's name, and the type whose numbers are unique.

    `unique` is "" where all of them are, whatever their type. `places` are those to which Xero
    keeps a unit price; more than one where it is unverified which it is.
    """

    word: str
    number: str
    unique: str = ""
    places: tuple[int, ...] = (4,)

    def check(self, body: Bundle) -> Bundle:
        """The body with its number and contact's name trimmed; a contact is needed."""
        contact = body.get("Contact") or {}
        if not any(contact.get(name) for name in ("ContactID", "ContactNumber", "Name")):
            raise BadInput(
                "Contact: give Xero's id, your contact number or a name.",
                field="Contact.ContactID",
            )
        trimmed = dict(body)
        if body.get(self.number):
            trimmed[self.number] = body[self.number].strip()
        if contact.get("Name"):
            trimmed["Contact"] = contact | {"Name": contact["Name"].strip()}
        return trimmed

    def key(self, body: Bundle) -> str | None:
        """ "ACCREC 536365". Numbers of bills are not unique: contact and date belong to the key."""
        number = body.get(self.number)
        if not number:
            return None
        key = f"{body.get('Type', '')} {number}".strip()
        if self._is_unique(body):
            return key
        return f"{key} of {_contact_key(body['Contact'])} on {body.get('Date') or 'any day'}"

    def same(self, body: Bundle, record: Bundle) -> bool:
        """Whether a record is what the body's key means."""
        number = body.get(self.number)
        if not number or record.get(self.number) != number or not _same_type(body, record):
            return False
        if self._is_unique(body):
            return True
        date = body.get("Date")
        return contact_agrees(body, record) and (not date or date == record.get("Date"))

    def _is_unique(self, body: Bundle) -> bool:
        return not self.unique or body.get("Type") == self.unique

    def differs(self, body: Bundle, record: Bundle) -> str:
        """What an existing record says otherwise than the body, both values named; "" if nothing.

        Only what the body states is compared. A voided or deleted document always differs: its
        number is taken, or (unverified) Xero may give it out again, and a person's decision to
        void is not undone by posting once more.
        """
        name = f"{self.word} {record.get(self.number, '')}".strip()
        if record.get("Status") in DEAD:
            return (
                f"{name} is in Xero, but {str(record['Status']).lower()};"
                " use another number, or drop this one."
            )
        lines = _lines(body, record, self.places)
        found = [*_head(body, record), *lines, *_total(body, record)]
        return f"{name} is in Xero already and differs: {'; '.join(found)}." if found else ""

    def renewed(self, body: Bundle, record: Bundle) -> Bundle:
        """The body with the ids of the lines that it replaces, place by place."""
        ids = [line.get("LineItemID") for line in record.get("LineItems", ())]
        lines = body.get("LineItems") or []
        kept = [
            line if "LineItemID" in line or not id_ else line | {"LineItemID": id_}
            for line, id_ in zip(lines, [*ids, *[None] * len(lines)], strict=False)
        ]
        return body | ({"LineItems": kept} if kept else {})

    @property
    def trace(self) -> Fingerprint:
        """What a body and the record that Xero made of it both say, where it has no number.

        An item's own text or price, or an amount that depends on how Xero rounds, cannot be told
        from the body: then it says too little and a person is asked.
        """
        named = (("Contact.ContactID", "Contact.Name"), ("Date", ""), ("CurrencyCode", ""))
        return Fingerprint(self._says, named)

    def _says(self, record: Bundle) -> list[Value] | None:
        rows = record.get("LineItems") or ()
        amounts = [self._amount(row) for row in rows]
        if not rows or None in amounts or any(row.get("Description") is None for row in rows):
            return None
        pairs = zip(rows, amounts, strict=True)
        texts = sorted(f"{row['Description']} {money(amount)}" for row, amount in pairs)
        # Xero keeps no reference of bills and of suppliers' credit notes.
        reference = record.get("Reference") if self._is_unique(record) else ""
        kind = record.get("Type") if self.unique else ""
        return [kind, str(reference or "")[:_LONGEST], *texts]

    def _amount(self, line: Bundle) -> Decimal | None:
        """The amount of a line; None where Xero's rounding of its price decides."""
        found = {amount_of(line, places) for places in self.places}
        return found.pop() if len(found) == 1 else None

    def keyed(self, resource: Listed) -> NaturalKey:
        """These rules as the natural key of a resource."""

        def look_up(
            elements: Sequence[Element], _known: Mapping[str, Bundle]
        ) -> Steps[Mapping[str, Bundle]]:
            wanted = {each.key: each.body for each in elements if each.key is not None}
            records = yield from resource.numbered([body[self.number] for body in wanted.values()])
            found = {key: self.best(body, records) for key, body in wanted.items()}
            return {key: record for key, record in found.items() if record is not None}

        return NaturalKey(
            of=self.key,
            same=self.same,
            look_up=look_up,
            differs=self.differs,
            renewed=self.renewed,
            check=self.check,
        )

    def best(self, body: Bundle, records: Sequence[Bundle]) -> Bundle | None:
        """The record of this key: a living one before a voided or deleted one."""
        found = [record for record in records if self.same(body, record)]
        return min(found, key=lambda record: record.get("Status") in DEAD, default=None)


def _same_type(body: Bundle, record: Bundle) -> bool:
    return bool(body.get("Type", record.get("Type")) == record.get("Type"))


def _contact_key(contact: Bundle) -> str:
    id_, number = contact.get("ContactID"), contact.get("ContactNumber")
    if id_ or number:
        return str(id_).lower() if id_ else f"number {number}"
    return str(contact["Name"]).casefold()


def contact_agrees(body: Bundle, record: Bundle) -> bool:
    """Whether two documents name one contact, by the surest value that both of them state."""
    ours, theirs = body.get("Contact") or {}, record.get("Contact") or {}
    for name in ("ContactID", "ContactNumber", "Name"):
        if ours.get(name) and theirs.get(name):
            return str(ours[name]).strip().casefold() == str(theirs[name]).strip().casefold()
    return True


def _head(body: Bundle, record: Bundle) -> Iterator[str]:
    yield from _told(body, record, _HEAD, "")
    if not contact_agrees(body, record):
        theirs, ours = record["Contact"], body["Contact"]
        by = next(n for n in ("ContactID", "ContactNumber", "Name") if ours.get(n))
        yield f"its contact is “{theirs.get('Name') or theirs.get(by)}”, here “{ours[by]}”"


def _lines(body: Bundle, record: Bundle, places: Sequence[int]) -> Iterator[str]:
    ours, theirs = body.get("LineItems"), record.get("LineItems") or []
    if ours is None:
        return
    if len(ours) != len(theirs):
        yield f"it has {len(theirs)} lines, here {len(ours)}"
        return
    for number, (our, their) in enumerate(zip(ours, theirs, strict=True), start=1):
        of = f" of line {number}"
        told = [list(_told(_kept(our, their, to), their, _LINE, of)) for to in places]
        yield from min(told, key=len)


def _kept(our: Bundle, their: Bundle, places: int) -> Bundle:
    """A line as Xero keeps it, with what it comes to where the other's is not that, to a cent."""
    amount, there = amount_of(our, places), their.get("LineAmount")
    price, step = our.get("UnitAmount"), Decimal(1).scaleb(-places)
    kept = {} if price is None else {"UnitAmount": Decimal(price).quantize(step, ROUND_HALF_UP)}
    if amount is not None and there is not None and abs(amount - there) > _CENT:
        kept["LineAmount"] = amount
    return {**our, **kept}


def _told(ours: Bundle, theirs: Bundle, names: Sequence[str], of: str) -> Iterator[str]:
    for name in names:
        if ours.get(name) is not None and _plain(name, ours[name]) != _plain(
            name, theirs.get(name)
        ):
            there = _shown(theirs.get(name))
            yield f"the {_PLAIN[name]}{of} is {there}, here {_shown(ours[name])}"


def _total(body: Bundle, record: Bundle) -> Iterator[str]:
    ours, theirs = body.get("Total"), record.get("Total")
    if ours is not None and theirs is not None and abs(ours - theirs) > _ROUNDING:
        yield f"the total is {theirs}, here {ours}"


def _plain(name: str, value: Value) -> Value:
    """A value as it is compared: numbers to Xero's places, text without blanks at its ends."""
    if name in _EXACT and isinstance(value, int | Decimal):
        return Decimal(value).quantize(_EXACT[name], ROUND_HALF_UP)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value


def _shown(value: Value) -> str:
    if value is None:
        return "not given"
    return f"“{value}”" if isinstance(value, str) else str(value)


def outputs(*fields: Field, own: Sequence[Output]) -> tuple[Output, ...]:
    """What a document gives: its own values, then those that can be written, lines with ids."""
    whole = [_with_id(field) if field.name == "LineItems" else field for field in fields]
    known = {output.name for output in (*own, *_FIGURES)}
    written = outputs_of(*(field for field in whole if field.name[:1].isupper()))
    return (*own, *(output for output in written if output.name not in known), *_FIGURES)


def _with_id(lines: Field) -> Field:
    assert isinstance(lines, Lines)
    return lines(of=(LINE_ID, *lines.of))


_FIGURES = (
    *outputs_of(
        Money(name="SubTotal", label="Total without tax"),
        Money(name="TotalTax", label="Tax"),
        Money(name="Total", label="Total"),
        Moment(name="UpdatedDateUTC", label="Changed"),
    ),
    Output("HasAttachments", "boolean", "Has attachments"),
    Output("Warnings", "lines", "Xero's warnings", (Output("Message", "text", "Warning"),)),
)
