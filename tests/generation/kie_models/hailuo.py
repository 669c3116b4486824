"""Hailuo and MiniMax H3: section 8.11 of Kie's contract."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Price, Refused, at

BOAT = "a boat"
A, B, CLIP, SONG = at("a"), at("b"), at("clip", "mp4"), at("song", "mp3")
#: stands in a form where the order carries an address
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"


def sent(model: str, **given: Any) -> dict[str, Any]:
    return {"model": model, "input": given}


BODIES = [
    Body(
        "hailuo-02-text-to-video-standard",
        {"prompt": BOAT},
        sent("hailuo/02-text-to-video-standard", prompt=BOAT, duration="6", prompt_optimizer=False, nsfw_checker=False),
    ),
    Body(
        "hailuo-02-text-to-video-standard",
        {"prompt": BOAT, "duration": 10, "prompt_optimizer": True, "nsfw_checker": True},
        sent("hailuo/02-text-to-video-standard", prompt=BOAT, duration="10", prompt_optimizer=True, nsfw_checker=True),
    ),
    Body(
        "hailuo-02-text-to-video-pro",
        {"prompt": BOAT},
        sent("hailuo/02-text-to-video-pro", prompt=BOAT, prompt_optimizer=False, nsfw_checker=False),
    ),
    Body(
        "hailuo-02-text-to-video-pro",
        {"prompt": BOAT, "prompt_optimizer": True, "nsfw_checker": True},
        sent("hailuo/02-text-to-video-pro", prompt=BOAT, prompt_optimizer=True, nsfw_checker=True),
    ),
    Body(
        "hailuo-02-image-to-video-standard",
        {"prompt": BOAT},
        sent(
            "hailuo/02-image-to-video-standard",
            prompt=BOAT,
            image_url=A,
            duration="10",
            resolution="768P",
            prompt_optimizer=False,
            nsfw_checker=False,
        ),
        {"image": [A]},
    ),
    Body(
        "hailuo-02-image-to-video-standard",
        {"prompt": BOAT, "duration": 6, "resolution": "512P", "prompt_optimizer": True, "nsfw_checker": True},
        sent(
            "hailuo/02-image-to-video-standard",
            prompt=BOAT,
            image_url=A,
            end_image_url=B,
            duration="6",
            resolution="512P",
            prompt_optimizer=True,
            nsfw_checker=True,
        ),
        {"image": [A], "last_frame": [B]},
    ),
    Body(
        "hailuo-02-image-to-video-pro",
        {"prompt": BOAT},
        sent("hailuo/02-image-to-video-pro", prompt=BOAT, image_url=A, prompt_optimizer=False, nsfw_checker=False),
        {"image": [A]},
    ),
    Body(
        "hailuo-02-image-to-video-pro",
        {"prompt": BOAT, "prompt_optimizer": True, "nsfw_checker": True},
        sent(
            "hailuo/02-image-to-video-pro",
            prompt=BOAT,
            image_url=A,
            end_image_url=B,
            prompt_optimizer=True,
            nsfw_checker=True,
        ),
        {"image": [A], "last_frame": [B]},
    ),
    Body(
        "hailuo-2-3-image-to-video-standard",
        {"prompt": BOAT},
        sent("hailuo/2-3-image-to-video-standard", prompt=BOAT, image_url=A, duration="6", resolution="768P"),
        {"image": [A]},
    ),
    Body(
        "hailuo-2-3-image-to-video-standard",
        {"prompt": BOAT, "duration": 6, "resolution": "1080P"},
        sent("hailuo/2-3-image-to-video-standard", prompt=BOAT, image_url=A, duration="6", resolution="1080P"),
        {"image": [A]},
    ),
    Body(
        "hailuo-2-3-image-to-video-pro",
        {"prompt": BOAT},
        sent(
            "hailuo/2-3-image-to-video-pro",
            prompt=BOAT,
            image_url=A,
            duration="6",
            resolution="768P",
            nsfw_checker=False,
        ),
        {"image": [A]},
    ),
    Body(
        "hailuo-2-3-image-to-video-pro",
        {"prompt": BOAT, "duration": 10, "nsfw_checker": True},
        sent(
            "hailuo/2-3-image-to-video-pro",
            prompt=BOAT,
            image_url=A,
            duration="10",
            resolution="768P",
            nsfw_checker=True,
        ),
        {"image": [A]},
    ),
    Body(
        "minimax-h3-text-to-video",
        {"prompt": BOAT},
        sent("minimax-h3/text-to-video", prompt=BOAT, aspect_ratio="16:9", duration=6, resolution="2K"),
    ),
    Body(
        "minimax-h3-text-to-video",
        {"prompt": BOAT, "aspect_ratio": "21:9", "duration": 15, "resolution": "768P"},
        sent("minimax-h3/text-to-video", prompt=BOAT, aspect_ratio="21:9", duration=15, resolution="768P"),
    ),
    Body(
        "minimax-h3-image-to-video",
        {"prompt": BOAT},
        sent("minimax-h3/image-to-video", prompt=BOAT, last_frame_url=B, duration=6, resolution="2K"),
        {"last_frame": [B]},
    ),
    Body(
        "minimax-h3-image-to-video",
        {"prompt": BOAT, "duration": 4, "resolution": "768P"},
        sent(
            "minimax-h3/image-to-video",
            prompt=BOAT,
            first_frame_url=A,
            last_frame_url=B,
            duration=4,
            resolution="768P",
        ),
        {"image": [A], "last_frame": [B]},
    ),
    Body(
        "minimax-h3-reference-to-video",
        {"prompt": BOAT},
        sent(
            "minimax-h3/reference-to-video",
            prompt=BOAT,
            reference_image_urls=[A],
            aspect_ratio="adaptive",
            duration=6,
            resolution="2K",
        ),
        {"reference_images": [A]},
    ),
    Body(
        "minimax-h3-reference-to-video",
        {"prompt": BOAT, "aspect_ratio": "9:16", "duration": 8, "resolution": "768P"},
        sent(
            "minimax-h3/reference-to-video",
            prompt=BOAT,
            reference_image_urls=[A, B],
            reference_video_urls=[CLIP],
            reference_audio_urls=[SONG],
            aspect_ratio="9:16",
            duration=8,
            resolution="768P",
        ),
        {"reference_images": [A, B], "reference_videos": [CLIP], "reference_audios": [SONG]},
    ),
]

_FRAME: dict[str, list[dict[str, float]]] = {"image": [{"width": 800, "height": 800}]}
_PICTURE: dict[str, list[dict[str, float]]] = {"reference_images": [{"width": 800, "height": 800}]}
_CLIPS: dict[str, list[dict[str, float]]] = {"reference_videos": [{"seconds": 2.5}, {"seconds": 4.5}]}
_PROMPT: dict[str, Any] = {"prompt": BOAT}

PRICES = [
    Price("hailuo-02-text-to-video-standard", _PROMPT, "30", "0.15"),
    Price("hailuo-02-text-to-video-standard", {**_PROMPT, "duration": 10}, "50", "0.25"),
    Price("hailuo-02-text-to-video-pro", _PROMPT, "57", "0.285"),
    Price("hailuo-02-image-to-video-standard", {**_PROMPT, "resolution": "512P", "duration": 6}, "12", "0.06", _FRAME),
    Price("hailuo-02-image-to-video-standard", {**_PROMPT, "resolution": "512P"}, "20", "0.10", _FRAME),
    Price("hailuo-02-image-to-video-standard", _PROMPT, "50", "0.25", _FRAME),
    Price("hailuo-02-image-to-video-standard", {**_PROMPT, "duration": 6}, None, None, _FRAME),
    Price("hailuo-02-image-to-video-pro", _PROMPT, "57", "0.285", _FRAME),
    Price("hailuo-2-3-image-to-video-standard", _PROMPT, "30", "0.15", _FRAME),
    Price("hailuo-2-3-image-to-video-standard", {**_PROMPT, "duration": 10}, "50", "0.25", _FRAME),
    Price("hailuo-2-3-image-to-video-standard", {**_PROMPT, "resolution": "1080P"}, "50", "0.25", _FRAME),
    Price("hailuo-2-3-image-to-video-pro", _PROMPT, "45", "0.225", _FRAME),
    Price("hailuo-2-3-image-to-video-pro", {**_PROMPT, "duration": 10}, "90", "0.45", _FRAME),
    Price("hailuo-2-3-image-to-video-pro", {**_PROMPT, "resolution": "1080P"}, "80", "0.40", _FRAME),
    # per second 16 and 26 credits
    Price("minimax-h3-text-to-video", {**_PROMPT, "duration": 10, "resolution": "768P"}, "160", "0.80"),
    Price("minimax-h3-text-to-video", {**_PROMPT, "duration": 10}, "260", "1.30"),
    Price("minimax-h3-image-to-video", {**_PROMPT, "duration": 10, "resolution": "768P"}, "160", "0.80", _FRAME),
    Price("minimax-h3-image-to-video", {**_PROMPT, "duration": 10}, "260", "1.30", _FRAME),
    Price("minimax-h3-reference-to-video", {**_PROMPT, "duration": 10, "resolution": "768P"}, "160", "0.80", _PICTURE),
    Price("minimax-h3-reference-to-video", {**_PROMPT, "duration": 10}, "260", "1.30", _PICTURE),
    # the seconds of videos that go in are paid alike: 10 + 7
    Price("minimax-h3-reference-to-video", {**_PROMPT, "duration": 10}, "442", "2.21", _CLIPS),
]

REFUSED = [
    Refused("hailuo-02-text-to-video-standard", {}, "prompt", "Write a prompt"),
    Refused("hailuo-02-text-to-video-standard", {"prompt": "x" * 1501}, "prompt", "1,500 characters"),
    Refused("hailuo-02-text-to-video-standard", {**_PROMPT, "duration": 5}, "duration", "Choose one of: 6, 10"),
    Refused("hailuo-02-text-to-video-pro", {**_PROMPT, "duration": 6}, "duration", "no “duration”"),
    Refused("hailuo-02-image-to-video-standard", _PROMPT, "image", "Add a picture"),
    Refused("hailuo-02-image-to-video-standard", {**_PROMPT, "resolution": "768p"}, "resolution", "768P, 512P"),
    Refused("hailuo-02-image-to-video-pro", {**_PROMPT, "last_frame": ID}, "image", "Add a picture"),
    Refused(
        "hailuo-2-3-image-to-video-standard",
        {**_PROMPT, "image": ID, "duration": 10, "resolution": "1080P"},
        "resolution",
        "6 s only",
    ),
    Refused(
        "hailuo-2-3-image-to-video-pro",
        {**_PROMPT, "image": ID, "duration": 10, "resolution": "1080P"},
        "resolution",
        "6 s only",
    ),
    Refused("hailuo-2-3-image-to-video-standard", _PROMPT, "image", "Add a picture"),
    Refused(
        "hailuo-2-3-image-to-video-standard", {**_PROMPT, "nsfw_checker": True}, "nsfw_checker", "no “nsfw_checker”"
    ),
    Refused("hailuo-2-3-image-to-video-pro", {**_PROMPT, "resolution": "1080p"}, "resolution", "768P, 1080P"),
    Refused("minimax-h3-text-to-video", {"prompt": "x" * 7001}, "prompt", "7,000 characters"),
    Refused("minimax-h3-text-to-video", {**_PROMPT, "resolution": "2k"}, "resolution", "Choose one of: 2K, 768P"),
    Refused("minimax-h3-text-to-video", {**_PROMPT, "duration": 3}, "duration", "Choose one of"),
    Refused("minimax-h3-text-to-video", {**_PROMPT, "aspect_ratio": "adaptive"}, "aspect_ratio", "Choose one of"),
    Refused("minimax-h3-image-to-video", _PROMPT, "image", "a first frame or a last frame"),
    Refused("minimax-h3-reference-to-video", _PROMPT, "reference_images", "at least one reference"),
    Refused("minimax-h3-reference-to-video", {**_PROMPT, "reference_audios": ID}, "reference_images", "at least one"),
    Refused("minimax-h3-reference-to-video", {**_PROMPT, "reference_images": [ID] * 10}, "reference_images", "up to 9"),
    Refused("minimax-h3-reference-to-video", {**_PROMPT, "reference_videos": [ID] * 4}, "reference_videos", "up to 3"),
]
