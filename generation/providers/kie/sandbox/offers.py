"""What can be ordered, as data: every endpoint's fields, prices in credits and the files that come out.

A market model is one ``Offer`` in ``MARKET``: its id, the rules of its ``input``, its price, and a function from the
values to a ``Plan``. Fields are those of Kie's schemas of 19 August 2026 (Sora: December 2025), prices those of
kie.ai/pricing of 30 June 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .replies import Refusal
from .rules import Address, Addresses, Number, OneOf, Rule, Switch, Text, checked

Values = dict[str, Any]

#: Seconds that a picture and a video take, at speed 1.
USUAL_SECONDS = {"image": 4.0, "video": 8.0}


@dataclass(frozen=True)
class Plan:
    """The files that an order shall bring. ``inputs``: addresses of input pictures, the most important first; ``ratio``
    "auto" follows the first of them. ``pixels``: a video's short edge, or the side of a square picture of the same
    area; ``exact``: width and height, where the ratio alone does not say. ``seconds``: of a video."""

    kind: str
    extension: str
    ratio: str
    pixels: int
    count: int = 1
    seconds: int = 0
    sound: bool = False
    inputs: tuple[str, ...] = ()
    exact: tuple[int, int] | None = None


@dataclass(frozen=True)
class Offer:
    """One thing that can be ordered. ``price`` and ``plan`` take the checked values."""

    fields: Mapping[str, Rule]
    price: Callable[[Values], float]
    plan: Callable[[Values], Plan]
    agree: Callable[[Values], None] = lambda values: None

    def check(self, given: Mapping[str, Any]) -> Values:
        """The values, in order. Raises Refusal."""
        values = checked(self.fields, given)
        self.agree(values)
        return values


def _short_edge(resolution: str) -> int:
    return {"720p": 720, "1080p": 1080, "4k": 2160}[resolution]


def _listed(*values: Any) -> tuple[str, ...]:
    """One flat tuple of the addresses in ``values``, which are texts, lists or empty."""
    flat: list[str] = []
    for value in values:
        flat += value if isinstance(value, list) else [value] if value else []
    return tuple(flat)


# 4o Image: docs.kie.ai/4o-image-api


def _agree_4o(values: Values) -> None:
    if not (values["prompt"] or "").strip() and not values["filesUrl"] and not values["fileUrl"]:
        raise Refusal(422, "prompt is required")


_FOUR_O_SIZES = {"1:1": (1024, 1024), "3:2": (1536, 1024), "2:3": (1024, 1536)}


def _plan_4o(values: Values) -> Plan:
    return Plan(
        kind="image",
        extension="png",
        ratio=values["size"],
        pixels=1024,
        exact=_FOUR_O_SIZES[values["size"]],
        count=values["nVariants"],
        inputs=_listed(values["filesUrl"], values["fileUrl"], values["maskUrl"]),
    )


FOUR_O = Offer(
    fields={
        "prompt": Text(),
        "size": OneOf(required=True, values=tuple(_FOUR_O_SIZES)),
        "filesUrl": Addresses(most=5),
        "fileUrl": Address(),
        "maskUrl": Address(),
        "nVariants": OneOf(values=(1, 2, 4), default=1),
        "isEnhance": Switch(default=False),
        "uploadCn": Switch(default=False),
        "enableFallback": Switch(default=False),
        "fallbackModel": OneOf(values=("GPT_IMAGE_1", "FLUX_MAX"), default="FLUX_MAX"),
        "callBackUrl": Address(),
    },
    price=lambda values: 6.0 * values["nVariants"],
    plan=_plan_4o,
    agree=_agree_4o,
)

# Veo 3.1: docs.kie.ai/veo3-api

_VEO_PRICES = {
    "veo3": {"720p": 250.0, "1080p": 255.0, "4k": 370.0},
    "veo3_fast": {"720p": 60.0, "1080p": 65.0, "4k": 180.0},
    "veo3_lite": {"720p": 30.0, "1080p": 35.0, "4k": 150.0},
}
VEO_1080P_PRICE = 5.0
_FRAMES, _REFERENCE = "FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO"


def _agree_veo(values: Values) -> None:
    images = values["imageUrls"] or []
    asked = values["generationType"]
    if asked in (_FRAMES, _REFERENCE) and not images:
        raise Refusal(422, f"imageUrls is required for {asked}")
    if asked == _REFERENCE and values["model"] == "veo3":
        raise Refusal(422, "REFERENCE_2_VIDEO supports only veo3_fast and veo3_lite")
    if asked == _REFERENCE and values["duration"] != 8:
        raise Refusal(422, "REFERENCE_2_VIDEO supports only a duration of 8")
    if asked != _REFERENCE and len(images) > 2:
        raise Refusal(422, "imageUrls cannot hold more than 2 files")


def _plan_veo(values: Values) -> Plan:
    ratio = values["aspect_ratio"] or values["aspectRatio"] or "16:9"
    pictures = () if values["generationType"] == "TEXT_2_VIDEO" else _listed(values["imageUrls"])
    return Plan(
        kind="video",
        extension="mp4",
        ratio="auto" if ratio == "Auto" else ratio,
        pixels=_short_edge(values["resolution"]),
        seconds=values["duration"],
        sound=True,
        inputs=pictures,
    )


_VEO_RATIOS = OneOf(values=("16:9", "9:16", "Auto"))
VEO = Offer(
    fields={
        "prompt": Text(required=True),
        "model": OneOf(values=tuple(_VEO_PRICES), default="veo3_fast"),
        "imageUrls": Addresses(most=3),
        "generationType": OneOf(values=("TEXT_2_VIDEO", _FRAMES, _REFERENCE)),
        "aspect_ratio": _VEO_RATIOS,
        "aspectRatio": _VEO_RATIOS,
        "resolution": OneOf(values=("720p", "1080p", "4k"), default="720p"),
        "duration": OneOf(values=(4, 6, 8), default=8),
        "watermark": Text(),
        "enableTranslation": Switch(default=False),
        "enableFallback": Switch(default=False),
        "seeds": Number(low=10_000, high=99_999, whole=True),
        "callBackUrl": Address(),
    },
    price=lambda values: _VEO_PRICES[values["model"]][values["resolution"]],
    plan=_plan_veo,
    agree=_agree_veo,
)

# Runway: docs.kie.ai/runway-api


def _agree_runway(values: Values) -> None:
    if str(int(values["duration"])) == "10" and values["quality"] == "1080p":
        raise Refusal(422, "A 10-second video cannot be made in 1080p")
    if not values["imageUrl"] and not values["aspectRatio"]:
        raise Refusal(422, "aspectRatio is required")


def _plan_runway(values: Values) -> Plan:
    return Plan(
        kind="video",
        extension="mp4",
        ratio="auto" if values["imageUrl"] else values["aspectRatio"],
        pixels=_short_edge(values["quality"]),
        seconds=int(values["duration"]),
        inputs=_listed(values["imageUrl"]),
    )


RUNWAY = Offer(
    fields={
        "prompt": Text(required=True, longest=1800),
        "imageUrl": Address(),
        "duration": OneOf(required=True, values=(5, 10, "5", "10")),  # the schema says number, its sample sends text
        "quality": OneOf(required=True, values=("720p", "1080p")),
        "aspectRatio": OneOf(values=("16:9", "4:3", "1:1", "3:4", "9:16")),
        "waterMark": Text(),
        "callBackUrl": Address(),
    },
    price=lambda values: 12.0 if int(values["duration"]) == 5 and values["quality"] == "720p" else 30.0,
    plan=_plan_runway,
    agree=_agree_runway,
)

# Market models: docs.kie.ai/market. There, a wrong option is answered with code 500.


def _option(*values: Any, default: Any = None, required: bool = False) -> OneOf:
    return OneOf(values=values, default=default, required=required, code=500)


def _plan_nano_banana(values: Values) -> Plan:
    return Plan(
        kind="image",
        extension=values["output_format"],
        ratio=values["aspect_ratio"],
        pixels={"1K": 1024, "2K": 2048, "4K": 4096}[values["resolution"]],
        inputs=_listed(values["image_input"]),
    )


def _plan_kling(values: Values) -> Plan:
    return Plan(
        kind="video",
        extension="mp4",
        ratio=values.get("aspect_ratio") or "auto",
        pixels=1080,
        seconds=int(values["duration"]),
        inputs=_listed(values.get("image_url"), values.get("tail_image_url")),
    )


def _plan_sora(values: Values) -> Plan:
    return Plan(
        kind="video",
        extension="mp4",
        ratio="9:16" if values["aspect_ratio"] == "portrait" else "16:9",
        pixels=720,
        seconds=int(values["n_frames"]),
        sound=True,
        inputs=_listed(values.get("image_urls")),
    )


_KLING = {
    "prompt": Text(required=True, longest=2500),
    "duration": _option("5", "10", default="5"),
    "cfg_scale": Number(low=0, high=1, default=0.5),
}
_SORA = {
    "prompt": Text(required=True, longest=10_000),
    "aspect_ratio": _option("portrait", "landscape", default="landscape"),
    "n_frames": _option("10", "15", default="10"),
    "remove_watermark": Switch(),
    "upload_method": _option("s3", "oss", default="s3"),
}
_NANO_BANANA_RATIOS = (
    *("1:1", "2:3", "3:2", "1:4", "4:1", "3:4", "4:3", "4:5", "5:4", "1:8", "8:1", "9:16", "16:9", "21:9", "auto"),
)


def _kling_price(values: Values) -> float:
    return 42.0 if values["duration"] == "5" else 84.0


def _sora_price(values: Values) -> float:
    """30 credits for 10 s; no page names a price for 15 s, so the sandbox counts by the second."""
    return 3.0 * int(values["n_frames"])


MARKET: dict[str, Offer] = {
    "nano-banana-2": Offer(
        fields={
            "prompt": Text(required=True, longest=20_000),
            "image_input": Addresses(most=14),
            "aspect_ratio": _option(*_NANO_BANANA_RATIOS, default="auto"),
            "resolution": _option("1K", "2K", "4K", default="1K"),
            "output_format": _option("png", "jpg", default="jpg"),
        },
        price=lambda values: {"1K": 8.0, "2K": 12.0, "4K": 18.0}[values["resolution"]],
        plan=_plan_nano_banana,
    ),
    "kling/v2-5-turbo-text-to-video-pro": Offer(
        fields={
            **_KLING,
            "aspect_ratio": _option("16:9", "9:16", "1:1", default="16:9"),
            "negative_prompt": Text(longest=2500),
        },
        price=_kling_price,
        plan=_plan_kling,
    ),
    "kling/v2-5-turbo-image-to-video-pro": Offer(
        fields={
            **_KLING,
            "image_url": Address(required=True),
            "tail_image_url": Address(),
            "negative_prompt": Text(longest=500),
        },
        price=_kling_price,
        plan=_plan_kling,
    ),
    "sora-2-text-to-video": Offer(fields=_SORA, price=_sora_price, plan=_plan_sora),
    "sora-2-image-to-video": Offer(
        fields={**_SORA, "image_urls": Addresses(required=True, most=1)}, price=_sora_price, plan=_plan_sora
    ),
}
