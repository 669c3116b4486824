"""Fetching a video of 100 MB into the gallery beside ``curl``, and thumbnails beside the encoder alone.

Run as a program inside a MediaHub's environment it does one of the two and prints what it took.
"""

from __future__ import annotations

import http.server
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import places
from benchmarks.table import Row, at_most, compared, judged

_BYTES = 100_000_000
_MEGABYTES = _BYTES / 1_000_000
_SIZE = (4000, 3000)


def measure(*, quick: bool = False) -> Iterator[Row]:
    """One process; files come over loopback from a server on the other core."""
    rounds = "2" if quick else "5"
    with places.place() as environment:
        ask = partial(places.answer_of, environment, "benchmarks.storing", core=0)
        yield from _video(environment, ask, rounds)
        found = ask("thumbnails", rounds)
    words = "the encoder alone, same codec and sizes"
    yield compared("thumbnails of 12 megapixels, JPEG", found["ours"], "/s", (words, found["bare"]), 0.9)


def _video(environment: dict[str, str], ask: Any, rounds: str) -> Iterator[Row]:
    folder = Path(environment["MEDIAHUB_DATA_DIR"], "tmp")
    with tempfile.TemporaryDirectory() as served, _serving(Path(served)) as address:
        _film(Path(served) / "film.mp4")
        curl = _curl(f"{address}/film.mp4", folder / "curl.mp4", int(rounds)) if shutil.which("curl") else None
        found = ask("video", f"{address}/film.mp4", rounds)
    beside = ("curl to the same disk", _MEGABYTES / curl) if curl else None
    for what, seconds in (
        ("a video of 100 MB downloaded and hashed", found["downloaded"]),
        ("the same, examined, synced and in the gallery", found["downloaded"] + found["stored"]),
    ):
        rate = _MEGABYTES / seconds
        yield compared(what, rate, "MB/s", beside, 0.8) if beside else Row(what, rate, "MB/s")
    yield judged("memory that this adds", found["grown"], "MB", at_most(20, "MB"))


def _curl(url: str, target: Path, rounds: int) -> float:
    """Seconds of one fetch, the median."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        subprocess.run(["curl", "--silent", "--fail", "--output", target, url], check=True)
        times.append(time.perf_counter() - begun)
        target.unlink()
    return statistics.median(times)


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """The address under which a folder's files are served from this process."""
    files = partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *ignored: Any) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Without passing through Python: what serves must not be what is measured."""
        self.wfile.flush()
        self.connection.sendfile(source)


def _film(target: Path) -> None:
    """A film of noise, kept without loss until it is as large as it must be."""
    import imageio_ffmpeg

    source = "color=gray:size=1280x720:rate=24,noise=alls=100:allf=t"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p"]
    subprocess.run([*command, "-preset", "ultrafast", "-qp", "0", "-fs", str(_BYTES), str(target)], check=True)


# -- inside ----------------------------------------------------------------------------------------------------------


def _store_video(url: str, rounds: int) -> dict[str, float]:
    """Seconds to download and to put into the gallery, the medians, and by how many MB the process grew."""
    from django.conf import settings

    from gallery import library
    from generation.providers.downloads import download

    downloaded, stored, before = [], [], 0
    for number in range(rounds + 1):
        path, media_id = Path(settings.TMP_DIR, f"{number}.part"), uuid.uuid4()
        begun = time.perf_counter()
        download(url, path, cap_bytes=2 * _BYTES, origins=(url,))
        fetched = time.perf_counter()
        kept = library.prepare(path, media_id=media_id, media_type="video", made_at=datetime.now(UTC), recipe={})
        done = time.perf_counter()
        assert kept.bytes > 0.9 * _BYTES
        if number == 0:  # what is loaded on first use is not what files cost
            before = _peak()
            continue
        downloaded.append(fetched - begun)
        stored.append(done - fetched)
    grown = (_peak() - before) / 1000
    return {"downloaded": statistics.median(downloaded), "stored": statistics.median(stored), "grown": grown}


def _peak() -> int:
    """The most memory that this process has had, kB."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def _thumbnails(rounds: int) -> dict[str, float]:
    """Thumbnails a second: as the gallery makes them, and by the same calls of the encoder with nothing around."""
    from django.conf import settings
    from PIL import Image, ImageOps

    from gallery import decoding, thumbnails
    from gallery.decoder import _PLAIN, SIDE
    from gallery.formats import sniff
    from gallery.media import examine

    path = Path(settings.TMP_DIR, "picture.jpg")
    noise = Image.effect_noise((500, 375), 80).resize(_SIZE)
    Image.merge("RGB", (noise, noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT), noise.rotate(180))).save(path)
    facts, kind = examine(path, "image"), sniff(path)

    def bare() -> None:
        with Image.open(path, formats=["JPEG"]) as picture:
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            picture.thumbnail((SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture)
        upright.save(Path(settings.TMP_DIR, "bare.webp"), "WEBP", quality=80, **_PLAIN)

    decoding.shrink(path, kind, Path(settings.TMP_DIR, "warm.webp"))
    ours = _each(lambda: thumbnails.make(path, facts, uuid.uuid4()), 6 * rounds)
    return {"ours": 1 / ours, "bare": 1 / _each(bare, 6 * rounds)}


def _each(work: Any, times: int) -> float:
    """Seconds of one, the median."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


if __name__ == "__main__":
    import django

    django.setup()
    what, *given = sys.argv[1:]
    answer = _store_video(given[0], int(given[1])) if what == "video" else _thumbnails(int(given[0]))
    sys.stdout.write(json.dumps(answer) + "\n")
