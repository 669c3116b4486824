"""Google's Veo 3.1."""

from __future__ import annotations

from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Request, Status
from generation.providers.kie import forms
from generation.providers.kie.catalog.pricing import by, prices

VEO3_FAST = ModelSpec(
    key="veo3_fast",
    name="Veo 3.1 Fast",
    kind=Kind.VIDEO,
    vendor="Google",
    params=forms.VeoReferenceParams,
    price=by("resolution", "video", **{"720p": "60", "1080p": "65", "4k": "180"}),
    options={"dialect": "veo", "model": "veo3_fast"},
    usual=120.0,
    note="Video with sound, from words or from a picture.",
    abilities=(
        Ability.TEXT_TO_VIDEO,
        Ability.IMAGE_TO_VIDEO,
        Ability.FRAMES_TO_VIDEO,
        Ability.REFERENCE_TO_VIDEO,
    ),
    tags=("audio", "first frame", "last frame", "references", "4K"),
    docs="https://docs.kie.ai/veo3-api/generate-veo-3-video",
)

VEO3 = ModelSpec(
    key="veo3",
    name="Veo 3.1",
    kind=Kind.VIDEO,
    vendor="Google",
    params=forms.VeoParams,
    price=by("resolution", "video", **{"720p": "250", "1080p": "255", "4k": "370"}),
    options={"dialect": "veo", "model": "veo3"},
    usual=240.0,
    note="The best quality of the Veo family, with sound.",
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    tags=("audio", "first frame", "last frame", "4K"),
    docs="https://docs.kie.ai/veo3-api/generate-veo-3-video",
)

VEO3_LITE = ModelSpec(
    key="veo3_lite",
    name="Veo 3.1 Lite",
    kind=Kind.VIDEO,
    vendor="Google",
    params=forms.VeoReferenceParams,
    price=by("resolution", "video", **{"720p": "30", "1080p": "35", "4k": "150"}),
    options={"dialect": "veo", "model": "veo3_lite"},
    usual=90.0,
    note="The cheapest of the Veo family, with sound.",
    abilities=(
        Ability.TEXT_TO_VIDEO,
        Ability.IMAGE_TO_VIDEO,
        Ability.FRAMES_TO_VIDEO,
        Ability.REFERENCE_TO_VIDEO,
    ),
    tags=("audio", "first frame", "last frame", "references", "4K"),
    docs="https://docs.kie.ai/veo3-api/generate-veo-3-video",
)


class VeoExtendParams(ParamsForm):
    """A longer film from a Veo film. What was upgraded to 1080p afterwards cannot be extended (contract 3.5)."""

    prompt = fields.Prompt(max_length=5000, help_text="What happens next.")
    video = fields.MadeBy(
        *("veo3_fast", "veo3", "veo3_lite", "veo3-extend"), unless=("veo3-1080p",), label="Veo film to extend"
    )
    tier = fields.Choice(
        ("fast", "Fast"),
        ("quality", "Quality"),
        ("lite", "Lite"),
        label="Tier",
        help_text="Quality costs four times as much.",
    )
    seed = fields.Seed(min_value=10_000, max_value=99_999)
    watermark = fields.Text(label="Watermark", max_length=100, help_text="A text that is burnt into the picture.")


class VeoMarketParams(forms.VeoReferenceParams):
    """Veo 3.1 through the Market: the tier cannot be chosen there (contract 3.7)."""

    watermark = None  # type: ignore[assignment]  # how Django takes a field out


def _with_mode(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """Says what the pictures are for, in the words of Veo's own address."""
    frames = request.inputs.get("image") or request.inputs.get("last_frame")
    mode = "FIRST_AND_LAST_FRAMES_2_VIDEO" if frames else "TEXT_2_VIDEO"
    return {**content, "generation_type": "REFERENCE_2_VIDEO" if request.inputs.get("reference_images") else mode}


class VeoLargerParams(ParamsForm):
    """The same film in a higher resolution."""

    video = fields.MadeBy("veo3_fast", "veo3", "veo3_lite", "veo3-extend", label="Veo film to enlarge")


VEO3_EXTEND = ModelSpec(
    key="veo3-extend",
    name="Veo 3.1 Extend",
    kind=Kind.VIDEO,
    vendor="Google",
    params=VeoExtendParams,
    price=by("tier", "video", fast="60", quality="250", lite="30"),
    options={"dialect": "veo-extend"},
    output_labels=("Whole film", "New part"),
    abilities=(Ability.EXTEND,),
    usual=150.0,
    note="Continues a Veo film by your words; the result is the whole film.",
    tags=("audio",),
    docs="https://docs.kie.ai/veo3-api/extend-video",
)

VEO3_1080P = ModelSpec(
    key="veo3-1080p",
    name="Veo 3.1 in 1080p",
    kind=Kind.VIDEO,
    vendor="Google",
    params=VeoLargerParams,
    price=prices("video", ({}, "5")),
    options={"dialect": "veo-1080p"},
    abilities=(Ability.UPSCALE,),
    usual=120.0,
    note="The 1080p version of a finished Veo film. A film that was enlarged so cannot be extended any more.",
    tags=("audio",),
    docs="https://docs.kie.ai/veo3-api/get-veo-3-1080-p-video",
)

VEO3_4K = ModelSpec(
    key="veo3-4k",
    name="Veo 3.1 in 4K",
    kind=Kind.VIDEO,
    vendor="Google",
    params=VeoLargerParams,
    price=prices("video", ({}, "120")),
    options={"dialect": "veo-4k"},
    abilities=(Ability.UPSCALE,),
    usual=480.0,
    note="The 4K version of a finished Veo film, in five to ten minutes.",
    tags=("audio", "4K"),
    docs="https://docs.kie.ai/veo3-api/get-veo-3-4k-video",
)

VEO_MARKET = ModelSpec(
    key="veo-3-1",
    name="Veo 3.1 (Market)",
    kind=Kind.VIDEO,
    vendor="Google",
    params=VeoMarketParams,
    price=prices("video", ({}, None), upper="370"),
    options={
        "dialect": "market",
        "model": "veo-3-1",
        "names": {"image": "image_urls[]", "last_frame": "image_urls[]", "reference_images": "image_urls[]"},
        "shape": _with_mode,
    },
    abilities=VEO3_FAST.abilities,
    usual=150.0,
    note="Veo 3.1 by Kie's other address, where the tier cannot be chosen.",
    tags=("audio", "first frame", "last frame", "references", "4K"),
    status=Status.EXPERIMENTAL,
    status_note="Seen in clients of September 2026 only; Kie's documentation of 19 August 2026 lacks it.",
)

SPECS = (VEO3_FAST, VEO3, VEO3_LITE, VEO3_EXTEND, VEO3_1080P, VEO3_4K, VEO_MARKET)
