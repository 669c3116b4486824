"""Alibaba's Wan 2.7 Image: pictures, edits, series, colours by share, and regions of the input pictures.

Unless ``n`` is sent, an order makes and costs four pictures, and a series twelve.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Request
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import prices
from generation.providers.kie.forms import RulesForm

_RATIOS = ("1:1", "16:9", "4:3", "21:9", "3:4", "9:16", "8:1", "1:8")
_COLOUR = RegexValidator(r"^#[0-9A-Fa-f]{6}\Z", "Write a colour as # and six digits, such as #C2D1E6.")


class ColourParams(ParamsForm):
    """One colour of a palette."""

    hex = fields.Text(label="Colour", max_length=7, required=True, advanced=False, validators=[_COLOUR])
    ratio = fields.Number(
        label="Share in percent", min_value=0, max_value=100, step=0.01, required=True, advanced=False
    )


#: no picture that goes in has a longer side
_LONGEST_SIDE = 20_000


def _pixels(label: str) -> fields.Integer:
    return fields.Integer(label=label, min_value=0, max_value=_LONGEST_SIDE, required=True, advanced=False)


class BoxParams(RulesForm):
    """One region of an input picture, in its pixels."""

    picture = fields.Integer(label="Picture number", min_value=1, max_value=9, initial=1, required=True, advanced=False)
    x1 = _pixels("Left")
    y1 = _pixels("Top")
    x2 = _pixels("Right")
    y2 = _pixels("Bottom")

    def check(self, values: dict[str, Any]) -> None:
        if values["x2"] <= values["x1"]:
            self.add_error("x2", "The right side must be right of the left side.")
        if values["y2"] <= values["y1"]:
            self.add_error("y2", "The bottom must be below the top.")


class Wan27ImageParams(RulesForm):
    """Wan 2.7 Image: text and up to nine pictures to pictures, or to a series of them."""

    prompt = fields.Prompt(max_length=5000)
    images = fields.ImageInput(label="Pictures", most=9, help_text="Up to nine pictures to work on.")
    aspect_ratio = fields.AspectRatio(*_RATIOS, help_text="Counts without input pictures only.")
    resolution = fields.Resolution("1K", "2K", "4K", initial="2K")
    n_variants = fields.Variants(*range(1, 13), help_text="Each costs the same. Up to four, in a series up to twelve.")
    enable_sequential = fields.Flag(
        label="A series", advanced=True, help_text="Pictures that belong together instead of variants of one."
    )
    thinking_mode = fields.Flag(label="Think first", advanced=True, help_text="With words alone, and not in a series.")
    color_palette = fields.Rows(ColourParams, label="Colours", noun="colour", least=3, most=10)
    bbox_list = fields.Rows(
        BoxParams,
        label="Regions",
        noun="region",
        most=18,
        unless_only=("picture",),
        help_text="What to work on, in pixels: up to two a picture.",
    )
    add_watermark = fields.Flag(label="Watermark", advanced=True, help_text="The vendor's mark in a corner.")
    seed = fields.Seed(max_value=2_147_483_647)

    def check(self, values: dict[str, Any]) -> None:
        images, series = len(values.get("images") or ()), values.get("enable_sequential")
        if values["n_variants"] > 4 and not series:
            self.add_error("n_variants", "More than four pictures come as a series only. Switch the series on.")
        if values.get("thinking_mode") and (images or series):
            self.add_error("thinking_mode", "Thinking first works with words alone, and not in a series.")
        self._check_boxes(values.get("bbox_list") or [], images)

    def _check_boxes(self, boxes: list[dict[str, Any]], images: int) -> None:
        counts = Counter(box["picture"] for box in boxes)
        if counts and max(counts) > images:
            self.add_error("bbox_list", f"There is no picture {max(counts)}. You gave {images}.")
        if counts and max(counts.values()) > 2:
            self.add_error("bbox_list", "This model takes up to two regions a picture.")

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        """A region lies within its picture, where its size is known."""
        pictures = inputs.get("images") or ()
        for number, box in enumerate(self.cleaned_data.get("bbox_list") or (), start=1):
            picture = pictures[box["picture"] - 1]
            if picture.width and (box["x2"] > picture.width or box["y2"] > picture.height):
                size = f"{picture.width} × {picture.height}"
                words = f"Region {number} reaches beyond picture {box['picture']}, which has {size} pixels."
                raise ValidationError({"bbox_list": words})


class Wan27ImageOpenParams(Wan27ImageParams):
    """Wan 2.7 Image, which Kie's content filter can watch."""

    nsfw_checker = content_filter()


class Wan27ImageProParams(Wan27ImageParams):
    """Wan 2.7 Image Pro: 4K from words alone."""

    def check(self, values: dict[str, Any]) -> None:
        super().check(values)
        if values.get("resolution") == "4K" and (values.get("images") or values.get("enable_sequential")):
            self.add_error("resolution", "4K works with words alone, and not in a series. Choose 2K.")


def _palette_and_boxes(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """Shares as text in percent; boxes as one list a picture, empty where it has none."""
    shaped = dict(content)
    if colours := content.get("color_palette"):
        shaped["color_palette"] = [{"hex": colour["hex"], "ratio": f"{colour['ratio']:.2f}%"} for colour in colours]
    if boxes := content.get("bbox_list"):
        pictures = range(1, len(request.inputs.get("images", ())) + 1)
        shaped["bbox_list"] = [
            [[box[side] for side in ("x1", "y1", "x2", "y2")] for box in boxes if box["picture"] == picture]
            for picture in pictures
        ]
    return shaped


def _options(model: str) -> dict[str, Any]:
    return {
        "dialect": "market",
        "model": model,
        "names": {"images": "input_urls[]", "n_variants": "n", "add_watermark": "watermark"},
        "text_only": ("aspect_ratio",),
        "shape": _palette_and_boxes,
    }


WAN_27_IMAGE_PRO = ModelSpec(
    key="wan-2-7-image-pro",
    name="Wan 2.7 Image Pro",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=Wan27ImageProParams,
    price=prices("image", ({}, "12"), times="n_variants"),
    options=_options("wan/2-7-image-pro"),
    abilities=(Ability.TEXT_TO_IMAGE, Ability.EDIT),
    outputs="n_variants",
    usual=25.0,
    note="Pictures up to 4K, edits with up to nine pictures, and series that belong together.",
    tags=("edits", "references", "variants", "4K"),
    docs="https://docs.kie.ai/market/wan/2-7-image-pro",
)

WAN_27_IMAGE = ModelSpec(
    key="wan-2-7-image",
    name="Wan 2.7 Image",
    kind=Kind.IMAGE,
    vendor="Alibaba",
    params=Wan27ImageOpenParams,
    price=prices("image", ({}, "4.8"), times="n_variants"),
    options=_options("wan/2-7-image"),
    abilities=(Ability.TEXT_TO_IMAGE, Ability.EDIT),
    outputs="n_variants",
    usual=20.0,
    note="Cheap pictures, edits with up to nine pictures, and series that belong together.",
    tags=("edits", "references", "variants", "4K"),
    docs="https://docs.kie.ai/market/wan/2-7-image",
)

SPECS = (WAN_27_IMAGE_PRO, WAN_27_IMAGE)
