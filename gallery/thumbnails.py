"""Small pictures for lists: a WebP of at most 640 pixels, and a placeholder of a few hundred bytes.

A thumbnail that cannot be made never fails the file that it is for.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gallery import decoding, storage, video
from gallery.decoder import SIDE
from gallery.formats import PNG, BadFile, sniff
from gallery.media import Facts

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Thumbnail:
    """``name``: file in the thumbnails' folder; ``placeholder``: a data URI. Both "" where none could be made."""

    name: str = ""
    placeholder: str = ""


def make(path: Path, facts: Facts, media_id: uuid.UUID) -> Thumbnail:
    """Write the thumbnail of a local file; repeatable. Raises ``Unreachable`` where the store does not take it."""
    name = f"{media_id}.webp"
    unfinished = path.with_name(f".{name}.{uuid.uuid4().hex[:8]}.part")
    try:
        placeholder = _shrink(path, facts, unfinished)
        storage.put_bytes(unfinished.read_bytes(), Path(settings.THUMBS_DIR) / name)
        return Thumbnail(name, placeholder)
    except storage.Unreachable:
        raise
    except (video.Failed, BadFile, OSError) as error:
        logger.warning("No thumbnail for %s: %s", path.name, error)
        return Thumbnail()
    finally:
        unfinished.unlink(missing_ok=True)


def path(name: str) -> Path:
    """The place of the thumbnail called ``name`` (``gallery.storage``)."""
    return Path(settings.THUMBS_DIR) / name


def _shrink(path: Path, facts: Facts, target: Path) -> str:
    """Write the picture, or a video's poster, upright and small; its placeholder."""
    kind = sniff(path)
    if facts.media_type != "video":
        return decoding.shrink(path, kind, target)
    poster = target.with_suffix(".poster")
    try:
        poster.write_bytes(video.picture(path, kind, at=(facts.duration or 0) / 10, side=SIDE))
        return decoding.shrink(poster, PNG, target)
    finally:
        poster.unlink(missing_ok=True)
