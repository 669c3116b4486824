"""Black Forest Labs' Flux Kontext."""

from __future__ import annotations

from typing import Any

from generation import fields
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.pricing import prices
from generation.providers.kie.forms import RulesForm


class KontextParams(RulesForm):
    """Flux Kontext: a picture from words, or one picture changed by words."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio(
        ("auto", "Auto"),
        *("21:9", "16:9", "4:3", "1:1", "3:4", "9:16"),
        help_text="Auto is 16:9, or with a picture its own ratio.",
    )
    image = fields.ImageInput(label="Picture to change", help_text="Without one, a new picture is made.")
    is_enhance = fields.Flag(label="Improve the prompt", help_text="The service rewrites the prompt in more detail.")
    output_format = fields.Choice(
        ("jpeg", "JPEG"), ("png", "PNG"), label="File format", advanced=True, help_text="JPEG is smaller, PNG is exact."
    )
    safety_tolerance = fields.Choice(
        *range(7), label="Safety tolerance", initial=2, advanced=True, help_text="Higher is laxer; edits allow 0 to 2."
    )
    enable_translation = fields.Flag(
        label="Translate the prompt to English",
        initial=True,
        advanced=True,
        help_text="Kontext understands English. Switch this off only if the prompt is English already.",
    )
    watermark = fields.Text(label="Watermark", max_length=100, help_text="A text that is put into the picture.")

    def check(self, values: dict[str, Any]) -> None:
        if values.get("image") and (values.get("safety_tolerance") or 0) > 2:
            self.add_error("safety_tolerance", "With a picture to change, this goes from 0 to 2.")


def _kontext(model: str, name: str, credits: str, note: str) -> ModelSpec:
    return ModelSpec(
        key=model,
        name=name,
        kind=Kind.IMAGE,
        vendor="Black Forest Labs",
        params=KontextParams,
        price=prices("image", ({}, credits)),
        options={"dialect": "kontext", "model": model},
        abilities=(Ability.TEXT_TO_IMAGE, Ability.EDIT),
        usual=25.0,
        note=note,
        tags=("edits",),
        docs="https://docs.kie.ai/flux-kontext-api/generate-or-edit-image",
    )


KONTEXT_PRO = _kontext(
    "flux-kontext-pro", "Flux Kontext Pro", "5", "Changes one picture by words and keeps the rest as it is."
)
KONTEXT_MAX = _kontext(
    "flux-kontext-max", "Flux Kontext Max", "10", "Like Pro, with finer detail and better lettering."
)

SPECS = (KONTEXT_PRO, KONTEXT_MAX)
