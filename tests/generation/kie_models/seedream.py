"""Seedream: orders, prices and refusals."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

QUAY = "a quay in the rain"
P = {"prompt": QUAY}
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
ONE = {"images": [{}]}

BODIES = [
    Body(
        "bytedance-seedream",
        P,
        {"model": "bytedance/seedream", "input": {"prompt": QUAY, "image_size": "square_hd", "guidance_scale": 2.5}},
    ),
    Body(
        "bytedance-seedream",
        {**P, "aspect_ratio": "3:4", "guidance_scale": 7, "seed": 5},
        {
            "model": "bytedance/seedream",
            "input": {"prompt": QUAY, "image_size": "portrait_4_3", "guidance_scale": 7.0, "seed": 5},
        },
    ),
    *(
        Body(
            "bytedance-seedream",
            {**P, "aspect_ratio": ratio},
            {"model": "bytedance/seedream", "input": {"prompt": QUAY, "image_size": preset, "guidance_scale": 2.5}},
        )
        for ratio, preset in (
            ("square", "square"),
            ("4:3", "landscape_4_3"),
            ("9:16", "portrait_16_9"),
            ("16:9", "landscape_16_9"),
        )
    ),
    Body(
        "bytedance-seedream-v4-text-to-image",
        P,
        {
            "model": "bytedance/seedream-v4-text-to-image",
            "input": {
                "prompt": QUAY,
                "image_size": "square_hd",
                "image_resolution": "1K",
                "max_images": 1,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "bytedance-seedream-v4-text-to-image",
        {**P, "aspect_ratio": "21:9", "resolution": "4K", "n_variants": 6, "seed": 5, "nsfw_checker": True},
        {
            "model": "bytedance/seedream-v4-text-to-image",
            "input": {
                "prompt": QUAY,
                "image_size": "landscape_21_9",
                "image_resolution": "4K",
                "max_images": 6,
                "seed": 5,
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "bytedance-seedream-v4-edit",
        P,
        {
            "model": "bytedance/seedream-v4-edit",
            "input": {
                "prompt": QUAY,
                "image_urls": [at("a")],
                "image_size": "square_hd",
                "image_resolution": "1K",
                "max_images": 1,
                "nsfw_checker": False,
            },
        },
        {"images": [at("a")]},
    ),
    Body(
        "bytedance-seedream-v4-edit",
        {**P, "aspect_ratio": "2:3", "resolution": "2K", "n_variants": 2, "seed": 0, "nsfw_checker": True},
        {
            "model": "bytedance/seedream-v4-edit",
            "input": {
                "prompt": QUAY,
                "image_urls": [at("a"), at("b")],
                "image_size": "portrait_3_2",
                "image_resolution": "2K",
                "max_images": 2,
                "seed": 0,
                "nsfw_checker": True,
            },
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "seedream-4.5-text-to-image",
        P,
        {
            "model": "seedream/4.5-text-to-image",
            "input": {"prompt": QUAY, "aspect_ratio": "1:1", "quality": "basic", "nsfw_checker": False},
        },
    ),
    Body(
        "seedream-4.5-text-to-image",
        {**P, "aspect_ratio": "21:9", "resolution": "4K", "nsfw_checker": True},
        {
            "model": "seedream/4.5-text-to-image",
            "input": {"prompt": QUAY, "aspect_ratio": "21:9", "quality": "high", "nsfw_checker": True},
        },
    ),
    Body(
        "seedream-4.5-edit",
        P,
        {
            "model": "seedream/4.5-edit",
            "input": {
                "prompt": QUAY,
                "image_urls": [at("a")],
                "aspect_ratio": "1:1",
                "quality": "basic",
                "nsfw_checker": False,
            },
        },
        {"images": [at("a")]},
    ),
    Body(
        "seedream-4.5-edit",
        {**P, "aspect_ratio": "4:3", "resolution": "4K", "nsfw_checker": True},
        {
            "model": "seedream/4.5-edit",
            "input": {
                "prompt": QUAY,
                "image_urls": [at("a"), at("b")],
                "aspect_ratio": "4:3",
                "quality": "high",
                "nsfw_checker": True,
            },
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "seedream-5-lite-text-to-image",
        P,
        {
            "model": "seedream/5-lite-text-to-image",
            "input": {
                "prompt": QUAY,
                "aspect_ratio": "1:1",
                "quality": "basic",
                "output_format": "png",
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "seedream-5-lite-text-to-image",
        {**P, "aspect_ratio": "2:3", "resolution": "3K", "output_format": "jpeg", "nsfw_checker": True},
        {
            "model": "seedream/5-lite-text-to-image",
            "input": {
                "prompt": QUAY,
                "aspect_ratio": "2:3",
                "quality": "high",
                "output_format": "jpeg",
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "seedream-5-lite-image-to-image",
        P,
        {
            "model": "seedream/5-lite-image-to-image",
            "input": {
                "prompt": QUAY,
                "image_urls": [at("a")],
                "aspect_ratio": "1:1",
                "quality": "basic",
                "output_format": "png",
                "nsfw_checker": False,
            },
        },
        {"images": [at("a")]},
    ),
    Body(
        "seedream-5-lite-image-to-image",
        {**P, "aspect_ratio": "9:16", "resolution": "4K", "output_format": "jpeg", "nsfw_checker": True},
        {
            "model": "seedream/5-lite-image-to-image",
            "input": {
                "prompt": QUAY,
                "image_urls": [at("a"), at("b")],
                "aspect_ratio": "9:16",
                "quality": "ultra",
                "output_format": "jpeg",
                "nsfw_checker": True,
            },
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "seedream-5-pro-text-to-image",
        P,
        {
            "model": "seedream/5-pro-text-to-image",
            "input": {
                "prompt": QUAY,
                "aspect_ratio": "1:1",
                "quality": "basic",
                "output_format": "png",
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "seedream-5-pro-text-to-image",
        {**P, "aspect_ratio": "3:2", "resolution": "2K", "output_format": "jpeg", "nsfw_checker": True},
        {
            "model": "seedream/5-pro-text-to-image",
            "input": {
                "prompt": QUAY,
                "aspect_ratio": "3:2",
                "quality": "high",
                "output_format": "jpeg",
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "seedream-5-pro-image-to-image",
        P,
        {
            "model": "seedream/5-pro-image-to-image",
            "input": {
                "prompt": QUAY,
                "image_urls": [at("a")],
                "aspect_ratio": "1:1",
                "quality": "basic",
                "output_format": "png",
                "nsfw_checker": False,
            },
        },
        {"images": [at("a")]},
    ),
    Body(
        "seedream-5-pro-image-to-image",
        {**P, "aspect_ratio": "16:9", "resolution": "2K", "output_format": "jpeg", "nsfw_checker": True},
        {
            "model": "seedream/5-pro-image-to-image",
            "input": {
                "prompt": QUAY,
                "image_urls": [at("a"), at("b")],
                "aspect_ratio": "16:9",
                "quality": "high",
                "output_format": "jpeg",
                "nsfw_checker": True,
            },
        },
        {"images": [at("a"), at("b")]},
    ),
    Body(
        "seedream-5-pro-layer-decomposition",
        {},
        {
            "model": "seedream/5-pro-layer-decomposition",
            "input": {"image_url": at("a"), "size": "auto", "output_format": "jpeg"},
        },
        {"image": [at("a")]},
    ),
    Body(
        "seedream-5-pro-layer-decomposition",
        {"prompt": "<bbox>0 0 500 500</bbox>", "size": "1.5K", "output_format": "png"},
        {
            "model": "seedream/5-pro-layer-decomposition",
            "input": {
                "prompt": "<bbox>0 0 500 500</bbox>",
                "image_url": at("a"),
                "size": "1.5K",
                "output_format": "png",
            },
        },
        {"image": [at("a")]},
    ),
]

PRICES = [
    Price("seedream-4.5-text-to-image", P, "6.5", "0.0325"),
    Price("seedream-4.5-text-to-image", {**P, "resolution": "4K"}, "6.5", "0.0325"),
    Price("seedream-4.5-edit", P, "6.5", "0.0325", ONE),
    Price("seedream-5-lite-text-to-image", P, "5.5", "0.0275"),
    Price("seedream-5-lite-image-to-image", P, "5.5", "0.0275", ONE),
    Price("seedream-5-pro-text-to-image", {**P, "resolution": "1K"}, "7", "0.035"),
    Price("seedream-5-pro-text-to-image", {**P, "resolution": "2K"}, "14", "0.07"),
    Price("seedream-5-pro-image-to-image", {**P, "resolution": "1K"}, "7", "0.035", ONE),
    Price("seedream-5-pro-image-to-image", {**P, "resolution": "1K"}, "7.5", "0.0375", {"images": [{}, {}]}),
    Price("seedream-5-pro-image-to-image", {**P, "resolution": "2K"}, "15", "0.075", {"images": [{}, {}, {}]}),
    # the list has no price of these
    Price("bytedance-seedream", P, None, None),
    Price("bytedance-seedream-v4-text-to-image", {**P, "n_variants": 3}, None, None),
    Price("bytedance-seedream-v4-edit", P, None, None, ONE),
    Price("seedream-5-pro-layer-decomposition", {}, None, None, {"image": [{}]}),
]

REFUSED = [
    Refused("bytedance-seedream", {**P, "aspect_ratio": "3:2"}, "aspect_ratio", "Choose one of"),
    Refused("bytedance-seedream", {**P, "guidance_scale": 0.5}, "guidance_scale", "1"),
    Refused("bytedance-seedream", {**P, "guidance_scale": 10.5}, "guidance_scale", "10"),
    Refused("bytedance-seedream-v4-text-to-image", {**P, "n_variants": 7}, "n_variants", "1, 2, 3, 4, 5, 6"),
    Refused("bytedance-seedream-v4-text-to-image", {**P, "resolution": "4k"}, "resolution", "1K, 2K, 4K"),
    Refused("bytedance-seedream-v4-edit", P, "images", "Add a picture first."),
    Refused("bytedance-seedream-v4-edit", {**P, "images": [ID] * 11}, "images", "up to 10 pictures"),
    Refused("seedream-4.5-text-to-image", {"prompt": "x" * 3001}, "prompt", "up to 3,000 characters"),
    Refused("seedream-4.5-text-to-image", {**P, "resolution": "1K"}, "resolution", "2K, 4K"),
    Refused("seedream-4.5-edit", {**P, "images": [ID] * 15}, "images", "up to 14 pictures"),
    Refused("seedream-5-lite-text-to-image", {"prompt": "ab"}, "prompt", "at least 3 characters"),
    Refused("seedream-5-lite-text-to-image", {**P, "resolution": "1K"}, "resolution", "2K, 3K, 4K"),
    Refused("seedream-5-lite-text-to-image", {**P, "output_format": "jpg"}, "output_format", "png, jpeg"),
    Refused("seedream-5-lite-image-to-image", P, "images", "Add a picture first."),
    Refused("seedream-5-pro-text-to-image", {"prompt": "x" * 5001}, "prompt", "up to 5,000 characters"),
    Refused("seedream-5-pro-text-to-image", {**P, "resolution": "4K"}, "resolution", "1K, 2K"),
    Refused("seedream-5-pro-image-to-image", {**P, "images": [ID] * 11}, "images", "up to 10 pictures"),
    Refused("seedream-5-pro-layer-decomposition", P, "image", "Add a picture first."),
    Refused("seedream-5-pro-layer-decomposition", {"image": ID, "size": "4K"}, "size", "auto, 1K, 1.5K, 2K"),
]
