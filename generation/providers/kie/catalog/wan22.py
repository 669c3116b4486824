"""Alibaba's Wan 2.2: video from words, a picture, a voice, or another video's motion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import by, per_second

_SIZES = ("480p", "580p", "720p")
_MOST_SEED = 2_147_483_647


class Wan22TurboParams(ParamsForm):
    """Wan 2.2 Turbo, whatever it starts from."""

    field_order = ("prompt", "image", "aspect_ratio")

    prompt = fields.Prompt(max_length=5000)
    resolution = fields.Resolution("480p", "720p", initial="720p")
    enable_prompt_expansion = fields.Flag(label="Expand the prompt", advanced=True)
    acceleration = fields.Choice(("none", "None"), ("regular", "Regular"), label="Acceleration", advanced=True)
    seed = fields.Seed(max_value=_MOST_SEED)
    nsfw_checker = content_filter()


class Wan22TextParams(Wan22TurboParams):
    """Wan 2.2 Turbo: text to video."""

    aspect_ratio = fields.AspectRatio("16:9", "9:16")


class Wan22ImageParams(Wan22TurboParams):
    """Wan 2.2 Turbo: a first frame to video."""

    image = fields.ImageInput(label="First frame", role="first frame", required=True)


class Wan22SpeechParams(ParamsForm):
    """Wan 2.2 Turbo: a picture that speaks what a sound file says."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="Picture", role="first frame", required=True)
    audio = fields.AudioInput(label="Speech", required=True, formats=("mpeg", "wav", "ogg", "mp4", "flac", "aac"))
    resolution = fields.Resolution(*_SIZES)
    num_frames = fields.Choice(*range(40, 121, 4), label="Frames", initial=80, help_text="80 at 16 a second are 5 s.")
    frames_per_second = fields.Integer(
        label="Frames a second", min_value=4, max_value=60, initial=16, required=True, advanced=True
    )
    negative_prompt = fields.NegativePrompt(max_length=500)
    num_inference_steps = fields.Integer(label="Steps", min_value=2, max_value=40, initial=27, required=True)
    guidance_scale = fields.Number(label="Closeness to the prompt", min_value=1, max_value=10, initial=3.5)
    shift = fields.Number(label="Shift", min_value=1, max_value=10, initial=5.0)
    seed = fields.Seed(max_value=_MOST_SEED)
    nsfw_checker = content_filter()


class Wan22AnimateParams(ParamsForm):
    """Wan 2.2 Animate: a picture and the motion of a video."""

    image = fields.ImageInput(label="Character", role="reference", required=True)
    video = fields.VideoInput(label="Video", required=True, formats=("mp4", "quicktime", "x-matroska"))
    resolution = fields.Resolution(*_SIZES)
    nsfw_checker = content_filter()


def _length(known: Mapping[str, Any]) -> dict[str, float]:
    """The film's seconds, which its frames say."""
    return {"length": int(known.get("num_frames") or 80) / int(known.get("frames_per_second") or 16)}


_PRICE_TURBO = by("resolution", "video", **{"480p": "40", "720p": "80"})
_PRICE_ANIMATE = per_second(
    ({"resolution": "480p"}, "6"),
    ({"resolution": "580p"}, "9.5"),
    ({"resolution": "720p"}, "12.5"),
    of="video.seconds",
    longest=60,
)
_NAMES = {"image": "image_url", "video": "video_url", "audio": "audio_url"}

WAN_22_TEXT = ModelSpec(
    key="wan-2-2-a14b-text-to-video-turbo",
    name="Wan 2.2 Turbo",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan22TextParams,
    price=_PRICE_TURBO,
    options={"dialect": "market", "model": "wan/2-2-a14b-text-to-video-turbo"},
    abilities=(Ability.TEXT_TO_VIDEO,),
    usual=90.0,
    note="Quick video of five seconds from words.",
    docs="https://docs.kie.ai/market/wan/2-2-a14b-text-to-video-turbo",
)

WAN_22_IMAGE = ModelSpec(
    key="wan-2-2-a14b-image-to-video-turbo",
    name="Wan 2.2 Turbo from a picture",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan22ImageParams,
    price=_PRICE_TURBO,
    options={"dialect": "market", "model": "wan/2-2-a14b-image-to-video-turbo", "names": _NAMES},
    abilities=(Ability.IMAGE_TO_VIDEO,),
    usual=90.0,
    note="Quick video of five seconds from a first frame.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/wan/2-2-a14b-image-to-video-turbo",
)

WAN_22_SPEECH = ModelSpec(
    key="wan-2-2-a14b-speech-to-video-turbo",
    name="Wan 2.2 Speech to Video",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan22SpeechParams,
    price=per_second(
        ({"resolution": "480p"}, "12"),
        ({"resolution": "580p"}, "18"),
        ({"resolution": "720p"}, "24"),
        of="length",
        derive=_length,
    ),
    options={"dialect": "market", "model": "wan/2-2-a14b-speech-to-video-turbo", "names": _NAMES},
    abilities=(Ability.AUDIO_DRIVEN,),
    usual=150.0,
    note="Lets a picture speak a sound file.",
    tags=("audio", "first frame", "negative prompt"),
    docs="https://docs.kie.ai/market/wan/2-2-a14b-speech-to-video-turbo",
)

WAN_22_MOVE = ModelSpec(
    key="wan-2-2-animate-move",
    name="Wan 2.2 Animate Move",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan22AnimateParams,
    price=_PRICE_ANIMATE,
    options={"dialect": "market", "model": "wan/2-2-animate-move", "names": _NAMES},
    abilities=(Ability.VIDEO_TO_VIDEO,),
    usual=240.0,
    note="Lets the character of a picture move as somebody in a video does.",
    tags=("references",),
    docs="https://docs.kie.ai/market/wan/2-2-animate-move",
)

WAN_22_REPLACE = ModelSpec(
    key="wan-2-2-animate-replace",
    name="Wan 2.2 Animate Replace",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan22AnimateParams,
    price=_PRICE_ANIMATE,
    options={"dialect": "market", "model": "wan/2-2-animate-replace", "names": _NAMES},
    abilities=(Ability.VIDEO_TO_VIDEO,),
    usual=240.0,
    note="Puts the character of a picture in the place of somebody in a video.",
    tags=("references",),
    docs="https://docs.kie.ai/market/wan/2-2-animate-replace",
)

SPECS = (WAN_22_TEXT, WAN_22_IMAGE, WAN_22_SPEECH, WAN_22_MOVE, WAN_22_REPLACE)
