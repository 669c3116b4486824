"""FLUX.2 and Z-Image: docs.kie.ai/market/flux2 and /z-image, 19 August 2026."""

from __future__ import annotations

from ..offers import Offer
from ..plans import Pictures
from ..rules import Rule
from ..tariffs import by, flat
from . import words as w

_RATIOS = ("1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3")
_COMMON: dict[str, Rule] = {
    "prompt": w.prompt(5000, 3),
    "resolution": w.must(w.choice("1K", "2K", default="1K")),
    **w.NSFW,
}
_TEXT = {**_COMMON, "aspect_ratio": w.must(w.choice(*_RATIOS, default="1:1"))}
_EDIT = {
    **_COMMON,
    "input_urls": w.must(w.images(8)),
    "aspect_ratio": w.must(w.choice(*_RATIOS, "auto", default="1:1")),
}
_PRO, _FLEX = by("resolution", {"1K": 5, "2K": 7}), by("resolution", {"1K": 14, "2K": 24})

MODELS: dict[str, Offer] = {
    "flux-2/pro-text-to-image": Offer(_TEXT, _PRO, Pictures(), does=w.TEXT_PICTURE),
    "flux-2/pro-image-to-image": Offer(_EDIT, _PRO, Pictures(), does=w.PICTURE_PICTURE),
    "flux-2/flex-text-to-image": Offer(_TEXT, _FLEX, Pictures(), does=w.TEXT_PICTURE),
    "flux-2/flex-image-to-image": Offer(_EDIT, _FLEX, Pictures(), does=w.PICTURE_PICTURE),
    "z-image": Offer(
        {"prompt": w.prompt(1000), "aspect_ratio": w.must(w.choice(*w.CLASSIC, default="1:1")), **w.NSFW},
        flat(0.8),
        Pictures(),
        does=w.TEXT_PICTURE,
    ),
}
