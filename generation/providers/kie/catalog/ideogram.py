"""Ideogram V3, and its Character, which keeps one person the same from picture to picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Status
from generation.providers.kie.catalog.parts import PRESETS, preset_ratio
from generation.providers.kie.catalog.pricing import by, prices
from generation.providers.kie.forms import check_same_size
from generation.providers.prices import PriceTable

_STYLES_V3 = (("AUTO", "Auto"), ("GENERAL", "General"), ("REALISTIC", "Realistic"), ("DESIGN", "Design"))
_STYLES_CHARACTER = (("AUTO", "Auto"), ("REALISTIC", "Realistic"), ("FICTION", "Fiction"))
_V3 = {"TURBO": "3.5", "BALANCED": "7", "QUALITY": "10"}
_CHARACTER = {"TURBO": "12", "BALANCED": "18", "QUALITY": "24"}
#: bytes of all style pictures together
_STYLE_BYTES = 10_000_000


def _speed() -> fields.Choice:
    return fields.Choice(
        ("TURBO", "Turbo"),
        ("BALANCED", "Balanced"),
        ("QUALITY", "Quality"),
        label="Speed",
        initial="BALANCED",
        help_text="Turbo is the cheapest, Quality the dearest.",
    )


def _expand(*, initial: bool = False) -> fields.Flag:
    words = "The service rewrites the prompt in more detail."
    return fields.Flag(label="Improve the prompt", initial=initial, advanced=True, help_text=words)


def _mask() -> fields.ImageInput:
    """Black is made anew, white is kept (developer.ideogram.ai, "Edit one region with a mask", Inpaint 3.0)."""
    words = "Black is made anew, white is kept. Of the same size in pixels as the picture."
    return fields.ImageInput(label="Mask", role="mask", mask_of="image", required=True, help_text=words)


def _character() -> fields.ImageInput:
    words = "One picture of the person who shall appear."
    return fields.ImageInput(label="Character", role="character", required=True, help_text=words)


def _strength(least: float) -> fields.Number:
    return fields.Number(
        label="Freedom from the picture",
        min_value=least,
        max_value=1,
        initial=0.8,
        step=0.01,
        help_text="Low keeps the picture, 1 makes a new one.",
    )


class IdeogramParams(ParamsForm):
    """Ideogram V3: text to picture."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = preset_ratio()
    rendering_speed = _speed()
    style = fields.Choice(*_STYLES_V3, label="Style")
    expand_prompt = _expand()
    negative_prompt = fields.NegativePrompt(max_length=5000)
    seed = fields.Seed()


class IdeogramEditParams(ParamsForm):
    """Ideogram V3: a masked part of a picture made anew."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="Picture", required=True)
    mask = _mask()
    rendering_speed = _speed()
    expand_prompt = _expand(initial=True)
    seed = fields.Seed()

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        check_same_size(inputs)


class IdeogramRemixParams(ParamsForm):
    """Ideogram V3: a picture made anew, more or less like the given one."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="Picture", required=True)
    aspect_ratio = preset_ratio()
    n_variants = fields.Variants(1, 2, 3, 4)
    rendering_speed = _speed()
    style = fields.Choice(*_STYLES_V3, label="Style")
    strength = _strength(0.01)
    expand_prompt = _expand()
    negative_prompt = fields.NegativePrompt(max_length=5000)
    seed = fields.Seed()


class IdeogramReframeParams(ParamsForm):
    """Ideogram V3: a picture carried on beyond its borders into another ratio."""

    image = fields.ImageInput(label="Picture", required=True)
    aspect_ratio = preset_ratio()
    rendering_speed = _speed()


class CharacterParams(ParamsForm):
    """Ideogram Character: text to picture with a given person."""

    prompt = fields.Prompt(max_length=5000)
    reference_images = _character()
    aspect_ratio = preset_ratio()
    n_variants = fields.Variants(1, 2, 3, 4)
    rendering_speed = _speed()
    style = fields.Choice(*_STYLES_CHARACTER, label="Style")
    expand_prompt = _expand()
    negative_prompt = fields.NegativePrompt(max_length=5000)
    seed = fields.Seed()


