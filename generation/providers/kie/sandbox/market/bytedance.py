"""Seedance and the older ByteDance videos: docs.kie.ai/market/bytedance, 19 August 2026."""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer, Plan, Price, Seen, Values
from ..plans import Films
from ..relations import any_of, either, needs, wrong
from ..rules import Rule
from ..tariffs import by, per_second, unlisted, with_films
from . import words as w

# Seedance 1.5

_PRO_15 = Offer(
    fields={
        "prompt": w.prompt(20_000, 3),
        "input_urls": w.images(2),
        "aspect_ratio": w.must(w.choice("1:1", "4:3", "3:4", "16:9", "9:16", "21:9", default="1:1")),
        "resolution": w.choice("480p", "720p", "1080p", default="720p"),
        "duration": w.must(w.number(4, 12)),
        "fixed_lens": w.switch(False),
        "generate_audio": w.switch(False),
        **w.NSFW,
    },
    price=per_second(
        by(
            ("resolution", "generate_audio"),
            {
                ("480p", False): 1.75,
                ("720p", False): 3.5,
                ("1080p", False): 7.5,
                ("480p", True): 3.5,
                ("720p", True): 7.0,
                ("1080p", True): 15.0,
            },
        )
    ),
    plan=Films(),
    does=(*w.TEXT_VIDEO, *w.PICTURE_VIDEO),
)

# Seedance 2: frames and references exclude each other

_RATIOS = ("1:1", "4:3", "3:4", "16:9", "9:16", "21:9", "adaptive")
_FRAMES = ("first_frame_url", "last_frame_url")
_REFERENCES = ("reference_image_urls", "reference_video_urls", "reference_audio_urls")
_PICTURES = (*w.USUAL_PICTURES, "bmp", "tiff", "gif")
_SIDES = (300, 6000)
_FRAME = w.image(_PICTURES, 30, assets=True, sides=_SIDES)


def _references(pictures: int, films: int, sounds: int) -> dict[str, Rule]:
    return {
        "reference_image_urls": w.images(pictures, _PICTURES, 30, assets=True, sides=_SIDES),
        "reference_video_urls": w.files(w.video(assets=True, seconds=(2, 15)), films),
        "reference_audio_urls": w.files(w.audio(15, assets=True), sounds),
    }


def _seedance(*sizes: str) -> dict[str, Rule]:
    return {
        "prompt": w.text(20_000, 3),
        "first_frame_url": _FRAME,
        "last_frame_url": _FRAME,
        **_references(9, 3, 3),
        "generate_audio": w.switch(True),
        "resolution": w.choice(*sizes, default="720p"),
        "aspect_ratio": w.choice(*_RATIOS, default="16:9"),
        "duration": w.whole(4, 15, default=5),
        "web_search": w.switch(),
    }


def _film(values: Values, seen: Seen) -> Plan:
    plan = Films()(values, seen)
    if not values.get("return_last_frame"):
        return plan
    return replace(plan, extras=("first-frame.png", "last-frame.png") if seen.pictures else ("last-frame.png",))


def _prices(without: dict[str, float], having: dict[str, float]) -> Price:
    return per_second(with_films(by("resolution", without), by("resolution", having)))


_AGREE = (
    either(_FRAMES, _REFERENCES),
    wrong(
        "web_search is for text-to-video only",
        lambda v: v["web_search"] and any(v[name] for name in (*_FRAMES, *_REFERENCES)),
    ),
)
_PROMPT_WANTED = any_of("prompt")  # the schema leaves it open, its text says required
_DOES = (*w.TEXT_VIDEO, *w.PICTURE_VIDEO, *w.REFERENCE_VIDEO)
_LAST: dict[str, Rule] = {"return_last_frame": w.switch(False)}

_SEEDANCES = {
    "bytedance/seedance-1.5-pro": _PRO_15,
    "bytedance/seedance-2": Offer(
        fields={**_seedance("480p", "720p", "1080p", "4k"), **_LAST},
        price=_prices(
            {"480p": 19, "720p": 41, "1080p": 102, "4k": 208}, {"480p": 11.4, "720p": 25, "1080p": 62, "4k": 128}
        ),
        plan=_film,
        relations=(_PROMPT_WANTED, *_AGREE),
        does=_DOES,
    ),
    "bytedance/seedance-2-fast": Offer(
        fields={**_seedance("480p", "720p"), **_LAST, **w.NSFW},
        price=_prices({"480p": 15.5, "720p": 33}, {"480p": 9, "720p": 20}),
        plan=_film,
        relations=(_PROMPT_WANTED, *_AGREE),
        does=_DOES,
    ),
    "bytedance/seedance-2-mini": Offer(
        fields={**_seedance("480p", "720p"), **w.NSFW},
        price=_prices({"480p": 9.5, "720p": 20.5}, {"480p": 6, "720p": 12.5}),
        plan=_film,
        relations=(_PROMPT_WANTED, *_AGREE),
        does=_DOES,
    ),
    "bytedance/seedance-2-5": Offer(
        fields={
            **_seedance("480p", "720p", "1080p"),
            **_references(30, 10, 10),
            **_LAST,
            "prompt": w.text(30_000),
            "aspect_ratio": w.choice(*_RATIOS, default="adaptive"),
            "duration": w.whole(4, 30, default=5, also=(-1,)),
            "output_format": w.choice("mp4", "mov", default="mp4"),
            **w.NSFW,
        },
        price=_prices({"480p": 28, "720p": 63, "1080p": 114}, {"480p": 17, "720p": 38, "1080p": 68.5}),
        plan=_film,
        relations=(either(_FRAMES, _REFERENCES), needs("last_frame_url", "first_frame_url")),
        does=_DOES,
    ),
}

# Version 1

_SIZES = ("480p", "720p", "1080p")
_FIRST: dict[str, Rule] = {
    "prompt": w.prompt(10_000),
    "resolution": w.choice(*_SIZES, default="720p"),
    "duration": w.choice("5", "10", default="5"),
    **w.NSFW,
}
_FIRST_MORE: dict[str, Rule] = {
    **_FIRST,
    "camera_fixed": w.switch(),
    "seed": w.number(-1, w.LARGEST_SEED, default=-1),
    "enable_safety_checker": w.switch(),
}
_PICTURE = {"image_url": w.must(w.image())}


def _first(fields: dict[str, Rule], does: tuple[str, ...]) -> Offer:
    return Offer(fields, unlisted, Films(), does=does)


MODELS: dict[str, Offer] = {
    **_SEEDANCES,
    "bytedance/v1-lite-text-to-video": _first(
        {
            **_FIRST_MORE,
            "aspect_ratio": w.choice("16:9", "4:3", "1:1", "3:4", "9:16", "9:21", default="16:9"),
            "seed": w.ANY_SEED,
        },
        w.TEXT_VIDEO,
    ),
    "bytedance/v1-lite-image-to-video": _first(
        {**_FIRST_MORE, **_PICTURE, "end_image_url": w.image()}, w.PICTURE_VIDEO
    ),
    "bytedance/v1-pro-text-to-video": _first(
        {**_FIRST_MORE, "aspect_ratio": w.choice("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", default="16:9")},
        w.TEXT_VIDEO,
    ),
    "bytedance/v1-pro-image-to-video": _first({**_FIRST_MORE, **_PICTURE}, w.PICTURE_VIDEO),
    "bytedance/v1-pro-fast-image-to-video": _first(
        {**_FIRST, **_PICTURE, "resolution": w.choice("720p", "1080p", default="720p")}, w.PICTURE_VIDEO
    ),
}
