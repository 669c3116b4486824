"""Kuaishou's Kling up to 2.6, and its talking heads; 3.0 and Turbo: ``kling3.py``, Omni: ``kling_omni.py``.

Fields and limits: docs.kie.ai of 19 August 2026. Ratios follow the first frame where there is one, so the forms that
need a picture have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Status
from generation.providers.kie import forms
from generation.providers.kie.catalog.pricing import per_second, prices

#: Kie states a shortest side but no longest; this is the longest that a JPEG can have
LONGEST_SIDE = 65_535


def first_frame(**more: Any) -> fields.ImageInput:
    """The picture that a Kling video begins with."""
    return fields.ImageInput(label="First frame", role="first frame", formats=("jpeg", "png"), **more)


def last_frame(**more: Any) -> fields.ImageInput:
    """The picture that a Kling video ends on."""
    more.setdefault("help_text", "The video ends on it.")
    return fields.ImageInput(label="Last frame", role="last frame", formats=("jpeg", "png"), advanced=True, **more)


def sound() -> fields.Flag:
    """Whether the video has sound. Kie has no default for it everywhere, so it is always sent."""
    return fields.Flag(label="Sound", help_text="A video with sound costs more.")


# -- 2.6 -------------------------------------------------------------------------------------------------------------


class Kling26TextParams(ParamsForm):
    """Kling 2.6: text to video."""

    prompt = fields.Prompt(max_length=1000)
    aspect_ratio = fields.AspectRatio("1:1", "16:9", "9:16")
    duration = fields.Duration(5, 10)
    sound = sound()


class Kling26ImageParams(ParamsForm):
    """Kling 2.6: a first frame to video."""

    prompt = fields.Prompt(max_length=1000)
    image = first_frame(required=True)
    duration = fields.Duration(5, 10)
    sound = sound()


class MotionControlParams(ParamsForm):
    """One picture of a person or figure that moves as in one clip; the video is as long as the clip."""

    prompt = fields.Prompt(max_length=2500, required=False)
    image = fields.ImageInput(
        label="Figure",
        required=True,
        role="figure",
        formats=("jpeg", "png"),
        sides=(301, LONGEST_SIDE),
        ratio=(0.4, 2.5),
        help_text="Head, shoulders and torso must be seen.",
    )
    video = fields.VideoInput(
        label="Movement",
        required=True,
        role="movement",
        max_bytes=100_000_000,
        seconds=(3, 30),
        help_text="A clip of 3 to 30 s that shows the movement.",
    )
    resolution = fields.Resolution("720p", "1080p")
    character_orientation = fields.Choice(
        ("video", "As in the clip"),
        ("image", "As in the picture"),
        label="Figure faces",
        help_text="As in the picture: the clip may last 10 s at most.",
    )

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        clips = inputs.get("video", ())
        if self.cleaned_data.get("character_orientation") == "image" and any(clip.seconds > 10.1 for clip in clips):
            words = (
                f"With the figure facing as in the picture, the clip may last 10 s. It lasts {clips[0].seconds:.1f} s."
            )
            raise ValidationError({"video": words})


_PRICE_26 = prices(
    "video",
    ({"duration": 5, "sound": False}, "55"),
    ({"duration": 5, "sound": True}, "110"),
    ({"duration": 10, "sound": False}, "110"),
    ({"duration": 10, "sound": True}, "220"),
)

KLING_26_TEXT = ModelSpec(
    key="kling-2.6-text-to-video",
    name="Kling 2.6",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling26TextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=_PRICE_26,
    options={"dialect": "market", "model": "kling-2.6/text-to-video", "as_text": ("duration",)},
    usual=130.0,
    note="Video from words, with spoken words and sound where you want it.",
    tags=("audio",),
    docs="https://docs.kie.ai/market/kling/text-to-video",
)

KLING_26_IMAGE = ModelSpec(
    key="kling-2.6-image-to-video",
    name="Kling 2.6 from a picture",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling26ImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=_PRICE_26,
    options={
        "dialect": "market",
        "model": "kling-2.6/image-to-video",
        "names": {"image": "image_urls[]"},
        "as_text": ("duration",),
    },
    usual=130.0,
    note="Sets a picture in motion, with sound where you want it.",
    tags=("audio", "first frame"),
    docs="https://docs.kie.ai/market/kling/image-to-video",
)

KLING_26_MOTION = ModelSpec(
    key="kling-2.6-motion-control",
    name="Kling 2.6 Motion Control",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=MotionControlParams,
    abilities=(Ability.VIDEO_TO_VIDEO, Ability.IMAGE_TO_VIDEO),
    price=per_second(({"resolution": "720p"}, "11"), ({"resolution": "1080p"}, "18"), of="video.seconds", longest=30),
    options={
        "dialect": "market",
        "model": "kling-2.6/motion-control",
        "names": {"image": "input_urls[]", "video": "video_urls[]", "resolution": "mode"},
    },
    usual=240.0,
    note="Makes the figure of a picture move as somebody does in a clip.",
    tags=("references", "video input"),
    docs="https://docs.kie.ai/market/kling/motion-control",
)

# -- 2.5 -------------------------------------------------------------------------------------------------------------

KLING_25_TURBO = ModelSpec(
    key="kling-2.5-turbo",
    name="Kling 2.5 Turbo",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=forms.Kling25TurboParams,
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    price=prices("video", ({"duration": 5}, "42"), ({"duration": 10}, "84")),
    options={
        "dialect": "market",
        "model": "kling/v2-5-turbo-text-to-video-pro",
        "image_model": "kling/v2-5-turbo-image-to-video-pro",
        "names": {"image": "image_url", "last_frame": "tail_image_url"},
        "as_text": ("duration",),
        "text_only": ("aspect_ratio",),
    },
    usual=130.0,
    note="Lively motion in 1080p without sound.",
    tags=("first frame", "last frame", "negative prompt"),
    docs="https://docs.kie.ai/market/kling/v25-turbo-text-to-video-pro",
)

# -- 2.1 -------------------------------------------------------------------------------------------------------------


class Kling21Params(ParamsForm):
    """What every Kling 2.1 takes."""

    prompt = fields.Prompt(max_length=5000)
    duration = fields.Duration(5, 10)
    negative_prompt = fields.NegativePrompt(max_length=500)
    cfg_scale = fields.Number(
        label="Closeness to the prompt",
        min_value=0,
        max_value=1,
        step=0.1,
        initial=0.5,
        help_text="0 is free, 1 follows the prompt closely.",
    )


class Kling21TextParams(Kling21Params):
    """Kling 2.1 Master: text to video."""

    aspect_ratio = fields.AspectRatio("16:9", "9:16", "1:1")
    field_order = ("prompt", "aspect_ratio")


class Kling21ImageParams(Kling21Params):
    """Kling 2.1: a first frame to video."""

    image = first_frame(required=True)
    field_order: tuple[str, ...] = ("prompt", "image")


class Kling21FramesParams(Kling21ImageParams):
    """Kling 2.1 Pro: also a last frame."""

    last_frame = last_frame()
    field_order = ("prompt", "image", "last_frame")


KLING_21_MASTER_TEXT = ModelSpec(
    key="kling-v2-1-master-text-to-video",
    name="Kling 2.1 Master",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling21TextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=prices("video", ({"duration": 5}, "160"), ({"duration": 10}, "320")),
    options={"dialect": "market", "model": "kling/v2-1-master-text-to-video", "as_text": ("duration",)},
    usual=180.0,
    note="The best quality of Kling 2.1, without sound; newer models cost less.",
    tags=("negative prompt",),
    docs="https://docs.kie.ai/market/kling/v2-1-master-text-to-video",
)

KLING_21_MASTER_IMAGE = ModelSpec(
    key="kling-v2-1-master-image-to-video",
    name="Kling 2.1 Master from a picture",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling21ImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=prices("video", ({"duration": 5}, "160"), ({"duration": 10}, "320")),
    options={
        "dialect": "market",
        "model": "kling/v2-1-master-image-to-video",
        "names": {"image": "image_url"},
        "as_text": ("duration",),
    },
    usual=180.0,
    note="Sets a picture in motion in the best quality of Kling 2.1, without sound.",
    tags=("first frame", "negative prompt"),
    docs="https://docs.kie.ai/market/kling/v2-1-master-image-to-video",
)

KLING_21_PRO = ModelSpec(
    key="kling-v2-1-pro",
    name="Kling 2.1 Pro",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling21FramesParams,
    abilities=(Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    price=prices("video", ({"duration": 5}, "50"), ({"duration": 10}, "100")),
    options={
        "dialect": "market",
        "model": "kling/v2-1-pro",
        "names": {"image": "image_url", "last_frame": "tail_image_url"},
        "as_text": ("duration",),
    },
    usual=150.0,
    note="Leads from a first frame to a last one, without sound.",
    tags=("first frame", "last frame", "negative prompt"),
    docs="https://docs.kie.ai/market/kling/v2-1-pro",
)

KLING_21_STANDARD = ModelSpec(
    key="kling-v2-1-standard",
    name="Kling 2.1 Standard",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling21ImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=prices("video", ({"duration": 5}, "25"), ({"duration": 10}, "50")),
    options={
        "dialect": "market",
        "model": "kling/v2-1-standard",
        "names": {"image": "image_url"},
        "as_text": ("duration",),
    },
    usual=120.0,
    note="Sets a picture in motion for little money, without sound.",
    tags=("first frame", "negative prompt"),
    docs="https://docs.kie.ai/market/kling/v2-1-standard",
)

# -- talking heads ---------------------------------------------------------------------------------------------------


class AvatarParams(ParamsForm):
    """A picture that speaks or sings; the video is as long as the sound."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="Portrait", required=True, role="speaker", formats=("jpeg", "png"))
    audio = fields.AudioInput(
        label="Voice",
        required=True,
        role="voice",
        formats=("mpeg", "wav", "aac", "mp4", "ogg"),
        max_bytes=100_000_000,
        seconds=(0, 300),
        help_text="Up to five minutes.",
    )


