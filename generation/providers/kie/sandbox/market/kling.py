"""Kling: docs.kie.ai/market/kling, 19 August 2026; Kling 3.0 also from recorded calls of April 2026."""

from __future__ import annotations

from ..offers import Offer, Plan, Seen, Values
from ..plans import Films
from ..relations import any_of, is_given, needs, never, wrong
from ..rules import Address, Items, Rule, Text
from ..tariffs import by, flat, per_second
from . import words as w

_FIVE_TEN = w.choice("5", "10", default="5")
_SMALL_PICTURE = w.image(w.PNG_JPEG, 10)

# 2.1 and 2.5 Turbo

_TURBO = {"prompt": w.prompt(2500), "duration": _FIVE_TEN, "cfg_scale": w.number(0, 1, default=0.5)}
_MASTER: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "duration": _FIVE_TEN,
    "negative_prompt": w.text(500),
    "cfg_scale": w.number(0, 1, default=0.5),
}
_STANDARD = {**_MASTER, "image_url": w.must(_SMALL_PICTURE)}
_FULL_HD = Films(edge=1080, follows=True)

_OLDER = {
    "kling/v2-5-turbo-text-to-video-pro": Offer(
        fields={**_TURBO, "aspect_ratio": w.choice(*w.CINEMA, default="16:9"), "negative_prompt": w.text(2500)},
        price=by("duration", {"5": 42, "10": 84}),
        plan=_FULL_HD,
        does=w.TEXT_VIDEO,
    ),
    "kling/v2-5-turbo-image-to-video-pro": Offer(
        fields={
            **_TURBO,
            "image_url": w.must(_SMALL_PICTURE),
            "tail_image_url": _SMALL_PICTURE,
            "negative_prompt": w.text(500),
        },
        price=by("duration", {"5": 42, "10": 84}),
        plan=_FULL_HD,
        does=w.PICTURE_VIDEO,
    ),
    "kling/v2-1-master-text-to-video": Offer(
        fields={**_MASTER, "aspect_ratio": w.choice(*w.CINEMA, default="16:9")},
        price=by("duration", {"5": 160, "10": 320}),
        plan=_FULL_HD,
        does=w.TEXT_VIDEO,
    ),
    "kling/v2-1-master-image-to-video": Offer(
        fields=_STANDARD, price=by("duration", {"5": 160, "10": 320}), plan=_FULL_HD, does=w.PICTURE_VIDEO
    ),
    "kling/v2-1-standard": Offer(
        fields=_STANDARD, price=by("duration", {"5": 25, "10": 50}), plan=Films(), does=w.PICTURE_VIDEO
    ),
    "kling/v2-1-pro": Offer(
        fields={**_STANDARD, "tail_image_url": _SMALL_PICTURE},
        price=by("duration", {"5": 50, "10": 100}),
        plan=_FULL_HD,
        does=w.PICTURE_VIDEO,
    ),
}

# Avatars: a picture that speaks, as long as the sound

_AVATAR = {
    "image_url": w.must(_SMALL_PICTURE),
    "audio_url": w.must(w.audio(100, seconds=(0, 300))),
    "prompt": w.prompt(5000),
}
_AVATAR_STANDARD = Offer(_AVATAR, per_second(flat(8)), Films(sound=True), does=("audio-to-video",))
_AVATAR_PRO = Offer(_AVATAR, per_second(flat(16)), Films(edge=1080, sound=True), does=("audio-to-video",))

# 2.6

_PRICES_26 = {("5", False): 55, ("5", True): 110, ("10", False): 110, ("10", True): 220}
_KLING_26: dict[str, Rule] = {
    "prompt": w.prompt(1000),
    "sound": w.must(w.switch()),
    "duration": w.must(_FIVE_TEN),
}
_MOTION = {
    "prompt": w.text(2500),
    "input_urls": w.must(w.images(1, w.PNG_JPEG, sides=(301, w.ENDLESS))),
    "video_urls": w.must(w.files(w.video(100, seconds=(3, 30)), 1)),
}

_TWO_SIX = {
    "kling-2.6/text-to-video": Offer(
        fields={**_KLING_26, "aspect_ratio": w.must(w.choice(*w.CINEMA, default="1:1"))},
        price=by(("duration", "sound"), _PRICES_26),
        plan=_FULL_HD,
        does=w.TEXT_VIDEO,
    ),
    "kling-2.6/image-to-video": Offer(
        fields={**_KLING_26, "image_urls": w.must(w.images(1, w.PNG_JPEG))},
        price=by(("duration", "sound"), _PRICES_26),
        plan=_FULL_HD,
        does=w.PICTURE_VIDEO,
    ),
    "kling-2.6/motion-control": Offer(
        fields={
            **_MOTION,
            "character_orientation": w.must(w.choice("image", "video", default="video")),
            "mode": w.must(w.choice("720p", "1080p", default="720p")),
        },
        price=per_second(by("mode", {"720p": 11, "1080p": 18})),
        plan=Films(),
        does=w.VIDEO_VIDEO,
    ),
}

