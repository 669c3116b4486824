"""Placeholder pictures: a small landscape in colours that follow from the prompt, with a caption that says what it is.

The same seed gives the same picture. Shapes are drawn at no more than ``_LONGEST`` pixels a side and enlarged, so that
even a 4K picture costs little.
"""

from __future__ import annotations

import colorsys
import hashlib
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Colour = tuple[int, int, int]

_LONGEST = 1536
#: What Pillow's radial gradient holds in the middle of an edge.
_EDGE = 180
#: The longest caption, in characters and as a share of the picture's width.
_CAPTION, _LABEL = 70, 0.6


def draw(
    size: tuple[int, int], seed: str, caption: str, *, inputs: Sequence[Path] = (), backdrop: Path | None = None
) -> Picture:
    """An RGB picture of ``size`` pixels, without a caption when that is empty. ``inputs`` are shown small in a corner;
    ``backdrop`` fills it in place of a landscape. Files that are no pictures are left out."""
    from PIL import Image

    chance = random.Random(hashlib.sha256(seed.encode()).digest())
    scale = min(1.0, _LONGEST / max(size))
    small = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    picture = _filled(backdrop, small) or _landscape(small, chance)
    _inset(picture, inputs)
    if caption:
        band = strip(*picture.size, caption)
        picture.paste(band, (picture.width - band.width, picture.height - band.height), band)
    return picture if small == size else picture.resize(size, Image.Resampling.BICUBIC)


def cut_out(picture: Picture, seed: str) -> Picture:
    """The picture in RGBA: all but one soft shape of it is transparent."""
    cut = picture.copy()
    cut.putalpha(mask(picture.size, seed))
    return cut


def mask(size: tuple[int, int], seed: str) -> Picture:
    """A white oval on black, somewhere near the middle, in one channel."""
    from PIL import Image, ImageDraw

    chance = random.Random(hashlib.sha256(seed.encode()).digest())
    small = Image.new("L", (256, 256))
    left, top = chance.randint(20, 90), chance.randint(20, 60)
    ImageDraw.Draw(small).ellipse((left, top, left + chance.randint(90, 140), top + chance.randint(130, 170)), fill=255)
    return small.resize(size, Image.Resampling.BILINEAR)


