"""ffmpeg: what a video is, whether it can be decoded, a picture out of it, a comment into it.

The usual ffmpeg from Python packages brings no ffprobe, so facts are read from what ``ffmpeg -i`` says. It runs in a
process of its own with a time limit, is told which demuxer to use, and may read nothing but the one file. The process
stays in our process group, so that it ends with us.
"""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg

from gallery.formats import MOV, MP4, BadFile, Format

logger = logging.getLogger(__name__)

#: seconds that reading facts or one picture may take, and that reading or copying a whole file may take
_QUICK, _WHOLE = 60.0, 600.0
#: most bytes of a program's words that are read
_MOST_WORDS = 200_000
#: bytes that a comment may have: a program's argument cannot be longer than about 128 KiB
MAX_COMMENT = 100_000
_CUT_SHORT = ("partial file", "ended prematurely", "moov atom not found")
_VIDEO = re.compile(r"^  Stream #0:\d+.*?: Video: (?P<codec>\w+)(?P<rest>.*)$", re.MULTILINE)
#: "displaymatrix" up to ffmpeg 6, "Display Matrix" later
_QUARTER_TURN = re.compile(r"^ +[Dd]isplay ?[Mm]atrix: rotation of -?(?:90|270)\.", re.MULTILINE)
_TIME = re.compile(r"time=(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)", re.MULTILINE)


class Failed(Exception):
    """ffmpeg could not do it; the message holds its last words."""


class Absent(Failed):
    """There is no ffmpeg here that runs."""


@dataclass(frozen=True)
class Stream:
    """The first video stream: seconds, frames a second, pixels as displayed; None for what ffmpeg does not tell."""

    codec: str
    width: int
    height: int
    duration: float | None
    fps: float | None
    has_audio: bool


