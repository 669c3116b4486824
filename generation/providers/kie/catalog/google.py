"""Google's pictures: Nano Banana and Imagen 4. Its films are in ``google_video.py`` and ``veo.py``.

``image_size`` of the first Nano Banana is the old name of the ratio and is not sent.
"""

from __future__ import annotations

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie import forms
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import by, prices

_RATIOS = ("1:1", "9:16", "16:9", "3:4", "4:3", "3:2", "2:3", "5:4", "4:5", "21:9", "auto")
_RATIOS_LITE = (
    *("1:1", "1:4", "1:8", "2:3", "3:2", "3:4", "4:1", "4:3", "4:5", "5:4", "8:1", "9:16", "16:9", "21:9"),
    "auto",
)
_RATIOS_IMAGEN = ("1:1", "16:9", "9:16", "3:4", "4:3", "auto")


class NanoBananaParams(ParamsForm):
    """Nano Banana: text to picture."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    output_format = fields.Choice(("png", "PNG"), ("jpeg", "JPEG"), label="File format", advanced=True)
    nsfw_checker = content_filter()


class NanoBananaEditParams(ParamsForm):
    """Nano Banana: edits of up to ten pictures."""

    prompt = fields.Prompt(max_length=5000)
    images = fields.ImageInput(label="Pictures", most=10, required=True, help_text="Up to ten pictures to work on.")
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    output_format = fields.Choice(("png", "PNG"), ("jpeg", "JPEG"), label="File format", advanced=True)


class NanoBananaProParams(ParamsForm):
    """Nano Banana Pro: text to picture, and edits of up to eight pictures."""

    prompt = fields.Prompt(max_length=10_000)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    resolution = fields.Resolution("1K", "2K", "4K", help_text="2K costs what 1K does, 4K costs more.")
    images = fields.ImageInput(
        label="Reference pictures", most=8, max_bytes=30_000_000, help_text="Up to eight pictures to start from."
    )
    output_format = fields.Choice(("png", "PNG"), ("jpg", "JPEG"), label="File format", advanced=True)


class NanoBanana2LiteParams(ParamsForm):
    """Nano Banana 2 Lite: text to picture, and edits of up to ten pictures, in 1K."""

    prompt = fields.Prompt(max_length=20_000)
    aspect_ratio = fields.AspectRatio(*_RATIOS_LITE, initial="auto")
    images = fields.ImageInput(
        label="Reference pictures", most=10, max_bytes=30_000_000, help_text="Up to ten pictures to start from."
    )


class Imagen4Params(ParamsForm):
    """Imagen 4 and Imagen 4 Ultra: text to picture."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio(*_RATIOS_IMAGEN)
    negative_prompt = fields.NegativePrompt(max_length=5000)
    seed = fields.Seed()


class Imagen4FastParams(Imagen4Params):
    """Imagen 4 Fast: wide unless something else is asked for."""

    aspect_ratio = fields.AspectRatio(*_RATIOS_IMAGEN, initial="16:9")


NANO_BANANA_PRO = ModelSpec(
    key="nano-banana-pro",
    name="Nano Banana Pro",
    kind=Kind.IMAGE,
    vendor="Google",
    params=NanoBananaProParams,
    price=prices("image", ({"resolution": ("1K", "2K")}, "18"), ({"resolution": "4K"}, "24")),
    options={"dialect": "market", "model": "nano-banana-pro", "names": {"images": "image_input[]"}},
    abilities=(Ability.TEXT_TO_IMAGE, Ability.EDIT),
    usual=45.0,
    note="Careful pictures up to 4K from long instructions, edits with up to eight pictures.",
    tags=("edits", "references", "4K"),
    docs="https://docs.kie.ai/market/google/pro-image-to-image",
)

