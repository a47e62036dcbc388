"""Accounts: the chart of accounts.

Xero takes one account in a request, gives all of them in one answer, and has no way to create a
credit card or PayPal account or to change a bank account: these are refused before a call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyloom.apps.xero import wire
from tallyloom.apps.xero.fields import CURRENCY, ORDER, WHERE
from tallyloom.apps.xero.scopes import SETTINGS, SETTINGS_READ
from tallyloom.apps.xero.shape import NaturalKey, Paging, Query, Resource, Wrap
from tallyloom.apps.xero.where import all_of, exactly
from tallyloom.kit import (
    Again,
    BadInput,
    Boolean,
    Bundle,
    Choice,
    Element,
    Field,
    Inputs,
    Known,
    NotThere,
    Output,
    Refused,
    Steps,
    Text,
    Trouble,
    outputs_of,
)

PAGE_OF_XERO = "https://developer.xero.com/documentation/api/accounting/accounts"

ID = Text(
    name="AccountID",
    label="Account",
    required=True,
    pick="account_ids",
    help="Xero's id of the account.",
)
CODE = Text(name="Code", label="Code", max_length=10, help="Unique, such as 200.")
NAME = Text(name="Name", label="Name", max_length=150, help="Unique.")
TYPE = Choice(
    name="Type",
    label="Type",
    options={
        "BANK": "Bank",
        "CURRENT": "Current asset",
        "CURRLIAB": "Current liability",
        "DEPRECIATN": "Depreciation",
        "DIRECTCOSTS": "Direct costs",
        "EQUITY": "Equity",
        "EXPENSE": "Expense",
        "FIXED": "Fixed asset",
        "INVENTORY": "Inventory",
        "LIABILITY": "Liability",
        "NONCURRENT": "Non-current asset",
        "OTHERINCOME": "Other income",
        "OVERHEADS": "Overheads",
        "PREPAYMENT": "Prepayment",
        "REVENUE": "Revenue",
        "SALES": "Sales",
        "TERMLIAB": "Non-current liability",
        "PAYG": "PAYG",
    },
)
DETAILS: tuple[Field, ...] = (
    Text(
        name="TaxType",
        label="Tax rate",
        pick="tax_types",
        help="What lines of this account take where they name none.",
    ),
    Text(
        name="Description",
        label="Description",
        max_length=4000,
        multiline=True,
        help="Not of bank accounts.",
    ),
    Boolean(name="EnablePaymentsToAccount", label="Takes payments"),
    Boolean(name="ShowInExpenseClaims", label="Offered in expense claims", advanced=True),
    Boolean(name="AddToWatchlist", label="On the watchlist of the dashboard", advanced=True),
    Text(name="ReportingCode", label="Reporting code", advanced=True),
)
_BANK: tuple[Field, ...] = (
    Text(name="BankAccountNumber", label="Bank account number", help="Bank accounts only."),
    Choice(
        name="BankAccountType",
        label="Kind of bank account",
        options={"BANK": "Bank account", "CREDITCARD": "Credit card", "PAYPAL": "PayPal"},
        advanced=True,
        help=f"Xero's API cannot create credit cards and PayPal accounts; see {PAGE_OF_XERO}.",
    ),
    CURRENCY(
        pick="currencies",
        advanced=True,
        help="Bank accounts only. If left out, the organisation's own.",
    ),
)
STATUS = Choice(name="Status", label="Status", options={"ACTIVE": "Active", "ARCHIVED": "Archived"})
CLASS = Choice(
    name="Class",
    label="Class",
    options={
        "ASSET": "Asset",
        "EQUITY": "Equity",
        "EXPENSE": "Expense",
        "LIABILITY": "Liability",
        "REVENUE": "Revenue",
    },
)


def _not_a_bank_account(account: Bundle) -> BadInput:
    return BadInput(
        f"Account: “{account.get('Name', '')}” is a bank account, which Xero's API cannot change;"
        f" change it in Xero. See {PAGE_OF_XERO}.",
        field="AccountID",
    )


# Creating


def _check(body: Bundle) -> Bundle:
    """What Xero's API cannot do, or would refuse for a reason that can be seen here."""
    if body.get("BankAccountType") in ("CREDITCARD", "PAYPAL"):
        raise BadInput(
            "Kind of bank account: Xero's API cannot create credit card or PayPal accounts; add"
            f" the account in Xero. See {PAGE_OF_XERO}.",
            field="BankAccountType",
        )
    for name, label in _wrong(body):
        kind = "a bank account has none" if body["Type"] == "BANK" else "only bank accounts have it"
        raise BadInput(f"{label}: {kind}; leave it empty.", field=name)
    needed = "BankAccountNumber" if body["Type"] == "BANK" else "Code"
    if not body.get(needed):
        label = "Bank account number" if needed != "Code" else "Code"
        raise BadInput(f"{label}: this type of account needs one.", field=needed)
    return body


