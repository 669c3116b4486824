"""Pictures, videos, sound and earlier results that go into an order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError

from generation.fields.plain import Vocabulary

_REFERENCE = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f]+", re.IGNORECASE)
_OWN_ADDRESS = re.compile(
    r"(?:https?://[^/\s]+)?/(?:api/(?:media|uploads)|asset)/([0-9a-fA-F-]{32,36})(?:/file|/thumbnail)?/?"
)
_FORMAT_NAMES = {"jpeg": "JPEG", "webp": "WebP", "quicktime": "MOV", "x-matroska": "MKV", "mpeg": "MP3", "flac": "FLAC"}
#: seconds: a file's header may say a frame more than it has
_SLACK = 0.1


class Measured(Protocol):
    """What is known of an input file: bytes, pixels, seconds; 0 and "" where it is not."""

    @property
    def name(self) -> str: ...
    @property
    def mime(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def seconds(self) -> float: ...


class _References(forms.SelectMultiple):
    """Several values under one name; drawn by ``templates/params/_images.html``."""


class MediaInput(Vocabulary, forms.Field):
    """Input files of one medium: ids of uploads, ids or addresses of files in the gallery, or public addresses.

    Cleans to a list of strings: ids in canonical form, addresses as given. ``least``, ``most``: how many. ``formats``:
    what the model reads, as the second half of a media type ("jpeg", "mp4", "mpeg"). ``max_bytes``: of one file.
    ``sides``: shortest and longest side in pixels. ``pixels``: smallest and largest area. ``ratio``: smallest and
    largest width ÷ height. ``seconds``: shortest and longest length of one file, ``total_seconds`` of all together.
    ``role`` says on the page what a file is for ("first frame").
    """

    medium = "image"
    noun = ("picture", "pictures")
    look = "images"

    def __init__(  # noqa: PLR0913 - a declaration, all by keyword
        self,
        *,
        label: str,
        most: int = 1,
        least: int = 0,
        formats: Sequence[str] = (),
        max_bytes: int = 10_000_000,
        sides: tuple[int, int] | None = None,
        pixels: tuple[int, int] | None = None,
        ratio: tuple[float, float] | None = None,
        seconds: tuple[float, float] | None = None,
        total_seconds: float | None = None,
        required: bool = False,
        role: str = "",
        advanced: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, required=required, widget=_References(), **kwargs)
        self.most, self.least = most, max(least, int(required))
        self.formats = tuple(formats)
        self.max_bytes = max_bytes
        self.sides, self.pixels, self.ratio = sides, pixels, ratio
        self.seconds, self.total_seconds = seconds, total_seconds
        self.role = role
        self.advanced = advanced
        self.error_messages["required"] = f"Add a {self.noun[0]} first."

    def json_problem(self, value: Any) -> str:
        items = value if isinstance(value, list) else [value]
        if all(isinstance(item, str) for item in items):
            return ""
        return "This must be an upload's id, a media id or an address, or a list of them."

    def to_python(self, value: Any) -> list[str]:
        items = value if isinstance(value, (list, tuple)) else [value]
        return [self._reference(str(item).strip()) for item in items if item not in (None, "")]

    def _reference(self, text: str) -> str:
        own = _OWN_ADDRESS.fullmatch(text)
        if own:
            text = own.group(1)
        if _REFERENCE.fullmatch(text):
            digits = text.replace("-", "").lower()
            return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        if _ADDRESS.fullmatch(text) and len(text) <= 2000:
            return text
        raise ValidationError(
            f"This is not a {self.noun[0]} that can be used. "
            "Give an upload's id, a media id, or an address that begins with https://.",
            code="invalid",
        )

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > self.most:
            noun = self.noun[self.most != 1]
            raise ValidationError(
                f"This model takes up to {self.most} {noun} here. You gave {len(value)}.", code="most"
            )
        if value and len(value) < self.least:
            words = f"This model needs at least {self.least} {self.noun[1]} here. You gave {len(value)}."
            raise ValidationError(words, code="least")

    def file_problem(self, file: Measured) -> str:
        """Why the model cannot read this file, in a sentence; "" where it can, or where too little is known."""
        name = file.name or f"The {self.noun[0]}"
        if file.mime and file.mime.partition("/")[2] not in self.formats:
            wanted = ", ".join(format_name(item, self.medium) for item in self.formats)
            return f"{name} is {file.mime}. This model reads {wanted}."
        if file.size > self.max_bytes:
            limit, size = self.max_bytes / 1e6, file.size / 1e6
            return f"{name} is {size:.1f} MB. This model takes up to {limit:.0f} MB a {self.noun[0]}."
        return self._size_problem(name, file) or self._length_problem(name, file)

    def _size_problem(self, name: str, file: Measured) -> str:
        if not file.width or not file.height:
            return ""
        has = f"{name} has {file.width} × {file.height} pixels."
        short, long = sorted((file.width, file.height))
        if self.sides and not (self.sides[0] <= short and long <= self.sides[1]):
            return f"{has} This model takes sides from {self.sides[0]:,} to {self.sides[1]:,} pixels."
        if self.pixels and not self.pixels[0] <= file.width * file.height <= self.pixels[1]:
            return f"{has} This model takes from {self.pixels[0]:,} to {self.pixels[1]:,} pixels in all."
        if self.ratio and not self.ratio[0] <= file.width / file.height <= self.ratio[1]:
            low, high = self.ratio
            return f"{has} This model takes a width of {low:g} to {high:g} times the height."
        return ""

    def _length_problem(self, name: str, file: Measured) -> str:
        if self.seconds and file.seconds and not self.seconds[0] <= file.seconds <= self.seconds[1] + _SLACK:
            low, high = self.seconds
            wanted = f"from {low:g} to {high:g} s" if low else f"up to {high:g} s"
            return f"{name} lasts {file.seconds:.1f} s. This model takes {wanted}."
        return ""

    def files_problem(self, files: Sequence[Measured]) -> str:
        """Why the model cannot take these files together, in a sentence; "" where it can."""
        together = sum(file.seconds for file in files)
        if self.total_seconds and together > self.total_seconds + _SLACK:
            return f"Together they last {together:.1f} s. This model takes up to {self.total_seconds:g} s in all."
        return ""

    def schema(self) -> dict[str, Any]:
        words = "id of an upload, id or address of a gallery file, or a public address"
        if self.most == 1:
            return {"type": "string", "description": words}
        return {"type": "array", "maxItems": self.most, "items": {"type": "string", "description": words}}


class ImageInput(MediaInput):
    """Input pictures.

    ``mask_of``: the field over whose first picture this one lies as a mask, black where that changes. The page offers
    to paint it.
    """

    def __init__(
        self,
        *,
        label: str = "Image",
        formats: Sequence[str] = ("jpeg", "png", "webp"),
        mask_of: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, formats=formats, **kwargs)
        self.mask_of = mask_of


class VideoInput(MediaInput):
    """Input videos. ``formats``: "mp4", "quicktime" (.mov), "x-matroska" (.mkv), "webm"."""

    medium = "video"
    noun = ("video", "videos")

    def __init__(self, *, label: str = "Video", formats: Sequence[str] = ("mp4", "quicktime"), **kwargs: Any) -> None:
        super().__init__(label=label, formats=formats, **kwargs)


class AudioInput(MediaInput):
    """Input sound. ``formats``: "mpeg" (.mp3), "wav", "aac", "mp4" (.m4a), "ogg", "flac"."""

    medium = "audio"
    noun = ("sound file", "sound files")

    def __init__(self, *, label: str = "Sound", formats: Sequence[str] = ("mpeg", "wav"), **kwargs: Any) -> None:
        super().__init__(label=label, formats=formats, **kwargs)


class MadeBy(MediaInput):
    """One earlier result, for models that take the task that made it instead of its file.

    The person gives the file in the gallery; the order carries the provider's id of the task and the file's position
    in it. ``models``: keys of the specs whose results can be used. ``medium``: what those are. ``days``: how long the
    provider remembers a task. ``unless``: keys of specs that make this impossible once they were ordered for the file.
    """

    look = "made_by"

    def __init__(
        self,
        *models: str,
        label: str,
        medium: str = "video",
        days: int = 14,
        unless: Sequence[str] = (),
        required: bool = True,
        **kwargs: Any,
    ) -> None:
        self.medium = medium
        self.noun = ("picture", "pictures") if medium == "image" else ("video", "videos")
        super().__init__(label=label, required=required, **kwargs)
        self.models = models
        self.days = days
        self.unless = tuple(unless)
        self.error_messages["required"] = f"Choose a {self.noun[0]} from the gallery first."

    def _reference(self, text: str) -> str:
        words = f"This takes a {self.noun[0]} of your gallery that was made by such a model. Give its media id."
        try:
            found = super()._reference(text)
        except ValidationError as error:
            raise ValidationError(words, code="invalid") from error
        if "://" in found:
            raise ValidationError(words, code="invalid")
        return found

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": f"Id of a gallery file made by one of: {', '.join(self.models)}."}


def format_name(name: str, medium: str) -> str:
    """What people call a format: "MOV" for ``quicktime``, "M4A" for the ``mp4`` of sound."""
    return "M4A" if (medium, name) == ("audio", "mp4") else _FORMAT_NAMES.get(name, name.upper())


def aliases_of(name: str) -> tuple[str, ...]:
    """Other spellings of an input field: ``image_url`` for ``image``; ``image_urls``, ``image`` … for ``images``."""
    for plural in ("images", "videos", "audios"):
        if name.endswith(plural):
            single = name[:-1]
            return (single, f"{single}_url", f"{single}_urls")
    return (f"{name}_url",)
