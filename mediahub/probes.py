"""Looking at what may hang: a database, a Redis or a disk that is there but does not answer must hold up nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

Found = dict[str, bool]


class Probe:
    """A look that runs in a thread of its own. While one hangs no second one begins, so hanging ones never pile up."""

    def __init__(self, look: Callable[[], Found]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._run: _Run | None = None

    def start(self) -> _Run:
        """The look that is under way, or a new one."""
        with self._lock:
            if self._run is None or self._run.done.is_set():
                self._run = _Run(self._look)
            return self._run


class _Run:
    def __init__(self, look: Callable[[], Found]) -> None:
        self.done = threading.Event()
        self._look = look
        self._found: Found = {}
        threading.Thread(target=self._go, name="probe", daemon=True).start()

    def _go(self) -> None:
        try:
            self._found = self._look()
        finally:
            self.done.set()

    def found(self, until: float) -> Found:
        """What it found by ``until`` (monotonic seconds); nothing where that was too long, or the look broke off."""
        return self._found if self.done.wait(max(0.0, until - time.monotonic())) else {}


def ask(probes: tuple[Probe, ...], seconds: float) -> Found:
    """All of them at once, for so many seconds together."""
    until = time.monotonic() + seconds
    runs = [probe.start() for probe in probes]
    found: Found = {}
    for run in runs:
        found |= run.found(until)
    return found
