"""What the gallery's tray and trash mean to jobs: open ones hold what they were given, cards are drawn anew."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from gallery import library, tray
from gallery.signals import gone, needed, saved
from generation.models import OPEN, Job, JobOutput, State

_IS_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def hold_inputs(references: Mapping[str, list[str]]) -> None:
    """Let the unsaved files among an order's inputs stay until ``clear_tray`` sees the order itself."""
    if references:
        tray.hold(_ids([references]))


def clear_tray() -> int:
    """Remove what nobody saved in time, but for the files that an open job was given; how many went."""
    if not tray.leaving_soon():
        return 0
    tray.hold(_held())
    return library.purge_tray()


def _held() -> set[uuid.UUID]:
    """The files and uploads that an order may still read: to be sent, or to be sent again."""
    waiting = Job.objects.filter(state__in=(*OPEN, State.UNCLEAR)).exclude(inputs={}).order_by()
    return _ids(waiting.values_list("inputs", flat=True))


@receiver(needed, dispatch_uid="open jobs: inputs")
def _keep_inputs(sender: Any, **kwargs: Any) -> set[uuid.UUID]:
    return _held()


def _ids(inputs: Iterable[Mapping[str, list[str]]]) -> set[uuid.UUID]:
    """The references that are ids; the others are addresses."""
    references = {item for fields in inputs for items in fields.values() for item in items}
    return {uuid.UUID(item) for item in references if _IS_ID.fullmatch(item)}


@receiver(saved, dispatch_uid="job cards: saved")
def _draw_anew(sender: Any, task_ids: set[uuid.UUID], **kwargs: Any) -> None:
    Job.objects.filter(pk__in=task_ids).update(updated_at=timezone.now())


@receiver(gone, dispatch_uid="job cards: gone")
def _note_unsaved(sender: Any, ids: list[uuid.UUID], at: datetime, **kwargs: Any) -> None:
    outputs = JobOutput.objects.filter(media_id__in=ids)
    outputs.update(unsaved_at=at)
    Job.objects.filter(pk__in=list(outputs.values_list("job_id", flat=True))).update(updated_at=timezone.now())
