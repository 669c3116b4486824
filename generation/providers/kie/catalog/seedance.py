"""ByteDance's Seedance 2.5, 2 and 1.5.

Frames and references exclude each other. Not declared: ``return_last_frame`` of Seedance 2, where it is deprecated, and
``asset://`` ids, which nobody can make here.
"""

from __future__ import annotations

from typing import Any

from generation import fields
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie.catalog.parts import FramesOrReferences, content_filter
from generation.providers.kie.catalog.pricing import per_second
from generation.providers.kie.forms import RulesForm
from generation.providers.prices import PriceTable

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
_FORMATS = ("jpeg", "png", "webp", "bmp", "tiff", "gif")
_ADAPTIVE = ("adaptive", "Adaptive")


def _picture(**kwargs: Any) -> fields.ImageInput:
    """A picture as Seedance 2 takes it: below 30 MB, 300 to 6,000 pixels a side, not too narrow."""
    return fields.ImageInput(formats=_FORMATS, max_bytes=30_000_000, sides=(300, 6000), ratio=(0.4, 2.5), **kwargs)


def _videos(most: int) -> fields.VideoInput:
    """480p to 720p in any ratio; 2 to 15 s each and together."""
    return fields.VideoInput(
        label="Reference videos",
        most=most,
        role="reference",
        max_bytes=100_000_000,
        pixels=(300_000, 1_250_000),
        seconds=(2, 15),
        total_seconds=15,
        advanced=True,
        help_text="480p to 720p, together up to 15 s. They lower the price of a second.",
    )


def _sounds(most: int, **kwargs: Any) -> fields.AudioInput:
    return fields.AudioInput(
        label="Reference sound", most=most, role="reference", max_bytes=15_000_000, advanced=True, **kwargs
    )


class Seedance25Params(FramesOrReferences):
    """Seedance 2.5: text, frames, or up to fifty references to video."""

    prompt = fields.Prompt(max_length=30_000, required=False)
    image = _picture(label="First frame", role="first frame")
    last_frame = _picture(
        label="Last frame", role="last frame", advanced=True, help_text="The video ends on it. Needs a first frame."
    )
    reference_images = _picture(label="Reference pictures", most=30, role="reference", advanced=True)
    reference_videos = _videos(10)
    reference_audios = _sounds(10, seconds=(2, 30))
    aspect_ratio = fields.AspectRatio(_ADAPTIVE, *_RATIOS)
    duration = fields.Choice(
        *((seconds, f"{seconds} s") for seconds in range(4, 31)), (-1, "Model decides"), label="Duration", initial=5
    )
    resolution = fields.Resolution("480p", "720p", "1080p", initial="720p")
    sound = fields.Flag(label="With sound", initial=True)
    output_format = fields.Choice(("mp4", "MP4"), ("mov", "MOV"), label="File format", advanced=True)
    return_last_frame = fields.Flag(
        label="Give the last frame as well", advanced=True, help_text="A picture beside the film, to go on from."
    )
    web_search = fields.Flag(label="Search the web", advanced=True)
    nsfw_checker = content_filter()

    def check(self, values: dict[str, Any]) -> None:
        super().check(values)
        if not values.get("prompt") and not any(values.get(name) for name in self.media_fields()):
            self.add_error("prompt", "Write a prompt first, or add a picture.")


class Seedance2Params(FramesOrReferences):
    """Seedance 2: text, frames, or up to fifteen references to video. Its schema has no content filter."""

    prompt = fields.Prompt(min_length=3, max_length=20_000)
    image = _picture(label="First frame", role="first frame")
    last_frame = _picture(
        label="Last frame", role="last frame", advanced=True, help_text="The video ends on it. Needs a first frame."
    )
    reference_images = _picture(label="Reference pictures", most=9, role="reference", advanced=True)
    reference_videos = _videos(3)
    reference_audios = _sounds(3)
    aspect_ratio = fields.AspectRatio(*_RATIOS, _ADAPTIVE)
    duration = fields.Duration(*range(4, 16), initial=5)
    resolution = fields.Resolution("480p", "720p", "1080p", "4k", initial="720p")
    sound = fields.Flag(label="With sound", initial=True)
    web_search = fields.Flag(label="Search the web", advanced=True, help_text="With words alone.")

    def check(self, values: dict[str, Any]) -> None:
        super().check(values)
        if values.get("web_search") and any(values.get(name) for name in self.media_fields()):
            self.add_error(
                "web_search", "Searching the web works with words alone. Switch it off, or remove the files."
            )


class Seedance2FastParams(Seedance2Params):
    """Seedance 2 Fast and Mini: as Seedance 2, up to 720p."""

    resolution = fields.Resolution("480p", "720p", initial="720p")
    nsfw_checker = content_filter()


class Seedance15ProParams(RulesForm):
    """Seedance 1.5 Pro: text, or a first frame with or without a last one, to video."""

    prompt = fields.Prompt(min_length=3, max_length=20_000)
    image = fields.ImageInput(label="First frame", role="first frame")
    last_frame = fields.ImageInput(
        label="Last frame", role="last frame", advanced=True, help_text="The video ends on it. Needs a first frame."
    )
    aspect_ratio = fields.AspectRatio("1:1", "4:3", "3:4", "16:9", "9:16", "21:9")
    duration = fields.Duration(*range(4, 13), initial=5)
    resolution = fields.Resolution("480p", "720p", "1080p", initial="720p")
    sound = fields.Flag(label="With sound", help_text="Doubles the price.")
    fixed_lens = fields.Flag(label="Camera stands still", advanced=True)
    nsfw_checker = content_filter()

    def check(self, values: dict[str, Any]) -> None:
        if values.get("last_frame") and not values.get("image"):
            self.add_error("last_frame", "A last frame needs a first frame.")


