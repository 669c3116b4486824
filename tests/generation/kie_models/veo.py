"""Veo 3.1: contract section 3, prices section 11."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Made, Price, Refused, at

P = {"prompt": "a dog runs through a park"}
MADE = {"video": [Made("veo_task_1", 0)]}


def sent(**more: Any) -> dict[str, Any]:
    return {
        "prompt": "a dog runs through a park",
        "model": "veo3_fast",
        "generationType": "TEXT_2_VIDEO",
        "aspect_ratio": "16:9",
        "aspectRatio": "16:9",
        "resolution": "720p",
        "duration": 8,
        "enableTranslation": True,
        **more,
    }


BODIES = [
    Body("veo3_fast", P, sent()),
    Body(
        "veo3_fast",
        {**P, "aspect_ratio": "Auto", "resolution": "4k", "watermark": "mine", "enable_translation": False},
        sent(
            aspect_ratio="Auto",
            aspectRatio="Auto",
            resolution="4k",
            watermark="mine",
            enableTranslation=False,
            generationType="FIRST_AND_LAST_FRAMES_2_VIDEO",
            imageUrls=[at("a"), at("b")],
        ),
        {"image": [at("a")], "last_frame": [at("b")]},
    ),
    Body("veo3", {**P, "duration": 4}, sent(model="veo3", duration=4)),
    Body(
        "veo3_lite",
        P,
        sent(model="veo3_lite", generationType="REFERENCE_2_VIDEO", imageUrls=[at("a"), at("b"), at("c")]),
        {"reference_images": [at("a"), at("b"), at("c")]},
    ),
    Body("veo3-extend", P, {"taskId": "veo_task_1", "prompt": P["prompt"], "model": "fast"}, MADE),
    Body(
        "veo3-extend",
        {**P, "tier": "quality", "seed": 12345, "watermark": "mine"},
        {"taskId": "veo_task_1", "prompt": P["prompt"], "model": "quality", "seeds": 12345, "watermark": "mine"},
        MADE,
    ),
    Body(
        "veo-3-1",
        P,
        {
            "model": "veo-3-1",
            "input": {
                "prompt": P["prompt"],
                "generation_type": "TEXT_2_VIDEO",
                "aspect_ratio": "16:9",
                "duration": 8,
                "resolution": "720p",
                "enable_translation": True,
            },
        },
    ),
    Body(
        "veo-3-1",
        {**P, "duration": 6},
        {
            "model": "veo-3-1",
            "input": {
                "prompt": P["prompt"],
                "generation_type": "FIRST_AND_LAST_FRAMES_2_VIDEO",
                "image_urls": [at("a"), at("b")],
                "aspect_ratio": "16:9",
                "duration": 6,
                "resolution": "720p",
                "enable_translation": True,
            },
        },
        {"last_frame": [at("b")], "image": [at("a")]},
    ),
    Body("veo3-1080p", {}, {"taskId": "veo_task_1", "index": 0}, MADE),
    Body("veo3-4k", {}, {"taskId": "veo_task_1", "index": 1}, {"video": [Made("veo_task_1", 1)]}),
]

_FILM: dict[str, list[dict[str, float]]] = {"video": [{"seconds": 8.0}]}

PRICES = [
    Price("veo3", {**P, "resolution": "720p"}, "250", "1.25"),
    Price("veo3", {**P, "resolution": "1080p"}, "255", "1.275"),
    Price("veo3", {**P, "resolution": "4k"}, "370", "1.85"),
    Price("veo3_fast", {**P, "resolution": "720p"}, "60", "0.30"),
    Price("veo3_fast", {**P, "resolution": "1080p"}, "65", "0.325"),
    Price("veo3_fast", {**P, "resolution": "4k"}, "180", "0.90"),
    Price("veo3_lite", {**P, "resolution": "720p"}, "30", "0.15"),
    Price("veo3_lite", {**P, "resolution": "1080p"}, "35", "0.175"),
    Price("veo3_lite", {**P, "resolution": "4k"}, "150", "0.75"),
    Price("veo3-extend", {**P, "tier": "fast"}, "60", "0.30", _FILM),
    Price("veo3-extend", {**P, "tier": "quality"}, "250", "1.25", _FILM),
    Price("veo3-extend", {**P, "tier": "lite"}, "30", "0.15", _FILM),
    Price("veo-3-1", P, None, None),
    Price("veo3-1080p", {}, "5", "0.025", _FILM),
    Price("veo3-4k", {}, "120", "0.60", _FILM),
]

REFUSED = [
    Refused("veo3", {**P, "resolution": "4K"}, "resolution", "Choose one of: 720p, 1080p, 4k."),
    Refused("veo3", {**P, "duration": 10}, "duration", "Choose one of: 8, 6, 4."),
    Refused("veo3", {**P, "aspect_ratio": "Auto"}, "aspect_ratio", "Auto follows a picture."),
    Refused("veo3-extend", P, "video", "Choose a video from the gallery first."),
    Refused("veo3-extend", {**P, "seed": 9999}, "seed", "10000"),
    Refused("veo3-extend", {**P, "tier": "veo3_fast"}, "tier", "Choose one of: fast, quality, lite."),
    Refused("veo3-1080p", {"video": "https://example.org/a.mp4"}, "video", "Give its media id."),
    Refused("veo3-4k", {}, "video", "Choose a video from the gallery first."),
]
