"""The organisation itself."""

from __future__ import annotations

import pytest

from xero_emulator.direct import Direct


@pytest.mark.parametrize(
    ("country", "name", "currency", "zone"),
    [
        ("GB", "Demo Company (UK)", "GBP", "GMTSTANDARDTIME"),
        ("AU", "Demo Company (AU)", "AUD", "AUSEASTERNSTANDARDTIME"),
        ("NZ", "Demo Company (NZ)", "NZD", "NEWZEALANDSTANDARDTIME"),
        ("US", "Demo Company (US)", "USD", "EASTERNSTANDARDTIME"),
    ],
)
def test_it_says_who_it_is(country, name, currency, zone):
    xero = Direct(country)
    found = xero.call("getOrganisations").row()
    assert (found["Name"], found["CountryCode"]) == (name, country)
    assert (found["BaseCurrency"], found["Timezone"]) == (currency, zone)
    assert found["OrganisationID"] == xero.books.tenant_id
    assert "PeriodLockDate" not in found
    assert found["CreatedDateUTC"] == "/Date(1772452800000)/"


def test_it_says_what_a_user_may_do():
    actions = Direct().call("getOrganisationActions").rows()
    assert {"Name": "CreateApprovedInvoice", "Status": "ALLOWED"} in actions


def test_cis_is_not_enabled():
    xero = Direct()
    answer = xero.call("getOrganisationCISSettings", OrganisationID=xero.books.tenant_id)
    assert answer.row() == {"CISContractorEnabled": False, "CISSubContractorEnabled": False}
    assert xero.call("getOrganisationCISSettings", OrganisationID="another").status == 404
