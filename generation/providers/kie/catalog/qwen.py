"""Alibaba's Qwen Image 1 to 3.

The first generation is billed by the megapixel; every size it offers counts as one. Its ``sync_mode`` is not sent: it
changes how a result is handed over, not the picture.
"""

from __future__ import annotations

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.parts import PRESETS, content_filter, preset_ratio
from generation.providers.kie.catalog.pricing import prices

_FORMATS = (("png", "PNG"), ("jpeg", "JPEG"))
_RATIOS_3 = ("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "21:9")


def _format() -> fields.Choice:
    return fields.Choice(*_FORMATS, label="File format", advanced=True)


def _guidance(initial: float) -> fields.Number:
    words = "Higher follows it closer."
    return fields.Number(label="Closeness to the prompt", min_value=0, max_value=20, initial=initial, help_text=words)


def _steps(initial: int, *, most: int) -> fields.Integer:
    return fields.Integer(label="Steps", min_value=2, max_value=most, initial=initial, help_text="More takes longer.")


def _acceleration() -> fields.Choice:
    return fields.Choice(
        ("none", "None"),
        ("regular", "Regular"),
        ("high", "High"),
        label="Acceleration",
        advanced=True,
        help_text="Quicker, and a little coarser.",
    )


def _safety_checker() -> fields.Flag:
    return fields.Flag(label="The model's safety check", advanced=True)


class QwenParams(ParamsForm):
    """Qwen Image: text to picture."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = preset_ratio()
    negative_prompt = fields.NegativePrompt(max_length=500)
    seed = fields.Seed()
    guidance_scale = _guidance(2.5)
    num_inference_steps = _steps(30, most=250)
    acceleration = _acceleration()
    output_format = _format()
    enable_safety_checker = _safety_checker()
    nsfw_checker = content_filter()


class QwenRestyleParams(ParamsForm):
    """Qwen Image: a picture made anew, more or less like the given one."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="Picture", required=True)
    strength = fields.Number(
        label="Freedom from the picture",
        min_value=0,
        max_value=1,
        initial=0.8,
        advanced=False,
        help_text="0 keeps the picture, 1 makes a new one.",
    )
    negative_prompt = fields.NegativePrompt(max_length=500)
    seed = fields.Seed()
    guidance_scale = _guidance(2.5)
    num_inference_steps = _steps(30, most=250)
    acceleration = _acceleration()
    output_format = _format()
    enable_safety_checker = _safety_checker()
    nsfw_checker = content_filter()


class QwenEditParams(ParamsForm):
    """Qwen Image Edit: one picture changed, up to four times."""

    prompt = fields.Prompt(max_length=2000)
    image = fields.ImageInput(label="Picture", required=True)
    aspect_ratio = preset_ratio(initial="4:3")
    n_variants = fields.Variants(1, 2, 3, 4)
    negative_prompt = fields.NegativePrompt(max_length=500)
    seed = fields.Seed()
    guidance_scale = _guidance(4.0)
    num_inference_steps = _steps(25, most=49)
    acceleration = _acceleration()
    output_format = _format()
    enable_safety_checker = _safety_checker()
    nsfw_checker = content_filter()


class Qwen2Params(ParamsForm):
    """Qwen Image 2: text to picture."""

    prompt = fields.Prompt(max_length=800)
    aspect_ratio = fields.AspectRatio("1:1", "3:4", "4:3", "9:16", "16:9", initial="16:9")
    seed = fields.Seed()
    output_format = _format()
    nsfw_checker = content_filter()


class Qwen2EditParams(ParamsForm):
    """Qwen Image 2: one picture changed."""

    prompt = fields.Prompt(max_length=800)
    image = fields.ImageInput(label="Picture", required=True)
    aspect_ratio = fields.AspectRatio("1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9", "21:9", initial="16:9")
    seed = fields.Seed()
    output_format = _format()
    nsfw_checker = content_filter()


class Qwen3Params(ParamsForm):
    """Qwen Image 3 and 3 Pro: text to picture."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio(*_RATIOS_3, initial="16:9")
    resolution = fields.Resolution("1K", "2K")
    prompt_extend = fields.Flag(
        label="Improve the prompt",
        initial=True,
        advanced=True,
        help_text="The service rewrites the prompt in more detail.",
    )
    negative_prompt = fields.NegativePrompt(max_length=5000)
    seed = fields.Seed(
        max_value=2_147_483_647, initial=1, help_text="Kie takes 1 where it is empty: change it for another picture."
    )
    output_format = _format()
    nsfw_checker = content_filter()


class Qwen3EditParams(Qwen3Params):
    """Qwen Image 3 and 3 Pro: edits of up to three pictures."""

    field_order = ("prompt", "images")

    images = fields.ImageInput(
        label="Pictures",
        most=3,
        formats=("jpeg", "png", "webp", "bmp", "gif", "tiff"),
        required=True,
        help_text="Up to three pictures to work on.",
    )


#: the list names the family alone, so Pro counts alike
_QWEN_3 = prices("image", ({}, "4.8"), as_of="2026-08-01", source="one source, August 2026")

QWEN_3_PRO = ModelSpec(
    key="qwen3-pro-text-to-image",
    name="Qwen Image 3 Pro",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=Qwen3Params,
    price=_QWEN_3,
    options={"dialect": "market", "model": "qwen3/pro-text-to-image", "names": {"aspect_ratio": "image_size"}},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=50.0,
    note="The more careful Qwen Image 3, from long prompts.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/qwen3-pro/text-to-image",
)

QWEN_3_PRO_EDIT = ModelSpec(
    key="qwen3-pro-image-to-image",
    name="Qwen Image 3 Pro Edit",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=Qwen3EditParams,
    price=_QWEN_3,
    options={
        "dialect": "market",
        "model": "qwen3/pro-image-to-image",
        "names": {"aspect_ratio": "image_size", "images": "image_urls[]"},
    },
    abilities=(Ability.EDIT,),
    usual=50.0,
    note="The more careful Qwen Image 3, for changing up to three pictures.",
    tags=("edits", "references", "negative prompt"),
    docs="https://docs.kie.ai/market/qwen3-pro/image-to-image",
)

QWEN_3 = ModelSpec(
    key="qwen3-text-to-image",
    name="Qwen Image 3",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=Qwen3Params,
    price=_QWEN_3,
    options={"dialect": "market", "model": "qwen3/text-to-image", "names": {"aspect_ratio": "image_size"}},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=40.0,
    note="Pictures in 1K and 2K from long prompts.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/qwen3/text-to-image",
)

QWEN_3_EDIT = ModelSpec(
    key="qwen3-image-to-image",
    name="Qwen Image 3 Edit",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=Qwen3EditParams,
    price=_QWEN_3,
    options={
        "dialect": "market",
        "model": "qwen3/image-to-image",
        "names": {"aspect_ratio": "image_size", "images": "image_urls[]"},
    },
    abilities=(Ability.EDIT,),
    usual=40.0,
    note="Changes and combines up to three pictures.",
    tags=("edits", "references", "negative prompt"),
    docs="https://docs.kie.ai/market/qwen3/image-to-image",
)

QWEN_2 = ModelSpec(
    key="qwen2-text-to-image",
    name="Qwen Image 2",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=Qwen2Params,
    price=prices("image", ({}, "5.6")),
    options={"dialect": "market", "model": "qwen2/text-to-image", "names": {"aspect_ratio": "image_size"}},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=30.0,
    note="Pictures from short prompts.",
    docs="https://docs.kie.ai/market/qwen2/text-to-image",
)

QWEN_2_EDIT = ModelSpec(
    key="qwen2-image-edit",
    name="Qwen Image 2 Edit",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=Qwen2EditParams,
    price=prices("image", ({}, "5.6")),
    options={
        "dialect": "market",
        "model": "qwen2/image-edit",
        "names": {"aspect_ratio": "image_size", "image": "image_url"},
    },
    abilities=(Ability.EDIT,),
    usual=30.0,
    note="Changes one picture as a short prompt says.",
    tags=("edits",),
    docs="https://docs.kie.ai/market/qwen2/image-edit",
)

QWEN = ModelSpec(
    key="qwen-text-to-image",
    name="Qwen Image",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=QwenParams,
    price=prices("image", ({}, "4"), source="kie.ai/pricing, one megapixel"),
    options={
        "dialect": "market",
        "model": "qwen/text-to-image",
        "names": {"aspect_ratio": "image_size"},
        "words": {"aspect_ratio": PRESETS},
    },
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=25.0,
    note="The first Qwen Image, with many settings to play with.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/qwen/text-to-image",
)

QWEN_RESTYLE = ModelSpec(
    key="qwen-image-to-image",
    name="Qwen Image from a picture",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=QwenRestyleParams,
    price=prices("image", ({}, "4"), source="kie.ai/pricing, one megapixel"),
    options={"dialect": "market", "model": "qwen/image-to-image", "names": {"image": "image_url"}},
    abilities=(Ability.EDIT,),
    usual=25.0,
    note="Makes a picture anew, as near to the given one as you like.",
    tags=("edits", "negative prompt"),
    docs="https://docs.kie.ai/market/qwen/image-to-image",
)

QWEN_EDIT = ModelSpec(
    key="qwen-image-edit",
    name="Qwen Image Edit",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=QwenEditParams,
    price=prices("image", ({}, "6"), times="n_variants", source="kie.ai/pricing, one megapixel"),
    options={
        "dialect": "market",
        "model": "qwen/image-edit",
        "names": {"aspect_ratio": "image_size", "image": "image_url", "n_variants": "num_images"},
        "words": {"aspect_ratio": PRESETS},
        "as_text": ("n_variants",),
    },
    abilities=(Ability.EDIT,),
    outputs="n_variants",
    usual=30.0,
    note="Changes one picture as the words say, in up to four variants.",
    tags=("edits", "variants", "negative prompt"),
    docs="https://docs.kie.ai/market/qwen/image-edit",
)

SPECS = (
    QWEN_3_PRO,
    QWEN_3_PRO_EDIT,
    QWEN_3,
    QWEN_3_EDIT,
    QWEN_2,
    QWEN_2_EDIT,
    QWEN,
    QWEN_RESTYLE,
    QWEN_EDIT,
)
