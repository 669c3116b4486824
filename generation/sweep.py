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

from generation import health, jobs, registry, steps
from generation.models import Job
from mediahub import logs

logger = logging.getLogger(__name__)

#: seconds between two looks at the table, and between two signs of life
_PACE = 0.1
_BEAT = 5.0
#: jobs that a sweep claims ahead of its threads at most: what it asks about in half a second or so
_MOST_HELD = 1000
#: seconds before a worker that did not come is woken again
_NUDGE_AGAIN = 5.0


class Sweep:
    """The loop. ``threads``: how many calls to providers may be under way at once."""

    def __init__(self, threads: int = 32) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._held = 0
        self._done = 0
        self._nudged: dict[UUID, float] = {}
        self._next_beat = 0.0

    def run(self, stop: Callable[[], bool]) -> None:
        """Sweep until ``stop()`` says so; work under way is finished first."""
        jobs.gather()
        try:
            with ThreadPoolExecutor(self._threads, thread_name_prefix="sweep") as pool:
                while not stop():
                    begun = time.monotonic()
                    registry.keep_providers(True)  # for this round: a key that is changed counts from the next one
                    try:
                        self._round(pool)
                    except (DatabaseError, InterfaceError):
                        logger.exception("The database did not answer; the sweep tries again.")
                        close_old_connections()
                        time.sleep(1.0)
                    time.sleep(max(0.01, _PACE - (time.monotonic() - begun)))
        finally:
            registry.keep_providers(False)
            jobs.stop_gathering()

    def _round(self, pool: ThreadPoolExecutor) -> None:
        close_old_connections()
        jobs.write_gathered()
        self._nudge()
        for job in self._claimed():
            pool.submit(self._work, job)
        self._beat()

    def _claimed(self) -> list[Job]:
        """Due jobs for the free threads, and as many more as were done since the last look.

        Where questions are answered quickly the threads find the next one waiting; where they take long (an upload, a
        download) nothing is held that another worker could take.
        """
        with self._lock:
            places = max(self._threads, min(2 * self._done, _MOST_HELD)) - self._held
            self._done = 0
        claimed = jobs.claim_due(places) if places > 0 else []
        with self._lock:
            self._held += len(claimed)
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
            with self._lock:
                self._held -= 1
                self._done += 1

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
