"""The words an app is written in. An app imports from here and from nowhere else."""

from __future__ import annotations

from tallyloom.kit.connect import ConnectionKind, NoConnection, OAuth2, Scopes, Tenant
from tallyloom.kit.fields import (
    Anything,
    Boolean,
    Choice,
    Date,
    Field,
    Group,
    Integer,
    Lines,
    Moment,
    Money,
    Number,
    Reference,
    Text,
    Texts,
    fill,
    place,
    schema,
)
from tallyloom.kit.fields import File as FileField
from tallyloom.kit.limits import LimitHeaders, Limits, WindowKind
from tallyloom.kit.modules import (
    Action,
    Aggregate,
    App,
    Bulk,
    Caution,
    Delivered,
    Element,
    Event,
    Found,
    Gap,
    Inputs,
    Iterate,
    Knowing,
    Listen,
    Missed,
    Module,
    Output,
    Reader,
    Search,
    Seen,
    Traces,
    Transform,
    Universal,
    Watch,
    modules_of,
    outputs_of,
)
from tallyloom.kit.picks import Listing, Pick, PickList
from tallyloom.kit.requests import (
    Again,
    Answer,
    Form,
    Known,
    Request,
    Save,
    Steps,
    from_json,
    to_json,
)
from tallyloom.kit.trouble import (
    AlreadyThere,
    BadInput,
    Broken,
    Differs,
    ExtendPermissions,
    LookUpFirst,
    NotThere,
    Reconnect,
    Refused,
    RetryLater,
    Trouble,
)
from tallyloom.kit.values import Bundle, File, Value

__all__ = [
    "Action", "Again", "Aggregate", "AlreadyThere", "Answer", "Anything", "App", "BadInput",
    "Boolean", "Broken", "Bulk", "Bundle", "Caution", "Choice", "ConnectionKind", "Date",
    "Delivered", "Differs", "Element", "Event", "ExtendPermissions", "Field", "File", "FileField",
    "Form", "Found", "Gap", "Group", "Inputs", "Integer", "Iterate", "Knowing", "Known",
    "LimitHeaders", "Limits", "Lines", "Listen", "Listing", "LookUpFirst", "Missed", "Module",
    "Moment", "Money", "NoConnection", "NotThere", "Number", "OAuth2", "Output", "Pick",
    "PickList", "Reader", "Reconnect", "Reference", "Refused", "Request", "RetryLater", "Save",
    "Scopes", "Search", "Seen", "Steps", "Tenant", "Text", "Texts", "Traces", "Transform",
    "Trouble", "Universal", "Value", "Watch", "WindowKind", "fill", "from_json", "modules_of",
    "outputs_of", "place", "schema", "to_json",
]  # fmt: skip
