"""Qwen Image: docs.kie.ai/market/qwen, /qwen2, /qwen3, 19 August 2026. Nothing here is called aspect_ratio."""

from __future__ import annotations

from ..offers import Offer, Price, Seen, Values
from ..plans import PRESETS, Pictures
from ..rules import Rule
from ..tariffs import each, flat
from . import words as w

# The first: sizes are words, the price is by the megapixel

_PRESETS = ("square", "square_hd", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9")
_FORMAT = w.choice("png", "jpeg", default="png")
_FIRST: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "num_inference_steps": w.number(2, 250, default=30),
    "seed": w.ANY_SEED,
    "guidance_scale": w.number(0, 20, default=2.5),
    "enable_safety_checker": w.switch(),
    "output_format": _FORMAT,
    "negative_prompt": w.text(500),
    "acceleration": w.choice("none", "regular", "high", default="none"),
    **w.NSFW,
}


def _per_megapixel(credits: float) -> Price:
    """Megapixels are rounded, and are one at least."""

    def price(values: Values, seen: Seen) -> float:
        wide, high = PRESETS.get(values.get("image_size") or "") or seen.size or (1024, 1024)
        return credits * max(1, round(wide * high / 1e6))

    return price


_FIRST_MODELS = {
    "qwen/text-to-image": Offer(
        {**_FIRST, "image_size": w.choice(*_PRESETS, default="square_hd")},
        _per_megapixel(4),
        Pictures(),
        does=w.TEXT_PICTURE,
    ),
    "qwen/image-to-image": Offer(
        {**_FIRST, "image_url": w.must(w.image()), "strength": w.number(0, 1, default=0.8)},
        _per_megapixel(4),
        Pictures(),
        does=w.PICTURE_PICTURE,
    ),
    "qwen/image-edit": Offer(
        {
            **_FIRST,
            "prompt": w.prompt(2000),
            "image_url": w.must(w.image()),
            "image_size": w.choice(*_PRESETS, default="landscape_4_3"),
            "num_inference_steps": w.number(2, 49, default=25),
            "guidance_scale": w.number(0, 20, default=4),
            "sync_mode": w.switch(),
            "num_images": w.choice("1", "2", "3", "4"),
        },
        each(_per_megapixel(6), "num_images"),
        Pictures(count="num_images"),
        does=w.PICTURE_PICTURE,
    ),
}

# The second and third: sizes are ratios

_SECOND: dict[str, Rule] = {
    "prompt": w.prompt(800),
    "seed": w.ANY_SEED,
    "output_format": w.choice("jpeg", "png", default="png"),
    **w.NSFW,
}
_WIDE = ("1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9", "21:9")
_THIRD: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "resolution": w.choice("1K", "2K"),
    "image_size": w.choice(*_WIDE, default="16:9"),
    "output_format": _FORMAT,
    "prompt_extend": w.switch(True),
    "negative_prompt": w.text(5000),
    "seed": w.whole(0, default=1),
    **w.NSFW,
}
_THIRD_EDIT = {
    **_THIRD,
    "resolution": w.choice("1K", "2K", default="1K"),
    "image_urls": w.must(w.images(3, (*w.USUAL_PICTURES, "bmp", "gif", "tiff"), least=1)),
}

MODELS: dict[str, Offer] = {
    **_FIRST_MODELS,
    "qwen2/text-to-image": Offer(
        {**_SECOND, "image_size": w.choice("1:1", "3:4", "4:3", "9:16", "16:9", default="16:9")},
        flat(5.6),
        Pictures(),
        does=w.TEXT_PICTURE,
    ),
    "qwen2/image-edit": Offer(
        {**_SECOND, "image_url": w.must(w.image()), "image_size": w.choice(*_WIDE, default="16:9")},
        flat(5.6),
        Pictures(),
        does=w.PICTURE_PICTURE,
    ),
    **{
        f"qwen3/{tier}text-to-image": Offer(_THIRD, flat(4.8), Pictures(), does=w.TEXT_PICTURE) for tier in ("", "pro-")
    },
    **{
        f"qwen3/{tier}image-to-image": Offer(_THIRD_EDIT, flat(4.8), Pictures(), does=w.PICTURE_PICTURE)
        for tier in ("", "pro-")
    },
}
