"""Runway, its extension and Aleph: contract section 4, prices section 11."""

from __future__ import annotations

from tests.generation.kie_models import Body, Made, Price, Refused, at

P = {"prompt": "a harbour at night"}
MADE = {"video": [Made("ee603959-0000-0000-0000-000000000000")]}
FILM = {"video": [at("film", "mp4")]}

BODIES = [
    Body("runway", P, {**P, "duration": 5, "quality": "720p", "aspectRatio": "16:9"}),
    Body(
        "runway",
        {**P, "quality": "1080p", "watermark": "mine"},
        {**P, "duration": 5, "quality": "1080p", "imageUrl": at("a"), "waterMark": "mine"},
        {"image": [at("a")]},
    ),
    Body("runway-extend", P, {"taskId": "ee603959-0000-0000-0000-000000000000", **P, "quality": "720p"}, MADE),
    Body(
        "runway-extend",
        {**P, "quality": "1080p", "watermark": "mine"},
        {"taskId": "ee603959-0000-0000-0000-000000000000", **P, "quality": "1080p", "waterMark": "mine"},
        MADE,
    ),
    Body("runway-aleph", P, {**P, "videoUrl": at("film", "mp4")}, FILM),
    Body(
        "runway-aleph",
        {**P, "aspect_ratio": "21:9", "seed": 7, "watermark": "mine"},
        {
            **P,
            "videoUrl": at("film", "mp4"),
            "aspectRatio": "21:9",
            "seed": 7,
            "waterMark": "mine",
            "referenceImage": at("a"),
        },
        {**FILM, "reference_image": [at("a")]},
    ),
]

_CLIP: dict[str, list[dict[str, float]]] = {"video": [{"seconds": 5.0}]}

PRICES = [
    Price("runway", {**P, "duration": 5, "quality": "720p"}, "12", "0.06"),
    Price("runway", {**P, "duration": 10, "quality": "720p"}, "30", "0.15"),
    Price("runway", {**P, "duration": 5, "quality": "1080p"}, "30", "0.15"),
    Price("runway-extend", P, None, None, _CLIP),
    Price("runway-aleph", P, "110", "0.55", _CLIP),
]

REFUSED = [
    Refused("runway", {**P, "duration": 10, "quality": "1080p"}, "quality", "1080p in 5 s only"),
    Refused("runway", {"prompt": "x" * 1801}, "prompt", "1,800 characters"),
    Refused("runway-extend", P, "video", "Choose a video from the gallery first."),
    Refused("runway-aleph", P, "video", "Add a video first."),
    Refused("runway-aleph", {**P, "aspect_ratio": "2:1"}, "aspect_ratio", "21:9"),
]
