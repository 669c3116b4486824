"""Real pictures and videos for tests, drawn on the spot, and broken ones."""

from __future__ import annotations

import functools
import io
import subprocess
import tempfile
import zlib
from pathlib import Path
from struct import pack
from typing import Any

from PIL import Image

from gallery.video import ffmpeg_path


def picture(format: str = "PNG", size: tuple[int, int] = (48, 32), mode: str = "RGB", **options: Any) -> bytes:
    """A picture with a different colour in every pixel's neighbourhood."""
    drawn = Image.linear_gradient("L").resize(size)
    noise = Image.effect_noise(size, 60)
    whole = Image.merge("RGB", (drawn, noise, drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    file = io.BytesIO()
    whole.convert(mode).save(file, format, **options)
    return file.getvalue()


def animation(format: str = "GIF") -> bytes:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]
    file = io.BytesIO()
    frames[0].save(file, format, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


@functools.cache
def video(kind: str = "mp4", *, sound: bool = True, faststart: bool = True) -> bytes:
    """One second of a moving test picture, 64 x 48, 12 frames a second."""
    program = ffmpeg_path()
    assert program
    inputs = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=12:duration=1"]
    inputs += ["-f", "lavfi", "-i", "sine=440:duration=1"] if sound else []
    codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "6"] if kind != "webm" else ["-c:v", "libvpx"]
    flags = ["-movflags", "faststart"] if faststart and kind in ("mp4", "mov") else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sample.{kind}"
        subprocess.run([program, "-v", "error", "-nostdin", *inputs, *codecs, *flags, str(path)], check=True)
        return path.read_bytes()


@functools.cache
def film(*, seconds: float = 5, size: str = "960x720") -> bytes:
    """A moving test picture with a tone, of a size and length that models take as an input."""
    program = ffmpeg_path()
    assert program
    inputs = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=24:duration={seconds}"]
    inputs += ["-f", "lavfi", "-i", f"sine=440:duration={seconds}"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-movflags", "faststart"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        subprocess.run([program, "-v", "error", "-nostdin", *inputs, *codecs, str(path)], check=True)
        return path.read_bytes()


def sound(ending: str = "wav", *, seconds: float = 1) -> bytes:
    """A tone."""
    program = ffmpeg_path()
    assert program
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"tone.{ending}"
        source = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
        subprocess.run([program, "-v", "error", *source, str(target)], check=True)
        return target.read_bytes()


def frames(path: Path) -> list[str]:
    """The check sum of every decoded frame of a video."""
    command = [str(ffmpeg_path()), "-v", "error", "-nostdin", "-i", str(path), "-map", "0:v:0", "-f", "framemd5", "-"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.rpartition(",")[2].strip() for line in lines if not line.startswith("#")]


def png_bomb(side: int = 30_000) -> bytes:
    """A one-bit PNG of ``side`` squared pixels in a few thousand bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 2)
    data = b"".join(packer.compress(row) for _ in range(200)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


HTML = b"<!DOCTYPE html>\n<html><body>Not found</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
