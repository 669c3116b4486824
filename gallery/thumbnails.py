"""Small pictures for lists: a WebP of at most 640 pixels, and a placeholder of a few hundred bytes.

A thumbnail that cannot be made never fails the file that it is for.
"""

from __future__ import annotations

import base64
import io
import logging
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps

from gallery import video
from gallery.formats import BadFile, sniff
from gallery.media import PICTURE_ERRORS, Facts, open_picture

logger = logging.getLogger(__name__)

#: pixels of the longer side
SIDE, _PLACEHOLDER_SIDE = 640, 16
#: most characters of a placeholder
_PLACEHOLDER_LENGTH = 1024


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
        picture = _small(path, facts)
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        profile = picture.info.get("icc_profile")
        picture.save(unfinished, "WEBP", quality=80, method=4, exif=b"", xmp=b"", icc_profile=profile)
        unfinished.replace(settings.THUMBS_DIR / name)
        return Thumbnail(name, _placeholder(picture))
    except (video.Failed, BadFile, *PICTURE_ERRORS) as error:
        logger.warning("No thumbnail for %s: %s", path.name, error)
        unfinished.unlink(missing_ok=True)
        return Thumbnail()


def path(name: str) -> Path:
    """Where the thumbnail called ``name`` lies."""
    return Path(settings.THUMBS_DIR) / name


def _small(path: Path, facts: Facts) -> Image.Image:
    """The picture, or a video's poster, upright and small, in RGB or RGBA."""
    kind = sniff(path)
    if facts.media_type == "video":
        frame = video.picture(path, kind, at=(facts.duration or 0) / 10, side=SIDE)
        return Image.open(io.BytesIO(frame), formats=("PNG",)).convert("RGB")
    with open_picture(path, kind) as picture:
        picture.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture)
        plain = upright if upright.mode in ("RGB", "RGBA") else _in_colour(upright)
        return plain.copy() if plain is picture else plain


def _in_colour(picture: Image.Image) -> Image.Image:
    """Any mode as RGB, or RGBA where it has transparency; a profile of another colour model is dropped."""
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    has_alpha = picture.mode in ("LA", "PA", "La", "RGBa") or "transparency" in picture.info
    converted = picture.convert("RGBA" if has_alpha else "RGB")
    converted.info.pop("icc_profile", None)
    return converted


def _placeholder(picture: Image.Image) -> str:
    """A tiny WebP as data URI, under 1 KiB, "" where even that is too long."""
    tiny = picture.copy()
    tiny.thumbnail((_PLACEHOLDER_SIDE, _PLACEHOLDER_SIDE))
    file = io.BytesIO()
    tiny.save(file, "WEBP", quality=30, method=4, exif=b"", icc_profile=b"")
    uri = f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"
    return uri if len(uri) < _PLACEHOLDER_LENGTH else ""
