"""Kling 3.0 Omni: section 7.4 of Kie's contract."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Price, Refused, at

BOAT = "a boat"
A, B, C, CLIP, REX = *(at(name) for name in "abc"), at("clip", "mp4"), at("rex", "mp4")
#: stands in a row where the order carries an address
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
SHOTS = [{"prompt": "she runs", "duration": 3}, {"prompt": "she falls", "duration": 2}]
LONG_SHOTS = [{"prompt": "she runs", "duration": 8}, {"prompt": "she falls", "duration": 7}]
TEXT, IMAGE = "kling-3.0-omni-text-to-video", "kling-3.0-omni-image-to-video"
REFERENCE, TRANSFORMATION = "kling-3.0-omni-reference-to-video", "kling-3.0-omni-transformation"


def sent(model: str, **given: Any) -> dict[str, Any]:
    return {"model": model, "input": given}


BODIES = [
    Body(
        TEXT,
        {"prompt": BOAT},
        sent(
            "kling-3.0-omni/text-to-video",
            prompt=BOAT,
            duration=5,
            resolution="720p",
            aspect_ratio="16:9",
            audio=False,
            customize_multi_shots=False,
        ),
    ),
    Body(
        TEXT,
        {"prompt": BOAT, "prefer_multi_shots": True, "sound": True},
        sent(
            "kling-3.0-omni/text-to-video",
            prompt=BOAT,
            duration=5,
            resolution="720p",
            aspect_ratio="16:9",
            audio=True,
            customize_multi_shots=False,
            prefer_multi_shots=True,
        ),
    ),
    Body(
        TEXT,
        {
            "prompt": "@rex",
            "duration": 15,
            "resolution": "4k",
            "aspect_ratio": "9:16",
            "sound": True,
            "multi_prompt": LONG_SHOTS,
            "elements": [
                {"name": "rex", "description": "a dog", "video": [ID], "start_time": 1000, "end_time": 5000},
                {"name": "ann", "description": "a girl", "images": [ID, ID]},
            ],
        },
        sent(
            "kling-3.0-omni/text-to-video",
            prompt="@rex",
            duration=15,
            resolution="4k",
            aspect_ratio="9:16",
            audio=True,
            customize_multi_shots=True,
            multi_prompt=[{"prompt": "she runs", "duration": 8}, {"prompt": "she falls", "duration": 7}],
            elements=[
                {
                    "name": "rex",
                    "description": "a dog",
                    "element_input_urls": [REX],
                    "start_time": 1000,
                    "end_time": 5000,
                },
                {"name": "ann", "description": "a girl", "element_input_urls": [A, B]},
            ],
        ),
        {"elements-0-video": [REX], "elements-1-images": [A, B]},
    ),
    Body(
        IMAGE,
        {"prompt": BOAT},
        sent(
            "kling-3.0-omni/image-to-video",
            prompt=BOAT,
            image_urls=[A],
            duration=5,
            resolution="720p",
            aspect_ratio="auto",
            audio=False,
            customize_multi_shots=False,
        ),
        {"image": [A]},
    ),
    Body(
        IMAGE,
        {
            "prompt": BOAT,
            "duration": 5,
            "resolution": "1080p",
            "aspect_ratio": "1:1",
            "sound": True,
            "multi_prompt": SHOTS,
            "elements": [{"name": "ann", "description": "a girl", "images": [ID, ID]}],
        },
        sent(
            "kling-3.0-omni/image-to-video",
            prompt=BOAT,
            image_urls=[A, B],
            duration=5,
            resolution="1080p",
            aspect_ratio="1:1",
            audio=True,
            customize_multi_shots=True,
            multi_prompt=[{"prompt": "she runs", "duration": 3}, {"prompt": "she falls", "duration": 2}],
            elements=[{"name": "ann", "description": "a girl", "element_input_urls": [B, C]}],
        ),
        {"last_frame": [B], "image": [A], "elements-0-images": [B, C]},
    ),
    Body(
        TEXT,
        {"multi_prompt": SHOTS},
        sent(
            "kling-3.0-omni/text-to-video",
            prompt="she runs she falls",
            duration=5,
            resolution="720p",
            aspect_ratio="16:9",
            audio=False,
            customize_multi_shots=True,
            multi_prompt=SHOTS,
        ),
    ),
    Body(
        REFERENCE,
        {"prompt": BOAT, "aspect_ratio": "auto", "multi_prompt": LONG_SHOTS},
        sent(
            "kling-3.0-omni/reference-to-video",
            prompt=BOAT,
            video_urls=[CLIP],
            resolution="720p",
            aspect_ratio="auto",
            audio=False,
            customize_multi_shots=True,
            multi_prompt=LONG_SHOTS,
        ),
        {"reference_videos": [CLIP]},
    ),
    Body(
        REFERENCE,
        {"prompt": BOAT},
        sent(
            "kling-3.0-omni/reference-to-video",
            prompt=BOAT,
            image_urls=[A],
            duration=5,
            resolution="720p",
            aspect_ratio="16:9",
            audio=False,
            customize_multi_shots=False,
        ),
        {"reference_images": [A]},
    ),
    Body(
        REFERENCE,
        {"prompt": BOAT, "aspect_ratio": "auto"},
        sent(
            "kling-3.0-omni/reference-to-video",
            prompt=BOAT,
            video_urls=[CLIP],
            resolution="720p",
            aspect_ratio="auto",
            audio=False,
            customize_multi_shots=False,
        ),
        {"reference_videos": [CLIP]},
    ),
    Body(
        REFERENCE,
        {"prompt": BOAT, "duration": 10, "resolution": "4k", "aspect_ratio": "1:1", "prefer_multi_shots": True},
        sent(
            "kling-3.0-omni/reference-to-video",
            prompt=BOAT,
            image_urls=[A, B],
            video_urls=[CLIP],
            duration=10,
            resolution="4k",
            aspect_ratio="1:1",
            audio=False,
            customize_multi_shots=False,
            prefer_multi_shots=True,
        ),
        {"reference_images": [A, B], "reference_videos": [CLIP]},
    ),
    Body(
        TRANSFORMATION,
        {"prompt": BOAT},
        sent(
            "kling-3.0-omni/transformation",
            prompt=BOAT,
            video_urls=[CLIP],
            resolution="720p",
            aspect_ratio="auto",
            audio=False,
        ),
        {"video": [CLIP]},
    ),
    Body(
        TRANSFORMATION,
        {
            "prompt": BOAT,
            "duration": 5,
            "resolution": "4k",
            "aspect_ratio": "9:16",
            "sound": True,
            "elements": [{"name": "rex", "description": "a dog", "video": [ID]}],
        },
        sent(
            "kling-3.0-omni/transformation",
            prompt=BOAT,
            video_urls=[CLIP],
            image_urls=[A, B],
            duration="5",
            resolution="4k",
            aspect_ratio="9:16",
            audio=True,
            elements=[{"name": "rex", "description": "a dog", "element_input_urls": [REX]}],
        ),
        {"video": [CLIP], "reference_images": [A, B], "elements-0-video": [REX]},
    ),
]

_PICTURE: dict[str, list[dict[str, float]]] = {"reference_images": [{"width": 800, "height": 800}]}
_REFERENCE_CLIP: dict[str, list[dict[str, float]]] = {"reference_videos": [{"seconds": 9.5}]}
_CLIP: dict[str, list[dict[str, float]]] = {"video": [{"seconds": 9.5}]}
_FRAME: dict[str, list[dict[str, float]]] = {"image": [{"width": 800, "height": 800}]}


def _without_video(model: str, files: dict[str, list[dict[str, float]]]) -> list[Price]:
    """Per second 14 and 18, 18 and 23, 67 credits."""
    ten: dict[str, Any] = {"prompt": BOAT, "duration": 10}
    return [
        Price(model, ten, "140", "0.70", files),
        Price(model, {**ten, "sound": True}, "180", "0.90", files),
        Price(model, {**ten, "resolution": "1080p"}, "180", "0.90", files),
        Price(model, {**ten, "resolution": "1080p", "sound": True}, "230", "1.15", files),
        Price(model, {**ten, "resolution": "4k"}, "670", "3.35", files),
    ]


PRICES = [
    *_without_video(TEXT, {}),
    *_without_video(IMAGE, _FRAME),
    *_without_video(REFERENCE, _PICTURE),
    # with a video 20, 27 and 67 credits a second; alone, its own length counts, and a begun second
    Price(REFERENCE, {"prompt": BOAT, "aspect_ratio": "auto"}, "200", "1.00", _REFERENCE_CLIP),
    Price(REFERENCE, {"prompt": BOAT, "resolution": "1080p", "aspect_ratio": "auto"}, "270", "1.35", _REFERENCE_CLIP),
    Price(REFERENCE, {"prompt": BOAT}, "100", "0.50", {**_PICTURE, **_REFERENCE_CLIP}),
    Price(REFERENCE, {"prompt": BOAT, "resolution": "4k"}, "335", "1.675", {**_PICTURE, **_REFERENCE_CLIP}),
    Price(REFERENCE, {"prompt": BOAT, "aspect_ratio": "auto"}, None, None, {"reference_videos": [{"seconds": 0}]}),
    Price(TRANSFORMATION, {"prompt": BOAT}, "200", "1.00", _CLIP),
    Price(TRANSFORMATION, {"prompt": BOAT, "resolution": "1080p"}, "270", "1.35", _CLIP),
    Price(TRANSFORMATION, {"prompt": BOAT, "resolution": "4k"}, "670", "3.35", _CLIP),
    Price(TRANSFORMATION, {"prompt": BOAT, "duration": 5}, "100", "0.50", _CLIP),
    Price(TRANSFORMATION, {"prompt": BOAT}, None, None, {"video": [{"seconds": 0}]}),
]

REFUSED = [
    Refused(TEXT, {}, "prompt", "Write a prompt"),
    Refused(TEXT, {"prompt": "x" * 3073}, "prompt", "3,072 characters"),
    Refused(TEXT, {"prompt": BOAT, "resolution": "4K"}, "resolution", "Choose one of: 720p, 1080p, 4k"),
    Refused(TEXT, {"prompt": BOAT, "aspect_ratio": "auto"}, "aspect_ratio", "Choose one of"),
    Refused(
        TEXT,
        {"prompt": BOAT, "prefer_multi_shots": True, "multi_prompt": SHOTS},
        "prefer_multi_shots",
        "Either Kling cuts the film",
    ),
    Refused(TEXT, {"prompt": BOAT, "multi_prompt": LONG_SHOTS}, "multi_prompt", "15 s together, the film 5 s"),
    Refused(TEXT, {"prompt": BOAT, "multi_prompt": SHOTS * 4}, "multi_prompt", "up to 6 shots"),
    Refused(TEXT, {"prompt": BOAT, "multi_prompt": [{"prompt": "x" * 513, "duration": 3}]}, "multi_prompt", "512"),
    Refused(TEXT, {"prompt": BOAT, "multi_prompt": [{"prompt": BOAT, "duration": 16}]}, "multi_prompt", "Shot 1"),
    Refused(
        TEXT,
        {"prompt": BOAT, "elements": [{"name": "ann", "description": "a girl", "images": [ID, ID]}] * 2},
        "elements",
        "Two elements are called ann",
    ),
    Refused(IMAGE, {"prompt": BOAT}, "image", "Add a picture"),
    Refused(IMAGE, {"prompt": BOAT, "image": ID, "aspect_ratio": "16:9"}, "aspect_ratio", "shots of your own"),
    Refused(
        IMAGE,
        {
            "prompt": BOAT,
            "image": ID,
            "elements": [{"name": n, "description": "a girl", "images": [ID, ID]} for n in "abcd"],
        },
        "elements",
        "up to 3 elements",
    ),
    Refused(REFERENCE, {"prompt": BOAT}, "reference_images", "Add reference pictures or a reference video"),
    Refused(REFERENCE, {"prompt": BOAT, "reference_images": [ID] * 8}, "reference_images", "up to 7 pictures"),
    Refused(
        REFERENCE,
        {"prompt": BOAT, "reference_images": [ID] * 5, "reference_videos": ID},
        "reference_images",
        "up to four pictures",
    ),
    Refused(
        REFERENCE,
        {"prompt": BOAT, "reference_images": [ID], "reference_videos": ID, "sound": True},
        "sound",
        "no sound",
    ),
    Refused(REFERENCE, {"prompt": BOAT, "reference_videos": ID}, "aspect_ratio", "Choose auto"),
    Refused(REFERENCE, {"prompt": BOAT, "reference_videos": [ID, ID]}, "reference_videos", "up to 1 video"),
    Refused(TRANSFORMATION, {"prompt": BOAT}, "video", "Add a video"),
    Refused(TRANSFORMATION, {"prompt": BOAT, "video": ID, "aspect_ratio": "1:1"}, "aspect_ratio", "Choose auto"),
    Refused(TRANSFORMATION, {"prompt": BOAT, "video": ID, "reference_images": [ID] * 5}, "reference_images", "up to 4"),
]