def _wrong(body: Bundle) -> list[tuple[str, str]]:
    """Names and labels of what is given and does not belong to the type of account."""
    not_here = {field.name: field.label for field in _BANK}
    if body["Type"] == "BANK":
        not_here = {"Description": "Description"}
    return [(name, label) for name, label in not_here.items() if body.get(name)]


def _key(body: Bundle) -> str:
    code = body.get("Code")
    return f"code {code}" if code else f"name {body['Name'].casefold()}"


def _same(body: Bundle, record: Bundle) -> bool:
    if code := body.get("Code"):
        return bool(record.get("Code") == code)
    return str(record.get("Name", "")).casefold() == str(body["Name"]).casefold()


def _differs(body: Bundle, record: Bundle) -> str:
    code, name, kind = record.get("Code", ""), record.get("Name", ""), record.get("Type", "")
    if record.get("Status") == "ARCHIVED":
        return f"The account {code} “{name}” is archived; restore it in Xero or use another code."
    if (name, kind) != (body["Name"], body["Type"]):
        here = f"“{body['Name']}” ({body['Type']})"
        return f"The account {code} is “{name}” ({kind}) in Xero, here {here}."
    unlike = [
        field.label.lower()
        for field in (*DETAILS, *_BANK)
        if field.name in body and record.get(field.name, body[field.name]) != body[field.name]
    ]
    return f"The account {code} “{name}” is there with another {', '.join(unlike)}." * bool(unlike)


def _renewed(body: Bundle, record: Bundle) -> Bundle:
    if record.get("Type") == "BANK":
        raise _not_a_bank_account(record)
    return body


def _look_up(
    elements: Sequence[Element], _known: Mapping[str, Bundle]
) -> Steps[Mapping[str, Bundle]]:
    """Among all accounts, which are one answer."""
    listed = yield from accounts.pages({})
    wanted = {e.key: e.body for e in elements if e.key is not None}
    found = {key: [a for a in listed if _same(body, a)] for key, body in wanted.items()}
    return {key: same[0] for key, same in found.items() if same}


_KEY = NaturalKey(
    of=_key,
    same=_same,
    look_up=_look_up,
    differs=_differs,
    renewed=_renewed,
    check=_check,
)

accounts = Resource(
    plural="Accounts",
    one="account",
    id="AccountID",
    group="Accounts",
    reads=SETTINGS_READ,
    writes=SETTINGS,
    paging=Paging.NONE,
    creates=Wrap.BARE,
    changes=Wrap.SINGLE,
    outputs=(
        Output("AccountID", "text", "Account"),
        *outputs_of(CODE, NAME, TYPE, STATUS, CLASS, *DETAILS, *_BANK),
        Output("ReportingCodeName", "text", "Name of the reporting code"),
        Output("SystemAccount", "text", "System account"),
        Output("HasAttachments", "boolean", "Has attachments"),
        Output("CreatedDateUTC", "moment", "Made"),
        Output("UpdatedDateUTC", "moment", "Changed"),
    ),
    sample={
        "AccountID": "562555f2-8cde-4ce9-8203-0363922537a4",
        "Code": "200",
        "Name": "Sales",
        "Type": "REVENUE",
        "Status": "ACTIVE",
        "Class": "REVENUE",
        "TaxType": "OUTPUT2",
        "EnablePaymentsToAccount": False,
        "HasAttachments": False,
        "UpdatedDateUTC": "2026-09-14T09:29:59.000Z",
    },
)

