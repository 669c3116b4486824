"""Alibaba's Wan 2.5 and 2.6: video. Wan 2.2 is in ``wan22.py``, 2.7 and 3.0 in ``wan27.py`` and ``wan3.py``."""

from __future__ import annotations

from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import prices

_FILMS = ("mp4", "quicktime", "x-matroska")


class Wan25Params(ParamsForm):
    """Wan 2.5, whatever it starts from."""

    field_order = ("prompt", "image", "aspect_ratio")

    prompt = fields.Prompt(max_length=800)
    duration = fields.Duration(5, 10)
    resolution = fields.Resolution("720p", "1080p")
    negative_prompt = fields.NegativePrompt(max_length=500)
    enable_prompt_expansion = fields.Flag(label="Expand the prompt", advanced=True)
    seed = fields.Seed(max_value=2_147_483_647)
    nsfw_checker = content_filter()


class Wan25TextParams(Wan25Params):
    """Wan 2.5: text to video."""

    aspect_ratio = fields.AspectRatio("16:9", "9:16", "1:1")


class Wan25ImageParams(Wan25Params):
    """Wan 2.5: a first frame to video."""

    image = fields.ImageInput(label="First frame", role="first frame", required=True)


class Wan26TextParams(ParamsForm):
    """Wan 2.6: text to video; it has no ratio."""

    field_order = ("prompt", "image", "videos")

    prompt = fields.Prompt(max_length=5000)
    duration = fields.Duration(5, 10, 15)
    resolution = fields.Resolution("720p", "1080p", initial="1080p")
    multi_shots = fields.Flag(label="Several shots", advanced=True)


class Wan26ImageParams(Wan26TextParams):
    """Wan 2.6: a first frame to video."""

    image = fields.ImageInput(label="First frame", role="first frame", required=True, sides=(256, 16_000))
    nsfw_checker = content_filter()


class Wan26VideoParams(Wan26TextParams):
    """Wan 2.6: up to three videos to a new one."""

    videos = fields.VideoInput(label="Videos", most=3, required=True, formats=_FILMS)
    duration = fields.Duration(5, 10)
    nsfw_checker = content_filter()


class Wan26FlashImageParams(Wan26TextParams):
    """Wan 2.6 Flash: a first frame to video, with or without sound."""

    prompt = fields.Prompt(max_length=1500)
    image = fields.ImageInput(label="First frame", role="first frame", required=True)
    sound = fields.Flag(label="With sound", help_text="Changes the price.")
    nsfw_checker = content_filter()


class Wan26FlashVideoParams(Wan26VideoParams):
    """Wan 2.6 Flash: up to three videos to a new one, with or without sound."""

    prompt = fields.Prompt(max_length=1500)
    sound = fields.Flag(label="With sound", help_text="Changes the price.")


_PRICE_25 = prices(
    "video",
    ({"duration": 5, "resolution": "720p"}, "60"),
    ({"duration": 10, "resolution": "720p"}, "120"),
    ({"duration": 5, "resolution": "1080p"}, "100"),
    ({"duration": 10, "resolution": "1080p"}, "200"),
)

_ROWS_26: tuple[tuple[dict[str, Any], str | None], ...] = (
    ({"duration": 5, "resolution": "720p"}, "70"),
    ({"duration": 10, "resolution": "720p"}, "140"),
    ({"duration": 15, "resolution": "720p"}, "210"),
    ({"duration": 5, "resolution": "1080p"}, "104.5"),
    ({"duration": 10, "resolution": "1080p"}, "209.5"),
    ({"duration": 15, "resolution": "1080p"}, "315"),
)
_PRICE_26 = prices("video", *_ROWS_26)
_PRICE_26_VIDEO = prices("video", *(row for row in _ROWS_26 if row[0]["duration"] != 15))

#: the list does not name Flash: rows for prices of the owner's own, and what Wan 2.6 costs to reserve
_ROWS_FLASH = tuple(({**when, "sound": sound}, None) for when, _ in _ROWS_26 for sound in (False, True))
_PRICE_FLASH = prices("video", *_ROWS_FLASH, upper="315")
_PRICE_FLASH_VIDEO = prices("video", *(row for row in _ROWS_FLASH if row[0]["duration"] != 15), upper="210")

