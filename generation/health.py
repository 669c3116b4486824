"""Whether anybody is working: signs of life in the database, which every process can see."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from generation.models import Heartbeat

#: seconds after which a silent worker counts as gone
OFFLINE_AFTER = 30.0


def beat(name: str) -> None:
    """Leave a sign of life under ``name`` (database time)."""
    if not Heartbeat.objects.filter(name=name).update(beat_at=Now()):
        Heartbeat.objects.bulk_create([Heartbeat(name=name, beat_at=timezone.now())], ignore_conflicts=True)


def age(name: str) -> float | None:
    """Seconds since the last sign of life, None if there never was one."""
    row = Heartbeat.objects.filter(name=name).first()
    return None if row is None else (timezone.now() - row.beat_at).total_seconds()


def stale(name: str, seconds: float) -> bool:
    """Whether the last sign of life is missing or older than this."""
    return not Heartbeat.objects.filter(name=name, beat_at__gte=Now() - timedelta(seconds=seconds)).exists()


def workers_alive() -> bool:
    """Whether jobs are being worked on."""
    return not stale("sweep", OFFLINE_AFTER)


def banner() -> str:
    """The sentence that every page shows while nobody works; "" otherwise."""
    if workers_alive():
        return ""
    return "Nothing is being made right now: the worker is not running. New jobs will wait."
