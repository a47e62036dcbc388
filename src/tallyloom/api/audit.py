"""Who changed what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Query

from tallyloom.api.access import Permission
from tallyloom.api.route import Asked, Routes

routes = Routes("audit")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A change that was asked for. `operation` is an operation id of this API or a way of signing
    in, `subject` the ids in the address, `status` how it was answered."""

    id: str
    at: datetime
    who: str
    name: str
    operation: str
    subject: dict[str, str]
    status: int
    network: str


@dataclass(frozen=True, slots=True)
class AuditEntries:
    """`next` goes on with older ones; null at the end."""

    items: list[AuditEntry]
    next: str | None


@routes.get("/audit", Permission.USERS_EDIT)
def list_audit(
    asked: Asked,
    *,
    operation: Annotated[str, Query(max_length=100)] = "",
    who: Annotated[str, Query(max_length=100, description="user:ID or token:ID.")] = "",
    before: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditEntries:
    """Every change that somebody asked for, newest first; nothing of it is ever changed."""
    found = asked.house.audit.newest(limit=limit + 1, before=before, operation=operation, who=who)
    entries = [
        AuditEntry(
            one.id, one.at, one.who, one.name, one.operation, dict(one.subject), one.status,
            one.network,
        )
        for one in found[:limit]
    ]  # fmt: skip
    return AuditEntries(entries, entries[-1].id if len(found) > limit else None)
