"""Decodes pictures from elsewhere, in a process of its own whose memory and time are bounded.

``decoding`` starts it and asks one thing at a time: a JSON object a line in, one a line out. It knows neither Django
nor our settings, is given no key, and ends when its input ends or nothing is asked for a while.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import select
import signal
import struct
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import AvifImagePlugin, Image, ImageOps

from gallery.formats import AVIF, FORMATS, GIF, JPEG, PNG, WEBP, BadFile, Format

#: pixels of one picture, and of all pictures of an animation together; pictures of an animation
MAX_PIXELS = 100_000_000
MAX_ANIMATION = 1_000_000_000
MAX_FRAMES = 1_000
#: bytes of address space, bytes of a file that it writes, seconds of computing for one request
MEMORY, _FILE, _CPU = 2 << 30, 16 << 20, 60
#: seconds without a request after which it ends; pixels of a thumbnail's and a placeholder's longer side
IDLE = 60.0
SIDE, _PLACEHOLDER_SIDE = 640, 16
#: most characters of a placeholder
_PLACEHOLDER_LENGTH = 1024
#: most chunks of a PNG that are walked
_MOST_CHUNKS = 200_000
#: the one decoder that may see a file of each format
_DECODERS = {JPEG: ("JPEG",), PNG: ("PNG",), WEBP: ("WEBP",), GIF: ("GIF",), AVIF: ("AVIF",)}
#: what Pillow raises for a file that is damaged
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error)
_ORIENTATION = 0x0112

_KINDS = {kind.name: kind for kind in FORMATS}
_TOO_MUCH_MEMORY = "The picture needs more memory than a picture may."
#: how a thumbnail is written, when there is nothing of the original in it but its pixels
_PLAIN = {"exif": b"", "xmp": b"", "method": 4}


# -- what can be asked -----------------------------------------------------------------------------------------------


def measure(path: Path, kind: Format) -> dict[str, Any]:
    """Decode a picture to its end; its ``size`` in pixels as displayed. Raises ``BadFile``."""
    if kind is PNG:
        _check_png_end(path)
    with _opened(path, kind) as picture:
        _decode(picture)
        turned = picture.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
        return {"size": [picture.height, picture.width] if turned else [picture.width, picture.height]}


def shrink(path: Path, kind: Format, target: Path) -> dict[str, Any]:
    """Write a WebP of at most ``SIDE`` pixels, upright; its ``placeholder`` as a data URI. Raises ``BadFile``."""
    with _opened(path, kind) as picture:
        small = _small(picture)
        small.save(target, "WEBP", quality=80, icc_profile=small.info.get("icc_profile"), **_PLAIN)
        return {"placeholder": _placeholder(small)}


_TASKS: dict[str, Callable[..., dict[str, Any]]] = {"measure": measure, "shrink": shrink}


# -- pictures --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(path: Path, kind: Format) -> Any:
    """A picture, not yet decoded, by the one decoder of its format; whatever breaks in it becomes ``BadFile``."""
    try:
        with Image.open(path, formats=_DECODERS[kind]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                words = f"The picture has {picture.width} x {picture.height} pixels. The limit is 100 megapixels."
                raise BadFile(words)
            yield picture
    except Image.DecompressionBombError as error:
        raise BadFile("The picture is too large to be opened safely.") from error
    except _DAMAGED as error:
        raise BadFile(f"The {kind.name} picture is damaged or was cut short.") from error


def _check_png_end(path: Path) -> None:
    """Walk the chunks to the end mark: Pillow does not miss a file's last part when its pixels are complete."""
    with path.open("rb") as file:
        file.seek(8)
        for _ in range(_MOST_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                raise BadFile("The PNG picture was cut short.")
            length, kind = struct.unpack(">I4s", head)
            if kind == b"IEND":
                return
            file.seek(length + 4, 1)
    raise BadFile("The PNG picture is made of too many parts.")


def _decode(picture: Image.Image) -> None:
    """Decode every frame; raises Pillow's errors, ``BadFile`` for an animation beyond all measure."""
    frames = getattr(picture, "n_frames", 1)
    if frames > MAX_FRAMES or frames * picture.width * picture.height > MAX_ANIMATION:
        raise BadFile("The animation is too large.")
    for number in range(frames):
        picture.seek(number)
        picture.load()
    picture.seek(0)


def _small(picture: Image.Image) -> Image.Image:
    """The picture upright and small, in RGB or RGBA."""
    if picture.mode.startswith("I"):  # sixteen bits a pixel: Pillow cannot make those smaller
        picture = _in_colour(picture)
    picture.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture)
    plain = upright if upright.mode in ("RGB", "RGBA") else _in_colour(upright)
    return plain.copy() if plain is picture else plain


def _in_colour(picture: Image.Image) -> Image.Image:
    """Any mode as RGB, or RGBA where it has transparency; a profile of another colour model is dropped."""
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    has_alpha = picture.mode in ("LA", "PA", "La", "RGBa") or "transparency" in picture.info
    converted = picture.convert("RGBA" if has_alpha else "RGB")
    converted.info.pop("icc_profile", None)
    return converted


def _placeholder(picture: Image.Image) -> str:
    """A tiny WebP as data URI, under 1 KiB, "" where even that is too long."""
    tiny = picture.copy()
    tiny.thumbnail((_PLACEHOLDER_SIDE, _PLACEHOLDER_SIDE))
    file = io.BytesIO()
    tiny.save(file, "WEBP", quality=30, icc_profile=b"", **_PLAIN)
    uri = f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"
    return uri if len(uri) < _PLACEHOLDER_LENGTH else ""


# -- the process -----------------------------------------------------------------------------------------------------


def main(memory: int = MEMORY) -> None:
    """Answer until the input ends, nothing is asked for ``IDLE`` seconds, or memory ran out once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who ask; this ends with its input
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    _bound(memory)
    while line := _next_line():
        _allow_seconds()
        answer = _answered(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        if "last" in answer:
            return


def _answered(asked: dict[str, Any]) -> dict[str, Any]:
    """What a task gives, or ``bad``, a sentence; ``last`` where this process is not fit for another."""
    paths = [Path(text) for text in asked["paths"]]
    try:
        return _TASKS[asked["task"]](paths[0], _KINDS[asked["kind"]], *paths[1:])
    except BadFile as error:
        return {"bad": str(error)}
    except MemoryError:
        return {"bad": _TOO_MUCH_MEMORY, "last": True}


def _next_line() -> str:
    if os.name == "posix" and not select.select([sys.stdin], [], [], IDLE)[0]:
        return ""
    return sys.stdin.readline()


def _bound(memory: int) -> None:
    """Limit what this process may take; where the system knows no such limits, only its time is kept, from outside."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE, _FILE))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _allow_seconds() -> None:
    """``_CPU`` seconds of computing more; the system ends the process that wants to go beyond."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + _CPU, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