_NEW: tuple[Field, ...] = (
    TYPE(required=True),
    CODE(help="Unique, such as 200. Every account needs one but a bank account."),
    NAME(required=True),
    *DETAILS[:3],
    *_BANK,
    *DETAILS[3:],
)

create_account = accounts.create(
    "Create an Account",
    "Adds an account to the chart of accounts.",
    *_NEW,
    key=_KEY,
    changes=("accounts",),
    help=f"Xero's API cannot create credit card or PayPal accounts: {PAGE_OF_XERO}",
)

# Changing


def _change(given: Inputs) -> Bundle:
    """The body of a change; that archiving goes alone is unverified, and safe."""
    changed = {name for name in given if name not in ("AccountID", "Status")}
    if given.get("Status") == "ARCHIVED" and changed:
        raise BadInput("Status: to archive an account, change nothing else.", field="Status")
    if not changed and "Status" not in given:
        raise BadInput("Name: give at least one value to change.", field="Name")
    return dict(given)


def _present(id_: str) -> Steps[Bundle]:
    """The account as it is known; one that is not known yet is read."""
    known = yield Known("accounts")
    for account in known:
        if str(account.get("AccountID")).lower() == id_.lower():
            return dict(account)
    answer = yield accounts.fetch(id_)
    return wire.one(answer, "Accounts", "such account")


def _update(given: Inputs) -> Steps[Bundle]:
    body = _change(given)
    present = yield from _present(given["AccountID"])
    if present.get("Type") == "BANK":
        raise _not_a_bank_account(present)
    try:
        answer = yield accounts.write("POST", [body], Again.SAFE)
        return wire.one(answer, "Accounts", "such account")
    except Refused:
        # An account has one status once: the refusal of what an earlier try did is no trouble.
        answer = yield accounts.fetch(given["AccountID"])
        found = wire.one(answer, "Accounts", "such account")
        if body != {"AccountID": given["AccountID"], "Status": found.get("Status")}:
            raise
        return found


_NO_BANK = {name: label for name, label in TYPE.options.items() if name != "BANK"}
_CHANGES: tuple[Field, ...] = (
    CODE,
    NAME,
    TYPE(options=_NO_BANK),
    STATUS(help="To archive an account, change nothing else."),
    *DETAILS,
)

update_account = accounts.steps(
    "Update an Account",
    "Changes the given values of an account and leaves the others.",
    ID,
    *_CHANGES,
    scopes=SETTINGS,
    changes=("accounts",),
    help=f"Xero's API cannot change bank accounts: {PAGE_OF_XERO}",
)(_update)

# Reading


def _got(many: Sequence[Inputs]) -> Steps[Sequence[Bundle | Trouble]]:
    """One by its address; several among all accounts, which are one answer."""
    ids = [given["AccountID"].strip().lower() for given in many]
    listed = (yield from accounts.pages({})) if len(set(ids)) > 1 else []
    found: dict[str, Bundle | Trouble] = {str(a["AccountID"]).lower(): a for a in listed}
    for id_ in dict.fromkeys(ids):
        if id_ not in found:  # archived ones may not be listed (unverified)
            try:
                found[id_] = (yield from accounts.by_ids([id_]))[0]
            except (NotThere, BadInput, Refused) as trouble:
                found[id_] = trouble
    return [found[id_] for id_ in ids]


get_account = accounts.gather("Get an Account", "Reads one account by Xero's id.", ID)(_got)


def _query(given: Inputs) -> Query:
    named = [exactly(f.name, given[f.name]) for f in _FILTERS if given.get(f.name)]
    where = all_of([*named, given.get("where")])
    order = {"order": given["order"]} if given.get("order") else {}
    return order | ({"where": where} if where else {})


_FILTERS = (CODE(help=""), NAME(help="The whole name."), TYPE, CLASS, STATUS)

search_accounts = accounts.search(
    "Search for Accounts",
    "Finds accounts by code, name, type, class or any other value.",
    *_FILTERS,
    WHERE(help='Such as Type=="EXPENSE" && TaxType=="INPUT2".'),
    ORDER(help="Such as Code ASC."),
    query=_query,
)
