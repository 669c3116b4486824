"""The outer structure of PNG, JPEG, WebP and GIF files: taken apart and put together again, pixels untouched."""

from __future__ import annotations

import struct
import zlib

Chunk = tuple[bytes, bytes]
Segment = tuple[int, bytes]

_PNG_MARK = b"\x89PNG\r\n\x1a\n"
_JPEG_BEGIN = b"\xff\xd8"
_START_OF_SCAN = 0xDA
#: parts of a PNG or WebP beyond which it is left alone: each takes memory of its own
_MOST_CHUNKS = 200_000
#: bytes that one segment of a JPEG may hold
_SEGMENT_LIMIT = 65_533
#: bits of a WebP's extended header
_XMP_BIT, _ALPHA_BIT = 0x04, 0x10


class Unfit(Exception):
    """A file whose structure does not allow, or does not hold, what is asked for."""


# -- PNG: length, kind, content, check sum ----------------------------------------------------------------------------


def png_chunks(data: bytes) -> list[Chunk]:
    """The chunks up to and with the end mark; what follows it is left out."""
    chunks: list[Chunk] = []
    at = len(_PNG_MARK)
    while at + 12 <= len(data) and len(chunks) < _MOST_CHUNKS:
        length, kind = struct.unpack_from(">I4s", data, at)
        chunks.append((kind, data[at + 8 : at + 8 + length]))
        at += 12 + length
        if kind == b"IEND" and any(name == b"IDAT" for name, _ in chunks):
            return chunks
    raise Unfit("the PNG has no end")


def png(chunks: list[Chunk]) -> bytes:
    return _PNG_MARK + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def png_text(keyword: str, text: str) -> Chunk:
    """An iTXt chunk: keyword, not compressed, no language, UTF-8."""
    return b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()


def is_text(chunk: Chunk, keyword: str) -> bool:
    kind, body = chunk
    return kind in (b"tEXt", b"zTXt", b"iTXt") and body.startswith(keyword.encode("latin-1") + b"\0")


def text_of(chunk: Chunk) -> str:
    """The text of an uncompressed iTXt chunk, "" of any other."""
    kind, body = chunk
    _, _, rest = body.partition(b"\0")
    if kind != b"iTXt" or rest[:1] != b"\0":
        return ""
    return rest[2:].split(b"\0", 2)[-1].decode("utf-8", "replace")


# -- JPEG: segments, then everything from the first scan on -----------------------------------------------------------


def jpeg_segments(data: bytes) -> tuple[list[Segment], bytes]:
    """The segments before the first scan as (marker, content), and the rest of the file."""
    segments: list[Segment] = []
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _START_OF_SCAN:
            return segments, data[at:]
        length = struct.unpack_from(">H", data, at + 2)[0]
        segments.append((marker, data[at + 4 : at + 2 + length]))
        at += 2 + length
    raise Unfit("the JPEG has no picture data")


def jpeg(segments: list[Segment], tail: bytes) -> bytes:
    if any(len(body) > _SEGMENT_LIMIT for _, body in segments):
        raise Unfit("it is too long for a JPEG")
    head = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return _JPEG_BEGIN + head + tail


# -- WebP: RIFF chunks ------------------------------------------------------------------------------------------------


def webp_chunks(data: bytes) -> list[Chunk]:
    chunks: list[Chunk] = []
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    at = 12
    while at + 8 <= end:
        if len(chunks) == _MOST_CHUNKS:
            raise Unfit("the WebP has too many parts")
        kind, length = struct.unpack_from("<4sI", data, at)
        chunks.append((kind, data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    if not chunks:
        raise Unfit("the WebP is empty")
    return chunks


def webp_extended(chunks: list[Chunk]) -> list[Chunk]:
    """The chunks with an extended header that announces XMP, made where there is none."""
    kind, body = chunks[0]
    if kind == b"VP8X" and len(body) >= 10:
        return [(b"VP8X", bytes([body[0] | _XMP_BIT]) + body[1:]), *chunks[1:]]
    width, height, has_alpha = _webp_canvas(kind, body)
    flags = _XMP_BIT | (_ALPHA_BIT if has_alpha else 0)
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return [(b"VP8X", bytes([flags, 0, 0, 0]) + size), *chunks]


def _webp_canvas(kind: bytes, body: bytes) -> tuple[int, int, bool]:
    """Width, height and transparency from the header of the picture itself."""
    if kind == b"VP8L" and body[:1] == b"\x2f" and len(body) >= 5:
        bits = struct.unpack_from("<I", body, 1)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) >= 10:
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF, False
    raise Unfit("the WebP has an unknown beginning")


def webp(chunks: list[Chunk]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2) for kind, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


# -- GIF: a comment right after the colour table ----------------------------------------------------------------------


def _gif_begin(data: bytes) -> int:
    """Where the blocks of a GIF begin."""
    if len(data) < 14:
        raise Unfit("the GIF is empty")
    packed = data[10]
    return 13 + (3 << ((packed & 7) + 1) if packed & 0x80 else 0)


def gif_with_comment(data: bytes, comment: bytes) -> bytes:
    at = _gif_begin(data)
    parts = [comment[begin : begin + 255] for begin in range(0, len(comment), 255)]
    block = b"\x21\xfe" + b"".join(bytes([len(part)]) + part for part in parts) + b"\0"
    return b"GIF89a" + data[6:at] + block + data[at:]


def gif_comment(data: bytes) -> bytes:
    """The comment that stands first among a GIF's blocks, empty where there is none."""
    at = _gif_begin(data)
    if data[at : at + 2] != b"\x21\xfe":
        return b""
    at += 2
    parts = []
    while at < len(data) and data[at]:
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts)
