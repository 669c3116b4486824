"""What is ordered at addresses of its own: 4o Image, Veo, Runway, Aleph, Flux Kontext and Luma.

Fields are those of docs.kie.ai of 19 August 2026 (Luma: 2025). Here a wrong option is answered with code 422.
"""

from __future__ import annotations

import math
from dataclasses import replace

from .offers import Offer, Plan, Reference, Seen, Values
from .plans import EDGES, Films, shape
from .relations import never, wrong
from .rules import Address, Items, Number, OneOf, Switch, Text
from .tariffs import by, flat, times, unlisted

_CALLBACK = {"callBackUrl": Address()}
_PICTURE, _FILM = Address(kind="image"), Address(kind="video")


def _pictures(most: int) -> Items:
    return Items(item=replace(_PICTURE, required=True), most=most, word="files")


# 4o Image: docs.kie.ai/4o-image-api

_FOUR_O_SIZES = {"1:1": (1024, 1024), "3:2": (1536, 1024), "2:3": (1024, 1536)}


def _plan_4o(values: Values, seen: Seen) -> Plan:
    return Plan(
        kind="image",
        extension="png",
        ratio=values["size"],
        exact=_FOUR_O_SIZES[values["size"]],
        count=values["nVariants"],
        inputs=seen.pictures,
    )


FOUR_O = Offer(
    fields={
        "prompt": Text(),
        "size": OneOf(required=True, values=tuple(_FOUR_O_SIZES)),
        "filesUrl": _pictures(5),
        "fileUrl": _PICTURE,
        "maskUrl": _PICTURE,
        "nVariants": OneOf(values=(1, 2, 4), default=1),
        "isEnhance": Switch(default=False),
        "uploadCn": Switch(default=False),
        "enableFallback": Switch(default=False),
        "fallbackModel": OneOf(values=("GPT_IMAGE_1", "FLUX_MAX"), default="FLUX_MAX"),
        **_CALLBACK,
    },
    price=times(flat(6), lambda values: values["nVariants"]),
    plan=_plan_4o,
    relations=(
        wrong(
            "prompt is required",
            lambda v: not (v["prompt"] or "").strip() and not v["filesUrl"] and not v["fileUrl"],
        ),
    ),
)

# Veo 3.1: docs.kie.ai/veo3-api

_VEO_PRICES = {
    ("veo3", "720p"): 250,
    ("veo3", "1080p"): 255,
    ("veo3", "4k"): 370,
    ("veo3_fast", "720p"): 60,
    ("veo3_fast", "1080p"): 65,
    ("veo3_fast", "4k"): 180,
    ("veo3_lite", "720p"): 30,
    ("veo3_lite", "1080p"): 35,
    ("veo3_lite", "4k"): 150,
}
VEO_1080P_PRICE = 5.0
_VEO_TIERS = ("veo3", "veo3_fast", "veo3_lite")
_FRAMES, _REFERENCE = "FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO"
#: Seconds that one extension of a video adds; no page says it for either.
_VEO_ADDS, _RUNWAY_ADDS = 8, 5


def _wants_pictures(values: Values) -> bool:
    return values["generationType"] in (_FRAMES, _REFERENCE) and not values["imageUrls"]


def _has_too_many(values: Values) -> bool:
    return values["generationType"] != _REFERENCE and len(values["imageUrls"] or []) > 2


def _plan_veo(values: Values, seen: Seen) -> Plan:
    asked = {"aspect_ratio": values["aspect_ratio"] or values["aspectRatio"] or "16:9"}
    plan = Films(sound=True)({**values, **asked}, seen)
    return replace(plan, inputs=() if values["generationType"] == "TEXT_2_VIDEO" else seen.pictures)


