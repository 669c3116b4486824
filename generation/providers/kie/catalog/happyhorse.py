"""Alibaba's HappyHorse 1.0 and 1.1.

Fields and limits: docs.kie.ai of 19 August 2026. 1.0's references were ``image_urls`` in June 2026; the page of August
and recorded orders have ``reference_image``.
"""

from __future__ import annotations

from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.pricing import per_second

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
_RATIOS_11 = (*_RATIOS, "4:5", "5:4", "9:21", "21:9")


def _duration() -> fields.Duration:
    return fields.Duration(*range(3, 16), initial=5)


def _resolution() -> fields.Resolution:
    return fields.Resolution("1080p", "720p", help_text="A higher resolution costs more.")


def _seed() -> fields.Seed:
    return fields.Seed(max_value=2_147_483_647)


# -- 1.1 -------------------------------------------------------------------------------------------------------------


class HappyHorse11TextParams(ParamsForm):
    """HappyHorse 1.1: text to video."""

    prompt = fields.Prompt(max_length=4999)
    aspect_ratio = fields.AspectRatio(*_RATIOS_11)
    duration = _duration()
    resolution = _resolution()


class HappyHorse11ImageParams(ParamsForm):
    """HappyHorse 1.1: a first frame to video, with or without words."""

    prompt = fields.Prompt(max_length=5000, required=False)
    image = fields.ImageInput(label="First frame", role="first frame", required=True)
    duration = _duration()
    resolution = _resolution()


class HappyHorse11ReferenceParams(ParamsForm):
    """HappyHorse 1.1: up to nine pictures as references."""

    prompt = fields.Prompt(max_length=5000, help_text="Call the pictures [Image 1], [Image 2] and so on.")
    reference_images = fields.ImageInput(
        label="Reference pictures", role="reference", required=True, most=9, max_bytes=20_000_000
    )
    aspect_ratio = fields.AspectRatio(*_RATIOS_11)
    duration = _duration()
    resolution = _resolution()


_PRICE_11 = per_second(({"resolution": "720p"}, "22.5"), ({"resolution": "1080p"}, "29"))

HAPPYHORSE_11_TEXT = ModelSpec(
    key="happyhorse-1-1-text-to-video",
    name="HappyHorse 1.1",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=HappyHorse11TextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=_PRICE_11,
    options={"dialect": "market", "model": "happyhorse-1-1/text-to-video"},
    usual=90.0,
    note="Films of 3 to 15 s in nine ratios, made quickly.",
    docs="https://docs.kie.ai/market/happyhorse-1-1/text-to-video",
)

HAPPYHORSE_11_IMAGE = ModelSpec(
    key="happyhorse-1-1-image-to-video",
    name="HappyHorse 1.1 from a picture",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=HappyHorse11ImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=_PRICE_11,
    options={"dialect": "market", "model": "happyhorse-1-1/image-to-video", "names": {"image": "image_urls[]"}},
    usual=90.0,
    note="Sets a picture in motion, with or without words.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/happyhorse-1-1/image-to-video",
)

HAPPYHORSE_11_REFERENCE = ModelSpec(
    key="happyhorse-1-1-reference-to-video",
    name="HappyHorse 1.1 from references",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=HappyHorse11ReferenceParams,
    abilities=(Ability.REFERENCE_TO_VIDEO,),
    price=_PRICE_11,
    options={
        "dialect": "market",
        "model": "happyhorse-1-1/reference-to-video",
        "names": {"reference_images": "reference_image[]"},
    },
    usual=120.0,
    note="A new film with what up to nine pictures show.",
    tags=("references",),
    docs="https://docs.kie.ai/market/happyhorse-1-1/reference-to-video",
)

# -- 1.0 -------------------------------------------------------------------------------------------------------------


