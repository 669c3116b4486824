"""HappyHorse: section 8.12 of Kie's contract."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Price, Refused, at

BOAT = "a boat"
A, B, CLIP = at("a"), at("b"), at("clip", "mp4")
#: stands in a form where the order carries an address
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"


def sent(model: str, **given: Any) -> dict[str, Any]:
    return {"model": model, "input": given}


BODIES = [
    Body(
        "happyhorse-text-to-video",
        {"prompt": BOAT},
        sent("happyhorse/text-to-video", prompt=BOAT, resolution="1080p", aspect_ratio="16:9", duration=5),
    ),
    Body(
        "happyhorse-text-to-video",
        {"prompt": BOAT, "resolution": "720p", "aspect_ratio": "3:4", "duration": 15, "seed": 7},
        sent("happyhorse/text-to-video", prompt=BOAT, resolution="720p", aspect_ratio="3:4", duration=15, seed=7),
    ),
    Body(
        "happyhorse-image-to-video",
        {},
        sent("happyhorse/image-to-video", image_urls=[A], resolution="1080p", duration=5),
        {"image": [A]},
    ),
    Body(
        "happyhorse-image-to-video",
        {"prompt": BOAT, "resolution": "720p", "duration": 3, "seed": 0},
        sent("happyhorse/image-to-video", prompt=BOAT, image_urls=[A], resolution="720p", duration=3, seed=0),
        {"image": [A]},
    ),
    Body(
        "happyhorse-reference-to-video",
        {"prompt": BOAT},
        sent(
            "happyhorse/reference-to-video",
            prompt=BOAT,
            reference_image=[A],
            resolution="1080p",
            aspect_ratio="16:9",
            duration=5,
        ),
        {"reference_images": [A]},
    ),
    Body(
        "happyhorse-reference-to-video",
        {"prompt": BOAT, "resolution": "720p", "aspect_ratio": "4:3", "duration": 10, "seed": 2147483647},
        sent(
            "happyhorse/reference-to-video",
            prompt=BOAT,
            reference_image=[A, B],
            resolution="720p",
            aspect_ratio="4:3",
            duration=10,
            seed=2147483647,
        ),
        {"reference_images": [A, B]},
    ),
    Body(
        "happyhorse-video-edit",
        {"prompt": BOAT},
        sent("happyhorse/video-edit", prompt=BOAT, video_url=CLIP, resolution="1080p", audio_setting="auto"),
        {"video": [CLIP]},
    ),
    Body(
        "happyhorse-video-edit",
        {"prompt": BOAT, "resolution": "720p", "audio_setting": "origin", "seed": 7},
        sent(
            "happyhorse/video-edit",
            prompt=BOAT,
            video_url=CLIP,
            reference_image=[A, B],
            resolution="720p",
            audio_setting="origin",
            seed=7,
        ),
        {"video": [CLIP], "reference_images": [A, B]},
    ),
    Body(
        "happyhorse-1-1-text-to-video",
        {"prompt": BOAT},
        sent("happyhorse-1-1/text-to-video", prompt=BOAT, resolution="1080p", aspect_ratio="16:9", duration=5),
    ),
    Body(
        "happyhorse-1-1-text-to-video",
        {"prompt": BOAT, "resolution": "720p", "aspect_ratio": "9:21", "duration": 15},
        sent("happyhorse-1-1/text-to-video", prompt=BOAT, resolution="720p", aspect_ratio="9:21", duration=15),
    ),
    Body(
        "happyhorse-1-1-image-to-video",
        {},
        sent("happyhorse-1-1/image-to-video", image_urls=[A], resolution="1080p", duration=5),
        {"image": [A]},
    ),
    Body(
        "happyhorse-1-1-image-to-video",
        {"prompt": BOAT, "resolution": "720p", "duration": 3},
        sent("happyhorse-1-1/image-to-video", prompt=BOAT, image_urls=[A], resolution="720p", duration=3),
        {"image": [A]},
    ),
    Body(
        "happyhorse-1-1-reference-to-video",
        {"prompt": BOAT},
        sent(
            "happyhorse-1-1/reference-to-video",
            prompt=BOAT,
            reference_image=[A],
            resolution="1080p",
            aspect_ratio="16:9",
            duration=5,
        ),
        {"reference_images": [A]},
    ),
    Body(
        "happyhorse-1-1-reference-to-video",
        {"prompt": "[Image 1] meets [Image 2]", "resolution": "720p", "aspect_ratio": "5:4", "duration": 12},
        sent(
            "happyhorse-1-1/reference-to-video",
            prompt="[Image 1] meets [Image 2]",
            reference_image=[A, B],
            resolution="720p",
            aspect_ratio="5:4",
            duration=12,
        ),
        {"reference_images": [A, B]},
    ),
]

_FRAME: dict[str, list[dict[str, float]]] = {"image": [{"width": 800, "height": 800}]}
_PICTURE: dict[str, list[dict[str, float]]] = {"reference_images": [{"width": 800, "height": 800}]}
_CLIP: dict[str, list[dict[str, float]]] = {"video": [{"seconds": 9.2}]}
_TEN: dict[str, Any] = {"prompt": BOAT, "duration": 10}

PRICES = [
    # per second, 1.0: 28 and 48 credits
    Price("happyhorse-text-to-video", {**_TEN, "resolution": "720p"}, "280", "1.40"),
    Price("happyhorse-text-to-video", _TEN, "480", "2.40"),
    Price("happyhorse-image-to-video", {**_TEN, "resolution": "720p"}, "280", "1.40", _FRAME),
    Price("happyhorse-image-to-video", _TEN, "480", "2.40", _FRAME),
    Price("happyhorse-reference-to-video", {**_TEN, "resolution": "720p"}, "280", "1.40", _PICTURE),
    Price("happyhorse-reference-to-video", _TEN, "480", "2.40", _PICTURE),
    Price("happyhorse-video-edit", {"prompt": BOAT, "resolution": "720p"}, "280", "1.40", _CLIP),
    Price("happyhorse-video-edit", {"prompt": BOAT}, "480", "2.40", {**_CLIP, **_PICTURE}),
    Price("happyhorse-video-edit", {"prompt": BOAT}, None, None, {"video": [{"seconds": 0}]}),
    # 1.1: 22.5 and 29 credits
    Price("happyhorse-1-1-text-to-video", {**_TEN, "resolution": "720p"}, "225", "1.125"),
    Price("happyhorse-1-1-text-to-video", _TEN, "290", "1.45"),
    Price("happyhorse-1-1-image-to-video", {"resolution": "720p"}, "112.5", "0.5625", _FRAME),
    Price("happyhorse-1-1-image-to-video", _TEN, "290", "1.45", _FRAME),
    Price("happyhorse-1-1-reference-to-video", {**_TEN, "resolution": "720p"}, "225", "1.125", _PICTURE),
    Price("happyhorse-1-1-reference-to-video", _TEN, "290", "1.45", _PICTURE),
]

_PROMPT: dict[str, Any] = {"prompt": BOAT}

REFUSED = [
    Refused("happyhorse-text-to-video", {}, "prompt", "Write a prompt"),
    Refused("happyhorse-text-to-video", {**_PROMPT, "duration": 2}, "duration", "Choose one of"),
    Refused("happyhorse-text-to-video", {**_PROMPT, "aspect_ratio": "21:9"}, "aspect_ratio", "Choose one of"),
    Refused("happyhorse-text-to-video", {**_PROMPT, "resolution": "1080P"}, "resolution", "1080p, 720p"),
    Refused("happyhorse-text-to-video", {**_PROMPT, "seed": 2147483648}, "seed", "2147483647"),
    Refused("happyhorse-image-to-video", {}, "image", "Add a picture"),
    Refused("happyhorse-image-to-video", {"image": [ID, ID]}, "image", "up to 1 picture"),
    Refused("happyhorse-reference-to-video", _PROMPT, "reference_images", "Add a picture"),
    Refused("happyhorse-reference-to-video", {**_PROMPT, "reference_images": [ID] * 10}, "reference_images", "up to 9"),
    Refused("happyhorse-video-edit", _PROMPT, "video", "Add a video"),
    Refused(
        "happyhorse-video-edit", {**_PROMPT, "video": ID, "reference_images": [ID] * 6}, "reference_images", "up to 5"
    ),
    Refused("happyhorse-video-edit", {**_PROMPT, "audio_setting": "original"}, "audio_setting", "auto, origin"),
    Refused("happyhorse-1-1-text-to-video", {"prompt": "x" * 5000}, "prompt", "4,999 characters"),
    Refused("happyhorse-1-1-text-to-video", {**_PROMPT, "seed": 7}, "seed", "no “seed”"),
    Refused("happyhorse-1-1-image-to-video", {}, "image", "Add a picture"),
    Refused(
        "happyhorse-1-1-reference-to-video", {**_PROMPT, "reference_images": [ID] * 10}, "reference_images", "up to 9"
    ),
]