WAN_26_TEXT = ModelSpec(
    key="wan-2-6-text-to-video",
    name="Wan 2.6",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan26TextParams,
    price=_PRICE_26,
    options={"dialect": "market", "model": "wan/2-6-text-to-video", "as_text": ("duration",)},
    abilities=(Ability.TEXT_TO_VIDEO,),
    usual=180.0,
    note="Video of up to fifteen seconds from words, in one shot or several.",
    docs="https://docs.kie.ai/market/wan/2-6-text-to-video",
)

WAN_26_IMAGE = ModelSpec(
    key="wan-2-6-image-to-video",
    name="Wan 2.6 from a picture",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan26ImageParams,
    price=_PRICE_26,
    options={
        "dialect": "market",
        "model": "wan/2-6-image-to-video",
        "names": {"image": "image_urls[]"},
        "as_text": ("duration",),
    },
    abilities=(Ability.IMAGE_TO_VIDEO,),
    usual=180.0,
    note="Video of up to fifteen seconds from a first frame.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/wan/2-6-image-to-video",
)

WAN_26_VIDEO = ModelSpec(
    key="wan-2-6-video-to-video",
    name="Wan 2.6 from videos",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan26VideoParams,
    price=_PRICE_26_VIDEO,
    options={
        "dialect": "market",
        "model": "wan/2-6-video-to-video",
        "names": {"videos": "video_urls[]"},
        "as_text": ("duration",),
    },
    abilities=(Ability.VIDEO_TO_VIDEO,),
    usual=240.0,
    note="A new video from up to three videos and words.",
    tags=("references",),
    docs="https://docs.kie.ai/market/wan/2-6-video-to-video",
)

WAN_26_FLASH_IMAGE = ModelSpec(
    key="wan-2-6-flash-image-to-video",
    name="Wan 2.6 Flash from a picture",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan26FlashImageParams,
    price=_PRICE_FLASH,
    options={
        "dialect": "market",
        "model": "wan/2-6-flash-image-to-video",
        "names": {"image": "image_urls[]", "sound": "audio"},
        "as_text": ("duration",),
    },
    abilities=(Ability.IMAGE_TO_VIDEO,),
    usual=90.0,
    note="The quicker Wan 2.6 from a first frame, with sound if you like.",
    tags=("audio", "first frame"),
    docs="https://docs.kie.ai/market/wan/2-6-flash-image-to-video",
)

WAN_26_FLASH_VIDEO = ModelSpec(
    key="wan-2-6-flash-video-to-video",
    name="Wan 2.6 Flash from videos",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan26FlashVideoParams,
    price=_PRICE_FLASH_VIDEO,
    options={
        "dialect": "market",
        "model": "wan/2-6-flash-video-to-video",
        "names": {"videos": "video_urls[]", "sound": "audio"},
        "as_text": ("duration",),
    },
    abilities=(Ability.VIDEO_TO_VIDEO,),
    usual=120.0,
    note="The quicker Wan 2.6 from up to three videos, with sound if you like.",
    tags=("audio", "references"),
    docs="https://docs.kie.ai/market/wan/2-6-flash-video-to-video",
)

WAN_25_TEXT = ModelSpec(
    key="wan-2-5-text-to-video",
    name="Wan 2.5",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan25TextParams,
    price=_PRICE_25,
    options={"dialect": "market", "model": "wan/2-5-text-to-video", "as_text": ("duration",)},
    abilities=(Ability.TEXT_TO_VIDEO,),
    usual=180.0,
    note="Video of five or ten seconds from short prompts.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/wan/2-5-text-to-video",
)

WAN_25_IMAGE = ModelSpec(
    key="wan-2-5-image-to-video",
    name="Wan 2.5 from a picture",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan25ImageParams,
    price=_PRICE_25,
    options={
        "dialect": "market",
        "model": "wan/2-5-image-to-video",
        "names": {"image": "image_url"},
        "as_text": ("duration",),
    },
    abilities=(Ability.IMAGE_TO_VIDEO,),
    usual=180.0,
    note="Video of five or ten seconds from a first frame.",
    tags=("first frame", "negative prompt"),
    docs="https://docs.kie.ai/market/wan/2-5-image-to-video",
)

SPECS = (
    *(WAN_26_TEXT, WAN_26_IMAGE, WAN_26_VIDEO, WAN_26_FLASH_IMAGE, WAN_26_FLASH_VIDEO),
    *(WAN_25_TEXT, WAN_25_IMAGE),
)
