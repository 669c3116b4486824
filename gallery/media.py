"""Is it a picture or a video, is it whole, and how large: checked on the bytes before a file is kept."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from gallery import mp4, video
from gallery.formats import AVIF, GIF, JPEG, MOV, MP4, PNG, WEBP, BadFile, Format, head_of, recognise_sound, sniff
from gallery.video import ffmpeg_path

__all__ = ["BadFile", "Facts", "examine", "examine_sound", "ffmpeg_path", "open_picture", "sniff"]

#: pixels of one picture, and of all pictures of an animation together
MAX_PIXELS = 100_000_000
_MAX_ANIMATION = 1_000_000_000
_MAX_FRAMES = 1_000
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
#: Pillow's decoders that may see a file from elsewhere
_DECODERS = {JPEG: ("JPEG",), PNG: ("PNG",), WEBP: ("WEBP",), GIF: ("GIF",), AVIF: ("AVIF",)}
#: what Pillow raises for a file that is damaged
PICTURE_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, struct.error)
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Facts:
    """What a file is. ``width``, ``height``: pixels as displayed; ``duration``: seconds; ``fps``: frames a second.

    Duration, fps and codec belong to videos; sizes are None only where no ffmpeg could tell.
    """

    media_type: str
    mime: str
    extension: str
    width: int | None
    height: int | None
    duration: float | None = None
    fps: float | None = None
    has_audio: bool = False
    codec: str = ""


def examine(path: Path, expected: str = "") -> Facts:
    """Decode and measure a file; ``expected``: "image", "video" or "" for either. Raises ``BadFile``."""
    kind = sniff(path)
    if expected and kind.media_type != expected:
        nouns = {"image": "a picture", "video": "a video"}
        raise BadFile(f"It is {nouns[kind.media_type]} ({kind.name}), not {nouns[expected]}.")
    return _examine_video(path, kind) if kind.media_type == "video" else _examine_picture(path, kind)


def examine_sound(path: Path) -> Facts:
    """Decode and measure a sound file. Raises ``BadFile``."""
    kind = recognise_sound(head_of(path))
    if kind is None:
        raise BadFile("It is not a sound file that can be used.")
    try:
        seconds = video.sound_seconds(path, kind)
    except video.Absent as error:
        raise BadFile("Sound files need ffmpeg, which was not found on this computer.") from error
    except video.Failed as error:
        raise BadFile(f"The sound file could not be read: {error}.") from error
    return Facts("audio", kind.mime, kind.extension, None, None, seconds, has_audio=True)


def open_picture(path: Path, kind: Format) -> Image.Image:
    """A picture, not yet decoded, by the one decoder of its format; raises ``BadFile`` or Pillow's errors."""
    try:
        picture = Image.open(path, formats=_DECODERS[kind])
    except Image.DecompressionBombError as error:
        raise BadFile("The picture is too large to be opened safely.") from error
    if picture.width * picture.height > MAX_PIXELS:
        picture.close()
        raise BadFile(f"The picture has {picture.width} x {picture.height} pixels. The limit is 100 megapixels.")
    return picture


def _examine_picture(path: Path, kind: Format) -> Facts:
    if kind is PNG:
        _check_png_end(path)
    try:
        with open_picture(path, kind) as picture:
            _decode(picture)
            width, height = displayed_size(picture)
    except PICTURE_ERRORS as error:
        raise BadFile(f"The {kind.name} picture is damaged or was cut short.") from error
    return Facts(kind.media_type, kind.mime, kind.extension, width, height)


def _decode(picture: Image.Image) -> None:
    """Decode every frame; raises Pillow's errors, ``BadFile`` for an animation beyond all measure."""
    frames = getattr(picture, "n_frames", 1)
    if frames > _MAX_FRAMES or frames * picture.width * picture.height > _MAX_ANIMATION:
        raise BadFile("The animation is too large.")
    for number in range(frames):
        picture.seek(number)
        picture.load()
    picture.seek(0)


def displayed_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height after its orientation is applied."""
    turned = picture.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
    return (picture.height, picture.width) if turned else (picture.width, picture.height)


def _check_png_end(path: Path) -> None:
    """Walk the chunks to the end mark: Pillow does not miss a file's last part when its pixels are complete."""
    with path.open("rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"IEND":
                return
            file.seek(length + 4, 1)
    raise BadFile("The PNG picture was cut short.")


def _examine_video(path: Path, kind: Format) -> Facts:
    headers = mp4.read(path) if kind in (MP4, MOV) else None
    try:
        stream = video.probe(path, kind)
        video.check_whole(path, kind)
    except video.Absent:
        return _by_headers(kind, headers)
    except video.Failed as error:
        raise BadFile(f"The video could not be read: {error}.") from error
    size = (stream.width, stream.height)
    return Facts(
        kind.media_type, kind.mime, kind.extension, *size, stream.duration, stream.fps, stream.has_audio, stream.codec
    )


def _by_headers(kind: Format, headers: mp4.Headers | None) -> Facts:
    """What is known of a video without any ffmpeg."""
    if headers is None:
        return Facts(kind.media_type, kind.mime, kind.extension, None, None)
    size = (headers.width, headers.height)
    return Facts(kind.media_type, kind.mime, kind.extension, *size, headers.duration, has_audio=headers.has_audio)
