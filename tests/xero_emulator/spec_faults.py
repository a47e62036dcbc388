"""What is wrong in Xero's OpenAPI 16.1.0, each by name and with the reason for believing otherwise.

`FAULTS` lets schemas have what real answers have; `ANYTIME` gives the answers that any operation
may give and the specification leaves out for most; `FILE` is a file, whose own type it leaves out;
`for_element` gives refused elements their whole echo, of which it knows nothing but ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
GUID = {"type": "string", "format": "uuid"}
ERRORS = {"type": "array", "items": {"$ref": "#/components/schemas/ValidationError"}}
FILES = {"type": "array", "items": {"$ref": "#/components/schemas/Attachment"}}
BARE_DATE = {"type": "string", "pattern": r"^/Date\(-?\d+\)/$"}
LOCAL_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"}
PROBLEM = {
    "type": "object",
    "properties": {
        "Type": {},
        "Title": TEXT,
        "Status": {"type": "integer"},
        "Detail": TEXT,
        "Instance": GUID,
        "Extensions": {"type": "object"},
    },
    "required": ["Type", "Title", "Status", "Detail", "Instance", "Extensions"],
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Fields that real answers have and a schema lacks."""

    schema: str
    fields: Mapping[str, Any]
    reason: str

    @property
    def name(self) -> str:
        return f"{self.schema}: {', '.join(self.fields)}"

    def repair(self, schemas: dict[str, Any]) -> bool:
        """Mends the schema; false if it has no such fault (any more)."""
        before = schemas[self.schema]
        schemas[self.schema] = {**before, "properties": {**before["properties"], **self.fields}}
        return self.fields.keys().isdisjoint(before["properties"])


@dataclass(frozen=True, slots=True)
class Unrequired:
    """Fields that a schema requires and real answers lack."""

    schema: str
    fields: tuple[str, ...]
    reason: str

    @property
    def name(self) -> str:
        return f"{self.schema}: requires {', '.join(self.fields)}"

    def repair(self, schemas: dict[str, Any]) -> bool:
        """Mends the schema; false if it has no such fault (any more)."""
        before = schemas[self.schema]
        required = [each for each in before.get("required", ()) if each not in self.fields]
        schemas[self.schema] = {**before, "required": required}
        return set(self.fields) <= set(before.get("required", ()))


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Fields that real answers write in another way than a schema says."""

    schema: str
    fields: Mapping[str, Any]
    reason: str

    @property
    def name(self) -> str:
        return f"{self.schema}: rewrites {', '.join(self.fields)}"

    def repair(self, schemas: dict[str, Any]) -> bool:
        """Mends the schema; false if it has no such fault (any more)."""
        before = schemas[self.schema]
        properties = {**before["properties"], **self.fields}
        schemas[self.schema] = {**before, "properties": properties}
        return all(
            before["properties"].get(name) not in (None, s) for name, s in self.fields.items()
        )


@dataclass(frozen=True, slots=True)
class Unruly:
    """A rule (oneOf, anyOf) of a schema that real answers do not keep."""

    schema: str
    rule: str
    reason: str

    @property
    def name(self) -> str:
        return f"{self.schema}: {self.rule}"

    def repair(self, schemas: dict[str, Any]) -> bool:
        """Mends the schema; false if it has no such fault (any more)."""
        before = schemas[self.schema]
        schemas[self.schema] = {key: each for key, each in before.items() if key != self.rule}
        return self.rule in before


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A schema that holds a list of elements and does not say so."""

    schema: str
    key: str
    reason: str

    @property
    def name(self) -> str:
        return f"{self.schema}: lists {self.key}"

    def repair(self, schemas: dict[str, Any]) -> bool:
        """Mends the schema; false if it has no such fault (any more)."""
        before = schemas[self.schema]
        schemas[self.schema] = {**before, "x-objectArrayKey": self.key}
        return "x-objectArrayKey" not in before


