"""Figures for a monitoring system, in Prometheus' text format.

What is about the installation is read from the database, so that every process tells the same;
what is about the process (its calls since it began, memory, processor, files) is its own.
Organisations appear by the ids that their services give them, never by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi import Response
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from tallyloom.api.access import Permission
from tallyloom.api.route import Asked, Routes
from tallyloom.engine.counted import API_CALLS, WEBHOOK_CALLS, Counted
from tallyloom.engine.presence import SILENCE
from tallyloom.store.metrics import Metrics, Queue

if TYPE_CHECKING:
    from datetime import datetime

    from tallyloom.house import House
    from tallyloom.store.metrics import Figures

# Prometheus asks for it by this name beside the API, with a token like any other program.
routes = Routes("metrics", under="")


@routes.get("/metrics", Permission.INSTALLATION_READ, media="text/plain")
def metrics(asked: Asked) -> Response:
    """The figures of the installation and of the process that answers.

    In Prometheus' text format; give the token as `authorization: Bearer …`.
    """
    return Response(exposed(asked.house), media_type=CONTENT_TYPE_LATEST)


def exposed(house: House) -> bytes:
    """What is told when somebody asks."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    registry.register(_OfHouse(house))
    return generate_latest(registry)


class _OfHouse(Collector):
    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        now = self._house.clock.now()
        figures = Metrics(self._house.database).read(now)
        yield from _runs(figures)
        yield from _queues(figures, now)
        yield from _webhooks(figures)
        yield from _troubles(figures)
        yield from _left(self._house, now)
        yield from _processes(self._house)
        yield _counter("api_calls", "Calls of services by this process.", API_CALLS,
                       "app", "outcome")  # fmt: skip
        yield _counter("webhook_calls", "Webhook calls that this process answered.",
                       WEBHOOK_CALLS, "status")  # fmt: skip


def _runs(figures: Figures) -> Iterator[Metric]:
    told = {
        "runs": "Runs in the history.",
        "operations": "Operations of the runs in the history.",
        "failed": "Bundles that failed in the runs of the history.",
        "api_calls": "Calls of services by the runs in the history.",
        "bytes": "Bytes that the runs in the history moved.",
    }
    names = {
        "failed": "run_failed_bundles",
        "api_calls": "run_api_calls",
        "bytes": "run_traffic_bytes",
    }
    for field, about in told.items():
        family = _gauge(names.get(field, field), about, "status")
        for status, found in sorted(figures.runs.items()):
            family.add_metric([status], getattr(found, field))
        yield family


def _queues(figures: Figures, now: datetime) -> Iterator[Metric]:
    queues = {
        "runs": figures.ready_runs,
        "deliveries": figures.unsorted,
        "events": figures.unheard,
    }
    waiting = _gauge("queue_waiting", "What could go on and waits for a worker.", "queue")
    age = _gauge("queue_age_seconds", "How long the oldest has waited.", "queue")
    for name, queue in queues.items():
        waiting.add_metric([name], queue.waiting)
        age.add_metric([name], _age(queue, now))
    yield waiting
    yield age


def _age(queue: Queue, now: datetime) -> float:
    return max(0.0, (now - queue.oldest).total_seconds()) if queue.oldest else 0.0


def _webhooks(figures: Figures) -> Iterator[Metric]:
    yield _gauge("deliveries", "Deliveries that are kept.", value=figures.deliveries)
    yield _gauge("deliveries_unreadable", "Of them, unreadable.", value=figures.unreadable)
    yield _gauge("delivery_gaps", "Gaps in what services delivered, open.", value=figures.gaps)
    yield _gauge(
        "listeners_troubled", "Scenarios that cannot listen.", value=figures.troubled_listeners
    )


def _troubles(figures: Figures) -> Iterator[Metric]:
    yield _gauge(
        "effects_unknown", "Writes whose outcome is not known yet.", value=figures.unknown_writes
    )
    incomplete = _gauge("incomplete_runs", "Incomplete runs that wait for an answer.", "kind")
    for kind in ("failed", "parked"):
        incomplete.add_metric([kind], figures.incomplete.get(kind, 0))
    yield incomplete
    connections = _gauge("connections", "Connections.", "app", "state", "health")
    for labels, count in sorted(figures.connections.items()):
        connections.add_metric(list(labels), count)
    yield connections
    yield _gauge("database_bytes", "Size of the database.", value=figures.database_bytes)


def _left(house: House, now: datetime) -> Iterator[Metric]:
    """What the governor still allows, for each organisation that a connection reaches."""
    by = ("app", "registration", "organisation")
    minute = _gauge("limit_minute_left", "Calls left of this minute.", *by)
    day = _gauge("limit_day_left", "Calls left of this day, beside what is kept back.", *by)
    reached = {
        (row.app, row.registration_id, tenant.id)
        for row in house.connections.list()
        if row.state == "connected"
        for tenant in house.connections.tenants(row.name)
        if tenant.reached
    }
    for labels in sorted(reached):
        left = house.governor.forecast(labels[1], labels[2], now)
        if left.minute_left is not None:
            minute.add_metric(list(labels), left.minute_left)
        if left.left is not None:
            day.add_metric(list(labels), left.left)
    yield minute
    yield day


def _processes(house: House) -> Iterator[Metric]:
    seen = house.processes.seen(SILENCE)
    family = _gauge("processes", "Processes that were heard of just now.", "kind", "version")
    clocks = _gauge(
        "process_clock_ahead_seconds", "By how much a process's clock leads the database's.",
        "process",
    )  # fmt: skip
    kinds = sorted({(each.kind, each.version) for each in seen})
    for kind in kinds:
        family.add_metric(list(kind), sum((each.kind, each.version) == kind for each in seen))
    for each in seen:
        clocks.add_metric([f"{each.kind}-{each.host}-{each.pid}"], each.ahead.total_seconds())
    yield family
    yield clocks


def _gauge(name: str, about: str, *labels: str, value: float | None = None) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"tallyloom_{name}", about, value=value, labels=labels or None)


def _counter(name: str, about: str, counted: Counted, *labels: str) -> CounterMetricFamily:
    family = CounterMetricFamily(f"tallyloom_{name}", about, labels=labels)
    for words, count in sorted(counted.read().items()):
        family.add_metric(list(words), count)
    return family
