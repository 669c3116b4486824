"""What each model behind Kie.ai may be asked: one form a model, with the rules that join two fields.

Fields, values and limits are those of docs.kie.ai (19 August 2026). Where Kie states no limit for a prompt, ours is
5,000 characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from generation import fields
from generation.params import ParamsForm

_RATIOS_NANO_BANANA = (
    *("1:1", "2:3", "3:2", "1:4", "4:1", "3:4", "4:3", "4:5", "5:4", "1:8", "8:1", "9:16", "16:9", "21:9"),
    "auto",
)


class RulesForm(ParamsForm):
    """A form whose fields depend on each other; ``check`` is called once every single field is right."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.refusals:
            self.check(values)
        return values

    def check(self, values: dict[str, Any]) -> None:
        """Add an error, naming a field, for every rule that is broken."""
        raise NotImplementedError


def check_same_size(inputs: Mapping[str, Any], *, mask: str = "mask", of: str = "image") -> None:
    """Refuse a mask that has not as many pixels as its picture, where both sizes are known."""
    if not inputs.get(mask) or not inputs.get(of):
        return
    (width, height), (wide, high) = ((file.width, file.height) for file in (inputs[mask][0], inputs[of][0]))
    if width and wide and (width, height) != (wide, high):
        words = f"The mask has {width} × {height} pixels, the picture {wide} × {high}. Both must be of the same size."
        raise ValidationError({mask: words})


class Gpt4oImageParams(RulesForm):
    """4o Image: text to picture, edits of up to five pictures, a mask for one picture."""

    prompt = fields.Prompt(max_length=5000, required=False)
    aspect_ratio = fields.AspectRatio("1:1", "3:2", "2:3")
    n_variants = fields.Variants(1, 2, 4)
    is_enhance = fields.Flag(label="Improve the prompt", help_text="The service rewrites the prompt in more detail.")
    images = fields.ImageInput(
        label="Reference pictures", most=5, max_bytes=26_214_400, help_text="Up to five pictures to start from."
    )
    mask = fields.ImageInput(
        label="Mask",
        role="mask",
        mask_of="images",
        max_bytes=25_000_000,
        advanced=True,
        help_text="Black is changed, white is kept. Needs exactly one reference picture of the same size in pixels.",
    )

    def check(self, values: dict[str, Any]) -> None:
        if not values.get("prompt") and not values.get("images"):
            self.add_error("prompt", "Write a prompt first, or add a reference picture.")
        if values.get("mask") and len(values.get("images") or ()) != 1:
            self.add_error("mask", "A mask needs exactly one reference picture.")

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        check_same_size(inputs, of="images")


class VeoParams(RulesForm):
    """Veo 3.1, all tiers: text to video, or a first frame with or without a last one."""

    prompt = fields.Prompt(max_length=5000)
    aspect_ratio = fields.AspectRatio("16:9", "9:16", "Auto", help_text="Auto follows the picture that you add.")
    duration = fields.Duration(8, 6, 4)
    resolution = fields.Resolution("720p", "1080p", "4k", help_text="A higher resolution costs more.")
    image = fields.ImageInput(label="First frame", role="first frame", formats=("jpeg", "png", "webp"))
    last_frame = fields.ImageInput(
        label="Last frame", role="last frame", advanced=True, help_text="The video ends on it. Needs a first frame."
    )
    enable_translation = fields.Flag(
        label="Translate the prompt to English",
        initial=True,
        advanced=True,
        help_text="Veo understands English. Switch this off only if the prompt is English already.",
    )
    watermark = fields.Text(label="Watermark", max_length=100, help_text="A text that is burnt into the picture.")

    def check(self, values: dict[str, Any]) -> None:
        if values.get("last_frame") and not values.get("image"):
            self.add_error("last_frame", "A last frame needs a first frame.")
        if values.get("aspect_ratio") == "Auto" and not self._pictures(values):
            self.add_error("aspect_ratio", "Auto follows a picture. Add one, or choose 16:9 or 9:16.")

    def _pictures(self, values: dict[str, Any]) -> bool:
        return any(values.get(name) for name in self.media_fields())