@dataclass(frozen=True, slots=True)
class Enveloped:
    """Fields that begin every answer and that no schema with a `problem` has."""

    fields: Mapping[str, Any]
    reason: str

    @property
    def name(self) -> str:
        return f"every answer: {', '.join(self.fields)}"

    def repair(self, schemas: dict[str, Any]) -> bool:
        """Mends the schemas; false if they have no such fault (any more)."""
        found = {
            name: schema["properties"]
            for name, schema in schemas.items()
            if "problem" in schema.get("properties", ())
        }
        for name, fields in found.items():
            schemas[name] = {**schemas[name], "properties": {**self.fields, **fields}}
        return all(self.fields.keys().isdisjoint(fields) for fields in found.values())


@dataclass(frozen=True, slots=True)
class Nullable:
    """Fields that may be null, though no schema says so: all of them."""

    reason: str

    @property
    def name(self) -> str:
        return "every field: may be null"

    def repair(self, schemas: dict[str, Any]) -> bool:
        """Mends the schemas; false if they have no such fault (any more)."""
        said = False
        for name, schema in schemas.items():
            fields = schema.get("properties", {})
            said |= any("nullable" in each for each in fields.values())
            may_be = {key: {**each, "nullable": True} for key, each in fields.items()}
            schemas[name] = {**schema, "properties": may_be} if fields else schema
        return not said


@dataclass(frozen=True, slots=True)
class Promise:
    """What an answer of one status holds: a content type ("" for none, "*/*" for any), a schema."""

    content_type: str
    schema: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, response: Mapping[str, Any]) -> Promise:
        content = response.get("content", {})
        kind = next(iter(content), "")
        if kind == "application/octet-stream":
            return FILE
        return cls(kind, content[kind].get("schema") if kind == "application/json" else None)

    def for_element(self, status: int, element: Mapping[str, Any]) -> Promise:
        """A refusal (400) echoes elements of the kind that the operation is about, unless its API
        has refusals of its own shape."""
        if status != 400 or self.schema is not None:
            return self
        told = {"ErrorNumber": {"type": "integer"}, "Type": TEXT, "Message": TEXT}
        elements = {"type": "array", "items": element}
        error = {
            "type": "object",
            "properties": {**told, "Elements": elements},
            "required": list(told),
        }
        shape = {"if": {"required": ["ErrorNumber"]}, "then": error, "else": PROBLEM}
        return replace(self, content_type="application/json", schema=shape)


FILE = Promise("*/*")  # "application/octet-stream" there; the file's own type in answers

ANYTIME: Mapping[int, Promise] = {
    400: Promise("application/json"),  # documented for some operations; any may refuse
    401: Promise("application/json", PROBLEM),  # third parties' recordings (reference 2.4)
    403: Promise("application/json", PROBLEM),  # likewise
    404: Promise("text/html"),  # recorded: HTML, whatever was accepted
    429: Promise(""),  # recorded: no body and no content type
}

ENVELOPE = {
    "Id": GUID,
    "Status": {"const": "OK"},
    "ProviderName": TEXT,
    "DateTimeUTC": BARE_DATE,
}
ENVELOPED = (
    *("Organisations", "Actions", "CISOrgSettings", "Accounts", "TaxRates", "Currencies"),
    *("Contacts", "CISSettings", "Invoices", "OnlineInvoices", "CreditNotes", "Allocations"),
    *("Payments", "HistoryRecords", "Attachments", "Items"),
    *("PurchaseOrders", "RepeatingInvoices", "LinkedTransactions", "BrandingThemes"),
    *("PaymentServices", "InvoiceReminders"),
    *("TrackingCategories", "TrackingOptions", "ManualJournals", "Journals", "ContactGroups"),
    *("Users", "Budgets", "Receipts", "ExpenseClaims", "ImportSummaryObject"),
    *("BankTransactions", "BankTransfers", "Overpayments", "Prepayments", "BatchPayments"),
    *("Reports", "ReportWithRows"),
)

