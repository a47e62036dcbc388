"""Contacts: found again by number or name, never made twice, archived for good."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest

from tallyloom.apps.xero import app
from tallyloom.kit import Again, AlreadyThere, BadInput, LookUpFirst, NotThere, Refused
from tallyloom.kit.testing import answer, drive, elements_of, look_up

CREATE = app.modules["create_contact"]
SEARCH = app.modules["search_contacts"]
ID = "bd2270c3-8706-4c11-9cfb-000b551c3f51"
OTHER = "5b96e86b-418e-48e8-8949-308c14aec278"


def found(*contacts: dict[str, Any]) -> Any:
    return answer({"Contacts": list(contacts)})


def contact(name: str, id_: str = ID, **more: Any) -> dict[str, Any]:
    return {"ContactID": id_, "Name": name, "ContactStatus": "ACTIVE", **more}


def test_contacts_are_created_together_and_each_gets_its_own_answer() -> None:
    given = [{"Name": "Ann"}, {"Name": "Bob", "EmailAddress": "b@example.com"}]
    driven = drive(CREATE, given, found(contact("Bob", OTHER), contact("Ann")))
    request = driven.request
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/Contacts")
    assert request.query == {"summarizeErrors": "false"}
    assert request.again is Again.LOOK
    assert request.body["Contacts"][1] == {"Name": "Bob", "EmailAddress": "b@example.com"}
    assert [bundle["ContactID"] for bundle in driven.result] == [ID, OTHER]


def test_a_refused_contact_does_not_touch_the_others() -> None:
    words = "Email address must be valid."
    refused = {"Name": "Ann", "HasValidationErrors": True, "ValidationErrors": [{"Message": words}]}
    driven = drive(CREATE, [{"Name": "Ann"}, {"Name": "Bob"}], found(refused, contact("Bob")))
    trouble, bundle = driven.result
    assert isinstance(trouble, Refused)
    assert trouble.words == (words,)
    assert bundle["Name"] == "Bob"


def test_a_name_that_is_taken_is_a_contact_that_exists_already() -> None:
    words = (
        "The contact name Ann is already assigned to another contact."
        " The contact name must be unique across all active contacts."
    )
    refused = {"Name": "Ann", "HasValidationErrors": True, "ValidationErrors": [{"Message": words}]}
    (trouble,) = drive(CREATE, {"Name": "Ann"}, found(refused)).result
    assert isinstance(trouble, AlreadyThere)
    assert words in trouble.message


def test_an_answer_that_leaves_a_contact_out_is_looked_up() -> None:
    with pytest.raises(LookUpFirst):
        drive(CREATE, [{"Name": "Ann"}, {"Name": "Bob"}], found(contact("Ann")))


def test_the_contact_number_is_the_key_where_there_is_one_else_the_name() -> None:
    given = [{"Name": "Ann", "ContactNumber": "C1"}, {"Name": " ANN "}]
    assert [e.key for e in elements_of(CREATE, given)] == ["number C1", "name ann"]


def test_names_are_looked_up_in_one_call_whatever_their_case() -> None:
    given = [{"Name": f"Customer {number}"} for number in range(17850, 17899)]
    driven = look_up(CREATE, given, found(contact("CUSTOMER 17850")))
    assert driven.request.query["where"].startswith('Name=="Customer 17850"||Name==')
    assert driven.request.query["includeArchived"] == "true"
    assert driven.result["name customer 17850"]["ContactID"] == ID


def test_known_contacts_are_asked_for_by_id_and_only_the_others_by_name() -> None:
    given = [{"Name": "Ann"}, {"Name": "Bob"}]
    known = {"name ann": contact("Ann")}
    driven = look_up(CREATE, given, found(contact("Ann")), found(), met=known)
    assert [set(r.query) & {"IDs", "where"} for r in driven.requests] == [{"IDs"}, {"where"}]
    assert driven.requests[0].query["IDs"] == ID
    assert driven.requests[1].query["where"] == 'Name=="Bob"'
    assert list(driven.result) == ["name ann"]


def test_a_known_contact_that_was_renamed_is_asked_for_by_name_again() -> None:
    known = {"name ann": contact("Ann")}
    renamed, another = contact("Anna"), contact("Ann", OTHER)
    driven = look_up(CREATE, {"Name": "Ann"}, found(renamed), found(another), met=known)
    assert driven.result["name ann"]["ContactID"] == OTHER


def test_an_active_contact_is_found_before_an_archived_one_of_its_name() -> None:
    archived = contact("Ann", OTHER, ContactStatus="ARCHIVED")
    driven = look_up(CREATE, {"Name": "Ann"}, found(archived, contact("Ann")))
    assert driven.result["name ann"]["ContactID"] == ID


def test_a_name_with_quotation_marks_is_asked_for_by_its_plain_part_and_compared_here() -> None:
    given = {"Name": 'The "Turquoise" Door'}
    driven = look_up(
        CREATE, given, found(contact('The "Turquoise" Door'), contact("Turquoise Door", OTHER))
    )
    assert driven.request.query["where"] == '(Name!=null&&Name.Contains("Turquoise"))'
    assert driven.result['name the "turquoise" door']["ContactID"] == ID


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (contact("Ann"), ""),
        (contact("ANN", EmailAddress="other@example.com"), ""),
        (contact("Anna", ContactNumber="C1"), "“Anna” in Xero, here “Ann”"),
        (contact("Ann", ContactStatus="ARCHIVED"), "is archived"),
        (contact("Ann", ContactNumber="C2"), "contact number C2 in Xero, here C1"),
    ],
)
def test_only_names_numbers_and_archiving_conflict(record: dict[str, Any], said: str) -> None:
    (element,) = elements_of(CREATE, {"Name": "Ann", "ContactNumber": "C1"})
    assert CREATE.bulk is not None
    told = CREATE.bulk.differs(element, record)
    assert said in told
    assert bool(told) == bool(said)


def test_a_contact_that_exists_is_updated_by_its_id() -> None:
    (element,) = elements_of(CREATE, {"Name": "Ann", "FirstName": "A", "if_exists": "update"})
    assert CREATE.bulk is not None
    assert CREATE.bulk.renew is not None
    request = CREATE.bulk.renew([(element, contact("ann"))])
    assert (request.method, request.again) == ("POST", Again.SAFE)
    assert request.body == {"Contacts": [{"ContactID": ID, "Name": "Ann", "FirstName": "A"}]}


def test_payment_terms_stand_where_xero_wants_them() -> None:
    given = {
        "Name": "Ann",
        "PaymentTerms.Sales.Day": 30,
        "PaymentTerms.Sales.Type": "DAYSAFTERBILLDATE",
    }
    (sent,) = drive(CREATE, given).request.body["Contacts"]
    assert sent["PaymentTerms"] == {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}


def test_updates_of_many_contacts_are_one_request_that_may_be_repeated() -> None:
    given = [{"ContactID": ID, "Name": "Ann"}, {"ContactID": OTHER, "FirstName": "B"}]
    answered = found(contact("Bob", OTHER), contact("Ann"))
    driven = drive(app.modules["update_contact"], given, answered)
    assert (driven.request.method, driven.request.again) == ("POST", Again.SAFE)
    assert [bundle["Name"] for bundle in driven.result] == ["Ann", "Bob"]


def test_a_contact_that_is_archived_already_stays_so() -> None:
    words = (
        "The specified contact details matched an archived contact."
        " Archived contacts cannot currently be edited via the API."
    )
    refused = {
        "ContactID": ID,
        "ContactStatus": "ARCHIVED",
        "HasValidationErrors": True,
        "ValidationErrors": [{"Message": words}],
    }
    driven = drive(app.modules["archive_contact"], {"ContactID": ID}, found(refused))
    assert driven.request.body == {"Contacts": [{"ContactID": ID, "ContactStatus": "ARCHIVED"}]}
    assert driven.result == [{"ContactID": ID, "ContactStatus": "ARCHIVED"}]


def test_archiving_reports_any_other_refusal() -> None:
    refused = {
        "ContactID": ID,
        "HasValidationErrors": True,
        "ValidationErrors": [{"Message": "Not this one."}],
    }
    (trouble,) = drive(app.modules["archive_contact"], {"ContactID": ID}, found(refused)).result
    assert isinstance(trouble, Refused)


GET = app.modules["get_contact"]


def test_a_contact_is_read_by_id_or_by_number() -> None:
    assert drive(GET, {"ContactID": ID}).request.path == f"/api.xro/2.0/Contacts/{ID}"
    by_number = drive(GET, {"ContactNumber": "C 12"}, found(contact("Ann")))
    assert by_number.request.path == "/api.xro/2.0/Contacts/C%2012"
    assert by_number.result[0]["Name"] == "Ann"


def test_a_number_that_an_address_may_not_hold_is_asked_for_by_a_condition() -> None:
    there = contact("Ann", ContactNumber="C 1/2")
    by_number = drive(GET, {"ContactNumber": "C 1/2"}, found(there))
    assert by_number.request.query["where"] == 'ContactNumber=="C 1/2"'
    assert by_number.result[0]["Name"] == "Ann"


def test_contacts_are_read_together_archived_ones_too() -> None:
    ids = [str(UUID(int=number)) for number in range(50)]
    there = found(*(contact(id_, id_) for id_ in ids[1:]))
    driven = drive(GET, [{"ContactID": id_} for id_ in ids], there)
    assert len(driven.request.query["IDs"].split(",")) == 50
    assert driven.request.query["includeArchived"] == "true"
    address = f"https://api.xero.com{driven.request.path}"
    assert len(f"{address}?{urlencode(driven.request.query, quote_via=quote)}") <= 2048
    assert isinstance(driven.result[0], NotThere)
    assert [bundle["ContactID"] for bundle in driven.result[1:]] == ids[1:]


def test_contacts_are_read_by_number_together() -> None:
    asked = [{"ContactNumber": "1"}, {"ContactNumber": "2"}, {"ContactID": ID}]
    driven = drive(GET, asked, found(contact("Ann")), found())
    by_id, by_number = driven.requests
    assert by_id.path.endswith(ID)
    assert by_number.query["where"] == 'ContactNumber=="1"||ContactNumber=="2"'


def test_a_contact_to_read_has_to_be_named() -> None:
    (trouble,) = drive(GET, {}).result
    assert isinstance(trouble, BadInput)
    assert "Give Xero's id of the contact, or its number" in trouble.message


def test_a_search_asks_for_exact_values_and_for_large_pages() -> None:
    search = app.modules["search_contacts"]
    given = {"Name": "Ann", "EmailAddress": "a@example.com", "includeArchived": "no"}
    query = drive(search, given).request.query
    assert query["where"] == '(Name=="Ann")&&(EmailAddress=="a@example.com")'
    assert query["includeArchived"] == "false"
    assert (query["page"], query["pageSize"]) == ("1", "1000")


def test_a_search_goes_on_until_a_page_is_not_full_or_the_limit_is_reached() -> None:
    search = app.modules["search_contacts"]
    full = found(*(contact(str(number), str(number)) for number in range(1000)))
    first = drive(search, {}, full)
    assert (len(first.result.bundles), first.result.after) == (1000, [2, 1000])
    assert drive(search, {}, found(), after=[2, 1000]).result.after is None
    limited = drive(search, {"limit": 1500}, full, after=[2, 1000])
    assert (len(limited.result.bundles), limited.result.after) == (500, None)


def test_a_search_ends_with_the_last_page_that_xero_counts_full_or_not() -> None:
    page = {"pagination": {"page": 2, "pageCount": 2}, "Contacts": [{}] * 1000}
    assert (
        drive(app.modules["search_contacts"], {}, answer(page), after=[2, 1000]).result.after
        is None
    )
    assert drive(app.modules["search_contacts"], {}, answer(page), after=None).result.after == [
        2,
        1000,
    ]


def test_a_name_with_marks_is_searched_by_its_longest_part_and_compared_here() -> None:
    page = found(contact('The "Turquoise" Door'), contact("Turquoise", OTHER))
    driven = drive(SEARCH, {"Name": 'the "turquoise" door', "limit": 1}, page)
    assert driven.request.query["where"] == '(Name!=null&&Name.Contains("turquoise"))'
    assert driven.request.query["pageSize"] == "1000"
    assert [one["Name"] for one in driven.result.bundles] == ['The "Turquoise" Door']
    assert driven.result.after is None


def test_more_ids_than_an_address_holds_are_refused_with_what_to_do() -> None:
    ids = [str(UUID(int=number)) for number in range(51)]
    assert drive(SEARCH, {"IDs": ids[:45]}, found()).result.bundles == []
    with pytest.raises(BadInput, match="IDs: too much for one search") as refused:
        drive(SEARCH, {"IDs": ids}, found())
    assert refused.value.field == "IDs"


def test_another_contact_of_the_name_is_not_taken_for_one_whose_answer_was_lost() -> None:
    (ours,) = elements_of(CREATE, {"Name": "Ann", "EmailAddress": "ann@lamps.example"})
    assert CREATE.bulk
    theirs = contact("Ann", EmailAddress="ann@other.example")
    assert "another email address" in CREATE.bulk.differs(ours, theirs)
    assert CREATE.bulk.differs(ours, contact("Ann", EmailAddress="ann@lamps.example")) == ""


def test_a_contact_that_may_be_used_may_have_another_address() -> None:
    inputs = {"Name": "Ann", "EmailAddress": "ann@lamps.example", "if_exists": "use"}
    (ours,) = elements_of(CREATE, inputs)
    assert CREATE.bulk
    assert CREATE.bulk.differs(ours, contact("Ann", EmailAddress="ann@other.example")) == ""
