"""Xero's official Python SDK pointed at the emulator, each answer held against the contract."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec
import pytest
import urllib3
from tests.xero_emulator.contract import Answer, Contract
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.assets import AssetApi
from xero_python.exceptions import HTTPStatusException
from xero_python.file import FilesApi
from xero_python.finance import FinanceApi
from xero_python.identity import IdentityApi
from xero_python.payrollau import PayrollAuApi
from xero_python.payrollauv2 import PayrollAuV2Api
from xero_python.payrollnz import PayrollNzApi
from xero_python.payrolluk import PayrollUkApi

CLIENT_ID = "sdk-app"
SECRET = "sdk-secret"
EXERCISED: dict[str, set[str]] = defaultdict(set)
CLIENTS: Mapping[str, Mapping[str, type]] = {
    "accounting": {"/api.xro/2.0": AccountingApi, "": IdentityApi},
    "assets": {"/assets.xro/1.0": AssetApi},
    "files": {"/files.xro/1.0": FilesApi},
    "finance": {"/finance.xro/1.0": FinanceApi},
    "payroll-au": {"/payroll.xro/1.0": PayrollAuApi},
    "payroll-au-v2": {"/payroll.xro/2.0": PayrollAuV2Api},
    "payroll-nz": {"/payroll.xro/2.0": PayrollNzApi},
    "payroll-uk": {"/payroll.xro/2.0": PayrollUkApi},
}
# The SDK asks for a document with `Accept: application/pdf` where the specification has a path.
OTHER_PATHS = {
    "getInvoiceAsPdf": "getInvoice",
    "getCreditNoteAsPdf": "getCreditNote",
    "getQuoteAsPdf": "getQuote",
    "getPurchaseOrderAsPdf": "getPurchaseOrder",
}


class Methods:
    """Which class and method of the SDK makes a call: getInvoice is AccountingApi.get_invoice."""

    def find(self, api: str, operation_id: str) -> tuple[type, str] | None:
        wanted = operation_id.lower()
        for client in CLIENTS[api].values():
            for name, _method in inspect.getmembers(client, inspect.isfunction):
                if name.replace("_", "") == wanted:
                    return client, name
        return None


METHODS = Methods()


class Wire(urllib3.PoolManager):
    """Where the SDK meets the network; keeps every answer."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Answer] = []

    def request(self, method: str, url: str, *what: Any, **how: Any) -> Any:
        got = super().request(method, url, *what, **how)
        kind = got.headers.get("content-type", "")
        self.answers.append(Answer(method, urlsplit(url).path, got.status, kind, got.data))
        return got


class Breach(AssertionError):
    """The emulator answered what Xero's OpenAPI does not promise."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is not a success: status, messages, decoded body (if JSON), headers.

    `messages` are those of the accounting style; other APIs are read from `body`.
    """

    status: int
    messages: tuple[str, ...]
    body: Any
    headers: Mapping[str, str]


@dataclass
class Sdk:
    """Calls SDK methods of one API by operationId, for one organisation."""

    url: str
    tenant: str
    contract: Contract
    token: dict[str, Any]
    folder: Path
    called: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        configuration = Configuration(oauth2_token=OAuth2Token(CLIENT_ID, SECRET))
        self.client = ApiClient(
            configuration,
            oauth2_token_getter=lambda: self.token,
            oauth2_token_saver=self._keep,
        )
        self.wire = self.client.rest_client.pool_manager = Wire()
        self.client.configuration.temp_folder_path = str(self.folder)
        self.apis = {
            kind: kind(self.client, f"{self.url}{base}")
            for base, kind in CLIENTS[self.contract.api].items()
        }

    def _keep(self, token: dict[str, Any]) -> None:
        self.token = token

    def __call__(self, operation_id: str, *what: Any, **how: Any) -> Any:
        """What the SDK makes of a successful answer."""
        before = len(self.wire.answers)
        try:
            return self._method(operation_id)(*what, **how)
        finally:
            for answer in self.wire.answers[before:]:
                self._hold(operation_id, answer)

    def refused(self, operation_id: str, *what: Any, **how: Any) -> Refusal:
        """The refusal that this call gets."""
        with pytest.raises(HTTPStatusException) as caught:
            self(operation_id, *what, **how)
        answer, headers = self.wire.answers[-1], caught.value.http_resp.urllib3_response.headers
        body = msgspec.json.decode(answer.body) if "json" in answer.content_type else {}
        elements = body.get("Elements", []) if isinstance(body, dict) else []
        told = [each["Message"] for one in elements for each in one["ValidationErrors"]]
        return Refusal(answer.status, tuple(told), body, headers)

    def _method(self, operation_id: str) -> Callable[..., Any]:
        found = METHODS.find(self.contract.api, operation_id)
        assert found is not None, f"the SDK has no {operation_id}"
        kind, name = found
        method = getattr(self.apis[kind], name)
        if kind is IdentityApi:
            return cast(Callable[..., Any], method)
        return lambda *what, **how: method(self.tenant, *what, **how)

    def _hold(self, operation_id: str, answer: Answer) -> None:
        meant = self.contract.operations[OTHER_PATHS.get(operation_id, operation_id)]
        if not meant.is_asked_by(answer.method, answer.path):
            raise Breach(f"{operation_id} was asked as {answer.method} {answer.path}")
        if breaches := self.contract.breaches(operation_id, answer):
            raise Breach("\n".join(breaches))
        self.called.add(operation_id)


def exercises(
    *operation_ids: str, kinds: tuple[str, ...] = ("",), api: str = "accounting"
) -> Callable[..., Any]:
    """Marks a test that calls these operations through the SDK; it fails if it did not.

    With `kinds`, the test has a parameter `kind` that stands for {kind} in the names. For another
    API the test names a fixture `sdk` of its own, made by `sdk_of`.
    """
    EXERCISED[api].update(name.format(kind=kind) for name in operation_ids for kind in kinds)

    def marked(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def run(sdk: Sdk, **others: Any) -> None:
            test(sdk=sdk, **others)
            kind = others.get("kind", "")
            assert {name.format(kind=kind) for name in operation_ids} <= sdk.called

        return run

    return marked
