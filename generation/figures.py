"""How the hub stands, read once for everybody who shows it: ``/metrics`` for Prometheus, the admin's page for people.

What is open is counted along indexes; what is over is counted as it happens (``tally``) and never again. Costly sums
are kept for a while, in this process: a page that is reloaded, or two that scrape, read the database once.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Q, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django_q.brokers import get_broker
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from gallery.models import Asset, MediaType
from generation import health, tally
from generation.models import WORKABLE, Charge, ChargeState, Job, State

#: states that end with a worker's or a person's next step
UNFINISHED = (State.WAITING, State.QUEUED, State.SUBMITTING, State.RUNNING, State.STORING, State.UNCLEAR)
#: models whose spend is told apart; the rest is one sum
_MOST_MODELS = 30
#: seconds for which the spend of yesterday is kept; that of days before for hours
_SPEND_KEPT = 600.0
#: seconds that Redis has to answer
_PATIENCE = 2.0

T = TypeVar("T")


class Kept(Generic[T]):
    """What ``read`` gave, for so many seconds."""

    def __init__(self, seconds: float, read: Callable[[], T]) -> None:
        self._seconds, self._read = seconds, read
        self._lock = threading.Lock()
        self._value: T | None = None
        self._until = 0.0

    def get(self) -> T:
        with self._lock:
            if self._value is None or time.monotonic() >= self._until:
                self._value = self._read()
                self._until = time.monotonic() + self._seconds
            return self._value

    def forget(self) -> None:
        self._until = 0.0


@dataclass(frozen=True)
class Spend:
    """What the orders of one model cost or may cost, US dollars. ``model`` "other": all that are not told apart."""

    provider: str
    model: str
    usd: Decimal


@dataclass(frozen=True)
class Disk:
    """Of the data folder, bytes. None where the folder cannot be read."""

    free: int
    size: int


@dataclass(frozen=True)
class Figures:
    """How it stands at ``at``. Ages, lateness and durations are seconds.

    ``due``: jobs that could be worked on now; ``lateness``: since when the oldest of them could. ``queue``: messages,
    None where the broker does not answer. ``totals``: what ``tally`` has counted since ever; ``day``: in the last 24
    hours.
    """

    at: datetime
    jobs: dict[str, int]
    due: int
    lateness: float
    queue: int | None
    totals: dict[str, dict[tuple[str, ...], float]]
    day: dict[str, dict[tuple[str, ...], float]]
    assets: dict[str, int]
    today: tuple[Spend, ...]
    month: tuple[Spend, ...]
    disk: Disk | None
    alive: dict[str, float]
    signs: tuple[health.Sign, ...]

    @property
    def workers_alive(self) -> bool:
        return self.alive.get("sweep", health.OFFLINE_AFTER + 1) <= health.OFFLINE_AFTER


def read() -> Figures:
    """The figures of this moment, at most 3 seconds old."""
    return _figures.get()


def forget() -> None:
    """Read everything anew the next time."""
    for kept in (_figures, _assets, _days_before):
        kept.forget()
    _days.clear()


def _read() -> Figures:
    now = timezone.now()
    due, lateness = _due(now)
    today = _spend(_midnight(now), None)
    return Figures(
        at=now,
        jobs=_jobs(),
        due=due,
        lateness=lateness,
        queue=_queue(),
        totals=tally.totals(),
        day=tally.totals(now - timedelta(hours=24)),
        assets=_assets.get(),
        today=_told_apart(today),
        month=_told_apart(_added(today, _days_before.get())),
        disk=_disk(),
        alive={part: age for part in health.PARTS if (age := health.age(part)) is not None},
        signs=tuple(health.signs()),
    )


# -- jobs and files --------------------------------------------------------------------------------------------------


def _jobs() -> dict[str, int]:
    """Of what is not over: along an index that holds nothing else."""
    open_ones = Job.objects.filter(finished_at__isnull=True, state__in=UNFINISHED).order_by()
    counts = dict(open_ones.values_list("state").annotate(Count("pk")))
    return {state: counts.get(state, 0) for state in UNFINISHED}


def _due(now: datetime) -> tuple[int, float]:
    """How many jobs are due and held by nobody, and the lateness of the oldest."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=Now())
    due = Job.objects.filter(free, due_at__lte=Now(), state__in=WORKABLE)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    if oldest is None:
        return 0, 0.0
    return due.count(), max(0.0, (now - oldest).total_seconds())


