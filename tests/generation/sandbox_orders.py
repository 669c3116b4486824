"""The smallest right order of every Market model that the sandbox knows, for its tests."""

from __future__ import annotations

from typing import Any

from generation.providers.kie.sandbox.market import MARKET
from generation.providers.kie.sandbox.rules import Address, AnyOf, Group, Items, Number, OneOf, Rule, Switch, Text

PICTURE, FILM, SOUND = "https://files.example/a.png", "https://files.example/a.mp4", "https://files.example/a.mp3"
_ADDRESSES = {"image": PICTURE, "video": FILM, "audio": SOUND, "any": PICTURE, "": FILM}

#: What relations between fields want besides the required ones.
MORE: dict[str, dict[str, Any]] = {
    "kling-3.0-omni/text-to-video": {"customize_multi_shots": False},
    "kling-3.0-omni/image-to-video": {"customize_multi_shots": False},
    "kling-3.0-omni/reference-to-video": {"image_urls": [PICTURE]},
    "bytedance/seedance-2": {"prompt": "a rose"},
    "bytedance/seedance-2-fast": {"prompt": "a rose"},
    "bytedance/seedance-2-mini": {"prompt": "a rose"},
    "wan/2-7-image-to-video": {"first_frame_url": PICTURE},
    "wan/2-7-r2v": {"reference_image": [PICTURE]},
    "minimax-h3/image-to-video": {"first_frame_url": PICTURE},
    "minimax-h3/reference-to-video": {"reference_image_urls": [PICTURE]},
    "pixverse-v6/image-to-video": {"duration": 5},
    "pixverse-v6/extend": {"video_url": FILM},
    "grok-imagine/image-to-video": {"image_urls": [PICTURE]},
    "grok-imagine-video-1-5-preview": {"prompt": "a rose"},
    "grok-imagine-image-2-0/segment-map": {"image_url": PICTURE},
    "sora-2-characters-pro": {"timestamps": "3.55,5.55"},
    "sora-watermark-remover": {"video_url": "https://sora.chatgpt.com/p/s_1"},
}
#: Models that continue an earlier task, and whose task that is.
CONTINUES = {
    "grok-imagine/extend": ("task_id", "grok-imagine/text-to-video"),
    "grok-imagine/upscale": ("task_id", "grok-imagine/text-to-video"),
    "grok-imagine-image-2-0/image-edit": ("task_id", "grok-imagine-image-2-0/text-to-image"),
    "sora-2-characters-pro": ("origin_task_id", "sora-2-text-to-video"),
}


def smallest(model: str) -> dict[str, Any]:
    """An ``input`` that holds what is required and no more."""
    fields = MARKET[model].fields
    return {**{name: _value(rule) for name, rule in fields.items() if rule.required}, **MORE.get(model, {})}


def _value(rule: Rule) -> Any:
    match rule:
        case Text():
            return "a rose"
        case OneOf():
            return rule.default or rule.values[0]
        case Switch():
            return False
        case Number():
            number = rule.low if rule.default is None else rule.default
            return int(number) if rule.whole else number
        case Address():
            return _ADDRESSES[rule.kind]
        case Items():
            return [_value(rule.item)] * max(1, rule.least)
        case Group():
            return {name: _value(field) for name, field in rule.fields.items() if field.required}
        case AnyOf():
            return _value(rule.rules[0])
    raise AssertionError(rule)
