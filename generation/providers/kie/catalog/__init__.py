"""The models that Kie.ai offers, as data: one module a vendor or family, its forms beside its specs.

``options``: ``dialect`` names the wire format (``dialects.py``), ``model`` what Kie calls the model there; what else a
model of the Market may need is listed at ``dialects.Market``. A key is Kie's own id with dashes for slashes, except for
the first eight models; the id itself is an alias. Prices: ``pricing.py``.
"""

from __future__ import annotations

from dataclasses import replace

from generation.providers.base import ModelSpec
from generation.providers.kie.catalog import (
    flux2,
    google,
    google_video,
    gpt4o,
    gpt_image,
    grok,
    hailuo,
    happyhorse,
    ideogram,
    kling,
    kling3,
    kling_omni,
    kontext,
    pixverse,
    qwen,
    runway,
    seedance,
    seedance1,
    seedream,
    sora,
    talking,
    upscale,
    veo,
    wan,
    wan3,
    wan22,
    wan27,
    wan27_image,
)
from generation.providers.kie.catalog.google import NANO_BANANA_2
from generation.providers.kie.catalog.gpt4o import GPT4O_IMAGE
from generation.providers.kie.catalog.kling import KLING_25_TURBO
from generation.providers.kie.catalog.runway import RUNWAY
from generation.providers.kie.catalog.sora import SORA_2
from generation.providers.kie.catalog.veo import VEO3, VEO3_FAST, VEO3_LITE

__all__ = [
    "GPT4O_IMAGE",
    "KLING_25_TURBO",
    "NANO_BANANA_2",
    "RUNWAY",
    "SORA_2",
    "SPECS",
    "VEO3",
    "VEO3_FAST",
    "VEO3_LITE",
]

#: In the order of the picker.
_FAMILIES = (
    *(gpt4o, google, gpt_image, seedream, flux2, kontext, qwen, ideogram, grok, wan27_image, upscale),
    *(veo, google_video, runway, kling3, kling_omni, kling, hailuo, happyhorse, pixverse),
    *(seedance, wan27, wan3, wan, wan22, seedance1, talking, sora),
)


def _with_aliases(spec: ModelSpec) -> ModelSpec:
    """The spec, to be ordered under Kie's own ids as well."""
    ids = (spec.options.get(name) for name in ("model", "image_model"))
    own = tuple(dict.fromkeys(found for found in ids if found and found != spec.key))
    return replace(spec, aliases=spec.aliases + own)


SPECS: tuple[ModelSpec, ...] = tuple(_with_aliases(spec) for family in _FAMILIES for spec in family.SPECS)
