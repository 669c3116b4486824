"""What a file is, by its first bytes: never by its name or by what its sender says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: bytes read from the beginning of a file
_HEAD = 4096


class BadFile(Exception):
    """A file that is not what it should be, or is damaged; the message is a sentence for the person who wants it."""


@dataclass(frozen=True)
class Format:
    """One format that we keep. ``demuxer``: ffmpeg's name for its container, "" for pictures.

    ``media_type``: "image", "video" or "audio"; sound comes only as an input.
    """

    name: str
    media_type: str
    mime: str
    extension: str
    demuxer: str = ""


JPEG = Format("JPEG", "image", "image/jpeg", "jpg")
PNG = Format("PNG", "image", "image/png", "png")
WEBP = Format("WebP", "image", "image/webp", "webp")
GIF = Format("GIF", "image", "image/gif", "gif")
AVIF = Format("AVIF", "image", "image/avif", "avif")
MP4 = Format("MP4", "video", "video/mp4", "mp4", "mp4")
MOV = Format("MOV", "video", "video/quicktime", "mov", "mov")
WEBM = Format("WebM", "video", "video/webm", "webm", "webm")
MKV = Format("MKV", "video", "video/x-matroska", "mkv", "matroska")

MP3 = Format("MP3", "audio", "audio/mpeg", "mp3", "mp3")
WAV = Format("WAV", "audio", "audio/wav", "wav", "wav")
AAC = Format("AAC", "audio", "audio/aac", "aac", "aac")
M4A = Format("M4A", "audio", "audio/mp4", "m4a", "mp4")
OGG = Format("Ogg", "audio", "audio/ogg", "ogg", "ogg")
FLAC = Format("FLAC", "audio", "audio/flac", "flac", "flac")

FORMATS = (JPEG, PNG, WEBP, GIF, AVIF, MP4, MOV, WEBM, MKV)
SOUNDS = (MP3, WAV, AAC, M4A, OGG, FLAC)

#: First bytes of formats that we do not keep, and their names in a sentence.
_FOREIGN = (
    (b"%PDF-", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"#EXTM3U", "a playlist"),
    (b"ffconcat", "a playlist"),
    (b"[playlist]", "a playlist"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"8BPS", "a Photoshop document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"ID3", "a sound file"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a sound file"),
    (b"{", "JSON text"),
    (b"[", "JSON text"),
)
_HTML_BEGINNINGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<title", b"<meta", b"<div")


def sniff(path: Path) -> Format:
    """The format of a file that we keep; raises ``BadFile`` with the name of what it is instead."""
    head = head_of(path)
    found = recognise(head)
    if found is None:
        raise BadFile(f"It is {foreign_name(head)}, not a picture or a video.")
    return found


def head_of(path: Path) -> bytes:
    """The first bytes of a file: enough to recognise it by."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def recognise(head: bytes) -> Format | None:
    """The format that ``head``, a file's first bytes, belongs to; None for any other."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"\x1aE\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else MKV
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return MOV
    return None


def recognise_sound(head: bytes) -> Format | None:
    """The sound format that ``head``, a file's first bytes, belongs to; None for any other."""
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 in (0xE2, 0xE4, 0xE6)):
        return MP3
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xF6 == 0xF0:
        return AAC
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return WAV
    if head.startswith(b"OggS"):
        return OGG
    if head.startswith(b"fLaC"):
        return FLAC
    return M4A if head[4:8] == b"ftyp" and head[8:12] in (b"M4A ", b"M4B ") else None


def _by_brand(head: bytes) -> Format | None:
    """MP4, MOV, AVIF or none of them, by the brands of the first box."""
    size = int.from_bytes(head[:4], "big")
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, min(size, len(head)), 4))}
    if major == b"qt  ":
        return MOV
    if brands & {b"avif", b"avis"}:
        return AVIF
    if brands & {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"crx "} or major in (b"M4A ", b"M4B "):
        return None
    return MP4


def foreign_name(head: bytes) -> str:
    """What a file that we do not keep is, as the object of a sentence."""
    if not head:
        return "an empty file"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = text[:1024].lower()
    if b"<svg" in lower and lower.startswith(b"<"):
        return "an SVG drawing"
    if lower.startswith(_HTML_BEGINNINGS) or (lower.startswith(b"<") and b"<html" in lower):
        return "a web page (HTML)"
    if lower.startswith((b"<smil", b"<mpd")) or b"<mpd" in lower:
        return "a playlist"
    if lower.startswith(b"<?xml"):
        return "an XML document"
    if head.startswith(b"RIFF"):
        return {b"AVI ": "an AVI video", b"WAVE": "a sound file"}.get(head[8:12], "a RIFF file")
    if head[4:8] == b"ftyp":
        return "a HEIC picture" if head[8:10] != b"M4" else "a sound file"
    return next((name for magic, name in _FOREIGN if text.startswith(magic)), "a file of an unknown kind")
