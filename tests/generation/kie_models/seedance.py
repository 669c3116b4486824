"""Section 8.9: Seedance and ByteDance's first video models."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.generation.kie_models import Body, Price, Refused, at

P = "a paper boat on a lake"
OWN = "https://example.org/a.png"
FILM = "https://example.org/a.mp4"
SOUND = "https://example.org/a.mp3"

BODIES = [
    Body(
        "bytedance-seedance-2-5",
        {"prompt": P},
        {
            "model": "bytedance/seedance-2-5",
            "input": {
                "prompt": P,
                "generate_audio": True,
                "resolution": "720p",
                "aspect_ratio": "adaptive",
                "duration": 5,
                "output_format": "mp4",
                "return_last_frame": False,
                "web_search": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "bytedance-seedance-2-5",
        {
            "prompt": P,
            "sound": False,
            "resolution": "1080p",
            "aspect_ratio": "21:9",
            "duration": -1,
            "output_format": "mov",
            "return_last_frame": True,
            "web_search": True,
            "nsfw_checker": True,
        },
        {
            "model": "bytedance/seedance-2-5",
            "input": {
                "prompt": P,
                "reference_image_urls": [at("a"), at("b")],
                "reference_video_urls": [at("c", "mp4")],
                "reference_audio_urls": [at("d", "mp3")],
                "generate_audio": False,
                "resolution": "1080p",
                "aspect_ratio": "21:9",
                "duration": -1,
                "output_format": "mov",
                "return_last_frame": True,
                "web_search": True,
                "nsfw_checker": True,
            },
        },
        {
            "reference_images": [at("a"), at("b")],
            "reference_videos": [at("c", "mp4")],
            "reference_audios": [at("d", "mp3")],
        },
    ),
    Body(
        "bytedance-seedance-2-5",
        {"duration": 30},
        {
            "model": "bytedance/seedance-2-5",
            "input": {
                "first_frame_url": at("a"),
                "last_frame_url": at("b"),
                "generate_audio": True,
                "resolution": "720p",
                "aspect_ratio": "adaptive",
                "duration": 30,
                "output_format": "mp4",
                "return_last_frame": False,
                "web_search": False,
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")], "last_frame": [at("b")]},
    ),
    Body(
        "bytedance-seedance-2",
        {"prompt": P},
        {
            "model": "bytedance/seedance-2",
            "input": {
                "prompt": P,
                "generate_audio": True,
                "resolution": "720p",
                "aspect_ratio": "16:9",
                "duration": 5,
                "web_search": False,
            },
        },
    ),
    Body(
        "bytedance-seedance-2",
        {"prompt": P, "sound": False, "resolution": "4k", "aspect_ratio": "adaptive", "duration": 15},
        {
            "model": "bytedance/seedance-2",
            "input": {
                "prompt": P,
                "first_frame_url": at("a"),
                "last_frame_url": at("b"),
                "generate_audio": False,
                "resolution": "4k",
                "aspect_ratio": "adaptive",
                "duration": 15,
                "web_search": False,
            },
        },
        {"image": [at("a")], "last_frame": [at("b")]},
    ),
    Body(
        "bytedance-seedance-2",
        {"prompt": P, "resolution": "480p"},
        {
            "model": "bytedance/seedance-2",
            "input": {
                "prompt": P,
                "reference_image_urls": [at("a")],
                "reference_video_urls": [at("b", "mp4"), at("c", "mp4")],
                "reference_audio_urls": [at("d", "mp3")],
                "generate_audio": True,
                "resolution": "480p",
                "aspect_ratio": "16:9",
                "duration": 5,
                "web_search": False,
            },
        },
        {
            "reference_images": [at("a")],
            "reference_videos": [at("b", "mp4"), at("c", "mp4")],
            "reference_audios": [at("d", "mp3")],
        },
    ),
    Body(
        "bytedance-seedance-2-fast",
        {"prompt": P},
        {
            "model": "bytedance/seedance-2-fast",
            "input": {
                "prompt": P,
                "generate_audio": True,
                "resolution": "720p",
                "aspect_ratio": "16:9",
                "duration": 5,
                "web_search": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "bytedance-seedance-2-fast",
        {
            "prompt": P,
            "sound": False,
            "resolution": "480p",
            "aspect_ratio": "9:16",
            "duration": 4,
            "web_search": True,
            "nsfw_checker": True,
        },
        {
            "model": "bytedance/seedance-2-fast",
            "input": {
                "prompt": P,
                "generate_audio": False,
                "resolution": "480p",
                "aspect_ratio": "9:16",
                "duration": 4,
                "web_search": True,
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "bytedance-seedance-2-mini",
        {"prompt": P},
        {
            "model": "bytedance/seedance-2-mini",
            "input": {
                "prompt": P,
                "generate_audio": True,
                "resolution": "720p",
                "aspect_ratio": "16:9",
                "duration": 5,
                "web_search": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "bytedance-seedance-2-mini",
        {
            "prompt": P,
            "sound": False,
            "resolution": "480p",
            "aspect_ratio": "4:3",
            "duration": 15,
            "nsfw_checker": True,
        },
        {
            "model": "bytedance/seedance-2-mini",
            "input": {
                "prompt": P,
                "reference_image_urls": [at("a")],
                "reference_video_urls": [at("b", "mp4")],
                "reference_audio_urls": [at("c", "mp3")],
                "generate_audio": False,
                "resolution": "480p",
                "aspect_ratio": "4:3",
                "duration": 15,
                "web_search": False,
                "nsfw_checker": True,
            },
        },
        {
            "reference_images": [at("a")],
            "reference_videos": [at("b", "mp4")],
            "reference_audios": [at("c", "mp3")],
        },
    ),
    Body(
        "bytedance-seedance-1.5-pro",
        {"prompt": P},
        {
            "model": "bytedance/seedance-1.5-pro",
            "input": {
                "prompt": P,
                "aspect_ratio": "1:1",
                "resolution": "720p",
                "duration": 5,
                "fixed_lens": False,
                "generate_audio": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "bytedance-seedance-1.5-pro",
        {
            "prompt": P,
            "aspect_ratio": "21:9",
            "resolution": "1080p",
            "duration": 12,
            "fixed_lens": True,
            "sound": True,
            "nsfw_checker": True,
        },
        {
            "model": "bytedance/seedance-1.5-pro",
            "input": {
                "prompt": P,
                "input_urls": [at("first"), at("last")],
                "aspect_ratio": "21:9",
                "resolution": "1080p",
                "duration": 12,
                "fixed_lens": True,
                "generate_audio": True,
                "nsfw_checker": True,
            },
        },
        # whatever order they are kept in, the first frame goes first
        {"last_frame": [at("last")], "image": [at("first")]},
    ),
    Body(
        "bytedance-v1-lite-text-to-video",
        {"prompt": P},
        {
            "model": "bytedance/v1-lite-text-to-video",
            "input": {
                "prompt": P,
                "aspect_ratio": "16:9",
                "resolution": "720p",
                "duration": "5",
                "camera_fixed": False,
                "enable_safety_checker": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "bytedance-v1-lite-text-to-video",
        {
            "prompt": P,
            "aspect_ratio": "9:21",
            "resolution": "1080p",
            "duration": 10,
            "camera_fixed": True,
            "seed": 7,
            "enable_safety_checker": True,
            "nsfw_checker": True,
        },
        {
            "model": "bytedance/v1-lite-text-to-video",
            "input": {
                "prompt": P,
                "aspect_ratio": "9:21",
                "resolution": "1080p",
                "duration": "10",
                "camera_fixed": True,
                "seed": 7,
                "enable_safety_checker": True,
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "bytedance-v1-lite-image-to-video",
        {"prompt": P},
        {
            "model": "bytedance/v1-lite-image-to-video",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "resolution": "720p",
                "duration": "5",
                "camera_fixed": False,
                "enable_safety_checker": False,
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "bytedance-v1-lite-image-to-video",
        {
            "prompt": P,
            "resolution": "480p",
            "duration": 10,
            "camera_fixed": True,
            "seed": 2147483647,
            "enable_safety_checker": True,
            "nsfw_checker": True,
        },
        {
            "model": "bytedance/v1-lite-image-to-video",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "end_image_url": at("b"),
                "resolution": "480p",
                "duration": "10",
                "camera_fixed": True,
                "seed": 2147483647,
                "enable_safety_checker": True,
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")], "last_frame": [at("b")]},
    ),
    Body(
        "bytedance-v1-pro-text-to-video",
        {"prompt": P},
        {
            "model": "bytedance/v1-pro-text-to-video",
            "input": {
                "prompt": P,
                "aspect_ratio": "16:9",
                "resolution": "720p",
                "duration": "5",
                "camera_fixed": False,
                "enable_safety_checker": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "bytedance-v1-pro-text-to-video",
        {
            "prompt": P,
            "aspect_ratio": "21:9",
            "resolution": "480p",
            "duration": 10,
            "camera_fixed": True,
            "seed": 0,
            "enable_safety_checker": True,
            "nsfw_checker": True,
        },
        {
            "model": "bytedance/v1-pro-text-to-video",
            "input": {
                "prompt": P,
                "aspect_ratio": "21:9",
                "resolution": "480p",
                "duration": "10",
                "camera_fixed": True,
                "seed": 0,
                "enable_safety_checker": True,
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "bytedance-v1-pro-image-to-video",
        {"prompt": P},
        {
            "model": "bytedance/v1-pro-image-to-video",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "resolution": "720p",
                "duration": "5",
                "camera_fixed": False,
                "enable_safety_checker": False,
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "bytedance-v1-pro-image-to-video",
        {
            "prompt": P,
            "resolution": "1080p",
            "duration": 10,
            "camera_fixed": True,
            "seed": 7,
            "enable_safety_checker": True,
            "nsfw_checker": True,
        },
        {
            "model": "bytedance/v1-pro-image-to-video",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "resolution": "1080p",
                "duration": "10",
                "camera_fixed": True,
                "seed": 7,
                "enable_safety_checker": True,
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "bytedance-v1-pro-fast-image-to-video",
        {"prompt": P},
        {
            "model": "bytedance/v1-pro-fast-image-to-video",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "resolution": "720p",
                "duration": "5",
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "bytedance-v1-pro-fast-image-to-video",
        {"prompt": P, "resolution": "1080p", "duration": 10, "nsfw_checker": True},
        {
            "model": "bytedance/v1-pro-fast-image-to-video",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "resolution": "1080p",
                "duration": "10",
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")]},
    ),
]

ONE_VIDEO = {"reference_videos": [{"seconds": 4.0}]}


def ten_seconds(model: str, credits: str, usd: str, files: Any = None, **asked: Any) -> Price:
    """The contract prints one second; ten are ordered."""
    ten = {"prompt": P, "duration": 10, **asked}
    return Price(model, ten, str(Decimal(credits) * 10), str(Decimal(usd) * 10), files or {})


def unpriced(model: str, *sizes: str, files: Any = None) -> list[Price]:
    return [
        Price(model, {"prompt": P, "duration": seconds, "resolution": size}, None, None, files or {})
        for seconds in (5, 10)
        for size in sizes
    ]


PRICES = [
    ten_seconds("bytedance-seedance-1.5-pro", "1.75", "0.00875", resolution="480p"),
    ten_seconds("bytedance-seedance-1.5-pro", "3.5", "0.0175", resolution="720p"),
    ten_seconds("bytedance-seedance-1.5-pro", "7.5", "0.0375", resolution="1080p"),
    ten_seconds("bytedance-seedance-1.5-pro", "3.5", "0.0175", resolution="480p", sound=True),
    ten_seconds("bytedance-seedance-1.5-pro", "7", "0.035", resolution="720p", sound=True),
    ten_seconds("bytedance-seedance-1.5-pro", "15", "0.075", resolution="1080p", sound=True),
    ten_seconds("bytedance-seedance-2", "19", "0.095", resolution="480p"),
    ten_seconds("bytedance-seedance-2", "11.4", "0.057", ONE_VIDEO, resolution="480p"),
    ten_seconds("bytedance-seedance-2", "41", "0.205", resolution="720p"),
    ten_seconds("bytedance-seedance-2", "25", "0.125", ONE_VIDEO, resolution="720p"),
    ten_seconds("bytedance-seedance-2", "102", "0.51", resolution="1080p"),
    ten_seconds("bytedance-seedance-2", "62", "0.31", ONE_VIDEO, resolution="1080p"),
    ten_seconds("bytedance-seedance-2", "208", "1.04", resolution="4k"),
    ten_seconds("bytedance-seedance-2", "128", "0.64", ONE_VIDEO, resolution="4k"),
    ten_seconds("bytedance-seedance-2-fast", "15.5", "0.0775", resolution="480p"),
    ten_seconds("bytedance-seedance-2-fast", "9", "0.045", ONE_VIDEO, resolution="480p"),
    ten_seconds("bytedance-seedance-2-fast", "33", "0.165", resolution="720p"),
    ten_seconds("bytedance-seedance-2-fast", "20", "0.10", ONE_VIDEO, resolution="720p"),
    ten_seconds("bytedance-seedance-2-mini", "9.5", "0.0475", resolution="480p"),
    ten_seconds("bytedance-seedance-2-mini", "6", "0.03", ONE_VIDEO, resolution="480p"),
    ten_seconds("bytedance-seedance-2-mini", "20.5", "0.1025", resolution="720p"),
    ten_seconds("bytedance-seedance-2-mini", "12.5", "0.0625", ONE_VIDEO, resolution="720p"),
    ten_seconds("bytedance-seedance-2-5", "28", "0.14", resolution="480p"),
    ten_seconds("bytedance-seedance-2-5", "17", "0.085", ONE_VIDEO, resolution="480p"),
    ten_seconds("bytedance-seedance-2-5", "63", "0.315", resolution="720p"),
    ten_seconds("bytedance-seedance-2-5", "38", "0.19", ONE_VIDEO, resolution="720p"),
    ten_seconds("bytedance-seedance-2-5", "114", "0.57", resolution="1080p"),
    ten_seconds("bytedance-seedance-2-5", "68.5", "0.3425", ONE_VIDEO, resolution="1080p"),
    Price("bytedance-seedance-2-5", {"prompt": P, "duration": -1}, None, None),
    *unpriced("bytedance-v1-lite-text-to-video", "480p", "720p", "1080p"),
    *unpriced("bytedance-v1-lite-image-to-video", "480p", "720p", "1080p", files={"image": [{}]}),
    *unpriced("bytedance-v1-pro-text-to-video", "480p", "720p", "1080p"),
    *unpriced("bytedance-v1-pro-image-to-video", "480p", "720p", "1080p", files={"image": [{}]}),
    *unpriced("bytedance-v1-pro-fast-image-to-video", "720p", "1080p", files={"image": [{}]}),
]

REFUSED = [
    Refused("bytedance-seedance-2-5", {}, "prompt", "Write a prompt first, or add a picture."),
    Refused("bytedance-seedance-2-5", {"prompt": P, "last_frame": OWN}, "last_frame", "needs a first frame"),
    Refused(
        "bytedance-seedance-2-5", {"image": OWN, "reference_images": [OWN]}, "reference_images", "Use either frames"
    ),
    Refused("bytedance-seedance-2-5", {"prompt": P, "reference_images": [OWN] * 31}, "reference_images", "up to 30"),
    Refused("bytedance-seedance-2-5", {"prompt": P, "duration": 31}, "duration", "Choose one of"),
    Refused("bytedance-seedance-2-5", {"prompt": P, "resolution": "4k"}, "resolution", "Choose one of"),
    Refused("bytedance-seedance-2-5", {"prompt": P, "output_format": "MP4"}, "output_format", "Choose one of"),
    *[
        case
        for model in ("bytedance-seedance-2", "bytedance-seedance-2-fast", "bytedance-seedance-2-mini")
        for case in (
            Refused(model, {"image": OWN}, "prompt", "Write a prompt"),
            Refused(model, {"prompt": "ab"}, "prompt", "at least 3"),
            Refused(model, {"prompt": P, "last_frame": OWN}, "last_frame", "needs a first frame"),
            Refused(
                model, {"prompt": P, "image": OWN, "reference_videos": [FILM]}, "reference_videos", "Use either frames"
            ),
            Refused(
                model, {"prompt": P, "image": OWN, "reference_audios": [SOUND]}, "reference_audios", "Use either frames"
            ),
            Refused(model, {"prompt": P, "image": OWN, "web_search": True}, "web_search", "words alone"),
            Refused(model, {"prompt": P, "reference_videos": [FILM] * 4}, "reference_videos", "up to 3"),
            Refused(model, {"prompt": P, "duration": 3}, "duration", "Choose one of"),
            Refused(model, {"prompt": P, "duration": "5"}, "duration", "a whole number"),
            Refused(model, {"prompt": P, "aspect_ratio": "auto"}, "aspect_ratio", "Choose one of"),
        )
    ],
    Refused("bytedance-seedance-2", {"prompt": P, "resolution": "4K"}, "resolution", "Choose one of"),
    Refused("bytedance-seedance-2", {"prompt": P, "nsfw_checker": True}, "nsfw_checker", "no “nsfw_checker”"),
    Refused("bytedance-seedance-2-fast", {"prompt": P, "resolution": "1080p"}, "resolution", "Choose one of"),
    Refused("bytedance-seedance-1.5-pro", {"prompt": "ab"}, "prompt", "at least 3"),
    Refused("bytedance-seedance-1.5-pro", {"prompt": P, "last_frame": OWN}, "last_frame", "needs a first frame"),
    Refused("bytedance-seedance-1.5-pro", {"prompt": P, "duration": 13}, "duration", "Choose one of"),
    Refused("bytedance-v1-lite-text-to-video", {"prompt": P, "aspect_ratio": "21:9"}, "aspect_ratio", "Choose one of"),
    Refused("bytedance-v1-pro-text-to-video", {"prompt": P, "aspect_ratio": "9:21"}, "aspect_ratio", "Choose one of"),
    Refused("bytedance-v1-lite-image-to-video", {"prompt": P}, "image", "Add a picture"),
    Refused("bytedance-v1-pro-image-to-video", {"prompt": P}, "image", "Add a picture"),
    Refused("bytedance-v1-pro-fast-image-to-video", {"prompt": P}, "image", "Add a picture"),
    Refused(
        "bytedance-v1-pro-fast-image-to-video",
        {"prompt": P, "image": OWN, "resolution": "480p"},
        "resolution",
        "Choose one of",
    ),
]
