"""Runway."""

from __future__ import annotations

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie import forms
from generation.providers.kie.catalog.pricing import prices

RUNWAY = ModelSpec(
    key="runway",
    name="Runway",
    kind=Kind.VIDEO,
    vendor="Runway",
    params=forms.RunwayParams,
    price=prices(
        "video",
        ({"duration": 5, "quality": "720p"}, "12"),
        ({"duration": 10, "quality": "720p"}, "30"),
        ({"duration": 5, "quality": "1080p"}, "30"),
    ),
    options={"dialect": "runway"},
    usual=90.0,
    note="Quick and cheap video without sound, in five ratios.",
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO),
    tags=("first frame",),
    docs="https://docs.kie.ai/runway-api/generate-ai-video",
)


class RunwayExtendParams(ParamsForm):
    """A longer film from a Runway film."""

    prompt = fields.Prompt(max_length=1800, help_text="What happens next.")
    video = fields.MadeBy("runway", "runway-extend", label="Runway film to extend")
    quality = fields.Resolution("720p", "1080p", label="Quality")
    watermark = fields.Text(label="Watermark", max_length=100, help_text="A text that is burnt into the picture.")


class AlephParams(ParamsForm):
    """A film changed by words. Only about the first five seconds of it are used (contract 4.5)."""

    prompt = fields.Prompt(max_length=5000, help_text="What should change.")
    video = fields.VideoInput(
        label="Video", required=True, max_bytes=100_000_000, help_text="About its first five seconds are used."
    )
    aspect_ratio = fields.AspectRatio("16:9", "9:16", "4:3", "3:4", "1:1", "21:9", optional=True)
    reference_image = fields.ImageInput(label="Reference picture", role="reference", advanced=True)
    seed = fields.Seed()
    watermark = fields.Text(label="Watermark", max_length=100, help_text="A text that is burnt into the picture.")


RUNWAY_EXTEND = ModelSpec(
    key="runway-extend",
    name="Runway Extend",
    kind=Kind.VIDEO,
    vendor="Runway",
    params=RunwayExtendParams,
    price=prices("video", ({}, None), upper="30"),
    options={"dialect": "runway-extend"},
    abilities=(Ability.EXTEND,),
    usual=90.0,
    note="Continues a Runway film by your words.",
    docs="https://docs.kie.ai/runway-api/extend-ai-video",
)

ALEPH = ModelSpec(
    key="runway-aleph",
    name="Runway Aleph",
    kind=Kind.VIDEO,
    vendor="Runway",
    params=AlephParams,
    price=prices("video", ({}, "110")),
    options={"dialect": "aleph"},
    abilities=(Ability.VIDEO_TO_VIDEO,),
    usual=180.0,
    note="Changes what is in a video by your words: light, weather, objects, style.",
    tags=("references",),
    docs="https://docs.kie.ai/runway-api/generate-aleph-video",
)

SPECS = (RUNWAY, RUNWAY_EXTEND, ALEPH)
