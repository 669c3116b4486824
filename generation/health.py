"""Whether anybody is working: signs of life in the database, which every process of every host can see."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from generation.models import Heartbeat

#: seconds after which a silent worker counts as gone
OFFLINE_AFTER = 30.0
#: what works in the background: the sweep, and the queue's workers
PARTS = ("sweep", "cluster")
#: how long a host that fell silent is still told of
_TOLD_FOR = timedelta(hours=1)
_HOST = socket.gethostname()[:100] or "unknown"


@dataclass(frozen=True)
class Sign:
    """The last sign of life of one part on one host. ``age``: in seconds."""

    part: str
    host: str
    age: float

    @property
    def is_silent(self) -> bool:
        return self.age > OFFLINE_AFTER


def here(name: str) -> str:
    """The name under which a part of this host leaves its signs."""
    return f"{name}@{_HOST}"


def beat(name: str) -> None:
    """Leave a sign of life under ``name``, for all hosts together and for this one (database time)."""
    names = (name,) if "@" in name else (name, here(name))
    if Heartbeat.objects.filter(name__in=names).update(beat_at=Now()) < len(names):
        now = timezone.now()
        Heartbeat.objects.bulk_create([Heartbeat(name=each, beat_at=now) for each in names], ignore_conflicts=True)


def age(name: str) -> float | None:
    """Seconds since the last sign of life, None if there never was one."""
    row = Heartbeat.objects.filter(name=name).first()
    return None if row is None else _age(row)


def _age(row: Heartbeat) -> float:
    return max(0.0, (timezone.now() - row.beat_at).total_seconds())


def stale(name: str, seconds: float) -> bool:
    """Whether the last sign of life is missing or older than this."""
    return not Heartbeat.objects.filter(name=name, beat_at__gte=Now() - timedelta(seconds=seconds)).exists()


def signs() -> list[Sign]:
    """Of every part on every host that was heard of within the last hour."""
    rows = Heartbeat.objects.filter(name__contains="@", beat_at__gte=Now() - _TOLD_FOR).order_by("name")
    named = [(*row.name.partition("@")[::2], _age(row)) for row in rows]
    return [Sign(part, host, age) for part, host, age in named if part in PARTS]


def forget_the_gone() -> None:
    """Remove what hosts left that have been silent for a day: containers have a new name at every start."""
    Heartbeat.objects.filter(name__contains="@", beat_at__lt=Now() - timedelta(days=1)).delete()


def workers_alive() -> bool:
    """Whether jobs are being worked on."""
    return not stale("sweep", OFFLINE_AFTER)


def banner() -> str:
    """The sentence that every page shows while nobody works; "" otherwise."""
    if workers_alive():
        return ""
    return "Nothing is being made right now: the worker is not running. New jobs will wait."


def last_heard_of() -> str:
    """When and where a worker was last at work, in a sentence for the person who looks for it; "" if never."""
    row = Heartbeat.objects.filter(name__startswith="sweep@").order_by("-beat_at").first()
    if row is None:
        return ""
    at = timezone.localtime(row.beat_at)
    return f"It was last heard of on {at.day} {at:%b} at {at:%H:%M:%S}, on {row.name.partition('@')[2]}."
