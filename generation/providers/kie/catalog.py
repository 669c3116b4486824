"""The models that Kie.ai offers, as data.

``options``: ``dialect`` names the wire format (``dialects.py``), ``model`` what Kie calls the model there; what else a
model of the Market may need is listed at ``dialects.Market``. Prices: kie.ai/pricing of 30 June 2026.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from generation.providers.base import Kind, ModelSpec, Status
from generation.providers.kie import forms
from generation.providers.prices import PriceRow, PriceTable


def _prices(unit: str, *rows: tuple[dict[str, Any], str | None], times: str = "", upper: str = "0") -> PriceTable:
    """A price list in Kie's credits. A row is (what it applies to, credits, or None where no price is known)."""
    return PriceTable(
        rows=tuple(PriceRow(when, None if credits is None else Decimal(credits)) for when, credits in rows),
        unit=unit,
        credit_usd=Decimal("0.005"),
        as_of="2026-06-30",
        source="kie.ai/pricing",
        times=times,
        upper=Decimal(upper),
    )


def _by_resolution(p720: str, p1080: str, p4k: str) -> PriceTable:
    return _prices(
        "video", ({"resolution": "720p"}, p720), ({"resolution": "1080p"}, p1080), ({"resolution": "4k"}, p4k)
    )


GPT4O_IMAGE = ModelSpec(
    key="gpt4o-image",
    name="4o Image",
    kind=Kind.IMAGE,
    vendor="OpenAI",
    params=forms.Gpt4oImageParams,
    price=_prices("image", ({}, "6"), times="n_variants"),
    options={"dialect": "4o"},
    outputs="n_variants",
    usual=60.0,
    note="Follows long instructions, writes legible text, edits pictures.",
    tags=("edits", "references", "mask", "variants"),
    docs="https://docs.kie.ai/4o-image-api/generate-4-o-image",
)

VEO3_FAST = ModelSpec(
    key="veo3_fast",
    name="Veo 3.1 Fast",
    kind=Kind.VIDEO,
    vendor="Google",
    params=forms.VeoReferenceParams,
    price=_by_resolution("60", "65", "180"),
    options={"dialect": "veo", "model": "veo3_fast"},
    usual=120.0,
    note="Video with sound, from words or from a picture.",
    tags=("audio", "first frame", "last frame", "references"),
    docs="https://docs.kie.ai/veo3-api/generate-veo-3-video",
)

VEO3 = ModelSpec(
    key="veo3",
    name="Veo 3.1",
    kind=Kind.VIDEO,
    vendor="Google",
    params=forms.VeoParams,
    price=_by_resolution("250", "255", "370"),
    options={"dialect": "veo", "model": "veo3"},
    usual=240.0,
    note="The best quality of the Veo family, with sound.",
    tags=("audio", "first frame", "last frame"),
    docs="https://docs.kie.ai/veo3-api/generate-veo-3-video",
)

VEO3_LITE = ModelSpec(
    key="veo3_lite",
    name="Veo 3.1 Lite",
    kind=Kind.VIDEO,
    vendor="Google",
    params=forms.VeoReferenceParams,
    price=_by_resolution("30", "35", "150"),
    options={"dialect": "veo", "model": "veo3_lite"},
    usual=90.0,
    note="The cheapest of the Veo family, with sound.",
    tags=("audio", "first frame", "last frame", "references"),
    docs="https://docs.kie.ai/veo3-api/generate-veo-3-video",
)

RUNWAY = ModelSpec(
    key="runway",
    name="Runway",
    kind=Kind.VIDEO,
    vendor="Runway",
    params=forms.RunwayParams,
    price=_prices(
        "video",
        ({"duration": 5, "quality": "720p"}, "12"),
        ({"duration": 10, "quality": "720p"}, "30"),
        ({"duration": 5, "quality": "1080p"}, "30"),
    ),
    options={"dialect": "runway"},
    usual=90.0,
    note="Quick and cheap video without sound, in five ratios.",
    tags=("first frame",),
    docs="https://docs.kie.ai/runway-api/generate-ai-video",
)

SORA_2 = ModelSpec(
    key="sora-2",
    name="Sora 2",
    kind=Kind.VIDEO,
    vendor="OpenAI",
    params=forms.Sora2Params,
    price=_prices("video", ({"duration": 10}, "30"), ({"duration": 15}, None), upper="60"),
    options={
        "dialect": "market",
        "model": "sora-2-text-to-video",
        "image_model": "sora-2-image-to-video",
        "names": {"duration": "n_frames", "image": "image_urls[]"},
        "as_text": ("duration",),
        "words": {"aspect_ratio": {"16:9": "landscape", "9:16": "portrait"}},
    },
    usual=180.0,
    note="Video with sound.",
    tags=("audio", "first frame"),
    status=Status.RETIRED,
    status_note=(
        "OpenAI ended Sora 2 and its Videos API on 24 September 2026; Kie's own index and price list "
        "(kie.ai/pricing, 30 June 2026) no longer name it."
    ),
    docs="https://docs.kie.ai/market/sora2/sora-2-text-to-video",
)

KLING_25_TURBO = ModelSpec(
    key="kling-2.5-turbo",
    name="Kling 2.5 Turbo",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=forms.Kling25TurboParams,
    price=_prices("video", ({"duration": 5}, "42"), ({"duration": 10}, "84")),
    options={
        "dialect": "market",
        "model": "kling/v2-5-turbo-text-to-video-pro",
        "image_model": "kling/v2-5-turbo-image-to-video-pro",
        "names": {"image": "image_url", "last_frame": "tail_image_url"},
        "as_text": ("duration",),
        "text_only": ("aspect_ratio",),
    },
    usual=130.0,
    note="Lively motion in 1080p without sound.",
    tags=("first frame", "last frame", "negative prompt"),
    docs="https://docs.kie.ai/market/kling/v25-turbo-text-to-video-pro",
)

NANO_BANANA_2 = ModelSpec(
    key="nano-banana-2",
    name="Nano Banana 2",
    kind=Kind.IMAGE,
    vendor="Google",
    params=forms.NanoBanana2Params,
    price=_prices("image", ({"resolution": "1K"}, "8"), ({"resolution": "2K"}, "12"), ({"resolution": "4K"}, "18")),
    options={"dialect": "market", "model": "nano-banana-2", "names": {"images": "image_input[]"}},
    usual=30.0,
    note="Quick pictures up to 4K in fifteen ratios, edits with up to fourteen pictures.",
    tags=("edits", "references", "4K"),
    docs="https://docs.kie.ai/market/google/nanobanana2",
)

SPECS: tuple[ModelSpec, ...] = (
    GPT4O_IMAGE,
    NANO_BANANA_2,
    VEO3_FAST,
    VEO3,
    VEO3_LITE,
    RUNWAY,
    KLING_25_TURBO,
    SORA_2,
)
