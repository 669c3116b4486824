"""Wan of Alibaba: docs.kie.ai/market/wan, 19 August 2026; version 3.0 from clients of September 2026.

Up to 2.6 the duration is text, from 2.7 on a number.
"""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer, Plan, Seen, Values
from ..plans import Films, Pictures
from ..relations import any_of, either, most_together, wrong
from ..rules import Items, Rule
from ..tariffs import by, flat, per_second, times, unlisted
from . import words as w

# 2.2

_FAST: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "resolution": w.choice("480p", "720p", default="720p"),
    "enable_prompt_expansion": w.switch(),
    "seed": w.number(0, w.LARGEST_SEED, default=0),
    "acceleration": w.choice("none", "regular", default="none"),
    **w.NSFW,
}
_THREE_SIZES = w.choice("480p", "580p", "720p", default="480p")
_FAST_PRICE = by("resolution", {"480p": 40, "580p": 60, "720p": 80})
_SPEECH_RATE = by("resolution", {"480p": 12, "580p": 18, "720p": 24})


def _spoken(values: Values) -> int:
    """Seconds of a video that is counted in frames."""
    return max(1, round(float(values["num_frames"]) / float(values["frames_per_second"])))


_ANIMATE = Offer(
    fields={
        "video_url": w.must(w.video(10)),
        "image_url": w.must(w.image()),
        "resolution": _THREE_SIZES,
        **w.NSFW,
    },
    price=per_second(by("resolution", {"480p": 6, "580p": 9.5, "720p": 12.5})),
    plan=Films(),
    does=w.VIDEO_VIDEO,
)
_TWO_TWO = {
    "wan/2-2-a14b-text-to-video-turbo": Offer(
        {**_FAST, "aspect_ratio": w.choice("16:9", "9:16", default="16:9")},
        _FAST_PRICE,
        Films(seconds=5),
        does=w.TEXT_VIDEO,
    ),
    "wan/2-2-a14b-image-to-video-turbo": Offer(
        {**_FAST, "image_url": w.must(w.image())}, _FAST_PRICE, Films(seconds=5), does=w.PICTURE_VIDEO
    ),
    "wan/2-2-a14b-speech-to-video-turbo": Offer(
        fields={
            "prompt": w.prompt(5000),
            "image_url": w.must(w.image()),
            "audio_url": w.must(w.audio(10)),
            "num_frames": w.number(40, 120, default=80),
            "frames_per_second": w.number(4, 60, default=16),
            "resolution": _THREE_SIZES,
            "negative_prompt": w.text(500),
            "seed": w.ANY_SEED,
            "num_inference_steps": w.number(2, 40, default=27),
            "guidance_scale": w.number(1, 10, default=3.5),
            "shift": w.number(1, 10, default=5),
            **w.NSFW,
        },
        price=times(_SPEECH_RATE, _spoken),
        plan=lambda values, seen: Films(sound=True, seconds=_spoken(values))(values, seen),
        relations=(wrong("num_frames must be a multiple of 4", lambda v: v["num_frames"] % 4),),
        does=("audio-to-video",),
    ),
    "wan/2-2-animate-move": _ANIMATE,
    "wan/2-2-animate-replace": _ANIMATE,
}

# 2.5 and 2.6

_TWO_SIZES = ("720p", "1080p")
_FIVE: dict[str, Rule] = {
    "prompt": w.prompt(800),
    "duration": w.must(w.choice("5", "10")),
    "resolution": w.choice(*_TWO_SIZES),
    "negative_prompt": w.text(500),
    "enable_prompt_expansion": w.switch(),
    "seed": w.ANY_SEED,
    **w.NSFW,
}
_FIVE_RATES = {("720p", "5"): 60, ("720p", "10"): 120, ("1080p", "5"): 100, ("1080p", "10"): 200}
_FIVE_PRICE = by(("resolution", "duration"), _FIVE_RATES)
_SIX_RATES = {
    ("720p", "5"): 70,
    ("720p", "10"): 140,
    ("720p", "15"): 210,
    ("1080p", "5"): 104.5,
    ("1080p", "10"): 209.5,
    ("1080p", "15"): 315,
}
_SIX_PRICE = by(("resolution", "duration"), _SIX_RATES)


def _six(longest: int, *durations: str) -> dict[str, Rule]:
    return {
        "prompt": w.prompt(longest),
        "duration": w.choice(*durations, default="5"),
        "resolution": w.choice(*_TWO_SIZES, default="1080p"),
        "multi_shots": w.switch(False),
    }