def opened(path: Path) -> Picture | None:
    """A picture's pixels in RGB, or None when the file cannot be read as one."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            image.draft("RGB", (2048, 2048))
            return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _filled(path: Path | None, size: tuple[int, int]) -> Picture | None:
    from PIL import ImageOps

    picture = opened(path) if path else None
    return ImageOps.fit(picture, size) if picture else None


def _landscape(size: tuple[int, int], chance: random.Random) -> Picture:
    from PIL import Image, ImageOps

    hue = chance.random()
    top, bottom = _colour(hue, 0.55, 0.45), _colour(hue + chance.uniform(0.08, 0.2), 0.45, 0.98)
    gradient = Image.linear_gradient("L").resize(size, Image.Resampling.BILINEAR)
    picture = ImageOps.colorize(gradient, top, bottom)
    _glow(picture, chance, _colour(hue + 0.12, 0.35, 1.0))
    motif = chance.choice((_hills, _waves, _circles))
    motif(picture, chance, hue)
    return picture


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _glow(picture: Picture, chance: random.Random, colour: Colour) -> None:
    """A sun: a soft halo and a disc in it."""
    from PIL import Image, ImageDraw

    width, height = picture.size
    radius = round(min(width, height) * chance.uniform(0.08, 0.16))
    x, y = round(width * chance.uniform(0.2, 0.8)), round(height * chance.uniform(0.2, 0.45))
    picture.paste(colour, (x - radius * 4, y - radius * 4), halo(radius * 8, strength=0.7))
    disc = Image.new("L", (radius * 4, radius * 4))
    ImageDraw.Draw(disc).ellipse((4, 4, radius * 4 - 4, radius * 4 - 4), fill=255)
    picture.paste(_lighter(colour), (x - radius, y - radius), disc.reduce(2))


def halo(side: int, *, strength: float) -> Picture:
    """A mask of ``side`` x ``side`` pixels that fades from ``strength`` (0…1) in the middle to nothing at the edge."""
    from PIL import Image

    fading = [round(255 * strength * max(0.0, 1 - level / _EDGE) ** 2) for level in range(256)]
    return Image.radial_gradient("L").resize((side, side)).point(fading)


def _lighter(colour: Colour) -> Colour:
    red, green, blue = (round(255 - (255 - part) * 0.4) for part in colour)
    return red, green, blue


def _ridge(size: tuple[int, int], chance: random.Random, level: float, *, swing: float, waves: float) -> Any:
    """A mask of all below a wavy line at ``level`` of the height, antialiased."""
    from PIL import Image, ImageDraw

    width, height = size[0] * 2, size[1] * 2
    first, second = chance.uniform(0, 6.3), chance.uniform(0, 6.3)
    points = []
    for step in range(97):
        at = step / 96
        rise = math.sin(at * waves * 6.3 + first) + 0.4 * math.sin(at * waves * 14.5 + second)
        points.append((at * width, height * (level + swing * rise)))
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).polygon([*points, (width, height), (0, height)], fill=255)
    return mask.reduce(2)


def _hills(picture: Picture, chance: random.Random, hue: float) -> None:
    for layer in range(4):
        mask = _ridge(picture.size, chance, 0.55 + layer * 0.12, swing=0.05, waves=chance.uniform(0.6, 1.4))
        picture.paste(_colour(hue + 0.03 * layer, 0.45 + 0.1 * layer, 0.7 - 0.15 * layer), (0, 0), mask)


def _waves(picture: Picture, chance: random.Random, hue: float) -> None:
    for layer in range(6):
        mask = _ridge(picture.size, chance, 0.5 + layer * 0.085, swing=0.012, waves=chance.uniform(1.5, 3.0))
        picture.paste(_colour(hue + 0.12 + 0.012 * layer, 0.4 + 0.07 * layer, 0.8 - 0.09 * layer), (0, 0), mask)


def _circles(picture: Picture, chance: random.Random, hue: float) -> None:
    from PIL import Image, ImageDraw

    shorter = min(picture.size)
    for _ in range(14):
        radius = round(shorter * chance.uniform(0.03, 0.15))
        mask = Image.new("L", (radius * 4, radius * 4))
        ImageDraw.Draw(mask).ellipse((2, 2, radius * 4 - 2, radius * 4 - 2), fill=chance.randint(60, 150))
        spot = (round(picture.width * chance.random()) - radius, round(picture.height * chance.random()) - radius)
        picture.paste(_colour(hue + chance.uniform(-0.15, 0.25), 0.5, 1.0), spot, mask.reduce(2))


def _inset(picture: Picture, inputs: Sequence[Path]) -> None:
    """Up to four input pictures in a row at the top right, with a white border."""
    side = round(min(picture.size) * 0.22)
    x = picture.width - side // 6
    for path in inputs[:4]:
        small = opened(path)
        if small is None:
            continue
        small.thumbnail((side, side))
        x -= small.width
        border = max(2, side // 60)
        box = (x - border, side // 6 - border, x + small.width + border, side // 6 + small.height + border)
        picture.paste((255, 255, 255), box)
        picture.paste(small, (x, side // 6))
        x -= side // 8


def strip(width: int, height: int, caption: str) -> Picture:
    """A dark, half transparent RGBA label for the bottom right corner of a picture of ``width`` x ``height`` pixels:
    "Sandbox" and as many of the caption's first words as three fifths of the width hold. The corners on the left are
    left to the page, which has a badge there. Its sides are even, as films need them."""
    from PIL import Image, ImageDraw, ImageFont

    tall = max(16, round(min(width, height) * 0.045 / 2) * 2)
    font = ImageFont.load_default(tall * 0.55)
    text = _shortened(f"Sandbox  {''.join(filter(_is_plain, caption))}", font, width * _LABEL - tall)
    band = Image.new("RGBA", (round(font.getlength(text) / 2) * 2 + tall, tall), (0, 0, 0, 120))
    ImageDraw.Draw(band).text((tall // 2, tall // 2), text, fill=(255, 255, 255, 255), font=font, anchor="lm")
    return band


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isprintable()


def _shortened(text: str, font: Any, room: float) -> str:
    """The start of ``text`` that is at most ``room`` pixels long, with dots where something is left out."""
    text, whole = text[:_CAPTION], text
    while len(text) > len("Sandbox") and font.getlength(text if text == whole else f"{text}...") > room:
        text = text[:-1]
    return text if text == whole else f"{text.rstrip()}..."
