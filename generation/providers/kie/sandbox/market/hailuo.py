"""Hailuo and MiniMax: docs.kie.ai/market/hailuo and /minimax-h3, 19 August 2026. Sizes have large letters."""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer
from ..plans import Films
from ..relations import any_of, needs, never
from ..rules import Rule
from ..tariffs import by, flat, per_second
from . import words as w

_TWO: dict[str, Rule] = {"prompt": w.prompt(1500), "prompt_optimizer": w.switch(), **w.NSFW}
_TWO_PICTURE = {**_TWO, "image_url": w.must(w.image()), "end_image_url": w.image()}
_PRO = Films(edge=1080, seconds=6)

_HAILUO_02 = {
    "hailuo/02-text-to-video-standard": Offer(
        {**_TWO, "duration": w.choice("6", "10", default="6")},
        by("duration", {"6": 30, "10": 50}),
        Films(edge=768),
        does=w.TEXT_VIDEO,
    ),
    "hailuo/02-text-to-video-pro": Offer(_TWO, flat(57), _PRO, does=w.TEXT_VIDEO),
    "hailuo/02-image-to-video-standard": Offer(
        {
            **_TWO_PICTURE,
            "duration": w.choice("6", "10", default="10"),
            "resolution": w.choice("512P", "768P", default="768P"),
        },
        by(("resolution", "duration"), {("512P", "6"): 12, ("512P", "10"): 20, ("768P", "10"): 50}),
        Films(),
        does=w.PICTURE_VIDEO,
    ),
    "hailuo/02-image-to-video-pro": Offer(_TWO_PICTURE, flat(57), _PRO, does=w.PICTURE_VIDEO),
}

_STANDARD_23 = Offer(
    fields={
        "prompt": w.prompt(5000),
        "image_url": w.must(w.image()),
        "duration": w.choice("6", "10", default="6"),
        "resolution": w.choice("768P", "1080P", default="768P"),
    },
    price=by(("resolution", "duration"), {("768P", "6"): 30, ("768P", "10"): 50, ("1080P", "6"): 50}),
    plan=Films(),
    relations=(never("10 seconds cannot be made in 1080P", duration="10", resolution="1080P"),),
    does=w.PICTURE_VIDEO,
)
_HAILUO_23 = {
    "hailuo/2-3-image-to-video-standard": _STANDARD_23,
    "hailuo/2-3-image-to-video-pro": replace(
        _STANDARD_23,
        fields={**_STANDARD_23.fields, **w.NSFW},
        price=by(("resolution", "duration"), {("768P", "6"): 45, ("768P", "10"): 90, ("1080P", "6"): 80}),
    ),
}

_RATIOS = ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16")
_H3: dict[str, Rule] = {
    "prompt": w.prompt(7000, 1),
    "duration": w.must(w.choice(*range(4, 16), default=6)),
    "resolution": w.choice("768P", "2K", default="2K"),
}
_H3_RATE = by("resolution", {"768P": 16, "2K": 26})
_FRAME = w.image((), 30, sides=(256, 5760))

_MINIMAX = {
    "minimax-h3/text-to-video": Offer(
        {**_H3, "aspect_ratio": w.must(w.choice(*_RATIOS))}, per_second(_H3_RATE), Films(), does=w.TEXT_VIDEO
    ),
    "minimax-h3/image-to-video": Offer(
        {**_H3, "first_frame_url": _FRAME, "last_frame_url": _FRAME},
        per_second(_H3_RATE),
        Films(),
        relations=(any_of("first_frame_url", "last_frame_url"),),
        does=w.PICTURE_VIDEO,
    ),
    "minimax-h3/reference-to-video": Offer(
        {
            **_H3,
            "reference_image_urls": w.images(9, (), 30),
            "reference_video_urls": w.files(w.video(50, seconds=(2, 15)), 3),
            "reference_audio_urls": w.files(w.audio(15), 3),
            "aspect_ratio": w.choice("adaptive", *_RATIOS, default="adaptive"),
        },
        per_second(_H3_RATE, films=True),
        Films(),
        relations=(
            any_of("reference_image_urls", "reference_video_urls", "reference_audio_urls"),
            needs("reference_audio_urls", "reference_image_urls", "reference_video_urls"),
        ),
        does=w.REFERENCE_VIDEO,
    ),
}

MODELS: dict[str, Offer] = {**_HAILUO_02, **_HAILUO_23, **_MINIMAX}
