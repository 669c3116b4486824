"""Section 8.7: Grok Imagine."""

from __future__ import annotations

from tests.generation.kie_models import Body, Made, Price, Refused, at

P = "a paper boat on a lake"
OWN = "https://example.org/a.png"
MADE = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"

BODIES = [
    Body(
        "grok-imagine-text-to-image",
        {"prompt": P},
        {
            "model": "grok-imagine/text-to-image",
            "input": {"prompt": P, "aspect_ratio": "1:1", "enable_pro": False, "nsfw_checker": False},
        },
    ),
    Body(
        "grok-imagine-text-to-image",
        {"prompt": P, "aspect_ratio": "2:3", "enable_pro": True, "nsfw_checker": True},
        {
            "model": "grok-imagine/text-to-image",
            "input": {"prompt": P, "aspect_ratio": "2:3", "enable_pro": True, "nsfw_checker": True},
        },
    ),
    Body(
        "grok-imagine-image-to-image",
        {},
        {"model": "grok-imagine/image-to-image", "input": {"image_urls": [at("a")], "nsfw_checker": False}},
        {"images": [at("a")]},
    ),
    Body(
        "grok-imagine-image-to-image",
        {"prompt": "@image1 beside @image2", "nsfw_checker": True},
        {
            "model": "grok-imagine/image-to-image",
            "input": {
                "prompt": "@image1 beside @image2",
                "image_urls": [at("a"), at("b"), at("c"), at("d"), at("e")],
                "nsfw_checker": True,
            },
        },
        {"images": [at("a"), at("b"), at("c"), at("d"), at("e")]},
    ),
    Body(
        "grok-imagine-text-to-video",
        {"prompt": P},
        {
            "model": "grok-imagine/text-to-video",
            "input": {"prompt": P, "aspect_ratio": "2:3", "mode": "normal", "duration": 6, "resolution": "480p"},
        },
    ),
    Body(
        "grok-imagine-text-to-video",
        {"prompt": P, "aspect_ratio": "9:16", "mode": "spicy", "duration": 30, "resolution": "1080p"},
        {
            "model": "grok-imagine/text-to-video",
            "input": {"prompt": P, "aspect_ratio": "9:16", "mode": "spicy", "duration": 30, "resolution": "1080p"},
        },
    ),
    Body(
        "grok-imagine-image-to-video",
        {},
        {
            "model": "grok-imagine/image-to-video",
            "input": {"image_urls": [at("a")], "mode": "normal", "duration": "6", "resolution": "480p"},
        },
        {"images": [at("a")]},
    ),
    Body(
        "grok-imagine-image-to-video",
        {"prompt": P, "mode": "fun", "duration": 30, "resolution": "720p", "aspect_ratio": "3:2"},
        {
            "model": "grok-imagine/image-to-video",
            "input": {
                "prompt": P,
                "image_urls": [at("a"), at("b")],
                "mode": "fun",
                "duration": "30",
                "resolution": "720p",
                "aspect_ratio": "3:2",
            },
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "grok-imagine-image-to-video",
        {"mode": "spicy", "duration": 10},
        {
            "model": "grok-imagine/image-to-video",
            "input": {"task_id": "ee9c2715", "index": 4, "mode": "spicy", "duration": "10", "resolution": "480p"},
        },
        {"task": [Made("ee9c2715", 4)]},
    ),
    Body(
        "grok-imagine-extend",
        {"prompt": P},
        {
            "model": "grok-imagine/extend",
            "input": {"prompt": P, "task_id": "ee9c2715", "extend_at": 2, "extend_times": "6"},
        },
        {"task": [Made("ee9c2715")]},
    ),
    Body(
        "grok-imagine-extend",
        {"prompt": P, "extend_at": 6, "duration": 10},
        {
            "model": "grok-imagine/extend",
            "input": {"prompt": P, "task_id": "ee9c2715", "extend_at": 6, "extend_times": "10"},
        },
        {"task": [Made("ee9c2715")]},
    ),
    Body(
        "grok-imagine-upscale",
        {},
        {"model": "grok-imagine/upscale", "input": {"task_id": "ee9c2715", "resolution": "720p"}},
        {"task": [Made("ee9c2715")]},
    ),
    Body(
        "grok-imagine-upscale",
        {"resolution": "1080p"},
        {"model": "grok-imagine/upscale", "input": {"task_id": "ee9c2715", "resolution": "1080p"}},
        {"task": [Made("ee9c2715")]},
    ),
    Body(
        "grok-imagine-video-1-5-preview",
        {"prompt": P},
        {
            "model": "grok-imagine-video-1-5-preview",
            "input": {
                "prompt": P,
                "aspect_ratio": "auto",
                "resolution": "480p",
                "duration": 8,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "grok-imagine-video-1-5-preview",
        {"aspect_ratio": "16:9", "resolution": "1080p", "duration": 15, "nsfw_checker": True},
        {
            "model": "grok-imagine-video-1-5-preview",
            "input": {
                "image_urls": [at("a")],
                "aspect_ratio": "16:9",
                "resolution": "1080p",
                "duration": 15,
                "nsfw_checker": True,
            },
        },
        {"images": [at("a")]},
    ),
    Body(
        "grok-imagine-image-2-0-text-to-image",
        {"prompt": P},
        {"model": "grok-imagine-image-2-0/text-to-image", "input": {"prompt": P, "aspect_ratio": "1:1"}},
    ),
    Body(
        "grok-imagine-image-2-0-text-to-image",
        {"prompt": P, "aspect_ratio": "16:9"},
        {"model": "grok-imagine-image-2-0/text-to-image", "input": {"prompt": P, "aspect_ratio": "16:9"}},
    ),
    Body(
        "grok-imagine-image-2-0-image-edit",
        {"prompt": P},
        {"model": "grok-imagine-image-2-0/image-edit", "input": {"prompt": P, "task_id": "ee9c2715"}},
        {"task": [Made("ee9c2715")]},
    ),
    Body(
        "grok-imagine-image-2-0-image-edit",
        {"prompt": P, "mask_indexes": "2, 5"},
        {
            "model": "grok-imagine-image-2-0/image-edit",
            "input": {"prompt": P, "task_id": "ee9c2715", "mask_indexs": [2, 5]},
        },
        {"task": [Made("ee9c2715")]},
    ),
]

WIDE_480, WIDE_720, TALL_720 = (
    {"width": 848, "height": 480},
    {"width": 1280, "height": 720},
    {"width": 784, "height": 1168},
)
FULL_HD = {"width": 1920, "height": 1080}

PRICES = [
    Price("grok-imagine-text-to-image", {"prompt": P}, "4", "0.02"),
    Price("grok-imagine-text-to-image", {"prompt": P, "enable_pro": True}, "5", "0.025"),
    Price("grok-imagine-image-to-image", {}, "4", "0.02", {"images": [{}]}),
    Price("grok-imagine-image-2-0-text-to-image", {"prompt": P}, "4", "0.02"),
    Price("grok-imagine-image-2-0-image-edit", {"prompt": P}, "4", "0.02", {"task": [{}]}),
    Price("grok-imagine-text-to-video", {"prompt": P, "duration": 10}, "16", "0.08"),
    Price("grok-imagine-text-to-video", {"prompt": P, "duration": 10, "resolution": "720p"}, "30", "0.15"),
    Price("grok-imagine-text-to-video", {"prompt": P, "resolution": "1080p"}, None, None),
    Price("grok-imagine-image-to-video", {"duration": 10}, "16", "0.08", {"images": [{}]}),
    Price("grok-imagine-image-to-video", {"duration": 10, "resolution": "720p"}, "30", "0.15", {"images": [{}]}),
    Price("grok-imagine-image-to-video", {"resolution": "1080p"}, None, None, {"images": [{}]}),
    Price("grok-imagine-extend", {"prompt": P}, "10", "0.05", {"task": [WIDE_480]}),
    Price("grok-imagine-extend", {"prompt": P}, "20", "0.10", {"task": [WIDE_720]}),
    Price("grok-imagine-extend", {"prompt": P, "duration": 10}, "20", "0.10", {"task": [WIDE_480]}),
    Price("grok-imagine-extend", {"prompt": P, "duration": 10}, "30", "0.15", {"task": [TALL_720]}),
    Price("grok-imagine-extend", {"prompt": P}, None, None, {"task": [FULL_HD]}),
    Price("grok-imagine-upscale", {}, "10", "0.05", {"task": [{}]}),
    Price("grok-imagine-video-1-5-preview", {"prompt": P}, None, None),
    Price("grok-imagine-video-1-5-preview", {"prompt": P, "resolution": "720p"}, None, None),
    Price("grok-imagine-video-1-5-preview", {"prompt": P, "resolution": "1080p"}, None, None),
]

REFUSED = [
    Refused("grok-imagine-text-to-image", {}, "prompt", "Write a prompt"),
    Refused("grok-imagine-text-to-image", {"prompt": P, "aspect_ratio": "4:3"}, "aspect_ratio", "Choose one of"),
    Refused("grok-imagine-image-to-image", {"prompt": P}, "images", "Add a picture"),
    Refused("grok-imagine-image-to-image", {"images": [OWN] * 6}, "images", "up to 5"),
    Refused("grok-imagine-text-to-video", {"prompt": P, "duration": 5}, "duration", "Choose one of"),
    Refused("grok-imagine-text-to-video", {"prompt": P, "resolution": "720P"}, "resolution", "Choose one of"),
    Refused("grok-imagine-text-to-video", {"prompt": P, "mode": "Normal"}, "mode", "Choose one of"),
    Refused("grok-imagine-image-to-video", {"prompt": P}, "images", "Add a picture first"),
    Refused("grok-imagine-image-to-video", {"images": [OWN], "task": [MADE]}, "task", "not both"),
    Refused("grok-imagine-image-to-video", {"images": [OWN], "mode": "spicy"}, "mode", "Spicy does not work"),
    Refused("grok-imagine-image-to-video", {"images": [OWN] * 8}, "images", "up to 7"),
    Refused("grok-imagine-extend", {"prompt": P}, "task", "Choose a video"),
    Refused("grok-imagine-extend", {"prompt": P, "task": [OWN]}, "task", "of your gallery"),
    Refused("grok-imagine-extend", {"prompt": P, "task": [MADE], "duration": 8}, "duration", "Choose one of"),
    Refused("grok-imagine-extend", {"prompt": P, "task": [MADE], "extend_at": 1}, "extend_at", "2"),
    Refused("grok-imagine-upscale", {}, "task", "Choose a video"),
    Refused("grok-imagine-upscale", {"task": [MADE], "resolution": "480p"}, "resolution", "Choose one of"),
    Refused("grok-imagine-video-1-5-preview", {}, "prompt", "or add a picture"),
    Refused(
        "grok-imagine-video-1-5-preview", {"images": [OWN] * 2, "resolution": "1080p"}, "images", "one picture only"
    ),
    Refused("grok-imagine-video-1-5-preview", {"prompt": P, "duration": 16}, "duration", "Choose one of"),
    Refused("grok-imagine-video-1-5-preview", {"prompt": P, "aspect_ratio": "Auto"}, "aspect_ratio", "Choose one of"),
    Refused("grok-imagine-image-2-0-text-to-image", {"prompt": P, "aspect_ratio": "3:4"}, "aspect_ratio", "Choose"),
    Refused("grok-imagine-image-2-0-image-edit", {"prompt": P}, "task", "Choose a picture"),
    Refused(
        "grok-imagine-image-2-0-image-edit",
        {"prompt": P, "task": [MADE], "mask_indexes": "the sky"},
        "mask_indexes",
        "2, 5",
    ),
]
