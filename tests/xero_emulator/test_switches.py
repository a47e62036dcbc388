"""The switches of one organisation, and the control that turns them."""

from __future__ import annotations

import httpx2
import msgspec
import pytest

from xero_emulator.books import Books
from xero_emulator.direct import Direct
from xero_emulator.fixture import ControlRefused, running_emulator
from xero_emulator.switches import Switches

NEW = {
    "rounding": False,
    "payroll_provisioned": True,
    "legacy_bank_statement": False,
    "email_cap": None,
}


@pytest.fixture
def emulator():
    with running_emulator(seed="empty") as running:
        yield running


def test_a_new_organisation_is_as_xero_makes_it():
    assert NEW.items() <= msgspec.to_builtins(Direct("GB").books.switches).items()


def test_a_change_leaves_the_other_switches_as_they_were():
    changed = Switches(rounding=True).changed({"email_cap": 3})
    assert (changed.rounding, changed.email_cap) == (True, 3)


@pytest.mark.parametrize("sent", [{"magic": True}, {"rounding": "perhaps"}, {"email_cap": "x"}])
def test_a_switch_that_does_not_exist_or_does_not_fit_is_refused(sent):
    with pytest.raises(msgspec.ValidationError):
        Switches().changed(sent)


def test_saved_books_keep_their_switches():
    books = Direct("GB").books
    books.switches = Switches(rounding=True, email_cap=7)
    assert Books.load(books.dump()).switches == books.switches


def test_the_control_turns_the_switches_of_one_organisation(emulator):
    british, australian = emulator.tenants()["GB"], emulator.tenants()["AU"]
    told = emulator.control.switch(british, rounding=True, email_cap=2)
    assert (told["rounding"], told["email_cap"]) == (True, 2)
    assert emulator.control.call("GET", f"/organisations/{british}") == told
    assert emulator.control.call("GET", f"/organisations/{australian}")["rounding"] is False


def test_the_control_says_what_is_wrong_with_a_switch(emulator):
    with pytest.raises(ControlRefused, match=r"400.*magic"):
        emulator.control.switch(emulator.tenants()["GB"], magic=True)
    with pytest.raises(ControlRefused, match=r"404.*_emulator/state"):
        emulator.control.switch("33333333-3333-4333-8333-333333333333", rounding=True)


@pytest.mark.parametrize("body", ["{", "[1]", '"x"'])
def test_a_body_that_holds_no_switches_is_a_400(emulator, body):
    address = f"{emulator.url}/_emulator/organisations/{emulator.tenants()['GB']}"
    answer = httpx2.post(address, content=body)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
