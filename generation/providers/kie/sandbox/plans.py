"""From checked values to a plan: what usual names mean for the files that come out.

``Pictures`` and ``Films`` read the names that Kie's models share; what a model does differently is their fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from .offers import Plan, Seen, Values
from .tariffs import length

_RATIO_FIELDS = ("aspect_ratio", "ratio", "image_size", "aspectRatio")
_SOUND_FIELDS = ("sound", "audio", "generate_audio", "generate_audio_switch")
#: Kie's words for a shape. ``portrait_4_3`` stands on end: it means 3:4.
_SHAPES = {"portrait": "9:16", "landscape": "16:9", "square": "1:1", "square_hd": "1:1"}
#: Width and height, in pixels, of the words that Qwen and Ideogram use for a size.
PRESETS = {
    "square": (512, 512),
    "square_hd": (1024, 1024),
    "portrait_4_3": (768, 1024),
    "portrait_3_2": (683, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_3_2": (1024, 683),
    "landscape_16_9": (1024, 576),
    "landscape_21_9": (1024, 439),
}
SIDES = {"1K": 1024, "1.5K": 1536, "2K": 2048, "3K": 3072, "4K": 4096}
#: Short edges of videos. Two words that are no sizes: Kling's std and pro.
EDGES = {
    **{f"{edge}p": edge for edge in (360, 480, 540, 580, 720, 1080)},
    **{f"{edge}P": edge for edge in (480, 512, 720, 768, 1080)},
    "720": 720,
    "1080": 1080,
    "2K": 1440,
    "4k": 2160,
    "4K": 2160,
    "std": 720,
    "pro": 1080,
}
_MOST_SECONDS, _LARGEST = 60, 8192


@dataclass(frozen=True)
class Pictures:
    """Pictures. ``count``: how many, a number, a field, or a function of the values; ``sides``: what the words of
    ``sized_by`` mean; ``extension``: where no ``output_format`` is asked for."""

    count: int | str | Callable[[Values], int] = 1
    sized_by: str = "resolution"
    sides: Mapping[str, int] = field(default_factory=lambda: SIDES)
    usual: int = 1024
    extension: str = "png"

    def __call__(self, values: Values, seen: Seen) -> Plan:
        return Plan(
            kind="image",
            extension={"jpeg": "jpg"}.get(values.get("output_format") or "", values.get("output_format"))
            or self.extension,
            ratio=shape(values),
            pixels=self.sides.get(values.get(self.sized_by) or "", self.usual),
            exact=PRESETS.get(values.get("image_size") or "") if self.sized_by == "resolution" else None,
            count=self._many(values),
            inputs=seen.pictures,
        )

    def _many(self, values: Values) -> int:
        if isinstance(self.count, str):
            return int(values.get(self.count) or 1)
        return self.count if isinstance(self.count, int) else self.count(values)


@dataclass(frozen=True)
class Films:
    """One video. ``edge``: the short edge where no field says it; ``follows``: the ratio is that of the first picture,
    whatever was asked for; ``sound``: always, or as a field asks; ``seconds``: where the model leaves no choice."""

    edge: int = 720
    sized_by: tuple[str, ...] = ("resolution", "quality", "mode", "output_resolution")
    follows: bool = False
    sound: bool | None = None
    seconds: int = 0

    def __call__(self, values: Values, seen: Seen) -> Plan:
        asked = (EDGES.get(str(values.get(name))) for name in self.sized_by)
        sounding = any(values.get(name) is True for name in _SOUND_FIELDS)
        plan = Plan(
            kind="video",
            extension=values["output_format"] if values.get("output_format") in ("mp4", "mov") else "mp4",
            ratio="auto" if self.follows and seen.pictures else shape(values),
            pixels=next((edge for edge in asked if edge), self.edge),
            seconds=min(_MOST_SECONDS, self.seconds or length(values, seen)),
            sound=sounding if self.sound is None else self.sound,
            inputs=seen.pictures,
        )
        return replace(plan, ratio=_ratio_of(seen.size)) if plan.ratio == "auto" and seen.films else plan


def shape(values: Values) -> str:
    """The ratio asked for, as ``16:9``; "auto" where none was."""
    word = next((str(values[name]) for name in _RATIO_FIELDS if values.get(name)), "auto")
    found = re.fullmatch(r"(portrait|landscape)_(\d+)_(\d+)", word)
    if found:
        across, down = sorted((int(found[2]), int(found[3])), reverse=found[1] == "landscape")
        return f"{across}:{down}"
    word = _SHAPES.get(word, word)
    return word if re.fullmatch(r"\d+:\d+", word) else "auto"


def _ratio_of(size: tuple[int, int] | None) -> str:
    return f"{size[0]}:{size[1]}" if size else "16:9"


def enlarged(factor: str = "", *, usual: int = 2) -> Callable[[Values, Seen], Plan]:
    """The input picture, so many times as wide and high; ``factor``: the field that says how many."""

    def plan(values: Values, seen: Seen) -> Plan:
        times = int(values.get(factor) or usual)
        wide, high = seen.size or (512, 512)
        times_at_most = min(times, max(1, _LARGEST // max(wide, high)))
        size = (wide * times_at_most, high * times_at_most)
        return Plan(kind="image", extension="png", exact=size, inputs=seen.pictures, look="same")

    return plan


def enlarged_film(factor: str = "upscale_factor") -> Callable[[Values, Seen], Plan]:
    """The input film, so many times as large, up to 4K."""

    def plan(values: Values, seen: Seen) -> Plan:
        edge = min(seen.size or (1280, 720)) * int(values.get(factor) or 2)
        seconds = min(_MOST_SECONDS, length({}, seen))
        return Plan("video", "mp4", ratio=_ratio_of(seen.size), pixels=min(2160, edge), seconds=seconds, sound=True)

    return plan


def continued(added: Callable[[Values], int]) -> Callable[[Values, Seen], Plan]:
    """The earlier film, longer by what ``added`` says."""

    def plan(values: Values, seen: Seen) -> Plan:
        before = seen.origin or Plan("video", "mp4", pixels=720, seconds=length({}, seen), ratio=_ratio_of(seen.size))
        seconds = min(_MOST_SECONDS, before.seconds + added(values))
        edge = EDGES.get(str(values.get("quality")), before.pixels)
        return replace(before, seconds=seconds, pixels=edge, count=1, whole=0, extras=(), told={})

    return plan
