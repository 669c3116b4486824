"""Talking heads and lip sync: InfiniteTalk, OmniHuman, Volcengine.

``omnihuman-1-5/human-identification`` answers yes or no and is no model here. Sound that drives a film is billed by its
own length.
"""

from __future__ import annotations

from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Request
from generation.providers.kie.catalog.pricing import per_second, prices
from generation.providers.kie.forms import RulesForm

_SOUNDS = ("mpeg", "wav", "aac", "mp4", "ogg")
_LITE_ONLY = ("align_audio", "align_audio_reverse", "templ_start_seconds")
_BASIC_ONLY = ("open_scenedet",)


class InfiniteTalkParams(ParamsForm):
    """InfiniteTalk: a picture that speaks up to fifteen seconds."""

    prompt = fields.Prompt(max_length=5000)
    image = fields.ImageInput(label="Picture", role="first frame", required=True)
    audio = fields.AudioInput(
        label="Speech",
        required=True,
        formats=_SOUNDS,
        seconds=(0, 15),
        help_text="Up to 15 s. MP3 is the safest: WAV was refused at times.",
    )
    resolution = fields.Resolution("480p", "720p", help_text="A higher resolution costs more.")
    seed = fields.Seed(min_value=10_000, max_value=1_000_000)


class OmniHumanParams(ParamsForm):
    """OmniHuman 1.5: a picture that speaks or sings; masks say who."""

    prompt = fields.Prompt(max_length=300, required=False)
    image = fields.ImageInput(label="Picture", role="first frame", required=True)
    audio = fields.AudioInput(
        label="Speech or song",
        required=True,
        formats=_SOUNDS,
        seconds=(0, 59.8),
        help_text="Shorter than a minute; up to 15 s works best.",
    )
    mask = fields.ImageInput(
        label="Masks",
        most=5,
        role="mask",
        advanced=True,
        help_text="Who speaks, where there are several. OmniHuman Subjects makes them.",
    )
    resolution = fields.Resolution("720p", "1080p", initial="1080p")
    pe_fast_mode = fields.Flag(label="Fast mode", advanced=True)
    seed = fields.Seed(max_value=2_147_483_647)


class OmniHumanSubjectsParams(ParamsForm):
    """OmniHuman 1.5: the people in a picture, one mask each."""

    image = fields.ImageInput(label="Picture", required=True, formats=("jpeg", "png"), max_bytes=5_000_000)


class LipSyncParams(RulesForm):
    """Volcengine: a video whose lips follow a sound file."""

    video = fields.VideoInput(label="Video", required=True, max_bytes=500_000_000)
    audio = fields.AudioInput(label="Speech", required=True, formats=_SOUNDS)
    mode = fields.Choice(
        ("lite", "Lite"),
        ("basic", "Basic"),
        label="Mode",
        help_text="Lite for one person seen from the front, Basic for harder scenes.",
    )
    separate_vocal = fields.Flag(label="Separate the voice", advanced=True, help_text="From music and noise.")
    open_scenedet = fields.Flag(label="Recognise scenes and speakers", advanced=True, help_text="Basic only.")
    align_audio = fields.Flag(
        label="Loop the video to the sound's length", initial=True, advanced=True, help_text="Lite only."
    )
    align_audio_reverse = fields.Flag(label="Loop forwards and backwards", advanced=True, help_text="Lite only.")
    templ_start_seconds = fields.Number(
        label="Start of the video", min_value=0, max_value=3600, initial=0.0, help_text="In seconds. Lite only."
    )

    def check(self, values: dict[str, Any]) -> None:
        if values["mode"] == "lite" and values.get("open_scenedet"):
            self.add_error("open_scenedet", "Only Basic recognises scenes. Switch it off, or choose Basic.")
        for name in ("align_audio_reverse", "templ_start_seconds"):
            if values["mode"] == "basic" and values.get(name):
                self.add_error(name, "Only Lite can do this. Clear it, or choose Lite.")


def _of_the_mode(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """Each mode is sent only what it knows."""
    unknown = _BASIC_ONLY if content["mode"] == "lite" else _LITE_ONLY
    return {name: value for name, value in content.items() if name not in unknown}


INFINITE_TALK = ModelSpec(
    key="infinitalk-from-audio",
    name="InfiniteTalk",
    kind=Kind.VIDEO,
    vendor="MeiGen",
    params=InfiniteTalkParams,
    price=per_second(({"resolution": "480p"}, "3"), ({"resolution": "720p"}, "12"), of="audio.seconds", longest=15),
    options={
        "dialect": "market",
        "model": "infinitalk/from-audio",
        "names": {"image": "image_url", "audio": "audio_url"},
    },
    abilities=(Ability.AUDIO_DRIVEN,),
    usual=180.0,
    note="Cheap talking heads: a picture speaks up to fifteen seconds.",
    tags=("audio", "first frame"),
    docs="https://docs.kie.ai/market/infinitalk/from-audio",
)

OMNI_HUMAN = ModelSpec(
    key="omnihuman-1-5",
    name="OmniHuman 1.5",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=OmniHumanParams,
    price=per_second(({}, "27"), of="audio.seconds", longest=60),
    options={
        "dialect": "market",
        "model": "omnihuman-1-5",
        "names": {
            "image": "image_url",
            "audio": "audio_url",
            "mask": "mask_url[]",
            "resolution": "output_resolution",
        },
        "words": {"resolution": {"720p": "720", "1080p": "1080"}},
    },
    abilities=(Ability.AUDIO_DRIVEN,),
    usual=240.0,
    note="A picture of a person or figure speaks or sings with its whole body.",
    tags=("audio", "first frame", "mask"),
    docs="https://docs.kie.ai/market/omnihuman-1-5",
)

LIP_SYNC = ModelSpec(
    key="volcengine-video-to-video-lip-sync",
    name="Volcengine Lip Sync",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=LipSyncParams,
    price=per_second(({}, "8"), of="audio.seconds", longest=300),
    options={
        "dialect": "market",
        "model": "volcengine/video-to-video-lip-sync",
        "names": {"video": "video_url", "audio": "audio_url"},
        "shape": _of_the_mode,
    },
    abilities=(Ability.AUDIO_DRIVEN, Ability.VIDEO_TO_VIDEO),
    usual=180.0,
    note="Lets the lips in a video follow another sound file.",
    tags=("audio",),
    docs="https://docs.kie.ai/market/volcengine/video-to-video-lip-sync",
)

OMNI_HUMAN_SUBJECTS = ModelSpec(
    key="omnihuman-1-5-subject-detection",
    name="OmniHuman Subjects",
    kind=Kind.IMAGE,
    vendor="ByteDance",
    params=OmniHumanSubjectsParams,
    # no price list names it
    price=prices("order", ({}, None), upper="4"),
    options={
        "dialect": "market",
        "model": "omnihuman-1-5/subject-detection",
        "names": {"image": "image_url"},
    },
    abilities=(Ability.BACKGROUND,),
    usual=15.0,
    note="Makes a mask of each person in a picture, to tell OmniHuman who speaks.",
    docs="https://docs.kie.ai/market/omnihuman-1-5/subject-detection",
)

SPECS = (OMNI_HUMAN, INFINITE_TALK, LIP_SYNC, OMNI_HUMAN_SUBJECTS)