# 3.0


def _elements(most: int) -> Items:
    return w.objects(
        most,
        name=w.prompt(),
        description=w.prompt(),
        element_input_urls=w.must(w.files(Address(kind="any"), 4)),
        element_input_audio_urls=w.files(w.audio(), 4),
        start_time=w.whole(0),
        end_time=w.whole(0),
    )


def _unknown_elements(name: str) -> str:
    return f"the names of {name} must be unique"


def _repeats(values: Values, name: str) -> bool:
    names = [element["name"] for element in values.get(name) or []]
    return len(names) != len(set(names))


def _sounds_30(values: Values) -> bool:
    """Several shots always have sound."""
    return bool(values["sound"] or values["multi_shots"])


def _rate_30(values: Values, seen: Seen) -> float:
    silent, sounding = {"std": (14, 20), "pro": (18, 27), "4K": (67, 67)}[values["mode"]]
    return sounding if _sounds_30(values) else silent


def _plan_30(values: Values, seen: Seen) -> Plan:
    return Films(follows=True)({**values, "sound": _sounds_30(values)}, seen)


_THREE = {
    "kling-3.0/video": Offer(
        fields={
            "prompt": w.prompt(),
            "image_urls": w.images(2, (), 0),
            "sound": w.must(w.switch(False)),
            "duration": w.must(w.as_text(3, 15, default="5")),
            "aspect_ratio": w.must(w.choice(*w.CINEMA, default="16:9")),
            "mode": w.must(w.choice("std", "pro", "4K", default="pro")),
            "multi_shots": w.must(w.switch(False)),
            "multi_prompt": w.objects(5, prompt=w.prompt(500), duration=w.must(w.whole(1, 12))),
            "kling_elements": _elements(3),
        },
        price=per_second(_rate_30),
        plan=_plan_30,
        relations=(
            wrong("multi_prompt is required", lambda v: v["multi_shots"] and not v["multi_prompt"]),
            wrong("multi_prompt is only for multi_shots", lambda v: v["multi_prompt"] and not v["multi_shots"]),
            wrong(
                "with multi_shots image_urls cannot hold more than 1 files",
                lambda v: v["multi_shots"] and len(v["image_urls"] or []) > 1,
            ),
            needs("kling_elements", "image_urls"),
            wrong(_unknown_elements("kling_elements"), lambda v: _repeats(v, "kling_elements")),
        ),
        does=(*w.TEXT_VIDEO, *w.PICTURE_VIDEO),
    ),
    "kling-3.0/motion-control": Offer(
        fields={
            **_MOTION,
            "input_urls": w.must(w.images(1, (), 0)),
            "video_urls": w.must(w.files(w.video(), 1)),
            "mode": w.choice("std", "pro", "720p", "1080p"),  # the page has words, a recorded call had 720p
            "character_orientation": w.choice("video", "image", default="video"),
            "background_source": w.choice("input_video", "input_image", default="input_video"),
        },
        price=per_second(by("mode", {"std": 20, "720p": 20, "pro": 27, "1080p": 27}, usual="std")),
        plan=Films(),
        does=w.VIDEO_VIDEO,
    ),
}

# 3.0 Omni: whole numbers for seconds, small letters for sizes

_OMNI_SHOTS = w.objects(6, prompt=w.prompt(512), duration=w.must(w.whole(1, 15)))
_OMNI: dict[str, Rule] = {
    "prompt": w.prompt(3072),
    "resolution": w.choice("720p", "1080p", "4k", default="720p"),
    "audio": w.switch(False),
    "elements": _elements(10),
}
_OMNI_LENGTH: dict[str, Rule] = {
    "duration": w.whole(3, 15, default=5),
    "customize_multi_shots": w.switch(True),
    "prefer_multi_shots": w.switch(),
    "multi_prompt": _OMNI_SHOTS,
}
_AUTO = ("auto", *w.CINEMA)
_OMNI_PICTURES = w.images(7, w.PNG_JPEG, 50, sides=(300, w.ENDLESS))
_OMNI_FILMS = w.files(w.video(200, seconds=(3, 15.5)), 1)


def _omni_rate(values: Values, seen: Seen) -> float:
    silent, sounding, with_film = {"720p": (14, 18, 20), "1080p": (18, 23, 27), "4k": (67, 67, 67)}[
        values["resolution"]
    ]
    return with_film if seen.films else sounding if values["audio"] else silent


_OMNI_PRICE = per_second(_omni_rate)
_OMNI_SHOT_RULES = (
    never(
        "customize_multi_shots and prefer_multi_shots cannot both be true",
        customize_multi_shots=True,
        prefer_multi_shots=True,
    ),
    wrong("multi_prompt is required", lambda v: v["customize_multi_shots"] and not v["multi_prompt"]),
    wrong(
        "multi_prompt must be empty without customize_multi_shots",
        lambda v: v["multi_prompt"] and not v["customize_multi_shots"],
    ),
)
_OMNI_NAMES = wrong(_unknown_elements("elements"), lambda v: _repeats(v, "elements"))


