"""FLUX.2 and Z-Image: orders, prices and refusals."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

OWL = "an owl made of brass"
P = {"prompt": OWL}
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"

BODIES = [
    Body(
        "flux-2-pro-text-to-image",
        P,
        {
            "model": "flux-2/pro-text-to-image",
            "input": {"prompt": OWL, "aspect_ratio": "1:1", "resolution": "1K", "nsfw_checker": False},
        },
    ),
    Body(
        "flux-2-pro-text-to-image",
        {**P, "aspect_ratio": "2:3", "resolution": "2K", "nsfw_checker": True},
        {
            "model": "flux-2/pro-text-to-image",
            "input": {"prompt": OWL, "aspect_ratio": "2:3", "resolution": "2K", "nsfw_checker": True},
        },
    ),
    Body(
        "flux-2-pro-image-to-image",
        P,
        {
            "model": "flux-2/pro-image-to-image",
            "input": {
                "prompt": OWL,
                "input_urls": [at("a")],
                "aspect_ratio": "1:1",
                "resolution": "1K",
                "nsfw_checker": False,
            },
        },
        {"images": [at("a")]},
    ),
    Body(
        "flux-2-pro-image-to-image",
        {**P, "aspect_ratio": "auto", "resolution": "2K", "nsfw_checker": True},
        {
            "model": "flux-2/pro-image-to-image",
            "input": {
                "prompt": OWL,
                "input_urls": [at("a"), at("b")],
                "aspect_ratio": "auto",
                "resolution": "2K",
                "nsfw_checker": True,
            },
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "flux-2-flex-text-to-image",
        P,
        {
            "model": "flux-2/flex-text-to-image",
            "input": {"prompt": OWL, "aspect_ratio": "1:1", "resolution": "1K", "nsfw_checker": False},
        },
    ),
    Body(
        "flux-2-flex-text-to-image",
        {**P, "aspect_ratio": "16:9", "resolution": "2K", "nsfw_checker": True},
        {
            "model": "flux-2/flex-text-to-image",
            "input": {"prompt": OWL, "aspect_ratio": "16:9", "resolution": "2K", "nsfw_checker": True},
        },
    ),
    Body(
        "flux-2-flex-image-to-image",
        P,
        {
            "model": "flux-2/flex-image-to-image",
            "input": {
                "prompt": OWL,
                "input_urls": [at("a")],
                "aspect_ratio": "1:1",
                "resolution": "1K",
                "nsfw_checker": False,
            },
        },
        {"images": [at("a")]},
    ),
    Body(
        "flux-2-flex-image-to-image",
        {**P, "aspect_ratio": "auto", "resolution": "2K", "nsfw_checker": True},
        {
            "model": "flux-2/flex-image-to-image",
            "input": {
                "prompt": OWL,
                "input_urls": [at("b"), at("a")],
                "aspect_ratio": "auto",
                "resolution": "2K",
                "nsfw_checker": True,
            },
        },
        {"images": [at("b"), at("a")]},
    ),
    Body("z-image", P, {"model": "z-image", "input": {"prompt": OWL, "aspect_ratio": "1:1", "nsfw_checker": False}}),
    Body(
        "z-image",
        {**P, "aspect_ratio": "9:16", "nsfw_checker": True},
        {"model": "z-image", "input": {"prompt": OWL, "aspect_ratio": "9:16", "nsfw_checker": True}},
    ),
]

PRICES = [
    Price("flux-2-pro-text-to-image", {**P, "resolution": "1K"}, "5", "0.025"),
    Price("flux-2-pro-text-to-image", {**P, "resolution": "2K"}, "7", "0.035"),
    Price("flux-2-pro-image-to-image", {**P, "resolution": "1K"}, "5", "0.025", {"images": [{}]}),
    Price("flux-2-pro-image-to-image", {**P, "resolution": "2K"}, "7", "0.035", {"images": [{}]}),
    Price("flux-2-flex-text-to-image", {**P, "resolution": "1K"}, "14", "0.07"),
    Price("flux-2-flex-text-to-image", {**P, "resolution": "2K"}, "24", "0.12"),
    Price("flux-2-flex-image-to-image", {**P, "resolution": "1K"}, "14", "0.07", {"images": [{}]}),
    Price("flux-2-flex-image-to-image", {**P, "resolution": "2K"}, "24", "0.12", {"images": [{}]}),
    Price("z-image", P, "0.8", "0.004"),
]

REFUSED = [
    Refused("flux-2-pro-text-to-image", {"prompt": "ow"}, "prompt", "at least 3 characters"),
    Refused("flux-2-pro-text-to-image", {**P, "aspect_ratio": "auto"}, "aspect_ratio", "Choose one of"),
    Refused("flux-2-pro-text-to-image", {**P, "resolution": "4K"}, "resolution", "1K, 2K"),
    Refused("flux-2-pro-image-to-image", P, "images", "Add a picture first."),
    Refused("flux-2-pro-image-to-image", {**P, "images": [ID] * 9}, "images", "up to 8 pictures"),
    Refused("flux-2-flex-text-to-image", {"prompt": "x" * 5001}, "prompt", "up to 5,000 characters"),
    Refused("flux-2-flex-image-to-image", {"prompt": "ow", "images": [ID]}, "prompt", "at least 3 characters"),
    Refused("z-image", {"prompt": "x" * 1001}, "prompt", "up to 1,000 characters"),
    Refused("z-image", {**P, "aspect_ratio": "3:2"}, "aspect_ratio", "Choose one of"),
]
