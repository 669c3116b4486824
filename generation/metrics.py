"""``/metrics``: the figures of ``generation.figures`` for Prometheus.

By its conventions: base units, counters that only grow, labels from short lists.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping

import django
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from generation import figures, health, tally
from generation.figures import Figures, Spend

Values = Mapping[tuple[str, ...], float]


class Hub(Collector):
    """All processes share one database, so whichever of them answers says the same."""

    def collect(self) -> Iterator[Metric]:
        now = figures.read()
        yield _build()
        yield from _jobs(now)
        yield from _counters(now)
        yield from _spend(now)
        yield from _machine(now)


def _build() -> Metric:
    facts = {"version": settings.VERSION, "python": platform.python_version(), "django": django.get_version()}
    return InfoMetricFamily("mediahub_build", "The installation.", {**facts, "database": connection.vendor})


def _jobs(now: Figures) -> Iterator[Metric]:
    yield _gauge("jobs", "Jobs that are not over, by state.", _one(now.jobs), "state")
    yield _gauge("jobs_due", "Jobs that could be worked on now.", {(): now.due})
    yield _gauge("oldest_due_seconds", "How long the oldest of them has been due.", {(): now.lateness})
    yield _gauge("assets", "Files in the gallery, tray and trash left out.", _one(now.assets), "media_type")


def _counters(now: Figures) -> Iterator[Metric]:
    for name, counted, words, labels in (
        ("job_moves", "moves", "Jobs that came into a state.", ("provider", "state")),
        ("provider_calls", "calls", "Calls to providers: order, poll, prepare, download.", ("provider", "call")),
        ("provider_errors", "errors", "Of these, those that failed, by kind.", ("provider", "call", "kind")),
    ):
        family = CounterMetricFamily(f"mediahub_{name}", words, labels=labels)
        for values, count in sorted(now.totals.get(counted, {}).items()):
            if len(values) == len(labels):
                family.add_metric(values, count)
        yield family
    yield _histogram(now, "arrival", "From made at the provider to in the gallery.")
    yield _histogram(now, "storing", "Fetching one file, examining it and putting it in place.")


def _histogram(now: Figures, name: str, words: str) -> Metric:
    family = HistogramMetricFamily(f"mediahub_{name}_seconds", words, labels=["media_type"])
    for labels, found in sorted(tally.durations(now.totals, name).items()):
        below, buckets = 0.0, []
        for bound, count in zip((*map(str, tally.BOUNDS), "+Inf"), found.counts, strict=True):
            below += count
            buckets.append((bound, below))
        family.add_metric(list(labels), buckets, found.seconds)
    return family


def _spend(now: Figures) -> Iterator[Metric]:
    """Gauges: a late record corrects an estimate, and each midnight begins anew."""
    words = "Dollars that orders of {} cost or may cost, the sandbox's left out."
    yield _gauge("spend_today_usd", words.format("today"), _by_model(now.today), "provider", "model")
    yield _gauge("spend_30_days_usd", words.format("the last 30 days"), _by_model(now.month), "provider", "model")


def _by_model(spend: Iterable[Spend]) -> Values:
    return {(each.provider, each.model): float(each.usd) for each in spend}


def _machine(now: Figures) -> Iterator[Metric]:
    yield _gauge("queue_up", "Whether the queue's broker answers.", {(): now.queue is not None})
    yield _gauge("queue_messages", "Messages that wait in the queue.", {} if now.queue is None else {(): now.queue})
    if now.disk:
        yield _gauge("disk_free_bytes", "Free on the disk of the data folder.", {(): now.disk.free})
        yield _gauge("disk_size_bytes", "Size of the disk of the data folder.", {(): now.disk.size})
    alive = {part: now.alive.get(part, health.OFFLINE_AFTER + 1) <= health.OFFLINE_AFTER for part in health.PARTS}
    yield _gauge("workers_up", "Whether this part works on any host.", _one(alive), "part")
    yield _gauge("heartbeat_age_seconds", "Since this part last worked on any host.", _one(now.alive), "part")
    hosts: dict[tuple[str, ...], float] = {(sign.part, sign.host): sign.age for sign in now.signs}
    yield _gauge("host_heartbeat_age_seconds", "Since this part last worked on this host.", hosts, "part", "host")


def _one(values: Mapping[str, float]) -> Values:
    """By the one label that there is."""
    return {(of,): value for of, value in values.items()}


def _gauge(name: str, words: str, values: Values, *labels: str) -> Metric:
    family = GaugeMetricFamily(f"mediahub_{name}", words, labels=labels)
    for of, value in values.items():
        family.add_metric(of, float(value))
    return family


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All of it in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Hub())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