KLING_AVATAR_PRO = ModelSpec(
    key="kling-ai-avatar-pro",
    name="Kling Avatar Pro",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=AvatarParams,
    abilities=(Ability.AUDIO_DRIVEN,),
    price=per_second(({}, "16"), of="audio.seconds", longest=300),
    options={
        "dialect": "market",
        "model": "kling/ai-avatar-pro",
        "names": {"image": "image_url", "audio": "audio_url"},
    },
    usual=300.0,
    note="A portrait speaks what a sound file says, in the better quality.",
    tags=("audio",),
    docs="https://docs.kie.ai/market/kling/ai-avatar-pro",
)

KLING_AVATAR_STANDARD = replace(
    KLING_AVATAR_PRO,
    key="kling-ai-avatar-standard",
    name="Kling Avatar",
    price=per_second(({}, "8"), of="audio.seconds", longest=300),
    options={**KLING_AVATAR_PRO.options, "model": "kling/ai-avatar-standard"},
    note="A portrait speaks what a sound file says.",
    docs="https://docs.kie.ai/market/kling/ai-avatar-standard",
)

_OLD_AVATAR = "Documented in December 2025, absent from docs.kie.ai on 19 August 2026; the newer id does the same."

KLING_AVATAR_PRO_OLD = replace(
    KLING_AVATAR_PRO,
    key="kling-ai-avatar-v1-pro",
    name="Kling Avatar Pro, older id",
    options={**KLING_AVATAR_PRO.options, "model": "kling/ai-avatar-v1-pro"},
    status=Status.EXPERIMENTAL,
    status_note=_OLD_AVATAR,
)

KLING_AVATAR_STANDARD_OLD = replace(
    KLING_AVATAR_STANDARD,
    key="kling-v1-avatar-standard",
    name="Kling Avatar, older id",
    options={**KLING_AVATAR_STANDARD.options, "model": "kling/v1-avatar-standard"},
    status=Status.EXPERIMENTAL,
    status_note=_OLD_AVATAR,
)

SPECS = (
    KLING_26_TEXT,
    KLING_26_IMAGE,
    KLING_26_MOTION,
    KLING_25_TURBO,
    KLING_21_MASTER_TEXT,
    KLING_21_MASTER_IMAGE,
    KLING_21_PRO,
    KLING_21_STANDARD,
    KLING_AVATAR_PRO,
    KLING_AVATAR_STANDARD,
    KLING_AVATAR_PRO_OLD,
    KLING_AVATAR_STANDARD_OLD,
)