class CharacterEditParams(ParamsForm):
    """Ideogram Character: a person put into the masked part of a picture."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="Picture", required=True)
    mask = _mask()
    reference_images = _character()
    n_variants = fields.Variants(1, 2, 3, 4)
    rendering_speed = _speed()
    style = fields.Choice(*_STYLES_CHARACTER, label="Style")
    expand_prompt = _expand()
    seed = fields.Seed()

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        check_same_size(inputs)


class CharacterRemixParams(ParamsForm):
    """Ideogram Character: a picture made anew with a given person, and with the style of others."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="Picture", required=True)
    reference_images = _character()
    reference_mask = fields.ImageInput(
        label="Mask of the character", role="mask", advanced=True, help_text="What of the character's picture counts."
    )
    style_images = fields.ImageInput(
        label="Style pictures", most=5, role="style", advanced=True, help_text="Up to 10 MB together."
    )
    aspect_ratio = preset_ratio()
    n_variants = fields.Variants(1, 2, 3, 4)
    rendering_speed = _speed()
    style = fields.Choice(*_STYLES_CHARACTER, label="Style")
    strength = _strength(0.1)
    expand_prompt = _expand()
    negative_prompt = fields.NegativePrompt(max_length=500)
    seed = fields.Seed()

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        together = sum(file.size for file in inputs.get("style_images", ()))
        if together > _STYLE_BYTES:
            words = f"Together they are {together / 1e6:.1f} MB. This model takes up to 10 MB of style pictures in all."
            raise ValidationError({"style_images": words})


def _priced(credits: Mapping[str, str]) -> PriceTable:
    """By speed, for each of the pictures that are asked for."""
    rows = (({"rendering_speed": speed}, amount) for speed, amount in credits.items())
    return prices("image", *rows, times="n_variants")


IDEOGRAM = ModelSpec(
    key="ideogram-v3-text-to-image",
    name="Ideogram V3",
    kind=Kind.IMAGE,
    vendor="Ideogram",
    params=IdeogramParams,
    price=by("rendering_speed", "image", **_V3),
    options={
        "dialect": "market",
        "model": "ideogram/v3-text-to-image",
        "names": {"aspect_ratio": "image_size"},
        "words": {"aspect_ratio": PRESETS},
    },
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=30.0,
    note="Posters, logos and other pictures with text in them.",
    tags=("text in image", "negative prompt"),
    docs="https://docs.kie.ai/market/ideogram/v3-text-to-image",
)

IDEOGRAM_REMIX = ModelSpec(
    key="ideogram-v3-remix",
    name="Ideogram V3 Remix",
    kind=Kind.IMAGE,
    vendor="Ideogram",
    params=IdeogramRemixParams,
    price=_priced(_V3),
    options={
        "dialect": "market",
        "model": "ideogram/v3-remix",
        "names": {"aspect_ratio": "image_size", "image": "image_url", "n_variants": "num_images"},
        "words": {"aspect_ratio": PRESETS},
        "as_text": ("n_variants",),
    },
    abilities=(Ability.EDIT,),
    outputs="n_variants",
    usual=30.0,
    note="Makes a picture anew, as near to the given one as you like.",
    tags=("edits", "variants", "text in image", "negative prompt"),
    docs="https://docs.kie.ai/market/ideogram/v3-remix",
)

IDEOGRAM_EDIT = ModelSpec(
    key="ideogram-v3-edit",
    name="Ideogram V3 Edit",
    kind=Kind.IMAGE,
    vendor="Ideogram",
    params=IdeogramEditParams,
    price=by("rendering_speed", "image", **_V3),
    options={
        "dialect": "market",
        "model": "ideogram/v3-edit",
        "names": {"image": "image_url", "mask": "mask_url"},
    },
    abilities=(Ability.EDIT,),
    usual=30.0,
    note="Makes a part of a picture anew, where a mask says so.",
    tags=("edits", "mask", "text in image"),
    docs="https://docs.kie.ai/market/ideogram/v3-edit",
)

