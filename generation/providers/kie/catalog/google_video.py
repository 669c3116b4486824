"""Google's Gemini Omni: films from words, pictures, a film, voices and characters.

Voices and characters are made by two calls of their own, which give their ids at once and make no file; they have no
spec here. A film of your own takes two of the seven places for pictures, a character one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from generation import fields
from generation.providers.base import Ability, InputFile, Kind, ModelSpec, Request, Status
from generation.providers.kie.catalog.pricing import prices
from generation.providers.kie.forms import RulesForm

_PLACES = 7
_CLIP = 10
_LIST = re.compile(r"[\s,]+")


def _ids(text: Any) -> list[str]:
    """The ids in a line of them, however they are parted."""
    return [item for item in _LIST.split(str(text or "")) if item]


def _end_of_clip(file: InputFile, *, start: float, end: float | None) -> float:
    """As asked, else after ten seconds or with the film."""
    if end is not None:
        return end
    return min(start + _CLIP, file.seconds) if file.seconds else start + _CLIP


class GeminiOmniParams(RulesForm):
    """Gemini Omni: text, up to seven pictures, or up to ten seconds of one film."""

    prompt = fields.Prompt(max_length=20_000)
    aspect_ratio = fields.AspectRatio("16:9", "9:16")
    duration = fields.Duration(4, 6, 8, 10, help_text="Does not count where you add a video.")
    resolution = fields.Resolution("720p", "1080p", "4k", help_text="720p and 1080p cost the same, 4k costs more.")
    reference_images = fields.ImageInput(
        label="Pictures",
        most=_PLACES,
        max_bytes=20_000_000,
        role="reference",
        help_text="Up to seven. A video takes the place of two, a character that of one.",
    )
    video = fields.VideoInput(
        max_bytes=100_000_000,
        seconds=(0, 30),
        role="source",
        help_text="A film to change, up to 30 s; at most ten seconds of it are used.",
    )
    video_start = fields.Number(
        label="Use the video from second", min_value=0, max_value=30, initial=0.0, help_text="Counts with a video only."
    )
    video_end = fields.Number(
        label="Use the video to second",
        min_value=0,
        max_value=30,
        help_text="Empty: ten seconds after the beginning, or the end.",
    )
    audio_ids = fields.Text(
        label="Voices", help_text="Up to three ids that Kie's voice call gave, with commas between them."
    )
    character_ids = fields.Text(
        label="Characters", help_text="Ids that Kie's character call gave, with commas between them."
    )
    seed = fields.Seed(max_value=2_147_483_647)

    def check(self, values: dict[str, Any]) -> None:
        self._check_clip(values)
        self._check_places(values)
        if len(_ids(values.get("audio_ids"))) > 3:
            self.add_error("audio_ids", "This model takes up to 3 voices.")

    def _check_clip(self, values: dict[str, Any]) -> None:
        start, end = values.get("video_start") or 0, values.get("video_end")
        if not values.get("video") or end is None:
            return
        if not start < end <= start + _CLIP:
            words = (
                f"Up to {_CLIP} s of the video are used. From {start:g} s, end by {start + _CLIP:g} s at the latest."
            )
            self.add_error("video_end", words)

    def _check_places(self, values: dict[str, Any]) -> None:
        characters = len(_ids(values.get("character_ids")))
        if values.get("video") and characters > 3:
            self.add_error("character_ids", "With a video, this model takes up to 3 characters.")
        taken = characters + len(values.get("reference_images") or ()) + (2 if values.get("video") else 0)
        if taken > _PLACES:
            words = f"Pictures, characters and a video (which counts twice) have {_PLACES} places. These take {taken}."
            self.add_error("reference_images", words)

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        file = next(iter(inputs.get("video", ())), None)
        if file is None:
            return
        start, end = self.cleaned_data.get("video_start") or 0, self.cleaned_data.get("video_end")
        if not file.seconds and end is None:
            words = "The length of this video is not known here. Say at which second to end."
            raise ValidationError({"video_end": words})
        if file.seconds and max(start, end or 0) > file.seconds + 0.1:
            words = f"The video lasts {file.seconds:.1f} s. Choose a piece within it."
            raise ValidationError({"video_end" if end else "video_start": words})


class GeminiOmniFlashParams(GeminiOmniParams):
    """Gemini Omni Flash: also a first and a last frame, and 360p."""

    resolution = fields.Resolution("720p", "360p", "1080p", "4k")
    image = fields.ImageInput(label="First frame", role="first frame", max_bytes=20_000_000)
    last_frame = fields.ImageInput(label="Last frame", role="last frame", max_bytes=20_000_000, advanced=True)


def _shape(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """Ids as lists, and the film with its piece as one object."""
    for name in ("audio_ids", "character_ids"):
        if name in content:
            content[name] = _ids(content[name])
    start, end, url = (content.pop(name, None) for name in ("video_start", "video_end", "video"))
    if url:
        start = start or 0.0
        ends = _end_of_clip(request.inputs["video"][0], start=start, end=end)
        content["video_list"] = [{"url": url, "start": start, "ends": ends}]
    return content


_PLAIN = ("720p", "1080p")

GEMINI_OMNI = ModelSpec(
    key="gemini-omni-video",
    name="Gemini Omni",
    kind=Kind.VIDEO,
    vendor="Google",
    params=GeminiOmniParams,
    price=prices(
        "video",
        ({"video.given": True, "resolution": _PLAIN}, "240"),
        ({"video.given": True, "resolution": "4k"}, "360"),
        ({"resolution": _PLAIN, "duration": 4}, "90"),
        ({"resolution": _PLAIN, "duration": 6}, "120"),
        ({"resolution": _PLAIN, "duration": 8}, "150"),
        ({"resolution": _PLAIN, "duration": 10}, "180"),
        ({"resolution": "4k", "duration": 4}, "210"),
        ({"resolution": "4k", "duration": 6}, "240"),
        ({"resolution": "4k", "duration": 8}, "270"),
        ({"resolution": "4k", "duration": 10}, "300"),
    ),
    options={
        "dialect": "market",
        "model": "gemini-omni-video",
        "names": {"reference_images": "image_urls[]"},
        "as_text": ("duration",),
        "shape": _shape,
    },
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO, Ability.REFERENCE_TO_VIDEO, Ability.VIDEO_TO_VIDEO),
    usual=180.0,
    note="Films from words and up to seven pictures, or changes to a film of your own.",
    tags=("references", "video input", "4K"),
    docs="https://docs.kie.ai/market/gemini-omni-video",
)

GEMINI_OMNI_FLASH = ModelSpec(
    key="google-gemini-omni-flash-1-1",
    name="Gemini Omni Flash 1.1",
    kind=Kind.VIDEO,
    vendor="Google",
    params=GeminiOmniFlashParams,
    price=prices(
        "video",
        ({"video.given": True}, None),
        ({"resolution": "720p", "duration": 4}, "63"),
        ({"resolution": "720p", "duration": 6}, "84"),
        ({"resolution": "720p", "duration": 8}, "105"),
        ({"resolution": "720p", "duration": 10}, "126"),
        ({}, None),
        upper="360",
        as_of="2026-09-01",
        source="one source, September 2026",
    ),
    options={
        "dialect": "market",
        "model": "google/gemini-omni-flash-1-1",
        "names": {
            "reference_images": "image_urls[]",
            "image": "first_frame_url",
            "last_frame": "last_frame_url",
        },
        "as_text": ("duration",),
        "shape": _shape,
    },
    abilities=(
        Ability.TEXT_TO_VIDEO,
        Ability.IMAGE_TO_VIDEO,
        Ability.FRAMES_TO_VIDEO,
        Ability.REFERENCE_TO_VIDEO,
        Ability.VIDEO_TO_VIDEO,
    ),
    usual=120.0,
    note="The quicker Gemini Omni, which also takes a first and a last frame.",
    tags=("first frame", "last frame", "references", "video input", "4K"),
    status=Status.EXPERIMENTAL,
    status_note="Seen in client programs of September 2026 only; not in docs.kie.ai of 19 August 2026.",
)

SPECS = (GEMINI_OMNI, GEMINI_OMNI_FLASH)
