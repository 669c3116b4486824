"""What ``fsck`` may do to an order: small conditional UPDATEs, each told in the order's history."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from gallery.models import Asset
from generation import ledger
from generation.jobs.moves import move, note, soon
from generation.models import Charged, Job, JobOutput, OutputState, State
from generation.providers.errors import Unclear


def free(job: Job) -> bool:
    """Take a claim that will never run out off a job; whoever works on it then loses its move."""
    held = Job.objects.filter(pk=job.pk, claim=job.claim, claimed_until=job.claimed_until)
    if not held.update(claim="", claimed_until=None):
        return False
    note(job, "A claim that would never run out was taken off.")
    return True


def make_due(job: Job) -> bool:
    """Let a worker look at a job that nobody would have looked at."""
    if not Job.objects.filter(pk=job.pk, state=job.state, due_at=job.due_at).update(due_at=soon()):
        return False
    note(job, "Nobody would have looked at this again: it is due now.")
    return True


def doubt(job: Job) -> bool:
    """A running job without an id cannot be asked about: it was sent, and nobody knows more."""
    words = "It was sent, but its id at the provider is not known. It may have been charged. Look before sending again."
    with transaction.atomic():
        if not move(job, State.UNCLEAR, words, problem=Unclear(words), charged=Charged.MAYBE):
            return False
        ledger.doubt(job)
    return True


def tie(output: JobOutput, asset: Asset) -> bool:
    """A file of this output is in the gallery after all: say so, and let the order be finished with it."""
    with transaction.atomic():
        if not _lost(output).update(state=OutputState.STORED, asset=asset, error_message=""):
            return False
        _store_anew(output, "One of its files was found on disk, and is in the gallery now.")
    return True


def fetch_again(output: JobOutput) -> bool:
    """Fetch a file anew that is still at the provider."""
    again = {"state": OutputState.REMOTE, "tries": 0, "bad_files": 0, "error_message": ""}
    with transaction.atomic():
        if not JobOutput.objects.filter(pk=output.pk, state=output.state, url=output.url).update(**again):
            return False
        return _store_anew(output, "One of its files is not what it was, and is fetched again.")


def _lost(output: JobOutput) -> Any:
    return JobOutput.objects.filter(pk=output.pk, state=output.state, asset=None)


def _store_anew(output: JobOutput, words: str) -> bool:
    job = Job.objects.get(pk=output.job_id)
    if job.state in (State.SUCCEEDED, State.FAILED):
        return move(job, State.STORING, words, due_in=0, finished_at=None)
    note(job, words)
    return Job.objects.filter(pk=job.pk).update(updated_at=timezone.now()) > 0
