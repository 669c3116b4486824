"""Short words for the fields of Market models, so that a model's rules read like its page.

In a Market order a value that is not among the options is answered with code 500.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..rules import Address, AnyOf, Group, Items, Number, OneOf, Rule, Switch, Text

#: Formats of pictures and sounds that most pages name.
PNG_JPEG = ("jpeg", "png")
USUAL_PICTURES = ("jpeg", "png", "webp")
#: Seeds as most pages have them.
LARGEST_SEED = 2_147_483_647

#: More pixels than any side has, where a page names the least only.
ENDLESS = 1 << 30

CINEMA = ("16:9", "9:16", "1:1")
CLASSIC = ("1:1", "4:3", "3:4", "16:9", "9:16")


def must(rule: Rule) -> Rule:
    """The same rule for a field that has to be there."""
    return replace(rule, required=True)


def prompt(longest: int = 1_000_000, shortest: int = 0) -> Text:
    return Text(required=True, longest=longest, shortest=shortest)


def text(longest: int = 1_000_000, shortest: int = 0) -> Text:
    return Text(longest=longest, shortest=shortest)


def choice(*values: Any, default: Any = None) -> OneOf:
    return OneOf(values=values, default=default, code=500)


def whole(low: int, high: int = LARGEST_SEED, *, default: int | None = None, also: tuple[int, ...] = ()) -> Number:
    return Number(low=low, high=high, whole=True, default=default, also=also)


def number(low: float, high: float, *, default: float | None = None, also: tuple[float, ...] = ()) -> Number:
    return Number(low=low, high=high, default=default, also=also)


def switch(default: bool | None = None) -> Switch:
    return Switch(default=default)


def as_text(low: int, high: int, *, default: str | None = None) -> OneOf:
    """Whole numbers, written as text."""
    return choice(*(str(value) for value in range(low, high + 1)), default=default)


def loose(rule: OneOf) -> AnyOf:
    """Whole numbers, as such or as text: pages and recordings of these fields disagree."""
    texts = choice(*(str(value) for value in rule.values))
    return AnyOf(rules=(rule, texts), default=rule.default)


def image(types: tuple[str, ...] = USUAL_PICTURES, megabytes: int = 10, **more: Any) -> Address:
    """``more``: other fields of ``Address``, here and below."""
    return Address(kind="image", types=types, megabytes=megabytes, **more)


def video(megabytes: int = 0, **more: Any) -> Address:
    return Address(kind="video", megabytes=megabytes, **more)


def audio(megabytes: int = 0, **more: Any) -> Address:
    return Address(kind="audio", megabytes=megabytes, **more)


def files(rule: Address, most: int, least: int = 0) -> Items:
    """A list of addresses; a list that has to be there must hold one at least."""
    return Items(item=must(rule), most=most, least=least, word="files")


def images(
    most: int, types: tuple[str, ...] = USUAL_PICTURES, megabytes: int = 10, *, least: int = 0, **more: Any
) -> Items:
    return files(image(types, megabytes, **more), most, least)


def objects(most: int, least: int = 0, **fields: Rule) -> Items:
    return Items(item=Group(fields=fields), most=most, least=least)


SEED = whole(0)
#: Where a page names no bounds for it.
ANY_SEED = whole(-LARGEST_SEED - 1)
NSFW: dict[str, Rule] = {"nsfw_checker": switch()}
TEXT_VIDEO, PICTURE_VIDEO, VIDEO_VIDEO = ("text-to-video",), ("image-to-video",), ("video-to-video",)
TEXT_PICTURE, PICTURE_PICTURE = ("text-to-image",), ("image-to-image",)
REFERENCE_VIDEO = ("reference-to-video",)
