"""ffmpeg: what a video is, whether it can be decoded, a picture out of it, a comment into it.

The usual ffmpeg from Python packages brings no ffprobe, so facts are read from what ``ffmpeg -i`` says. It runs in a
process of its own with limits of memory, computing, output and time, is told which demuxer to use, and may read nothing
but the one file. The process stays in our process group, so that it ends with us.
"""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import signal
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
#: bytes of address space, and seconds of computing: half of that on the clock
_MEMORY, _CPU_SHARE = 2 << 30, 0.5
#: most bytes of a program's words, and of its output, that are read
_MOST_WORDS, _MOST_OUTPUT = 200_000, 50_000_000
#: bytes that what ffmpeg writes may have; for a copy, beyond the original
_MOST_WRITTEN = 64 << 20
#: most pixels of a video's picture (8K has 35 million), and most seconds of a video or a sound file
_MOST_PIXELS, _LONGEST = 40_000_000, 12 * 3600
#: bytes that a comment may have: a program's argument cannot be longer than about 128 KiB
MAX_COMMENT = 100_000
#: codes of a process that the system stopped for its computing, or for what it wrote
_STOPPED = {-getattr(signal, name, signal.SIGTERM) for name in ("SIGXCPU", "SIGXFSZ", "SIGKILL")}
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
    if width * height > _MOST_PIXELS:
        raise BadFile(f"The video has {width} x {height} pixels. The limit is {_MOST_PIXELS // 1_000_000} megapixels.")
    seconds = _seconds(words)
    _check_length("video", seconds)
    if _QUARTER_TURN.search(words):
        width, height = height, width
    fps = re.search(r", (\d+(?:\.\d+)?) fps", found["rest"])
    sound = re.search(r"^  Stream #0:\d+.*?: Audio: ", words, re.MULTILINE)
    return Stream(found["codec"], width, height, seconds, float(fps[1]) if fps else None, bool(sound))


def sound_seconds(path: Path, kind: Format) -> float:
    """The length of a sound file, decoded to its end; raises ``BadFile`` for what is none, ``Failed``."""
    source = _source(path, kind)
    _check_length("sound file", _seconds(_run(source, _QUICK, check=False)[1]))
    words = _run([*source, "-map", "0:a:0", "-t", str(_LONGEST + 60), "-f", "null", "-"], _WHOLE, check=False)[1]
    if not re.search(r"^  Stream #0:\d+.*?: Audio: ", words, re.MULTILINE):
        raise BadFile("It has no sound that can be read.")
    times = _TIME.findall(words)
    if _is_cut_short(words) or not times:
        raise BadFile("The sound file is damaged or was cut short.")
    hours, minutes, rest = times[-1]
    seconds = int(hours) * 3600 + int(minutes) * 60 + float(rest)
    if not seconds:
        raise BadFile("The sound file is damaged or was cut short.")
    _check_length("sound file", seconds)
    return round(seconds, 3)


def _check_length(what: str, seconds: float | None) -> None:
    if seconds and seconds > _LONGEST:
        raise BadFile(f"The {what} is {seconds / 3600:,.0f} hours long. The limit is {_LONGEST // 3600} hours.")


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
    _run([*_arguments(copied), "-y"], _WHOLE, writes=path.stat().st_size + _MOST_WRITTEN)


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


def _run(arguments: list[str], limit: float, *, check: bool = True, writes: int = _MOST_WRITTEN) -> tuple[bytes, str]:
    """ffmpeg's output and its words; raises ``Failed`` when it goes beyond a limit or (``check``) says so, ``Absent``.

    ``limit``: seconds; ``writes``: most bytes of each file that it writes, its output and its words among them.
    """
    program = ffmpeg_path()
    if program is None:
        raise Absent("ffmpeg is not installed")
    command = [program, "-hide_banner", "-nostdin", "-nostats", *arguments]
    with tempfile.TemporaryFile() as output_file, tempfile.TemporaryFile() as words_file:
        try:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output_file, stderr=words_file)
        except OSError as error:
            raise Absent(f"ffmpeg could not be started: {error}") from error
        _bound(process.pid, cpu=int(limit * _CPU_SHARE), writes=writes)
        code = _ended(process, limit)
        words = _words(words_file)
        output_file.seek(0)
        output = output_file.read(_MOST_OUTPUT)
    if code in _STOPPED:
        raise Failed("it takes more computing or more room than it may")
    if check and code:
        raise Failed(words.strip()[-300:])
    return output, words


def _ended(process: subprocess.Popen[bytes], limit: float) -> int:
    """The code with which a process ends; one that takes longer than ``limit`` seconds is killed: ``Failed``."""
    try:
        return process.wait(limit)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"ffmpeg took longer than {limit:.0f} s") from error
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _bound(pid: int, *, cpu: int, writes: int) -> None:
    """Limit what a process may take; where the system knows no such limits (not Linux), only the clock does."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, _MEMORY),
            (resource.RLIMIT_CPU, cpu),
            (resource.RLIMIT_FSIZE, writes),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.prlimit(pid, kind, (most, most))


def _words(file: Any) -> str:
    """The beginning and the end of what a program said."""
    length = file.seek(0, 2)
    file.seek(0)
    text = file.read(_MOST_WORDS)
    if length > 2 * _MOST_WORDS:
        file.seek(-_MOST_WORDS, 2)
    return (text + file.read(_MOST_WORDS)).decode("utf-8", "replace")
