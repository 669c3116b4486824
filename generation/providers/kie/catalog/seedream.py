"""ByteDance's Seedream 3 to 5.

From 4.5 on Kie calls the resolution "quality", and "basic" means another size in every version: here it is the size.
"""

from __future__ import annotations

from decimal import Decimal

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.parts import PRESETS, content_filter, preset_ratio
from generation.providers.kie.catalog.pricing import prices
from generation.providers.prices import Extra, PriceTable

_RATIOS = ("1:1", "4:3", "3:4", "16:9", "9:16", "2:3", "3:2", "21:9")
_RATIOS_4 = ("1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "21:9")
_FORMATS = (("png", "PNG"), ("jpeg", "JPEG"))
_EXTRA_PICTURES = (Extra("images.count", credits=Decimal("0.5"), free=1),)


class Seedream3Params(ParamsForm):
    """Seedream 3: text to picture."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = preset_ratio()
    guidance_scale = fields.Number(
        label="Closeness to the prompt", min_value=1, max_value=10, initial=2.5, help_text="Higher follows it closer."
    )
    seed = fields.Seed()


class Seedream4Params(ParamsForm):
    """Seedream 4: text to up to six pictures."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = preset_ratio(*_RATIOS_4)
    resolution = fields.Resolution("1K", "2K", "4K")
    n_variants = fields.Variants(1, 2, 3, 4, 5, 6, help_text="At most so many; the model decides. Each is billed.")
    seed = fields.Seed()
    nsfw_checker = content_filter()


class Seedream4EditParams(Seedream4Params):
    """Seedream 4: edits of up to ten pictures."""

    field_order = ("prompt", "images")

    images = fields.ImageInput(label="Pictures", most=10, required=True, help_text="Up to ten pictures to work on.")


class Seedream45Params(ParamsForm):
    """Seedream 4.5: text to picture."""

    prompt = fields.Prompt(max_length=3000)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    resolution = fields.Resolution("2K", "4K")
    nsfw_checker = content_filter()


class Seedream45EditParams(Seedream45Params):
    """Seedream 4.5: edits of up to fourteen pictures."""

    field_order = ("prompt", "images")

    images = fields.ImageInput(
        label="Pictures", most=14, required=True, help_text="Up to fourteen pictures to work on."
    )


class Seedream5LiteParams(ParamsForm):
    """Seedream 5 Lite: text to picture."""

    prompt = fields.Prompt(min_length=3, max_length=3000)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    resolution = fields.Resolution("2K", "3K", "4K")
    output_format = fields.Choice(*_FORMATS, label="File format", advanced=True)
    nsfw_checker = content_filter()


class Seedream5LiteEditParams(Seedream5LiteParams):
    """Seedream 5 Lite: edits of up to fourteen pictures."""

    field_order = ("prompt", "images")

    images = fields.ImageInput(
        label="Pictures", most=14, required=True, help_text="Up to fourteen pictures to work on."
    )


class Seedream5ProParams(ParamsForm):
    """Seedream 5 Pro: text to picture."""

    prompt = fields.Prompt(min_length=3, max_length=5000)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    resolution = fields.Resolution("1K", "2K", help_text="2K costs twice as much.")
    output_format = fields.Choice(*_FORMATS, label="File format", advanced=True)
    nsfw_checker = content_filter()


class Seedream5ProEditParams(Seedream5ProParams):
    """Seedream 5 Pro: edits of up to ten pictures."""

    field_order = ("prompt", "images")

    images = fields.ImageInput(
        label="Pictures",
        most=10,
        required=True,
        help_text="Up to ten pictures to work on. Each after the first costs a little.",
    )


class SeedreamLayersParams(ParamsForm):
    """Seedream 5 Pro: takes one picture apart into layers."""

    image = fields.ImageInput(
        label="Picture",
        required=True,
        max_bytes=30_000_000,
        pixels=(262_144, 36_000_000),
        ratio=(1 / 16, 16),
    )
    prompt = fields.Prompt(
        required=False,
        help_text="What to lift out. An area may be given as <bbox>x1 y1 x2 y2</bbox>, in thousandths of the picture.",
    )
    size = fields.Choice(("auto", "Auto"), "1K", "1.5K", "2K", label="Size")
    output_format = fields.Choice(
        ("jpeg", "JPEG"),
        ("png", "PNG"),
        label="File format",
        advanced=True,
        help_text="Of the background; layers are PNG.",
    )


def _five_pro(*, edit: bool = False) -> PriceTable:
    return prices(
        "image",
        ({"resolution": "1K"}, "7"),
        ({"resolution": "2K"}, "14"),
        extras=_EXTRA_PICTURES if edit else (),
        as_of="2026-08-01",
        source="one source, August 2026",
    )


SEEDREAM_5_PRO = ModelSpec(
    key="seedream-5-pro-text-to-image",
    name="Seedream 5 Pro",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream5ProParams,
    price=_five_pro(),
    options={
        "dialect": "market",
        "model": "seedream/5-pro-text-to-image",
        "names": {"resolution": "quality"},
        "words": {"resolution": {"1K": "basic", "2K": "high"}},
    },
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=60.0,
    note="The most careful Seedream, in 1K and 2K.",
    docs="https://docs.kie.ai/market/seedream/5-pro-text-to-image",
)

SEEDREAM_5_PRO_EDIT = ModelSpec(
    key="seedream-5-pro-image-to-image",
    name="Seedream 5 Pro Edit",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream5ProEditParams,
    price=_five_pro(edit=True),
    options={
        "dialect": "market",
        "model": "seedream/5-pro-image-to-image",
        "names": {"resolution": "quality", "images": "image_urls[]"},
        "words": {"resolution": {"1K": "basic", "2K": "high"}},
    },
    abilities=(Ability.EDIT,),
    usual=60.0,
    note="Changes and combines up to ten pictures with care.",
    tags=("edits", "references"),
    docs="https://docs.kie.ai/market/seedream/5-pro-image-to-image",
)

SEEDREAM_5_LITE = ModelSpec(
    key="seedream-5-lite-text-to-image",
    name="Seedream 5 Lite",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream5LiteParams,
    price=prices("image", ({}, "5.5")),
    options={
        "dialect": "market",
        "model": "seedream/5-lite-text-to-image",
        "names": {"resolution": "quality"},
        "words": {"resolution": {"2K": "basic", "3K": "high", "4K": "ultra"}},
    },
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=80.0,
    note="Pictures up to 4K at one price for every size.",
    tags=("4K",),
    docs="https://docs.kie.ai/market/seedream/5-lite-text-to-image",
)

SEEDREAM_5_LITE_EDIT = ModelSpec(
    key="seedream-5-lite-image-to-image",
    name="Seedream 5 Lite Edit",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream5LiteEditParams,
    price=prices("image", ({}, "5.5")),
    options={
        "dialect": "market",
        "model": "seedream/5-lite-image-to-image",
        "names": {"resolution": "quality", "images": "image_urls[]"},
        "words": {"resolution": {"2K": "basic", "3K": "high", "4K": "ultra"}},
    },
    abilities=(Ability.EDIT,),
    usual=80.0,
    note="Changes and combines up to fourteen pictures, up to 4K.",
    tags=("edits", "references", "4K"),
    docs="https://docs.kie.ai/market/seedream-5-lite-image-to-image",
)

SEEDREAM_45 = ModelSpec(
    key="seedream-4.5-text-to-image",
    name="Seedream 4.5",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream45Params,
    price=prices("image", ({}, "6.5")),
    options={
        "dialect": "market",
        "model": "seedream/4.5-text-to-image",
        "names": {"resolution": "quality"},
        "words": {"resolution": {"2K": "basic", "4K": "high"}},
    },
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=45.0,
    note="Pictures in 2K or 4K at one price.",
    tags=("4K",),
    docs="https://docs.kie.ai/market/seedream/4-5-text-to-image",
)

SEEDREAM_45_EDIT = ModelSpec(
    key="seedream-4.5-edit",
    name="Seedream 4.5 Edit",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream45EditParams,
    price=prices("image", ({}, "6.5")),
    options={
        "dialect": "market",
        "model": "seedream/4.5-edit",
        "names": {"resolution": "quality", "images": "image_urls[]"},
        "words": {"resolution": {"2K": "basic", "4K": "high"}},
    },
    abilities=(Ability.EDIT,),
    usual=45.0,
    note="Changes and combines up to fourteen pictures, in 2K or 4K.",
    tags=("edits", "references", "4K"),
    docs="https://docs.kie.ai/market/seedream/4-5-edit",
)

SEEDREAM_4 = ModelSpec(
    key="bytedance-seedream-v4-text-to-image",
    name="Seedream 4",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream4Params,
    price=prices("image", ({}, None), times="n_variants", upper="10"),
    options={
        "dialect": "market",
        "model": "bytedance/seedream-v4-text-to-image",
        "names": {"aspect_ratio": "image_size", "resolution": "image_resolution", "n_variants": "max_images"},
        "words": {"aspect_ratio": PRESETS},
    },
    abilities=(Ability.TEXT_TO_IMAGE,),
    outputs="n_variants",
    usual=40.0,
    note="Up to six pictures that belong together, up to 4K.",
    tags=("variants", "4K"),
    docs="https://docs.kie.ai/market/seedream/seedream-v4-text-to-image",
)

SEEDREAM_4_EDIT = ModelSpec(
    key="bytedance-seedream-v4-edit",
    name="Seedream 4 Edit",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream4EditParams,
    price=prices("image", ({}, None), times="n_variants", upper="10"),
    options={
        "dialect": "market",
        "model": "bytedance/seedream-v4-edit",
        "names": {
            "aspect_ratio": "image_size",
            "resolution": "image_resolution",
            "n_variants": "max_images",
            "images": "image_urls[]",
        },
        "words": {"aspect_ratio": PRESETS},
    },
    abilities=(Ability.EDIT,),
    outputs="n_variants",
    usual=40.0,
    note="Up to six changed pictures from up to ten, up to 4K.",
    tags=("edits", "references", "variants", "4K"),
    docs="https://docs.kie.ai/market/seedream/seedream-v4-edit",
)

SEEDREAM_3 = ModelSpec(
    key="bytedance-seedream",
    name="Seedream 3",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=Seedream3Params,
    price=prices("image", ({}, None), upper="10"),
    options={
        "dialect": "market",
        "model": "bytedance/seedream",
        "names": {"aspect_ratio": "image_size"},
        "words": {"aspect_ratio": PRESETS},
    },
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=30.0,
    note="The oldest Seedream here, from words alone.",
    docs="https://docs.kie.ai/market/seedream/seedream",
)

SEEDREAM_LAYERS = ModelSpec(
    key="seedream-5-pro-layer-decomposition",
    name="Seedream 5 Pro Layers",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=SeedreamLayersParams,
    price=prices("image", ({}, None), upper="100"),
    options={
        "dialect": "market",
        "model": "seedream/5-pro-layer-decomposition",
        "names": {"image": "image_url"},
    },
    abilities=(Ability.BACKGROUND,),
    usual=90.0,
    note="Takes a picture apart: the background, and every thing in it as a PNG of its own.",
    tags=("layers",),
    docs="https://docs.kie.ai/market/seedream/5-pro-layer-decomposition",
)

SPECS = (
    SEEDREAM_5_PRO,
    SEEDREAM_5_PRO_EDIT,
    SEEDREAM_5_LITE,
    SEEDREAM_5_LITE_EDIT,
    SEEDREAM_45,
    SEEDREAM_45_EDIT,
    SEEDREAM_4,
    SEEDREAM_4_EDIT,
    SEEDREAM_3,
    SEEDREAM_LAYERS,
)
