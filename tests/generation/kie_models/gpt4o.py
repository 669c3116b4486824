"""4o Image: orders, prices and refusals."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

BOAT = "a paper boat on a lake"
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"

BODIES = [
    Body("gpt4o-image", {"prompt": BOAT}, {"prompt": BOAT, "size": "1:1"}),
    Body(
        "gpt4o-image",
        {"prompt": BOAT, "aspect_ratio": "3:2", "n_variants": 4, "is_enhance": True},
        {
            "prompt": BOAT,
            "size": "3:2",
            "nVariants": 4,
            "isEnhance": True,
            "filesUrl": [at("a")],
            "maskUrl": at("b"),
        },
        {"images": [at("a")], "mask": [at("b")]},
    ),
    Body("gpt4o-image", {}, {"size": "1:1", "filesUrl": [at("a"), at("b")]}, {"images": [at("a"), at("b")]}),
]

PRICES = [
    Price("gpt4o-image", {"prompt": BOAT}, "6", "0.03"),
    Price("gpt4o-image", {"prompt": BOAT, "n_variants": 4}, "24", "0.12"),
]

REFUSED = [
    Refused("gpt4o-image", {"prompt": BOAT, "aspect_ratio": "16:9"}, "aspect_ratio", "1:1, 3:2, 2:3"),
    Refused("gpt4o-image", {"prompt": BOAT, "n_variants": 3}, "n_variants", "1, 2, 4"),
    Refused("gpt4o-image", {}, "prompt", "Write a prompt first, or add a reference picture."),
    Refused("gpt4o-image", {"prompt": BOAT, "images": [ID] * 6}, "images", "up to 5 pictures"),
    Refused("gpt4o-image", {"prompt": BOAT, "mask": ID}, "mask", "exactly one reference picture"),
    Refused("gpt4o-image", {"prompt": BOAT, "mask": ID, "images": [ID, ID]}, "mask", "exactly one reference picture"),
]
