"""A send that was frozen for one organisation is finished there or nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tallyloom.connections.trouble import WrongOrganisation
from tallyloom.engine.finishing import Finisher
from tallyloom.engine.trouble import Wait
from tallyloom.kit import Reconnect, Trouble
from tallyloom.store.sends import Send
from tallyloom.store.tenants import Tenant

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Bound:
    """A client and its sender; any call for the send itself would fail the test."""

    tenant: Tenant = field(default_factory=lambda: Tenant("c", "ours", "Ours", ""))
    trouble: Trouble | None = None

    at: datetime = NOW

    @property
    def client(self) -> Bound:
        return self

    clock = client

    def now(self) -> datetime:
        return self.at

    def fetch(self, _request: Any) -> Any:
        raise AssertionError("nothing is to be sent")

    def assure(self, _fetch: Any) -> None:
        if self.trouble:
            raise self.trouble


@dataclass
class One:
    """The only send there is."""

    send: Send

    def get(self, _id: str) -> Send:
        return self.send


def frozen_for(tenant: str) -> Any:
    return One(
        Send(
            id="s", run_id="r", module=1, connection="c", tenant=tenant, idempotency_key="k",
            again="look", request=b"", body=b"{}", state="frozen", frozen_at=NOW,
        )
    )  # fmt: skip


def test_a_send_of_another_organisation_waits_for_a_person() -> None:
    sender: Any = Bound()
    with pytest.raises(Wait, match=r"organisation theirs.*reaches Ours \(ours\) now") as caught:
        Finisher(frozen_for("theirs"), sender).finish("s", reading=None)  # type: ignore[arg-type]
    assert (caught.value.until, caught.value.retry) == (None, False)


@pytest.mark.parametrize("trouble", [WrongOrganisation("not the one it was"), Reconnect()])
def test_a_send_waits_while_its_organisation_is_not_the_one_it_was(trouble: Trouble) -> None:
    sender: Any = Bound(trouble=trouble, at=NOW + timedelta(minutes=10))
    with pytest.raises(Wait) as caught:
        Finisher(frozen_for("ours"), sender).finish("s", reading=None)  # type: ignore[arg-type]
    assert (caught.value.until, caught.value.reason) == (None, trouble.message)
