"""Claiming due jobs and finishing them, as workers do, in tables of several sizes.

Run as a program inside a MediaHub's environment it fills the table and prints jobs a second.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from benchmarks import places
from benchmarks.table import Row, at_least, at_most, judged

_SIZES = (1_000, 10_000, 100_000)
_DONE = 900


def measure(*, quick: bool = False) -> Iterator[Row]:
    """One process; a claim takes a batch, each end is a transaction of its own."""
    for postgres in (False, True) if places.has_postgres() else (False,):
        database = "PostgreSQL" if postgres else "SQLite"
        rates = []
        for size in _SIZES[:2] if quick else _SIZES:
            with places.place(postgres=postgres) as environment:
                rates.append(places.answer_of(environment, "benchmarks.claims", str(size))["rate"])
            yield judged(
                f"jobs claimed and finished, {size:,} due rows, {database}", rates[-1], "/s", at_least(500, "/s")
            )
        slower = max(0.0, 1 - rates[-1] / rates[0]) * 100
        yield judged(f"slower in the largest table than in the smallest, {database}", slower, "%", at_most(10, "%"))


def _fill(size: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from generation.models import Job, State
    from mediahub import prepared
    from mediahub.access import owner

    who, now = owner(), timezone.now()
    job = partial(Job, owner=who, provider="kie", model="gpt4o-image", model_name="GPT-4o", kind="image")
    rows = (
        job(
            state=State.STORING,
            prompt=f"boat {number}",
            remote_id=f"task-{number}",
            due_at=now - timedelta(seconds=60 + number % 600),
            submitted_at=now,
        )
        for number in range(size)
    )
    with transaction.atomic():
        for row in rows:
            prepared.insert(row)


def _rate(size: int) -> float:
    """Jobs a second, the best of three tries: what disturbs a run only makes it slower."""
    from generation import jobs
    from generation.models import State

    tries = []
    for _ in range(3):
        wanted = min(_DONE, size) // 3
        done, begun = 0, time.perf_counter()
        while done < wanted:
            for job in jobs.claim_due(32):
                jobs.move(job, State.SUCCEEDED, "1 file is in the gallery.")
                done += 1
        tries.append(done / (time.perf_counter() - begun))
    return max(tries)


def _vacuum() -> None:
    """As after some time of use: the planner knows the table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    import django

    django.setup()
    _fill(int(sys.argv[1]))
    _vacuum()
    sys.stdout.write(json.dumps({"rate": _rate(int(sys.argv[1]))}) + "\n")
