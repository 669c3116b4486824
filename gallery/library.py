"""Keeping files: into the library, through its pages, to the trash and away.

Keeping takes two steps, so that a caller can write the row in a transaction of its own: ``prepare`` examines the file
and puts it in place, ``add`` writes the row. Both may be repeated.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from gallery import recipes, storage, thumbnails, tray
from gallery.media import Facts, examine
from gallery.models import Asset
from gallery.pages import IN_PLACE, BadCursor, Page, Place, filtered, page
from gallery.signals import gone, needed

__all__ = [
    "BadCursor", "Origin", "Page", "Place", "Prepared", "add", "count", "empty_trash", "filtered", "open_file",
    "page", "path", "prepare", "purge", "purge_tray", "quarantine", "restore", "restore_of", "trash", "trash_all",
]  # fmt: skip

logger = logging.getLogger(__name__)

#: how long files stay in the trash
TRASH_LIFE = timedelta(days=30)
_BLOCK = 1 << 20
_PURGE_BATCH = 50


@dataclass(frozen=True)
class Prepared:
    """A file in its place, not yet in a row. ``sha256_received`` is the hash of the file as it came."""

    media_id: uuid.UUID
    filename: str
    facts: Facts
    bytes: int
    sha256: str
    sha256_received: str
    thumbnail: thumbnails.Thumbnail
    recipe: dict[str, Any]


def prepare(
    received: Path, *, media_id: uuid.UUID, media_type: str, made_at: datetime, recipe: dict[str, Any]
) -> Prepared:
    """Examine a file, embed its recipe, and move it into the library; ``received`` is gone afterwards.

    The same id and time give the same name, so repeating overwrites. Raises ``BadFile`` for a file that is not a whole
    ``media_type`` ("image" or "video") and leaves it where it is; ``OSError`` when the disk does not take it.
    """
    facts = examine(received, media_type)
    sha256_received = sha256_of(received)
    recipes.embed(received, facts, recipe)
    filename = f"{media_type}_{made_at.astimezone(UTC):%Y%m%d%H%M%S}_{media_id}.{facts.extension}"
    prepared = Prepared(
        media_id=media_id,
        filename=filename,
        facts=facts,
        bytes=received.stat().st_size,
        sha256=sha256_of(received),
        sha256_received=sha256_received,
        thumbnail=thumbnails.make(received, facts, media_id),
        recipe=recipe,
    )
    storage.put(received, Path(settings.MEDIA_DIR) / filename)
    return prepared


@dataclass(frozen=True)
class Origin:
    """Where an asset comes from: whose it is, who made it, and of what. ``cost_usd``: US dollars, None if unknown.

    ``keep_until``: None keeps it for good; a time puts it into the tray until then.
    """

    owner_id: int
    task_id: uuid.UUID | None = None
    position: int = 0
    provider: str = ""
    model: str = ""
    model_name: str = ""
    prompt: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    aspect_ratio: str = ""
    sandbox: bool = False
    cost_usd: Decimal | None = None
    keep_until: datetime | None = None


def add(prepared: Prepared, origin: Origin, *, created_at: datetime | None = None) -> Asset:
    """Write the row of a prepared file; safe inside the caller's transaction. Repeated, it renews the file's facts."""
    described = {**vars(origin), "recipe": prepared.recipe, "created_at": created_at or timezone.now()}
    measured = _measured(prepared)
    asset, is_new = Asset.objects.get_or_create(pk=prepared.media_id, defaults={**described, **measured})
    if not is_new and any(getattr(asset, name) != value for name, value in measured.items()):
        Asset.objects.filter(pk=asset.pk).update(**measured)
        asset.refresh_from_db()
    return asset


def _measured(prepared: Prepared) -> dict[str, Any]:
    facts = prepared.facts
    return {
        "media_type": facts.media_type,
        "mime": facts.mime,
        "width": facts.width,
        "height": facts.height,
        "duration": facts.duration,
        "fps": facts.fps,
        "has_audio": facts.has_audio,
        "filename": prepared.filename,
        "bytes": prepared.bytes,
        "sha256": prepared.sha256,
        "sha256_received": prepared.sha256_received,
        "thumbnail": prepared.thumbnail.name,
        "placeholder": prepared.thumbnail.placeholder,
    }


def quarantine(bad: Path, why: str) -> Path:
    """Keep a bad file for inspection, with the reason in a text beside it; returns where it is."""
    place = Path(settings.QUARANTINE_DIR) / f"{timezone.now():%Y%m%d%H%M%S}_{uuid.uuid4()}_{bad.name}.bad"
    storage.put(bad, place)
    storage.put_bytes(f"{why}\n".encode(), place.with_suffix(".txt"))
    logger.warning("Kept for inspection: %s (%s)", place.name, why)
    return place


def path(asset: Asset) -> Path:
    """The place of an asset's file (``gallery.storage``)."""
    return Path(settings.MEDIA_DIR) / asset.filename


