"""Ideogram: orders, prices and refusals."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

SIGN = "a shop sign that says OPEN"
P = {"prompt": SIGN}
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
V3 = (("TURBO", "3.5", "0.0175"), ("BALANCED", "7", "0.035"), ("QUALITY", "10", "0.05"))
CHARACTER = (("TURBO", "12", "0.06"), ("BALANCED", "18", "0.09"), ("QUALITY", "24", "0.12"))

BODIES = [
    Body(
        "ideogram-v3-text-to-image",
        P,
        {
            "model": "ideogram/v3-text-to-image",
            "input": {
                "prompt": SIGN,
                "rendering_speed": "BALANCED",
                "style": "AUTO",
                "expand_prompt": False,
                "image_size": "square_hd",
            },
        },
    ),
    Body(
        "ideogram-v3-text-to-image",
        {
            **P,
            "rendering_speed": "QUALITY",
            "style": "DESIGN",
            "expand_prompt": True,
            "aspect_ratio": "3:4",
            "seed": 4,
            "negative_prompt": "neon",
        },
        {
            "model": "ideogram/v3-text-to-image",
            "input": {
                "prompt": SIGN,
                "rendering_speed": "QUALITY",
                "style": "DESIGN",
                "expand_prompt": True,
                "image_size": "portrait_4_3",
                "seed": 4,
                "negative_prompt": "neon",
            },
        },
    ),
    Body(
        "ideogram-v3-edit",
        P,
        {
            "model": "ideogram/v3-edit",
            "input": {
                "prompt": SIGN,
                "image_url": at("a"),
                "mask_url": at("m"),
                "rendering_speed": "BALANCED",
                "expand_prompt": True,
            },
        },
        {"image": [at("a")], "mask": [at("m")]},
    ),
    Body(
        "ideogram-v3-edit",
        {**P, "rendering_speed": "TURBO", "expand_prompt": False, "seed": 4},
        {
            "model": "ideogram/v3-edit",
            "input": {
                "prompt": SIGN,
                "image_url": at("a"),
                "mask_url": at("m"),
                "rendering_speed": "TURBO",
                "expand_prompt": False,
                "seed": 4,
            },
        },
        {"image": [at("a")], "mask": [at("m")]},
    ),
    Body(
        "ideogram-v3-remix",
        P,
        {
            "model": "ideogram/v3-remix",
            "input": {
                "prompt": SIGN,
                "image_url": at("a"),
                "rendering_speed": "BALANCED",
                "style": "AUTO",
                "expand_prompt": False,
                "image_size": "square_hd",
                "num_images": "1",
                "strength": 0.8,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "ideogram-v3-remix",
        {
            **P,
            "rendering_speed": "TURBO",
            "style": "REALISTIC",
            "expand_prompt": True,
            "aspect_ratio": "16:9",
            "n_variants": 3,
            "seed": 4,
            "strength": 0.01,
            "negative_prompt": "neon",
        },
        {
            "model": "ideogram/v3-remix",
            "input": {
                "prompt": SIGN,
                "image_url": at("a"),
                "rendering_speed": "TURBO",
                "style": "REALISTIC",
                "expand_prompt": True,
                "image_size": "landscape_16_9",
                "num_images": "3",
                "seed": 4,
                "strength": 0.01,
                "negative_prompt": "neon",
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "ideogram-v3-reframe",
        {},
        {
            "model": "ideogram/v3-reframe",
            "input": {"image_url": at("a"), "image_size": "square_hd", "rendering_speed": "BALANCED"},
        },
        {"image": [at("a")]},
    ),
    Body(
        "ideogram-v3-reframe",
        {"aspect_ratio": "9:16", "rendering_speed": "QUALITY"},
        {
            "model": "ideogram/v3-reframe",
            "input": {"image_url": at("a"), "image_size": "portrait_16_9", "rendering_speed": "QUALITY"},
        },
        {"image": [at("a")]},
    ),
    Body(
        "ideogram-character",
        P,
        {
            "model": "ideogram/character",
            "input": {
                "prompt": SIGN,
                "reference_image_urls": [at("r")],
                "rendering_speed": "BALANCED",
                "style": "AUTO",
                "expand_prompt": False,
                "num_images": "1",
                "image_size": "square_hd",
            },
        },
        {"reference_images": [at("r")]},
    ),
    Body(
        "ideogram-character",
        {
            **P,
            "rendering_speed": "QUALITY",
            "style": "FICTION",
            "expand_prompt": True,
            "n_variants": 4,
            "aspect_ratio": "square",
            "seed": 4,
            "negative_prompt": "neon",
        },
        {
            "model": "ideogram/character",
            "input": {
                "prompt": SIGN,
                "reference_image_urls": [at("r")],
                "rendering_speed": "QUALITY",
                "style": "FICTION",
                "expand_prompt": True,
                "num_images": "4",
                "image_size": "square",
                "seed": 4,
                "negative_prompt": "neon",
            },
        },
        {"reference_images": [at("r")]},
    ),
    Body(
        "ideogram-character-edit",
        P,
        {
            "model": "ideogram/character-edit",
            "input": {
                "prompt": SIGN,
                "image_url": at("a"),
                "mask_url": at("m"),
                "reference_image_urls": [at("r")],
                "rendering_speed": "BALANCED",
                "style": "AUTO",
                "expand_prompt": False,
                "num_images": "1",
            },
        },
        {"image": [at("a")], "mask": [at("m")], "reference_images": [at("r")]},
    ),
    Body(
        "ideogram-character-edit",
        {**P, "rendering_speed": "TURBO", "style": "REALISTIC", "expand_prompt": True, "n_variants": 2, "seed": 4},
        {
            "model": "ideogram/character-edit",
            "input": {
                "prompt": SIGN,
                "image_url": at("a"),
                "mask_url": at("m"),
                "reference_image_urls": [at("r")],
                "rendering_speed": "TURBO",
                "style": "REALISTIC",
                "expand_prompt": True,
                "num_images": "2",
                "seed": 4,
            },
        },
        {"image": [at("a")], "mask": [at("m")], "reference_images": [at("r")]},
    ),
    Body(
        "ideogram-character-remix",
        P,
        {
            "model": "ideogram/character-remix",
            "input": {
                "prompt": SIGN,
                "image_url": at("a"),
                "reference_image_urls": [at("r")],
                "rendering_speed": "BALANCED",
                "style": "AUTO",
                "expand_prompt": False,
                "image_size": "square_hd",
                "num_images": "1",
                "strength": 0.8,
            },
        },
        {"image": [at("a")], "reference_images": [at("r")]},
    ),
    Body(
        "ideogram-character-remix",
        {
            **P,
            "rendering_speed": "QUALITY",
            "style": "FICTION",
            "expand_prompt": True,
            "aspect_ratio": "4:3",
            "n_variants": 2,
            "seed": 4,
            "strength": 0.1,
            "negative_prompt": "neon",
        },
        {
            "model": "ideogram/character-remix",
            "input": {
                "prompt": SIGN,
                "image_url": at("a"),
                "reference_image_urls": [at("r")],
                "rendering_speed": "QUALITY",
                "style": "FICTION",
                "expand_prompt": True,
                "image_size": "landscape_4_3",
                "num_images": "2",
                "seed": 4,
                "strength": 0.1,
                "negative_prompt": "neon",
                "image_urls": [at("s"), at("t")],
                "reference_mask_urls": at("m"),
            },
        },
        {
            "image": [at("a")],
            "reference_images": [at("r")],
            "style_images": [at("s"), at("t")],
            "reference_mask": [at("m")],
        },
    ),
]

PRICES = [
    *(Price("ideogram-v3-text-to-image", {**P, "rendering_speed": speed}, cr, usd) for speed, cr, usd in V3),
    *(
        Price("ideogram-v3-edit", {**P, "rendering_speed": speed}, cr, usd, {"image": [{}], "mask": [{}]})
        for speed, cr, usd in V3
    ),
    *(Price("ideogram-v3-remix", {**P, "rendering_speed": speed}, cr, usd, {"image": [{}]}) for speed, cr, usd in V3),
    Price("ideogram-v3-remix", {**P, "n_variants": 4}, "28", "0.14", {"image": [{}]}),
    *(Price("ideogram-v3-reframe", {"rendering_speed": speed}, cr, usd, {"image": [{}]}) for speed, cr, usd in V3),
    *(
        Price("ideogram-character", {**P, "rendering_speed": speed}, cr, usd, {"reference_images": [{}]})
        for speed, cr, usd in CHARACTER
    ),
    *(
        Price(
            "ideogram-character-edit",
            {**P, "rendering_speed": speed},
            cr,
            usd,
            {"image": [{}], "mask": [{}], "reference_images": [{}]},
        )
        for speed, cr, usd in CHARACTER
    ),
    *(
        Price(
            "ideogram-character-remix",
            {**P, "rendering_speed": speed},
            cr,
            usd,
            {"image": [{}], "reference_images": [{}]},
        )
        for speed, cr, usd in CHARACTER
    ),
    Price("ideogram-character", {**P, "n_variants": 3}, "54", "0.27", {"reference_images": [{}]}),
]

REFUSED = [
    Refused(
        "ideogram-v3-text-to-image", {**P, "rendering_speed": "turbo"}, "rendering_speed", "TURBO, BALANCED, QUALITY"
    ),
    Refused("ideogram-v3-text-to-image", {**P, "style": "FICTION"}, "style", "AUTO, GENERAL, REALISTIC, DESIGN"),
    Refused("ideogram-v3-text-to-image", {**P, "aspect_ratio": "3:2"}, "aspect_ratio", "Choose one of"),
    Refused("ideogram-v3-text-to-image", {**P, "n_variants": 2}, "n_variants", "no “n_variants” setting"),
    Refused("ideogram-v3-edit", {**P, "mask": ID}, "image", "Add a picture first."),
    Refused("ideogram-v3-edit", {**P, "image": ID}, "mask", "Add a picture first."),
    Refused("ideogram-v3-remix", P, "image", "Add a picture first."),
    Refused("ideogram-v3-remix", {**P, "image": ID, "strength": 0}, "strength", "0.01"),
    Refused("ideogram-v3-remix", {**P, "image": ID, "n_variants": 5}, "n_variants", "1, 2, 3, 4"),
    Refused("ideogram-v3-remix", {**P, "image": ID, "negative_prompt": "x" * 5001}, "negative_prompt", "up to 5,000"),
    Refused("ideogram-v3-reframe", {}, "image", "Add a picture first."),
    Refused("ideogram-character", P, "reference_images", "Add a picture first."),
    Refused("ideogram-character", {**P, "reference_images": [ID, ID]}, "reference_images", "up to 1 picture here"),
    Refused(
        "ideogram-character", {**P, "reference_images": ID, "style": "DESIGN"}, "style", "AUTO, REALISTIC, FICTION"
    ),
    Refused("ideogram-character-edit", {**P, "image": ID, "mask": ID}, "reference_images", "Add a picture first."),
    Refused("ideogram-character-edit", {**P, "image": ID, "reference_images": ID}, "mask", "Add a picture first."),
    Refused("ideogram-character-remix", {**P, "reference_images": ID}, "image", "Add a picture first."),
    Refused(
        "ideogram-character-remix",
        {**P, "image": ID, "reference_images": ID, "negative_prompt": "x" * 501},
        "negative_prompt",
        "up to 500 characters",
    ),
    Refused(
        "ideogram-character-remix", {**P, "image": ID, "reference_images": ID, "strength": 0.05}, "strength", "0.1"
    ),
]
