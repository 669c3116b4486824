"""PixVerse V6.

Fields and limits: docs.kie.ai of 19 August 2026. No price list that was read names PixVerse, so an order reserves an
amount that no price of its class reaches.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Request
from generation.providers.kie.catalog.pricing import prices
from generation.providers.kie.forms import RulesForm

_PRICE = prices("video", ({}, None), upper="400")
_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9")
_NAMES = {"resolution": "quality", "sound": "generate_audio_switch"}
_MADE = (
    "pixverse-v6-text-to-video",
    "pixverse-v6-image-to-video",
    "pixverse-v6-transition",
    "pixverse-v6-reference-to-video",
    "pixverse-v6-extend",
)


def _ratio() -> fields.AspectRatio:
    return fields.AspectRatio(*_RATIOS)


def _clips() -> fields.Flag:
    return fields.Flag(label="Several shots", advanced=True, help_text="The film is cut into shots.")


class PixverseParams(ParamsForm):
    """What every PixVerse V6 takes."""

    prompt = fields.Prompt(min_length=3, max_length=5000)
    duration = fields.Duration(*range(1, 16), initial=5)
    resolution = fields.Resolution("720p", "360p", "540p", "1080p", help_text="A higher resolution costs more.")
    sound = fields.Flag(label="Sound", help_text="A video with sound costs more.")
    seed = fields.Seed(max_value=2_147_483_647)


class PixverseTextParams(PixverseParams):
    """PixVerse V6: text to video."""

    aspect_ratio = _ratio()
    generate_multi_clip_switch = _clips()
    field_order = ("prompt", "aspect_ratio")


class PixverseImageParams(RulesForm, PixverseParams):
    """PixVerse V6: one or two pictures to video, or one of PixVerse's effects on them."""

    image = fields.ImageInput(label="Pictures", role="first frame", required=True, most=2, max_bytes=20_000_000)
    generate_multi_clip_switch = _clips()
    template_id = fields.Text(
        label="Effect", max_length=40, help_text="The number of a PixVerse effect. It brings its own length."
    )
    field_order = ("prompt", "image")
    aliases = {"images": "image", "image_urls": "image"}

    def check(self, values: dict[str, Any]) -> None:
        effect = values.get("template_id") or ""
        if effect and not (effect.isascii() and effect.isdigit()):
            self.add_error("template_id", "An effect is a number, such as 302325299692608.")


class PixverseTransitionParams(PixverseParams):
    """PixVerse V6: from a first frame to a last one."""

    image = fields.ImageInput(label="First frame", role="first frame", required=True)
    last_frame = fields.ImageInput(label="Last frame", role="last frame", required=True)
    field_order = ("prompt", "image", "last_frame")


class Reference(ParamsForm):
    """One picture that the prompt may name."""

    image = fields.ImageInput(label="Picture", role="reference", required=True)
    type = fields.Choice("subject", "background", label="What it shows")
    ref_name = fields.Text(label="Name", max_length=30, advanced=False, help_text="The prompt says @name.")


class PixverseReferenceParams(RulesForm, PixverseParams):
    """PixVerse V6: up to seven pictures as references."""

    image_references = fields.Rows(
        Reference,
        label="References",
        noun="reference",
        least=1,
        most=7,
        required=True,
        unless_only=("type",),
        advanced=False,
    )
    aspect_ratio = _ratio()
    field_order = ("prompt", "image_references", "aspect_ratio")

    def check(self, values: dict[str, Any]) -> None:
        names = Counter(row["ref_name"] for row in values["image_references"] if row.get("ref_name"))
        if twice := [name for name, count in names.items() if count > 1]:
            self.add_error("image_references", f"Two references are called {twice[0]}. Give each its own name.")


class PixverseExtendParams(RulesForm, PixverseParams):
    """PixVerse V6: a longer film from one that PixVerse made, or from any other."""

    task = fields.MadeBy(
        *_MADE, label="Film that PixVerse made", required=False, help_text="Or give any other video below."
    )
    video = fields.VideoInput(label="Video", max_bytes=100_000_000)
    field_order = ("prompt", "task", "video")

    def check(self, values: dict[str, Any]) -> None:
        if bool(values.get("task")) == bool(values.get("video")):
            self.add_error("video", "Give either a film that PixVerse made, or a video.")


def _with_effect(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """An effect brings its own length."""
    return {name: value for name, value in content.items() if name != "duration" or "template_id" not in content}


PIXVERSE_TEXT = ModelSpec(
    key="pixverse-v6-text-to-video",
    name="PixVerse V6",
    kind=Kind.VIDEO,
    vendor="PixVerse",
    params=PixverseTextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=_PRICE,
    options={"dialect": "market", "model": "pixverse-v6/text-to-video", "names": _NAMES},
    usual=90.0,
    note="Films of 1 to 15 s from words, in eight ratios.",
    tags=("audio", "shots"),
    docs="https://docs.kie.ai/market/pixverse/text-to-video",
)

PIXVERSE_IMAGE = ModelSpec(
    key="pixverse-v6-image-to-video",
    name="PixVerse V6 from a picture",
    kind=Kind.VIDEO,
    vendor="PixVerse",
    params=PixverseImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "pixverse-v6/image-to-video",
        "names": {**_NAMES, "image": "image_urls[]"},
        "shape": _with_effect,
    },
    usual=90.0,
    note="Sets one or two pictures in motion, with PixVerse's effects where you like.",
    tags=("audio", "first frame", "shots"),
    docs="https://docs.kie.ai/market/pixverse/image-to-video",
)

PIXVERSE_TRANSITION = ModelSpec(
    key="pixverse-v6-transition",
    name="PixVerse V6 Transition",
    kind=Kind.VIDEO,
    vendor="PixVerse",
    params=PixverseTransitionParams,
    abilities=(Ability.FRAMES_TO_VIDEO,),
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "pixverse-v6/transition",
        "names": {**_NAMES, "image": "first_frame_image_url", "last_frame": "last_frame_image_url"},
    },
    usual=90.0,
    note="Leads from a first frame to a last one.",
    tags=("audio", "first frame", "last frame"),
    docs="https://docs.kie.ai/market/pixverse/transition",
)

PIXVERSE_REFERENCE = ModelSpec(
    key="pixverse-v6-reference-to-video",
    name="PixVerse V6 from references",
    kind=Kind.VIDEO,
    vendor="PixVerse",
    params=PixverseReferenceParams,
    abilities=(Ability.REFERENCE_TO_VIDEO,),
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "pixverse-v6/reference-to-video",
        "names": {**_NAMES, "image_references.image": "image_url"},
    },
    usual=120.0,
    note="A new film with the figures and backgrounds of up to seven pictures.",
    tags=("audio", "references"),
    docs="https://docs.kie.ai/market/pixverse/reference-to-video",
)

PIXVERSE_EXTEND = ModelSpec(
    key="pixverse-v6-extend",
    name="PixVerse V6 Extend",
    kind=Kind.VIDEO,
    vendor="PixVerse",
    params=PixverseExtendParams,
    abilities=(Ability.EXTEND,),
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "pixverse-v6/extend",
        "names": {**_NAMES, "task": "taskId", "video": "video_url"},
    },
    usual=120.0,
    note="Goes on where a film ends, for 1 to 15 s.",
    tags=("audio", "video input"),
    docs="https://docs.kie.ai/market/pixverse/extend",
)

SPECS = (PIXVERSE_TEXT, PIXVERSE_IMAGE, PIXVERSE_TRANSITION, PIXVERSE_REFERENCE, PIXVERSE_EXTEND)
