"""Sora 2, retired: section 6 of Kie's contract."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Price, Refused, at

BOAT = "a boat"
A = at("a")
LINK = "https://sora.chatgpt.com/p/s_123"


def sent(model: str, **given: Any) -> dict[str, Any]:
    return {"model": model, "input": given}


_LEAST: dict[str, Any] = {"prompt": BOAT, "aspect_ratio": "landscape", "n_frames": "10", "remove_watermark": True}
_ASKED: dict[str, Any] = {"prompt": BOAT, "aspect_ratio": "9:16", "duration": 15, "remove_watermark": False}
_ALL: dict[str, Any] = {"prompt": BOAT, "aspect_ratio": "portrait", "n_frames": "15", "remove_watermark": False}

BODIES = [
    Body("sora-2", {"prompt": BOAT}, sent("sora-2-text-to-video", **_LEAST)),
    Body("sora-2", _ASKED, sent("sora-2-text-to-video", **_ALL)),
    Body("sora-2", {"prompt": BOAT}, sent("sora-2-image-to-video", image_urls=[A], **_LEAST), {"image": [A]}),
    Body("sora-2", _ASKED, sent("sora-2-image-to-video", image_urls=[A], **_ALL), {"image": [A]}),
    Body("sora-2-pro-text-to-video", {"prompt": BOAT}, sent("sora-2-pro-text-to-video", size="high", **_LEAST)),
    Body(
        "sora-2-pro-text-to-video",
        {**_ASKED, "size": "standard"},
        sent("sora-2-pro-text-to-video", size="standard", **_ALL),
    ),
    Body(
        "sora-2-pro-image-to-video",
        {"prompt": BOAT},
        sent("sora-2-pro-image-to-video", image_urls=[A], size="standard", **_LEAST),
        {"image": [A]},
    ),
    Body(
        "sora-2-pro-image-to-video",
        {**_ASKED, "size": "high"},
        sent("sora-2-pro-image-to-video", image_urls=[A], size="high", **_ALL),
        {"image": [A]},
    ),
    Body(
        "sora-2-pro-storyboard",
        {"shots": [{"scene": BOAT, "duration": 15}]},
        sent(
            "sora-2-pro-storyboard",
            shots=[{"Scene": BOAT, "duration": 15.0}],
            n_frames="15",
            aspect_ratio="landscape",
        ),
    ),
    Body(
        "sora-2-pro-storyboard",
        {
            "shots": [{"scene": BOAT, "duration": 7.5}, {"scene": "a storm", "duration": 12.5}],
            "duration": 25,
            "aspect_ratio": "9:16",
        },
        sent(
            "sora-2-pro-storyboard",
            shots=[{"Scene": BOAT, "duration": 7.5}, {"Scene": "a storm", "duration": 12.5}],
            n_frames="25",
            aspect_ratio="portrait",
            image_urls=[A],
        ),
        {"image": [A]},
    ),
    Body("sora-2-text-to-video-stable", {"prompt": BOAT}, sent("sora-2-text-to-video-stable", **_LEAST)),
    Body("sora-2-text-to-video-stable", _ASKED, sent("sora-2-text-to-video-stable", **_ALL)),
    Body(
        "sora-2-image-to-video-stable",
        {"prompt": BOAT},
        sent("sora-2-image-to-video-stable", image_urls=[A], **_LEAST),
        {"image": [A]},
    ),
    Body(
        "sora-2-image-to-video-stable",
        _ASKED,
        sent("sora-2-image-to-video-stable", image_urls=[A], **_ALL),
        {"image": [A]},
    ),
    Body("sora-2-text-to-video-private", {"prompt": BOAT}, sent("sora-2-text-to-video-private", **_LEAST)),
    Body("sora-2-text-to-video-private", _ASKED, sent("sora-2-text-to-video-private", **_ALL)),
    Body("sora-watermark-remover", {"video_url": LINK}, sent("sora-watermark-remover", video_url=LINK)),
]

_PROMPT: dict[str, Any] = {"prompt": BOAT}
_FIFTEEN: dict[str, Any] = {"prompt": BOAT, "duration": 15}
_FRAME: dict[str, list[dict[str, float]]] = {"image": [{"width": 800, "height": 800}]}
_SCENE: dict[str, Any] = {"shots": [{"scene": BOAT, "duration": 5}]}

PRICES = [
    Price("sora-2", _PROMPT, "30", "0.15"),
    Price("sora-2", _FIFTEEN, None, None),
    Price("sora-2-pro-text-to-video", {**_PROMPT, "size": "standard"}, "150", "0.75"),
    Price("sora-2-pro-text-to-video", {**_FIFTEEN, "size": "standard"}, None, None),
    Price("sora-2-pro-text-to-video", _PROMPT, None, None),
    Price("sora-2-pro-image-to-video", _PROMPT, "150", "0.75", _FRAME),
    Price("sora-2-pro-image-to-video", _FIFTEEN, None, None, _FRAME),
    Price("sora-2-pro-image-to-video", {**_PROMPT, "size": "high"}, None, None, _FRAME),
    Price("sora-2-pro-storyboard", {**_SCENE, "duration": 10}, "150", "0.75"),
    Price("sora-2-pro-storyboard", _SCENE, None, None),
    Price("sora-2-text-to-video-stable", _PROMPT, "35", "0.175"),
    Price("sora-2-text-to-video-stable", _FIFTEEN, None, None),
    Price("sora-2-image-to-video-stable", _PROMPT, "35", "0.175", _FRAME),
    Price("sora-2-image-to-video-stable", _FIFTEEN, None, None, _FRAME),
    Price("sora-2-text-to-video-private", _PROMPT, None, None),
    Price("sora-watermark-remover", {"video_url": LINK}, None, None),
]


def _scenes(*lengths: float) -> list[dict[str, Any]]:
    return [{"scene": BOAT, "duration": length} for length in lengths]


REFUSED = [
    Refused("sora-2", {"prompt": "x" * 10_001}, "prompt", "10,000 characters"),
    Refused("sora-2", {**_PROMPT, "aspect_ratio": "landscape"}, "aspect_ratio", "Choose one of: 16:9, 9:16"),
    Refused("sora-2", {**_PROMPT, "duration": 25}, "duration", "Choose one of: 10, 15"),
    Refused("sora-2-pro-text-to-video", {**_PROMPT, "size": "High"}, "size", "high, standard"),
    Refused("sora-2-pro-image-to-video", _PROMPT, "image", "Add a picture"),
    Refused("sora-2-pro-storyboard", {}, "shots", "Add a scene first."),
    Refused("sora-2-pro-storyboard", {"shots": _scenes(*[1] * 11)}, "shots", "up to 10 scenes"),
    Refused("sora-2-pro-storyboard", {"shots": _scenes(16)}, "shots", "Scene 1"),
    Refused("sora-2-pro-storyboard", {"shots": _scenes(10, 5.1)}, "shots", "fit into 15 s"),
    Refused("sora-2-pro-storyboard", {"shots": [{"scene": BOAT}]}, "shots", "how many seconds"),
    Refused("sora-2-image-to-video-stable", _PROMPT, "image", "Add a picture"),
    Refused("sora-watermark-remover", {"video_url": "https://example.org/v.mp4"}, "video_url", "sora.chatgpt.com"),
    Refused("sora-watermark-remover", {}, "video_url", "is missing"),
]
