"""Google at the Market: docs.kie.ai/market/google, 19 August 2026; clients of September 2026 where it says so."""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer, Price, Seen, Values
from ..plans import Films, Pictures
from ..relations import wrong
from ..rules import Items, Rule
from ..tariffs import by, flat, unlisted
from . import words as w

# Nano Banana

_RATIOS = ("1:1", "9:16", "16:9", "3:4", "4:3", "3:2", "2:3", "5:4", "4:5", "21:9", "auto")
_WIDE_RATIOS = (
    *("1:1", "2:3", "3:2", "1:4", "4:1", "3:4", "4:3", "4:5", "5:4", "1:8", "8:1", "9:16", "16:9", "21:9", "auto"),
)
_SIZES = ("1K", "2K", "4K")
_FIRST: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "output_format": w.choice("png", "jpeg", default="png"),
    "aspect_ratio": w.choice(*_RATIOS, default="1:1"),
    "image_size": w.choice(*_RATIOS),
}

_BANANAS = {
    "google/nano-banana": Offer({**_FIRST, **w.NSFW}, flat(4), Pictures(), does=w.TEXT_PICTURE),
    "google/nano-banana-edit": Offer(
        {**_FIRST, "image_urls": w.must(w.images(10))}, flat(4), Pictures(), does=w.PICTURE_PICTURE
    ),
    "nano-banana-pro": Offer(
        fields={
            "prompt": w.prompt(10_000),
            "image_input": w.images(8, megabytes=30),
            "aspect_ratio": w.choice(*_RATIOS, default="1:1"),
            "resolution": w.choice(*_SIZES, default="1K"),
            "output_format": w.choice("png", "jpg", default="png"),
        },
        price=by("resolution", {"1K": 18, "2K": 18, "4K": 24}),
        plan=Pictures(),
        does=(*w.TEXT_PICTURE, *w.PICTURE_PICTURE),
    ),
    "nano-banana-2": Offer(
        fields={
            "prompt": w.prompt(20_000),
            "image_input": w.images(14, megabytes=30),
            "aspect_ratio": w.choice(*_WIDE_RATIOS, default="auto"),
            "resolution": w.choice(*_SIZES, default="1K"),
            "output_format": w.choice("png", "jpg", default="jpg"),
        },
        price=by("resolution", {"1K": 8, "2K": 12, "4K": 18}),
        plan=Pictures(),
        does=(*w.TEXT_PICTURE, *w.PICTURE_PICTURE),
    ),
    "nano-banana-2-lite": Offer(
        fields={
            "prompt": w.prompt(20_000),
            "image_urls": w.images(10, megabytes=30),
            "aspect_ratio": w.must(w.choice(*_WIDE_RATIOS, default="auto")),
        },
        price=flat(4),
        plan=Pictures(),
        does=(*w.TEXT_PICTURE, *w.PICTURE_PICTURE),
    ),
}

# Imagen 4: the seed is text, but for the fast one

_IMAGEN_RATIOS = ("1:1", "16:9", "9:16", "3:4", "4:3", "auto")
_IMAGEN: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "negative_prompt": w.text(5000),
    "aspect_ratio": w.choice(*_IMAGEN_RATIOS, default="1:1"),
    "seed": w.text(500),
}
_IMAGENS = {
    "google/imagen4": Offer(_IMAGEN, flat(8), Pictures(), does=w.TEXT_PICTURE),
    "google/imagen4-ultra": Offer(_IMAGEN, flat(12), Pictures(usual=2048), does=w.TEXT_PICTURE),
    "google/imagen4-fast": Offer(
        {**_IMAGEN, "aspect_ratio": w.choice(*_IMAGEN_RATIOS, default="16:9"), "seed": w.ANY_SEED},
        flat(4),
        Pictures(),
        does=w.TEXT_PICTURE,
    ),
}

# Gemini Omni: seven slots for pictures, of which a video takes two and a character one

_CLIP = w.objects(
    1, url=w.must(w.video(100, seconds=(0, 30))), start=w.must(w.number(0, 1e6)), ends=w.must(w.number(0, 1e6))
)


