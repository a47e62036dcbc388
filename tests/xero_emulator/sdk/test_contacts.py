"""Contacts, through Xero's official SDK."""

from __future__ import annotations

from decimal import Decimal

from tests.xero_emulator.sdk.client import Sdk, exercises
from tests.xero_emulator.sdk.given import ELSEWHERE, NOON, a_contact, made_contact, made_invoice
from xero_python.accounting import Address, Contact, ContactPerson, Contacts, Phone

from xero_emulator.fixture import Running

TAKEN = (
    "The contact name Ridgeway University is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)


@exercises("createContacts", "getContact")
def test_a_contact_is_kept_as_it_was_sent(sdk: Sdk) -> None:
    made = made_contact(
        sdk,
        contact_number="R-1",
        first_name="Ada",
        email_address="ada@ridgeway.test",
        phones=[Phone(phone_type="MOBILE", phone_number="555 0100", phone_country_code="44")],
        addresses=[Address(address_type="STREET", address_line1="1 Hill Road", city="Oxford")],
        contact_persons=[ContactPerson(first_name="Bo", include_in_emails=True)],
    )
    kept = sdk("getContact", made.contact_id).contacts[0]
    assert (kept.name, kept.contact_number) == ("Ridgeway University", "R-1")
    assert (kept.first_name, kept.email_address) == ("Ada", "ada@ridgeway.test")
    assert (kept.contact_status, kept.updated_date_utc) == ("ACTIVE", NOON)
    assert [phone.phone_type for phone in kept.phones] == ["DEFAULT", "DDI", "FAX", "MOBILE"]
    assert [phone.phone_number for phone in kept.phones] == ["", "", "", "555 0100"]
    assert [each.address_type for each in kept.addresses] == ["STREET", "POBOX"]
    assert (kept.addresses[0].address_line1, kept.addresses[0].city) == ("1 Hill Road", "Oxford")
    assert [(one.first_name, one.include_in_emails) for one in kept.contact_persons] == [
        ("Bo", True)
    ]


@exercises("createContacts")
def test_a_name_that_another_contact_has_is_refused(sdk: Sdk) -> None:
    made_contact(sdk)
    refusal = sdk.refused("createContacts", Contacts(contacts=[a_contact()]))
    assert (refusal.status, refusal.messages) == (400, (TAKEN,))
    assert refusal.body["Elements"][0]["Name"] == "Ridgeway University"
    assert len(sdk("getContacts").contacts) == 1


@exercises("createContacts")
def test_one_refused_contact_does_not_stop_the_others(sdk: Sdk) -> None:
    made_contact(sdk)
    sent = Contacts(contacts=[a_contact("Ada"), a_contact(), a_contact("Bo")])
    answers = sdk("createContacts", sent, summarize_errors=False).contacts
    assert [each.status_attribute_string for each in answers] == ["OK", "ERROR", "OK"]
    assert answers[1].validation_errors[0].message == TAKEN
    assert answers[1].has_validation_errors
    named = {each.name for each in sdk("getContacts").contacts}
    assert named == {"Ada", "Bo", "Ridgeway University"}


@exercises("updateOrCreateContacts")
def test_a_contact_sent_again_by_name_is_changed(sdk: Sdk) -> None:
    made = made_contact(sdk)
    sent = Contacts(contacts=[a_contact("ridgeway university", last_name="L"), a_contact("Ada")])
    answers = sdk("updateOrCreateContacts", sent).contacts
    assert answers[0].contact_id == made.contact_id
    assert answers[0].last_name == "L"
    assert answers[1].name == "Ada"
    assert len(sdk("getContacts").contacts) == 2


@exercises("updateContact")
def test_an_archived_contact_is_listed_only_when_asked_for(sdk: Sdk) -> None:
    made = made_contact(sdk)
    sent = Contacts(contacts=[Contact(contact_status="ARCHIVED")])
    answer = sdk("updateContact", made.contact_id, sent).contacts[0]
    assert answer.contact_status == "ARCHIVED"
    assert sdk("getContacts").contacts == []
    listed = sdk("getContacts", include_archived=True).contacts
    assert [each.contact_id for each in listed] == [made.contact_id]


@exercises("getContactByContactNumber")
def test_a_contact_is_found_by_its_number(sdk: Sdk) -> None:
    made = made_contact(sdk, contact_number="R 1/2")
    made_contact(sdk, "Ada", contact_number="R-2")
    found = sdk("getContactByContactNumber", "R-2").contacts
    assert [each.name for each in found] == ["Ada"]
    assert made.contact_number == "R 1/2"


@exercises("getContacts", "createContacts")
def test_contacts_come_in_pages_of_the_size_asked_for(sdk: Sdk) -> None:
    names = [f"Shop {at:03}" for at in range(45)]
    sdk("createContacts", Contacts(contacts=[a_contact(name) for name in names]))
    pages = [sdk("getContacts", page=at, page_size=20, order="Name DESC") for at in (1, 2, 3, 4)]
    assert [len(page.contacts) for page in pages] == [20, 20, 5, 0]
    assert [each.name for page in pages for each in page.contacts] == names[::-1]
    told = pages[2].pagination
    assert (told.page, told.page_size, told.page_count, told.item_count) == (3, 20, 3, 45)


@exercises("getContacts")
def test_contacts_are_found_by_ids_by_where_by_words_and_by_time(sdk: Sdk, xero: Running) -> None:
    ada = made_contact(sdk, "Ada", email_address="ada@a.test")
    xero.control.advance(1200)
    bo = made_contact(sdk, "Bo", email_address="bo@b.test")
    asked = (
        {"i_ds": [ada.contact_id]},
        {"where": 'Name.StartsWith("A")'},
        {"where": f'ContactID==Guid("{ada.contact_id}")'},
        {"search_term": "ada@"},
    )
    for how in asked:
        found = sdk("getContacts", **how).contacts
        assert [each.contact_id for each in found] == [ada.contact_id], how
    later = sdk("getContacts", if_modified_since=NOON.replace(minute=10)).contacts
    assert [each.contact_id for each in later] == [bo.contact_id]


@exercises("getContacts", "getContact")
def test_a_summary_is_light_and_a_single_contact_has_its_balance(sdk: Sdk) -> None:
    invoice = made_invoice(sdk)
    light = sdk("getContacts", summary_only=True).contacts[0]
    assert (light.name, light.is_customer, light.phones) == ("Ridgeway University", True, None)
    whole = sdk("getContact", invoice.contact.contact_id).contacts[0]
    assert whole.balances.accounts_receivable.outstanding == Decimal("48.06")
    assert whole.balances.accounts_receivable.overdue == Decimal("0")
    assert len(whole.phones) == 4


@exercises("getContactCISSettings")
def test_cis_is_not_enabled_for_a_contact(sdk: Sdk) -> None:
    made = made_contact(sdk)
    told = sdk("getContactCISSettings", made.contact_id).cis_settings
    assert [each.cis_enabled for each in told] == [False]


@exercises("getContacts", "getContact")
def test_an_unknown_contact_and_a_wrong_question_are_refused(sdk: Sdk) -> None:
    assert sdk.refused("getContact", ELSEWHERE).status == 404
    refusal = sdk.refused("getContacts", where="Nam==")
    assert (refusal.status, refusal.body["Type"]) == (400, "QueryParseException")
