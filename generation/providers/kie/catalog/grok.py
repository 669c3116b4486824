"""xAI's Grok Imagine: pictures, films, longer films, larger films.

The segment map of Grok Imagine Image 2.0 is no model here: it makes numbers and no file. They can be given to the edit
all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Request
from generation.providers.kie.catalog.parts import content_filter
from generation.providers.kie.catalog.pricing import per_second, prices
from generation.providers.kie.forms import RulesForm
from generation.providers.prices import UNKNOWN

_RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3")
_MODES = ("normal", "fun", "spicy")
_SECONDS = range(6, 31)
_TO_VIDEO = ("grok-imagine-text-to-video", "grok-imagine-image-to-video", "grok-imagine-extend")
_NUMBERS = re.compile(r"\d{1,3}(\s*,\s*\d{1,3})*")

#: 1080p stands in no price list; twice the price of 720p for the longest film, and some more
_UPPER = "240"


class GrokImageParams(ParamsForm):
    """Grok Imagine: text to six pictures, or to four careful ones."""

    prompt = fields.Prompt(max_length=5000, help_text="In English.")
    aspect_ratio = fields.AspectRatio(*_RATIOS)
    enable_pro = fields.Flag(label="Quality before speed", help_text="Makes four pictures instead of six.")
    nsfw_checker = content_filter()


class GrokEditParams(ParamsForm):
    """Grok Imagine: pictures and words to pictures. The schema takes five pictures, its text speaks of one."""

    prompt = fields.Prompt(max_length=390_000, required=False)
    images = fields.ImageInput(
        label="Pictures", most=5, required=True, help_text="Up to five. Name them in the prompt: @image1, @image2."
    )
    nsfw_checker = content_filter()


class GrokTextToVideoParams(ParamsForm):
    """Grok Imagine: text to video."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio(*_RATIOS, initial="2:3")
    duration = fields.Duration(*_SECONDS)
    resolution = fields.Resolution("480p", "720p", "1080p", help_text="A higher resolution costs more.")
    mode = fields.Choice(*_MODES, label="Mode")


class GrokImageToVideoParams(RulesForm):
    """Grok Imagine: video from pictures, or from one of the pictures that Grok Imagine made."""

    prompt = fields.Prompt(max_length=5000, required=False)
    images = fields.ImageInput(
        label="Pictures",
        most=7,
        role="first frame",
        help_text="One is the first frame. Several are references: name them in the prompt as @image1, @image2.",
    )
    task = fields.MadeBy(
        "grok-imagine-text-to-image",
        label="Picture by Grok Imagine",
        medium="image",
        required=False,
        advanced=True,
        help_text="Instead of pictures of your own.",
    )
    aspect_ratio = fields.AspectRatio(*_RATIOS, initial="16:9", help_text="Counts with several pictures only.")
    duration = fields.Duration(*_SECONDS)
    resolution = fields.Resolution("480p", "720p", "1080p", help_text="A higher resolution costs more.")
    mode = fields.Choice(*_MODES, label="Mode", help_text="Spicy works with a picture by Grok Imagine only.")

    def check(self, values: dict[str, Any]) -> None:
        own, made = values.get("images"), values.get("task")
        if not own and not made:
            self.add_error("images", "Add a picture first, or choose one that Grok Imagine made.")
        if own and made:
            self.add_error("task", "Use either pictures of your own or one that Grok Imagine made, not both.")
        if own and values.get("mode") == "spicy":
            self.add_error("mode", "Spicy does not work with pictures of your own. Choose normal or fun.")


class GrokExtendParams(ParamsForm):
    """Grok Imagine: a longer film from one that it made."""

    prompt = fields.Prompt(max_length=5000)
    task = fields.MadeBy(*_TO_VIDEO, label="Film by Grok Imagine")
    duration = fields.Duration(6, 10, label="Longer by")
    extend_at = fields.Integer(
        label="Go on at second", min_value=2, initial=2, required=True, advanced=False, help_text="Where it goes on."
    )

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        for film in inputs.get("task", ()):
            if film.seconds and self.cleaned_data["extend_at"] > film.seconds:
                words = f"The film lasts {film.seconds:.0f} s. Go on at a second before its end."
                raise ValidationError({"extend_at": words})


class GrokUpscaleParams(ParamsForm):
    """Grok Imagine: a larger film from one that it made."""

    task = fields.MadeBy(*_TO_VIDEO, label="Film by Grok Imagine")
    resolution = fields.Resolution("720p", "1080p")