def _clip_is_wrong(values: Values) -> bool:
    return any(not 0 < clip["ends"] - clip["start"] <= 10 for clip in values["video_list"] or [])


def _slots(values: Values) -> int:
    pictures, people = len(values["image_urls"] or []), len(values["character_ids"] or [])
    return pictures + people + 2 * len(values["video_list"] or [])


def _omni_price(credits: dict[str, tuple[float, float, float, float]], with_film: dict[str, float]) -> Price:
    """``credits``: by resolution, for 4, 6, 8 and 10 seconds."""

    def price(values: Values, seen: Seen) -> float | None:
        if seen.films:
            return with_film.get(values["resolution"])
        rates = credits.get(values["resolution"])
        return rates[("4", "6", "8", "10").index(values["duration"])] if rates else None

    return price


_HD, _UHD = (90, 120, 150, 180), (210, 240, 270, 300)
OMNI = Offer(
    fields={
        "prompt": w.prompt(20_000),
        "image_urls": w.images(7, (), 20),
        "audio_ids": Items(item=w.must(w.text()), most=3),
        "video_list": _CLIP,
        "character_ids": Items(item=w.must(w.text()), most=7),
        "duration": w.must(w.choice("4", "6", "8", "10")),
        "aspect_ratio": w.choice("16:9", "9:16"),
        "seed": w.SEED,
        "resolution": w.choice("720p", "1080p", "4k", default="720p"),
    },
    price=_omni_price({"720p": _HD, "1080p": _HD, "4k": _UHD}, {"720p": 240, "1080p": 240, "4k": 360}),
    plan=Films(sound=True),
    relations=(
        wrong("video_list[0].ends must be after start, by 10 seconds at most", _clip_is_wrong),
        wrong("image_urls, video_list and character_ids take more than 7 image slots", lambda v: _slots(v) > 7),
        wrong(
            "character_ids cannot hold more than 3 with a video",
            lambda v: v["video_list"] and len(v["character_ids"] or []) > 3,
        ),
    ),
    does=(*w.TEXT_VIDEO, *w.PICTURE_VIDEO, *w.REFERENCE_VIDEO, *w.VIDEO_VIDEO),
)
_FLASH = replace(
    OMNI,
    fields={
        **OMNI.fields,
        "resolution": w.choice("360p", "720p", "1080p", "4k", default="720p"),
        "first_frame_url": w.image((), 20),
        "last_frame_url": w.image((), 20),
    },
    price=_omni_price({"720p": (63, 84, 105, 126)}, {}),
)

# Veo through the Market: clients of September 2026

_VEO = Offer(
    fields={
        "prompt": w.prompt(),
        "image_urls": w.images(3),
        "generation_type": w.choice("TEXT_2_VIDEO", "FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO"),
        "aspect_ratio": w.choice("16:9", "9:16", "Auto"),
        "duration": w.choice(4, 6, 8, default=8),
        "resolution": w.choice("720p", "1080p", "4k", default="720p"),
        "enable_translation": w.switch(),
    },
    price=unlisted,
    plan=Films(sound=True),
    relations=(
        wrong(
            "image_urls is required for this generation_type",
            lambda v: v["generation_type"] not in (None, "TEXT_2_VIDEO") and not v["image_urls"],
        ),
        wrong(
            "image_urls cannot hold more than 2 files for frames",
            lambda v: v["generation_type"] != "REFERENCE_2_VIDEO" and len(v["image_urls"] or []) > 2,
        ),
        wrong(
            "REFERENCE_2_VIDEO supports only a duration of 8",
            lambda v: v["generation_type"] == "REFERENCE_2_VIDEO" and v["duration"] != 8,
        ),
    ),
    does=(*w.TEXT_VIDEO, *w.PICTURE_VIDEO),
)

MODELS: dict[str, Offer] = {
    **_BANANAS,
    **_IMAGENS,
    "gemini-omni-video": OMNI,
    "google/gemini-omni-flash-1-1": _FLASH,
    "veo-3-1": _VEO,
}
