"""The files that processes write their logs to: a new one at each start, the earlier ones kept, none without end."""

from __future__ import annotations

import shutil
from pathlib import Path

#: Earlier logs that are kept of each process.
OLD_LOGS = 3
#: Bytes after which a log makes room for a new one.
MOST_BYTES = 10_000_000


def fresh(folder: Path, name: str) -> Path:
    """The path of an empty log; what earlier starts wrote moves on to ``name.1.log`` and so forth."""
    path = folder / f"{name}.log"
    _move_on(path, keep_first=False)
    path.touch()
    return path


def bound(path: Path, most: int = MOST_BYTES) -> None:
    """Move on what a log holds when it has become too large.

    Its process goes on writing to the same open file, which is therefore copied and emptied, not renamed: it was opened
    for appending, so the next line stands at its new beginning.
    """
    try:
        if path.stat().st_size <= most:
            return
        _move_on(path, keep_first=True)
        with path.open("rb") as log, _older(path, 1).open("wb") as copy:
            shutil.copyfileobj(log, copy, 1 << 20)
            while block := log.read():  # what was written meanwhile
                copy.write(block)
        with path.open("r+b") as log:
            log.truncate(0)
    except OSError:
        return  # a full disk, perhaps: the process goes on, and so does what watches it


def _older(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}.{number}.log")


def _move_on(path: Path, *, keep_first: bool) -> None:
    """Every log becomes one older, the oldest goes. ``keep_first``: the current one stays where it is."""
    names = [path, *(_older(path, number) for number in range(1, OLD_LOGS + 1))]
    for older, newer in list(zip(reversed(names), reversed(names[:-1]), strict=False))[: -1 if keep_first else None]:
        if newer.exists():
            newer.replace(older)
