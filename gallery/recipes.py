"""The recipe inside the file: written without touching a pixel, so that a file found alone tells how it was made.

PNG: iTXt chunks ``mediahub`` (JSON) and ``parameters`` (text as the common tools write it). JPEG and WebP: an XMP
packet, and EXIF's UserComment where a JPEG has no EXIF yet. GIF: a comment. MP4, MOV, WebM,
MKV: the comment. AVIF: nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gallery import containers, video, xmp
from gallery.containers import Unfit
from gallery.formats import GIF, JPEG, PNG, WEBP, BadFile, Format, sniff
from gallery.media import Facts

logger = logging.getLogger(__name__)

#: characters of a recipe that is read back from a file
_MOST = 1_000_000


def embed(path: Path, facts: Facts, recipe: dict[str, Any]) -> bool:
    """Write the recipe into the file; False, and the file stays as it is, where that does not work."""
    unfinished = path.with_name(f"{path.name}.recipe")
    try:
        return _embed(path, sniff(path), recipe, unfinished)
    except (Unfit, BadFile, video.Failed, OSError) as error:
        logger.warning("The recipe could not be put into %s (%s): %s", path.name, facts.mime, error)
        return False
    finally:
        unfinished.unlink(missing_ok=True)


def _embed(path: Path, kind: Format, recipe: dict[str, Any], target: Path) -> bool:
    text = json.dumps(recipe, ensure_ascii=True, separators=(",", ":"), default=str)
    if kind.media_type == "video":
        video.comment_into(path, kind, text, target)
        _check_same(video.probe(path, kind), video.probe(target, kind))
    elif write := _WRITERS.get(kind):
        target.write_bytes(write(path.read_bytes(), text, parameters_text(recipe)))
    else:
        return False
    if extract(target) != json.loads(text):
        raise Unfit("it could not be read back")
    target.replace(path)
    return True


def _check_same(before: video.Stream, after: video.Stream) -> None:
    same = (before.codec, before.width, before.height, before.has_audio) == (
        after.codec,
        after.width,
        after.height,
        after.has_audio,
    )
    if not same or abs((before.duration or 0) - (after.duration or 0)) > 0.5:
        raise Unfit("the copy is not the same video")


def extract(path: Path) -> dict[str, Any] | None:
    """The recipe in a file, None where it has none that can be read."""
    try:
        kind = sniff(path)
        if kind.media_type == "video":
            text = video.comment_of(path, kind)
        else:
            read = _READERS.get(kind)
            text = read(path.read_bytes()) if read else ""
        recipe = json.loads(text[:_MOST]) if text else None
    except (Unfit, BadFile, video.Failed, OSError, ValueError, RecursionError):
        return None
    return recipe if isinstance(recipe, dict) else None


def parameters_text(recipe: dict[str, Any]) -> str:
    """The recipe as the common tools show it: the prompt, the negative prompt, then one line of settings."""
    params = {str(name): value for name, value in (recipe.get("params") or {}).items()}
    negative = params.pop("negative_prompt", "")
    settings = {"Model": recipe.get("model_name") or recipe.get("model"), "Seed": recipe.get("seed"), **params}
    settings.pop("prompt", None)
    line = ", ".join(f"{name}: {value}" for name, value in settings.items() if value not in (None, "", [], {}))
    parts = [str(recipe.get("prompt", "")), f"Negative prompt: {negative}" if negative else "", line]
    return "\n".join(part for part in parts if part)


def _into_png(data: bytes, text: str, words: str) -> bytes:
    chunks = [chunk for chunk in containers.png_chunks(data) if not containers.is_text(chunk, "mediahub")]
    ours = [containers.png_text("mediahub", text)]
    if not any(containers.is_text(chunk, "parameters") for chunk in chunks):
        ours.append(containers.png_text("parameters", words))
    at = next(number for number, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    return containers.png(chunks[:at] + ours + chunks[at:])


def _from_png(data: bytes) -> str:
    chunks = [chunk for chunk in containers.png_chunks(data) if containers.is_text(chunk, "mediahub")]
    return containers.text_of(chunks[-1]) if chunks else ""


def _into_jpeg(data: bytes, text: str, words: str) -> bytes:
    head, tail = containers.jpeg_segments(data)
    old = next((body for marker, body in head if marker == 0xE1 and body.startswith(xmp.JPEG_MARK)), b"")
    packet = xmp.with_recipe(old.removeprefix(xmp.JPEG_MARK), text, words)
    head = [segment for segment in head if not (segment[0] == 0xE1 and segment[1].startswith(xmp.JPEG_MARK))]
    ours = [(0xE1, xmp.JPEG_MARK + packet)]
    if not any(marker == 0xE1 and body.startswith(b"Exif\0") for marker, body in head):
        ours.insert(0, (0xE1, xmp.user_comment(words)))
    at = max((number + 1 for number, (marker, body) in enumerate(head) if _goes_first(marker, body)), default=0)
    return containers.jpeg(head[:at] + ours + head[at:], tail)


def _goes_first(marker: int, body: bytes) -> bool:
    """JFIF and EXIF stand before everything else in a JPEG."""
    return marker == 0xE0 or (marker == 0xE1 and body.startswith(b"Exif\0"))


def _from_jpeg(data: bytes) -> str:
    head, _ = containers.jpeg_segments(data)
    packets = [body for marker, body in head if marker == 0xE1 and body.startswith(xmp.JPEG_MARK)]
    return xmp.recipe_of(packets[0]) if packets else ""


def _into_webp(data: bytes, text: str, words: str) -> bytes:
    chunks = containers.webp_extended(containers.webp_chunks(data))
    old = next((body for kind, body in chunks if kind == b"XMP "), b"")
    others = [chunk for chunk in chunks if chunk[0] != b"XMP "]
    return containers.webp([*others, (b"XMP ", xmp.with_recipe(old, text, words))])


def _from_webp(data: bytes) -> str:
    return xmp.recipe_of(next((body for kind, body in containers.webp_chunks(data) if kind == b"XMP "), b""))


def _into_gif(data: bytes, text: str, words: str) -> bytes:
    return containers.gif_with_comment(data, f"mediahub:{text}".encode())


def _from_gif(data: bytes) -> str:
    comment = containers.gif_comment(data).decode("utf-8", "replace")
    return comment.removeprefix("mediahub:") if comment.startswith("mediahub:") else ""


_WRITERS: dict[Format, Callable[[bytes, str, str], bytes]] = {
    PNG: _into_png, JPEG: _into_jpeg, WEBP: _into_webp, GIF: _into_gif,
}  # fmt: skip
_READERS: dict[Format, Callable[[bytes], str]] = {PNG: _from_png, JPEG: _from_jpeg, WEBP: _from_webp, GIF: _from_gif}
