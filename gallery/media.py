"""Is it a picture or a video, is it whole, and how large: checked on the bytes before a file is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gallery import decoding, mp4, video
from gallery.formats import MOV, MP4, BadFile, Format, head_of, recognise_sound, sniff
from gallery.video import ffmpeg_path

__all__ = ["BadFile", "Facts", "examine", "examine_sound", "ffmpeg_path", "sniff"]


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


def _examine_picture(path: Path, kind: Format) -> Facts:
    width, height = decoding.size_of(path, kind)
    return Facts(kind.media_type, kind.mime, kind.extension, width, height)


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
