"""Kling 3.0 and Turbo: sections 7.3 and 7.4 of Kie's contract."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Price, Refused, at

BOAT = "a boat"
A, B, C, D, E, CLIP, VOICE = *(at(name) for name in "abcde"), at("clip", "mp4"), at("voice", "mp3")
#: stands in a row where the order carries an address
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
SHOTS = [{"prompt": "she runs", "duration": 3}, {"prompt": "she falls", "duration": 2}]


def sent(model: str, **given: Any) -> dict[str, Any]:
    return {"model": model, "input": given}


BODIES = [
    Body(
        "kling-3.0-video",
        {"prompt": BOAT},
        sent(
            "kling-3.0/video",
            prompt=BOAT,
            sound=False,
            duration="5",
            aspect_ratio="16:9",
            mode="pro",
            multi_shots=False,
        ),
    ),
    Body(
        "kling-3.0-video",
        {"prompt": BOAT, "sound": True, "duration": 15, "aspect_ratio": "1:1", "resolution": "4K"},
        sent(
            "kling-3.0/video",
            prompt=BOAT,
            image_urls=[A, B],
            sound=True,
            duration="15",
            aspect_ratio="1:1",
            mode="4K",
            multi_shots=False,
        ),
        {"last_frame": [B], "image": [A]},
    ),
    Body(
        "kling-3.0-video",
        {
            "prompt": "@ann meets @rex",
            "sound": True,
            "duration": 5,
            "resolution": "720p",
            "multi_prompt": SHOTS,
            "elements": [
                {"name": "ann", "description": "a girl", "images": [ID, ID], "audio": [ID]},
                {"name": "rex", "description": "a dog", "video": [ID], "start_time": 0, "end_time": 5000},
            ],
        },
        sent(
            "kling-3.0/video",
            prompt="@ann meets @rex",
            image_urls=[A],
            sound=True,
            duration="5",
            aspect_ratio="16:9",
            mode="std",
            multi_shots=True,
            multi_prompt=[{"prompt": "she runs", "duration": 3}, {"prompt": "she falls", "duration": 2}],
            kling_elements=[
                {
                    "name": "ann",
                    "description": "a girl",
                    "element_input_urls": [B, C],
                    "element_input_audio_urls": [VOICE],
                },
                {
                    "name": "rex",
                    "description": "a dog",
                    "element_input_urls": [CLIP],
                    "start_time": 0,
                    "end_time": 5000,
                },
            ],
        ),
        {
            "image": [A],
            "elements-0-images": [B, C],
            "elements-0-audio": [VOICE],
            "elements-1-video": [CLIP],
        },
    ),
    Body(
        "kling-3.0-video",
        {"sound": True, "multi_prompt": SHOTS},
        sent(
            "kling-3.0/video",
            prompt="she runs she falls",
            sound=True,
            duration="5",
            aspect_ratio="16:9",
            mode="pro",
            multi_shots=True,
            multi_prompt=SHOTS,
        ),
    ),
    Body(
        "kling-3.0-motion-control",
        {},
        sent(
            "kling-3.0/motion-control",
            input_urls=[A],
            video_urls=[CLIP],
            mode="std",
            character_orientation="video",
            background_source="input_video",
        ),
        {"image": [A], "video": [CLIP]},
    ),
    Body(
        "kling-3.0-motion-control",
        {
            "prompt": BOAT,
            "resolution": "1080p",
            "character_orientation": "image",
            "background_source": "input_image",
        },
        sent(
            "kling-3.0/motion-control",
            prompt=BOAT,
            input_urls=[A],
            video_urls=[CLIP],
            mode="pro",
            character_orientation="image",
            background_source="input_image",
        ),
        {"image": [A], "video": [CLIP]},
    ),
    Body(
        "kling-v3-turbo-text-to-video",
        {"prompt": BOAT},
        sent("kling/v3-turbo-text-to-video", prompt=BOAT, duration="5", aspect_ratio="16:9", resolution="720p"),
    ),
    Body(
        "kling-v3-turbo-text-to-video",
        {"prompt": BOAT, "duration": 15, "aspect_ratio": "9:16", "resolution": "1080p"},
        sent("kling/v3-turbo-text-to-video", prompt=BOAT, duration="15", aspect_ratio="9:16", resolution="1080p"),
    ),
    Body(
        "kling-v3-turbo-image-to-video",
        {"prompt": BOAT},
        sent("kling/v3-turbo-image-to-video", prompt=BOAT, image_urls=[A], duration="5", resolution="720p"),
        {"image": [A]},
    ),
    Body(
        "kling-v3-turbo-image-to-video",
        {"prompt": BOAT, "duration": 3, "resolution": "1080p"},
        sent("kling/v3-turbo-image-to-video", prompt=BOAT, image_urls=[A], duration="3", resolution="1080p"),
        {"image": [A]},
    ),
]

_FIGURE_AND_CLIP: dict[str, list[dict[str, float]]] = {
    "image": [{"width": 800, "height": 800}],
    "video": [{"seconds": 10}],
}
_FRAME: dict[str, list[dict[str, float]]] = {"image": [{"width": 800, "height": 800}]}

PRICES = [
    # per second 14 and 20, 18 and 27, 67 credits
    Price("kling-3.0-video", {"prompt": BOAT, "duration": 10, "resolution": "720p"}, "140", "0.70"),
    Price("kling-3.0-video", {"prompt": BOAT, "duration": 10, "resolution": "720p", "sound": True}, "200", "1.00"),
    Price("kling-3.0-video", {"prompt": BOAT}, "90", "0.45"),
    Price("kling-3.0-video", {"prompt": BOAT, "duration": 10, "sound": True}, "270", "1.35"),
    Price("kling-3.0-video", {"prompt": BOAT, "duration": 10, "resolution": "4K"}, "670", "3.35"),
    Price("kling-3.0-video", {"prompt": BOAT, "duration": 3, "resolution": "4K", "sound": True}, "201", "1.005"),
    Price("kling-3.0-motion-control", {}, "200", "1.00", _FIGURE_AND_CLIP),
    Price("kling-3.0-motion-control", {"resolution": "1080p"}, "270", "1.35", _FIGURE_AND_CLIP),
    # per second 18 and 22.5 credits
    Price("kling-v3-turbo-text-to-video", {"prompt": BOAT, "duration": 10}, "180", "0.90"),
    Price("kling-v3-turbo-text-to-video", {"prompt": BOAT, "resolution": "1080p"}, "112.5", "0.5625"),
    Price("kling-v3-turbo-image-to-video", {"prompt": BOAT, "duration": 10}, "180", "0.90", _FRAME),
    Price(
        "kling-v3-turbo-image-to-video", {"prompt": BOAT, "duration": 10, "resolution": "1080p"}, "225", "1.125", _FRAME
    ),
]


def _element(**given: Any) -> dict[str, Any]:
    """An order with one element and the first frame that it needs."""
    return {"prompt": "@ann", "image": ID, "elements": [{"name": "ann", "description": "a girl", **given}]}


def _shots(*seconds: int) -> dict[str, Any]:
    """An order of 5 s in shots of so many seconds."""
    return {"sound": True, "multi_prompt": [{"prompt": BOAT, "duration": each} for each in seconds]}


REFUSED = [
    Refused("kling-3.0-video", {}, "prompt", "Write a prompt"),
    Refused("kling-3.0-video", {"prompt": BOAT, "duration": 2}, "duration", "Choose one of"),
    Refused("kling-3.0-video", {"prompt": BOAT, "duration": 16}, "duration", "Choose one of"),
    Refused("kling-3.0-video", {"prompt": BOAT, "resolution": "4k"}, "resolution", "Choose one of: 1080p, 720p, 4K"),
    Refused("kling-3.0-video", {"prompt": BOAT, "last_frame": ID}, "last_frame", "needs a first frame"),
    Refused("kling-3.0-video", {"prompt": BOAT, "multi_prompt": SHOTS}, "sound", "Switch “Sound” on"),
    Refused("kling-3.0-video", _shots(2, 2), "multi_prompt", "4 s together, the film 5 s. Choose 4 s"),
    Refused("kling-3.0-video", _shots(8, 12), "multi_prompt", "20 s together. A film lasts 3 to 15 s"),
    Refused(
        "kling-3.0-video",
        {"prompt": BOAT, "sound": True, "image": ID, "last_frame": ID, "multi_prompt": SHOTS},
        "last_frame",
        "a first frame only",
    ),
    Refused(
        "kling-3.0-video", {"prompt": BOAT, "sound": True, "multi_prompt": SHOTS * 3}, "multi_prompt", "up to 5 shots"
    ),
    Refused(
        "kling-3.0-video",
        {"prompt": BOAT, "sound": True, "multi_prompt": [{"prompt": BOAT, "duration": 13}]},
        "multi_prompt",
        "Shot 1",
    ),
    Refused(
        "kling-3.0-video",
        {"prompt": BOAT, "sound": True, "multi_prompt": [{"prompt": "x" * 501, "duration": 3}]},
        "multi_prompt",
        "500 characters",
    ),
    Refused(
        "kling-3.0-video",
        {"prompt": BOAT, "sound": True, "multi_prompt": [{"prompt": BOAT}]},
        "multi_prompt",
        "how many seconds",
    ),
    Refused("kling-3.0-video", {"prompt": BOAT, "multi_shots": True}, "multi_shots", "no “multi_shots”"),
    Refused("kling-3.0-video", {**_element(images=[ID, ID]), "image": None}, "image", "Elements need a first frame"),
    Refused("kling-3.0-video", _element(), "elements", "either two to four pictures"),
    Refused("kling-3.0-video", _element(images=[ID]), "elements", "at least 2 pictures"),
    Refused("kling-3.0-video", _element(images=[ID, ID], video=ID), "elements", "or one video"),
    Refused("kling-3.0-video", _element(images=[ID, ID], end_time=4000), "elements", "element's video only"),
    Refused("kling-3.0-video", _element(video=ID, start_time=1000, end_time=3999), "elements", "3000 to 8000 ms"),
    Refused("kling-3.0-video", _element(video=ID, end_time=8001), "elements", "3000 to 8000 ms"),
    Refused("kling-3.0-video", _element(images=[ID, ID], name=""), "elements", "Name is missing"),
    Refused(
        "kling-3.0-video",
        {**_element(), "elements": _element(images=[ID, ID])["elements"] * 2},
        "elements",
        "Two elements are called ann",
    ),
    Refused("kling-3.0-motion-control", {}, "video", "Add a video"),
    Refused("kling-3.0-motion-control", {"background_source": "video"}, "background_source", "Choose one of"),
    Refused("kling-v3-turbo-text-to-video", {"prompt": BOAT, "resolution": "4k"}, "resolution", "720p, 1080p"),
    Refused("kling-v3-turbo-text-to-video", {"prompt": "x" * 2501}, "prompt", "2,500 characters"),
    Refused("kling-v3-turbo-image-to-video", {"prompt": BOAT}, "image", "Add a picture"),
]
