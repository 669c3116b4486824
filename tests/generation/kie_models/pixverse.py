"""PixVerse V6: section 8.12 of Kie's contract. Section 11 has no price for it."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Made, Price, Refused, at

BOAT = "a boat"
A, B, CLIP = at("a"), at("b"), at("clip", "mp4")
#: stands in a form where the order carries an address
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
TEXT, IMAGE, TRANSITION = "pixverse-v6-text-to-video", "pixverse-v6-image-to-video", "pixverse-v6-transition"
REFERENCE, EXTEND = "pixverse-v6-reference-to-video", "pixverse-v6-extend"


def sent(model: str, **given: Any) -> dict[str, Any]:
    return {"model": model, "input": given}


BODIES = [
    Body(
        TEXT,
        {"prompt": BOAT},
        sent(
            "pixverse-v6/text-to-video",
            prompt=BOAT,
            aspect_ratio="16:9",
            quality="720p",
            duration=5,
            generate_audio_switch=False,
            generate_multi_clip_switch=False,
        ),
    ),
    Body(
        TEXT,
        {
            "prompt": BOAT,
            "aspect_ratio": "21:9",
            "resolution": "360p",
            "duration": 15,
            "sound": True,
            "generate_multi_clip_switch": True,
            "seed": 7,
        },
        sent(
            "pixverse-v6/text-to-video",
            prompt=BOAT,
            aspect_ratio="21:9",
            quality="360p",
            duration=15,
            generate_audio_switch=True,
            generate_multi_clip_switch=True,
            seed=7,
        ),
    ),
    Body(
        IMAGE,
        {"prompt": BOAT},
        sent(
            "pixverse-v6/image-to-video",
            prompt=BOAT,
            image_urls=[A],
            quality="720p",
            duration=5,
            generate_audio_switch=False,
            generate_multi_clip_switch=False,
        ),
        {"image": [A]},
    ),
    Body(
        IMAGE,
        {
            "prompt": BOAT,
            "resolution": "1080p",
            "duration": 8,
            "sound": True,
            "generate_multi_clip_switch": True,
            "seed": 7,
            "template_id": "302325299692608",
        },
        sent(
            "pixverse-v6/image-to-video",
            prompt=BOAT,
            image_urls=[A, B],
            quality="1080p",
            generate_audio_switch=True,
            generate_multi_clip_switch=True,
            seed=7,
            template_id="302325299692608",
        ),
        {"image": [A, B]},
    ),
    Body(
        TRANSITION,
        {"prompt": BOAT},
        sent(
            "pixverse-v6/transition",
            prompt=BOAT,
            first_frame_image_url=A,
            last_frame_image_url=B,
            quality="720p",
            duration=5,
            generate_audio_switch=False,
        ),
        {"image": [A], "last_frame": [B]},
    ),
    Body(
        TRANSITION,
        {"prompt": BOAT, "resolution": "540p", "duration": 1, "sound": True, "seed": 0},
        sent(
            "pixverse-v6/transition",
            prompt=BOAT,
            first_frame_image_url=A,
            last_frame_image_url=B,
            quality="540p",
            duration=1,
            generate_audio_switch=True,
            seed=0,
        ),
        {"image": [A], "last_frame": [B]},
    ),
    Body(
        REFERENCE,
        {"prompt": BOAT, "image_references": [{"image": [ID]}]},
        sent(
            "pixverse-v6/reference-to-video",
            prompt=BOAT,
            image_references=[{"image_url": A, "type": "subject"}],
            aspect_ratio="16:9",
            quality="720p",
            duration=5,
            generate_audio_switch=False,
        ),
        {"image_references-0-image": [A]},
    ),
    Body(
        REFERENCE,
        {
            "prompt": "@ann at @sea",
            "image_references": [
                {"image": [ID], "ref_name": "ann"},
                {"image": [ID], "type": "background", "ref_name": "sea"},
            ],
            "aspect_ratio": "2:3",
            "resolution": "1080p",
            "duration": 15,
            "sound": True,
            "seed": 7,
        },
        sent(
            "pixverse-v6/reference-to-video",
            prompt="@ann at @sea",
            image_references=[
                {"image_url": A, "type": "subject", "ref_name": "ann"},
                {"image_url": B, "type": "background", "ref_name": "sea"},
            ],
            aspect_ratio="2:3",
            quality="1080p",
            duration=15,
            generate_audio_switch=True,
            seed=7,
        ),
        {"image_references-0-image": [A], "image_references-1-image": [B]},
    ),
    Body(
        EXTEND,
        {"prompt": BOAT},
        sent(
            "pixverse-v6/extend",
            prompt=BOAT,
            taskId="task_pixverse_1",
            quality="720p",
            duration=5,
            generate_audio_switch=False,
        ),
        {"task": [Made("task_pixverse_1")]},
    ),
    Body(
        EXTEND,
        {"prompt": BOAT, "resolution": "360p", "duration": 10, "sound": True, "seed": 7},
        sent(
            "pixverse-v6/extend",
            prompt=BOAT,
            video_url=CLIP,
            quality="360p",
            duration=10,
            generate_audio_switch=True,
            seed=7,
        ),
        {"video": [CLIP]},
    ),
]

_PROMPT: dict[str, Any] = {"prompt": BOAT}

PRICES = [
    Price(TEXT, _PROMPT, None, None),
    Price(IMAGE, _PROMPT, None, None, {"image": [{"width": 800, "height": 800}]}),
    Price(TRANSITION, _PROMPT, None, None, {"image": [{"width": 800}], "last_frame": [{"width": 800}]}),
    Price(REFERENCE, {**_PROMPT, "image_references": [{"image": [ID]}]}, None, None),
    Price(EXTEND, _PROMPT, None, None, {"video": [{"seconds": 5}]}),
]


def _references(*names: str) -> dict[str, Any]:
    return {**_PROMPT, "image_references": [{"image": [ID], "ref_name": name} for name in names]}


REFUSED = [
    Refused(TEXT, {"prompt": "no"}, "prompt", "at least 3 characters"),
    Refused(TEXT, {"prompt": "x" * 5001}, "prompt", "5,000 characters"),
    Refused(TEXT, {**_PROMPT, "resolution": "720P"}, "resolution", "Choose one of"),
    Refused(TEXT, {**_PROMPT, "duration": 16}, "duration", "Choose one of"),
    Refused(IMAGE, _PROMPT, "image", "Add a picture"),
    Refused(IMAGE, {**_PROMPT, "image": [ID] * 3}, "image", "up to 2 pictures"),
    Refused(IMAGE, {**_PROMPT, "image": ID, "template_id": "sparkle"}, "template_id", "An effect is a number"),
    Refused(TRANSITION, {**_PROMPT, "image": ID}, "last_frame", "Add a picture"),
    Refused(TRANSITION, {**_PROMPT, "last_frame": ID}, "image", "Add a picture"),
    Refused(REFERENCE, _PROMPT, "image_references", "Add a reference first."),
    Refused(REFERENCE, _references(*"abcdefgh"), "image_references", "up to 7 references"),
    Refused(REFERENCE, _references("ann", "ann"), "image_references", "Two references are called ann"),
    Refused(REFERENCE, _references("x" * 31), "image_references", "30 characters"),
    Refused(
        REFERENCE, {**_PROMPT, "image_references": [{"image": [ID], "type": "Subject"}]}, "image_references", "subject"
    ),
    Refused(REFERENCE, {**_PROMPT, "image_references": [{"ref_name": "ann"}]}, "image_references", "Add a picture"),
    Refused(EXTEND, _PROMPT, "video", "Give either"),
    Refused(EXTEND, {**_PROMPT, "task": ID, "video": ID}, "video", "Give either"),
]
