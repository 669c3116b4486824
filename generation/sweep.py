"""Finds what is due and works on it, many at once.

One process with a pool of threads holds thousands of remote orders: it claims due rows a few times a second and lets
the pool talk to the providers. Files are fetched by the queue's workers; the sweep only wakes them, and does it itself
when nobody comes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from generation import health, jobs, steps
from generation.models import Job
from mediahub import logs

logger = logging.getLogger(__name__)

#: seconds between two looks at the table, and between two signs of life
_PACE = 0.2
_BEAT = 5.0
#: seconds before a worker that did not come is woken again
_NUDGE_AGAIN = 5.0


class Sweep:
    """The loop. ``threads``: how many calls to providers may be under way at once."""

    def __init__(self, threads: int = 32) -> None:
        self._threads = threads
        self._free = threading.Semaphore(threads)
        self._nudged: dict[UUID, float] = {}
        self._next_beat = 0.0

    def run(self, stop: Callable[[], bool]) -> None:
        """Sweep until ``stop()`` says so; work under way is finished first."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="sweep") as pool:
            while not stop():
                begun = time.monotonic()
                try:
                    self._round(pool)
                except (DatabaseError, InterfaceError):
                    logger.exception("The database did not answer; the sweep tries again.")
                    close_old_connections()
                    time.sleep(1.0)
                time.sleep(max(0.01, _PACE - (time.monotonic() - begun)))

    def _round(self, pool: ThreadPoolExecutor) -> None:
        close_old_connections()
        self._nudge()
        for job in self._claimed():
            pool.submit(self._work, job)
        self._beat()

    def _claimed(self) -> list[Job]:
        """As many due jobs as there are free threads; the places of those that were not found are free again."""
        places = 0
        while places < self._threads and self._free.acquire(blocking=False):
            places += 1
        claimed: list[Job] = []
        try:
            claimed = jobs.claim_due(places) if places else []
        finally:
            if unused := places - len(claimed):
                self._free.release(unused)
        return claimed

    def _work(self, job: Job) -> None:
        with logs.about(job.log_words):
            self._step(job)

    def _step(self, job: Job) -> None:
        try:
            close_old_connections()
            steps.take(job)
        except DatabaseError:
            logger.exception("Job %s: the database did not answer; its claim runs out and it goes on.", job.pk)
            close_old_connections()
        except Exception:
            # a bug in one step must not end the sweep; the job keeps its state and its claim runs out
            logger.exception("Job %s: a step broke off.", job.pk)
        finally:
            self._free.release()

    def _beat(self) -> None:
        if time.monotonic() < self._next_beat:
            return
        self._next_beat = time.monotonic() + _BEAT
        health.beat("sweep")
        asked = health.here("asked")
        if health.stale(health.here("cluster"), _BEAT * 2) and health.stale(asked, _BEAT * 4):
            health.beat(asked)
            jobs.post("generation.tasks.beat")

    def _nudge(self) -> None:
        """Wake the queue's workers for files that wait and that nobody holds."""
        now = time.monotonic()
        self._nudged = {job_id: until for job_id, until in self._nudged.items() if until > now}
        for job_id in jobs.due_for_storing(50):
            if job_id not in self._nudged:
                self._nudged[job_id] = now + _NUDGE_AGAIN
                jobs.nudge(job_id)


def run_for(seconds: float, threads: int = 16) -> None:
    """Sweep for a while, unless somebody else is at it."""
    if not health.stale("sweep", 15):
        return
    ends = timezone.now() + timedelta(seconds=seconds)
    Sweep(threads).run(lambda: timezone.now() >= ends)
