"""Kuaishou's Kling 3.0 and 3.0 Turbo, and the rows (shots, elements) that 3.0 and Omni share.

``multi_shots`` is not a setting here: it is on exactly where shots were written. Fields and limits: docs.kie.ai of
19 August 2026.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Request
from generation.providers.kie.catalog.kling import MotionControlParams, first_frame, last_frame, sound
from generation.providers.kie.catalog.pricing import per_second
from generation.providers.kie.forms import RulesForm

# -- rows ------------------------------------------------------------------------------------------------------------

_ELEMENT_MS = (3000, 8000)


class Shot(ParamsForm):
    """One shot of a Kling 3.0 film."""

    prompt = fields.Prompt(max_length=500)
    duration = fields.Integer(
        label="Seconds",
        min_value=1,
        max_value=12,
        required=True,
        advanced=False,
        error_messages={"required": "Say how many seconds it lasts."},
    )


class ShotsForm(RulesForm):
    """A form whose film may be written in shots (``multi_prompt``); without any, it needs a prompt."""

    def clean_shots(self, values: dict[str, Any]) -> None:
        """Kling demands that the shots' seconds add up to the film's. Their words stand in for a missing prompt."""
        shots = values.get("multi_prompt") or []
        if not shots and not values.get("prompt"):
            words = "Write a prompt first. One sentence is enough."
            self.add_error("prompt", ValidationError(words, code="required"))
        together = sum(shot["duration"] for shot in shots)
        if shots and self.has_own_length(values) and (words := self._wrong_length(together, values["duration"])):
            self.add_error("multi_prompt", words)
        if shots and not values.get("prompt"):
            values["prompt"] = " ".join(shot["prompt"] for shot in shots)

    def has_own_length(self, values: dict[str, Any]) -> bool:
        """Whether the film lasts as long as was chosen, and not as long as a file that goes in."""
        return True

    def _wrong_length(self, together: int, chosen: int) -> str:
        if together == chosen:
            return ""
        field = self.base_fields["duration"]
        assert isinstance(field, fields.Duration)
        lengths = field.values
        if together in lengths:
            return (
                f"The shots last {together} s together, the film {chosen} s. Choose {together} s, or change the shots."
            )
        return (
            f"The shots last {together} s together. A film lasts {min(lengths)} to {max(lengths)} s: change the shots."
        )


class Element(RulesForm):
    """A figure or thing that the prompt names as ``@name``: two to four pictures of it, or one video."""

    name = fields.Text(label="Name", max_length=100, required=True, advanced=False, help_text="The prompt says @name.")
    description = fields.Text(label="Description", max_length=1000, required=True, advanced=False)
    images = fields.ImageInput(label="Pictures", formats=("jpeg", "png"), least=2, most=4, role="reference")
    video = fields.VideoInput(label="Video", role="reference", help_text="In place of pictures.")
    audio = fields.AudioInput(label="Voice", role="voice", seconds=(5, 30))
    start_time = fields.Integer(label="Video from (ms)", min_value=0, help_text="Empty: from its start.")
    end_time = fields.Integer(label="Video to (ms)", min_value=0, help_text="Empty: 8000.")

    def check(self, values: dict[str, Any]) -> None:
        if bool(values.get("images")) == bool(values.get("video")):
            self.add_error("images", "An element needs either two to four pictures, or one video.")
        self._check_times(values.get("start_time"), values.get("end_time"), bool(values.get("video")))

    def _check_times(self, start: int | None, end: int | None, has_video: bool) -> None:
        if start is None and end is None:
            return
        if not has_video:
            self.add_error("start_time" if end is None else "end_time", "Times count for an element's video only.")
        elif not _ELEMENT_MS[0] <= (8000 if end is None else end) - (start or 0) <= _ELEMENT_MS[1]:
            self.add_error("end_time", "The part of the video must last 3000 to 8000 ms.")


def elements() -> fields.Rows:
    """The figures and things of a film. Three is the only number that Kie states (Omni with pictures)."""
    words = "Figures and things that stay the same. The prompt calls them @name."
    return fields.Rows(Element, label="Elements", noun="element", most=3, help_text=words)


def name_twice(values: dict[str, Any]) -> str:
    """The sentence that refuses elements of the same name, "" where all differ."""
    names = Counter(row["name"] for row in values.get("elements") or ())
    return next((f"Two elements are called {name}. Give each its own name." for name, n in names.items() if n > 1), "")


#: how the fields of ``Element`` are called on the wire
ELEMENT_NAMES = {
    "elements.images": "element_input_urls[]",
    "elements.video": "element_input_urls[]",
    "elements.audio": "element_input_audio_urls[]",
}

# -- 3.0 -------------------------------------------------------------------------------------------------------------


class Kling3Params(ShotsForm):
    """Kling 3.0: text or frames to a film of one shot or several."""

    prompt = fields.Prompt(
        max_length=5000,
        required=False,
        help_text="With several shots, their own words count and this may stay empty.",
    )
    aspect_ratio = fields.AspectRatio("16:9", "9:16", "1:1", help_text="With a picture, the video takes its ratio.")
    duration = fields.Duration(*range(3, 16), initial=5)
    resolution = fields.Resolution("1080p", "720p", "4K", help_text="A higher resolution costs more.")
    sound = sound()
    image = first_frame()
    last_frame = last_frame(help_text="The video ends on it. Needs a first frame; not with several shots.")
    multi_prompt = fields.Rows(
        Shot,
        label="Shots",
        noun="shot",
        most=5,
        help_text="Up to five shots, with sound. Their seconds together are the duration.",
    )
    elements = elements()

    def check(self, values: dict[str, Any]) -> None:
        self.clean_shots(values)
        if values.get("last_frame") and not values.get("image"):
            self.add_error("last_frame", "A last frame needs a first frame.")
        if values.get("last_frame") and values.get("multi_prompt"):
            self.add_error("last_frame", "Several shots take a first frame only. Remove the last frame or the shots.")
        if values.get("multi_prompt") and not values.get("sound"):
            self.add_error("sound", "A film in shots always comes with sound. Switch “Sound” on, which sets its price.")
        if values.get("elements") and not values.get("image"):
            self.add_error("image", "Elements need a first frame. Add one.")
        if words := name_twice(values):
            self.add_error("elements", words)


def _with_shots(content: dict[str, Any], request: Request) -> dict[str, Any]:
    return {**content, "multi_shots": "multi_prompt" in content}


KLING_3 = ModelSpec(
    key="kling-3.0-video",
    name="Kling 3.0",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling3Params,
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO, Ability.REFERENCE_TO_VIDEO),
    price=per_second(
        ({"resolution": "720p", "sound": False}, "14"),
        ({"resolution": "720p", "sound": True}, "20"),
        ({"resolution": "1080p", "sound": False}, "18"),
        ({"resolution": "1080p", "sound": True}, "27"),
        ({"resolution": "4K"}, "67"),
    ),
    options={
        "dialect": "market",
        "model": "kling-3.0/video",
        "names": {
            "image": "image_urls[]",
            "last_frame": "image_urls[]",
            "resolution": "mode",
            "elements": "kling_elements",
            **ELEMENT_NAMES,
        },
        "as_text": ("duration",),
        "words": {"resolution": {"720p": "std", "1080p": "pro"}},
        "shape": _with_shots,
    },
    usual=130.0,
    note="Films of 3 to 15 s up to 4K, in one shot or several, with figures that stay the same.",
    tags=("audio", "first frame", "last frame", "references", "shots", "4K"),
    docs="https://docs.kie.ai/market/kling/kling-3-0",
)


class MotionControl3Params(MotionControlParams):
    """Kling 3.0 Motion Control: also whose background is kept."""

    background_source = fields.Choice(
        ("input_video", "Of the clip"), ("input_image", "Of the picture"), label="Background"
    )


KLING_3_MOTION = ModelSpec(
    key="kling-3.0-motion-control",
    name="Kling 3.0 Motion Control",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=MotionControl3Params,
    abilities=(Ability.VIDEO_TO_VIDEO, Ability.IMAGE_TO_VIDEO),
    price=per_second(({"resolution": "720p"}, "20"), ({"resolution": "1080p"}, "27"), of="video.seconds", longest=30),
    options={
        "dialect": "market",
        "model": "kling-3.0/motion-control",
        "names": {"image": "input_urls[]", "video": "video_urls[]", "resolution": "mode"},
        # the page of August 2026; a recorded call of April also had "720p" accepted
        "words": {"resolution": {"720p": "std", "1080p": "pro"}},
    },
    usual=240.0,
    note="Makes the figure of a picture move as somebody does in a clip, before either background.",
    tags=("references", "video input"),
    docs="https://docs.kie.ai/market/kling/motion-control-v3",
)

# -- 3.0 Turbo -------------------------------------------------------------------------------------------------------

_PRICE_TURBO = per_second(({"resolution": "720p"}, "18"), ({"resolution": "1080p"}, "22.5"))


class Kling3TurboTextParams(ParamsForm):
    """Kling 3.0 Turbo: text to video."""

    prompt = fields.Prompt(max_length=2500)
    aspect_ratio = fields.AspectRatio("16:9", "9:16", "1:1")
    duration = fields.Duration(*range(3, 16), initial=5)
    resolution = fields.Resolution("720p", "1080p")


class Kling3TurboImageParams(ParamsForm):
    """Kling 3.0 Turbo: a first frame to video."""

    prompt = fields.Prompt(max_length=2500)
    image = first_frame(required=True)
    duration = fields.Duration(*range(3, 16), initial=5)
    resolution = fields.Resolution("720p", "1080p")


KLING_3_TURBO_TEXT = ModelSpec(
    key="kling-v3-turbo-text-to-video",
    name="Kling 3.0 Turbo",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling3TurboTextParams,
    abilities=(Ability.TEXT_TO_VIDEO,),
    price=_PRICE_TURBO,
    options={"dialect": "market", "model": "kling/v3-turbo-text-to-video", "as_text": ("duration",)},
    usual=90.0,
    note="Kling 3.0 in less time: 3 to 15 s from words.",
    docs="https://docs.kie.ai/market/kling/v3-turbo-text-to-video",
)

KLING_3_TURBO_IMAGE = ModelSpec(
    key="kling-v3-turbo-image-to-video",
    name="Kling 3.0 Turbo from a picture",
    kind=Kind.VIDEO,
    vendor="Kuaishou",
    params=Kling3TurboImageParams,
    abilities=(Ability.IMAGE_TO_VIDEO,),
    price=_PRICE_TURBO,
    options={
        "dialect": "market",
        "model": "kling/v3-turbo-image-to-video",
        "names": {"image": "image_urls[]"},
        "as_text": ("duration",),
    },
    usual=90.0,
    note="Kling 3.0 in less time: 3 to 15 s from a first frame.",
    tags=("first frame",),
    docs="https://docs.kie.ai/market/kling/v3-turbo-image-to-video",
)

SPECS = (KLING_3, KLING_3_MOTION, KLING_3_TURBO_TEXT, KLING_3_TURBO_IMAGE)
