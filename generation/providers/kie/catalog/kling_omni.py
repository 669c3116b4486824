"""Kuaishou's Kling 3.0 Omni: one model in four forms, by what goes in.

Kie's schema switches custom shots on by default, so ``customize_multi_shots`` is always sent: it is on exactly where
shots were written. Fields and limits: docs.kie.ai of 19 August 2026; the price has one source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Request
from generation.providers.kie.catalog.kling import LONGEST_SIDE, sound
from generation.providers.kie.catalog.kling3 import ELEMENT_NAMES, ShotsForm, elements, name_twice
from generation.providers.kie.catalog.pricing import per_second
from generation.providers.kie.forms import RulesForm

_PICTURE: dict[str, Any] = {
    "formats": ("jpeg", "png"),
    "max_bytes": 50_000_000,
    "sides": (300, LONGEST_SIDE),
    "ratio": (0.4, 2.5),
}
_CLIP: dict[str, Any] = {"max_bytes": 200_000_000, "sides": (700, 4553), "seconds": (3, 15.5)}
_RATIOS = ("16:9", "9:16", "1:1")
_SHOTS = "Up to six shots of your own. Their seconds together are the duration."


class OmniShot(ParamsForm):
    """One shot of an Omni film."""

    prompt = fields.Prompt(max_length=512)
    duration = fields.Integer(
        label="Seconds",
        min_value=1,
        max_value=15,
        required=True,
        advanced=False,
        error_messages={"required": "Say how many seconds it lasts."},
    )


class OmniParams(ShotsForm):
    """What the Omni forms that make new films share."""

    prompt = fields.Prompt(max_length=3072, required=False, help_text="May stay empty where you write shots.")
    duration = fields.Duration(*range(3, 16), initial=5)
    resolution = fields.Resolution("720p", "1080p", "4k", help_text="A higher resolution costs more.")
    sound = sound()
    prefer_multi_shots = fields.Flag(label="Let Kling cut it into shots", advanced=True)
    multi_prompt = fields.Rows(OmniShot, label="Shots", noun="shot", most=6, help_text=_SHOTS)
    elements = elements()

    def check(self, values: dict[str, Any]) -> None:
        self.clean_shots(values)
        if values.get("prefer_multi_shots") and values.get("multi_prompt"):
            words = "Either Kling cuts the film, or you write the shots. Switch this off, or take the shots away."
            self.add_error("prefer_multi_shots", words)
        if words := name_twice(values):
            self.add_error("elements", words)


class OmniTextParams(OmniParams):
    """Kling 3.0 Omni: text to video."""

    aspect_ratio = fields.AspectRatio(*_RATIOS)
    field_order = ("prompt", "aspect_ratio")


class OmniImageParams(OmniParams):
    """Kling 3.0 Omni: a first frame, with or without a last one."""

    aspect_ratio = fields.AspectRatio("auto", *_RATIOS, help_text="A ratio of your own needs shots of your own.")
    image = fields.ImageInput(label="First frame", role="first frame", required=True, **_PICTURE)
    last_frame = fields.ImageInput(
        label="Last frame", role="last frame", advanced=True, help_text="The video ends on it.", **_PICTURE
    )
    field_order = ("prompt", "image", "last_frame", "aspect_ratio")

    def check(self, values: dict[str, Any]) -> None:
        super().check(values)
        if values.get("aspect_ratio") != "auto" and not values.get("multi_prompt"):
            self.add_error("aspect_ratio", "The picture sets the ratio. Choose auto, or write shots of your own.")


class OmniReferenceParams(OmniParams):
    """Kling 3.0 Omni: pictures, one video, or both as references."""

    aspect_ratio = fields.AspectRatio(*_RATIOS, "auto", help_text="With a video alone, auto.")
    reference_images = fields.ImageInput(
        label="Reference pictures",
        role="reference",
        most=7,
        help_text="Up to seven pictures, or up to four beside a video.",
        **_PICTURE,
    )
    reference_videos = fields.VideoInput(
        label="Reference video",
        role="reference",
        help_text="With a video alone, its length counts and not the one chosen here.",
        **_CLIP,
    )
    field_order = ("prompt", "reference_images", "reference_videos", "aspect_ratio")

    def has_own_length(self, values: dict[str, Any]) -> bool:
        return bool(values.get("reference_images") or not values.get("reference_videos"))

    def check(self, values: dict[str, Any]) -> None:
        super().check(values)
        images, video = values.get("reference_images") or (), values.get("reference_videos")
        if not images and not video:
            self.add_error("reference_images", "Add reference pictures or a reference video.")
        if video and values.get("sound"):
            self.add_error("sound", "With a reference video there is no sound. Switch sound off.")
        if video and len(images) > 4:
            self.add_error("reference_images", f"Beside a video, up to four pictures. You gave {len(images)}.")
        if video and not images and values.get("aspect_ratio") != "auto":
            self.add_error("aspect_ratio", "With a video alone, the ratio is the video's. Choose auto.")


class OmniTransformationParams(RulesForm):
    """Kling 3.0 Omni: a video changed by words, with or without pictures."""

    prompt = fields.Prompt(max_length=3072)
    video = fields.VideoInput(label="Video", required=True, **_CLIP)
    reference_images = fields.ImageInput(label="Reference pictures", role="reference", most=4, **_PICTURE)
    aspect_ratio = fields.AspectRatio("auto", *_RATIOS, help_text="Without pictures, auto.")
    duration = fields.Duration(
        *range(3, 16), optional=True, advanced=True, help_text="Empty: as long as the video that goes in."
    )
    resolution = fields.Resolution("720p", "1080p", "4k", help_text="A higher resolution costs more.")
    sound = fields.Flag(label="Sound")
    elements = elements()

    def check(self, values: dict[str, Any]) -> None:
        if not values.get("reference_images") and values.get("aspect_ratio") != "auto":
            self.add_error("aspect_ratio", "Without pictures, the ratio is the video's. Choose auto.")
        if words := name_twice(values):
            self.add_error("elements", words)


def _with_shots(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """The two switches must not come together, so the second is sent only where it is on."""
    shaped = {**content, "customize_multi_shots": "multi_prompt" in content}
    if not shaped.get("prefer_multi_shots"):
        shaped.pop("prefer_multi_shots", None)
    return shaped


def _of_references(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """A video alone sets the length."""
    shaped = _with_shots(content, request)
    if "video_urls" in shaped and "image_urls" not in shaped:
        shaped.pop("duration", None)
    return shaped


_WITHOUT_VIDEO = (
    ({"resolution": "720p", "sound": False}, "14"),
    ({"resolution": "720p", "sound": True}, "18"),
    ({"resolution": "1080p", "sound": False}, "18"),
    ({"resolution": "1080p", "sound": True}, "23"),
)
_SEEN: dict[str, Any] = {"as_of": "2026-08-01", "source": "one source, August 2026"}
#: seconds of the longest video that may go in
_LONGEST = 16

_PRICE = per_second(({"resolution": "4k"}, "67"), *_WITHOUT_VIDEO, **_SEEN)


def _reference_length(known: Mapping[str, Any]) -> Mapping[str, Any]:
    alone = known.get("reference_videos.given") and not known.get("reference_images.given")
    return {"length": known.get("reference_videos.seconds" if alone else "duration")}


def _transformed_length(known: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"length": known.get("duration") or known.get("video.seconds")}


KLING_OMNI_TEXT = ModelSpec(
    key="kling-3.0-omni-text-to-video",
    name="Kling 3.0 Omni",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=OmniTextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "kling-3.0-omni/text-to-video",
        "names": {"sound": "audio", **ELEMENT_NAMES},
        "shape": _with_shots,
    },
    usual=150.0,
    note="Films of 3 to 15 s up to 4K from words, in one shot or several.",
    tags=("audio", "references", "shots", "4K"),
    docs="https://docs.kie.ai/market/kling/v3-omni-text-to-video",
)

KLING_OMNI_IMAGE = ModelSpec(
    key="kling-3.0-omni-image-to-video",
    name="Kling 3.0 Omni from frames",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=OmniImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    price=_PRICE,
    options={
        "dialect": "market",
        "model": "kling-3.0-omni/image-to-video",
        "names": {"sound": "audio", "image": "image_urls[]", "last_frame": "image_urls[]", **ELEMENT_NAMES},
        "shape": _with_shots,
    },
    usual=150.0,
    note="Begins with one picture and, where you like, ends on another.",
    tags=("audio", "first frame", "last frame", "references", "shots", "4K"),
    docs="https://docs.kie.ai/market/kling/v3-omni-image-to-video",
)

KLING_OMNI_REFERENCE = ModelSpec(
    key="kling-3.0-omni-reference-to-video",
    name="Kling 3.0 Omni from references",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=OmniReferenceParams,
    abilities=(Ability.REFERENCE_TO_VIDEO,),
    price=per_second(
        ({"resolution": "4k"}, "67"),
        ({"resolution": "720p", "reference_videos.given": True}, "20"),
        ({"resolution": "1080p", "reference_videos.given": True}, "27"),
        *_WITHOUT_VIDEO,
        of="length",
        derive=_reference_length,
        longest=_LONGEST,
        **_SEEN,
    ),
    options={
        "dialect": "market",
        "model": "kling-3.0-omni/reference-to-video",
        "names": {
            "sound": "audio",
            "reference_images": "image_urls[]",
            "reference_videos": "video_urls[]",
            **ELEMENT_NAMES,
        },
        "shape": _of_references,
    },
    usual=180.0,
    note="A new film with what up to seven pictures or one video show.",
    tags=("audio", "references", "video input", "shots", "4K"),
    docs="https://docs.kie.ai/market/kling/v3-omni-reference-to-video",
)

KLING_OMNI_TRANSFORMATION = ModelSpec(
    key="kling-3.0-omni-transformation",
    name="Kling 3.0 Omni Transformation",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=OmniTransformationParams,
    abilities=(Ability.VIDEO_TO_VIDEO,),
    price=per_second(
        ({"resolution": "720p"}, "20"),
        ({"resolution": "1080p"}, "27"),
        ({"resolution": "4k"}, "67"),
        of="length",
        derive=_transformed_length,
        longest=_LONGEST,
        **_SEEN,
    ),
    options={
        "dialect": "market",
        "model": "kling-3.0-omni/transformation",
        "names": {
            "sound": "audio",
            "video": "video_urls[]",
            "reference_images": "image_urls[]",
            **ELEMENT_NAMES,
        },
        "as_text": ("duration",),
    },
    usual=240.0,
    note="Changes a video as words and pictures say.",
    tags=("audio", "references", "video input", "4K"),
    docs="https://docs.kie.ai/market/kling/v3-omni-transformation",
)

SPECS = (KLING_OMNI_TEXT, KLING_OMNI_IMAGE, KLING_OMNI_REFERENCE, KLING_OMNI_TRANSFORMATION)
