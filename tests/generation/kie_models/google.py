"""Nano Banana and Imagen 4: orders, prices and refusals."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

ROSE = "a rose garden"
P = {"prompt": ROSE}
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"

BODIES = [
    Body(
        "google-nano-banana",
        P,
        {
            "model": "google/nano-banana",
            "input": {"prompt": ROSE, "aspect_ratio": "1:1", "output_format": "png", "nsfw_checker": False},
        },
    ),
    Body(
        "google-nano-banana",
        {**P, "aspect_ratio": "auto", "output_format": "jpeg", "nsfw_checker": True},
        {
            "model": "google/nano-banana",
            "input": {"prompt": ROSE, "aspect_ratio": "auto", "output_format": "jpeg", "nsfw_checker": True},
        },
    ),
    Body(
        "google-nano-banana-edit",
        P,
        {
            "model": "google/nano-banana-edit",
            "input": {"prompt": ROSE, "image_urls": [at("a")], "aspect_ratio": "1:1", "output_format": "png"},
        },
        {"images": [at("a")]},
    ),
    Body(
        "google-nano-banana-edit",
        {**P, "aspect_ratio": "21:9", "output_format": "jpeg"},
        {
            "model": "google/nano-banana-edit",
            "input": {
                "prompt": ROSE,
                "image_urls": [at("a"), at("b")],
                "aspect_ratio": "21:9",
                "output_format": "jpeg",
            },
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "nano-banana-pro",
        P,
        {
            "model": "nano-banana-pro",
            "input": {"prompt": ROSE, "aspect_ratio": "1:1", "resolution": "1K", "output_format": "png"},
        },
    ),
    Body(
        "nano-banana-pro",
        {**P, "aspect_ratio": "5:4", "resolution": "4K", "output_format": "jpg"},
        {
            "model": "nano-banana-pro",
            "input": {
                "prompt": ROSE,
                "image_input": [at("a"), at("b")],
                "aspect_ratio": "5:4",
                "resolution": "4K",
                "output_format": "jpg",
            },
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "nano-banana-2",
        P,
        {
            "model": "nano-banana-2",
            "input": {"prompt": ROSE, "aspect_ratio": "auto", "resolution": "1K", "output_format": "jpg"},
        },
    ),
    Body(
        "nano-banana-2",
        {**P, "aspect_ratio": "1:8", "resolution": "2K", "output_format": "png"},
        {
            "model": "nano-banana-2",
            "input": {
                "prompt": ROSE,
                "image_input": [at("a")],
                "aspect_ratio": "1:8",
                "resolution": "2K",
                "output_format": "png",
            },
        },
        {"images": [at("a")]},
    ),
    Body("nano-banana-2-lite", P, {"model": "nano-banana-2-lite", "input": {"prompt": ROSE, "aspect_ratio": "auto"}}),
    Body(
        "nano-banana-2-lite",
        {**P, "aspect_ratio": "4:1"},
        {
            "model": "nano-banana-2-lite",
            "input": {"prompt": ROSE, "aspect_ratio": "4:1", "image_urls": [at("a"), at("b")]},
        },
        {"images": [at("a"), at("b")]},
    ),
    Body("google-imagen4", P, {"model": "google/imagen4", "input": {"prompt": ROSE, "aspect_ratio": "1:1"}}),
    Body(
        "google-imagen4",
        {**P, "aspect_ratio": "3:4", "negative_prompt": "people", "seed": 7},
        {
            "model": "google/imagen4",
            "input": {"prompt": ROSE, "aspect_ratio": "3:4", "negative_prompt": "people", "seed": "7"},
        },
    ),
    Body(
        "google-imagen4-ultra", P, {"model": "google/imagen4-ultra", "input": {"prompt": ROSE, "aspect_ratio": "1:1"}}
    ),
    Body(
        "google-imagen4-ultra",
        {**P, "aspect_ratio": "auto", "negative_prompt": "people", "seed": 0},
        {
            "model": "google/imagen4-ultra",
            "input": {"prompt": ROSE, "aspect_ratio": "auto", "negative_prompt": "people", "seed": "0"},
        },
    ),
    Body("google-imagen4-fast", P, {"model": "google/imagen4-fast", "input": {"prompt": ROSE, "aspect_ratio": "16:9"}}),
    Body(
        "google-imagen4-fast",
        {**P, "aspect_ratio": "9:16", "negative_prompt": "people", "seed": 7},
        {
            "model": "google/imagen4-fast",
            "input": {"prompt": ROSE, "aspect_ratio": "9:16", "negative_prompt": "people", "seed": 7},
        },
    ),
]

PRICES = [
    Price("google-nano-banana", P, "4", "0.02"),
    Price("google-nano-banana-edit", P, "4", "0.02", {"images": [{}]}),
    Price("nano-banana-pro", {**P, "resolution": "1K"}, "18", "0.09"),
    Price("nano-banana-pro", {**P, "resolution": "2K"}, "18", "0.09"),
    Price("nano-banana-pro", {**P, "resolution": "4K"}, "24", "0.12"),
    Price("nano-banana-2", {**P, "resolution": "1K"}, "8", "0.04"),
    Price("nano-banana-2", {**P, "resolution": "2K"}, "12", "0.06"),
    Price("nano-banana-2", {**P, "resolution": "4K"}, "18", "0.09"),
    Price("nano-banana-2-lite", P, "4", "0.02"),
    Price("google-imagen4-fast", P, "4", "0.02"),
    Price("google-imagen4", P, "8", "0.04"),
    Price("google-imagen4-ultra", P, "12", "0.06"),
]

REFUSED = [
    Refused("google-nano-banana", {"prompt": "x" * 5001}, "prompt", "up to 5,000 characters"),
    Refused("google-nano-banana", {**P, "aspect_ratio": "Auto"}, "aspect_ratio", "Choose one of"),
    Refused("google-nano-banana", {**P, "output_format": "jpg"}, "output_format", "png, jpeg"),
    Refused("google-nano-banana", {**P, "image_size": "1:1"}, "image_size", "no “image_size” setting"),
    Refused("google-nano-banana-edit", P, "images", "Add a picture first."),
    Refused("google-nano-banana-edit", {**P, "images": [ID] * 11}, "images", "up to 10 pictures"),
    Refused(
        "google-nano-banana-edit", {**P, "images": [ID], "nsfw_checker": True}, "nsfw_checker", "no “nsfw_checker”"
    ),
    Refused("nano-banana-pro", {"prompt": "x" * 10_001}, "prompt", "up to 10,000 characters"),
    Refused("nano-banana-pro", {**P, "resolution": "4k"}, "resolution", "1K, 2K, 4K"),
    Refused("nano-banana-pro", {**P, "output_format": "jpeg"}, "output_format", "png, jpg"),
    Refused("nano-banana-pro", {**P, "images": [ID] * 9}, "images", "up to 8 pictures"),
    Refused("nano-banana-pro", {**P, "aspect_ratio": "1:4"}, "aspect_ratio", "Choose one of"),
    Refused("nano-banana-2", {**P, "images": [ID] * 15}, "images", "up to 14 pictures"),
    Refused("nano-banana-2", {**P, "resolution": "1k"}, "resolution", "1K, 2K, 4K"),
    Refused("nano-banana-2", {**P, "output_format": "jpeg"}, "output_format", "jpg, png"),
    Refused("nano-banana-2-lite", {**P, "resolution": "2K"}, "resolution", "no “resolution” setting"),
    Refused("nano-banana-2-lite", {**P, "images": [ID] * 11}, "images", "up to 10 pictures"),
    Refused("google-imagen4", {**P, "aspect_ratio": "3:2"}, "aspect_ratio", "Choose one of"),
    Refused("google-imagen4", {**P, "negative_prompt": "x" * 5001}, "negative_prompt", "up to 5,000 characters"),
    Refused("google-imagen4-ultra", {**P, "seed": "7"}, "seed", "a whole number"),
    Refused("google-imagen4-fast", {}, "prompt", "Write a prompt first."),
]
