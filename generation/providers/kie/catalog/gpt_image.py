"""OpenAI's GPT Image 1.5, 2 and 2.5."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Status
from generation.providers.kie.catalog.pricing import by, prices
from generation.providers.kie.forms import RulesForm

_RATIOS = (
    *("auto", "1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16"),
    *("2:1", "1:2", "3:1", "1:3", "21:9", "9:21"),
)
_NARROW = ("5:4", "4:5", "3:1", "1:3", "9:21")
_NEW_RATIOS = ("27:16", "16:27", "9:8", "8:9")
_BY_RESOLUTION = {"1K": "6", "2K": "10", "4K": "16"}
_QUALITY = (("medium", "Medium"), ("high", "High"))
_QUALITY_HELP = "High costs more than five times as much."


class GptImage15Params(ParamsForm):
    """GPT Image 1.5: text to picture."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio("1:1", "2:3", "3:2")
    quality = fields.Choice(*_QUALITY, label="Quality", help_text=_QUALITY_HELP)


class GptImage15EditParams(ParamsForm):
    """GPT Image 1.5: edits of up to sixteen pictures."""

    prompt = fields.Prompt(max_length=5000)
    images = fields.ImageInput(label="Pictures", most=16, required=True, help_text="Up to sixteen pictures to work on.")
    aspect_ratio = fields.AspectRatio("1:1", "2:3", "3:2", initial="3:2")
    quality = fields.Choice(*_QUALITY, label="Quality", help_text=_QUALITY_HELP)


class GptImage2Params(RulesForm):
    """GPT Image 2: text to picture. Not every ratio comes in every resolution."""

    #: ratios that come in 1K only, beside auto
    only_1k: tuple[str, ...] = _NARROW

    prompt = fields.Prompt(max_length=20_000)
    aspect_ratio = fields.AspectRatio(*_RATIOS, help_text="Auto comes in 1K only: the model chooses.")
    resolution = fields.Resolution("1K", "2K", "4K", help_text="A higher resolution costs more.")

    def check(self, values: dict[str, Any]) -> None:
        ratio, resolution = values.get("aspect_ratio"), values.get("resolution")
        if ratio == "1:1" and resolution == "4K":
            self.add_error("resolution", "1:1 comes in 1K and 2K only.")
        if ratio == "auto" and resolution != "1K":
            self.add_error("resolution", "Auto comes in 1K only. Choose 1K, or a ratio.")
        if ratio in self.only_1k and resolution != "1K":
            self.add_error("resolution", f"{ratio} comes in 1K only.")


class GptImage2EditParams(GptImage2Params):
    """GPT Image 2: edits of up to sixteen pictures. Its page keeps two ratios alone to 1K."""

    only_1k = ("5:4", "4:5")
    field_order = ("prompt", "images")

    images = fields.ImageInput(label="Pictures", most=16, required=True, help_text="Up to sixteen pictures to work on.")


class GptImage25Params(GptImage2Params):
    """GPT Image 2.5: four more ratios in 1K, and a say in the background."""

    only_1k = _NARROW + _NEW_RATIOS

    aspect_ratio = fields.AspectRatio(*_RATIOS, *_NEW_RATIOS, help_text="Auto comes in 1K only: the model chooses.")
    background = fields.Choice(("auto", "Auto"), ("opaque", "Opaque"), label="Background", advanced=True)


class GptImage25EditParams(GptImage25Params):
    """GPT Image 2.5: edits of up to sixteen pictures."""

    field_order = ("prompt", "images")

    images = fields.ImageInput(
        label="Pictures",
        most=16,
        max_bytes=30_000_000,
        required=True,
        help_text="Up to sixteen pictures to work on.",
    )


