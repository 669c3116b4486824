"""The tray: finished files that nobody has saved yet. Each goes when its time is over, unless somebody wants it.

A file is in the tray while ``keep_until`` is set. Saving is one conditional UPDATE, and so is the removal's first step
(``library.purge_tray``): whichever comes first wins, and the other finds nothing to do.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gallery.models import Asset
from gallery.pages import IN_PLACE, Place, filtered
from gallery.signals import saved

#: how long a file waits to be saved
LIFE = timedelta(hours=24)
#: how far ahead an open job holds the pictures that it was given; renewed long before it is over
HOLD = timedelta(minutes=15)


def save(owner: Any, ids: Iterable[uuid.UUID]) -> int:
    """Keep these files for good; how many were in the tray until now."""
    return _save(filtered(owner, place=Place.TRAY).filter(pk__in=list(ids)))


def save_all(owner: Any) -> int:
    """Keep all that an owner has in the tray; how many files it was."""
    return _save(filtered(owner, place=Place.TRAY))


def save_of(assets: QuerySet[Asset]) -> int:
    """Keep those of these files that are in the tray, whoever owns them; how many it was."""
    return _save(assets.order_by().filter(IN_PLACE[Place.TRAY]))


def _save(unsaved: QuerySet[Asset]) -> int:
    with transaction.atomic():
        task_ids = set(unsaved.exclude(task_id=None).values_list("task_id", flat=True))
        count = unsaved.update(keep_until=None)
        saved.send(Asset, task_ids=task_ids)
    return count


def describe(asset: Asset, changes: dict[str, Any]) -> bool:
    """Write what a person says of a file (favourite, rating, tags, notes); False where it is not there any more.

    Whoever says anything of a file wants it: that saves it.
    """
    live = Asset.objects.filter(pk=asset.pk, deleted_at__isnull=True)
    if not changes:
        return live.exists()
    with transaction.atomic():
        if not live.update(**changes):
            return False
        if any(changes.values()):
            _save(live.filter(IN_PLACE[Place.TRAY]))
        asset.refresh_from_db()
    return True


def hold(ids: Iterable[uuid.UUID]) -> None:
    """Let these files stay a while, because something needs them: their time is put off, never brought forward."""
    until = timezone.now() + HOLD
    Asset.objects.filter(pk__in=list(ids), keep_until__lt=until, gone_at__isnull=True).update(keep_until=until)


def leaving_soon() -> bool:
    """Whether the time of any file is over before a hold would be."""
    return Asset.objects.filter(keep_until__lt=timezone.now() + HOLD).exists()


def gone_words(at: datetime) -> str:
    """What to say of a file that was not saved in time."""
    return f"Nobody saved this file in time. It is gone since {at:%-d %b %Y, %H:%M} UTC and cannot be brought back."
