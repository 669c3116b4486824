"""Placeholder videos: a slow pan over a drawn still with a light drifting across it; H.264 in MP4, 24 frames a second.

The still is decoded once and kept in memory by ffmpeg's ``loop``, and panning is a moving ``crop``, so that eight
seconds cost about as much as encoding them does.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

FRAMES_PER_SECOND = 24
#: How much wider than the video the still is.
PAN = 1.12
#: Seconds after which ffmpeg is ended.
_PATIENCE = 120


class NotFilmed(Exception):
    """ffmpeg failed; the message holds its last words."""


@dataclass(frozen=True)
class Clip:
    """What to film. ``width`` and ``height`` in pixels, both even."""

    width: int
    height: int
    seconds: int
    sound: bool


def still_size(clip: Clip) -> tuple[int, int]:
    return round(clip.width * PAN / 2) * 2, clip.height


@dataclass(frozen=True)
class Scene:
    """The drawn pictures: ``still`` of ``still_size``; ``light`` and ``strip`` with transparency."""

    still: Path
    light: Path
    strip: Path


def film(ffmpeg: str, scene: Scene, target: Path, clip: Clip) -> None:
    """Write the video to ``target``. Raises NotFilmed."""
    command = [ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
    for picture in (scene.still, scene.light, scene.strip):
        command += ["-i", str(picture)]
    if clip.sound:
        command += ["-f", "lavfi", "-i", f"sine=frequency=196:sample_rate=44100:duration={clip.seconds}"]
    command += ["-filter_complex", _picture(clip), "-map", "[film]"]
    if clip.sound:
        command += ["-map", "3:a", "-af", "volume=0.06", "-c:a", "aac", "-b:a", "64k"]
    command += [
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "27", "-pix_fmt", "yuv420p", "-threads", "2"),
        *("-r", str(FRAMES_PER_SECOND), "-frames:v", str(clip.seconds * FRAMES_PER_SECOND)),
        *("-t", str(clip.seconds), "-movflags", "+faststart", "-f", "mp4", str(target)),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise NotFilmed(str(failure)) from failure
    if done.returncode:
        raise NotFilmed(done.stderr.decode(errors="replace")[-300:])


def _picture(clip: Clip) -> str:
    """ffmpeg's filter graph for the moving picture, from inputs 0 to 2 to ``[film]``."""
    frames = clip.seconds * FRAMES_PER_SECOND
    rate = f"setpts=N/{FRAMES_PER_SECOND}/TB"
    pan = f"crop=w={clip.width}:h={clip.height}:x='(iw-ow)*n/{frames}':y=0"
    drift = f"overlay=x='(W+w)*n/{frames}-w':y='H*0.3-h/2+H*0.08*sin(n/20)':eof_action=repeat:format=yuv420"
    return (
        f"[0:v]format=yuv420p,loop=loop=-1:size=1,{rate},{pan}[scene];"
        f"[1:v]format=yuva420p,loop=loop=-1:size=1,{rate}[light];"
        f"[scene][light]{drift}[lit];"
        "[lit][2:v]overlay=x=W-w:y=H-h:eof_action=repeat:format=yuv420,format=yuv420p[film]"
    )