_ONE_PICTURE = {"image_urls": w.must(w.images(1))}
_LARGE_PICTURE = {"image_urls": w.must(w.images(1, sides=(256, w.ENDLESS)))}
_THREE_FILMS = {"video_urls": w.must(w.files(w.video(10), 3))}
_SOUNDING = Films(sound=True)

_FIVE_SIX = {
    "wan/2-5-text-to-video": Offer(
        {**_FIVE, "aspect_ratio": w.choice(*w.CINEMA)}, _FIVE_PRICE, _SOUNDING, does=w.TEXT_VIDEO
    ),
    "wan/2-5-image-to-video": Offer(
        {**_FIVE, "image_url": w.must(w.image())}, _FIVE_PRICE, _SOUNDING, does=w.PICTURE_VIDEO
    ),
    "wan/2-6-text-to-video": Offer(_six(5000, "5", "10", "15"), _SIX_PRICE, _SOUNDING, does=w.TEXT_VIDEO),
    "wan/2-6-image-to-video": Offer(
        {**_six(5000, "5", "10", "15"), **_LARGE_PICTURE, **w.NSFW}, _SIX_PRICE, _SOUNDING, does=w.PICTURE_VIDEO
    ),
    "wan/2-6-video-to-video": Offer(
        {**_six(5000, "5", "10"), **_THREE_FILMS, **w.NSFW}, _SIX_PRICE, _SOUNDING, does=w.VIDEO_VIDEO
    ),
    "wan/2-6-flash-image-to-video": Offer(
        {**_six(1500, "5", "10", "15"), **_ONE_PICTURE, "audio": w.must(w.switch()), **w.NSFW},
        unlisted,
        Films(),
        does=w.PICTURE_VIDEO,
    ),
    "wan/2-6-flash-video-to-video": Offer(
        {**_six(1500, "5", "10"), **_THREE_FILMS, "audio": w.switch(), **w.NSFW},
        unlisted,
        Films(),
        does=w.VIDEO_VIDEO,
    ),
}

# 2.7 pictures: four of them, or twelve in a row, unless n says otherwise


def _count(values: Values) -> int:
    return int(values["n"] or (12 if values["enable_sequential"] else 4))


def _is_plain(values: Values) -> bool:
    """From text alone, one by one."""
    return not values["input_urls"] and not values["enable_sequential"]


_BOX = Items(item=w.must(w.whole(0)), most=4, least=4)
_PICTURE_27: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "input_urls": w.images(9, (), 0),
    "aspect_ratio": w.choice("1:1", "16:9", "4:3", "21:9", "3:4", "9:16", "8:1", "1:8"),
    "enable_sequential": w.switch(False),
    "n": w.whole(1, 12),
    "resolution": w.choice("1K", "2K", "4K", default="2K"),
    "thinking_mode": w.switch(False),
    "color_palette": w.objects(10, 3, hex=w.prompt(), ratio=w.prompt()),
    "bbox_list": Items(item=Items(item=_BOX, most=2), most=9),
    "watermark": w.switch(False),
    "seed": w.whole(0, default=0),
}
_PICTURE_RULES = (
    wrong("aspect_ratio is for orders without input images only", lambda v: v["input_urls"] and v["aspect_ratio"]),
    wrong("n must be between 1 and 4 without enable_sequential",
          lambda v: _count(v) > 4 and not v["enable_sequential"]),
    wrong("thinking_mode is for text-to-image only, without enable_sequential",
          lambda v: v["thinking_mode"] and not _is_plain(v)),
)  # fmt: skip
_PICTURES = {
    "wan/2-7-image": Offer(
        {**_PICTURE_27, **w.NSFW},
        times(flat(4.8), _count),
        Pictures(count=_count),
        relations=_PICTURE_RULES,
        does=(*w.TEXT_PICTURE, *w.PICTURE_PICTURE),
    ),
    "wan/2-7-image-pro": Offer(
        _PICTURE_27,
        times(flat(12), _count),
        Pictures(count=_count),
        relations=(
            *_PICTURE_RULES,
            wrong("4K is for plain text-to-image only", lambda v: v["resolution"] == "4K" and not _is_plain(v)),
        ),
        does=(*w.TEXT_PICTURE, *w.PICTURE_PICTURE),
    ),
}

# 2.7 videos

