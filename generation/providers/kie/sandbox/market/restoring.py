"""Recraft and Topaz: larger pictures and videos, pictures without a background; docs.kie.ai, 19 August 2026."""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer, Plan, Seen, Values
from ..plans import enlarged, enlarged_film
from ..tariffs import by, flat, per_second
from . import words as w

#: The longest side of an enlarged picture, in pixels, and what it costs.
_TOPAZ_SIDES = ((2048, 10.0), (4096, 20.0), (1 << 30, 40.0))


def _cut_out(values: Values, seen: Seen) -> Plan:
    return replace(enlarged(usual=1)(values, seen), look="cut out")


def _topaz_price(values: Values, seen: Seen) -> float:
    side = max(seen.size or (512, 512)) * int(values["upscale_factor"])
    return next(credits for most, credits in _TOPAZ_SIDES if side <= most)


MODELS: dict[str, Offer] = {
    "recraft/crisp-upscale": Offer({"image": w.must(w.image())}, flat(0.5), enlarged(), does=w.PICTURE_PICTURE),
    "recraft/remove-background": Offer(
        {"image": w.must(w.image(megabytes=5, sides=(256, 4096)))}, flat(1), _cut_out, does=w.PICTURE_PICTURE
    ),
    "topaz/image-upscale": Offer(
        {"image_url": w.must(w.image()), "upscale_factor": w.must(w.choice("1", "2", "4", default="2"))},
        _topaz_price,
        enlarged("upscale_factor"),
        does=w.PICTURE_PICTURE,
    ),
    "topaz/video-upscale": Offer(
        {"video_url": w.must(w.video(50)), "upscale_factor": w.choice("1", "2", "4", default="2")},
        per_second(by("upscale_factor", {"1": 8, "2": 8, "4": 14})),
        enlarged_film(),
        does=w.VIDEO_VIDEO,
    ),
}
