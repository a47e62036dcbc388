"""Organisation, accounts, tax rates and currencies, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON, an_invoice, made_invoice, sales_account
from xero_python.accounting import (
    Account,
    Accounts,
    AccountType,
    CountryCode,
    Currency,
    CurrencyCode,
    TaxComponent,
    TaxRate,
    TaxRates,
)

from xero_emulator.fixture import Running

COUNTRIES = {
    "GB": ("GBP", CountryCode.GB),
    "AU": ("AUD", CountryCode.AU),
    "NZ": ("NZD", CountryCode.NZ),
    "US": ("USD", CountryCode.US),
}


def an_account(**more: object) -> Account:
    return Account(**{"code": "X1", "name": "Website", "type": AccountType.EXPENSE, **more})


def a_rate(*percents: str) -> TaxRates:
    parts = [
        TaxComponent(name=f"Part {at}", rate=Decimal(percent))
        for at, percent in enumerate(percents)
    ]
    return TaxRates(tax_rates=[TaxRate(name="Levy", tax_components=parts)])


@exercises("getOrganisations")
def test_each_organisation_is_in_its_own_country(sdk: Sdk, xero: Running) -> None:
    for country, tenant in xero.tenants().items():
        sdk.tenant = tenant
        found = sdk("getOrganisations").organisations
        assert [each.organisation_id for each in found] == [tenant]
        currency, code = COUNTRIES[country]
        assert (found[0].base_currency, found[0].country_code) == (CurrencyCode(currency), code)
        assert (found[0].organisation_status, found[0].edition) == ("ACTIVE", "BUSINESS")


@exercises("getOrganisationActions")
def test_the_user_may_create_approved_invoices(sdk: Sdk) -> None:
    allowed = {each.name: each.status for each in sdk("getOrganisationActions").actions}
    assert allowed["CreateApprovedInvoice"] == "ALLOWED"
    assert len(allowed) == 13


@exercises("getOrganisationCISSettings")
def test_cis_is_not_enabled_for_an_organisation(sdk: Sdk) -> None:
    told = sdk("getOrganisationCISSettings", sdk.tenant).cis_settings
    assert [each.cis_contractor_enabled for each in told] == [False]
    assert [each.cis_sub_contractor_enabled for each in told] == [False]
    assert sdk.refused("getOrganisationCISSettings", ELSEWHERE).status == 404


@exercises("createAccount", "getAccount")
def test_an_account_is_kept_as_it_was_sent(sdk: Sdk) -> None:
    made = sdk("createAccount", an_account(description="Hosting")).accounts[0]
    kept = sdk("getAccount", made.account_id).accounts[0]
    assert (kept.code, kept.name, kept.description) == ("X1", "Website", "Hosting")
    assert (kept.type, kept._class, kept.status) == (AccountType.EXPENSE, "EXPENSE", "ACTIVE")
    assert (kept.tax_type, kept.updated_date_utc) == ("INPUT2", NOON)


@exercises("createAccount")
def test_a_name_or_code_that_another_account_has_is_refused(sdk: Sdk) -> None:
    sdk("createAccount", an_account())
    refusal = sdk.refused("createAccount", an_account(code="X2"))
    assert (refusal.status, refusal.messages) == (400, ("Please enter a unique Name.",))
    refusal = sdk.refused("createAccount", an_account(name="Other"))
    assert refusal.messages == ("Please enter a unique Code.",)


@exercises("getAccounts")
def test_accounts_are_found_by_where_by_order_and_by_time(sdk: Sdk, xero: Running) -> None:
    banks = sdk("getAccounts", where='Type=="BANK"', order="Code DESC").accounts
    assert [each.code for each in banks] == ["091", "090"]
    assert sales_account(sdk).name == "Sales"
    xero.control.advance(1200)
    made = sdk("createAccount", an_account()).accounts[0]
    later = sdk("getAccounts", if_modified_since=NOON.replace(minute=10)).accounts
    assert [each.account_id for each in later] == [made.account_id]


@exercises("updateAccount")
def test_an_account_is_renamed_and_archived(sdk: Sdk) -> None:
    made = sdk("createAccount", an_account()).accounts[0]
    renamed = Accounts(accounts=[Account(name="Web")])
    assert sdk("updateAccount", made.account_id, renamed).accounts[0].name == "Web"
    archived = Accounts(accounts=[Account(status="ARCHIVED")])
    assert sdk("updateAccount", made.account_id, archived).accounts[0].status == "ARCHIVED"
    wrong = Accounts(accounts=[Account(code="200")])
    assert sdk.refused("updateAccount", made.account_id, wrong).status == 400


@exercises("deleteAccount")
def test_only_an_unused_account_is_deleted(sdk: Sdk) -> None:
    made = sdk("createAccount", an_account()).accounts[0]
    gone = sdk("deleteAccount", made.account_id).accounts[0]
    assert (gone.account_id, gone.status) == (made.account_id, "DELETED")
    made_invoice(sdk)
    assert sdk.refused("deleteAccount", sales_account(sdk).account_id).status == 400


@exercises("createTaxRates", "getTaxRateByTaxType")
def test_a_tax_rate_adds_up_its_parts(sdk: Sdk) -> None:
    made = sdk("createTaxRates", a_rate("8", "1.25")).tax_rates[0]
    kept = sdk("getTaxRateByTaxType", made.tax_type).tax_rates[0]
    assert (kept.name, kept.tax_type, kept.status) == ("Levy", "TAX001", "ACTIVE")
    assert (kept.effective_rate, kept.display_tax_rate) == (Decimal("9.25"), Decimal("9.25"))
    assert [(part.name, part.rate) for part in kept.tax_components] == [
        ("Part 0", 8),
        ("Part 1", Decimal("1.25")),
    ]
    line = an_invoice().line_items[:1]
    line[0].tax_type = "TAX001"
    assert made_invoice(sdk, line_items=line).total_tax == Decimal("3.47")  # 37.50 at 9.25 %


@exercises("createTaxRates")
def test_a_tax_rate_without_parts_is_refused(sdk: Sdk) -> None:
    refusal = sdk.refused("createTaxRates", a_rate())
    assert refusal.status == 400
    assert "TaxType" not in refusal.body["Elements"][0]
    assert sdk.refused("createTaxRates", a_rate("101")).status == 400


@exercises("getTaxRates", "getTaxRateByTaxType")
def test_the_british_organisation_knows_the_standard_rate(sdk: Sdk) -> None:
    found = sdk("getTaxRates", where='TaxType=="OUTPUT2"', order="Name").tax_rates
    assert [(each.name, each.effective_rate) for each in found] == [("20% (VAT on Income)", 20)]
    assert len(sdk("getTaxRates").tax_rates) == 10
    assert sdk.refused("getTaxRateByTaxType", "NOSUCH").status == 404


@exercises("updateTaxRate")
def test_a_tax_rate_is_renamed_and_deleted(sdk: Sdk) -> None:
    made = sdk("createTaxRates", a_rate("8")).tax_rates[0]
    for change in ({"name": "Duty"}, {"status": "DELETED"}):
        sent = TaxRates(tax_rates=[TaxRate(tax_type=made.tax_type, **change)])
        changed = sdk("updateTaxRate", sent).tax_rates[0]
    assert (changed.name, changed.status, changed.effective_rate) == ("Duty", "DELETED", 8)


@exercises("createCurrency", "getCurrencies")
def test_a_currency_is_subscribed_to_and_then_used(sdk: Sdk) -> None:
    held = {each.code for each in sdk("getCurrencies").currencies}
    assert held == {CurrencyCode.GBP, CurrencyCode.EUR, CurrencyCode.USD}
    made = sdk("createCurrency", Currency(code=CurrencyCode.JPY)).currencies[0]
    assert (made.code, made.description) == (CurrencyCode.JPY, "Japanese Yen")
    found = sdk("getCurrencies", where='Code=="JPY"', order="Code").currencies
    assert [each.code for each in found] == [CurrencyCode.JPY]
    assert made_invoice(sdk, currency_code=CurrencyCode.JPY).currency_code == CurrencyCode.JPY