_VEO_RATIOS = OneOf(values=("16:9", "9:16", "Auto"))
_VEO_SEEDS = Number(low=10_000, high=99_999, whole=True)
VEO = Offer(
    fields={
        "prompt": Text(required=True),
        "model": OneOf(values=_VEO_TIERS, default="veo3_fast"),
        "imageUrls": _pictures(3),
        "generationType": OneOf(values=("TEXT_2_VIDEO", _FRAMES, _REFERENCE)),
        "aspect_ratio": _VEO_RATIOS,
        "aspectRatio": _VEO_RATIOS,
        "resolution": OneOf(values=("720p", "1080p", "4k"), default="720p"),
        "duration": OneOf(values=(4, 6, 8), default=8),
        "watermark": Text(),
        "enableTranslation": Switch(default=False),
        "enableFallback": Switch(default=False),
        "seeds": _VEO_SEEDS,
        **_CALLBACK,
    },
    price=by(("model", "resolution"), _VEO_PRICES),
    plan=_plan_veo,
    relations=(
        wrong("imageUrls is required for this generationType", _wants_pictures),
        never("REFERENCE_2_VIDEO supports only veo3_fast and veo3_lite", generationType=_REFERENCE, model="veo3"),
        never("REFERENCE_2_VIDEO supports only a duration of 8", generationType=_REFERENCE, duration=(4, 6)),
        wrong("imageUrls cannot hold more than 2 files", _has_too_many),
    ),
)


def _plan_veo_longer(values: Values, seen: Seen) -> Plan:
    """The new part, and beside it the complete film."""
    before = seen.origin or Plan("video", "mp4", ratio="16:9", pixels=720, seconds=_VEO_ADDS, sound=True)
    whole = (before.whole or before.seconds) + _VEO_ADDS
    return replace(before, seconds=_VEO_ADDS, whole=whole, pixels=720, count=1, extras=("whole-0.mp4",))


VEO_EXTEND = Offer(
    fields={
        "taskId": Text(required=True),
        "prompt": Text(required=True),
        "model": OneOf(values=("fast", "quality", "lite"), default="fast"),
        "seeds": _VEO_SEEDS,
        "watermark": Text(),
        **_CALLBACK,
    },
    price=by("model", {"fast": 60, "quality": 250, "lite": 30}),
    plan=_plan_veo_longer,
    reference=Reference("taskId", (*_VEO_TIERS, "veo-extend")),
)
VEO_4K = Offer(
    fields={"taskId": Text(required=True), "index": Number(low=0, high=9, whole=True, default=0), **_CALLBACK},
    price=flat(120),
    plan=lambda values, seen: replace(
        seen.origin or Plan("video", "mp4"), pixels=2160, count=1, extras=("still-0.jpg",)
    ),
    reference=Reference("taskId", (*_VEO_TIERS, "veo-extend"), index="index"),
)

# Runway: docs.kie.ai/runway-api

_POSTER = ("poster.jpg",)
_RUNWAY_PRICES = {(5, "720p"): 12.0, (5, "1080p"): 30.0, (10, "720p"): 30.0}


def _plan_runway(values: Values, seen: Seen) -> Plan:
    asked = {"aspect_ratio": values["aspectRatio"]}
    return replace(Films(sized_by=("quality",), follows=True)({**values, **asked}, seen), extras=_POSTER)


RUNWAY = Offer(
    fields={
        "prompt": Text(required=True, longest=1800),
        "imageUrl": _PICTURE,
        "duration": OneOf(required=True, values=(5, 10, "5", "10")),  # the schema says number, its sample sends text
        "quality": OneOf(required=True, values=("720p", "1080p")),
        "aspectRatio": OneOf(values=("16:9", "4:3", "1:1", "3:4", "9:16")),
        "waterMark": Text(),
        **_CALLBACK,
    },
    price=lambda values, seen: _RUNWAY_PRICES[int(values["duration"]), values["quality"]],
    plan=_plan_runway,
    relations=(
        never("A 10-second video cannot be made in 1080p", duration=(10, "10"), quality="1080p"),
        wrong("aspectRatio is required", lambda v: not v["aspectRatio"] and not v["imageUrl"]),
    ),
)


