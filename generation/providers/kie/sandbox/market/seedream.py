"""Seedream of ByteDance: docs.kie.ai/market/seedream, 19 August 2026."""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer, Plan, Seen, Values
from ..plans import Pictures
from ..rules import Rule
from ..tariffs import flat, unlisted
from . import words as w

_RATIOS = ("1:1", "4:3", "3:4", "16:9", "9:16", "2:3", "3:2", "21:9")
_FORMAT: dict[str, Rule] = {"output_format": w.choice("png", "jpeg", default="png")}
_TWO_K, _THREE_K, _FOUR_K = 2048, 3072, 4096

_THREE = Offer(
    fields={
        "prompt": w.prompt(5000),
        "image_size": w.choice(
            *("square", "square_hd", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9"),
            default="square_hd",
        ),
        "guidance_scale": w.number(1, 10, default=2.5),
        "seed": w.ANY_SEED,
    },
    price=unlisted,
    plan=Pictures(),
    does=w.TEXT_PICTURE,
)

_FOUR_FIELDS: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "image_size": w.choice(
        *("square", "square_hd", "portrait_4_3", "portrait_3_2", "portrait_16_9"),
        *("landscape_4_3", "landscape_3_2", "landscape_16_9", "landscape_21_9"),
        default="square_hd",
    ),
    "image_resolution": w.choice("1K", "2K", "4K", default="1K"),
    "max_images": w.number(1, 6, default=1),
    "seed": w.ANY_SEED,
    **w.NSFW,
}
_FOUR_PLAN = Pictures(count="max_images", sized_by="image_resolution")


def _fields(longest: int, *qualities: str, shortest: int = 0) -> dict[str, Rule]:
    return {
        "prompt": w.prompt(longest, shortest),
        "aspect_ratio": w.must(w.choice(*_RATIOS, default="1:1")),
        "quality": w.must(w.choice(*qualities, default="basic")),
        **w.NSFW,
    }


def _plan(**sides: int) -> Pictures:
    return Pictures(sized_by="quality", sides=sides)


_FOUR_5 = Offer(
    _fields(3000, "basic", "high"), flat(6.5), _plan(basic=_TWO_K, high=_FOUR_K), does=w.TEXT_PICTURE
)  # fmt: skip
_LITE = Offer(
    {**_fields(3000, "basic", "high", "ultra", shortest=3), **_FORMAT},
    flat(5.5),
    _plan(basic=_TWO_K, high=_THREE_K, ultra=_FOUR_K),
    does=w.TEXT_PICTURE,
)


def _pro_price(values: Values, seen: Seen) -> float:
    """Input pictures after the first cost extra."""
    extra = max(0, len(values.get("image_urls") or []) - 1)
    return {"basic": 7.0, "high": 14.0}[values["quality"]] + 0.5 * extra


_PRO = Offer(
    {**_fields(5000, "basic", "high", shortest=3), **_FORMAT},
    _pro_price,
    _plan(basic=1024, high=_TWO_K),
    does=w.TEXT_PICTURE,
)

_LAYERS = 3


def _layers(values: Values, seen: Seen) -> Plan:
    """A base picture, then its layers, which are PNG whatever the base is."""
    return replace(
        Pictures(sized_by="size")(values, seen),
        exact=seen.size if values["size"] == "auto" else None,
        count=1 + _LAYERS,
        look="layers",
    )


def _with_pictures(offer: Offer, most: int) -> Offer:
    return replace(
        offer, fields={**offer.fields, "image_urls": w.must(w.images(most))}, does=w.PICTURE_PICTURE
    )  # fmt: skip


MODELS: dict[str, Offer] = {
    "bytedance/seedream": _THREE,
    "bytedance/seedream-v4-text-to-image": Offer(_FOUR_FIELDS, unlisted, _FOUR_PLAN, does=w.TEXT_PICTURE),
    "bytedance/seedream-v4-edit": Offer(
        {**_FOUR_FIELDS, "image_urls": w.must(w.images(10))}, unlisted, _FOUR_PLAN, does=w.PICTURE_PICTURE
    ),
    "seedream/4.5-text-to-image": _FOUR_5,
    "seedream/4.5-edit": _with_pictures(_FOUR_5, 14),
    "seedream/5-lite-text-to-image": _LITE,
    "seedream/5-lite-image-to-image": _with_pictures(_LITE, 14),
    "seedream/5-pro-text-to-image": _PRO,
    "seedream/5-pro-image-to-image": _with_pictures(_PRO, 10),
    "seedream/5-pro-layer-decomposition": Offer(
        fields={
            "prompt": w.text(5000),
            "image_url": w.must(w.image((), 30)),
            "size": w.choice("auto", "1K", "1.5K", "2K", default="auto"),
            "output_format": w.choice("png", "jpeg", default="jpeg"),
        },
        price=unlisted,
        plan=_layers,
        does=w.PICTURE_PICTURE,
    ),
}
