"""Alibaba's Wan 3.0: in clients of September and October 2026, not in Kie's documentation of August.

``reference_file_urls`` and ``reference_link_urls`` are not declared: nobody says what they take.
"""

from __future__ import annotations

from generation import fields
from generation.providers.base import Ability, Kind, ModelSpec, Status
from generation.providers.kie.catalog.parts import FramesOrReferences, content_filter
from generation.providers.kie.catalog.pricing import per_second

_SIZES = ("480P", "720P", "1080P")


class Wan3Params(FramesOrReferences):
    """Wan 3.0: text, frames, or up to twenty references to video. Its resolutions are written with a capital P."""

    prompt = fields.Prompt(max_length=20_000)
    image = fields.ImageInput(label="First frame", role="first frame")
    last_frame = fields.ImageInput(
        label="Last frame", role="last frame", advanced=True, help_text="The video ends on it. Needs a first frame."
    )
    reference_images = fields.ImageInput(label="Reference pictures", most=10, role="reference", advanced=True)
    reference_videos = fields.VideoInput(
        label="Reference videos", most=5, role="reference", max_bytes=100_000_000, advanced=True
    )
    reference_audios = fields.AudioInput(
        label="Reference sound", most=5, role="reference", max_bytes=15_000_000, advanced=True
    )
    aspect_ratio = fields.AspectRatio(("adaptive", "Adaptive"), "16:9", "4:3", "1:1", "3:4", "9:16")
    duration = fields.Choice(
        *((seconds, f"{seconds} s") for seconds in range(2, 31)), (-1, "Model decides"), label="Duration", initial=5
    )
    resolution = fields.Resolution(*_SIZES, initial="720P")
    sound = fields.Flag(label="With sound", initial=True)
    seed = fields.Seed(max_value=2_147_483_647)
    nsfw_checker = content_filter()


_NAMES = {
    "image": "first_frame_url",
    "last_frame": "last_frame_url",
    "reference_images": "reference_image_urls[]",
    "reference_videos": "reference_video_urls[]",
    "reference_audios": "reference_audio_urls[]",
    "sound": "audio",
}
_ABILITIES = (
    Ability.TEXT_TO_VIDEO,
    Ability.IMAGE_TO_VIDEO,
    Ability.FRAMES_TO_VIDEO,
    Ability.REFERENCE_TO_VIDEO,
)
_TAGS = ("audio", "first frame", "last frame", "references")
_STATUS_NOTE = "Seen in clients of September and October 2026 only; Kie's documentation of 19 August 2026 lacks it."

WAN_3 = ModelSpec(
    key="wan-3-0-video",
    name="Wan 3.0",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan3Params,
    price=per_second(
        ({"resolution": "480P"}, "8"),
        ({"resolution": "720P"}, "16"),
        ({"resolution": "1080P"}, "32"),
        longest=30,
        as_of="2026-09-01",
        source="one source, September 2026",
    ),
    options={"dialect": "market", "model": "wan/3-0-video", "names": _NAMES},
    abilities=_ABILITIES,
    usual=240.0,
    note="Video of up to thirty seconds with sound, from words, frames or references.",
    tags=_TAGS,
    status=Status.EXPERIMENTAL,
    status_note=_STATUS_NOTE,
)

WAN_3_PRIME = ModelSpec(
    key="wan-3-0-video-prime",
    name="Wan 3.0 Prime",
    kind=Kind.VIDEO,
    vendor="Alibaba",
    params=Wan3Params,
    # the one source does not name Prime: rows for prices of the owner's own, twice Wan 3.0 to reserve
    price=per_second(*(({"resolution": size}, None) for size in _SIZES), longest=30, upper="1920"),
    options={"dialect": "market", "model": "wan/3-0-video-prime", "names": _NAMES},
    abilities=_ABILITIES,
    usual=300.0,
    note="The better Wan 3.0.",
    tags=_TAGS,
    status=Status.EXPERIMENTAL,
    status_note=_STATUS_NOTE,
)

SPECS = (WAN_3, WAN_3_PRIME)
