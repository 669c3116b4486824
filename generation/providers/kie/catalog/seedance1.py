"""ByteDance's first Seedance, which Kie calls v1: Lite, Pro and Pro Fast.

No price list names them; what is reserved is above ByteDance's own price for ten seconds of 1080p.
"""

from __future__ import annotations

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import prices
from generation.providers.prices import PriceTable

_SIZES = ("480p", "720p", "1080p")


def _seed() -> fields.Seed:
    """-1, their default, is random: an empty field is not sent."""
    return fields.Seed(max_value=2_147_483_647)


def _safety() -> fields.Flag:
    return fields.Flag(label="ByteDance's safety check", advanced=True)


class V1LiteTextParams(ParamsForm):
    """Seedance 1 Lite: text to video."""

    prompt = fields.Prompt(max_length=10_000)
    aspect_ratio = fields.AspectRatio("16:9", "4:3", "1:1", "3:4", "9:16", "9:21")
    duration = fields.Duration(5, 10)
    resolution = fields.Resolution(*_SIZES, initial="720p")
    camera_fixed = fields.Flag(label="Camera stands still", advanced=True)
    seed = _seed()
    enable_safety_checker = _safety()
    nsfw_checker = content_filter()


class V1ProTextParams(V1LiteTextParams):
    """Seedance 1 Pro: text to video."""

    aspect_ratio = fields.AspectRatio("16:9", "21:9", "4:3", "1:1", "3:4", "9:16")


class V1ProFastParams(ParamsForm):
    """Seedance 1 Pro Fast: a first frame to video."""

    prompt = fields.Prompt(max_length=10_000)
    image = fields.ImageInput(label="First frame", role="first frame", required=True)
    duration = fields.Duration(5, 10)
    resolution = fields.Resolution("720p", "1080p")
    nsfw_checker = content_filter()


class V1ProImageParams(V1ProFastParams):
    """Seedance 1 Pro: a first frame to video."""

    resolution = fields.Resolution(*_SIZES, initial="720p")
    camera_fixed = fields.Flag(label="Camera stands still", advanced=True)
    seed = _seed()
    enable_safety_checker = _safety()


class V1LiteImageParams(V1ProImageParams):
    """Seedance 1 Lite: a first frame, with or without a last one, to video."""

    last_frame = fields.ImageInput(label="Last frame", role="last frame", advanced=True)


def _unknown(*sizes: str, upper: str) -> PriceTable:
    """Rows for prices of the owner's own."""
    return prices("video", *(({"duration": d, "resolution": r}, None) for d in (5, 10) for r in sizes), upper=upper)


LITE_TEXT = ModelSpec(
    key="bytedance-v1-lite-text-to-video",
    name="Seedance 1 Lite",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=V1LiteTextParams,
    price=_unknown(*_SIZES, upper="180"),
    options={"dialect": "market", "model": "bytedance/v1-lite-text-to-video", "as_text": ("duration",)},
    abilities=(Ability.TEXT_TO_VIDEO,),
    usual=90.0,
    note="Simple video from words.",
    docs="https://docs.kie.ai/market/bytedance/v1-lite-text-to-video",
)

LITE_IMAGE = ModelSpec(
    key="bytedance-v1-lite-image-to-video",
    name="Seedance 1 Lite from a picture",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=V1LiteImageParams,
    price=_unknown(*_SIZES, upper="180"),
    options={
        "dialect": "market",
        "model": "bytedance/v1-lite-image-to-video",
        "names": {"image": "image_url", "last_frame": "end_image_url"},
        "as_text": ("duration",),
    },
    abilities=(Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    usual=90.0,
    note="Simple video from a first and a last frame.",
    tags=("first frame", "last frame"),
    docs="https://docs.kie.ai/market/bytedance/v1-lite-image-to-video",
)

PRO_TEXT = ModelSpec(
    key="bytedance-v1-pro-text-to-video",
    name="Seedance 1 Pro",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=V1ProTextParams,
    price=_unknown(*_SIZES, upper="250"),
    options={"dialect": "market", "model": "bytedance/v1-pro-text-to-video", "as_text": ("duration",)},
    abilities=(Ability.TEXT_TO_VIDEO,),
    usual=120.0,
    note="Video of five or ten seconds from words.",
    docs="https://docs.kie.ai/market/bytedance/v1-pro-text-to-video",
)

PRO_IMAGE = ModelSpec(
    key="bytedance-v1-pro-image-to-video",
    name="Seedance 1 Pro from a picture",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=V1ProImageParams,
    price=_unknown(*_SIZES, upper="250"),
    options={
        "dialect": "market",
        "model": "bytedance/v1-pro-image-to-video",
        "names": {"image": "image_url"},
        "as_text": ("duration",),
    },
    abilities=(Ability.IMAGE_TO_VIDEO,),
    usual=120.0,
    note="Video of five or ten seconds from a first frame.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/bytedance/v1-pro-image-to-video",
)

PRO_FAST_IMAGE = ModelSpec(
    key="bytedance-v1-pro-fast-image-to-video",
    name="Seedance 1 Pro Fast from a picture",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=V1ProFastParams,
    price=_unknown("720p", "1080p", upper="100"),
    options={
        "dialect": "market",
        "model": "bytedance/v1-pro-fast-image-to-video",
        "names": {"image": "image_url"},
        "as_text": ("duration",),
    },
    abilities=(Ability.IMAGE_TO_VIDEO,),
    usual=60.0,
    note="The quick form of Seedance 1 Pro, from a first frame.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/bytedance/v1-pro-fast-image-to-video",
)

SPECS = (PRO_TEXT, PRO_IMAGE, PRO_FAST_IMAGE, LITE_TEXT, LITE_IMAGE)