NANO_BANANA_2 = ModelSpec(
    key="nano-banana-2",
    name="Nano Banana 2",
    kind=Kind.IMAGE,
    vendor="Google",
    params=forms.NanoBanana2Params,
    price=by("resolution", "image", **{"1K": "8", "2K": "12", "4K": "18"}),
    options={"dialect": "market", "model": "nano-banana-2", "names": {"images": "image_input[]"}},
    abilities=(Ability.TEXT_TO_IMAGE, Ability.EDIT),
    usual=30.0,
    note="Quick pictures up to 4K in fifteen ratios, edits with up to fourteen pictures.",
    tags=("edits", "references", "4K"),
    docs="https://docs.kie.ai/market/google/nanobanana2",
)

NANO_BANANA_2_LITE = ModelSpec(
    key="nano-banana-2-lite",
    name="Nano Banana 2 Lite",
    kind=Kind.IMAGE,
    vendor="Google",
    params=NanoBanana2LiteParams,
    price=prices("image", ({}, "4"), as_of="2026-08-01", source="one source, August 2026"),
    options={"dialect": "market", "model": "nano-banana-2-lite", "names": {"images": "image_urls[]"}},
    abilities=(Ability.TEXT_TO_IMAGE, Ability.EDIT),
    usual=20.0,
    note="Cheap pictures in 1K, edits with up to ten pictures.",
    tags=("edits", "references"),
    docs="https://docs.kie.ai/market/google/nano-banana-2-lite",
)

NANO_BANANA = ModelSpec(
    key="google-nano-banana",
    name="Nano Banana",
    kind=Kind.IMAGE,
    vendor="Google",
    params=NanoBananaParams,
    price=prices("image", ({}, "4")),
    options={"dialect": "market", "model": "google/nano-banana"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=25.0,
    note="The first Nano Banana: cheap pictures from words.",
    docs="https://docs.kie.ai/market/google/nano-banana",
)

NANO_BANANA_EDIT = ModelSpec(
    key="google-nano-banana-edit",
    name="Nano Banana Edit",
    kind=Kind.IMAGE,
    vendor="Google",
    params=NanoBananaEditParams,
    price=prices("image", ({}, "4")),
    options={"dialect": "market", "model": "google/nano-banana-edit", "names": {"images": "image_urls[]"}},
    abilities=(Ability.EDIT,),
    usual=25.0,
    note="Changes and combines up to ten pictures as the words say.",
    tags=("edits", "references"),
    docs="https://docs.kie.ai/market/google/nano-banana-edit",
)

IMAGEN_4_ULTRA = ModelSpec(
    key="google-imagen4-ultra",
    name="Imagen 4 Ultra",
    kind=Kind.IMAGE,
    vendor="Google",
    params=Imagen4Params,
    price=prices("image", ({}, "12")),
    options={"dialect": "market", "model": "google/imagen4-ultra", "as_text": ("seed",)},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=40.0,
    note="The most careful of the Imagen family, from words alone.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/google/imagen4-ultra",
)

IMAGEN_4 = ModelSpec(
    key="google-imagen4",
    name="Imagen 4",
    kind=Kind.IMAGE,
    vendor="Google",
    params=Imagen4Params,
    price=prices("image", ({}, "8")),
    options={"dialect": "market", "model": "google/imagen4", "as_text": ("seed",)},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=30.0,
    note="Photographs and drawings from words alone.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/google/imagen4",
)

IMAGEN_4_FAST = ModelSpec(
    key="google-imagen4-fast",
    name="Imagen 4 Fast",
    kind=Kind.IMAGE,
    vendor="Google",
    params=Imagen4FastParams,
    price=prices("image", ({}, "4")),
    options={"dialect": "market", "model": "google/imagen4-fast"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=20.0,
    note="The quickest and cheapest of the Imagen family.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/google/imagen4-fast",
)

SPECS = (
    NANO_BANANA_2,
    NANO_BANANA_PRO,
    NANO_BANANA_2_LITE,
    NANO_BANANA,
    NANO_BANANA_EDIT,
    IMAGEN_4_ULTRA,
    IMAGEN_4,
    IMAGEN_4_FAST,
)
