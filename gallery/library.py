"""Keeping files: into the library, through its pages, to the trash and away.

Keeping takes two steps, so that a caller can write the row in a transaction of its own: ``prepare`` examines the file
and puts it in place, ``add`` writes the row. Both may be repeated.
"""

from __future__ import annotations

import hashlib
import logging
import os
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gallery import recipes, thumbnails
from gallery.media import Facts, examine
from gallery.models import Asset
from gallery.pages import BadCursor, Page, filtered, page

__all__ = [
    "BadCursor", "Origin", "Page", "Prepared", "add", "count", "empty_trash", "open_file", "page", "path", "prepare",
    "purge", "quarantine", "restore", "trash", "trash_all",
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
    place = Path(settings.MEDIA_DIR) / filename
    put_in_place(received, place)
    return Prepared(
        media_id=media_id,
        filename=filename,
        facts=facts,
        bytes=place.stat().st_size,
        sha256=sha256_of(place),
        sha256_received=sha256_received,
        thumbnail=thumbnails.make(place, facts, media_id),
        recipe=recipe,
    )


@dataclass(frozen=True)
class Origin:
    """Where an asset comes from: whose it is, who made it, and of what. ``cost_usd``: US dollars, None if unknown."""

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
    put_in_place(bad, place)
    place.with_suffix(".txt").write_text(f"{why}\n", encoding="utf-8")
    logger.warning("Kept for inspection: %s (%s)", place.name, why)
    return place


def path(asset: Asset) -> Path:
    """Where an asset's file lies."""
    return Path(settings.MEDIA_DIR) / asset.filename


def open_file(asset: Asset) -> BinaryIO:
    """An asset's file, open for reading; raises ``FileNotFoundError`` when it is missing on disk."""
    return path(asset).open("rb")


# -- the trash -------------------------------------------------------------------------------------------------------


def trash(owner: Any, ids: list[uuid.UUID]) -> int:
    """Move files to the trash; how many were moved."""
    return _into_trash(Asset.objects.filter(owner=owner, pk__in=ids, deleted_at=None))


def trash_all(owner: Any, *, media_type: str = "", model: str = "", q: str = "") -> int:
    """Move all files that the filters name to the trash; how many were moved."""
    return _into_trash(filtered(owner, media_type=media_type, model=model, q=q))


def count(owner: Any, *, media_type: str = "", model: str = "", q: str = "", trash: bool = False) -> int:
    """How many files the filters name."""
    return filtered(owner, media_type=media_type, model=model, q=q, trash=trash).count()


def restore(owner: Any, ids: list[uuid.UUID]) -> int:
    """Take files out of the trash; how many were."""
    return Asset.objects.filter(owner=owner, pk__in=ids, deleted_at__isnull=False).update(deleted_at=None)


def _into_trash(assets: QuerySet[Asset]) -> int:
    return assets.order_by().update(deleted_at=timezone.now())


def purge(older_than: timedelta = TRASH_LIFE, *, owner: Any = None) -> int:
    """Delete what has been in the trash for ``older_than``, rows and files; how many files it was.

    Files go inside the transaction that deletes their rows: whoever restores one of them waits or comes first, and
    what is interrupted is done again.
    """
    due = Asset.objects.filter(deleted_at__lte=timezone.now() - older_than).order_by("deleted_at")
    if owner is not None:
        due = due.filter(owner=owner)
    purged = 0
    while True:
        with transaction.atomic():
            batch = list(due.select_for_update()[:_PURGE_BATCH])
            Asset.objects.filter(pk__in=[asset.pk for asset in batch]).delete()
            for asset in batch:
                _remove_files(asset)
        purged += len(batch)
        if len(batch) < _PURGE_BATCH:
            return purged


def empty_trash(owner: Any) -> int:
    """Delete all that an owner has in the trash; how many files it was."""
    return purge(timedelta(0), owner=owner)


def _remove_files(asset: Asset) -> None:
    path(asset).unlink(missing_ok=True)
    if asset.thumbnail:
        thumbnails.path(asset.thumbnail).unlink(missing_ok=True)


# -- on disk ---------------------------------------------------------------------------------------------------------


def put_in_place(source: Path, place: Path) -> None:
    """Move a file so that a power cut leaves it whole or not there at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    _write_through(source)
    source.replace(place)
    _write_through(place.parent)


def _write_through(target: Path) -> None:
    if target.is_dir() and os.name == "nt":
        return  # Windows cannot open folders
    handle = os.open(target, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
