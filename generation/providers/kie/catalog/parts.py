"""What forms of several families share: the content filter, frames or references, and sizes that are named in words."""

from __future__ import annotations

from typing import Any

from generation import fields
from generation.providers.kie.forms import RulesForm

#: Sizes that Kie names in words, by the ratio that they mean; its portraits are named by the landscape turned round.
PRESETS = {
    "1:1": "square_hd",
    "4:3": "landscape_4_3",
    "3:4": "portrait_4_3",
    "3:2": "landscape_3_2",
    "2:3": "portrait_3_2",
    "16:9": "landscape_16_9",
    "9:16": "portrait_16_9",
    "21:9": "landscape_21_9",
}

_SMALL_SQUARE = ("square", "1:1 small")
_COMMON_PRESETS = ("1:1", "4:3", "3:4", "16:9", "9:16")


def preset_ratio(*ratios: str, initial: str = "1:1") -> fields.AspectRatio:
    """A ratio that is sent as one of ``PRESETS``; the smaller square, which is no ratio of its own, comes last."""
    return fields.AspectRatio(*(ratios or _COMMON_PRESETS), _SMALL_SQUARE, initial=initial)


def content_filter() -> fields.Flag:
    """``nsfw_checker``: off on the API unless it is asked for."""
    return fields.Flag(
        label="Kie's content filter",
        advanced=True,
        help_text="Kie looks at the result as well and may hold it back. The model's own rules always apply.",
    )


class FramesOrReferences(RulesForm):
    """What Seedance 2 and Wan 3.0 demand: a last frame needs a first one; frames and references exclude each other."""

    def check(self, values: dict[str, Any]) -> None:
        if values.get("last_frame") and not values.get("image"):
            self.add_error("last_frame", "A last frame needs a first frame.")
        given = [name for name in self.media_fields() if values.get(name)]
        references = [name for name in given if name.startswith("reference_")]
        if references and len(given) > len(references):
            self.add_error(references[0], "Use either frames or references, not both.")
