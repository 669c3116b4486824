"""A market model that the sandbox has no rules for: made like any other, with settings guessed from usual names.

Nothing but the prompt is checked and nothing is charged, so that a model can be tried while it is being added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from .offers import Offer, Plan, Values
from .rules import Text
from .tariffs import flat

_FILM_IDS = ("video", "i2v", "t2v")
_SECONDS = ("duration", "seconds", "n_frames")
_COUNTS = ("n", "num_images", "max_images")
_RATIOS = ("aspect_ratio", "ratio", "image_size", "size")
_SOUNDS = ("sound", "generate_audio", "with_audio")
_PIXELS = {"480p": 480, "540p": 540, "720p": 720, "1080p": 1080, "1k": 1024, "2k": 2048, "4k": 4096}
_WORDS = {"portrait": "9:16", "landscape": "16:9", "square": "1:1"}
_MOST_FILES, _MOST_SECONDS, _MOST_FILM_PIXELS = 15, 30, 1080


def stand_in(model: str, given: Values) -> Offer:
    """An offer that fits whatever is ordered; ``given`` is the order's ``input``."""
    plan = _film(given) if _is_film(model, given) else _picture(given)
    return Offer(fields={"prompt": Text(required=True)}, price=flat(0), plan=lambda values, seen: plan)


def _is_film(model: str, given: Values) -> bool:
    return any(part in model.lower() for part in _FILM_IDS) or any(name in given for name in _SECONDS)


def _picture(given: Values) -> Plan:
    return Plan(
        kind="image",
        extension="jpg" if given.get("output_format") in ("jpg", "jpeg") else "png",
        ratio=_ratio(given),
        pixels=_pixels(given, 1024),
        count=_number(given, _COUNTS, usual=1, most=_MOST_FILES),
        inputs=tuple(_addresses(given)),
    )


def _film(given: Values) -> Plan:
    return Plan(
        kind="video",
        extension="mp4",
        ratio=_ratio(given),
        pixels=min(_pixels(given, 720), _MOST_FILM_PIXELS),
        count=_number(given, _COUNTS, usual=1, most=_MOST_FILES),
        seconds=_number(given, _SECONDS, usual=5, most=_MOST_SECONDS),
        sound=any(given.get(name) is True for name in _SOUNDS),
        inputs=tuple(_addresses(given)),
    )


def _number(given: Values, names: tuple[str, ...], *, usual: int, most: int) -> int:
    """The first whole number, as such or as text (``"5"``, ``"5s"``), under one of ``names``; 1 to ``most``."""
    for name in names:
        found = re.match(r"\d{1,6}", str(given.get(name, "")))
        if found:
            return max(1, min(most, int(found[0])))
    return usual


def _ratio(given: Values) -> str:
    """``16:9``, or "auto" where no setting says one that can be drawn."""
    for name in _RATIOS:
        value = str(given.get(name, "")).lower()
        found = re.fullmatch(r"(\d{1,4})[:x*](\d{1,4})", _WORDS.get(value, value))
        across, down = (int(found[1]), int(found[2])) if found else (0, 0)
        if across and down and 1 / 8 <= across / down <= 8:
            return f"{across}:{down}"
    return "auto"


def _pixels(given: Values, usual: int) -> int:
    asked = (str(given.get(name, "")).lower() for name in ("resolution", "quality", "image_resolution"))
    return next((_PIXELS[value] for value in asked if value in _PIXELS), usual)


def _addresses(given: Values) -> Iterator[str]:
    """The addresses of input pictures: every address but those of films and sounds."""
    for name, value in given.items():
        if "video" in name or "audio" in name:
            continue
        for item in value if isinstance(value, list) else [value]:
            if _is_address(item):
                yield item


def _is_address(value: Any) -> bool:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")) or " " in value:
        return False
    try:
        return bool(urlsplit(value).hostname)
    except ValueError:
        return False
