"""Black Forest Labs' FLUX.2 and Alibaba's Z-Image."""

from __future__ import annotations

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import by, prices

_RATIOS = ("1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3")


class Flux2Params(ParamsForm):
    """FLUX.2 Pro and Flex: text to picture."""

    prompt = fields.Prompt(min_length=3, max_length=5000)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    resolution = fields.Resolution("1K", "2K", help_text="2K costs more.")
    nsfw_checker = content_filter()


class Flux2EditParams(ParamsForm):
    """FLUX.2 Pro and Flex: edits of up to eight pictures."""

    prompt = fields.Prompt(min_length=3, max_length=5000)
    images = fields.ImageInput(label="Pictures", most=8, required=True, help_text="Up to eight pictures to work on.")
    aspect_ratio = fields.AspectRatio(*_RATIOS, "auto", help_text="Auto takes the ratio of the first picture.")
    resolution = fields.Resolution("1K", "2K", help_text="2K costs more.")
    nsfw_checker = content_filter()


class ZImageParams(ParamsForm):
    """Z-Image: text to picture."""

    prompt = fields.Prompt(max_length=1000)
    aspect_ratio = fields.AspectRatio("1:1", "4:3", "3:4", "16:9", "9:16")
    nsfw_checker = content_filter()


FLUX_2_PRO = ModelSpec(
    key="flux-2-pro-text-to-image",
    name="FLUX.2 Pro",
    kind=Kind.IMAGE,
    vendor="Black Forest Labs",
    params=Flux2Params,
    price=by("resolution", "image", **{"1K": "5", "2K": "7"}),
    options={"dialect": "market", "model": "flux-2/pro-text-to-image"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=25.0,
    note="Photographic pictures from words, in 1K and 2K.",
    docs="https://docs.kie.ai/market/flux2/pro-text-to-image",
)

FLUX_2_PRO_EDIT = ModelSpec(
    key="flux-2-pro-image-to-image",
    name="FLUX.2 Pro Edit",
    kind=Kind.IMAGE,
    vendor="Black Forest Labs",
    params=Flux2EditParams,
    price=by("resolution", "image", **{"1K": "5", "2K": "7"}),
    options={"dialect": "market", "model": "flux-2/pro-image-to-image", "names": {"images": "input_urls[]"}},
    abilities=(Ability.EDIT,),
    usual=30.0,
    note="Changes and combines up to eight pictures.",
    tags=("edits", "references"),
    docs="https://docs.kie.ai/market/flux2/pro-image-to-image",
)

FLUX_2_FLEX = ModelSpec(
    key="flux-2-flex-text-to-image",
    name="FLUX.2 Flex",
    kind=Kind.IMAGE,
    vendor="Black Forest Labs",
    params=Flux2Params,
    price=by("resolution", "image", **{"1K": "14", "2K": "24"}),
    options={"dialect": "market", "model": "flux-2/flex-text-to-image"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=35.0,
    note="The dearer FLUX.2, from words.",
    docs="https://docs.kie.ai/market/flux2/flex-text-to-image",
)

FLUX_2_FLEX_EDIT = ModelSpec(
    key="flux-2-flex-image-to-image",
    name="FLUX.2 Flex Edit",
    kind=Kind.IMAGE,
    vendor="Black Forest Labs",
    params=Flux2EditParams,
    price=by("resolution", "image", **{"1K": "14", "2K": "24"}),
    options={"dialect": "market", "model": "flux-2/flex-image-to-image", "names": {"images": "input_urls[]"}},
    abilities=(Ability.EDIT,),
    usual=40.0,
    note="The dearer FLUX.2, for changing up to eight pictures.",
    tags=("edits", "references"),
    docs="https://docs.kie.ai/market/flux2/flex-image-to-image",
)

Z_IMAGE = ModelSpec(
    key="z-image",
    name="Z-Image",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=ZImageParams,
    price=prices("image", ({}, "0.8")),
    options={"dialect": "market", "model": "z-image"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=20.0,
    note="The cheapest pictures here: good for trying out a prompt.",
    docs="https://docs.kie.ai/market/z-image/z-image",
)

SPECS = (FLUX_2_PRO, FLUX_2_PRO_EDIT, FLUX_2_FLEX, FLUX_2_FLEX_EDIT, Z_IMAGE)
