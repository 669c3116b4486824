"""Has pictures decoded by processes of their own (``decoder``), a few at a time, and outlives whatever they die of.

Pillow itself knows no limit of memory: a picture of a few kilobytes can ask for gigabytes, and a fault in a decoder can
end the process it runs in. A decoder is kept warm for the next picture, since starting one takes a tenth of a second.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from gallery import decoder
from gallery.formats import BadFile, Format

#: decoders at work at the same time; all together they take ``decoder.MEMORY`` each at most
_MOST = max(1, min(4, os.cpu_count() or 1))
#: seconds for one picture, on the clock
_PATIENCE = 120.0
#: pictures after which a decoder is replaced
_MOST_PICTURES = 500
_ROOT = Path(__file__).resolve().parent.parent
#: what a decoder's environment may hold: where things are, and nothing that is secret
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV", "TZ")


class _Died(BadFile):
    """The process ended without an answer: of what it was asked, or before that."""


class _Decoder:
    """One process. ``served``: pictures that it had; ``rested_at``: when it had the last."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gallery.decoder", str(decoder.MEMORY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env={**environment, "MALLOC_ARENA_MAX": "2"},
            text=True,
        )
        self.answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.served = 0
        self.rested_at = time.monotonic()
        threading.Thread(target=self._listen, daemon=True, name="decoder").start()

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as answers:
            for line in answers:
                self.answers.put(line)
        self.answers.put("")

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Raises ``BadFile`` where the process did not live to answer."""
        assert self.process.stdin
        self.served += 1
        with contextlib.suppress(OSError):
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
        try:
            line = self.answers.get(timeout=_PATIENCE)
        except queue.Empty as error:
            raise BadFile("The picture takes too long to decode.") from error
        if not line:
            raise _Died("The picture cannot be decoded within the limits of memory and time.")
        self.rested_at = time.monotonic()
        return dict(json.loads(line))

    @property
    def is_fit(self) -> bool:
        rested = time.monotonic() - self.rested_at
        return self.process.poll() is None and self.served < _MOST_PICTURES and rested < decoder.IDLE / 2

    def end(self) -> None:
        self.process.kill()
        with contextlib.suppress(OSError):
            self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait()


class _Decoders:
    """Those of this process, made as they are needed; a forked process makes its own."""

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._idle: list[_Decoder] = []
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(_MOST)

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        if self._pid != os.getpid():
            self.__init__()  # type: ignore[misc]
        with self._free:
            one = self._taken()
            try:
                return self._answer_of(one, question)
            except _Died:
                if one.served == 1:
                    raise
            return self._answer_of(_Decoder(), question)  # it may have died at rest, of something else

    def _answer_of(self, one: _Decoder, question: dict[str, Any]) -> dict[str, Any]:
        is_fit = False
        try:
            answer = one.ask(question)
            is_fit = "last" not in answer
            return answer
        finally:
            if is_fit:
                self._put_back(one)
            else:
                one.end()

    def _taken(self) -> _Decoder:
        while True:
            with self._lock:
                one = self._idle.pop() if self._idle else None
            if one is None:
                return _Decoder()
            if one.is_fit:
                return one
            one.end()

    def _put_back(self, one: _Decoder) -> None:
        with self._lock:
            self._idle.append(one)


_decoders = _Decoders()


def size_of(path: Path, kind: Format) -> tuple[int, int]:
    """Decode a picture to its end; width and height as displayed. Raises ``BadFile``."""
    width, height = _answer("measure", kind, path)["size"]
    return width, height


def shrink(path: Path, kind: Format, target: Path) -> str:
    """Write a small WebP of a picture into ``target``; its placeholder, a data URI or "". Raises ``BadFile``."""
    return str(_answer("shrink", kind, path, target)["placeholder"])


def _answer(task: str, kind: Format, *paths: Path) -> dict[str, Any]:
    absolute = [str(path.absolute()) for path in paths]
    answer = _decoders.ask({"task": task, "kind": kind.name, "paths": absolute})
    if "bad" in answer:
        raise BadFile(str(answer["bad"]))
    return answer
