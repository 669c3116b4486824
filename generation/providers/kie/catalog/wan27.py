"""Alibaba's Wan 2.7: video from words, frames, clips, references, and edits of a video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import per_second
from generation.providers.kie.forms import RulesForm

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")


class Wan27Params(ParamsForm):
    """What every Wan 2.7 video takes."""

    field_order = ("prompt", "image", "last_frame", "video", "audio", "aspect_ratio", "duration", "resolution")

    prompt = fields.Prompt(max_length=5000)
    resolution = fields.Resolution("720p", "1080p", initial="1080p", help_text="A higher resolution costs more.")
    negative_prompt = fields.NegativePrompt(max_length=500)
    prompt_extend = fields.Flag(label="Expand the prompt", initial=True, advanced=True)
    add_watermark = fields.Flag(label="Watermark", advanced=True, help_text="The vendor's mark in a corner.")
    seed = fields.Seed(max_value=2_147_483_647)
    nsfw_checker = content_filter()


class Wan27TextParams(Wan27Params):
    """Wan 2.7: text to video, to a sound file if there is one."""

    audio = fields.AudioInput(label="Sound", max_bytes=15_000_000, advanced=True)
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    duration = fields.Duration(*range(2, 16), initial=5)


class Wan27ImageParams(RulesForm, Wan27Params):
    """Wan 2.7: frames to video, or the continuation of a clip."""

    image = fields.ImageInput(label="First frame", role="first frame")
    last_frame = fields.ImageInput(label="Last frame", role="last frame", advanced=True)
    video = fields.VideoInput(label="Clip to continue", role="clip", max_bytes=100_000_000)
    audio = fields.AudioInput(
        label="Driving sound", max_bytes=15_000_000, advanced=True, help_text="Lips and movements follow it."
    )
    duration = fields.Duration(*range(2, 16), initial=5)

    def check(self, values: dict[str, Any]) -> None:
        if not values.get("image") and not values.get("video"):
            self.add_error("image", "Add a first frame, or a clip to continue.")


class Wan27ReferenceParams(RulesForm, Wan27Params):
    """Wan 2.7: up to five pictures and videos of what should appear."""

    reference_images = fields.ImageInput(label="Reference pictures", most=5, role="reference")
    reference_videos = fields.VideoInput(label="Reference videos", most=5, role="reference", max_bytes=100_000_000)
    image = fields.ImageInput(label="First frame", role="first frame", advanced=True)
    audio = fields.AudioInput(label="Reference voice", role="reference", max_bytes=15_000_000, advanced=True)
    aspect_ratio = fields.AspectRatio(*_RATIOS, help_text="With a first frame, the video takes the picture's ratio.")
    duration = fields.Duration(*range(2, 11), initial=5)

    def check(self, values: dict[str, Any]) -> None:
        count = sum(len(values.get(name) or ()) for name in ("reference_images", "reference_videos"))
        if not count:
            self.add_error("reference_images", "Add at least one reference picture or video.")
        if count > 5:
            words = f"This model takes up to five reference pictures and videos together. You gave {count}."
            self.add_error("reference_images", words)


class Wan27EditParams(Wan27Params):
    """Wan 2.7: a video, words and perhaps a picture to a changed video."""

    prompt = fields.Prompt(max_length=5000, required=False)
    video = fields.VideoInput(label="Video", required=True, max_bytes=100_000_000, sides=(240, 4096), seconds=(2, 10))
    reference_images = fields.ImageInput(label="Reference picture", role="reference", advanced=True)
    aspect_ratio = fields.AspectRatio(*_RATIOS, optional=True, help_text="None: that of the video.")
    duration = fields.Choice(
        (0, "Whole video"), *((seconds, f"{seconds} s") for seconds in range(2, 11)), label="Duration"
    )
    audio_setting = fields.Choice(("auto", "Automatic"), ("origin", "That of the video"), label="Sound", advanced=True)


def _edited(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is billed of an edit: the seconds that are asked for, 0 for the whole video."""
    return {"length": known.get("duration") or known.get("video.seconds")}


_ROWS = (({"resolution": "720p"}, "16"), ({"resolution": "1080p"}, "24"))
_PRICE = per_second(*_ROWS)

WAN_27_TEXT = ModelSpec(
    key="wan-2-7-text-to-video",
    name="Wan 2.7",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan27TextParams,
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "wan/2-7-text-to-video",
        "names": {"aspect_ratio": "ratio", "audio": "audio_url", "add_watermark": "watermark"},
    },
    abilities=(Ability.TEXT_TO_VIDEO,),
    usual=240.0,
    note="Video of two to fifteen seconds from words, to your own sound if you like.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/wan/2-7-text-to-video",
)

WAN_27_IMAGE = ModelSpec(
    key="wan-2-7-image-to-video",
    name="Wan 2.7 from a picture or clip",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan27ImageParams,
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "wan/2-7-image-to-video",
        "names": {
            "image": "first_frame_url",
            "last_frame": "last_frame_url",
            "video": "first_clip_url",
            "audio": "driving_audio_url",
            "add_watermark": "watermark",
        },
    },
    abilities=(Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO, Ability.EXTEND, Ability.AUDIO_DRIVEN),
    usual=240.0,
    note="Video from frames, or a clip that goes on; lips and movements can follow a sound file.",
    tags=("first frame", "last frame", "negative prompt"),
    docs="https://docs.kie.ai/market/wan/2-7-image-to-video",
)

WAN_27_REFERENCE = ModelSpec(
    key="wan-2-7-r2v",
    name="Wan 2.7 from references",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan27ReferenceParams,
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "wan/2-7-r2v",
        "names": {
            "reference_images": "reference_image[]",
            "reference_videos": "reference_video[]",
            "image": "first_frame",
            "audio": "reference_voice",
            "add_watermark": "watermark",
        },
    },
    abilities=(Ability.REFERENCE_TO_VIDEO,),
    usual=300.0,
    note="Video with the people and things of up to five pictures and videos.",
    tags=("references", "first frame", "negative prompt"),
    docs="https://docs.kie.ai/market/wan/2-7-r2v",
)

WAN_27_EDIT = ModelSpec(
    key="wan-2-7-videoedit",
    name="Wan 2.7 Video Edit",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan27EditParams,
    price=per_second(*_ROWS, of="length", derive=_edited, longest=10),
    options={
        "dialect": "market",
        "model": "wan/2-7-videoedit",
        "names": {"video": "video_url", "reference_images": "reference_image", "add_watermark": "watermark"},
    },
    abilities=(Ability.VIDEO_TO_VIDEO,),
    usual=600.0,
    note="Changes a video of up to ten seconds as the words and a picture say.",
    tags=("references", "negative prompt"),
    docs="https://docs.kie.ai/market/wan/2-7-videoedit",
)

SPECS = (WAN_27_TEXT, WAN_27_IMAGE, WAN_27_REFERENCE, WAN_27_EDIT)