def _with_or_without_video(*rows: tuple[str, str, str], **more: Any) -> PriceTable:
    """(resolution, credits a second without a reference video, and with one)."""
    return per_second(
        *(
            ({"resolution": size, "reference_videos.given": given}, credits)
            for size, without, with_one in rows
            for given, credits in ((False, without), (True, with_one))
        ),
        **more,
    )


_NAMES = {
    "image": "first_frame_url",
    "last_frame": "last_frame_url",
    "reference_images": "reference_image_urls[]",
    "reference_videos": "reference_video_urls[]",
    "reference_audios": "reference_audio_urls[]",
    "sound": "generate_audio",
}
_ABILITIES = (
    Ability.TEXT_TO_VIDEO,
    Ability.IMAGE_TO_VIDEO,
    Ability.FRAMES_TO_VIDEO,
    Ability.REFERENCE_TO_VIDEO,
)
_TAGS = ("audio", "first frame", "last frame", "references")

SEEDANCE_25 = ModelSpec(
    key="bytedance-seedance-2-5",
    name="Seedance 2.5",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=Seedance25Params,
    price=_with_or_without_video(
        ("480p", "28", "17"),
        ("720p", "63", "38"),
        ("1080p", "114", "68.5"),
        longest=30,
        as_of="2026-08-01",
        source="one source, August 2026",
    ),
    options={"dialect": "market", "model": "bytedance/seedance-2-5", "names": _NAMES},
    outputs=lambda params: 2 if params.get("return_last_frame") else 1,
    abilities=_ABILITIES,
    usual=280.0,
    note="Video of up to thirty seconds with sound, from words, frames or up to fifty references.",
    tags=_TAGS,
    docs="https://docs.kie.ai/market/bytedance/seedance-2-5",
)

SEEDANCE_2 = ModelSpec(
    key="bytedance-seedance-2",
    name="Seedance 2",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=Seedance2Params,
    price=_with_or_without_video(
        ("480p", "19", "11.4"), ("720p", "41", "25"), ("1080p", "102", "62"), ("4k", "208", "128")
    ),
    options={"dialect": "market", "model": "bytedance/seedance-2", "names": _NAMES},
    abilities=_ABILITIES,
    usual=240.0,
    note="Video with sound up to 4K, from words, frames or references.",
    tags=(*_TAGS, "4K"),
    docs="https://docs.kie.ai/market/bytedance/seedance-2",
)

SEEDANCE_2_FAST = ModelSpec(
    key="bytedance-seedance-2-fast",
    name="Seedance 2 Fast",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=Seedance2FastParams,
    price=_with_or_without_video(("480p", "15.5", "9"), ("720p", "33", "20")),
    options={"dialect": "market", "model": "bytedance/seedance-2-fast", "names": _NAMES},
    abilities=_ABILITIES,
    usual=190.0,
    note="The quicker Seedance 2, up to 720p.",
    tags=_TAGS,
    docs="https://docs.kie.ai/market/bytedance/seedance-2-fast",
)

SEEDANCE_2_MINI = ModelSpec(
    key="bytedance-seedance-2-mini",
    name="Seedance 2 Mini",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=Seedance2FastParams,
    price=_with_or_without_video(("480p", "9.5", "6"), ("720p", "20.5", "12.5")),
    options={"dialect": "market", "model": "bytedance/seedance-2-mini", "names": _NAMES},
    abilities=_ABILITIES,
    usual=150.0,
    note="The cheapest Seedance 2, up to 720p.",
    tags=_TAGS,
    docs="https://docs.kie.ai/market/bytedance/seedance-2-mini",
)

SEEDANCE_15_PRO = ModelSpec(
    key="bytedance-seedance-1.5-pro",
    name="Seedance 1.5 Pro",
    kind=Kind.VIDEO,
    vendor="ByteDance",
    params=Seedance15ProParams,
    price=per_second(
        ({"resolution": "480p", "sound": False}, "1.75"),
        ({"resolution": "720p", "sound": False}, "3.5"),
        ({"resolution": "1080p", "sound": False}, "7.5"),
        ({"resolution": "480p", "sound": True}, "3.5"),
        ({"resolution": "720p", "sound": True}, "7"),
        ({"resolution": "1080p", "sound": True}, "15"),
    ),
    options={
        "dialect": "market",
        "model": "bytedance/seedance-1.5-pro",
        "names": {"image": "input_urls[]", "last_frame": "input_urls[]", "sound": "generate_audio"},
    },
    abilities=(Ability.TEXT_TO_VIDEO, Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO),
    usual=150.0,
    note="Cheap video with or without sound, from words or frames.",
    tags=("audio", "first frame", "last frame"),
    docs="https://docs.kie.ai/market/bytedance/seedance-1-5-pro",
)

SPECS = (SEEDANCE_25, SEEDANCE_2, SEEDANCE_2_FAST, SEEDANCE_2_MINI, SEEDANCE_15_PRO)
