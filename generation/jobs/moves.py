"""Claims and moves: every write is one conditional UPDATE, and who loses it does nothing."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils import timezone

from generation import tally
from generation.jobs import releases
from generation.models import MOVES, ORDERED, WORKABLE, Charged, Job, JobEvent, State
from generation.providers.errors import ProviderError
from mediahub import prepared

logger = logging.getLogger(__name__)

#: how far ahead a claim reaches; its worker renews it while it works, so a killed worker's jobs go on within this time
LEASE = timedelta(seconds=20)

#: a claim so young says that its worker is about to take a slot
_JUST_CLAIMED = timedelta(seconds=2)
#: seconds until its turn from which on an order's place in the queue is looked at again meanwhile
_LONG_WAIT = 5.0

#: the words of trouble, all unsaid
CLEAN = {"error_code": "", "error_message": "", "error_action": "", "error_detail": "", "charged": Charged.UNSAID}


def soon(seconds: float = 0.0) -> Any:
    """The database's time in ``seconds``, as every due time is written.

    Always by addition: SQLite writes a bare ``Now()`` with three decimals and a sum with six, and the two never compare
    as equal although they are the same moment.
    """
    return Now() + timedelta(seconds=seconds)


class IllegalMove(Exception):
    """A move that the table does not allow: a bug."""


def _due() -> Q:
    return Q(due_at__lte=Now()) & (Q(claimed_until__isnull=True) | Q(claimed_until__lte=Now()))


def claim(job_id: uuid.UUID | str) -> Job | None:
    """Take one job to work on, if it is due and nobody holds it."""
    return next(iter(_claim(Job.objects.filter(pk=job_id), 1)), None)


def claim_due(most: int) -> list[Job]:
    """Take up to ``most`` due jobs, longest due first.

    A job that waits for storing is left to the queue's workers, unless they have let it lie for 15 seconds.
    """
    left_lying = ~Q(state=State.STORING) | Q(due_at__lte=Now() - timedelta(seconds=15))
    return _claim(Job.objects.filter(left_lying), most)


def _claim(candidates: QuerySet[Job], most: int) -> list[Job]:
    token = uuid.uuid4().hex
    with transaction.atomic():
        due = candidates.filter(_due(), state__in=WORKABLE).order_by("due_at")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        ids = list(due.values_list("pk", flat=True)[:most])
        if not ids:
            return []
        rows = Job.objects.filter(_due(), pk__in=ids, state__in=WORKABLE)
        claimed = prepared.taken(rows, {"claim": token, "claimed_until": Now() + LEASE, "tries": F("tries") + 1})
    place = {job_id: at for at, job_id in enumerate(ids)}
    return sorted(claimed, key=lambda job: place[job.pk])


def renew(held: dict[str, set[uuid.UUID]]) -> None:
    """Extend the claims that a worker still works on: token → job ids."""
    for token, ids in held.items():
        Job.objects.filter(pk__in=ids, claim=token).update(claimed_until=Now() + LEASE)


def due_for_storing(most: int) -> list[uuid.UUID]:
    """Jobs whose files wait to be fetched and that nobody holds."""
    return list(Job.objects.filter(_due(), state=State.STORING).order_by("due_at").values_list("pk", flat=True)[:most])


def release(job: Job, seconds: float, *, problem: ProviderError | None = None, **changes: Any) -> None:
    """Put a claimed job back, to be looked at again in ``seconds``; a callback that came meanwhile keeps it due now.

    ``problem``: why the call failed, shown until a call succeeds; without one the count of setbacks starts anew.
    """
    if problem is None and releases.gathers(changes):
        releases.add(job, seconds, changes)
        return
    due_at = Case(When(due_at=job.due_at, then=soon(seconds)), default=F("due_at"))
    words: dict[str, Any] = {"setbacks": 0, **CLEAN}
    if problem:
        words = {**_problem(problem), "setbacks": F("setbacks") + 1}
    values = {"claim": "", "claimed_until": None, "tries": 0, "updated_at": timezone.now(), **words, **changes}
    _held(job).update(due_at=due_at, **values)


def postpone(job: Job, seconds: float) -> None:
    """Put a claimed job back untouched: there was no slot for it yet."""
    _held(job).update(claim="", claimed_until=None, tries=0, due_at=soon(seconds))


def ahead(job: Job) -> int:
    """How many orders at this provider came before this one and go first: first in, first out.

    Not those that pause after a setback, nor those whose worker has held them for a while: their inputs are on the way.
    """
    at_work = Q(claimed_until__gt=Now(), claimed_until__lt=Now() + LEASE - _JUST_CLAIMED)
    waiting = Job.objects.filter(provider=job.provider, state=State.QUEUED, setbacks=0, created_at__lt=job.created_at)
    return waiting.exclude(pk=job.pk).exclude(at_work).order_by().count()


def wait_for_turn(job: Job, seconds: float) -> None:
    """Put a claimed job back until about its turn; one that has long to wait is looked at on the way, for those ahead
    may be cancelled."""
    postpone(job, seconds if seconds < _LONG_WAIT else max(_LONG_WAIT, seconds / 4))


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=job.state, claim=job.claim)


def _problem(error: ProviderError) -> dict[str, Any]:
    return {
        "error_code": error.code,
        "error_message": error.message,
        "error_action": error.action,
        "error_detail": error.detail[:4000],
    }


def move(
    job: Job,
    to: State,
    message: str,
    *,
    problem: ProviderError | None = None,
    keep_claim: bool = False,
    due_in: float | None = None,
    **changes: Any,
) -> bool:
    """Move a job that is as ``job`` says (state and claim); False, and nothing done, when it no longer is.

    ``due_in``: seconds until somebody should look, None for never. ``problem``: what went wrong, kept for people.
    """
    if to not in MOVES[State(job.state)]:
        raise IllegalMove(f"{job.state} → {to}")
    values: dict[str, Any] = {"state": to, "updated_at": timezone.now(), "tries": 0, "setbacks": 0, **CLEAN}
    values["due_at"] = None if due_in is None else soon(due_in)
    if problem:
        values.update(_problem(problem))
    if to in (State.SUCCEEDED, State.FAILED, State.CANCELLED):
        values["finished_at"] = timezone.now()
    if not keep_claim:
        values.update(claim="", claimed_until=None)
    values.update(changes)
    before = job.state
    with transaction.atomic():
        if not prepared.change(job, {"state": before, "claim": job.claim}, values):
            return False
        tell(job, before, to, message, problem.detail if problem else "")
    return True


def tell(job: Job, before: str, after: str, message: str, detail: str = "") -> None:
    """Write an event: the state before and after, and what happened in words."""
    if before != after:
        tally.add("moves", job.answered_by, after)
        logger.info("%s → %s: %s", before or "new", after, message, extra={"about": job.log_words()})
    prepared.insert(JobEvent(job=job, from_state=before, to_state=after, message=message, detail=detail[:4000]))


def note(job: Job, message: str, detail: str = "") -> None:
    """Add a line to a job's history without moving it."""
    tell(job, job.state, job.state, message, detail)


def alone(job: Job) -> bool:
    """Whether no other order is out at this provider, so that a difference of its balance is this job's."""
    others = Job.objects.filter(provider=job.provider, sandbox=job.sandbox, state__in=ORDERED).exclude(pk=job.pk)
    return not others.exists()


def alone_since(job: Job) -> bool:
    """Whether no other order was out at this provider since this one was sent."""
    started = job.submitted_at or job.created_at
    others = Job.objects.filter(provider=job.provider, sandbox=job.sandbox).exclude(pk=job.pk)
    overlapping = Q(state__in=ORDERED) | Q(submitted_at__gte=started) | Q(finished_at__gte=started)
    return not others.filter(overlapping, submitted_at__isnull=False).exists()


def touch(job: Job) -> bool:
    """Confirm, inside a transaction, that this worker still holds the job; False when it lost it."""
    return bool(_held(job).update(updated_at=timezone.now()))