def open_file(asset: Asset) -> AbstractContextManager[BinaryIO]:
    """An asset's file, open for reading; raises ``FileNotFoundError`` when it is missing."""
    return storage.open_file(path(asset))


# -- the trash -------------------------------------------------------------------------------------------------------


def trash(owner: Any, ids: list[uuid.UUID]) -> int:
    """Move files to the trash; how many were moved. Those from the tray still go when their time is over."""
    return _into_trash(Asset.objects.filter(owner=owner, pk__in=ids, deleted_at=None))


def trash_all(owner: Any, *, media_type: str = "", model: str = "", q: str = "", place: Place = Place.GALLERY) -> int:
    """Move all files that the filters name to the trash; how many were moved."""
    return _into_trash(filtered(owner, media_type=media_type, model=model, q=q, place=place))


def count(owner: Any, *, media_type: str = "", model: str = "", q: str = "", place: Place = Place.GALLERY) -> int:
    """How many files the filters name."""
    return filtered(owner, media_type=media_type, model=model, q=q, place=place).count()


def restore(owner: Any, ids: list[uuid.UUID]) -> int:
    """Take files out of the trash; how many were."""
    return restore_of(filtered(owner, place=Place.TRASH).filter(pk__in=ids))


def restore_of(assets: QuerySet[Asset]) -> int:
    """Take those of these files that are in the trash out of it, into the tray where nobody saved them; how many.

    Nobody restores a file to see it go at once: what is unsaved stays a while at least.
    """
    in_trash = assets.order_by().filter(IN_PLACE[Place.TRASH])
    with transaction.atomic():
        tray.hold(in_trash.filter(keep_until__isnull=False).values_list("pk", flat=True))
        return in_trash.update(deleted_at=None)


def _into_trash(assets: QuerySet[Asset]) -> int:
    return assets.order_by().update(deleted_at=timezone.now())


# -- away ------------------------------------------------------------------------------------------------------------


def purge(older_than: timedelta = TRASH_LIFE, *, owner: Any = None) -> int:
    """Delete what has been in the trash for ``older_than``, rows and files; how many files it was.

    What somebody still needs stays until they are done with it.
    """
    due = Asset.objects.filter(deleted_at__lte=timezone.now() - older_than).order_by("deleted_at")
    return _let_go(due if owner is None else due.filter(owner=owner))


def purge_tray() -> int:
    """Delete what nobody saved in time, rows and files; how many files it was."""
    return _let_go(Asset.objects.filter(keep_until__lte=timezone.now()).order_by("keep_until"))


def empty_trash(owner: Any) -> int:
    """Delete all that an owner has in the trash; how many files it was."""
    return purge(timedelta(0), owner=owner)


def _let_go(due: QuerySet[Asset]) -> int:
    """Delete what is due, in three steps that may break off anywhere: mark, remove the files, remove the rows.

    The mark is a conditional UPDATE that is committed before a file is touched: who saves or restores a file comes
    first, or finds it gone, and never gets a row without its file. What is marked is finished by whoever comes next.
    """
    due = due.exclude(pk__in={pk for _, ids in needed.send(Asset) for pk in ids or ()})
    count = 0
    while True:
        batch = list(due.filter(gone_at=None).values_list("pk", flat=True)[:_PURGE_BATCH])
        now = timezone.now()
        count += due.filter(pk__in=batch, gone_at=None).update(gone_at=now, deleted_at=Coalesce("deleted_at", now))
        _remove_marked()
        if len(batch) < _PURGE_BATCH:
            return count


def _remove_marked() -> None:
    """Remove the files of all marked rows, then the rows; a file that cannot be removed keeps its row for next time."""
    stuck: list[uuid.UUID] = []
    marked = Asset.objects.filter(gone_at__isnull=False).order_by("gone_at")
    while batch := list(marked.exclude(pk__in=stuck)[:_PURGE_BATCH]):
        left = [asset.pk for asset in batch if not _files_removed(asset)]
        stuck += left
        rows = Asset.objects.filter(pk__in=[asset.pk for asset in batch if asset.pk not in left])
        with transaction.atomic():
            _tell_unsaved(rows)
            rows.delete()


def _tell_unsaved(rows: QuerySet[Asset]) -> None:
    """Tell of those that were never in the trash: they went from the tray."""
    unsaved = rows.filter(deleted_at=F("gone_at")).order_by("gone_at")
    for at in dict.fromkeys(unsaved.values_list("gone_at", flat=True)):
        gone.send(Asset, ids=list(unsaved.filter(gone_at=at).values_list("pk", flat=True)), at=at)


def _files_removed(asset: Asset) -> bool:
    try:
        storage.delete(path(asset))
        if asset.thumbnail:
            storage.delete(thumbnails.path(asset.thumbnail))
    except OSError as error:
        logger.warning("%s could not be removed and is tried again: %s", asset.filename, error)
        return False
    return True


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
