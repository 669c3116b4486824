"""GPT Image: orders, prices and refusals."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

SHELF = "a shelf of green bottles"
P = {"prompt": SHELF}
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
NEWEST = ("gpt-image-2-5-flare", "gpt-image-2-5-sunburst")

BODIES = [
    Body(
        "gpt-image-1.5-text-to-image",
        P,
        {
            "model": "gpt-image/1.5-text-to-image",
            "input": {"prompt": SHELF, "aspect_ratio": "1:1", "quality": "medium"},
        },
    ),
    Body(
        "gpt-image-1.5-text-to-image",
        {**P, "aspect_ratio": "2:3", "quality": "high"},
        {
            "model": "gpt-image/1.5-text-to-image",
            "input": {"prompt": SHELF, "aspect_ratio": "2:3", "quality": "high"},
        },
    ),
    Body(
        "gpt-image-1.5-image-to-image",
        P,
        {
            "model": "gpt-image/1.5-image-to-image",
            "input": {"prompt": SHELF, "input_urls": [at("a")], "aspect_ratio": "3:2", "quality": "medium"},
        },
        {"images": [at("a")]},
    ),
    Body(
        "gpt-image-1.5-image-to-image",
        {**P, "aspect_ratio": "1:1", "quality": "high"},
        {
            "model": "gpt-image/1.5-image-to-image",
            "input": {"prompt": SHELF, "input_urls": [at("a"), at("b")], "aspect_ratio": "1:1", "quality": "high"},
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "gpt-image-2-text-to-image",
        P,
        {
            "model": "gpt-image-2-text-to-image",
            "input": {"prompt": SHELF, "aspect_ratio": "auto", "resolution": "1K"},
        },
    ),
    Body(
        "gpt-image-2-text-to-image",
        {**P, "aspect_ratio": "21:9", "resolution": "4K"},
        {
            "model": "gpt-image-2-text-to-image",
            "input": {"prompt": SHELF, "aspect_ratio": "21:9", "resolution": "4K"},
        },
    ),
    Body(
        "gpt-image-2-image-to-image",
        P,
        {
            "model": "gpt-image-2-image-to-image",
            "input": {"prompt": SHELF, "input_urls": [at("a")], "aspect_ratio": "auto", "resolution": "1K"},
        },
        {"images": [at("a")]},
    ),
    Body(
        "gpt-image-2-image-to-image",
        {**P, "aspect_ratio": "9:21", "resolution": "2K"},
        {
            "model": "gpt-image-2-image-to-image",
            "input": {"prompt": SHELF, "input_urls": [at("a"), at("b")], "aspect_ratio": "9:21", "resolution": "2K"},
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "gpt-image-2-5-flare-text-to-image",
        P,
        {
            "model": "gpt-image-2-5-flare-text-to-image",
            "input": {"prompt": SHELF, "aspect_ratio": "auto", "resolution": "1K", "background": "auto"},
        },
    ),
    Body(
        "gpt-image-2-5-flare-text-to-image",
        {**P, "aspect_ratio": "27:16", "background": "opaque"},
        {
            "model": "gpt-image-2-5-flare-text-to-image",
            "input": {"prompt": SHELF, "aspect_ratio": "27:16", "resolution": "1K", "background": "opaque"},
        },
    ),
    Body(
        "gpt-image-2-5-flare-image-to-image",
        {**P, "aspect_ratio": "16:9", "resolution": "4K"},
        {
            "model": "gpt-image-2-5-flare-image-to-image",
            "input": {
                "prompt": SHELF,
                "input_urls": [at("a")],
                "aspect_ratio": "16:9",
                "resolution": "4K",
                "background": "auto",
            },
        },
        {"images": [at("a")]},
    ),
    Body(
        "gpt-image-2-5-sunburst-text-to-image",
        {**P, "aspect_ratio": "3:2", "resolution": "2K"},
        {
            "model": "gpt-image-2-5-sunburst-text-to-image",
            "input": {"prompt": SHELF, "aspect_ratio": "3:2", "resolution": "2K", "background": "auto"},
        },
    ),
    Body(
        "gpt-image-2-5-sunburst-image-to-image",
        {**P, "aspect_ratio": "8:9"},
        {
            "model": "gpt-image-2-5-sunburst-image-to-image",
            "input": {
                "prompt": SHELF,
                "input_urls": [at("a"), at("b")],
                "aspect_ratio": "8:9",
                "resolution": "1K",
                "background": "auto",
            },
        },
        {"images": [at("a"), at("b")]},
    ),
]

PRICES = [
    Price("gpt-image-1.5-text-to-image", {**P, "quality": "medium"}, "4", "0.02"),
    Price("gpt-image-1.5-text-to-image", {**P, "quality": "high"}, "22", "0.11"),
    Price("gpt-image-1.5-image-to-image", {**P, "quality": "medium"}, "4", "0.02", {"images": [{}]}),
    Price("gpt-image-1.5-image-to-image", {**P, "quality": "high"}, "22", "0.11", {"images": [{}]}),
    Price("gpt-image-2-text-to-image", P, "6", "0.03"),
    Price("gpt-image-2-text-to-image", {**P, "aspect_ratio": "16:9", "resolution": "2K"}, "10", "0.05"),
    Price("gpt-image-2-text-to-image", {**P, "aspect_ratio": "16:9", "resolution": "4K"}, "16", "0.08"),
    Price("gpt-image-2-image-to-image", P, "6", "0.03", {"images": [{}]}),
    Price(
        "gpt-image-2-image-to-image", {**P, "aspect_ratio": "3:2", "resolution": "2K"}, "10", "0.05", {"images": [{}]}
    ),
    Price(
        "gpt-image-2-image-to-image", {**P, "aspect_ratio": "3:2", "resolution": "4K"}, "16", "0.08", {"images": [{}]}
    ),
    *(Price(f"{name}-text-to-image", P, None, None) for name in NEWEST),
    *(Price(f"{name}-image-to-image", P, None, None, {"images": [{}]}) for name in NEWEST),
]

REFUSED = [
    Refused("gpt-image-1.5-text-to-image", {**P, "aspect_ratio": "16:9"}, "aspect_ratio", "1:1, 2:3, 3:2"),
    Refused("gpt-image-1.5-text-to-image", {**P, "quality": "low"}, "quality", "medium, high"),
    Refused("gpt-image-1.5-image-to-image", P, "images", "Add a picture first."),
    Refused("gpt-image-1.5-image-to-image", {**P, "images": [ID] * 17}, "images", "up to 16 pictures"),
    Refused("gpt-image-2-text-to-image", {"prompt": ""}, "prompt", "Write a prompt first."),
    Refused("gpt-image-2-text-to-image", {"prompt": "x" * 20_001}, "prompt", "up to 20,000 characters"),
    Refused(
        "gpt-image-2-text-to-image", {**P, "aspect_ratio": "1:1", "resolution": "4K"}, "resolution", "1K and 2K only"
    ),
    Refused("gpt-image-2-text-to-image", {**P, "resolution": "2K"}, "resolution", "Auto comes in 1K only"),
    *(
        Refused("gpt-image-2-text-to-image", {**P, "aspect_ratio": ratio, "resolution": "2K"}, "resolution", ratio)
        for ratio in ("5:4", "4:5", "3:1", "1:3", "9:21")
    ),
    Refused("gpt-image-2-text-to-image", {**P, "aspect_ratio": "27:16"}, "aspect_ratio", "Choose one of"),
    Refused("gpt-image-2-image-to-image", P, "images", "Add a picture first."),
    Refused("gpt-image-2-image-to-image", {**P, "images": [ID], "resolution": "4K"}, "resolution", "Auto comes in 1K"),
    *(
        Refused(
            "gpt-image-2-image-to-image",
            {**P, "images": [ID], "aspect_ratio": ratio, "resolution": "2K"},
            "resolution",
            f"{ratio} comes in 1K only",
        )
        for ratio in ("5:4", "4:5")
    ),
    *(
        Refused(f"{name}-text-to-image", {**P, "aspect_ratio": ratio, "resolution": "2K"}, "resolution", ratio)
        for name in NEWEST
        for ratio in ("27:16", "16:27", "9:8", "8:9", "3:1")
    ),
    *(Refused(f"{name}-image-to-image", P, "images", "Add a picture first.") for name in NEWEST),
]
