"""When a person leaves: their orders, open or not, and with them their charges, go on with somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from generation import ledger
from generation.models import OPEN, Job, State

#: States in which an order may still read its input pictures: to send them, or to send them again.
_NEED_INPUTS = (*OPEN, State.UNCLEAR)


def needed_inputs(owner: Any) -> set[UUID]:
    """The ids of files and uploads that orders of this person may still read."""
    references = _references(Job.objects.filter(owner=owner, state__in=_NEED_INPUTS))
    return {UUID(reference) for reference in references if "://" not in reference}


def hand_over(owner: Any, heir: Any, *, replaced: dict[UUID, UUID], hide: bool) -> int:
    """Give all orders of a person to another, inside the caller's transaction; how many.

    A worker that holds one of them goes on: nothing else of the row changes. ``replaced``: input ids that another
    stands for now. ``hide``: take those that have ended off the lists. Keys of repeated requests are forgotten, for
    they were the other person's programs'.
    """
    theirs = Job.objects.filter(owner=owner)
    for job in theirs.exclude(inputs={}).only("inputs", "params") if replaced else ():
        _replace_inputs(job, replaced)
    if hide:
        theirs.exclude(state__in=_NEED_INPUTS).filter(hidden_at=None).order_by().update(hidden_at=timezone.now())
    ledger.pass_on(owner, heir)
    return theirs.order_by().update(owner=heir, idempotency_key=None)


def _references(jobs: QuerySet[Job]) -> set[str]:
    given = jobs.exclude(inputs={}).values_list("inputs", flat=True)
    return {reference for inputs in given for references in inputs.values() for reference in references}


def _replace_inputs(job: Job, replaced: dict[UUID, UUID]) -> None:
    words = {str(old): str(new) for old, new in replaced.items()}
    inputs = {name: [words.get(reference, reference) for reference in given] for name, given in job.inputs.items()}
    if inputs != job.inputs:
        Job.objects.filter(pk=job.pk).update(inputs=inputs, params=_with_ids(job.params, words))


def _with_ids(value: Any, words: dict[str, str]) -> Any:
    """Params with the ids replaced that stand in lists of their rows."""
    if isinstance(value, dict):
        return {name: _with_ids(inner, words) for name, inner in value.items()}
    if isinstance(value, list):
        return [words.get(item, item) if isinstance(item, str) else _with_ids(item, words) for item in value]
    return value
