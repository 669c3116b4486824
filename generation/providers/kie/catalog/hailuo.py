"""MiniMax: Hailuo 02 and 2.3, and MiniMax H3.

No Hailuo 2.3 from words alone exists at Kie. Fields and limits: docs.kie.ai of 19 August 2026. The resolutions are in
upper case on the wire.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Status
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import per_second, prices
from generation.providers.kie.forms import RulesForm

_LAST_FRAME = "The video ends on it."


def _optimizer() -> fields.Flag:
    return fields.Flag(label="Improve the prompt", advanced=True, help_text="The service rewrites the prompt.")


# -- Hailuo 2.3 ------------------------------------------------------------------------------------------------------


class Hailuo23Params(RulesForm):
    """Hailuo 2.3 standard: a first frame to video."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="First frame", role="first frame", required=True)
    duration = fields.Duration(6, 10, help_text="10 s comes in 768P only.")
    resolution = fields.Resolution("768P", "1080P", help_text="1080P comes in 6 s only.")

    def check(self, values: dict[str, Any]) -> None:
        if values.get("duration") == 10 and values.get("resolution") == "1080P":
            self.add_error("resolution", "1080P comes in 6 s only. Choose 768P, or 6 s.")


class Hailuo23ProParams(Hailuo23Params):
    """Hailuo 2.3 pro: the same, with Kie's content filter."""

    nsfw_checker = content_filter()


HAILUO_23_PRO = ModelSpec(
    key="hailuo-2-3-image-to-video-pro",
    name="Hailuo 2.3 Pro",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=Hailuo23ProParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=prices(
        "video",
        ({"resolution": "768P", "duration": 6}, "45"),
        ({"resolution": "768P", "duration": 10}, "90"),
        ({"resolution": "1080P", "duration": 6}, "80"),
    ),
    options={
        "dialect": "market",
        "model": "hailuo/2-3-image-to-video-pro",
        "names": {"image": "image_url"},
        "as_text": ("duration",),
    },
    usual=180.0,
    note="Sets a picture in motion with lifelike movement, in the better quality.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/hailuo/2-3-image-to-video-pro",
)

HAILUO_23 = ModelSpec(
    key="hailuo-2-3-image-to-video-standard",
    name="Hailuo 2.3",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=Hailuo23Params,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=prices(
        "video",
        ({"resolution": "768P", "duration": 6}, "30"),
        ({"resolution": "768P", "duration": 10}, "50"),
        ({"resolution": "1080P", "duration": 6}, "50"),
    ),
    options={
        "dialect": "market",
        "model": "hailuo/2-3-image-to-video-standard",
        "names": {"image": "image_url"},
        "as_text": ("duration",),
    },
    usual=150.0,
    note="Sets a picture in motion with lifelike movement.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/hailuo/2-3-image-to-video-standard",
)

# -- Hailuo 02 -------------------------------------------------------------------------------------------------------


class Hailuo02Params(ParamsForm):
    """What every Hailuo 02 takes."""

    prompt = fields.Prompt(max_length=1500)
    prompt_optimizer = _optimizer()
    nsfw_checker = content_filter()


class Hailuo02TextParams(Hailuo02Params):
    """Hailuo 02 standard: text to video."""

    duration = fields.Duration(6, 10)
    field_order = ("prompt", "duration")


class Hailuo02FramesParams(Hailuo02Params):
    """Hailuo 02 pro: a first frame with or without a last one."""

    image = fields.ImageInput(label="First frame", role="first frame", required=True)
    last_frame = fields.ImageInput(label="Last frame", role="last frame", advanced=True, help_text=_LAST_FRAME)
    field_order: tuple[str, ...] = ("prompt", "image", "last_frame")


class Hailuo02StandardFramesParams(Hailuo02FramesParams):
    """Hailuo 02 standard: frames, and a choice of length and resolution."""

    duration = fields.Duration(10, 6)
    resolution = fields.Resolution("768P", "512P")
    field_order = ("prompt", "image", "last_frame", "duration", "resolution")


