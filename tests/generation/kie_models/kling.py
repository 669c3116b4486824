"""Kling 2.1 to 2.6 and the avatars: section 7 of Kie's contract."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Price, Refused, at

BOAT = "a boat"
A, B, CLIP, VOICE = at("a"), at("b"), at("clip", "mp4"), at("voice", "mp3")


def sent(model: str, **given: Any) -> dict[str, Any]:
    return {"model": model, "input": given}


BODIES = [
    Body(
        "kling-2.6-text-to-video",
        {"prompt": BOAT},
        sent("kling-2.6/text-to-video", prompt=BOAT, sound=False, aspect_ratio="1:1", duration="5"),
    ),
    Body(
        "kling-2.6-text-to-video",
        {"prompt": BOAT, "sound": True, "aspect_ratio": "9:16", "duration": 10},
        sent("kling-2.6/text-to-video", prompt=BOAT, sound=True, aspect_ratio="9:16", duration="10"),
    ),
    Body(
        "kling-2.6-image-to-video",
        {"prompt": BOAT},
        sent("kling-2.6/image-to-video", prompt=BOAT, image_urls=[A], sound=False, duration="5"),
        {"image": [A]},
    ),
    Body(
        "kling-2.6-image-to-video",
        {"prompt": BOAT, "sound": True, "duration": 10},
        sent("kling-2.6/image-to-video", prompt=BOAT, image_urls=[A], sound=True, duration="10"),
        {"image": [A]},
    ),
    Body(
        "kling-2.6-motion-control",
        {},
        sent(
            "kling-2.6/motion-control",
            input_urls=[A],
            video_urls=[CLIP],
            character_orientation="video",
            mode="720p",
        ),
        {"image": [A], "video": [CLIP]},
    ),
    Body(
        "kling-2.6-motion-control",
        {"prompt": BOAT, "character_orientation": "image", "resolution": "1080p"},
        sent(
            "kling-2.6/motion-control",
            prompt=BOAT,
            input_urls=[A],
            video_urls=[CLIP],
            character_orientation="image",
            mode="1080p",
        ),
        {"image": [A], "video": [CLIP]},
    ),
    Body(
        "kling-2.5-turbo",
        {"prompt": BOAT},
        sent("kling/v2-5-turbo-text-to-video-pro", prompt=BOAT, duration="5", aspect_ratio="16:9", cfg_scale=0.5),
    ),
    Body(
        "kling-2.5-turbo",
        {"prompt": BOAT, "duration": 10, "aspect_ratio": "1:1", "negative_prompt": "blur", "cfg_scale": 0.7},
        sent(
            "kling/v2-5-turbo-text-to-video-pro",
            prompt=BOAT,
            duration="10",
            aspect_ratio="1:1",
            negative_prompt="blur",
            cfg_scale=0.7,
        ),
    ),
    Body(
        "kling-2.5-turbo",
        {"prompt": BOAT},
        sent("kling/v2-5-turbo-image-to-video-pro", prompt=BOAT, image_url=A, duration="5", cfg_scale=0.5),
        {"image": [A]},
    ),
    Body(
        "kling-2.5-turbo",
        {"prompt": BOAT, "duration": 10, "negative_prompt": "blur", "cfg_scale": 0.1},
        sent(
            "kling/v2-5-turbo-image-to-video-pro",
            prompt=BOAT,
            image_url=A,
            tail_image_url=B,
            duration="10",
            negative_prompt="blur",
            cfg_scale=0.1,
        ),
        {"image": [A], "last_frame": [B]},
    ),
    Body(
        "kling-v2-1-master-text-to-video",
        {"prompt": BOAT},
        sent("kling/v2-1-master-text-to-video", prompt=BOAT, duration="5", aspect_ratio="16:9", cfg_scale=0.5),
    ),
    Body(
        "kling-v2-1-master-text-to-video",
        {"prompt": BOAT, "duration": 10, "aspect_ratio": "9:16", "negative_prompt": "blur", "cfg_scale": 0.9},
        sent(
            "kling/v2-1-master-text-to-video",
            prompt=BOAT,
            duration="10",
            aspect_ratio="9:16",
            negative_prompt="blur",
            cfg_scale=0.9,
        ),
    ),
    Body(
        "kling-v2-1-master-image-to-video",
        {"prompt": BOAT},
        sent("kling/v2-1-master-image-to-video", prompt=BOAT, image_url=A, duration="5", cfg_scale=0.5),
        {"image": [A]},
    ),
    Body(
        "kling-v2-1-master-image-to-video",
        {"prompt": BOAT, "duration": 10, "negative_prompt": "blur", "cfg_scale": 0.2},
        sent(
            "kling/v2-1-master-image-to-video",
            prompt=BOAT,
            image_url=A,
            duration="10",
            negative_prompt="blur",
            cfg_scale=0.2,
        ),
        {"image": [A]},
    ),
    Body(
        "kling-v2-1-standard",
        {"prompt": BOAT},
        sent("kling/v2-1-standard", prompt=BOAT, image_url=A, duration="5", cfg_scale=0.5),
        {"image": [A]},
    ),
    Body(
        "kling-v2-1-standard",
        {"prompt": BOAT, "duration": 10, "negative_prompt": "blur", "cfg_scale": 0.2},
        sent("kling/v2-1-standard", prompt=BOAT, image_url=A, duration="10", negative_prompt="blur", cfg_scale=0.2),
        {"image": [A]},
    ),
    Body(
        "kling-v2-1-pro",
        {"prompt": BOAT},
        sent("kling/v2-1-pro", prompt=BOAT, image_url=A, duration="5", cfg_scale=0.5),
        {"image": [A]},
    ),
    Body(
        "kling-v2-1-pro",
        {"prompt": BOAT, "duration": 10, "negative_prompt": "blur", "cfg_scale": 0.2},
        sent(
            "kling/v2-1-pro",
            prompt=BOAT,
            image_url=A,
            tail_image_url=B,
            duration="10",
            negative_prompt="blur",
            cfg_scale=0.2,
        ),
        {"image": [A], "last_frame": [B]},
    ),
    Body(
        "kling-ai-avatar-standard",
        {"prompt": "she smiles"},
        sent("kling/ai-avatar-standard", prompt="she smiles", image_url=A, audio_url=VOICE),
        {"image": [A], "audio": [VOICE]},
    ),
    Body(
        "kling-ai-avatar-pro",
        {"prompt": "she smiles"},
        sent("kling/ai-avatar-pro", prompt="she smiles", image_url=A, audio_url=VOICE),
        {"image": [A], "audio": [VOICE]},
    ),
    Body(
        "kling-v1-avatar-standard",
        {"prompt": "she smiles"},
        sent("kling/v1-avatar-standard", prompt="she smiles", image_url=A, audio_url=VOICE),
        {"image": [A], "audio": [VOICE]},
    ),
    Body(
        "kling-ai-avatar-v1-pro",
        {"prompt": "she smiles"},
        sent("kling/ai-avatar-v1-pro", prompt="she smiles", image_url=A, audio_url=VOICE),
        {"image": [A], "audio": [VOICE]},
    ),
]

_FRAME: dict[str, list[dict[str, float]]] = {"image": [{"width": 1024, "height": 576}]}


def _clip(seconds: float) -> dict[str, list[dict[str, float]]]:
    return {**_FRAME, "video": [{"seconds": seconds}]}


def _voice(seconds: float) -> dict[str, list[dict[str, float]]]:
    return {**_FRAME, "audio": [{"seconds": seconds}]}


PRICES = [
    Price("kling-2.6-text-to-video", {"prompt": BOAT}, "55", "0.275"),
    Price("kling-2.6-text-to-video", {"prompt": BOAT, "sound": True}, "110", "0.55"),
    Price("kling-2.6-text-to-video", {"prompt": BOAT, "duration": 10}, "110", "0.55"),
    Price("kling-2.6-text-to-video", {"prompt": BOAT, "duration": 10, "sound": True}, "220", "1.10"),
    Price("kling-2.6-image-to-video", {"prompt": BOAT}, "55", "0.275", _FRAME),
    Price("kling-2.6-image-to-video", {"prompt": BOAT, "sound": True}, "110", "0.55", _FRAME),
    Price("kling-2.6-image-to-video", {"prompt": BOAT, "duration": 10}, "110", "0.55", _FRAME),
    Price("kling-2.6-image-to-video", {"prompt": BOAT, "duration": 10, "sound": True}, "220", "1.10", _FRAME),
    # per second of the clip: 11 and 18 credits, a begun second counts
    Price("kling-2.6-motion-control", {}, "110", "0.55", _clip(10)),
    Price("kling-2.6-motion-control", {}, "121", "0.605", _clip(10.2)),
    Price("kling-2.6-motion-control", {"resolution": "1080p"}, "180", "0.90", _clip(10)),
    Price("kling-2.6-motion-control", {}, None, None, _clip(0)),
    Price("kling-2.5-turbo", {"prompt": BOAT}, "42", "0.21"),
    Price("kling-2.5-turbo", {"prompt": BOAT, "duration": 10}, "84", "0.42"),
    Price("kling-v2-1-master-text-to-video", {"prompt": BOAT}, "160", "0.80"),
    Price("kling-v2-1-master-text-to-video", {"prompt": BOAT, "duration": 10}, "320", "1.60"),
    Price("kling-v2-1-master-image-to-video", {"prompt": BOAT}, "160", "0.80", _FRAME),
    Price("kling-v2-1-master-image-to-video", {"prompt": BOAT, "duration": 10}, "320", "1.60", _FRAME),
    Price("kling-v2-1-pro", {"prompt": BOAT}, "50", "0.25", _FRAME),
    Price("kling-v2-1-pro", {"prompt": BOAT, "duration": 10}, "100", "0.50", _FRAME),
    Price("kling-v2-1-standard", {"prompt": BOAT}, "25", "0.125", _FRAME),
    Price("kling-v2-1-standard", {"prompt": BOAT, "duration": 10}, "50", "0.25", _FRAME),
    # per second of the sound: 8 and 16 credits
    Price("kling-ai-avatar-standard", {"prompt": BOAT}, "80", "0.40", _voice(10)),
    Price("kling-ai-avatar-pro", {"prompt": BOAT}, "160", "0.80", _voice(9.4)),
    Price("kling-v1-avatar-standard", {"prompt": BOAT}, "80", "0.40", _voice(10)),
    Price("kling-ai-avatar-v1-pro", {"prompt": BOAT}, "160", "0.80", _voice(10)),
]

REFUSED = [
    Refused("kling-2.6-text-to-video", {}, "prompt", "Write a prompt"),
    Refused("kling-2.6-text-to-video", {"prompt": "x" * 1001}, "prompt", "1,000 characters"),
    Refused("kling-2.6-text-to-video", {"prompt": BOAT, "duration": 7}, "duration", "Choose one of: 5, 10"),
    Refused("kling-2.6-text-to-video", {"prompt": BOAT, "duration": "5"}, "duration", "whole number"),
    Refused("kling-2.6-text-to-video", {"prompt": BOAT, "aspect_ratio": "4:3"}, "aspect_ratio", "Choose one of"),
    Refused("kling-2.6-text-to-video", {"prompt": BOAT, "resolution": "1080p"}, "resolution", "no “resolution”"),
    Refused("kling-2.6-image-to-video", {"prompt": BOAT}, "image", "Add a picture"),
    Refused("kling-2.6-image-to-video", {"prompt": BOAT, "aspect_ratio": "1:1"}, "aspect_ratio", "no “aspect_ratio”"),
    Refused("kling-2.6-motion-control", {}, "image", "Add a picture"),
    Refused("kling-2.6-motion-control", {}, "video", "Add a video"),
    Refused("kling-2.6-motion-control", {"resolution": "std"}, "resolution", "Choose one of: 720p, 1080p"),
    Refused("kling-2.6-motion-control", {"character_orientation": "Image"}, "character_orientation", "Choose one of"),
    Refused("kling-2.5-turbo", {"prompt": BOAT, "cfg_scale": 1.5}, "cfg_scale", "from 0 to 1."),
    Refused("kling-2.5-turbo", {"prompt": "x" * 2501}, "prompt", "2,500 characters"),
    Refused(
        "kling-v2-1-master-text-to-video", {"prompt": BOAT, "negative_prompt": "x" * 501}, "negative_prompt", "500"
    ),
    Refused("kling-v2-1-master-text-to-video", {"prompt": "x" * 5001}, "prompt", "5,000 characters"),
    Refused("kling-v2-1-master-image-to-video", {"prompt": BOAT}, "image", "Add a picture"),
    Refused("kling-v2-1-standard", {"prompt": BOAT}, "image", "Add a picture"),
    Refused("kling-v2-1-pro", {"prompt": BOAT}, "image", "Add a picture"),
    Refused("kling-ai-avatar-standard", {"prompt": BOAT}, "audio", "Add a sound file"),
    Refused("kling-ai-avatar-pro", {"prompt": BOAT}, "image", "Add a picture"),
    Refused("kling-ai-avatar-pro", {}, "prompt", "Write a prompt"),
]