class GrokVideo15Params(RulesForm):
    """Grok Imagine Video 1.5 Preview: text or pictures to video."""

    prompt = fields.Prompt(max_length=4096, required=False)
    images = fields.ImageInput(
        label="Pictures", most=7, max_bytes=20_000_000, role="first frame", help_text="Up to seven, at 1080p one."
    )
    aspect_ratio = fields.AspectRatio(
        "auto", *_RATIOS, help_text="With a single picture, the video takes the picture's ratio."
    )
    duration = fields.Duration(*range(1, 16), initial=8)
    resolution = fields.Resolution("480p", "720p", "1080p", help_text="1080p takes one picture only.")
    nsfw_checker = content_filter()

    def check(self, values: dict[str, Any]) -> None:
        images = values.get("images") or ()
        if not values.get("prompt") and not images:
            self.add_error("prompt", "Write a prompt first, or add a picture.")
        if values.get("resolution") == "1080p" and len(images) > 1:
            self.add_error("images", "1080p takes one picture only. Remove the others, or choose 720p.")


class GrokImage20Params(ParamsForm):
    """Grok Imagine Image 2.0: text to picture."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio(*_RATIOS)


class GrokImage20EditParams(RulesForm):
    """Grok Imagine Image 2.0: changes one of its own pictures, all of it or numbered parts."""

    prompt = fields.Prompt(max_length=5000)
    task = fields.MadeBy(
        "grok-imagine-image-2-0-text-to-image", label="Picture by Grok Imagine Image 2.0", medium="image"
    )
    mask_indexes = fields.Text(
        label="Parts to change",
        max_length=200,
        help_text="Their numbers in Kie's segment map of this picture, with commas: 2, 5. Empty: the whole picture.",
    )

    def check(self, values: dict[str, Any]) -> None:
        numbers = values.get("mask_indexes") or ""
        if numbers and not _NUMBERS.fullmatch(numbers):
            self.add_error("mask_indexes", "Give whole numbers with commas between them, such as 2, 5.")


def _ratio_with_several(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """The ratio means something with several pictures only."""
    if len(request.inputs.get("images", ())) > 1:
        return content
    return {name: value for name, value in content.items() if name != "aspect_ratio"}


def _numbers(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """The numbers of the parts as a list; their name is spelt so."""
    listed = content.pop("mask_indexes", "")
    return {**content, "mask_indexs": [int(number) for number in listed.split(",")]} if listed else content


def _size_class(known: Mapping[str, Any]) -> dict[str, str]:
    """Which resolution the earlier film has; its sides depend on its ratio, so its area tells."""
    width, height = known.get("task.width", UNKNOWN), known.get("task.height", UNKNOWN)
    if width is UNKNOWN or height is UNKNOWN:
        return {}
    area = width * height
    return {"resolution": "480p" if area < 650_000 else "720p" if area < 1_500_000 else "1080p"}


_BY_SECOND = per_second(
    ({"resolution": "480p"}, "1.6"), ({"resolution": "720p"}, "3"), ({"resolution": "1080p"}, None), upper=_UPPER
)

GROK_IMAGE = ModelSpec(
    key="grok-imagine-text-to-image",
    name="Grok Imagine",
    kind=Kind.IMAGE,
    vendor="xAI",
    params=GrokImageParams,
    price=prices("order", ({"enable_pro": False}, "4"), ({"enable_pro": True}, "5")),
    options={"dialect": "market", "model": "grok-imagine/text-to-image"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    outputs=lambda params: 4 if params.get("enable_pro") else 6,
    usual=15.0,
    note="Six quick pictures of one prompt, or four careful ones.",
    tags=("variants",),
    docs="https://docs.kie.ai/market/grok-imagine/text-to-image",
)

GROK_EDIT = ModelSpec(
    key="grok-imagine-image-to-image",
    name="Grok Imagine Edit",
    kind=Kind.IMAGE,
    vendor="xAI",
    params=GrokEditParams,
    price=prices("order", ({}, "4")),
    options={"dialect": "market", "model": "grok-imagine/image-to-image", "names": {"images": "image_urls[]"}},
    abilities=(Ability.EDIT,),
    usual=20.0,
    note="Changes and combines up to five pictures, and gives several results.",
    tags=("edits", "references", "variants"),
    docs="https://docs.kie.ai/market/grok-imagine/image-to-image",
)

GROK_IMAGE_20 = ModelSpec(
    key="grok-imagine-image-2-0-text-to-image",
    name="Grok Imagine Image 2.0",
    kind=Kind.IMAGE,
    vendor="xAI",
    params=GrokImage20Params,
    price=prices("image", ({}, "4"), as_of="2026-08-01", source="one source, August 2026"),
    options={"dialect": "market", "model": "grok-imagine-image-2-0/text-to-image"},
    abilities=(Ability.TEXT_TO_IMAGE,),
    usual=20.0,
    note="Pictures that can be changed in parts afterwards.",
    docs="https://docs.kie.ai/market/grok-imagine-image-2-0/text-to-image",
)

GROK_IMAGE_20_EDIT = ModelSpec(
    key="grok-imagine-image-2-0-image-edit",
    name="Grok Imagine Image 2.0 Edit",
    kind=Kind.IMAGE,
    vendor="xAI",
    params=GrokImage20EditParams,
    price=prices("image", ({}, "4"), as_of="2026-08-01", source="one source, August 2026"),
    options={
        "dialect": "market",
        "model": "grok-imagine-image-2-0/image-edit",
        "names": {"task": "task_id"},
        "shape": _numbers,
    },
    abilities=(Ability.EDIT,),
    usual=20.0,
    note="Changes a picture that Grok Imagine Image 2.0 made.",
    tags=("edits",),
    docs="https://docs.kie.ai/market/grok-imagine-image-2-0/image-edit",
)

GROK_VIDEO_15 = ModelSpec(
    key="grok-imagine-video-1-5-preview",
    name="Grok Imagine Video 1.5 Preview",
    kind=Kind.VIDEO,
    vendor="xAI",
    params=GrokVideo15Params,
    price=per_second(*(({"resolution": size}, None) for size in ("480p", "720p", "1080p")), upper="450"),
    options={"dialect": "market", "model": "grok-imagine-video-1-5-preview", "names": {"images": "image_urls[]"}},
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO, Ability.REFERENCE_TO_VIDEO),
    usual=130.0,
    note="Video of one to fifteen seconds from words or up to seven pictures.",
    tags=("first frame", "references"),
    docs="https://docs.kie.ai/market/grok-imagine/1-5-preview",
)

GROK_TEXT_TO_VIDEO = ModelSpec(
    key="grok-imagine-text-to-video",
    name="Grok Imagine Video",
    kind=Kind.VIDEO,
    vendor="xAI",
    params=GrokTextToVideoParams,
    price=_BY_SECOND,
    options={"dialect": "market", "model": "grok-imagine/text-to-video"},
    abilities=(Ability.TEXT_TO_VIDEO,),
    usual=110.0,
    note="Cheap video of up to thirty seconds from words.",
    docs="https://docs.kie.ai/market/grok-imagine/text-to-video",
)

GROK_IMAGE_TO_VIDEO = ModelSpec(
    key="grok-imagine-image-to-video",
    name="Grok Imagine Video from pictures",
    kind=Kind.VIDEO,
    vendor="xAI",
    params=GrokImageToVideoParams,
    price=_BY_SECOND,
    options={
        "dialect": "market",
        "model": "grok-imagine/image-to-video",
        "names": {"images": "image_urls[]", "task": "task_id", "task.index": "index"},
        "as_text": ("duration",),
        "shape": _ratio_with_several,
    },
    abilities=(Ability.IMAGE_TO_VIDEO, Ability.REFERENCE_TO_VIDEO),
    usual=130.0,
    note="Cheap video of up to thirty seconds from pictures.",
    tags=("first frame", "references"),
    docs="https://docs.kie.ai/market/grok-imagine/image-to-video",
)

GROK_EXTEND = ModelSpec(
    key="grok-imagine-extend",
    name="Grok Imagine Extend",
    kind=Kind.VIDEO,
    vendor="xAI",
    params=GrokExtendParams,
    price=prices(
        "video",
        ({"duration": 6, "resolution": "480p"}, "10"),
        ({"duration": 6, "resolution": "720p"}, "20"),
        ({"duration": 10, "resolution": "480p"}, "20"),
        ({"duration": 10, "resolution": "720p"}, "30"),
        derive=_size_class,
        upper="60",
    ),
    options={
        "dialect": "market",
        "model": "grok-imagine/extend",
        "names": {"task": "task_id", "duration": "extend_times"},
        # a number in August, text in June and in the recorded order
        "as_text": ("duration",),
    },
    abilities=(Ability.EXTEND,),
    usual=130.0,
    note="Goes on with a film that Grok Imagine made.",
    docs="https://docs.kie.ai/market/grok-imagine/extend",
)

GROK_UPSCALE = ModelSpec(
    key="grok-imagine-upscale",
    name="Grok Imagine Upscale",
    kind=Kind.VIDEO,
    vendor="xAI",
    params=GrokUpscaleParams,
    price=prices("video", ({}, "10")),
    options={"dialect": "market", "model": "grok-imagine/upscale", "names": {"task": "task_id"}},
    abilities=(Ability.UPSCALE,),
    usual=90.0,
    note="Makes a film by Grok Imagine larger.",
    docs="https://docs.kie.ai/market/grok-imagine/upscale",
)

SPECS = (
    *(GROK_IMAGE_20, GROK_IMAGE, GROK_EDIT, GROK_IMAGE_20_EDIT),
    *(GROK_VIDEO_15, GROK_TEXT_TO_VIDEO, GROK_IMAGE_TO_VIDEO, GROK_EXTEND, GROK_UPSCALE),
)
