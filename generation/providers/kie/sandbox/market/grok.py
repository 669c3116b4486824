"""Grok Imagine of xAI: docs.kie.ai/market/grok-imagine, 19 August 2026, and recorded calls of April 2026."""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer, Plan, Reference, Seen, Values
from ..plans import EDGES, Films, Pictures, continued
from ..relations import any_of, either, wrong
from ..rules import AnyOf, Items, OneOf, Rule
from ..tariffs import by, flat, per_second, unlisted
from . import words as w

_RATIOS = ("2:3", "3:2", "1:1", "16:9", "9:16")
_T2I, _T2V, _I2V = "grok-imagine/text-to-image", "grok-imagine/text-to-video", "grok-imagine/image-to-video"
_EXTEND, _UPSCALE = "grok-imagine/extend", "grok-imagine/upscale"
_FILMS = (_T2V, _I2V, _EXTEND, _UPSCALE)
_PICTURES_2, _SEGMENTS_2 = "grok-imagine-image-2-0/text-to-image", "grok-imagine-image-2-0/segment-map"
#: Seconds of a video where none are asked for.
_USUAL_SECONDS = 6

_FILM: dict[str, Rule] = {
    "mode": w.choice("fun", "normal", "spicy", default="normal"),
    "resolution": w.choice("480p", "720p", "1080p", default="480p"),
}
_RATE = per_second(by("resolution", {"480p": 1.6, "720p": 3}))


def _seconds(values: Values) -> Values:
    return {**values, "duration": values["duration"] or _USUAL_SECONDS}


def _film(values: Values, seen: Seen) -> Plan:
    return Films(edge=480, sound=True)(_seconds(values), seen)


def _from_picture(values: Values, seen: Seen) -> Plan:
    """The ratio counts only where there are several pictures."""
    plan = _film(values, seen)
    return replace(plan, ratio="auto") if len(seen.pictures) == 1 else plan


def _film_price(values: Values, seen: Seen) -> float | None:
    return _RATE(_seconds(values), seen)


def _longer_price(values: Values, seen: Seen) -> float | None:
    edge = seen.origin.pixels if seen.origin else 480
    return {(6, 480): 10.0, (6, 720): 20.0, (10, 480): 20.0, (10, 720): 30.0}.get((int(values["extend_times"]), edge))


def _larger(values: Values, seen: Seen) -> Plan:
    before = seen.origin or Plan("video", "mp4", pixels=480, seconds=_USUAL_SECONDS, ratio="16:9")
    return replace(before, pixels=EDGES[values["resolution"]], count=1)


_TASK = w.must(w.text(100))

_VIDEOS = {
    _T2V: Offer(
        fields={
            "prompt": w.prompt(5000),
            "aspect_ratio": w.choice(*_RATIOS, default="2:3"),
            "duration": AnyOf(rules=(w.number(6, 30), w.as_text(6, 30))),
            **_FILM,
        },
        price=_film_price,
        plan=_film,
        does=w.TEXT_VIDEO,
    ),
    _I2V: Offer(
        fields={
            "image_urls": w.images(7, (), 0),
            "task_id": w.text(100),
            "index": w.whole(0, 5, default=0),
            "prompt": w.text(5000),
            "duration": w.as_text(6, 30),
            "aspect_ratio": w.choice(*_RATIOS, default="16:9"),
            **_FILM,
        },
        price=_film_price,
        plan=_from_picture,
        relations=(
            any_of("image_urls", "task_id"),
            either(("image_urls",), ("task_id",)),
            wrong("mode spicy cannot be used with image_urls", lambda v: v["mode"] == "spicy" and v["image_urls"]),
        ),
        reference=Reference("task_id", (_T2I,), index="index", shows=True),
        does=w.PICTURE_VIDEO,
    ),
    _EXTEND: Offer(
        fields={
            "task_id": _TASK,
            "prompt": w.prompt(),
            "extend_at": w.must(w.number(2, 1e6, default=2, also=(0,))),  # 0 was accepted in a recording
            "extend_times": w.must(w.loose(OneOf(values=(6, 10), code=500))),
        },
        price=_longer_price,
        plan=continued(lambda values: int(values["extend_times"])),
        reference=Reference("task_id", _FILMS),
        does=w.VIDEO_VIDEO,
    ),
    _UPSCALE: Offer(
        fields={"task_id": _TASK, "resolution": w.choice("720p", "1080p", default="720p")},
        price=flat(10),
        plan=_larger,
        reference=Reference("task_id", _FILMS),
        does=w.VIDEO_VIDEO,
    ),
    "grok-imagine-video-1-5-preview": Offer(
        fields={
            "prompt": w.text(4096),
            "image_urls": w.images(7, megabytes=20),
            "aspect_ratio": w.choice("1:1", "16:9", "9:16", "3:2", "2:3", "auto", default="auto"),
            "resolution": w.choice("480p", "720p", "1080p", default="480p"),
            "duration": w.whole(1, 15, default=8),
            **w.NSFW,
        },
        price=unlisted,
        plan=_from_picture,
        relations=(
            any_of("prompt", "image_urls"),
            wrong(
                "image_urls cannot hold more than 1 files at 1080p",
                lambda v: v["resolution"] == "1080p" and len(v["image_urls"] or []) > 1,
            ),
        ),
        does=(*w.TEXT_VIDEO, *w.PICTURE_VIDEO),
    ),
}


def _segments(values: Values, seen: Seen) -> Plan:
    told = {"resultObject": {"segments": [{"index": number, "label": f"part {number}"} for number in range(3)]}}
    return Plan("data", "png", count=0, inputs=seen.pictures, told=told)


_IMAGES = {
    _T2I: Offer(
        fields={
            "prompt": w.prompt(5000),
            "aspect_ratio": w.choice(*_RATIOS, default="1:1"),
            "enable_pro": w.switch(),
            **w.NSFW,
        },
        price=lambda values, seen: 5.0 if values["enable_pro"] else 4.0,
        plan=Pictures(count=lambda values: 4 if values["enable_pro"] else 6, extension="jpg"),
        does=w.TEXT_PICTURE,
    ),
    "grok-imagine/image-to-image": Offer(
        fields={"prompt": w.text(390_000), "image_urls": w.must(w.images(5)), **w.NSFW},
        price=flat(4),
        plan=Pictures(count=2, extension="jpg"),
        does=w.PICTURE_PICTURE,
    ),
    _PICTURES_2: Offer(
        fields={"prompt": w.prompt(), "aspect_ratio": w.must(w.choice("1:1", "2:3", "3:2", "16:9", "9:16"))},
        price=flat(4),
        plan=Pictures(extension="jpg"),
        does=w.TEXT_PICTURE,
    ),
    _SEGMENTS_2: Offer(
        fields={"task_id": w.text(100), "image_url": w.image()},
        price=flat(0),
        plan=_segments,
        relations=(any_of("task_id", "image_url"), either(("task_id",), ("image_url",))),
        reference=Reference("task_id", (_PICTURES_2, "grok-imagine-image-2-0/image-edit"), shows=True),
        does=w.PICTURE_PICTURE,
    ),
    "grok-imagine-image-2-0/image-edit": Offer(
        fields={
            "prompt": w.prompt(),
            "task_id": w.must(w.text()),
            "mask_indexs": Items(item=w.must(w.whole(0)), least=1),
        },
        price=flat(4),
        plan=Pictures(extension="jpg"),
        reference=Reference("task_id", (_PICTURES_2, _SEGMENTS_2), shows=True),
        does=w.PICTURE_PICTURE,
    ),
}

MODELS: dict[str, Offer] = {**_IMAGES, **_VIDEOS}
