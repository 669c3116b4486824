"""Sora 2, retired upstream: former pages of docs.kie.ai/market/sora2, December 2025. n_frames are seconds, as text."""

from __future__ import annotations

from dataclasses import replace

from ..offers import Offer, Plan, Price, Reference, Seen, Values
from ..plans import Films
from ..relations import wrong
from ..rules import Address, Items, Rule
from ..tariffs import unlisted
from . import words as w

_WHERE = w.choice("s3", "oss", default="s3")
_COMMON: dict[str, Rule] = {
    "prompt": w.prompt(10_000),
    "aspect_ratio": w.choice("portrait", "landscape", default="landscape"),
    "n_frames": w.choice("10", "15", default="10"),
    "remove_watermark": w.switch(),
    "upload_method": _WHERE,
    "character_id_list": Items(item=w.must(w.text()), most=5),
}
_PICTURE = {"image_urls": w.must(w.images(1))}
_MODELS = (
    *("sora-2-text-to-video", "sora-2-image-to-video", "sora-2-pro-text-to-video", "sora-2-pro-image-to-video"),
    *("sora-2-pro-storyboard", "sora-2-text-to-video-stable", "sora-2-image-to-video-stable"),
)


def _film(values: Values, seen: Seen) -> Plan:
    """Two files: without and with the watermark."""
    edge = 1080 if values.get("size") == "high" else 720
    return replace(Films(edge=edge, sound=True)(values, seen), extras=("marked-0.mp4",))


def _by_second(credits: float) -> Price:
    """Pages name 10 s only; longer ones are counted by the second."""
    return lambda values, seen: credits / 10 * int(values["n_frames"])


def _size(default: str) -> dict[str, Rule]:
    return {"size": w.choice("standard", "high", default=default)}


def _shots_are_too_long(values: Values) -> bool:
    return sum(float(shot["duration"]) for shot in values["shots"]) > float(values["n_frames"])


def _character(values: Values, seen: Seen) -> Plan:
    return Plan("data", "mp4", count=0, told={"character_id": "character-sandbox"})


_STORYBOARD = Offer(
    fields={
        "shots": w.must(w.objects(10, 1, Scene=w.prompt(), duration=w.must(w.number(0.1, 15)))),
        "n_frames": w.choice("10", "15", "25", default="15"),
        "image_urls": w.images(1),
        "aspect_ratio": _COMMON["aspect_ratio"],
        "upload_method": _WHERE,
    },
    price=_by_second(150),
    plan=_film,
    relations=(wrong("the shots together are longer than n_frames", _shots_are_too_long),),
    does=w.TEXT_VIDEO,
)
_TEXT = Offer(_COMMON, _by_second(30), _film, does=w.TEXT_VIDEO)
_IMAGE = Offer({**_COMMON, **_PICTURE}, _by_second(30), _film, does=w.PICTURE_VIDEO)

MODELS: dict[str, Offer] = {
    "sora-2-text-to-video": _TEXT,
    "sora-2-image-to-video": _IMAGE,
    "sora-2-text-to-video-stable": replace(_TEXT, price=_by_second(35)),
    "sora-2-image-to-video-stable": replace(_IMAGE, price=_by_second(35)),
    "sora-2-text-to-video-private": replace(_TEXT, price=unlisted),
    "sora-2-pro-text-to-video": Offer({**_COMMON, **_size("high")}, _by_second(150), _film, does=w.TEXT_VIDEO),
    "sora-2-pro-image-to-video": Offer(
        {**_COMMON, **_PICTURE, **_size("standard")}, _by_second(150), _film, does=w.PICTURE_VIDEO
    ),
    "sora-2-pro-storyboard": _STORYBOARD,
    "sora-2-characters": Offer(
        fields={
            "character_file_url": w.must(w.files(w.video(10), 1)),
            "character_prompt": w.text(5000),
            "safety_instruction": w.text(5000),
        },
        price=unlisted,
        plan=_character,
        does=w.VIDEO_VIDEO,
    ),
    "sora-2-characters-pro": Offer(
        fields={
            "origin_task_id": w.must(w.text()),
            "timestamps": w.prompt(),
            "character_user_name": w.text(40),
            "character_prompt": w.prompt(),
            "safety_instruction": w.text(),
        },
        price=unlisted,
        plan=_character,
        relations=(
            wrong(
                "timestamps must be two moments in seconds, as in 3.55,5.55",
                lambda v: not _are_moments(v["timestamps"]),
            ),
        ),
        reference=Reference("origin_task_id", _MODELS),
        does=w.VIDEO_VIDEO,
    ),
    "sora-watermark-remover": Offer(
        fields={"video_url": w.must(Address()), "upload_method": _WHERE},
        price=unlisted,
        plan=Films(sound=True, seconds=10),
        relations=(
            wrong(
                "video_url must be a sora.chatgpt.com link of up to 500 characters",
                lambda v: not v["video_url"].startswith("https://sora.chatgpt.com/") or len(v["video_url"]) > 500,
            ),
        ),
        does=w.VIDEO_VIDEO,
    ),
}


def _are_moments(written: str) -> bool:
    parts = written.split(",")
    return len(parts) == 2 and all(part.strip().replace(".", "", 1).isdigit() for part in parts)
