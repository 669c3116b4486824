"""Looks at the input files of an order: whether they can be fetched and read, how long and how large they are.

Only files of this sandbox can be looked at, uploads and results; what lies elsewhere is taken as it is.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import drawing
from .course import FAILURES, TOO_LARGE, UNREADABLE, WRONG_FORMAT, WRONG_LENGTH, WRONG_SIDES, Failure, plan_of
from .offers import UNMEASURED, Plan, Seen
from .rules import Address
from .store import Task
from .studio import size_of
from .uploads import media_type

#: Input files: the rule of the field that each came in, and its address.
Media = Iterable[tuple[Address, str]]

_DURATION = re.compile(r"Duration: (\d+):(\d+):(\d+(?:\.\d+)?)")
_SIZE = re.compile(r"Video: .*? (\d{2,5})x(\d{2,5})")
_SAME = {"jpg": "jpeg", "pjpeg": "jpeg"}
_PROBING_SECONDS = 20
#: Seconds that a clip may be longer than it should: containers round.
_GRACE = 0.1


class Inputs:
    """``path``: where an address of ours lies; ``task``: the task whose result an address is; ``is_ours``: whether an
    address is served here."""

    def __init__(
        self,
        *,
        ffmpeg: str,
        is_ours: Callable[[str], bool],
        path: Callable[[str], Path | None],
        task: Callable[[str], Task | None],
    ) -> None:
        self._ffmpeg = ffmpeg
        self._is_ours = is_ours
        self._path = path
        self._task = task

    def seen(self, files: Media, origin: Plan | None = None) -> Seen:
        """What the files are like; ``origin``: the plan of the task that the order continues."""
        found = Seen(origin=origin)
        for rule, url in files:
            kind, seconds, size = self._measured(rule.kind, url)
            if kind == "image":
                found = replace(found, pictures=(*found.pictures, url), size=found.size or size)
            elif kind == "audio":
                found = replace(found, sounds=(*found.sounds, seconds))
            else:
                found = replace(found, films=(*found.films, seconds), size=found.size if found.films else size)
        return found

    def foreseen(self, files: Media) -> Failure | None:
        """What is known to go wrong with a file of ours: it is not there, cannot be read, or is not what is wanted."""
        return next(
            (failure for rule, url in files if self._is_ours(url) and (failure := self._wrong(rule, url))), None
        )

    def _wrong(self, rule: Address, url: str) -> Failure | None:
        if self._task(url):
            return None
        path = self._path(url)
        if path is None:
            return FAILURES["fail_451"]
        if rule.megabytes and path.stat().st_size > rule.megabytes * 1024 * 1024:
            return TOO_LARGE
        kind, _, form = media_type(path).partition("/")
        if rule.kind == "image" and drawing.opened(path) is None:
            return UNREADABLE
        wanted = {"image": ("image",), "video": ("video",), "audio": ("audio", "video")}.get(rule.kind, (kind,))
        known = kind in ("image", "video", "audio")
        unwanted = bool(rule.types) and rule.kind == "image" and _SAME.get(form, form) not in rule.types
        return WRONG_FORMAT if known and (kind not in wanted or unwanted) else self._out_of_bounds(rule, path)

    def _out_of_bounds(self, rule: Address, path: Path) -> Failure | None:
        if any(rule.sides):
            least, most = rule.sides
            wrong = any(not least <= side <= most for side in _pixels(path) or (least,))
            return WRONG_SIDES if wrong else None
        if any(rule.seconds):
            shortest, longest = rule.seconds
            return None if shortest <= probed(self._ffmpeg, path)[0] <= longest + _GRACE else WRONG_LENGTH
        return None

    def _measured(self, kind: str, url: str) -> tuple[str, float, tuple[int, int] | None]:
        """The kind of a file, its seconds and its size in pixels."""
        task = self._task(url) if self._is_ours(url) else None
        if task:
            plan = plan_of(task)
            return _of(kind, "video" if url.endswith((".mp4", ".mov")) else "image"), plan.seconds, size_of(plan, [])
        path = self._path(url) if self._is_ours(url) else None
        if path is None:
            return _of(kind, "image"), UNMEASURED, None
        kind = _of(kind, "image" if media_type(path).startswith("image/") else "video")
        if kind == "image":
            return kind, 0.0, _pixels(path)
        return kind, *probed(self._ffmpeg, path)


def _of(asked: str, found: str) -> str:
    """The kind that a field asks for; what was found where it takes any."""
    return found if asked == "any" else asked


def _pixels(path: Path) -> tuple[int, int] | None:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            return picture.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def probed(ffmpeg: str, path: Path) -> tuple[float, tuple[int, int] | None]:
    """Seconds of a video or a sound, and a video's size, as ffmpeg reads them."""
    words = _told(ffmpeg, path) if ffmpeg else ""
    length, size = _DURATION.search(words), _SIZE.search(words)
    seconds = int(length[1]) * 3600 + int(length[2]) * 60 + float(length[3]) if length else UNMEASURED
    return seconds, (int(size[1]), int(size[2])) if size else None


def _told(ffmpeg: str, path: Path) -> str:
    command: list[Any] = [ffmpeg, "-hide_banner", "-nostdin", "-i", path]
    try:
        return subprocess.run(command, capture_output=True, timeout=_PROBING_SECONDS, check=False).stderr.decode(
            errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
