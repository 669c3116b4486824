"""The files that the provider makes: small, whole, and different for every task and position."""

from __future__ import annotations

import functools
import hashlib
import io
import random
import struct

from PIL import Image

from tests.gallery.clips import clip

_SIDE = 96


@functools.lru_cache(maxsize=512)
def content(task_id: str, position: int, kind: str) -> bytes:
    """The bytes of one file, the same whenever it is asked for."""
    return _video(task_id) if kind == "video" else _picture(task_id, position)


def sha256(task_id: str, position: int, kind: str) -> str:
    return hashlib.sha256(content(task_id, position, kind)).hexdigest()


def _picture(task_id: str, position: int) -> bytes:
    """A PNG of noise, about 27 kB: half of it is no picture."""
    noise = random.Random(f"{task_id}/{position}").randbytes(_SIDE * _SIDE * 3)
    written = io.BytesIO()
    Image.frombytes("RGB", (_SIDE, _SIDE), noise).save(written, "PNG", compress_level=1)
    return written.getvalue()


def _video(task_id: str) -> bytes:
    """One short film for all; a box that players skip makes each its own."""
    mark = task_id.encode()
    return clip(seconds=0.5, size=(64, 48), rate=8) + struct.pack(">I4s", 8 + len(mark), b"free") + mark
