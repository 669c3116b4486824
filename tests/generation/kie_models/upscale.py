"""Recraft and Topaz: orders, prices and refusals."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"


def picture(width: int, height: int) -> dict[str, list[dict[str, float]]]:
    return {"image": [{"width": width, "height": height}]}


BODIES = [
    Body(
        "recraft-crisp-upscale",
        {},
        {"model": "recraft/crisp-upscale", "input": {"image": at("a")}},
        {"image": [at("a")]},
    ),
    Body(
        "recraft-remove-background",
        {},
        {"model": "recraft/remove-background", "input": {"image": at("a")}},
        {"image": [at("a")]},
    ),
    Body(
        "topaz-image-upscale",
        {},
        {"model": "topaz/image-upscale", "input": {"image_url": at("a"), "upscale_factor": "2"}},
        {"image": [at("a")]},
    ),
    Body(
        "topaz-image-upscale",
        {"upscale_factor": 4},
        {"model": "topaz/image-upscale", "input": {"image_url": at("a"), "upscale_factor": "4"}},
        {"image": [at("a")]},
    ),
    Body(
        "topaz-video-upscale",
        {},
        {"model": "topaz/video-upscale", "input": {"video_url": at("a", "mp4"), "upscale_factor": "2"}},
        {"video": [at("a", "mp4")]},
    ),
    Body(
        "topaz-video-upscale",
        {"upscale_factor": 1},
        {"model": "topaz/video-upscale", "input": {"video_url": at("a", "mkv"), "upscale_factor": "1"}},
        {"video": [at("a", "mkv")]},
    ),
]

PRICES = [
    Price("recraft-crisp-upscale", {}, "0.5", "0.0025", picture(800, 600)),
    Price("recraft-remove-background", {}, "1", "0.005", picture(800, 600)),
    Price("topaz-image-upscale", {}, "10", "0.05", picture(1024, 768)),
    Price("topaz-image-upscale", {}, "20", "0.10", picture(768, 1025)),
    Price("topaz-image-upscale", {"upscale_factor": 4}, "20", "0.10", picture(1024, 1024)),
    Price("topaz-image-upscale", {"upscale_factor": 4}, "40", "0.20", picture(2048, 1024)),
    Price("topaz-image-upscale", {"upscale_factor": 1}, "10", "0.05", picture(2048, 2048)),
    # larger than the list goes, and a picture elsewhere
    Price("topaz-image-upscale", {"upscale_factor": 4}, None, None, picture(3000, 1024)),
    Price("topaz-image-upscale", {}, None, None, {"image": [{}]}),
    Price("topaz-video-upscale", {"upscale_factor": 1}, "80", "0.40", {"video": [{"seconds": 10.0}]}),
    Price("topaz-video-upscale", {"upscale_factor": 2}, "88", "0.44", {"video": [{"seconds": 10.4}]}),
    Price("topaz-video-upscale", {"upscale_factor": 4}, "70", "0.35", {"video": [{"seconds": 5.0}]}),
    Price("topaz-video-upscale", {"upscale_factor": 4}, None, None, {"video": [{}]}),
]

REFUSED = [
    Refused("recraft-crisp-upscale", {}, "image", "Add a picture first."),
    Refused("recraft-crisp-upscale", {"image": [ID, ID]}, "image", "up to 1 picture here"),
    Refused("recraft-remove-background", {}, "image", "Add a picture first."),
    Refused("recraft-remove-background", {"image": ID, "prompt": "a cat"}, "prompt", "no “prompt” setting"),
    Refused("topaz-image-upscale", {"image": ID, "upscale_factor": 8}, "upscale_factor", "1, 2, 4"),
    Refused("topaz-image-upscale", {"image": ID, "upscale_factor": "2"}, "upscale_factor", "a whole number"),
    Refused("topaz-image-upscale", {}, "image", "Add a picture first."),
    Refused("topaz-video-upscale", {}, "video", "Add a video first."),
    Refused("topaz-video-upscale", {"video": ID, "upscale_factor": 3}, "upscale_factor", "1, 2, 4"),
]