@lru_cache(maxsize=1)
def ffmpeg_path() -> str | None:
    """The ffmpeg of the system, else the one of the Python package, else None."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        bundled = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        return None
    return bundled if Path(bundled).is_file() else None


def probe(path: Path, kind: Format) -> Stream:
    """The facts of a video; raises ``BadFile`` where it has none, ``Failed`` where ffmpeg cannot run."""
    words = _run(_source(path, kind), _QUICK, check=False)[1]
    found = _VIDEO.search(words)
    if found is None:
        raise BadFile("It is not a video that can be read." if not _is_cut_short(words) else "The video was cut short.")
    size = re.search(r", (\d{2,5})x(\d{2,5})", found["rest"])
    if size is None:
        raise BadFile("It is not a video that can be read.")
    width, height = int(size[1]), int(size[2])
    if _QUARTER_TURN.search(words):
        width, height = height, width
    fps = re.search(r", (\d+(?:\.\d+)?) fps", found["rest"])
    sound = re.search(r"^  Stream #0:\d+.*?: Audio: ", words, re.MULTILINE)
    return Stream(found["codec"], width, height, _seconds(words), float(fps[1]) if fps else None, bool(sound))


def sound_seconds(path: Path, kind: Format) -> float:
    """The length of a sound file, decoded to its end; raises ``BadFile`` for what is none, ``Failed``."""
    source = _source(path, kind)
    words = _run([*source, "-map", "0:a:0", "-f", "null", "-"], _WHOLE, check=False)[1]
    if not re.search(r"^  Stream #0:\d+.*?: Audio: ", words, re.MULTILINE):
        raise BadFile("It has no sound that can be read.")
    times = _TIME.findall(words)
    if _is_cut_short(words) or not times:
        raise BadFile("The sound file is damaged or was cut short.")
    hours, minutes, rest = times[-1]
    seconds = int(hours) * 3600 + int(minutes) * 60 + float(rest)
    if not seconds:
        raise BadFile("The sound file is damaged or was cut short.")
    return round(seconds, 3)


def _seconds(words: str) -> float | None:
    found = _DURATION.search(words)
    return round(int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]), 3) if found else None


def check_whole(path: Path, kind: Format) -> None:
    """Decode the first pictures and read every packet; raises ``BadFile`` for what is damaged or cut short."""
    source = _source(path, kind)
    packets = ["-map", "0:v:0", "-c", "copy", "-f", "null", "-"]
    pictures = ["-map", "0:v:0", "-frames:v", "3", "-f", "framecrc", "-"]
    output, words = _run(["-v", "error", *source, *packets, *pictures], _WHOLE, check=False)
    if _is_cut_short(words):
        raise BadFile("The video was cut short.")
    if not any(line[:1].isdigit() for line in output.decode("ascii", "replace").splitlines()):
        raise BadFile("The video could not be decoded.")


def _is_cut_short(words: str) -> bool:
    return any(sign in words for sign in _CUT_SHORT)


def picture(path: Path, kind: Format, *, at: float, side: int) -> bytes:
    """A PNG of the key frame before second ``at``, at most ``side`` pixels each way; raises ``Failed``."""
    scale = {"w": f"min({side},iw)", "h": f"min({side},ih)", "force_original_aspect_ratio": "decrease"}
    for options in ({"ss": f"{at:.3f}", "noaccurate_seek": None, "skip_frame": "nokey"}, {}):
        stream = ffmpeg.input(str(path), **_input_options(kind), **options).video.filter("scale", **scale)
        made = stream.output("pipe:", vframes=1, format="image2pipe", vcodec="png")
        output, _ = _run(_arguments(made), _QUICK)
        if output:
            return output
    raise Failed("no picture came out")


def comment_into(path: Path, kind: Format, comment: str, target: Path) -> None:
    """Copy every stream into ``target`` with ``comment``, nothing decoded; raises ``Failed``."""
    if len(comment.encode()) > MAX_COMMENT:
        raise Failed("the comment is too long")
    flags = {"movflags": "use_metadata_tags+faststart"} if kind in (MP4, MOV) else {}
    copied = ffmpeg.input(str(path), **_input_options(kind)).output(
        str(target), map="0", c="copy", map_metadata="0", metadata=f"comment={comment}", format=kind.demuxer, **flags
    )
    _run([*_arguments(copied), "-y"], _WHOLE)


def comment_of(path: Path, kind: Format) -> str:
    """The comment of a video, "" where it has none; raises ``Failed``."""
    output, _ = _run([*_source(path, kind), "-f", "ffmetadata", "-"], _QUICK)
    text = re.split(r"(?m)^\[", output.decode("utf-8", "replace"))[0]
    found = re.search(r"(?im)^comment=((?:[^\\\n]|\\.|\\\n)*)", text)
    return re.sub(r"\\(.|\n)", r"\1", found[1]) if found else ""


def _input_options(kind: Format) -> dict[str, Any]:
    return {"protocol_whitelist": "file,pipe", "threads": 1, "format": kind.demuxer}


def _source(path: Path, kind: Format) -> list[str]:
    return ["-protocol_whitelist", "file,pipe", "-threads", "1", "-f", kind.demuxer, "-i", str(path)]


def _arguments(stream: Any) -> list[str]:
    """What ffmpeg-python makes of a stream, without the program's name."""
    return [str(argument) for argument in stream.compile(cmd="ffmpeg")[1:]]


def _run(arguments: list[str], limit: float, *, check: bool = True) -> tuple[bytes, str]:
    """ffmpeg's output and its words; raises ``Failed`` when it is too slow or (``check``) says so, ``Absent``."""
    program = ffmpeg_path()
    if program is None:
        raise Absent("ffmpeg is not installed")
    command = [program, "-hide_banner", "-nostdin", "-nostats", *arguments]
    with tempfile.TemporaryFile() as words_file:
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=words_file, timeout=limit, check=False)
        except subprocess.TimeoutExpired as error:
            raise Failed(f"ffmpeg took longer than {limit:.0f} s") from error
        except OSError as error:
            raise Absent(f"ffmpeg could not be started: {error}") from error
        words = _words(words_file)
    if check and done.returncode:
        raise Failed(words.strip()[-300:])
    return done.stdout, words


def _words(file: Any) -> str:
    """The beginning and the end of what a program said."""
    length = file.seek(0, 2)
    file.seek(0)
    text = file.read(_MOST_WORDS)
    if length > 2 * _MOST_WORDS:
        file.seek(-_MOST_WORDS, 2)
    return (text + file.read(_MOST_WORDS)).decode("utf-8", "replace")
