"""One at a time over a data folder: migrations and restores. The lock goes with its process, however that ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another process migrates or restores; the message says so."""


@contextmanager
def alone(folder: Path, *, wait: float = 30.0) -> Iterator[None]:
    """Hold the folder's lock. ``wait``: seconds to wait for whoever has it. Raises ``Busy``."""
    held = os.open(folder / ".upkeep.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(held, folder, time.monotonic() + wait)
        yield
    finally:
        os.close(held)


def _take(held: int, folder: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy(f"Another start, or a restore, is at work on {folder}. Wait until it is done.") from None
            time.sleep(0.2)
        else:
            return