GPT_IMAGE_2 = ModelSpec(
    key="gpt-image-2-text-to-image",
    name="GPT Image 2",
    kind=Kind.IMAGE,
    vendor="OpenAI",
    params=GptImage2Params,
    price=by("resolution", "image", **_BY_RESOLUTION),
    options={"dialect": "market", "model": "gpt-image-2-text-to-image"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=52.0,
    note="Pictures up to 4K that keep to long instructions.",
    tags=("4K",),
    docs="https://docs.kie.ai/market/gpt/gpt-image-2-text-to-image",
)

GPT_IMAGE_2_EDIT = ModelSpec(
    key="gpt-image-2-image-to-image",
    name="GPT Image 2 Edit",
    kind=Kind.IMAGE,
    vendor="OpenAI",
    params=GptImage2EditParams,
    price=by("resolution", "image", **_BY_RESOLUTION),
    options={"dialect": "market", "model": "gpt-image-2-image-to-image", "names": {"images": "input_urls[]"}},
    abilities=(Ability.EDIT,),
    usual=52.0,
    note="Changes and combines up to sixteen pictures, up to 4K.",
    tags=("edits", "references", "4K"),
    docs="https://docs.kie.ai/market/gpt/gpt-image-2-image-to-image",
)

GPT_IMAGE_15 = ModelSpec(
    key="gpt-image-1.5-text-to-image",
    name="GPT Image 1.5",
    kind=Kind.IMAGE,
    vendor="OpenAI",
    params=GptImage15Params,
    price=by("quality", "image", medium="4", high="22"),
    options={"dialect": "market", "model": "gpt-image/1.5-text-to-image"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=45.0,
    note="Pictures from words in three ratios.",
    docs="https://docs.kie.ai/market/gpt-image/1-5-text-to-image",
)

GPT_IMAGE_15_EDIT = ModelSpec(
    key="gpt-image-1.5-image-to-image",
    name="GPT Image 1.5 Edit",
    kind=Kind.IMAGE,
    vendor="OpenAI",
    params=GptImage15EditParams,
    price=by("quality", "image", medium="4", high="22"),
    options={"dialect": "market", "model": "gpt-image/1.5-image-to-image", "names": {"images": "input_urls[]"}},
    abilities=(Ability.EDIT,),
    usual=45.0,
    note="Changes and combines up to sixteen pictures in three ratios.",
    tags=("edits", "references"),
    docs="https://docs.kie.ai/market/gpt-image/1-5-image-to-image",
)


def _gpt_image_25(tier: str) -> tuple[ModelSpec, ModelSpec]:
    """Both specs of a tier of GPT Image 2.5, of which no price is known."""
    written = ModelSpec(
        key=f"gpt-image-2-5-{tier}-text-to-image",
        name=f"GPT Image 2.5 {tier.capitalize()}",
        kind=Kind.IMAGE,
        vendor="OpenAI",
        params=GptImage25Params,
        price=prices("image", ({}, None), upper="40"),
        options={"dialect": "market", "model": f"gpt-image-2-5-{tier}-text-to-image"},
        abilities=(Ability.TEXT_TO_IMAGE,),
        usual=60.0,
        note="Pictures up to 4K from words; not yet in Kie's documentation.",
        tags=("4K",),
        status=Status.EXPERIMENTAL,
        status_note="Seen in client programs of September and October 2026 only; not in docs.kie.ai of 19 August 2026.",
    )
    edited = replace(
        written,
        key=f"gpt-image-2-5-{tier}-image-to-image",
        name=f"{written.name} Edit",
        params=GptImage25EditParams,
        options={
            "dialect": "market",
            "model": f"gpt-image-2-5-{tier}-image-to-image",
            "names": {"images": "input_urls[]"},
        },
        abilities=(Ability.EDIT,),
        note="Changes and combines up to sixteen pictures; not yet in Kie's documentation.",
        tags=("edits", "references", "4K"),
    )
    return written, edited


SPECS = (
    GPT_IMAGE_2,
    GPT_IMAGE_2_EDIT,
    GPT_IMAGE_15,
    GPT_IMAGE_15_EDIT,
    *_gpt_image_25("flare"),
    *_gpt_image_25("sunburst"),
)
