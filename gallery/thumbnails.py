"""Small pictures for lists: a WebP of at most 640 pixels, and a placeholder of a few hundred bytes.

A thumbnail that cannot be made never fails the file that it is for.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gallery import decoding, video
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
    """Write the thumbnail of a file; repeatable."""
    name = f"{media_id}.webp"
    unfinished = Path(settings.THUMBS_DIR) / f".{name}.part"
    try:
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        placeholder = _shrink(path, facts, unfinished)
        unfinished.replace(settings.THUMBS_DIR / name)
        return Thumbnail(name, placeholder)
    except (video.Failed, BadFile, OSError) as error:
        logger.warning("No thumbnail for %s: %s", path.name, error)
        unfinished.unlink(missing_ok=True)
        return Thumbnail()


def path(name: str) -> Path:
    """Where the thumbnail called ``name`` lies."""
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
