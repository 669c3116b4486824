"""The settings in the OpenAPI document."""

from __future__ import annotations

from typing import Any

_MODEL = {
    "type": "string",
    "description": "Key of a model on offer; empty: MediaHub's choice.",
    "example": "gpt4o-image",
}
_RATIO = {"type": "string", "description": "Empty: as the model proposes.", "example": "16:9"}
_DOLLARS = {"type": ["number", "null"], "minimum": 0, "description": "US dollars; null: no limit."}

_PREFERENCES: dict[str, Any] = {
    "default_image_model": _MODEL,
    "default_video_model": {**_MODEL, "example": "veo3_fast"},
    "image_aspect_ratio": _RATIO,
    "video_aspect_ratio": _RATIO,
    "n_variants": {"type": "integer", "minimum": 1},
    "duration": {"type": ["integer", "null"], "description": "Seconds; null: as the model proposes."},
    "keep_prompt": {"type": "boolean"},
    "keep_results": {
        "type": "string",
        "enum": ["always", "ask"],
        "description": "`ask`: finished files wait 24 hours in the tray for somebody to save them, then they go.",
    },
    "budget_day_usd": _DOLLARS,
    "budget_month_usd": _DOLLARS,
    "ask_above_usd": _DOLLARS,
}

_KEY = {
    "type": "object",
    "properties": {
        "set": {"type": "boolean"},
        "last_four": {"type": ["string", "null"]},
        "source": {"type": "string", "enum": ["environment", "stored", "sandbox", "none"]},
        "added_at": {"type": ["string", "null"], "format": "date-time"},
    },
}

SETTINGS: dict[str, Any] = {
    "type": "object",
    "properties": {
        **_PREFERENCES,
        "providers": {
            "type": "object",
            "description": "By provider: which of its keys are set, and from where. Never a key.",
            "additionalProperties": {"type": "object", "additionalProperties": _KEY},
        },
    },
}

SETTINGS_CHANGE: dict[str, Any] = {
    "type": "object",
    "properties": {
        **_PREFERENCES,
        "kie_api_key": {
            "type": "string",
            "writeOnly": True,
            "description": "Goes in and never comes out; empty removes it.",
        },
        "kie_webhook_key": {
            "type": "string",
            "writeOnly": True,
            "description": "The same for the callbacks' signatures.",
        },
    },
    "additionalProperties": False,
}