MOMENT = {"type": "string", "x-is-msdate-time": True}
NUMBER = {"type": "number"}
DAYS = {"DateString": LOCAL_TIME, "DueDateString": LOCAL_TIME}

ORDER_DAYS = {f"{day}String": LOCAL_TIME for day in ("Date", "DeliveryDate", "ExpectedArrivalDate")}
ORDER_MARKS = {"HasErrors": FLAG, "IsDiscounted": FLAG, "Type": {"const": "PURCHASEORDER"}}
REFUSED = {"ValidationErrors": ERRORS, "StatusAttributeString": TEXT}
ROUNDED = {"RoundingAmount": NUMBER, "EnteredTotal": NUMBER}
BACKORDERED = {"QuantityAvailable": NUMBER, "QuantityOnBackOrder": NUMBER}

OPTION_MARKS = dict.fromkeys(("HasValidationErrors", "IsDeleted", "IsArchived", "IsActive"), FLAG)
MONTH = {"type": "string", "pattern": r"^\d{4}-\d\d$"}

ACCOUNTING: tuple[Fault | Rewritten | Unlisted, ...] = (
    *(Fault(name, ENVELOPE, "every recorded list begins with these") for name in ENVELOPED),
    Fault("Invoice", DAYS, "recorded beside Date and DueDate"),
    Fault("Invoice", ROUNDED, "new in 19.0.0"),
    Fault("Item", BACKORDERED, "new in 16.2.0"),
    Fault("CreditNote", DAYS, "recorded beside Date and DueDate"),
    Fault("CreditNote", {"ID": GUID}, "in the specification's own examples"),
    Fault("CreditNote", {"Attachments": FILES}, "in the specification's own examples"),
    Fault("HistoryRecord", {"DateUTCString": LOCAL_TIME}, "in the specification's own examples"),
    Fault("HistoryRecord", {"ValidationErrors": ERRORS}, "in the specification's own examples"),
    Fault("TaxRate", {"ValidationErrors": ERRORS}, "every other element of a refusal has them"),
    Fault("Currency", {"ValidationErrors": ERRORS}, "every other element of a refusal has them"),
    Fault("Attachment", {"ValidationErrors": ERRORS}, "every other element of a refusal has them"),
    Fault("Quotes", {**ENVELOPE, "SummarizeErrors": FLAG}, "recorded at the beginning of each"),
    Fault("PurchaseOrder", ORDER_DAYS, "recorded beside the days themselves"),
    Fault("PurchaseOrder", ORDER_MARKS, "recorded, and in the specification's own examples"),
    Fault("RepeatingInvoice", REFUSED, "every other element of a refusal has them"),
    *(
        Fault(name, {"ID": GUID, "DateString": LOCAL_TIME}, "in the specification's own examples")
        for name in ("Overpayment", "Prepayment")
    ),
    *(
        Fault(name, {"DateString": LOCAL_TIME}, "in the specification's own examples")
        for name in ("BankTransaction", "BankTransfer")
    ),
    Fault("BankTransaction", {"Attachments": FILES}, "in the specification's own examples"),
    *(
        Fault(name, {"StatusAttributeString": TEXT}, "every other bulk answer has it")
        for name in ("BankTransfer", "BatchPayment")
    ),
    Fault("Account", {"CreatedDateUTC": MOMENT}, "added by release 20.0.0"),
    Fault("TrackingCategory", {"ValidationErrors": ERRORS}, "as in every other refusal"),
    Fault("TrackingOption", OPTION_MARKS, "in the specification's own examples"),
    Fault("TrackingOption", {"ValidationErrors": ERRORS}, "as in every other refusal"),
    Fault("ContactGroup", {"HasValidationErrors": FLAG}, "in the specification's own examples"),
    Fault("ContactGroup", {"ValidationErrors": ERRORS}, "in the specification's own examples"),
    Fault("Budget", {"Status": TEXT}, "in the specification's own examples"),
    Rewritten("BudgetBalance", {"Period": MONTH}, "its own words say so, and its SDK reads it"),
    Fault("Receipt", {"ID": GUID}, "in the specification's own examples"),
    Rewritten("Receipt", {"ReceiptNumber": {"type": "integer"}}, "in its own examples"),
    Fault("ExpenseClaim", {"ValidationErrors": ERRORS}, "as in every other refusal"),
    Fault("ImportSummaryObject", {"ValidationErrors": ERRORS}, "as in every other refusal"),
    Unlisted("ReportWithRows", "reports", "it lists reports as Reports does, which says so"),
    *(
        Fault(name, {"ValidationErrors": ERRORS}, "as in every other refusal")
        for name in ("Report", "ReportWithRow")
    ),
    Fault("Report", {"Fields": {"type": "array"}}, "in the specification's own examples"),
    Fault("AccessToken", {"scope": TEXT}, "the SDK reads it from every token answer"),
)

