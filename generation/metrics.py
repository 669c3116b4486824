"""``/metrics``: how the hub stands, for Prometheus. Read from the database at the moment of the question."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from gallery.models import Asset, MediaType
from generation import health
from generation.models import Charge, ChargeState, Job, State


class Hub(Collector):
    """Every figure afresh. All processes share one database, so whichever of them answers says the same."""

    def collect(self) -> Iterator[Metric]:
        states = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
        yield _gauge("jobs", "Jobs by state.", "state", {state: states.get(state, 0) for state in State.values})
        due = Job.objects.filter(due_at__lte=timezone.now()).count()
        yield _gauge("jobs_due", "Jobs that could be worked on now.", "", {"": due})
        assets = Asset.objects.filter(deleted_at=None, keep_until=None).order_by().values_list("media_type")
        kinds = dict(assets.annotate(Count("pk")))
        files = {kind: kinds.get(kind, 0) for kind in MediaType.values}
        yield _gauge("assets", "Files in the gallery, tray and trash left out.", "media_type", files)
        yield _gauge("spend_usd_total", "Dollars that finished orders cost, by record or estimate.", "", {"": _spend()})
        ages = {part: max(0.0, age) for part in ("sweep", "cluster") if (age := health.age(part)) is not None}
        yield _gauge("heartbeat_age_seconds", "Seconds since a part of the engine last worked.", "part", ages)
        yield InfoMetricFamily("mediahub", "The installation.", {"version": settings.VERSION})


def _gauge(name: str, words: str, label: str, values: dict[str, float]) -> Metric:
    """One figure for each value of a label; one alone where the label is empty."""
    found = GaugeMetricFamily(f"mediahub_{name}", words, labels=[label] if label else [])
    for of, each in values.items():
        found.add_metric([of] if label else [], each)
    return found


def _spend() -> float:
    """No counter: a job's row, and its charge with it, can be deleted, and a late record corrects an estimate."""
    over = Charge.objects.filter(job__sandbox=False, settled_at__isnull=False)
    over = over.filter(state__in=(ChargeState.ACTUAL, ChargeState.ESTIMATED))
    return round(float(over.aggregate(total=Sum("usd"))["total"] or 0), 5)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All of it in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Hub())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
