"""Files made to do harm: bombs, and files that are two things at once."""

from __future__ import annotations

import functools
import io
import zipfile
import zlib
from struct import pack

from PIL import Image

from tests.gallery import samples

#: one tick a second, and how many of them
_LONG = pack(">II", 1, 3_600_000)
SCRIPT = b"<html><script>alert(document.domain)</script></html>"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))


def _png_with(*chunks: bytes) -> bytes:
    """A whole PNG with chunks behind its header."""
    data = samples.picture()
    return data[:33] + b"".join(chunks) + data[33:]


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("index.html", SCRIPT)
    return file.getvalue()


@functools.cache
def _nothing(length: int) -> bytes:
    return zlib.compress(bytes(length), 9)


def _patched(data: bytes, mark: bytes, at: int, value: bytes) -> bytes:
    """``data`` with ``value`` in place of what stands ``at`` bytes behind each ``mark``."""
    found, begin = bytearray(data), data.find(mark)
    assert begin >= 0
    while begin >= 0:
        found[begin + at : begin + at + len(value)] = value
        begin = data.find(mark, begin + 1)
    return bytes(found)


def _many_frames(count: int) -> bytes:
    """A GIF of one-pixel pictures."""
    frame = b"\x2c\0\0\0\0\1\0\1\0\0\x02\x02\x44\x01\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * count + b"\x3b"


def _apng(frames: int) -> bytes:
    return _png_with(_chunk(b"acTL", pack(">II", frames, 0)))


def _wide_webp() -> bytes:
    """Claims 16,383 x 16,383 pixels."""
    data = samples.picture("WEBP")
    return _patched(data, b"\x9d\x01\x2a", 3, pack("<HH", 16_383, 16_383))


def refused() -> dict[str, bytes]:
    """What neither page nor API takes in, by what it is."""
    film = samples.video()
    return {
        "GIF with a script.gif": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//;",
        "PNG of 50,000 squared.png": samples.png_bomb(50_000),
        "WebP of 16,383 squared.webp": _wide_webp(),
        "AVIF of 60,000 squared.avif": _patched(samples.picture("AVIF"), b"ispe", 8, pack(">II", 60_000, 60_000)),
        "GIF of 100,000 pictures.gif": _many_frames(100_000),
        "text that unpacks to 200 MB.png": _png_with(
            *(_chunk(b"zTXt", b"a\0\0" + _nothing(2_000_000)) for _ in range(100))
        ),
        "profile that unpacks to 400 MB.png": _png_with(_chunk(b"iCCP", b"a\0\0" + _nothing(400_000_000))),
        "PNG of a million parts.png": _png_with(_chunk(b"teSt", b"") * 1_000_000),
        "MP4 of many hours.mp4": _patched(_patched(film, b"mvhd", 16, _LONG), b"mdhd", 16, _LONG),
        "MP4 of 4 billion samples.mp4": _patched(film, b"stsz", 8, pack(">II", 1, 0xFFFFFFFF)),
        "MP4 that is a page.mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + SCRIPT,
        "SVG.svg": samples.SVG,
        "page.png": SCRIPT,
        "page behind a mark.jpg": b"\xff\xd8\xff\xe0" + SCRIPT,
        "empty.png": b"",
        "cut.png": samples.picture()[:-30],
        "archive.zip": _zip(),
        "program.png": b"\x7fELF" + bytes(100),
        "playlist.mp4": b"#EXTM3U\nfile:///etc/passwd\n",
    }


def harmless_pictures() -> dict[str, bytes]:
    """Whole pictures and videos that are something else besides: they may be kept, and may never run."""
    jpeg = samples.picture("JPEG")
    return {
        "PNG and ZIP.png": samples.picture() + _zip(),
        "PNG and page.png": _png_with(_chunk(b"tEXt", b"Comment\0" + SCRIPT)),
        "JPEG and page.jpg": jpeg[:2] + b"\xff\xfe" + pack(">H", len(SCRIPT) + 2) + SCRIPT + jpeg[2:],
        "MP4 and page.mp4": samples.video() + pack(">I", len(SCRIPT) + 8) + b"free" + SCRIPT,
    }


def large_png() -> bytes:
    """A plain picture of 90 megapixels in a few hundred kilobytes."""
    file = io.BytesIO()
    Image.new("RGBA", (10_000, 9_000)).save(file, "PNG", compress_level=1)
    return file.getvalue()
