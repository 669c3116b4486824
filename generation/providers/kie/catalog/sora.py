"""OpenAI's Sora 2, retired: for old records, and in case Kie sends these ids elsewhere.

Field lists: docs.kie.ai of December 2025. The character models make no video and have no spec, and so the ids of their
characters cannot be given here; where Kie stores a result (``upload_method``) makes no difference to a file that is
fetched at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Status
from generation.providers.kie import forms
from generation.providers.kie.catalog.pricing import prices
from generation.providers.kie.forms import RulesForm

_ENDED = (
    "OpenAI ended Sora 2 and its Videos API on 24 September 2026; Kie's own index and price list "
    "(kie.ai/pricing, 30 June 2026) no longer name it."
)
_SEEN_IN_CLIENTS = f"Seen in clients only, never documented. {_ENDED}"
_SHAPE: dict[str, Any] = {
    "dialect": "market",
    "names": {"duration": "n_frames", "image": "image_urls[]"},
    "as_text": ("duration",),
    "words": {"aspect_ratio": {"16:9": "landscape", "9:16": "portrait"}},
}

SORA_2 = ModelSpec(
    key="sora-2",
    name="Sora 2",
    kind=Kind.VIDEO,
    vendor="OpenAI",
    params=forms.Sora2Params,
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO),
    price=prices("video", ({"duration": 10}, "30"), ({"duration": 15}, None), upper="60"),
    options={**_SHAPE, "model": "sora-2-text-to-video", "image_model": "sora-2-image-to-video"},
    usual=180.0,
    note="Video with sound.",
    tags=("audio", "first frame"),
    status=Status.RETIRED,
    status_note=_ENDED,
    docs="https://docs.kie.ai/market/sora2/sora-2-text-to-video",
)

# -- pro -------------------------------------------------------------------------------------------------------------


class SoraProTextParams(ParamsForm):
    """Sora 2 Pro: text to video."""

    prompt = fields.Prompt(max_length=10_000)
    aspect_ratio = fields.AspectRatio("16:9", "9:16")
    duration = fields.Duration(10, 15)
    size = fields.Choice("high", "standard", label="Quality")
    remove_watermark = fields.Flag(label="Without watermark", initial=True, advanced=True)


class SoraProImageParams(ParamsForm):
    """Sora 2 Pro: one picture to video."""

    prompt = fields.Prompt(max_length=10_000)
    image = fields.ImageInput(label="Picture", role="first frame", required=True)
    aspect_ratio = fields.AspectRatio("16:9", "9:16")
    duration = fields.Duration(10, 15)
    size = fields.Choice("standard", "high", label="Quality")
    remove_watermark = fields.Flag(label="Without watermark", initial=True, advanced=True)


#: Kie named only the lowest of the prices; what is unknown is reserved at twice and a half of that
_PRICE_PRO = prices(
    "video",
    ({"size": "standard", "duration": 10}, "150"),
    ({"size": "standard", "duration": 15}, None),
    ({"size": "high"}, None),
    upper="375",
)

SORA_2_PRO_TEXT = replace(
    SORA_2,
    key="sora-2-pro-text-to-video",
    name="Sora 2 Pro",
    params=SoraProTextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=_PRICE_PRO,
    options={**_SHAPE, "model": "sora-2-pro-text-to-video"},
    note="Video with sound in the better quality.",
    tags=("audio",),
    docs="https://docs.kie.ai/market/sora2/sora-2-pro-text-to-video",
)

SORA_2_PRO_IMAGE = replace(
    SORA_2_PRO_TEXT,
    key="sora-2-pro-image-to-video",
    name="Sora 2 Pro from a picture",
    params=SoraProImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    options={**_SHAPE, "model": "sora-2-pro-image-to-video"},
    tags=("audio", "first frame"),
    docs="https://docs.kie.ai/market/sora2/sora-2-pro-image-to-video",
)

# -- storyboard ------------------------------------------------------------------------------------------------------


class Scene(ParamsForm):
    """One scene of a storyboard."""

    scene = fields.Prompt(label="Scene")
    duration = fields.Number(
        label="Seconds",
        min_value=0.1,
        max_value=15,
        required=True,
        advanced=False,
        error_messages={"required": "Say how many seconds it lasts."},
    )


class StoryboardParams(RulesForm):
    """Sora 2 Pro Storyboard: up to ten scenes in one video."""

    shots = fields.Rows(Scene, label="Scenes", noun="scene", most=10, least=1, required=True, advanced=False)
    duration = fields.Duration(15, 10, 25)
    aspect_ratio = fields.AspectRatio("16:9", "9:16")
    image = fields.ImageInput(label="Picture", role="first frame")

    def check(self, values: dict[str, Any]) -> None:
        together, most = sum(row["duration"] for row in values["shots"]), values["duration"]
        if together > most + 1e-6:
            self.add_error("shots", f"The scenes last {together:g} s together. Make them fit into {most} s.")


SORA_2_STORYBOARD = replace(
    SORA_2,
    key="sora-2-pro-storyboard",
    name="Sora 2 Pro Storyboard",
    params=StoryboardParams,
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO),
    price=prices("video", ({"duration": 10}, "150"), ({"duration": (15, 25)}, None), upper="375"),
    # the capital is theirs
    options={**_SHAPE, "model": "sora-2-pro-storyboard", "names": {**_SHAPE["names"], "shots.scene": "Scene"}},
    note="Up to ten scenes in one video with sound.",
    tags=("audio", "first frame", "shots"),
    docs="https://docs.kie.ai/market/sora2/sora-2-pro-storyboard",
)

# -- watermark remover -----------------------------------------------------------------------------------------------


class WatermarkRemoverParams(RulesForm):
    """Sora Watermark Remover: the link of a shared Sora video."""

    video_url = fields.Text(
        label="Link of the video",
        max_length=500,
        required=True,
        advanced=False,
        help_text="A link that begins with https://sora.chatgpt.com/.",
    )

    def check(self, values: dict[str, Any]) -> None:
        if not values["video_url"].startswith("https://sora.chatgpt.com/"):
            self.add_error("video_url", "Give the link of a Sora video. It begins with https://sora.chatgpt.com/.")


SORA_WATERMARK_REMOVER = replace(
    SORA_2,
    key="sora-watermark-remover",
    name="Sora Watermark Remover",
    params=WatermarkRemoverParams,
    abilities=(Ability.VIDEO_TO_VIDEO,),
    price=prices("video", ({}, None), upper="20"),
    options={"dialect": "market", "model": "sora-watermark-remover"},
    usual=60.0,
    note="Fetches a shared Sora video without its watermark.",
    tags=(),
    docs="https://docs.kie.ai/market/sora2/sora-watermark-remover",
)

# -- variants that only clients know ---------------------------------------------------------------------------------


class SoraTextParams(ParamsForm):
    """Sora 2 from words alone."""

    prompt = fields.Prompt(max_length=10_000)
    aspect_ratio = fields.AspectRatio("16:9", "9:16")
    duration = fields.Duration(10, 15)
    remove_watermark = fields.Flag(label="Without watermark", initial=True, advanced=True)


class SoraImageParams(SoraTextParams):
    """Sora 2 from a picture."""

    image = fields.ImageInput(label="Picture", role="first frame", required=True)
    field_order = ("prompt", "image")


SORA_2_STABLE_TEXT = replace(
    SORA_2,
    key="sora-2-text-to-video-stable",
    name="Sora 2 Stable",
    params=SoraTextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=prices("video", ({"duration": 10}, "35"), ({"duration": 15}, None), upper="70"),
    options={**_SHAPE, "model": "sora-2-text-to-video-stable"},
    tags=("audio",),
    status_note=_SEEN_IN_CLIENTS,
    docs="",
)

SORA_2_STABLE_IMAGE = replace(
    SORA_2_STABLE_TEXT,
    key="sora-2-image-to-video-stable",
    name="Sora 2 Stable from a picture",
    params=SoraImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    options={**_SHAPE, "model": "sora-2-image-to-video-stable"},
    tags=("audio", "first frame"),
)

SORA_2_PRIVATE_TEXT = replace(
    SORA_2_STABLE_TEXT,
    key="sora-2-text-to-video-private",
    name="Sora 2 Private",
    price=prices("video", ({}, None), upper="70"),
    options={**_SHAPE, "model": "sora-2-text-to-video-private"},
)

SPECS = (
    SORA_2,
    SORA_2_PRO_TEXT,
    SORA_2_PRO_IMAGE,
    SORA_2_STORYBOARD,
    SORA_2_STABLE_TEXT,
    SORA_2_STABLE_IMAGE,
    SORA_2_PRIVATE_TEXT,
    SORA_WATERMARK_REMOVER,
)