class HappyHorseTextParams(ParamsForm):
    """HappyHorse 1.0: text to video."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    duration = _duration()
    resolution = _resolution()
    seed = _seed()


class HappyHorseImageParams(ParamsForm):
    """HappyHorse 1.0: a first frame to video, with or without words."""

    prompt = fields.Prompt(max_length=5000, required=False)
    image = fields.ImageInput(
        label="First frame", role="first frame", required=True, sides=(300, 65_535), ratio=(0.4, 2.5)
    )
    duration = _duration()
    resolution = _resolution()
    seed = _seed()


class HappyHorseReferenceParams(ParamsForm):
    """HappyHorse 1.0: up to nine pictures as references."""

    prompt = fields.Prompt(max_length=5000)
    reference_images = fields.ImageInput(label="Reference pictures", role="reference", required=True, most=9)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    duration = _duration()
    resolution = _resolution()
    seed = _seed()


class HappyHorseEditParams(ParamsForm):
    """HappyHorse 1.0: a video changed by words and pictures; it stays as long as it is."""

    prompt = fields.Prompt(max_length=5000)
    video = fields.VideoInput(label="Video", required=True, max_bytes=100_000_000, seconds=(3, 60))
    reference_images = fields.ImageInput(label="Reference pictures", role="reference", most=5)
    resolution = _resolution()
    audio_setting = fields.Choice(("auto", "Automatic"), ("origin", "As in the video"), label="Sound")
    seed = _seed()


_ROWS: tuple[tuple[dict[str, Any], str], ...] = (({"resolution": "720p"}, "28"), ({"resolution": "1080p"}, "48"))
_PRICE = per_second(*_ROWS)

HAPPYHORSE_TEXT = ModelSpec(
    key="happyhorse-text-to-video",
    name="HappyHorse 1.0",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=HappyHorseTextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=_PRICE,
    options={"dialect": "market", "model": "happyhorse/text-to-video"},
    usual=90.0,
    note="Films of 3 to 15 s from words, repeatable by a seed.",
    docs="https://docs.kie.ai/market/happyhorse/text-to-video",
)

HAPPYHORSE_IMAGE = ModelSpec(
    key="happyhorse-image-to-video",
    name="HappyHorse 1.0 from a picture",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=HappyHorseImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=_PRICE,
    options={"dialect": "market", "model": "happyhorse/image-to-video", "names": {"image": "image_urls[]"}},
    usual=90.0,
    note="Sets a picture in motion, with or without words, repeatable by a seed.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/happyhorse/image-to-video",
)

HAPPYHORSE_REFERENCE = ModelSpec(
    key="happyhorse-reference-to-video",
    name="HappyHorse 1.0 from references",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=HappyHorseReferenceParams,
    abilities=(Ability.REFERENCE_TO_VIDEO,),
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "happyhorse/reference-to-video",
        "names": {"reference_images": "reference_image[]"},
    },
    usual=120.0,
    note="A new film with what up to nine pictures show, repeatable by a seed.",
    tags=("references",),
    docs="https://docs.kie.ai/market/happyhorse/reference-to-video",
)

HAPPYHORSE_EDIT = ModelSpec(
    key="happyhorse-video-edit",
    name="HappyHorse 1.0 Edit",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=HappyHorseEditParams,
    abilities=(Ability.VIDEO_TO_VIDEO,),
    price=per_second(*_ROWS, of="video.seconds", longest=60),
    options={
        "dialect": "market",
        "model": "happyhorse/video-edit",
        "names": {"video": "video_url", "reference_images": "reference_image[]"},
    },
    usual=180.0,
    note="Changes a video of up to a minute as words and pictures say.",
    tags=("references", "video input"),
    docs="https://docs.kie.ai/market/happyhorse/video-edit",
)

SPECS = (
    HAPPYHORSE_11_TEXT,
    HAPPYHORSE_11_IMAGE,
    HAPPYHORSE_11_REFERENCE,
    HAPPYHORSE_TEXT,
    HAPPYHORSE_IMAGE,
    HAPPYHORSE_REFERENCE,
    HAPPYHORSE_EDIT,
)
