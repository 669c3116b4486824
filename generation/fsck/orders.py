"""Orders that nobody would look at again, and outputs that point nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.db.models import F, Q
from django.utils import timezone

from gallery.models import Asset
from generation import jobs
from generation.fsck import Finding, Look
from generation.models import WORKABLE, Heartbeat, Job, JobOutput, OutputState, State

#: a claim reaches 20 seconds ahead, and no pause is longer than a day
_FAR_CLAIM, _FAR_DUE = timedelta(minutes=5), timedelta(hours=26)
_SILENT = timedelta(days=1)


def _stuck_claims(deep: bool) -> Iterator[Finding]:
    far = Q(claimed_until=None) | Q(claimed_until__gt=timezone.now() + _FAR_CLAIM) | ~Q(state__in=WORKABLE)
    for job in Job.objects.filter(far).exclude(claim="").order_by("pk").iterator(chunk_size=500):
        until = f"until {job.claimed_until:%Y-%m-%d %H:%M}" if job.claimed_until else "for ever"
        says = f"{job.state}, and held by {job.claim[:8]} {until}"
        yield Finding("stuck claim", f"order {job.pk}", says, "take the claim off", partial(jobs.mending.free, job))


def _never_due(deep: bool) -> Iterator[Finding]:
    lost = Q(due_at=None) | Q(due_at__gt=timezone.now() + _FAR_DUE)
    for job in Job.objects.filter(lost, state__in=WORKABLE).order_by("pk").iterator(chunk_size=500):
        says = f"{job.state}, and due {'never' if job.due_at is None else f'on {job.due_at:%Y-%m-%d}'}"
        yield Finding("never due", f"order {job.pk}", says, "make it due now", partial(jobs.mending.make_due, job))


def _without_id(deep: bool) -> Iterator[Finding]:
    for job in Job.objects.filter(state=State.RUNNING, remote_id="").order_by("pk").iterator(chunk_size=500):
        says, mend = "running, but under no id at the provider", "make it unclear, for its owner to settle"
        yield Finding("running without id", f"order {job.pk}", says, mend, partial(jobs.mending.doubt, job))


def _untied(deep: bool) -> Iterator[Finding]:
    """The file is in the gallery, and its order does not know."""
    lost = JobOutput.objects.filter(asset=None, media_id__in=Asset.objects.filter(gone_at=None).values("pk"))
    for output in lost.order_by("pk").select_related("job").iterator(chunk_size=500):
        if output.job.is_open:
            continue
        asset = Asset.objects.get(pk=output.media_id)
        says, mend = f"{output.state}, but its file is in the gallery", "tie it to its file"
        yield Finding("output without its file", _name(output), says, mend, partial(jobs.mending.tie, output, asset))


def _left_at_provider(deep: bool) -> Iterator[Finding]:
    """Over, but a file was never fetched nor given up."""
    left = JobOutput.objects.filter(state=OutputState.REMOTE, job__state__in=(State.SUCCEEDED, State.FAILED))
    for output in left.exclude(url="").order_by("pk").iterator(chunk_size=500):
        says = "its order is over, and the file is still at the provider"
        yield Finding("never fetched", _name(output), says, "fetch it", partial(jobs.mending.fetch_again, output))


def _misplaced(deep: bool) -> Iterator[Finding]:
    """Tied to a file that is not its own."""
    wrong = JobOutput.objects.exclude(asset=None).exclude(asset_id=F("media_id"))
    for output in wrong.order_by("pk").iterator(chunk_size=500):
        says = f"tied to the file {output.asset_id} instead of {output.media_id}"
        yield Finding("output with another's file", _name(output), says, "look at both in the admin")


def _name(output: JobOutput) -> str:
    return f"order {output.job_id}, file {output.position + 1}"


def _heartbeats(deep: bool) -> Iterator[Finding]:
    for row in Heartbeat.objects.filter(beat_at__lt=timezone.now() - _SILENT):
        says = f"silent since {row.beat_at:%Y-%m-%d %H:%M} UTC"
        mend = partial(_forget, row)
        yield Finding("heartbeat of nobody", row.name, says, "forget it; who works leaves a new one", mend)


def _forget(row: Heartbeat) -> bool:
    return Heartbeat.objects.filter(pk=row.pk, beat_at=row.beat_at).delete()[0] > 0


LOOKS: tuple[Look, ...] = (
    _stuck_claims, _never_due, _without_id, _untied, _left_at_provider, _misplaced, _heartbeats
)  # fmt: skip
