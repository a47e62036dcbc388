"""Contacts: names and numbers that mean one contact, what is always there, what is frozen."""

from __future__ import annotations

import pytest

from xero_emulator.accounting.contacts import STATES
from xero_emulator.direct import Direct

NAME_TAKEN = (
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
FROZEN = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)


@pytest.fixture
def xero() -> Direct:
    return Direct()


def create(xero, **contact):
    return xero.call("createContacts", {"Contacts": [contact]}).row()


def update(xero, **contact):
    return xero.call("updateOrCreateContacts", {"Contacts": [contact]})


def get(xero, contact_id):
    return xero.call("getContact", ContactID=contact_id).row()


def test_a_contact_comes_back_as_it_was_sent(xero):
    sent = {
        "Name": "Ridgeway Bank",
        "FirstName": "Ann",
        "LastName": "Lee",
        "EmailAddress": "ann@ridgeway.test",
        "ContactNumber": "C-7",
        "AccountNumber": "A-7",
        "TaxNumber": "GB1",
        "CompanyNumber": "07",
        "DefaultCurrency": "EUR",
        "BankAccountDetails": "12-34-56",
        "ContactPersons": [{"FirstName": "Bo", "EmailAddress": "bo@ridgeway.test"}],
        "PaymentTerms": {"Sales": {"Day": 10, "Type": "DAYSAFTERBILLMONTH"}},
    }
    made = create(xero, **sent)
    assert get(xero, made["ContactID"]) == made
    assert {name: made[name] for name in sent} == sent
    assert made["ContactStatus"] == "ACTIVE"
    assert made["UpdatedDateUTC"] == "/Date(1772452800000+0000)/"


def test_four_phones_and_two_addresses_are_always_there(xero):
    made = create(
        xero,
        Name="A",
        Phones=[{"PhoneType": "MOBILE", "PhoneNumber": "555-1212", "PhoneAreaCode": "415"}],
        Addresses=[{"AddressType": "POBOX", "City": "Bath", "AddressLine1": "1 Hill"}],
    )
    assert [phone["PhoneType"] for phone in made["Phones"]] == ["DEFAULT", "DDI", "FAX", "MOBILE"]
    assert made["Phones"][0]["PhoneNumber"] == ""
    assert made["Phones"][3] == {
        "PhoneType": "MOBILE",
        "PhoneNumber": "555-1212",
        "PhoneAreaCode": "415",
        "PhoneCountryCode": "",
    }
    assert [address["AddressType"] for address in made["Addresses"]] == ["STREET", "POBOX"]
    assert made["Addresses"][1]["City"] == "Bath"
    assert made["Addresses"][1]["PostalCode"] == ""


def test_a_phone_that_is_not_sent_again_stays(xero):
    made = create(xero, Name="A", Phones=[{"PhoneType": "FAX", "PhoneNumber": "1"}])
    changed = update(
        xero, ContactID=made["ContactID"], Phones=[{"PhoneType": "DDI", "PhoneNumber": "2"}]
    ).row()
    assert [phone["PhoneNumber"] for phone in changed["Phones"]] == ["", "2", "1", ""]


def test_a_name_is_unique_whatever_its_case(xero):
    create(xero, Name="Ridgeway Bank")
    answer = xero.call("createContacts", {"Contacts": [{"Name": "RIDGEWAY bank"}]})
    assert answer.status == 400
    (element,) = answer.json["Elements"]
    assert element["ContactID"] == "00000000-0000-0000-0000-000000000000"
    assert element["Name"] == "RIDGEWAY bank"
    assert element["HasValidationErrors"] is True
    assert element["ValidationErrors"] == [{"Message": NAME_TAKEN.format("RIDGEWAY bank")}]


def test_a_contact_number_is_unique(xero):
    create(xero, Name="A", ContactNumber="C1")
    answer = xero.call("createContacts", {"Contacts": [{"Name": "B", "ContactNumber": "c1"}]})
    assert answer.messages() == [
        "Another contact has this contact number. Please enter a different contact number."
    ]