def _count_assets() -> dict[str, int]:
    assets = Asset.objects.filter(deleted_at=None, keep_until=None).order_by().values_list("media_type")
    counts = dict(assets.annotate(Count("pk")))
    return {kind: counts.get(kind, 0) for kind in MediaType.values}


def unclear(most: int) -> list[Job]:
    """The jobs that became unclear last: they wait for a person."""
    found = Job.objects.filter(finished_at__isnull=True, state=State.UNCLEAR)
    return list(found.select_related("owner").order_by("-updated_at")[:most])


# -- money -----------------------------------------------------------------------------------------------------------

_ByModel = dict[tuple[str, str], Decimal]
#: day → until when its sums are kept, and these
_days: dict[datetime, tuple[float, _ByModel]] = {}


def _midnight(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _spend(since: datetime, until: datetime | None) -> _ByModel:
    """As budgets count: all but what was certainly not charged.

    By owner, so that the sums are read along the index of the ledger alone; charges of nobody are few.
    """
    found = Charge.objects.filter(at__gte=since, sandbox=False).exclude(state=ChargeState.REFUNDED)
    found = found.filter(at__lt=until) if until else found
    owners = list(User.objects.values_list("pk", flat=True))
    sums: _ByModel = {}
    for part in (found.filter(owner__in=owners), found.filter(owner__isnull=True)):
        for provider, model, usd in part.order_by().values_list("provider", "model").annotate(total=Sum("usd")):
            sums[provider, model] = sums.get((provider, model), Decimal(0)) + usd
    return sums


def _spend_before_today() -> _ByModel:
    """Of the 29 days before today, each added up by itself: what lies further back hardly changes any more."""
    today, sums = _midnight(timezone.now()), _ByModel()
    for back in range(1, 30):
        sums = _added(sums, _spend_of_day(today - timedelta(days=back), _SPEND_KEPT * (1 if back == 1 else 36 + back)))
    return sums


def _spend_of_day(day: datetime, kept_for: float) -> _ByModel:
    """``kept_for``: seconds until it is added up again, different for each day so that not all come at once."""
    if day not in _days or _days[day][0] < time.monotonic():
        for old in [old for old in _days if old < day - timedelta(days=30)]:
            del _days[old]
        _days[day] = time.monotonic() + kept_for, _spend(day, _midnight(day + timedelta(hours=36)))
    return _days[day][1]


def _added(one: _ByModel, other: _ByModel) -> _ByModel:
    return {key: one.get(key, Decimal(0)) + other.get(key, Decimal(0)) for key in {*one, *other}}


def _told_apart(sums: _ByModel) -> tuple[Spend, ...]:
    """The dearest models by name, all others together; exact to a thousandth of a cent."""
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    found = [Spend(provider, model, usd) for (provider, model), usd in ranked[:_MOST_MODELS]]
    rest = sum((usd for _, usd in ranked[_MOST_MODELS:]), start=Decimal(0))
    found += [Spend("other", "other", rest)] if ranked[_MOST_MODELS:] else []
    return tuple(Spend(each.provider, each.model, each.usd.quantize(Decimal("0.00001"))) for each in found)


# -- the machine -----------------------------------------------------------------------------------------------------


def _queue() -> int | None:
    broker = get_broker()
    if not settings.REDIS_URL:
        return int(broker.queue_size())
    limits = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE, "retry": Retry(NoBackoff(), 0)}
    try:
        with Redis.from_url(settings.REDIS_URL, **limits) as redis:
            return int(redis.llen(broker.list_key))
    except (RedisError, OSError, ValueError):
        return None


def _disk() -> Disk | None:
    try:
        usage = shutil.disk_usage(settings.DATA_DIR)
    except OSError:
        return None
    return Disk(usage.free, usage.total)


_figures = Kept(3.0, _read)
_assets = Kept(60.0, _count_assets)
_days_before = Kept(_SPEND_KEPT, _spend_before_today)