class VeoReferenceParams(VeoParams):
    """Veo 3.1 Fast and Lite: also up to three reference pictures, which only eight seconds allow."""

    reference_images = fields.ImageInput(
        label="Reference pictures",
        most=3,
        role="reference",
        advanced=True,
        help_text="Up to three pictures of what should appear. Only with 8 s, and not together with a first frame.",
    )

    def check(self, values: dict[str, Any]) -> None:
        super().check(values)
        if not values.get("reference_images"):
            return
        if values.get("image") or values.get("last_frame"):
            self.add_error("reference_images", "Use either frames or reference pictures, not both.")
        if values.get("duration") != 8:
            self.add_error("duration", "Reference pictures work with 8 s only.")


class RunwayParams(RulesForm):
    """Runway: text or a first frame to five or ten seconds."""

    prompt = fields.Prompt(max_length=1800)
    aspect_ratio = fields.AspectRatio(
        "16:9", "4:3", "1:1", "3:4", "9:16", help_text="With a picture, the video takes the picture's ratio."
    )
    duration = fields.Duration(5, 10, help_text="10 s comes in 720p only.")
    quality = fields.Resolution("720p", "1080p", label="Quality", help_text="1080p comes in 5 s only.")
    image = fields.ImageInput(label="First frame", role="first frame")
    watermark = fields.Text(label="Watermark", max_length=100, help_text="A text that is burnt into the picture.")

    def check(self, values: dict[str, Any]) -> None:
        if values.get("duration") == 10 and values.get("quality") == "1080p":
            self.add_error("quality", "Runway makes 1080p in 5 s only. Choose 720p, or 5 s.")


class Sora2Params(ParamsForm):
    """Sora 2: text or one picture to ten or fifteen seconds."""

    prompt = fields.Prompt(max_length=10_000)
    aspect_ratio = fields.AspectRatio("16:9", "9:16")
    duration = fields.Duration(10, 15)
    image = fields.ImageInput(label="Picture", role="first frame")
    remove_watermark = fields.Flag(label="Without watermark", initial=True, advanced=True)


class Kling25TurboParams(RulesForm):
    """Kling 2.5 Turbo Pro: text to video, or a first frame with or without a last one."""

    prompt = fields.Prompt(max_length=2500)
    aspect_ratio = fields.AspectRatio(
        "16:9", "9:16", "1:1", help_text="With a picture, the video takes the picture's ratio and this does not count."
    )
    duration = fields.Duration(5, 10)
    image = fields.ImageInput(label="First frame", role="first frame", formats=("jpeg", "png"))
    last_frame = fields.ImageInput(
        label="Last frame",
        role="last frame",
        formats=("jpeg", "png"),
        advanced=True,
        help_text="The video ends on it. Needs a first frame.",
    )
    negative_prompt = fields.NegativePrompt(max_length=2500)
    cfg_scale = fields.Number(
        label="Closeness to the prompt",
        min_value=0,
        max_value=1,
        step=0.1,
        initial=0.5,
        help_text="0 is free, 1 follows the prompt closely.",
    )

    def check(self, values: dict[str, Any]) -> None:
        if values.get("last_frame") and not values.get("image"):
            self.add_error("last_frame", "A last frame needs a first frame.")
        size = len(values.get("negative_prompt") or "")
        if values.get("image") and size > 500:
            self.add_error("negative_prompt", f"With a picture, this takes up to 500 characters. Yours has {size:,}.")


class NanoBanana2Params(ParamsForm):
    """Nano Banana 2: text to picture, and edits of up to fourteen pictures."""

    prompt = fields.Prompt(max_length=20_000)
    aspect_ratio = fields.AspectRatio(*_RATIOS_NANO_BANANA, initial="auto")
    resolution = fields.Resolution("1K", "2K", "4K", help_text="A higher resolution costs more.")
    images = fields.ImageInput(
        label="Reference pictures", most=14, max_bytes=30_000_000, help_text="Up to fourteen pictures to start from."
    )
    output_format = fields.Choice(
        ("jpg", "JPEG"), ("png", "PNG"), label="File format", advanced=True, help_text="JPEG is smaller, PNG is exact."
    )
