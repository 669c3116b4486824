"""When a person leaves: their files go to somebody else, or away."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gallery import library, storage, uploads
from gallery.models import Asset, Upload

#: ids that one statement names
_AT_ONCE = 500


def delete_files(owner: Any, *, but: Collection[UUID] = ()) -> int:
    """Delete a person's files and uploads for good, except those ``but``; how many. Interrupted, it may be repeated."""
    spared = set(but)
    doomed = [pk for pk in Asset.objects.filter(owner=owner).values_list("pk", flat=True) if pk not in spared]
    for at in range(0, len(doomed), _AT_ONCE):
        rows = Asset.objects.filter(owner=owner, pk__in=doomed[at : at + _AT_ONCE], deleted_at=None)
        rows.order_by().update(deleted_at=timezone.now())
    Asset.objects.filter(owner=owner, pk__in=spared).order_by().update(deleted_at=None)  # an order needs them
    library.empty_trash(owner)
    return len(doomed) + _delete_uploads(owner, spared)


def _delete_uploads(owner: Any, spared: set[UUID]) -> int:
    """Rows first: a file without a row is only space, a row without its file is a picture that cannot be opened."""
    found = [upload for upload in Upload.objects.filter(owner=owner) if upload.pk not in spared]
    for upload in found:
        place = uploads.path(upload)
        upload.delete()
        storage.delete(place)
    return len(found)


def hand_over(owner: Any, heir: Any) -> dict[UUID, UUID]:
    """Give all files and uploads of a person to another, inside the caller's transaction.

    One row a picture and owner: of uploads that the heir has as well theirs stays, and takes the place of the other.
    Returns which id stands for which from now on.
    """
    Asset.objects.filter(owner=owner).order_by().update(owner=heir)
    theirs = dict(Upload.objects.filter(owner=heir).values_list("sha256", "pk"))
    replaced = {}
    for upload in Upload.objects.filter(owner=owner, sha256__in=list(theirs)):
        replaced[upload.pk] = theirs[upload.sha256]
        transaction.on_commit(partial(storage.delete, uploads.path(upload)))
        upload.delete()
    Upload.objects.filter(owner=owner).order_by().update(owner=heir)
    return replaced
