"""Larger and cut out: Recraft and Topaz. None of them takes a prompt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.pricing import per_second, prices

#: the longer side of the result in pixels, up to which a class of the price list goes
_CLASSES = ((2048, "2K"), (4096, "4K"), (8192, "8K"))


def _factor() -> fields.Choice:
    return fields.Choice((1, "1×"), (2, "2×"), (4, "4×"), label="How much larger", initial=2)


class CrispUpscaleParams(ParamsForm):
    """Recraft Crisp Upscale: one picture made larger."""

    image = fields.ImageInput(label="Picture", required=True)


class RemoveBackgroundParams(ParamsForm):
    """Recraft: one picture cut out."""

    image = fields.ImageInput(
        label="Picture", required=True, max_bytes=5_000_000, sides=(256, 4096), pixels=(1, 16_000_000)
    )


class TopazImageParams(ParamsForm):
    """Topaz: one picture made larger."""

    image = fields.ImageInput(label="Picture", required=True)
    upscale_factor = _factor()


class TopazVideoParams(ParamsForm):
    """Topaz: one film made larger."""

    video = fields.VideoInput(
        required=True, formats=("mp4", "quicktime", "x-matroska"), max_bytes=50_000_000, role="source"
    )
    upscale_factor = _factor()


def _size_class(known: Mapping[str, Any]) -> Mapping[str, Any]:
    """``size``: the class of the result's longer side, where the picture's own size is known and there is one."""
    width, height = known.get("image.width"), known.get("image.height")
    if not isinstance(width, int) or not isinstance(height, int):
        return {}
    longer = max(width, height) * int(known.get("upscale_factor", 1))
    return {"size": next((name for limit, name in _CLASSES if longer <= limit), "")}


TOPAZ_IMAGE = ModelSpec(
    key="topaz-image-upscale",
    name="Topaz Image Upscale",
    kind=Kind.IMAGE,
    vendor="Topaz Labs",
    params=TopazImageParams,
    price=prices(
        "image",
        ({"size": "2K"}, "10"),
        ({"size": "4K"}, "20"),
        ({"size": "8K"}, "40"),
        derive=_size_class,
        upper="40",
    ),
    options={
        "dialect": "market",
        "model": "topaz/image-upscale",
        "names": {"image": "image_url"},
        "as_text": ("upscale_factor",),
    },
    abilities=(Ability.UPSCALE,),
    usual=40.0,
    note="Makes a picture two or four times as large, with new detail.",
    tags=("upscale", "8K"),
    docs="https://docs.kie.ai/market/topaz/image-upscale",
)

TOPAZ_VIDEO = ModelSpec(
    key="topaz-video-upscale",
    name="Topaz Video Upscale",
    kind=Kind.VIDEO,
    vendor="Topaz Labs",
    params=TopazVideoParams,
    price=per_second(
        ({"upscale_factor": (1, 2)}, "8"),
        ({"upscale_factor": 4}, "14"),
        of="video.seconds",
        upper="840",
    ),
    options={
        "dialect": "market",
        "model": "topaz/video-upscale",
        "names": {"video": "video_url"},
        "as_text": ("upscale_factor",),
    },
    abilities=(Ability.UPSCALE,),
    usual=240.0,
    note="Makes a film two or four times as large; billed by its length.",
    tags=("upscale", "video input"),
    docs="https://docs.kie.ai/market/topaz/video-upscale",
)

CRISP_UPSCALE = ModelSpec(
    key="recraft-crisp-upscale",
    name="Recraft Crisp Upscale",
    kind=Kind.IMAGE,
    vendor="Recraft",
    params=CrispUpscaleParams,
    price=prices("image", ({}, "0.5")),
    options={"dialect": "market", "model": "recraft/crisp-upscale"},
    abilities=(Ability.UPSCALE,),
    usual=20.0,
    note="Makes a picture larger and sharper for next to nothing.",
    tags=("upscale",),
    docs="https://docs.kie.ai/market/recraft/crisp-upscale",
)

REMOVE_BACKGROUND = ModelSpec(
    key="recraft-remove-background",
    name="Recraft Remove Background",
    kind=Kind.IMAGE,
    vendor="Recraft",
    params=RemoveBackgroundParams,
    price=prices("image", ({}, "1")),
    options={"dialect": "market", "model": "recraft/remove-background"},
    abilities=(Ability.BACKGROUND,),
    usual=20.0,
    note="Cuts the subject out of a picture.",
    tags=("cut out",),
    docs="https://docs.kie.ai/market/recraft/remove-background",
)

SPECS = (TOPAZ_IMAGE, TOPAZ_VIDEO, CRISP_UPSCALE, REMOVE_BACKGROUND)