def _film_only(values: Values) -> bool:
    return is_given(values, "video_urls") and not is_given(values, "image_urls")


_FILM_RULES = (
    wrong("image_urls cannot hold more than 4 files beside a video",
          lambda v: v["video_urls"] and len(v["image_urls"] or []) > 4),
    wrong("aspect_ratio must be auto for a video alone",
          lambda v: _film_only(v) and v["aspect_ratio"] not in (None, "auto")),
)  # fmt: skip

_OMNI_MODELS = {
    "kling-3.0-omni/text-to-video": Offer(
        fields={**_OMNI, **_OMNI_LENGTH, "aspect_ratio": w.choice(*w.CINEMA, default="16:9")},
        price=_OMNI_PRICE,
        plan=Films(),
        relations=(*_OMNI_SHOT_RULES, _OMNI_NAMES),
        does=w.TEXT_VIDEO,
    ),
    "kling-3.0-omni/image-to-video": Offer(
        fields={
            **_OMNI,
            **_OMNI_LENGTH,
            "elements": _elements(3),
            "image_urls": w.must(w.images(2, w.PNG_JPEG, 50, sides=(300, w.ENDLESS))),
            "aspect_ratio": w.choice(*_AUTO, default="auto"),
        },
        price=_OMNI_PRICE,
        plan=Films(),
        relations=(
            *_OMNI_SHOT_RULES,
            _OMNI_NAMES,
            wrong(
                "aspect_ratio must be auto without customize_multi_shots",
                lambda v: v["aspect_ratio"] != "auto" and not v["customize_multi_shots"],
            ),
        ),
        does=w.PICTURE_VIDEO,
    ),
    "kling-3.0-omni/reference-to-video": Offer(
        fields={
            **_OMNI,
            **_OMNI_LENGTH,
            "customize_multi_shots": w.switch(),
            "duration": w.whole(3, 15),
            "audio": w.switch(),
            "image_urls": _OMNI_PICTURES,
            "video_urls": _OMNI_FILMS,
            "aspect_ratio": w.choice(*_AUTO),
        },
        price=_OMNI_PRICE,
        plan=Films(),
        relations=(
            any_of("image_urls", "video_urls"),
            *_FILM_RULES,
            wrong("audio must be false with a video", lambda v: v["video_urls"] and v["audio"] is not False),
            wrong("duration cannot be used for a video alone", lambda v: _film_only(v) and v["duration"]),
            _OMNI_NAMES,
        ),
        does=w.REFERENCE_VIDEO,
    ),
    "kling-3.0-omni/transformation": Offer(
        fields={
            **_OMNI,
            "duration": Text(),
            "video_urls": w.must(_OMNI_FILMS),
            "image_urls": w.images(4, w.PNG_JPEG, 50, sides=(300, w.ENDLESS)),
            "aspect_ratio": w.choice(*_AUTO),
        },
        price=_OMNI_PRICE,
        plan=Films(),
        relations=(
            *_FILM_RULES,
            wrong("duration must be a number of seconds", lambda v: v["duration"] and not v["duration"].isdigit()),
            _OMNI_NAMES,
        ),
        does=w.VIDEO_VIDEO,
    ),
}

# 3.0 Turbo

_TURBO_30: dict[str, Rule] = {
    "prompt": w.prompt(2500),
    "duration": w.must(w.as_text(3, 15, default="5")),
    "resolution": w.must(w.choice("720p", "1080p", default="720p")),
}
_TURBO_30_PRICE = per_second(by("resolution", {"720p": 18, "1080p": 22.5}))

_TURBO_MODELS = {
    "kling/v3-turbo-text-to-video": Offer(
        fields={**_TURBO_30, "aspect_ratio": w.must(w.choice("1:1", "9:16", "16:9", default="16:9"))},
        price=_TURBO_30_PRICE,
        plan=Films(),
        does=w.TEXT_VIDEO,
    ),
    "kling/v3-turbo-image-to-video": Offer(
        fields={**_TURBO_30, "image_urls": w.must(w.images(1, w.PNG_JPEG))},
        price=_TURBO_30_PRICE,
        plan=Films(),
        does=w.PICTURE_VIDEO,
    ),
}

MODELS: dict[str, Offer] = {
    **_OLDER,
    "kling/ai-avatar-standard": _AVATAR_STANDARD,
    "kling/ai-avatar-pro": _AVATAR_PRO,
    "kling/v1-avatar-standard": _AVATAR_STANDARD,
    "kling/ai-avatar-v1-pro": _AVATAR_PRO,
    **_TWO_SIX,
    **_THREE,
    **_OMNI_MODELS,
    **_TURBO_MODELS,
}