_FRAMES = {"image": "image_url", "last_frame": "end_image_url"}

HAILUO_02_TEXT = ModelSpec(
    key="hailuo-02-text-to-video-standard",
    name="Hailuo 02",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=Hailuo02TextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=prices("video", ({"duration": 6}, "30"), ({"duration": 10}, "50")),
    options={"dialect": "market", "model": "hailuo/02-text-to-video-standard", "as_text": ("duration",)},
    usual=150.0,
    note="Six or ten seconds from words, without sound.",
    docs="https://docs.kie.ai/market/hailuo/02-text-to-video-standard",
)

HAILUO_02_TEXT_PRO = ModelSpec(
    key="hailuo-02-text-to-video-pro",
    name="Hailuo 02 Pro",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=Hailuo02Params,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=prices("video", ({}, "57")),
    options={"dialect": "market", "model": "hailuo/02-text-to-video-pro"},
    usual=180.0,
    note="Six seconds in 1080p from words, without sound.",
    docs="https://docs.kie.ai/market/hailuo/02-text-to-video-pro",
)

HAILUO_02_IMAGE = ModelSpec(
    key="hailuo-02-image-to-video-standard",
    name="Hailuo 02 from frames",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=Hailuo02StandardFramesParams,
    abilities=(Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    price=prices(
        "video",
        ({"resolution": "512P", "duration": 6}, "12"),
        ({"resolution": "512P", "duration": 10}, "20"),
        ({"resolution": "768P", "duration": 10}, "50"),
        ({"resolution": "768P", "duration": 6}, None),
        upper="50",
    ),
    options={
        "dialect": "market",
        "model": "hailuo/02-image-to-video-standard",
        "names": _FRAMES,
        "as_text": ("duration",),
    },
    usual=150.0,
    note="Leads from a first frame to a last one, cheap in 512P.",
    tags=("first frame", "last frame"),
    docs="https://docs.kie.ai/market/hailuo/02-image-to-video-standard",
)

HAILUO_02_IMAGE_PRO = ModelSpec(
    key="hailuo-02-image-to-video-pro",
    name="Hailuo 02 Pro from frames",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=Hailuo02FramesParams,
    abilities=(Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    price=prices("video", ({}, "57")),
    options={"dialect": "market", "model": "hailuo/02-image-to-video-pro", "names": _FRAMES},
    usual=180.0,
    note="Six seconds in 1080p from a first frame to a last one.",
    tags=("first frame", "last frame"),
    docs="https://docs.kie.ai/market/hailuo/02-image-to-video-pro",
)

# -- MiniMax H3 ------------------------------------------------------------------------------------------------------

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
_H3_SEEN: dict[str, Any] = {"as_of": "2026-08-01", "source": "one source, August 2026"}
_H3_FRAME: dict[str, Any] = {"max_bytes": 30_000_000, "sides": (256, 5760)}


class H3Params(ParamsForm):
    """What every MiniMax H3 takes."""

    prompt = fields.Prompt(max_length=7000)
    duration = fields.Duration(*range(4, 16), initial=6)
    resolution = fields.Resolution("2K", "768P", help_text="A higher resolution costs more.")


class H3TextParams(H3Params):
    """MiniMax H3: text to video."""

    aspect_ratio = fields.AspectRatio(*_RATIOS)
    field_order = ("prompt", "aspect_ratio")


class H3FramesParams(RulesForm, H3Params):
    """MiniMax H3: a first frame, a last one, or both."""

    image = fields.ImageInput(label="First frame", role="first frame", **_H3_FRAME)
    last_frame = fields.ImageInput(
        label="Last frame", role="last frame", advanced=True, help_text=_LAST_FRAME, **_H3_FRAME
    )
    field_order = ("prompt", "image", "last_frame")

    def check(self, values: dict[str, Any]) -> None:
        if not values.get("image") and not values.get("last_frame"):
            self.add_error("image", "Add a first frame or a last frame.")


class H3ReferenceParams(RulesForm, H3Params):
    """MiniMax H3: pictures, videos and sound as references."""

    aspect_ratio = fields.AspectRatio("adaptive", *_RATIOS, help_text="Adaptive follows the references.")
    reference_images = fields.ImageInput(label="Reference pictures", role="reference", most=9, max_bytes=30_000_000)
    reference_videos = fields.VideoInput(
        label="Reference videos",
        role="reference",
        most=3,
        max_bytes=50_000_000,
        seconds=(2, 15),
        total_seconds=15,
        help_text="Up to three, together up to 15 s. Their seconds are paid as well.",
    )
    reference_audios = fields.AudioInput(
        label="Reference sound",
        role="reference",
        most=3,
        max_bytes=15_000_000,
        help_text="Only beside pictures or videos.",
    )
    field_order = ("prompt", "reference_images", "reference_videos", "reference_audios", "aspect_ratio")

    def check(self, values: dict[str, Any]) -> None:
        if not values.get("reference_images") and not values.get("reference_videos"):
            self.add_error("reference_images", "Add at least one reference picture or reference video.")


H3_TEXT = ModelSpec(
    key="minimax-h3-text-to-video",
    name="MiniMax H3",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=H3TextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=per_second(({"resolution": "768P"}, "16"), ({"resolution": "2K"}, "26"), **_H3_SEEN),
    options={"dialect": "market", "model": "minimax-h3/text-to-video"},
    usual=240.0,
    note="Films of 4 to 15 s up to 2K in six ratios.",
    docs="https://docs.kie.ai/market/minimax-h3/text-to-video",
)

H3_IMAGE = ModelSpec(
    key="minimax-h3-image-to-video",
    name="MiniMax H3 from frames",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=H3FramesParams,
    abilities=(Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    price=per_second(({"resolution": "768P"}, "16"), ({"resolution": "2K"}, "26"), **_H3_SEEN),
    options={
        "dialect": "market",
        "model": "minimax-h3/image-to-video",
        "names": {"image": "first_frame_url", "last_frame": "last_frame_url"},
    },
    usual=240.0,
    note="Begins with one picture, ends on another, or both, up to 2K.",
    tags=("first frame", "last frame"),
    status=Status.EXPERIMENTAL,
    status_note=(
        "docs.kie.ai (19 August 2026) and one client disagree on the names of the frames. Under a wrong name Kie would "
        "make and charge a video without them."
    ),
    docs="https://docs.kie.ai/market/minimax-h3/image-to-video",
)

H3_REFERENCE = ModelSpec(
    key="minimax-h3-reference-to-video",
    name="MiniMax H3 from references",
    kind=Kind.VIDEO,
    vendor="MiniMax",
    params=H3ReferenceParams,
    abilities=(Ability.REFERENCE_TO_VIDEO,),
    price=replace(
        prices(
            "second",
            ({"resolution": "768P"}, "16"),
            ({"resolution": "2K"}, "26"),
            seconds=("duration", "reference_videos.seconds"),
            **_H3_SEEN,
        ),
        longest=30,
    ),
    options={
        "dialect": "market",
        "model": "minimax-h3/reference-to-video",
        "names": {
            "reference_images": "reference_image_urls[]",
            "reference_videos": "reference_video_urls[]",
            "reference_audios": "reference_audio_urls[]",
        },
    },
    usual=300.0,
    note="A new film with what pictures, videos and sound show.",
    tags=("references", "video input"),
    docs="https://docs.kie.ai/market/minimax-h3/reference-to-video",
)

SPECS = (
    H3_TEXT,
    H3_IMAGE,
    H3_REFERENCE,
    HAILUO_23_PRO,
    HAILUO_23,
    HAILUO_02_TEXT,
    HAILUO_02_TEXT_PRO,
    HAILUO_02_IMAGE,
    HAILUO_02_IMAGE_PRO,
)
