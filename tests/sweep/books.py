"""The books as another program sees them: plain HTTP to the emulator, none of the house's code.

What a case needs to be there it makes through this, and what a module has written it reads back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx2

from xero_emulator.fixture import Running, plain_client

ACCOUNTING = "/api.xro/2.0"
SCOPES = (
    "openid offline_access accounting.transactions accounting.contacts accounting.settings "
    "accounting.attachments accounting.reports.read accounting.budgets.read files assets "
    "payroll.employees payroll.timesheets payroll.settings payroll.payruns payroll.payslip "
    "finance.bankstatementsplus.read finance.statements.read"
)


class Books:
    """One organisation's books. Paths that begin small are whole; others are of the accounting API.

    Numbers come as Decimal, dates as Xero writes them.
    """

    def __init__(self, emulator: Running, country: str, token: str) -> None:
        self.country = country
        self.tenant = emulator.tenants()[country]
        self.name = emulator.tenants_by_id()[self.tenant]
        self.emulator = emulator
        headers = {
            "authorization": f"Bearer {token}",
            "xero-tenant-id": self.tenant,
            "accept": "application/json",
        }
        self._http = plain_client(emulator.url)
        self._http.headers.update(headers)

    def get(self, path: str, **query: str) -> Any:
        return self._asked("GET", path, query)

    def put(self, path: str, body: Any, **query: str) -> Any:
        return self._asked("PUT", path, query, body)

    def post(self, path: str, body: Any, **query: str) -> Any:
        return self._asked("POST", path, query, body)

    def made(self, plural: str, **body: Any) -> dict[str, Any]:
        """A record of the accounting API, made for a case."""
        made: dict[str, Any] = self.put(plural, {plural: [body]})[plural][0]
        return made

    def all(self, plural: str, **query: str) -> list[dict[str, Any]]:
        """The records of the accounting API at a path such as Contacts or Contacts/ID."""
        found: list[dict[str, Any]] = self.get(plural, **query)[plural.split("/", maxsplit=1)[0]]
        return found

    def content(self, path: str) -> bytes:
        answer = self._http.get(self._path(path), headers={"accept": "*/*"})
        assert answer.status_code == 200, answer.text
        return answer.content

    def upload(self, path: str, content: bytes, kind: str, method: str = "PUT") -> Any:
        """Bytes as the body, as attachments are sent."""
        answer = self._http.request(
            method, self._path(path), content=content, headers={"content-type": kind}
        )
        return self._read(answer)

    def form(self, path: str, name: str, content: bytes, kind: str) -> Any:
        """A multipart upload, as the file library takes it."""
        return self._read(self._http.post(self._path(path), files={name: (name, content, kind)}))

    def _asked(self, method: str, path: str, query: Mapping[str, str], body: Any = None) -> Any:
        content = None if body is None else json.dumps(body, default=str).encode()
        headers = {} if body is None else {"content-type": "application/json"}
        answer = self._http.request(
            method, self._path(path), params=query, content=content, headers=headers
        )
        return self._read(answer)

    def _read(self, answer: httpx2.Response) -> Any:
        assert answer.status_code < 300, f"{answer.status_code} {answer.text}"
        return json.loads(answer.text, parse_float=Decimal) if answer.content else None

    def _path(self, path: str) -> str:
        return path if path.startswith("/") else f"{ACCOUNTING}/{path}"

    def close(self) -> None:
        self._http.close()
