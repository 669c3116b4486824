"""Keeps the claims of this process alive while it works on them.

One quiet thread renews every few seconds whatever is inside ``holding``; when the process dies, or a step ends, it
stops, and the claim runs out by itself. Meanwhile it leaves the sign of life of the part that works (``as_part``), so
that a worker with a long download is not taken for one that hangs.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connections

from generation import health, jobs
from generation.models import Job

logger = logging.getLogger(__name__)

_EVERY = jobs.LEASE.total_seconds() / 4


class _Keeper:
    """The jobs this process holds, and the thread that renews them while there are any."""

    def __init__(self) -> None:
        self._held: set[tuple[str, uuid.UUID]] = set()
        self._lock = threading.Lock()
        self._renewing = False

    def add(self, job: Job) -> None:
        with self._lock:
            self._held.add((job.claim, job.pk))
            if not self._renewing:
                self._renewing = True
                threading.Thread(target=self._run, name="leases", daemon=True).start()

    def drop(self, token: str, job_id: uuid.UUID) -> None:
        with self._lock:
            self._held.discard((token, job_id))

    def _run(self) -> None:
        time.sleep(_EVERY)
        while held := self._still_held():
            try:
                jobs.renew(held)
                if _part:
                    health.beat(_part)
            except DatabaseError:
                logger.exception("Claims could not be renewed; their jobs may be taken over.")
                connections.close_all()
            time.sleep(_EVERY)
        connections.close_all()

    def _still_held(self) -> dict[str, set[uuid.UUID]]:
        """Token → job ids; empty when there is nothing left to renew, and then the thread ends."""
        held: dict[str, set[uuid.UUID]] = {}
        with self._lock:
            for token, job_id in self._held:
                held.setdefault(token, set()).add(job_id)
            self._renewing = bool(held)
        return held


_keeper = _Keeper()


def _forget_inherited() -> None:
    """A forked worker starts with no claims of its own."""
    global _keeper
    _keeper = _Keeper()


os.register_at_fork(after_in_child=_forget_inherited)


#: under which name this process is alive while it works; "" where it says so itself
_part = ""


def as_part(name: str) -> None:
    """This process works as that part of the engine."""
    global _part
    _part = name


@contextmanager
def holding(job: Job) -> Iterator[None]:
    """Renew this job's claim until the block ends."""
    keeper, token = _keeper, job.claim
    keeper.add(job)
    try:
        yield
    finally:
        keeper.drop(token, job.pk)