@pytest.mark.parametrize(
    "known", [{"Name": "ridgeway bank"}, {"ContactNumber": "c-7"}, {"ContactID": None}]
)
def test_post_finds_the_contact_by_name_number_or_id(xero, known):
    made = create(xero, Name="Ridgeway Bank", ContactNumber="C-7")
    known = {name: value or made["ContactID"] for name, value in known.items()}
    changed = update(xero, **known, FirstName="Ann").row()
    assert changed["ContactID"] == made["ContactID"]
    assert changed["FirstName"] == "Ann"
    assert len(xero.call("getContacts").rows()) == 1


def test_post_creates_a_contact_that_is_not_there(xero):
    assert update(xero, Name="New").row()["ContactStatus"] == "ACTIVE"


def test_post_to_an_id_changes_that_contact_only(xero):
    one, two = create(xero, Name="One"), create(xero, Name="Two")
    answer = xero.call("updateContact", {"Name": "Uno"}, ContactID=one["ContactID"])
    assert answer.row()["Name"] == "Uno"
    assert get(xero, two["ContactID"])["Name"] == "Two"
    assert xero.call("updateContact", {"Name": "X"}, ContactID="nobody").status == 404


def test_an_unknown_id_is_refused(xero):
    answer = update(xero, ContactID="a3675fc4-f8dd-4f03-ba5b-f1870566bcd7", Name="A")
    assert answer.messages() == [
        "An existing Contact with the specified ContactID could not be found"
    ]


def test_somebody_must_be_named(xero):
    answer = xero.call("createContacts", {"Contacts": [{"EmailAddress": "a@b.test"}]})
    assert answer.messages() == [
        "The Contact must contain at least 1 of the following elements to identify the contact: "
        "Name, ContactID, ContactNumber"
    ]
    answer = update(xero, ContactNumber="C9")
    assert answer.messages() == ["The contact name must be specified."]


@pytest.mark.parametrize("mail", ["nobody", "a@b", "a b@c.test", "a@b..test", "@b.test"])
def test_an_email_address_must_be_one(xero, mail):
    answer = xero.call("createContacts", {"Contacts": [{"Name": "A", "EmailAddress": mail}]})
    assert answer.messages() == ["Email address must be valid."]


def test_a_name_has_255_characters_at_most(xero):
    create(xero, Name="n" * 255)
    answer = xero.call("createContacts", {"Contacts": [{"Name": "m" * 256}]})
    assert answer.messages() == ["The Name must be 255 characters or fewer."]


def test_six_contact_persons_are_too_many(xero):
    answer = xero.call("createContacts", {"Contacts": [{"Name": "A", "ContactPersons": [{}] * 6}]})
    assert answer.messages() == ["A contact can have at most 5 contact persons."]


def test_contact_persons_sent_replace_those_there(xero):
    made = create(xero, Name="A", ContactPersons=[{"FirstName": "Bo"}])
    changed = update(xero, ContactID=made["ContactID"], ContactPersons=[{"FirstName": "Cy"}]).row()
    assert changed["ContactPersons"] == [{"FirstName": "Cy"}]


def test_a_currency_must_be_subscribed(xero):
    answer = xero.call("createContacts", {"Contacts": [{"Name": "A", "DefaultCurrency": "ZAR"}]})
    assert answer.messages() == ["Organisation is not subscribed to currency ZAR"]


def test_archiving_is_the_only_way_out_and_leads_nowhere(xero):
    assert STATES.born == ("ACTIVE", "ARCHIVED")
    assert STATES.edges == {"ACTIVE": ("ACTIVE", "ARCHIVED")}
    made = create(xero, Name="A", ContactNumber="C1")
    archived = update(xero, ContactID=made["ContactID"], ContactStatus="ARCHIVED").row()
    assert archived["ContactStatus"] == "ARCHIVED"
    for sent in (
        {"ContactID": made["ContactID"], "ContactStatus": "ACTIVE"},
        {"ContactID": made["ContactID"], "ContactStatus": "ARCHIVED"},
        {"ContactNumber": "C1", "FirstName": "X"},
        {"Name": "A", "FirstName": "X"},
    ):
        assert update(xero, **sent).messages() == [FROZEN]


