"""Asking a provider about thousands of orders: the sweep's own process beside its HTTP client in a bare loop.

Run as a program inside a MediaHub's environment it does one of the two, or holds so many jobs in flight.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks import places, provider
from benchmarks.table import Row, at_least, compared, judged

_THREADS = 32
#: seconds between two questions about one job, and how late the ninety-ninth of a hundred may be
_PACE, _LATE = 5.0, 0.5
_STEPS = (500, 1_000, 2_000, 3_000, 4_000, 6_000, 8_000, 12_000)


def measure(*, quick: bool = False) -> Iterator[Row]:
    """One worker process on one core, the provider on the other, the default database."""
    seconds = "4" if quick else "8"
    with provider.running() as address:
        with places.place(KIE_BASE_URL=address) as environment:
            ask = partial(places.answer_of, environment, "benchmarks.sweeping", core=0)
            bare = ask("bare", seconds)
            swept = ask("swept", seconds)
        words = "the same client in a bare loop"
        yield compared("questions asked by a sweep", swept, "/s", (words, bare), 0.7)
        yield from _in_flight(address, _STEPS[:3] if quick else _STEPS)


def _in_flight(address: str, steps: tuple[int, ...]) -> Iterator[Row]:
    held, late = 0, 0.0
    for count in steps:
        with places.place(KIE_BASE_URL=address) as environment:
            found = places.answer_of(environment, "benchmarks.sweeping", "held", str(count), core=0)
        if found > _LATE:
            break
        held, late = count, found
    what = f"jobs held in flight by one process, each asked about every {_PACE:g} s"
    yield judged(what, held, "", at_least(12_000))
    yield Row("how late their questions were, p99", late, "s", goal=f"≤ {_LATE:g} s", met=late <= _LATE)


# -- inside ----------------------------------------------------------------------------------------------------------


def _fill(count: int, *, over: float) -> None:
    """Running jobs whose first question is due within the next ``over`` seconds, evenly."""
    from django.db import transaction
    from django.utils import timezone

    from generation.models import Job, State
    from mediahub import prepared
    from mediahub.access import owner

    who, now = owner(), timezone.now()
    job = partial(Job, owner=who, provider="kie", model="gpt4o-image", model_name="GPT-4o", kind="image")
    with transaction.atomic():
        for number in range(count):
            due_at = now + timedelta(seconds=1.0 + over * number / count)
            prepared.insert(
                job(state=State.RUNNING, remote_id=f"task-{number}", due_at=due_at, submitted_at=now, prompt="a boat")
            )


def _bare(seconds: float) -> float:
    """Questions a second of the client alone, from as many threads as a sweep has."""
    from generation import registry

    kie, spec = registry.provider("kie"), registry.spec("gpt4o-image")
    counts, ends = [0] * _THREADS, time.monotonic() + seconds

    def ask(at: int) -> None:
        while time.monotonic() < ends:
            kie.poll(f"task-{counts[at]}", spec)
            counts[at] += 1

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(ask, range(_THREADS)))
    return sum(counts) / seconds


class _Watch:
    """Counts questions, and how late each was, around the step that a sweep takes."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._lock = threading.Lock()

    def around(self, take: Any) -> Any:
        from django.utils import timezone

        def taken(job: Any) -> None:
            late = (timezone.now() - job.due_at).total_seconds()
            take(job)
            with self._lock:
                self.late.append(late)

        return taken


def _sweep(seconds: float, *, pause: float) -> _Watch:
    """Sweep for a while at a fixed pause; the first two seconds do not count."""
    from generation import pace, steps
    from generation.sweep import Sweep

    watch = _Watch()
    steps.take = watch.around(steps.take)  # type: ignore[assignment]
    pace.before_question = lambda *_, **__: pause  # type: ignore[assignment]
    warm, ends = time.monotonic() + 2.0, time.monotonic() + 2.0 + seconds

    def stop() -> bool:
        if time.monotonic() < warm:
            watch.late.clear()
        return time.monotonic() >= ends

    Sweep(_THREADS).run(stop)
    return watch


def _swept(seconds: float) -> float:
    """Questions a second of a sweep that is never without due jobs."""
    _fill(6_000, over=0.1)
    return len(_sweep(seconds, pause=0.2).late) / seconds


def _held(count: int) -> float:
    """How late questions are, in seconds, p99, with so many jobs in flight."""
    _fill(count, over=_PACE)
    late = sorted(_sweep(2.5 * _PACE, pause=_PACE).late)
    return late[int(0.99 * len(late))] if len(late) > 0.9 * 2.5 * count else 99.0


if __name__ == "__main__":
    import logging

    import django

    django.setup()
    logging.disable(logging.INFO)
    what, value = sys.argv[1], float(sys.argv[2])
    found = {"bare": _bare, "swept": _swept, "held": lambda count: _held(int(count))}[what](value)
    sys.stdout.write(json.dumps(found) + "\n")
