"""What is said in XML means what it would mean in JSON."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from xero_emulator import xml_bodies
from xero_emulator.coverage import specification
from xero_emulator.direct import Direct
from xero_emulator.errors import Unreadable

INVOICE = b"""<?xml version="1.0"?>
<Invoices>
  <Invoice>
    <Type>ACCREC</Type><Status>AUTHORISED</Status>
    <Contact><Name>Ridgeway University</Name><Phones /></Contact>
    <Date>2026-02-14T00:00:00</Date><DueDate>2026-03-14</DueDate>
    <LineItems><LineItem>
      <Description>Lamps &amp; cables</Description>
      <Quantity>3</Quantity><UnitAmount>12.50</UnitAmount><AccountCode>200</AccountCode>
    </LineItem></LineItems>
    <SentToContact>true</SentToContact>
  </Invoice>
</Invoices>"""
IN_XML = {"accept": "application/xml"}


@pytest.fixture
def xero() -> Direct:
    return Direct("GB")


def told(xero: Direct, operation: str, *what: object, **how: str) -> Element:
    answer = xero.call(operation, *what, headers=IN_XML, **how)
    assert answer.reply.content_type == "text/xml; charset=utf-8"
    found: Element = fromstring(answer.reply.body)
    return found


def test_an_invoice_sent_as_xml_is_the_same_invoice(xero: Direct) -> None:
    made = xero.call("createInvoices", INVOICE).row()
    assert (made["Status"], str(made["Total"])) == ("AUTHORISED", "45.00")
    assert made["LineItems"][0]["Description"] == "Lamps & cables"
    assert made["SentToContact"] is True


def test_a_single_element_needs_no_wrapper(xero: Direct) -> None:
    body = b"<Contact><Name>Ridgeway University</Name></Contact>"
    assert xero.call("createContacts", body).row()["Name"] == "Ridgeway University"


def test_xml_may_come_as_a_field_of_a_form(xero: Direct) -> None:
    form = urlencode({"xml": "<Contact><Name>Bath &amp; Sons+1 £</Name></Contact>"}).encode()
    assert xero.call("createContacts", form).row()["Name"] == "Bath & Sons+1 £"
    made = xero.call("createInvoices", urlencode({"xml": INVOICE, "more": "x"}).encode()).row()
    assert str(made["Total"]) == "45.00"


def test_an_answer_in_xml_has_iso_dates_and_singular_elements(xero: Direct) -> None:
    xero.call("createInvoices", INVOICE).row()
    root = told(xero, "getInvoices", query={"page": "1"})
    assert root.tag == "Response"
    assert root.findtext("Status") == "OK"
    assert root.findtext("Invoices/Invoice/Date") == "2026-02-14T00:00:00"
    assert root.findtext("Invoices/Invoice/LineItems/LineItem/UnitAmount") == "12.50"
    assert root.findtext("pagination/itemCount") == "1"


def test_a_refusal_in_xml_names_the_kind_of_each_element(xero: Direct) -> None:
    root = told(xero, "createInvoices", b"<Invoice><Type>ACCREC</Type></Invoice>")
    assert root.tag == "ApiException"
    assert root.findtext("ErrorNumber") == "10"
    (element,) = root.findall("Elements/DataContractBase")
    assert element.get(f"{{{xml_bodies.INSTANCE}}}type") == "Invoice"
    assert element.findtext("ValidationErrors/ValidationError/Message", "").startswith("A Contact")


def test_json_is_what_a_caller_gets_who_does_not_care(xero: Direct) -> None:
    assert xero.call("getContacts", headers={"accept": "*/*"}).rows() == []
    xero.books.switches = xero.books.switches.changed({"xml_by_default": True})
    for accept in ("*/*", ""):
        answer = xero.call("getContacts", headers={"accept": accept})
        assert answer.reply.body.startswith(b"<?xml")
    for accept in ("application/json", "text/html, application/json;q=0.9"):
        assert xero.call("getContacts", headers={"accept": accept}).rows() == []


@pytest.mark.parametrize(
    "body",
    [
        b"<Invoices>",
        b"<Contact><Name>&unknown;</Name></Contact>",
        b'<!DOCTYPE x [<!ENTITY a "aaa">]><Contact><Name>&a;</Name></Contact>',
        b'<?xml version="1.0" encoding="no-such-thing"?><Contact/>',
    ],
)
def test_xml_that_cannot_be_read_is_refused(xero: Direct, body: bytes) -> None:
    answer = xero.call("createContacts", body)
    assert (answer.status, answer.json["ErrorNumber"]) == (400, 14)
    with pytest.raises(Unreadable, match="XML"):
        xml_bodies.read(body)


def test_a_character_that_xml_cannot_hold_breaks_no_answer(xero: Direct) -> None:
    xero.call("createContacts", {"Name": "Ridgeway\x01 University"}).row()
    assert (
        told(xero, "getContacts").findtext("Contacts/Contact/Name") == "Ridgeway\ufffd University"
    )


def test_every_list_of_the_specifications_has_elements_with_a_name(reference: Path) -> None:
    for file in ("xero_accounting.yaml", "xero-payroll-au.yaml"):
        schemas = specification(reference / "xero-openapi" / file)["components"]["schemas"]
        lists = {
            name
            for schema in schemas.values()
            for name, field in schema.get("properties", {}).items()
            if field.get("type") == "array"
        }
        assert lists - xml_bodies.LISTS - {"Employee"} == set()
    assert xml_bodies.singular("Currencies") == "Currency"
    assert all(xml_bodies.singular(name) != name for name in xml_bodies.LISTS)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1)
phones = st.fixed_dictionaries({"PhoneType": texts, "PhoneNumber": texts})
sent = st.fixed_dictionaries(
    {"Name": texts, "Phones": st.lists(phones), "Balances": st.fixed_dictionaries({"A": texts})}
)


@given(st.lists(sent, max_size=3))
def test_what_is_written_is_what_is_read(elements: list[dict[str, object]]) -> None:
    written = xml_bodies.write({"Contacts": elements}, str)
    assert xml_bodies.read(written) == {"Contacts": elements}