_SEVEN: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "negative_prompt": w.text(500),
    "resolution": w.choice(*_TWO_SIZES, default="1080p"),
    "prompt_extend": w.switch(True),
    "watermark": w.switch(False),
    "seed": w.SEED,
    **w.NSFW,
}
_SEVEN_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
_SEVEN_PRICE = per_second(by("resolution", {"720p": 16, "1080p": 24}))
_ANY_PICTURE, _ANY_FILM, _ANY_SOUND = w.image((), 0), w.video(), w.audio()


def _directed(values: Values, seen: Seen) -> Plan:
    """A first frame makes the ratio void."""
    return _SOUNDING({**values, **({"aspect_ratio": None} if values["first_frame"] else {})}, seen)


_VIDEOS_27 = {
    "wan/2-7-text-to-video": Offer(
        {
            **_SEVEN,
            "audio_url": _ANY_SOUND,
            "ratio": w.choice(*_SEVEN_RATIOS, default="16:9"),
            "duration": w.whole(2, 15, default=5),
        },
        _SEVEN_PRICE,
        _SOUNDING,
        does=w.TEXT_VIDEO,
    ),
    "wan/2-7-image-to-video": Offer(
        {
            **_SEVEN,
            "first_frame_url": _ANY_PICTURE,
            "last_frame_url": _ANY_PICTURE,
            "first_clip_url": _ANY_FILM,
            "driving_audio_url": _ANY_SOUND,
            "duration": w.whole(2, 15, default=5),
        },
        _SEVEN_PRICE,
        _SOUNDING,
        relations=(any_of("first_frame_url", "last_frame_url", "first_clip_url"),),
        does=w.PICTURE_VIDEO,
    ),
    "wan/2-7-r2v": Offer(
        {
            **_SEVEN,
            "reference_image": w.files(_ANY_PICTURE, 5),
            "reference_video": w.files(_ANY_FILM, 5),
            "first_frame": _ANY_PICTURE,
            "reference_voice": _ANY_SOUND,
            "aspect_ratio": w.choice(*_SEVEN_RATIOS, default="16:9"),
            "duration": w.whole(2, 10, default=5),
        },
        _SEVEN_PRICE,
        _directed,
        relations=(
            any_of("reference_image", "reference_video"),
            most_together(5, "reference_image", "reference_video"),
        ),
        does=w.REFERENCE_VIDEO,
    ),
    "wan/2-7-videoedit": Offer(
        {
            **_SEVEN,
            "prompt": w.text(5000),
            "video_url": w.must(w.video(100, seconds=(2, 10))),
            "reference_image": _ANY_PICTURE,
            "aspect_ratio": w.choice(*_SEVEN_RATIOS),
            "duration": w.whole(2, 10, default=0, also=(0,)),
            "audio_setting": w.choice("auto", "origin", default="auto"),
        },
        _SEVEN_PRICE,
        _SOUNDING,
        does=w.VIDEO_VIDEO,
    ),
}

# 3.0: the letters of sizes are large

_FRAMES = ("first_frame_url", "last_frame_url")
_REFERENCES = (
    *("reference_image_urls", "reference_video_urls", "reference_audio_urls"),
    *("reference_file_urls", "reference_link_urls"),
)
_THREE = Offer(
    fields={
        "prompt": w.text(20_000),
        "first_frame_url": _ANY_PICTURE,
        "last_frame_url": _ANY_PICTURE,
        "reference_image_urls": w.files(_ANY_PICTURE, 10),
        "reference_video_urls": w.files(_ANY_FILM, 5),
        "reference_audio_urls": w.files(_ANY_SOUND, 5),
        "reference_file_urls": Items(item=w.must(w.text())),
        "reference_link_urls": Items(item=w.must(w.text())),
        "resolution": w.choice("480P", "720P", "1080P"),
        "aspect_ratio": w.choice("adaptive", "16:9", "4:3", "1:1", "3:4", "9:16"),
        "duration": w.whole(2, 30, also=(-1,)),
        "audio": w.switch(True),
        "seed": w.SEED,
        **w.NSFW,
    },
    price=per_second(by("resolution", {"480P": 8, "720P": 16, "1080P": 32}, usual="720P")),
    plan=Films(),
    relations=(either(_FRAMES, _REFERENCES),),
    does=(*w.TEXT_VIDEO, *w.PICTURE_VIDEO, *w.REFERENCE_VIDEO),
)

MODELS: dict[str, Offer] = {
    **_TWO_TWO,
    **_FIVE_SIX,
    **_PICTURES,
    **_VIDEOS_27,
    "wan/3-0-video": _THREE,
    "wan/3-0-video-prime": replace(_THREE, price=unlisted),
}
