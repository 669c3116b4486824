"""Films of any length and size for tests, drawn on the spot."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from pathlib import Path

from gallery.video import ffmpeg_path


@functools.cache
def clip(*, seconds: float, size: tuple[int, int] = (64, 48), rate: int = 24) -> bytes:
    """A moving test picture with a tone, as MP4."""
    program = ffmpeg_path()
    assert program
    drawn = f"testsrc2=size={size[0]}x{size[1]}:rate={rate}:duration={seconds}"
    inputs = ["-f", "lavfi", "-i", drawn, "-f", "lavfi", "-i", f"sine=440:duration={seconds}"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "faststart"]
        subprocess.run([program, "-v", "error", "-nostdin", *inputs, *codecs, str(path)], check=True)
        return path.read_bytes()
