"""GPT Image: docs.kie.ai/market/gpt-image and /gpt, 19 August 2026; version 2.5 from clients of September 2026."""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer, Relation, Values
from ..plans import Pictures
from ..relations import never, wrong
from ..rules import Rule
from ..tariffs import by, unlisted
from . import words as w

_VERSION_15: dict[str, Rule] = {
    "prompt": w.prompt(),
    "aspect_ratio": w.must(w.choice("1:1", "2:3", "3:2", default="1:1")),
    "quality": w.must(w.choice("medium", "high", default="medium")),
}
_PRICE_15 = by("quality", {"medium": 4, "high": 22})

_SMALL_ONLY = ("5:4", "4:5", "3:1", "1:3", "9:21")
_RATIOS = (
    *("auto", "1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "2:1", "1:2", "21:9"),
    *_SMALL_ONLY,
)


def _small(values: Values) -> bool:
    return values["resolution"] in (None, "1K")


def _sizes(*small_only: str) -> tuple[Relation, ...]:
    """Which ratios exist in which sizes; without a ratio, or with auto, there is 1K alone."""
    return (
        never("1:1 cannot be 4K", aspect_ratio="1:1", resolution="4K"),
        wrong(
            "resolution must be 1K unless aspect_ratio is given",
            lambda v: v["aspect_ratio"] in (None, "auto") and not _small(v),
        ),
        wrong(
            "resolution must be 1K for this aspect_ratio", lambda v: v["aspect_ratio"] in small_only and not _small(v)
        ),
    )


_VERSION_2 = Offer(
    fields={
        "prompt": w.prompt(20_000),
        "aspect_ratio": w.choice(*_RATIOS),
        "resolution": w.choice("1K", "2K", "4K"),
    },
    price=by("resolution", {"1K": 6, "2K": 10, "4K": 16}, usual="1K"),
    plan=Pictures(),
    relations=_sizes(*_SMALL_ONLY),
    does=w.TEXT_PICTURE,
)
_EDIT_2 = replace(
    _VERSION_2,
    fields={**_VERSION_2.fields, "input_urls": w.must(w.images(16, (), 0))},
    relations=_sizes("5:4", "4:5"),
    does=w.PICTURE_PICTURE,
)

_NEW_RATIOS = ("27:16", "16:27", "9:8", "8:9")
_VERSION_25 = replace(
    _VERSION_2,
    fields={
        **_VERSION_2.fields,
        "aspect_ratio": w.choice(*_RATIOS, *_NEW_RATIOS),
        "background": w.text(),  # auto and opaque are known, more may exist
    },
    price=unlisted,
    relations=_sizes(*_SMALL_ONLY, *_NEW_RATIOS),
)
_EDIT_25 = replace(
    _VERSION_25,
    fields={**_VERSION_25.fields, "input_urls": w.must(w.images(16, (), 30))},
    does=w.PICTURE_PICTURE,
)

MODELS: dict[str, Offer] = {
    "gpt-image/1.5-text-to-image": Offer(_VERSION_15, _PRICE_15, Pictures(), does=w.TEXT_PICTURE),
    "gpt-image/1.5-image-to-image": Offer(
        {**_VERSION_15, "input_urls": w.must(w.images(16))}, _PRICE_15, Pictures(), does=w.PICTURE_PICTURE
    ),
    "gpt-image-2-text-to-image": _VERSION_2,
    "gpt-image-2-image-to-image": _EDIT_2,
    "gpt-image-2-5-flare-text-to-image": _VERSION_25,
    "gpt-image-2-5-flare-image-to-image": _EDIT_25,
    "gpt-image-2-5-sunburst-text-to-image": _VERSION_25,
    "gpt-image-2-5-sunburst-image-to-image": _EDIT_25,
}
