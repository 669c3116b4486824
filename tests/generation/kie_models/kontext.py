"""Flux Kontext: contract section 10.1, prices section 11."""

from __future__ import annotations

from typing import Any

from tests.generation.kie_models import Body, Price, Refused, at

P = {"prompt": "make the door green"}


def sent(model: str, **more: Any) -> dict[str, Any]:
    return {
        **P,
        "model": model,
        "outputFormat": "jpeg",
        "enableTranslation": True,
        "promptUpsampling": False,
        "safetyTolerance": 2,
        **more,
    }


BODIES = [
    Body("flux-kontext-pro", P, sent("flux-kontext-pro")),
    Body("flux-kontext-pro", P, sent("flux-kontext-pro", inputImage=at("a")), {"image": [at("a")]}),
    Body("flux-kontext-max", P, sent("flux-kontext-max")),
    Body(
        "flux-kontext-max",
        {
            **P,
            "aspect_ratio": "9:16",
            "output_format": "png",
            "is_enhance": True,
            "safety_tolerance": 6,
            "enable_translation": False,
            "watermark": "mine",
        },
        sent(
            "flux-kontext-max",
            aspectRatio="9:16",
            outputFormat="png",
            promptUpsampling=True,
            safetyTolerance=6,
            enableTranslation=False,
            watermark="mine",
        ),
    ),
]

PRICES = [
    Price("flux-kontext-pro", P, "5", "0.025"),
    Price("flux-kontext-max", P, "10", "0.05"),
]

REFUSED = [
    Refused("flux-kontext-pro", {**P, "aspect_ratio": "3:2"}, "aspect_ratio", "21:9"),
    Refused("flux-kontext-pro", {**P, "safety_tolerance": 7}, "safety_tolerance", "Choose one of: 0, 1"),
    Refused("flux-kontext-max", {**P, "safety_tolerance": 3, "image": at("a")}, "safety_tolerance", "from 0 to 2"),
]
