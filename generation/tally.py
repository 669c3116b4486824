"""Counts of what happens, over all processes and hosts, which outlive them: polls, errors, moves, how long things took.

Counting costs a process a dictionary's entry. What it has counted goes to the database in one statement every few
seconds, added to what is there, so nothing on the way of a job pays a write. A process that is killed takes at most
those seconds of counts with it; a job's own truth is in its row.
"""

from __future__ import annotations

import bisect
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import util as at_exit

from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Sum
from django.utils import timezone

from generation.models import Tally
from generation.providers.errors import ProviderError

#: upper bounds of the groups in which durations are counted, seconds
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
#: seconds between two writes of a process that has counted something
EVERY = 5.0
#: combinations of labels of one name that are told apart; all further ones are counted as "other"
_MOST_SERIES = 200
#: hours stay apart for so long, for "the last day"; then they are one
_APART = timedelta(days=3)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Labels = tuple[str, ...]


@dataclass(frozen=True)
class Durations:
    """How long something took: for each bound of ``BOUNDS``, and then beyond the last, how many; and their sum."""

    counts: tuple[float, ...]
    seconds: float

    @property
    def count(self) -> float:
        return sum(self.counts)


class _Pending:
    """What this process has counted and not yet written down."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: dict[tuple[str, str], float] = defaultdict(float)
        self.series: dict[str, set[str]] = defaultdict(set)
        self.writing = False

    def add(self, name: str, labels: Labels, amount: float) -> None:
        joined = "|".join(label.replace("|", "/") for label in labels)[:200]
        with self.lock:
            known = self.series[name]
            if joined not in known and len(known) >= _MOST_SERIES:
                joined = "|".join("other" for _ in labels)
            known.add(joined)
            self.counts[name, joined] += amount

    def take(self) -> dict[tuple[str, str], float]:
        with self.lock:
            taken, self.counts = dict(self.counts), defaultdict(float)
        return taken

    def give_back(self, counts: dict[tuple[str, str], float]) -> None:
        with self.lock:
            for key, amount in counts.items():
                self.counts[key] += amount


_pending = _Pending()
_kept = False


def _forget_inherited() -> None:
    """What was counted before a fork is the parent's to write."""
    global _pending
    _pending = _Pending()


os.register_at_fork(after_in_child=_forget_inherited)


# -- counting --------------------------------------------------------------------------------------------------------


def add(name: str, *labels: str, amount: float = 1.0) -> None:
    """Count something. ``labels`` say of whom; they come from short lists, never from what people write."""
    _pending.add(name, labels, amount)
    if _kept and not _pending.writing:
        _start_writing(_pending)


def took(name: str, seconds: float, *labels: str) -> None:
    """Count something by how long it took; a clock that goes wrong counts as no time at all."""
    seconds = max(0.0, seconds)
    add(f"{name}_group", *labels, str(bisect.bisect_left(BOUNDS, seconds)))
    add(f"{name}_sum", *labels, amount=seconds)


@contextmanager
def calling(provider: str, call: str) -> Iterator[None]:
    """Count a call to a provider and, when it raises a ``ProviderError``, its kind."""
    add("calls", provider, call)
    try:
        yield
    except ProviderError as error:
        add("errors", provider, call, error.code)
        raise


# -- writing down ----------------------------------------------------------------------------------------------------


def keep() -> None:
    """From now on this process, and those that it forks, write down what they count by themselves."""
    global _kept
    _kept = True


def _start_writing(pending: _Pending) -> None:
    with pending.lock:
        if pending.writing:
            return
        pending.writing = True
    # atexit does not run in a process that multiprocessing forked; this does in both
    at_exit.Finalize(None, flush, exitpriority=10)
    threading.Thread(target=_write_on, args=(pending,), name="tally", daemon=True).start()


def _write_on(pending: _Pending) -> None:
    while pending is _pending:
        time.sleep(EVERY)
        flush()
        connections.close_all()


def flush() -> None:
    """Write down what was counted. Where the database does not answer it stays counted, for the next time."""
    counts = _pending.take()
    if not counts:
        return
    try:
        _write(counts, timezone.now().replace(minute=0, second=0, microsecond=0))
    except DatabaseError:
        _pending.give_back(counts)


def _write(counts: dict[tuple[str, str], float], hour: datetime) -> None:
    """Add to what the rows hold, in one statement; sorted, so that two processes never wait for each other's rows."""
    table = connection.ops.quote_name(Tally._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(hour)
    rows = [(name, labels, moment, amount) for (name, labels), amount in sorted(counts.items())]
    places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name, labels, hour, value) VALUES {places} "
            f"ON CONFLICT (name, labels, hour) DO UPDATE SET value = {table}.value + excluded.value",
            [value for row in rows for value in row],
        )


@transaction.atomic
def fold() -> None:
    """Make one row of all hours that are long over; the sums stay what they are."""
    old = Tally.objects.filter(hour__lt=timezone.now() - _APART, hour__gt=_LONG_AGO)
    rows = list(old.select_for_update())
    counts: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        counts[row.name, row.labels] += row.value
    if counts:
        _write(counts, _LONG_AGO)
        Tally.objects.filter(pk__in=[row.pk for row in rows]).delete()


# -- reading ---------------------------------------------------------------------------------------------------------


def totals(since: datetime | None = None) -> dict[str, dict[Labels, float]]:
    """Name → labels → how many, ever or in the hours since then; what this process counted last is written first."""
    flush()
    rows = Tally.objects.filter(hour__gte=since) if since else Tally.objects.all()
    found: dict[str, dict[Labels, float]] = defaultdict(dict)
    for name, labels, value in rows.order_by().values_list("name", "labels").annotate(total=Sum("value")):
        found[name][tuple(labels.split("|")) if labels else ()] = value
    return found


def durations(found: dict[str, dict[Labels, float]], name: str) -> dict[Labels, Durations]:
    """Labels → how long it took, out of ``totals``."""
    groups: dict[Labels, list[float]] = {}
    for (*labels, group), count in found.get(f"{name}_group", {}).items():
        counts = groups.setdefault(tuple(labels), [0.0] * (len(BOUNDS) + 1))
        counts[min(int(group), len(BOUNDS)) if group.isdigit() else len(BOUNDS)] += count
    sums = found.get(f"{name}_sum", {})
    return {labels: Durations(tuple(counts), sums.get(labels, 0.0)) for labels, counts in groups.items()}