FILES_API: tuple[Fault | Unrequired, ...] = (
    Unrequired(
        "FileObject",
        ("id", "name", "manufacturer", "releaseDate"),
        "left over from a template: no such fields, and the examples have Id and Name",
    ),
    Unrequired("Folder", ("name",), "the field is Name"),
)

LIST = {"type": "array", "items": {"type": "object"}}
EXAMPLE = "in the specification's own examples"
TAX_LISTS = dict.fromkeys(("taxDepreciationSettings", "taxDepreciationDetails", "taxValues"), LIST)
ASSETS: tuple[Fault | Unrequired, ...] = (
    Fault("Asset", {"trackingItems": LIST, **TAX_LISTS, "metaData": {"type": "object"}}, EXAMPLE),
    Fault("AssetType", {"taxDepreciationSettings": LIST, "lockPrivateUseAccount": FLAG}, EXAMPLE),
    Unrequired("Setting", ("name",), "there is no such field, nor in the example"),
)
ASSETS_ERROR = Promise("application/json", {"$ref": "#/components/schemas/Error"})

V2_ENVELOPE = {
    "id": GUID,
    "providerName": TEXT,
    "dateTimeUTC": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}$"},
    "httpStatusCode": {"enum": ["OK", "BadRequest"]},
}
RUN_FIELDS = {"payslipMessage": TEXT, "invalidPayeeIDs": LIST}
TAX_TYPE = {"globalTaxTypeID": {"type": "integer"}}
PROBLEM_STATUS = {"status": {"type": "integer"}}
PAYROLL_V2: tuple[Fault | Rewritten | Enveloped | Nullable, ...] = (
    Enveloped(V2_ENVELOPE, "recorded at the beginning of each"),
    Fault("Problem", {"invalidObjects": LIST}, "recorded"),
    Rewritten("Problem", PROBLEM_STATUS, "recorded, and in its own example"),
)
NULLS = Nullable("recorded: what is not known is null, not left out")
PAID: tuple[Fault | Rewritten, ...] = (
    Fault("PayRun", RUN_FIELDS, EXAMPLE),
    Rewritten("TaxLine", TAX_TYPE, "recorded, and in its own examples"),
)
SET_UP = ("ToAccrueAnnually", "MaximumToAccrue", "ScheduleOfAccrual", "AnniversaryDate")
PAYROLL_NZ = (
    *PAYROLL_V2,
    *PAID,
    Fault("Employee", {"otherGivenNames": TEXT, "employmentType": TEXT}, "recorded"),
    Fault(
        "EmployeeLeaveSetup",
        {f"sickLeave{name}": {} for name in SET_UP} | {"annualLeaveAnniversaryDate": {}},
        "in the specification's own examples, in place of capitals",
    ),
    NULLS,
)
PAYROLL_UK = (
    *PAYROLL_V2,
    *PAID,
    Fault("Employee", {"employeeNumber": TEXT}, EXAMPLE),
    Fault("Address", {"county": TEXT}, EXAMPLE),
    Fault("SalaryAndWage", {"daysPerWeek": NUMBER}, EXAMPLE),
    Unruly("NICategory", "oneOf", "it leaves out A and seven more letters of its own enum"),
    Rewritten("Contracts", {"employmentStatus": TEXT}, "OffPayrollWorker is new in 19.0.0"),
    NULLS,
)

