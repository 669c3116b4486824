"""Makes the result files of a task when somebody first asks for them, and keeps them in the data folder."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import drawing
from .course import plan_of
from .faults import without_markers
from .filming import Clip, Scene, film, still_size
from .offers import Plan
from .store import Task

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

#: Seconds for which a drawn file is kept after it was made; it can be drawn again at any time, just the same.
_KEPT = 24 * 3600
#: How many videos are filmed at the same time.
_CAMERAS = 2
MOVING = (".mp4", ".mov")
#: What stands before a result's number in the name of another version of it.
_VERSION = re.compile(r"^(full|whole|marked|origin)-")


class Studio:
    """Draws and films. ``inputs``: where an address of one of our own uploads lies, or None."""

    def __init__(self, folder: Path, *, ffmpeg: str, inputs: Callable[[str], Path | None]) -> None:
        self._folder = folder
        self._ffmpeg = ffmpeg
        self._inputs = inputs
        self._cameras = threading.Semaphore(_CAMERAS)
        self._lock = threading.Lock()
        self._making: dict[Path, threading.Lock] = {}
        folder.mkdir(parents=True, exist_ok=True)
        self._clear_out()

    @property
    def can_film(self) -> bool:
        return bool(self._ffmpeg)

    def _clear_out(self) -> None:
        limit = time.time() - _KEPT
        for path in self._folder.iterdir():
            if path.stat().st_mtime < limit:
                shutil.rmtree(path, ignore_errors=True)

    @staticmethod
    def names(task: Task) -> list[str]:
        """The names of a task's results: ``0.png``, ``1.png``, …"""
        plan = plan_of(task)
        if plan.look == "layers":
            return [f"0.{plan.extension}", *(f"{number}.png" for number in range(1, plan.count))]
        return [f"{number}.{plan.extension}" for number in range(plan.count)]

    @staticmethod
    def extras(task: Task) -> list[str]:
        """The names of what comes beside them: ``poster.jpg``, ``last-frame.png``, ``mask-0.png``, …"""
        return list(plan_of(task).extras)

    def file(self, task: Task, name: str, *, wrong_type: bool = False) -> Path:
        """The file of that name, made now if it is not there. ``wrong_type``: a video under a picture's name and the
        other way round. Raises NotFilmed."""
        path = self._folder / task.id / (f"wrong-{name}" if wrong_type else name)
        with self._lock_of(path):
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                with tempfile.TemporaryDirectory(dir=self._folder, prefix="making-") as folder:
                    made = Path(folder) / name
                    self._make(task, made, moving=name.endswith(MOVING) != wrong_type)
                    made.replace(path)
        with self._lock:
            self._making.pop(path, None)
        return path

    def _lock_of(self, path: Path) -> threading.Lock:
        with self._lock:
            return self._making.setdefault(path, threading.Lock())

    def _make(self, task: Task, made: Path, *, moving: bool) -> None:
        plan = _plan_for(plan_of(task), made.stem)
        asked = {name: value for name, value in task.body.items() if name != "callBackUrl"}
        seed = f"{task.model}|{asked}|{_VERSION.sub('', made.stem)}"
        inputs = [path for path in map(self._inputs, plan.inputs) if path]
        if moving:
            with self._cameras:
                self._film(plan, made, seed=seed, inputs=inputs, caption=_caption(task))
            return
        _save(_drawn(plan, made.stem, seed=seed, inputs=inputs, caption=_caption(task)), made)

    def _film(self, plan: Plan, made: Path, *, seed: str, inputs: list[Path], caption: str) -> None:
        from PIL import Image

        width, height = size_of(plan, inputs)
        clip = Clip(width, height, plan.seconds or 4, plan.sound)
        scene = Scene(*(made.with_name(f"{part}.png") for part in ("still", "light", "strip")))
        still = drawing.draw(still_size(clip), seed, "", inputs=inputs[1:], backdrop=inputs[0] if inputs else None)
        still.save(scene.still, compress_level=1)
        side = round(min(width, height) * 0.4)
        light = Image.new("RGBA", (side, side), (255, 250, 225, 0))
        light.putalpha(drawing.halo(side, strength=0.85))
        light.save(scene.light)
        drawing.strip(width, height, caption).save(scene.strip)
        film(self._ffmpeg, scene, made.with_name("film.mp4"), clip)
        made.with_name("film.mp4").replace(made)


def _plan_for(plan: Plan, stem: str) -> Plan:
    """The plan of one of the files: some are other versions of the result."""
    if stem.startswith("full-"):
        return replace(plan, pixels=1080)
    if stem.startswith("whole-"):
        return replace(plan, seconds=plan.whole)
    return plan


def _drawn(plan: Plan, stem: str, *, seed: str, inputs: list[Path], caption: str) -> Picture:
    size = size_of(plan, inputs)
    if stem.startswith("mask-"):
        return drawing.mask(size, seed)
    backdrop = inputs[0] if inputs and (plan.kind == "video" or plan.look) else None
    picture = drawing.draw(size, seed, caption, inputs=inputs[1:] if backdrop else inputs, backdrop=backdrop)
    cut_out = plan.look == "cut out" or (plan.look == "layers" and stem != "0")
    return drawing.cut_out(picture, seed) if cut_out else picture


def _caption(task: Task) -> str:
    body = task.body.get("input") if task.family == "market" else task.body
    return without_markers(str((body or {}).get("prompt") or "")) or "placeholder"


def _save(picture: Picture, path: Path) -> None:
    if path.suffix == ".jpg":
        picture.save(path, "JPEG", quality=88)
        return
    picture.save(path, "PNG", compress_level=1)


def size_of(plan: Plan, inputs: list[Path]) -> tuple[int, int]:
    """Width and height in pixels. Videos keep to their short edge, pictures to their area."""
    if plan.exact:
        return plan.exact
    across, down = _ratio(plan, inputs)
    if plan.kind != "video":
        side, root, step = plan.pixels, (across / down) ** 0.5, plan.pixels // 32
        return max(step, round(side * root / step) * step), max(step, round(side / root / step) * step)
    edge = (plan.pixels * 4 // 3 if across == down else plan.pixels) // 2 * 2
    return (edge * across // down // 2 * 2, edge) if across >= down else (edge, edge * down // across // 2 * 2)


def _ratio(plan: Plan, inputs: list[Path]) -> tuple[int, int]:
    """The plan's ratio; "auto" is the nearest common one to the first input's."""
    if plan.ratio != "auto":
        across, down = plan.ratio.split(":")
        return int(across), int(down)
    picture = drawing.opened(inputs[0]) if inputs else None
    if picture is None:
        return (16, 9) if plan.kind == "video" else (1, 1)
    wanted = picture.width / picture.height
    common = [(16, 9), (4, 3), (1, 1), (3, 4), (9, 16)]
    return min(common, key=lambda pair: abs(pair[0] / pair[1] - wanted))