CHARACTER = ModelSpec(
    key="ideogram-character",
    name="Ideogram Character",
    kind=Kind.IMAGE,
    vendor="Ideogram",
    params=CharacterParams,
    price=_priced(_CHARACTER),
    options={
        "dialect": "market",
        "model": "ideogram/character",
        "names": {
            "aspect_ratio": "image_size",
            "reference_images": "reference_image_urls[]",
            "n_variants": "num_images",
        },
        "words": {"aspect_ratio": PRESETS},
        "as_text": ("n_variants",),
    },
    abilities=(Ability.EDIT,),
    outputs="n_variants",
    usual=40.0,
    note="Shows the same person in ever new pictures, from one portrait.",
    tags=("references", "variants", "negative prompt"),
    docs="https://docs.kie.ai/market/ideogram/character",
)

CHARACTER_REMIX = ModelSpec(
    key="ideogram-character-remix",
    name="Ideogram Character Remix",
    kind=Kind.IMAGE,
    vendor="Ideogram",
    params=CharacterRemixParams,
    price=_priced(_CHARACTER),
    options={
        "dialect": "market",
        "model": "ideogram/character-remix",
        "names": {
            "aspect_ratio": "image_size",
            "image": "image_url",
            "reference_images": "reference_image_urls[]",
            "reference_mask": "reference_mask_urls",
            "style_images": "image_urls[]",
            "n_variants": "num_images",
        },
        "words": {"aspect_ratio": PRESETS},
        "as_text": ("n_variants",),
    },
    abilities=(Ability.EDIT,),
    outputs="n_variants",
    usual=40.0,
    note="Makes a picture anew with a person from a portrait in it.",
    tags=("edits", "references", "mask", "variants", "negative prompt"),
    docs="https://docs.kie.ai/market/ideogram/character-remix",
)

CHARACTER_EDIT = ModelSpec(
    key="ideogram-character-edit",
    name="Ideogram Character Edit",
    kind=Kind.IMAGE,
    vendor="Ideogram",
    params=CharacterEditParams,
    price=_priced(_CHARACTER),
    options={
        "dialect": "market",
        "model": "ideogram/character-edit",
        "names": {
            "image": "image_url",
            "mask": "mask_url",
            "reference_images": "reference_image_urls[]",
            "n_variants": "num_images",
        },
        "as_text": ("n_variants",),
    },
    abilities=(Ability.EDIT,),
    outputs="n_variants",
    usual=40.0,
    note="Puts a person from a portrait into a part of a picture, where a mask says so.",
    tags=("edits", "references", "mask", "variants"),
    docs="https://docs.kie.ai/market/ideogram/character-edit",
)

IDEOGRAM_REFRAME = ModelSpec(
    key="ideogram-v3-reframe",
    name="Ideogram V3 Reframe",
    kind=Kind.IMAGE,
    vendor="Ideogram",
    params=IdeogramReframeParams,
    price=by("rendering_speed", "image", **_V3),
    options={
        "dialect": "market",
        "model": "ideogram/v3-reframe",
        "names": {"aspect_ratio": "image_size", "image": "image_url"},
        "words": {"aspect_ratio": PRESETS},
    },
    abilities=(Ability.EDIT,),
    usual=30.0,
    note="Carries a picture on beyond its borders into another ratio.",
    tags=("edits",),
    status=Status.EXPERIMENTAL,
    status_note=(
        "Documented in December 2025 and still in the price list of 30 June 2026, but missing from the index of "
        "docs.kie.ai of 19 August 2026."
    ),
)

SPECS = (
    IDEOGRAM,
    IDEOGRAM_REMIX,
    IDEOGRAM_EDIT,
    CHARACTER,
    CHARACTER_REMIX,
    CHARACTER_EDIT,
    IDEOGRAM_REFRAME,
)
