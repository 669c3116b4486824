"""Every Market model that Kie's pages, or clients of late 2026, name: its fields, what it costs, what it makes.

Transcribed field by field from Kie's schemas of 19 August 2026, apart from MediaHub's own catalogue, whose orders it
checks: what both had from one another, both could have wrong without a test noticing.
"""

from __future__ import annotations

from ..offers import Offer
from . import (
    bytedance,
    flux,
    google,
    gpt_image,
    grok,
    hailuo,
    happyhorse,
    ideogram,
    kling,
    qwen,
    restoring,
    seedream,
    sora,
    talking,
    wan,
)

_SHELVES = (
    *(google, gpt_image, seedream, flux, qwen, ideogram, grok, restoring),
    *(kling, bytedance, wan, hailuo, happyhorse, talking, sora),
)
MARKET: dict[str, Offer] = {model: offer for shelf in _SHELVES for model, offer in shelf.MODELS.items()}
