"""Waking the queue's workers: a message that may be lost, doubled or late, for the sweep finds every due row anyway.

In the web server, where no answer must wait for it, a thread of its own sends the messages a moment later, and of many
orders at once only a few: the sweep takes the rest within a fifth of a second.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from functools import partial

from django.db import DatabaseError, close_old_connections, transaction
from django_q.tasks import async_task
from redis.exceptions import RedisError

from generation.jobs.together import together
from generation.models import Job

logger = logging.getLogger(__name__)

#: seconds in which messages are gathered, and how many of them are sent: as many as there are workers
_GATHER, _MOST = 0.02, 2
#: seconds for which no message is tried when Redis was away: a try may take some
_SILENCE = 15.0
_silent_until = 0.0


def nudge_on_commit(job: Job) -> None:
    """Wake a worker for this job once the transaction is committed."""
    wake = _later.add if _later.is_on else nudge
    transaction.on_commit(lambda: wake(job.pk), robust=True)


def nudge(job_id: uuid.UUID) -> None:
    """Wake a worker of the queue; losing, doubling or delaying this costs seconds, never a job."""
    post("generation.tasks.work", str(job_id))


def post(task: str, *arguments: str) -> None:
    """Send a message to the queue. While its Redis is away none is sent, and nobody waits for it or breaks off."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        async_task(task, *arguments)
    except RedisError as problem:
        _silent_until = time.monotonic() + _SILENCE
        logger.warning("The queue's Redis does not answer (%s); the sweep works alone for a while.", problem)


def nudge_later() -> None:
    """From now on this process wakes workers from a thread of its own."""
    _later.is_on = True


def _nudge_all(ids: list[uuid.UUID]) -> None:
    for job_id in ids:
        nudge(job_id)


class _Later:
    """Ids that wait for the thread, which begins with the first one."""

    def __init__(self) -> None:
        self.is_on = False
        self._waiting: list[uuid.UUID] = []
        self._some = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, job_id: uuid.UUID) -> None:
        self._waiting.append(job_id)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="waking", daemon=True)
            self._thread.start()
        self._some.set()

    def _run(self) -> None:
        while self._some.wait():
            time.sleep(_GATHER)
            self._some.clear()
            waiting, self._waiting = self._waiting, []
            try:
                close_old_connections()
                together(partial(_nudge_all, waiting[:_MOST]))
            except (DatabaseError, RedisError, OSError):
                logger.exception("The queue's workers could not be woken; the sweep finds the orders.")


_later = _Later()
