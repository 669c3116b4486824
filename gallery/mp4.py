"""A small reader of MP4 and MOV boxes: whether a file is whole, and what it says about itself without any decoder."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gallery.formats import BadFile

#: top-level boxes without which nothing plays; anything else that runs over the end is a sender's trailing waste
_NEEDED = {b"moov", b"moof", b"mdat"}
#: most bytes of a header box that are read, and most boxes that are looked at
_MOST_BYTES = 1_000_000
_MOST_BOXES = 20_000
#: most tracks that are looked into
_MOST_TRACKS = 64


@dataclass(frozen=True)
class Box:
    """One box: its kind, and where its content lies in the file (bytes)."""

    kind: bytes
    begin: int
    end: int


@dataclass(frozen=True)
class Headers:
    """What the headers tell: seconds, pixels as displayed, None for what they leave out."""

    duration: float | None
    width: int | None
    height: int | None
    has_audio: bool


def read(path: Path) -> Headers:
    """The headers of a whole file; raises ``BadFile`` for one that is cut short, has no index or no picture track."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        top = list(_boxes(file, 0, length))
        _check_whole(top, length)
        moov = next((box for box in top if box.kind == b"moov"), None)
        if moov is None:
            raise BadFile("The video has no index: it was cut short.")
        inner = list(_boxes(file, moov.begin, moov.end))
        traks = [box for box in inner if box.kind == b"trak"][:_MOST_TRACKS]
        tracks = [track for track in (_track(file, box) for box in traks) if track]
        duration = next((_duration(_content(file, box)) for box in inner if box.kind == b"mvhd"), None)
    size = next(((width, height) for kind, width, height in tracks if kind == b"vide"), None)
    if size is None:
        raise BadFile("It has sound at most, no picture.")
    return Headers(duration or None, size[0] or None, size[1] or None, any(kind == b"soun" for kind, *_ in tracks))


def _check_whole(top: list[Box], length: int) -> None:
    if any(box.kind in _NEEDED and box.end > length for box in top):
        raise BadFile("The video was cut short.")
    if not any(box.kind == b"mdat" for box in top):
        raise BadFile("The video was cut short: its pictures are missing.")


def _boxes(file: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """The boxes between two places, in order; ends quietly where what follows is no box."""
    for _ in range(_MOST_BOXES):
        file.seek(begin)
        head = file.read(16)
        if begin + 8 > end or len(head) < 8:
            return
        size, kind = struct.unpack(">I4s", head[:8])
        content = begin + 8
        if size == 1 and len(head) == 16:
            size, content = struct.unpack(">Q", head[8:])[0], begin + 16
        stop = end if size == 0 else begin + size
        if stop < content:
            return
        yield Box(kind, content, stop)
        begin = stop


def _content(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.begin)
    return file.read(min(box.end - box.begin, _MOST_BYTES))


def _track(file: BinaryIO, trak: Box) -> tuple[bytes, int, int] | None:
    """(handler, width, height) of a track."""
    boxes = {box.kind: box for box in _boxes(file, trak.begin, trak.end)}
    if b"mdia" not in boxes or b"tkhd" not in boxes:
        return None
    handler = next((box for box in _boxes(file, boxes[b"mdia"].begin, boxes[b"mdia"].end) if box.kind == b"hdlr"), None)
    if handler is None:
        return None
    return _content(file, handler)[8:12], *_displayed(_content(file, boxes[b"tkhd"]))


def _displayed(tkhd: bytes) -> tuple[int, int]:
    """Width and height of a track as displayed: 16.16 fixed point, turned when its matrix turns it by a quarter."""
    matrix_at = 52 if tkhd[:1] == b"\x01" else 40
    if len(tkhd) < matrix_at + 44:
        return 0, 0
    a, b = struct.unpack(">ii", tkhd[matrix_at : matrix_at + 8])
    width, height = (part >> 16 for part in struct.unpack(">II", tkhd[matrix_at + 36 : matrix_at + 44]))
    return (height, width) if a == 0 and b != 0 else (width, height)


def _duration(mvhd: bytes) -> float | None:
    """Seconds, None where the header is broken or leaves it open."""
    form, at = (">IQ", 20) if mvhd[:1] == b"\x01" else (">II", 12)
    try:
        timescale, ticks = struct.unpack_from(form, mvhd, at)
    except struct.error:
        return None
    return round(ticks / timescale, 3) if timescale and ticks < 2**32 - 1 else None
