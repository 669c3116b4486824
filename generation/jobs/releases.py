"""Putting back many jobs at once: most questions are answered "still running", and each answer is one small UPDATE.

Where a sweep asks about thousands of jobs (``gather``) they wait a moment and are written together. Until then the
jobs' claims hold; a process that is killed before loses nothing but the answers: the jobs are asked about again.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from generation.models import Job

#: what a gathered release may change beside the time when it is due
_PLAIN = frozenset({"polls", "progress"})


@dataclass(frozen=True)
class Release:
    """A job as its worker held it, and when it is to be looked at again, in seconds from ``at``."""

    job_id: UUID
    state: str
    claim: str
    due_at: datetime | None
    seconds: float
    at: datetime
    polls: int
    progress: float | None


class _Gathered:
    def __init__(self) -> None:
        self.is_on = False
        self.lock = threading.Lock()
        self.releases: list[Release] = []


_gathered = _Gathered()


def gather() -> None:
    """From now on releases of this process wait for ``write_gathered``, which it must call several times a second."""
    _gathered.is_on = True


def stop_gathering() -> None:
    """Releases are written at once again; what waits is written now."""
    _gathered.is_on = False
    write_gathered()


def gathers(changes: dict[str, Any]) -> bool:
    """Whether a release that changes this may wait."""
    return _gathered.is_on and changes.keys() <= _PLAIN


def add(job: Job, seconds: float, changes: dict[str, Any]) -> None:
    """Keep a release for the next writing."""
    polls, progress = changes.get("polls", job.polls), changes.get("progress", job.progress)
    release = Release(job.pk, job.state, job.claim, job.due_at, seconds, timezone.now(), polls, progress)
    with _gathered.lock:
        _gathered.releases.append(release)


def write_gathered() -> int:
    """Write what waits in one transaction; how many releases it was. One that was lost costs a question more."""
    with _gathered.lock:
        releases, _gathered.releases = _gathered.releases, []
    if not releases:
        return 0
    behind = _database_time() - timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_STATEMENT, [_values(release, behind) for release in releases])
    return len(releases)


#: ``moves.release`` of a call that succeeded: only while the claim holds, and never later than a callback made it due
_STATEMENT = """
    UPDATE generation_job SET due_at = CASE WHEN due_at = %s THEN %s ELSE due_at END, claim = '', claimed_until = NULL,
        tries = 0, setbacks = 0, error_code = '', error_message = '', error_action = '', error_detail = '',
        charged = '', updated_at = %s, polls = %s, progress = %s
    WHERE id = %s AND state = %s AND claim = %s"""


def _values(release: Release, behind: timedelta) -> list[Any]:
    moment = connection.ops.adapt_datetimefield_value
    due_at = release.at + behind + timedelta(seconds=release.seconds)
    key = Job._meta.pk.get_db_prep_value(release.job_id, connection)
    changed = [moment(release.due_at), moment(due_at), moment(release.at), release.polls, release.progress]
    return [*changed, key, release.state, release.claim]


def _database_time() -> datetime:
    """The clock by which everything is due; SQLite's is this machine's own."""
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found