AU_ENVELOPED = (
    *("Employees", "LeaveApplications", "PayItems", "PayrollCalendars", "PayRuns", "Payslips"),
    *("PayslipObject", "SettingsObject", "SuperFunds", "SuperFundProducts", "Timesheets"),
    "TimesheetObject",
)
PAYROLL_AU: tuple[Fault, ...] = (
    *(Fault(name, ENVELOPE, "the examples begin with these") for name in AU_ENVELOPED),
    Fault("PayItems", {"ValidationErrors": ERRORS}, "a refusal has no other place for them"),
    Fault("Payslip", {"ValidationErrors": ERRORS}, "every other element of a refusal has them"),
)

Wrong: TypeAlias = Fault | Unrequired | Rewritten | Unruly | Unlisted | Enveloped | Nullable
FAULTS: Mapping[str, tuple[Wrong, ...]] = {
    "payroll-au-v2": (*PAYROLL_V2, NULLS),
    "payroll-nz": PAYROLL_NZ,
    "payroll-uk": PAYROLL_UK,
    "accounting": ACCOUNTING,
    "assets": ASSETS,
    "files": FILES_API,
    "payroll-au": PAYROLL_AU,
}
TOLD = dict.fromkeys(("type", "title", "detail"), TEXT)
V2_PROBLEM = {"$ref": "#/components/schemas/Problem"}
V2_REFUSAL: Mapping[int, Promise] = {  # recorded: the problem within the envelope
    400: Promise(
        "application/json",
        {
            "type": "object",
            "patternProperties": {"^problem$": V2_PROBLEM, "^pagination$": {"type": "null"}},
            "required": [*V2_ENVELOPE, "pagination", "problem"],
            "minProperties": len(V2_ENVELOPE) + 2,  # and the resource itself, empty
        },
    ),
    403: Promise(""),  # third parties': an organisation without payroll answers nothing
}
V2_DONE = Promise(
    "application/json",
    {
        "type": "object",
        "properties": {
            **V2_ENVELOPE,
            "pagination": {"type": "null"},
            "problem": {"type": "null"},
        },
        "required": [*V2_ENVELOPE, "pagination", "problem"],
        "additionalProperties": False,
    },
)
# What the specification promises wrongly for one operation.
INSTEAD: Mapping[str, Mapping[str, Mapping[int, Promise]]] = {
    api: {key: {200: V2_DONE} for key in operations}  # its own examples: the envelope alone
    for api, operations in {
        "payroll-au-v2": ("deleteTimesheet", "deleteTimesheetLine"),
        "payroll-nz": (
            *("deleteTimesheet", "deleteTimesheetLine", "deleteEmployeeLeave"),
            *("deleteEmployeeEarningsTemplate", "deleteEmployeeSalaryAndWage"),
            "deleteEmployeeWorkingPattern",
        ),
        "payroll-uk": ("deleteTimesheet", "deleteTimesheetLine", "deleteEmployeeLeave"),
    }.items()
}
# What other APIs than Accounting answer at any time, where it is not as in ANYTIME.
OTHERWISE: Mapping[str, Mapping[int, Promise]] = {
    **dict.fromkeys(("payroll-au-v2", "payroll-nz", "payroll-uk"), V2_REFUSAL),
    "assets": {  # the specification's own examples of a 400; third parties saw a 409 with a text
        400: ASSETS_ERROR,
        409: ASSETS_ERROR,
    },
    "finance": {400: Promise("application/json", {"$ref": "#/components/schemas/Problem"})},
    "files": {  # the specification's own examples of a 400
        400: Promise(
            "application/json",
            {
                "type": "array",
                "items": {"type": "object", "properties": TOLD, "required": list(TOLD)},
            },
        ),
    },
}
