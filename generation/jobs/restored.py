"""What a restore from a backup means to orders: the backup does not know what was sent after it was made."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from generation.jobs.moves import tell
from generation.models import Job, State


def hold_after_restore(made_at: datetime) -> int:
    """Let orders that were waiting to be sent wait for their owners' word instead; how many. Nobody may be at work.

    They may have been sent, and paid for, after the backup was made. What was being sent becomes unclear by the usual
    way, since its worker is gone; what the provider has is asked about as ever.
    """
    words = (
        f"MediaHub was restored from a backup of {made_at:%-d %b %Y, %H:%M} UTC. This order may have been sent after "
        "that: look at the provider before you allow it."
    )
    now = timezone.now()
    waiting = {"state": State.WAITING, "due_at": None, "updated_at": now, "error_code": "restored"}
    held = 0
    Job.objects.exclude(claim="").update(claim="", claimed_until=None)
    for job in Job.objects.filter(state=State.QUEUED).order_by().iterator(chunk_size=500):
        with transaction.atomic():
            row = Job.objects.filter(pk=job.pk, state=State.QUEUED)
            row.update(**waiting, error_message=words, error_action="allow")
            tell(job, State.QUEUED, State.WAITING, words)
        held += 1
    return held
