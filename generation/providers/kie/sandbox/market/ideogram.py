"""Ideogram: docs.kie.ai/market/ideogram, 19 August 2026; reframe from December 2025. The number of images is text."""

from __future__ import annotations

from ..offers import Offer
from ..plans import Pictures
from ..rules import Rule
from ..tariffs import by, each
from . import words as w

_SPEEDS = ("TURBO", "BALANCED", "QUALITY")
_PRESETS = ("square", "square_hd", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9")
_NUMBERS = ("1", "2", "3", "4")
_COMMON: dict[str, Rule] = {"prompt": w.prompt(5000), "expand_prompt": w.switch(), "seed": w.ANY_SEED}
_PRICE = by("rendering_speed", {"TURBO": 3.5, "BALANCED": 7, "QUALITY": 10}, usual="BALANCED")
_CHARACTER_PRICE = by("rendering_speed", {"TURBO": 12, "BALANCED": 18, "QUALITY": 24})
_SEVERAL = Pictures(count="num_images")

_VERSION_3: dict[str, Rule] = {
    **_COMMON,
    "rendering_speed": w.choice(*_SPEEDS),
    "style": w.choice("AUTO", "GENERAL", "REALISTIC", "DESIGN"),
    "image_size": w.choice(*_PRESETS),
    "negative_prompt": w.text(5000),
}
_CHARACTER: dict[str, Rule] = {
    **_COMMON,
    "reference_image_urls": w.must(w.images(10)),
    "rendering_speed": w.choice(*_SPEEDS, default="BALANCED"),
    "style": w.choice("AUTO", "REALISTIC", "FICTION", default="AUTO"),
    "num_images": w.choice(*_NUMBERS, default="1"),
}
_MASKED = {"image_url": w.must(w.image()), "mask_url": w.must(w.image())}

MODELS: dict[str, Offer] = {
    "ideogram/v3-text-to-image": Offer(_VERSION_3, _PRICE, Pictures(), does=w.TEXT_PICTURE),
    "ideogram/v3-edit": Offer(
        {
            **_COMMON,
            **_MASKED,
            "rendering_speed": w.choice(*_SPEEDS, default="BALANCED"),
            "expand_prompt": w.switch(True),
        },
        _PRICE,
        Pictures(),
        does=w.PICTURE_PICTURE,
    ),
    "ideogram/v3-remix": Offer(
        {
            **_VERSION_3,
            "image_url": w.must(w.image()),
            "num_images": w.choice(*_NUMBERS),
            "strength": w.number(0.01, 1),
        },
        each(_PRICE, "num_images"),
        _SEVERAL,
        does=w.PICTURE_PICTURE,
    ),
    "ideogram/v3-reframe": Offer(
        {
            "image_url": w.must(w.image()),
            "image_size": w.must(w.choice(*_PRESETS)),
            "rendering_speed": w.choice(*_SPEEDS),
            "style": w.choice("AUTO", "GENERAL", "REALISTIC", "DESIGN"),
            "num_images": w.choice(*_NUMBERS),
            "seed": w.ANY_SEED,
        },
        each(_PRICE, "num_images"),
        _SEVERAL,
        does=w.PICTURE_PICTURE,
    ),
    "ideogram/character": Offer(
        {**_CHARACTER, "image_size": w.choice(*_PRESETS, default="square_hd"), "negative_prompt": w.text(5000)},
        each(_CHARACTER_PRICE, "num_images"),
        _SEVERAL,
        does=w.TEXT_PICTURE,
    ),
    "ideogram/character-edit": Offer(
        {**_CHARACTER, **_MASKED}, each(_CHARACTER_PRICE, "num_images"), _SEVERAL, does=w.PICTURE_PICTURE
    ),
    "ideogram/character-remix": Offer(
        {
            **_CHARACTER,
            "image_url": w.must(w.image()),
            "image_size": w.choice(*_PRESETS, default="square_hd"),
            "strength": w.number(0.1, 1, default=0.8),
            "negative_prompt": w.text(500),
            "image_urls": w.images(10),
            "reference_mask_urls": w.image(),  # one text, in spite of its name
        },
        each(_CHARACTER_PRICE, "num_images"),
        _SEVERAL,
        does=w.PICTURE_PICTURE,
    ),
}
