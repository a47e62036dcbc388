"""The people of an organisation."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.users import founders
from xero_emulator.direct import NOW, Direct

ELSEWHERE = "9f2c1a4e-5b6d-4c7e-8f90-123456789abc"


@pytest.mark.parametrize("country", ["GB", "AU", "NZ", "US"])
def test_each_organisation_has_a_subscriber_and_a_colleague(country):
    found = Direct(country).call("getUsers", query={"order": "FirstName"}).rows()
    assert [(each["FirstName"], each["IsSubscriber"]) for each in found] == [
        ("Ada", True),
        ("Tom", False),
    ]
    assert found[0]["EmailAddress"] == "ada.penrose@demo.test"


def test_the_same_organisation_has_the_same_people():
    one, two = list(founders(ELSEWHERE, NOW)), list(founders(ELSEWHERE, NOW))
    assert one == two
    assert {each["UserID"] for each in one}.isdisjoint(
        each["UserID"] for each in founders("another", NOW)
    )


def test_a_user_is_found_by_id_and_nobody_else_is():
    xero = Direct()
    first = xero.call("getUsers").rows()[0]
    assert xero.call("getUser", UserID=first["UserID"]).row() == first
    assert xero.call("getUser", UserID=ELSEWHERE).status == 404


def test_users_are_filtered():
    xero = Direct()
    for where, wanted in (
        ('OrganisationRole=="STANDARD"', ["Tom"]),
        ("IsSubscriber==true", ["Ada"]),
        ('LastName.StartsWith("Pen")', ["Ada"]),
    ):
        found = xero.call("getUsers", query={"where": where}).rows()
        assert [each["FirstName"] for each in found] == wanted
    later = {"if-modified-since": "2026-03-02T12:00:01"}
    assert xero.call("getUsers", headers=later).rows() == []
