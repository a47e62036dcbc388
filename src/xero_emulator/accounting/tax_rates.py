"""Tax rates and the tax types that documents name.

How it was checked: fields and examples from Xero's OpenAPI 16.1.0, user rates named TAX001 onwards
from the reference (section 5.3). Unverified: every refusal's text, that rates which are not ACTIVE
are listed, that at most one component compounds and how (here: on the amount plus the rest), more
than one rate in a request (here: taken), and what makes a rate PENDING (here: nothing).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_emulator.calls import Call
from xero_emulator.errors import Invalid
from xero_emulator.fields import Fields, choice, flag, many, names, number, text
from xero_emulator.money import HUNDRED, ZERO, half_up
from xero_emulator.resource import (
    Resource,
    States,
    fetching,
    listing,
    reads,
    route,
    writes,
    writing,
)
from xero_emulator.where import Columns
from xero_emulator.wire import Record

if TYPE_CHECKING:
    from xero_emulator.books import Books

STATES = States("ACTIVE", ACTIVE="ACTIVE DELETED ARCHIVED")

SCOPES = ("accounting.settings",)
APPLIES = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
SIDES = {"REVENUE": 0, "EXPENSE": 1}
REPORTS = names(
    "AVALARA BASEXCLUDED CAPITALSALESOUTPUT CAPITALEXPENSESINPUT ECOUTPUT ECOUTPUTSERVICES "
    "ECINPUT ECACQUISITIONS EXEMPTEXPENSES EXEMPTINPUT EXEMPTOUTPUT GSTONIMPORTS INPUT "
    "INPUTTAXED MOSSSALES NONE NONEOUTPUT OUTPUT PURCHASESINPUT SALESOUTPUT EXEMPTCAPITAL "
    "EXEMPTEXPORT CAPITALEXINPUT GSTONCAPIMPORTS GSTONCAPITALIMPORTS REVERSECHARGES PAYMENTS "
    "INVOICE CASH ACCRUAL FLATRATECASH FLATRATEACCRUAL ACCRUALS TXCA SRCAS DSOUTPUT BLINPUT2 "
    "EPINPUT IMINPUT2 MEINPUT IGDSINPUT2 ESN33OUTPUT OPINPUT OSOUTPUT TXN33INPUT TXESSINPUT "
    "TXREINPUT TXPETINPUT NRINPUT ES33OUTPUT ZERORATEDINPUT ZERORATEDOUTPUT DRCHARGESUPPLY "
    "DRCHARGE CAPINPUT CAPIMPORTS IMINPUT INPUT2 CIUINPUT SRINPUT OUTPUT2 SROUTPUT CAPOUTPUT "
    "SROUTPUT2 CIUOUTPUT ZROUTPUT ZREXPORT ACC28PLUS ACCUPTO28 OTHEROUTPUT SHOUTPUT ZRINPUT "
    "BADDEBT OTHERINPUT BADDEBTRELIEF IGDSINPUT3 SROVR TOURISTREFUND TXRCN33 TXRCRE TXRCESS "
    "TXRCTS CAPEXINPUT UNDEFINED CAPEXOUTPUT ZEROEXPOUTPUT GOODSIMPORT NONEINPUT NOTREPORTED "
    "SROVRRS SROVRLVG SRLVG IM IMESS IMN33 IMRE BADDEBTRECOVERY USSALESTAX BLINPUT3"
)
DEFAULTS = {  # of a new account: sales, purchases, anything else
    "AU": ("OUTPUT", "INPUT", "BASEXCLUDED"),
    "GB": ("OUTPUT2", "INPUT2", "NONE"),
    "NZ": ("OUTPUT2", "INPUT2", "NONE"),
}


class TaxRates(Resource):
    plural = "TaxRates"
    key = "TaxType"
    error_flag = ""
    guids = False
    columns = Columns(
        text="Name TaxType Status ReportTaxType",
        number="DisplayTaxRate EffectiveRate",
        flag=" ".join(APPLIES.values()),
    )
    fields = Fields(
        Name=text,
        TaxType=text,
        Status=choice("TaxRateStatus", "ACTIVE", "DELETED", "ARCHIVED", "PENDING"),
        ReportTaxType=choice("ReportTaxType", *REPORTS),
        TaxComponents=many(Fields(Name=text, Rate=number, IsCompound=flag, IsNonRecoverable=flag)),
    )

    def keys(self, record: Record) -> Iterable[tuple[str, str]]:
        if record["Status"] != "DELETED":
            yield "name", record["Name"].lower()

    def default_for(self, account_class: str) -> str:
        """The tax type of a new account in this class."""
        types = DEFAULTS.get(self.books.country, ("NONE", "NONE", "NONE"))
        return types[SIDES.get(account_class, 2)]

    def usable(self, tax_type: str, account_class: str) -> Record | None:
        """The active rate, if it may stand on a line to such an account."""
        rate = self.match(tax_type)
        usable = rate is not None and rate["Status"] == "ACTIVE" and rate[APPLIES[account_class]]
        return rate if usable else None

    def save(self, sent: Record, call: Call, *, create: bool) -> Record:
        old = None if create else self._meant(sent)
        record = self._born(sent) if old is None else self._changed(old, sent)
        other = self.first_by("name", record["Name"])
        if other is not None and other is not old:
            raise Invalid("Please enter a unique Name.")
        return self.keep(record, call.client_id)

    def _meant(self, sent: Record) -> Record:
        by_type = self.match(sent["TaxType"]) if "TaxType" in sent else None
        found = by_type or self.first_by("name", sent.get("Name", ""))
        if found is None:
            raise Invalid("The tax rate could not be found.")
        return found

    def _born(self, sent: Record) -> Record:
        if not sent.get("Name"):
            raise Invalid("Please enter a Name.")
        taken = sum(1 for tax_type in self.records if tax_type.startswith("tax"))
        record = {
            "ReportTaxType": "OUTPUT",
            **sent,
            "TaxType": f"TAX{taken + 1:03}",
            "Status": STATES.first,
            **dict.fromkeys(APPLIES.values(), True),
        }
        return rated(record)

    def _changed(self, old: Record, sent: Record) -> Record:
        status = sent.get("Status") or old["Status"]
        if not STATES.allows(old["Status"], status):
            raise Invalid(f"The tax rate cannot go from {old['Status']} to {status}.")
        return rated({**old, **sent, "TaxType": old["TaxType"]})


def rated(record: Record) -> Record:
    """The tax rate with its components completed and its rates computed from them."""
    components = [_component(component) for component in record.get("TaxComponents", [])]
    if not components:
        raise Invalid("At least one tax component must be specified.")
    if sum(1 for component in components if component["IsCompound"]) > 1:
        raise Invalid("Only one tax component can be compound.")
    simple = sum((c["Rate"] for c in components if not c["IsCompound"]), ZERO)
    compound = sum((c["Rate"] for c in components if c["IsCompound"]), ZERO)
    effective = simple + compound + simple * compound / HUNDRED
    return {
        **record,
        "TaxComponents": components,
        "DisplayTaxRate": half_up(simple + compound, 4),
        "EffectiveRate": half_up(effective, 4),
    }


def _component(sent: Record) -> Record:
    if not sent.get("Name") or not Decimal(0) <= sent.get("Rate", Decimal(-1)) <= HUNDRED:
        raise Invalid("Each tax component needs a Name and a Rate between 0 and 100.")
    return {
        "Name": sent["Name"],
        "Rate": half_up(sent["Rate"], 4),
        "IsCompound": sent.get("IsCompound", False),
        "IsNonRecoverable": sent.get("IsNonRecoverable", False),
    }


def tax_rates(books: Books) -> TaxRates:
    return books.tax_rates


ROUTES = (
    route("getTaxRates", "GET", "/TaxRates", reads(*SCOPES), listing(tax_rates)),
    route("createTaxRates", "PUT", "/TaxRates", writes(*SCOPES), writing(tax_rates, create=True)),
    route("updateTaxRate", "POST", "/TaxRates", writes(*SCOPES), writing(tax_rates)),
    route(
        "getTaxRateByTaxType",
        "GET",
        "/TaxRates/{TaxType}",
        reads(*SCOPES),
        fetching(tax_rates, "TaxType"),
    ),
)