def test_a_caller_cannot_ask_for_gdprrequest(xero):
    made = create(xero, Name="A")
    answer = update(xero, ContactID=made["ContactID"], ContactStatus="GDPRREQUEST")
    assert answer.messages() == ["The contact cannot become GDPRREQUEST."]


def test_an_archived_contacts_name_is_free_again(xero):
    made = create(xero, Name="A")
    update(xero, ContactID=made["ContactID"], ContactStatus="ARCHIVED")
    assert create(xero, Name="A")["ContactID"] != made["ContactID"]


def test_lists_hide_archived_contacts_unless_asked(xero):
    made = create(xero, Name="A")
    create(xero, Name="B")
    update(xero, ContactID=made["ContactID"], ContactStatus="ARCHIVED")
    assert [row["Name"] for row in xero.call("getContacts").rows()] == ["B"]
    shown = xero.call("getContacts", query={"includeArchived": "True", "order": "Name"}).rows()
    assert [row["Name"] for row in shown] == ["A", "B"]


def test_a_contact_is_found_by_its_number_in_the_path(xero):
    made = create(xero, Name="A", ContactNumber="C-7")
    found = xero.call("getContactByContactNumber", ContactNumber="C-7").row()
    assert found["ContactID"] == made["ContactID"]


@pytest.mark.parametrize("term", ["ridge", "ANN", "lee", "c-7", "@ridgeway"])
def test_a_search_term_looks_in_five_fields(xero, term):
    create(
        xero,
        Name="Ridgeway Bank",
        FirstName="Ann",
        LastName="Lee",
        ContactNumber="C-7",
        EmailAddress="a@ridgeway.test",
    )
    create(xero, Name="Other")
    shown = xero.call("getContacts", query={"searchTerm": term}).rows()
    assert [row["Name"] for row in shown] == ["Ridgeway Bank"]


def test_an_unpaged_list_says_less_than_a_page(xero):
    create(xero, Name="A", SalesDefaultLineAmountType="INCLUSIVE")
    (unpaged,) = xero.call("getContacts").rows()
    (paged,) = xero.call("getContacts", query={"page": "1"}).rows()
    assert "SalesDefaultLineAmountType" not in unpaged
    assert paged["SalesDefaultLineAmountType"] == "INCLUSIVE"


def test_a_summary_is_light_and_paged(xero):
    create(xero, Name="A")
    answer = xero.call("getContacts", query={"summaryOnly": "true"})
    assert answer.json["pagination"]["itemCount"] == 1
    assert "Phones" not in answer.row()
    assert answer.row()["Name"] == "A"


def test_balances_say_what_is_owed_and_overdue(xero):
    line = {"Description": "x", "UnitAmount": 100, "AccountCode": "200"}
    bill = {"Description": "x", "UnitAmount": 50, "AccountCode": "400"}
    made = create(xero, Name="A")
    who = {"ContactID": made["ContactID"]}
    late = {"Date": "2026-01-01", "DueDate": "2026-02-01", "Status": "AUTHORISED"}
    soon = {"Date": "2026-03-01", "DueDate": "2026-03-02", "Status": "AUTHORISED"}
    invoices = [
        {"Type": "ACCREC", "Contact": who, **late, "LineItems": [line]},
        {"Type": "ACCREC", "Contact": who, **soon, "LineItems": [line]},
        {"Type": "ACCREC", "Contact": who, "LineItems": [line]},
        {"Type": "ACCPAY", "Contact": who, **late, "LineItems": [bill]},
    ]
    xero.call("createInvoices", {"Invoices": invoices}).rows()
    found = get(xero, made["ContactID"])
    assert found["Balances"] == {
        "AccountsReceivable": {"Outstanding": 240, "Overdue": 120},
        "AccountsPayable": {"Outstanding": 60, "Overdue": 60},
    }
    assert (found["IsCustomer"], found["IsSupplier"]) == (True, True)
    assert found["UpdatedDateUTC"] == made["UpdatedDateUTC"]


def test_cis_is_not_enabled(xero):
    made = create(xero, Name="A")
    answer = xero.call("getContactCISSettings", ContactID=made["ContactID"])
    assert answer.row() == {"CISEnabled": False}