def _plan_runway_longer(values: Values, seen: Seen) -> Plan:
    before = seen.origin or Plan("video", "mp4", ratio="16:9", pixels=720, seconds=5)
    seconds = min(60, before.seconds + _RUNWAY_ADDS)
    return replace(before, seconds=seconds, pixels=EDGES[values["quality"]], extras=_POSTER)


RUNWAY_EXTEND = Offer(
    fields={
        "taskId": Text(required=True),
        "prompt": Text(required=True),
        "quality": OneOf(required=True, values=("720p", "1080p")),
        "waterMark": Text(),
        **_CALLBACK,
    },
    price=by("quality", {"720p": 12, "1080p": 30}),
    plan=_plan_runway_longer,
    reference=Reference("taskId", ("runway", "runway-extend")),
)

#: Seconds of the input film that Aleph and Luma look at.
_ALEPH_LOOKS_AT, _LUMA_LOOKS_AT = 5, 10


def _plan_edit(values: Values, seen: Seen, seconds: int) -> Plan:
    plan = Films()({**values, "duration": min(seconds, max(1, math.ceil(seen.seconds)))}, seen)
    return replace(plan, ratio=shape(values) if values.get("aspectRatio") else plan.ratio)


ALEPH = Offer(
    fields={
        "prompt": Text(required=True),
        "videoUrl": replace(_FILM, required=True),
        "waterMark": Text(),
        "uploadCn": Switch(default=False),
        "aspectRatio": OneOf(values=("16:9", "9:16", "4:3", "3:4", "1:1", "21:9")),
        "seed": Number(low=0, high=2**32, whole=True),
        "referenceImage": _PICTURE,
        **_CALLBACK,
    },
    price=flat(110),
    plan=lambda values, seen: replace(_plan_edit(values, seen, _ALEPH_LOOKS_AT), extras=_POSTER),
)

# Luma Modify, retired: docs.kie.ai/luma-api, 2025

LUMA = Offer(
    fields={
        "prompt": Text(required=True),
        "videoUrl": replace(_FILM, required=True, megabytes=500),
        "watermark": Text(),
        **_CALLBACK,
    },
    price=unlisted,
    plan=lambda values, seen: replace(_plan_edit(values, seen, _LUMA_LOOKS_AT), extras=("origin-0.mp4",)),
)

# Flux Kontext: docs.kie.ai/flux-kontext-api


def _plan_kontext(values: Values, seen: Seen) -> Plan:
    extension = "png" if values["outputFormat"] == "png" else "jpg"
    return Plan(
        kind="image",
        extension=extension,
        ratio=values["aspectRatio"] or ("auto" if seen.pictures else "16:9"),
        inputs=seen.pictures,
        extras=(f"origin-0.{extension}",),
    )


KONTEXT = Offer(
    fields={
        "prompt": Text(required=True),
        "enableTranslation": Switch(default=True),
        "inputImage": _PICTURE,
        "aspectRatio": OneOf(values=("21:9", "16:9", "4:3", "1:1", "3:4", "9:16")),
        "model": OneOf(values=("flux-kontext-pro", "flux-kontext-max"), default="flux-kontext-pro"),
        "outputFormat": OneOf(values=("jpeg", "png"), default="jpeg"),
        "promptUpsampling": Switch(default=False),
        "safetyTolerance": Number(low=0, high=6, whole=True, default=2),
        "uploadCn": Switch(default=False),
        "watermark": Text(),
        **_CALLBACK,
    },
    price=by("model", {"flux-kontext-pro": 5, "flux-kontext-max": 10}),
    plan=_plan_kontext,
    relations=(
        wrong(
            "safetyTolerance must be between 0 and 2 with an inputImage",
            lambda v: v["inputImage"] and v["safetyTolerance"] > 2,
        ),
    ),
)
