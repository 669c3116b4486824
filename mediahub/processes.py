"""Which processes descend from which, and signals that do not mind a process that is already gone."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """The living descendants of a process, parents before children. Zombies and the process itself are left out."""
    children = _children()
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(0), [])
        found += below
        waiting += below
    return found


def send(pid: int, number: int) -> None:
    """Send a signal; a process that has ended meanwhile is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for pid, parent in _from_proc() if Path("/proc/self/stat").exists() else _from_ps():
        children.setdefault(parent, []).append(pid)
    return children


def _from_proc() -> list[tuple[int, int]]:
    """Pairs of pid and parent's pid, read from Linux's /proc."""
    pairs = []
    for entry in os.listdir("/proc"):  # noqa: PTH208 - thousands of Path objects for names alone
        if not entry.isdigit():
            continue
        try:
            state, parent = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue  # ended while we looked
        if state not in "ZX":
            pairs.append((int(entry), int(parent)))
    return pairs


def _from_ps() -> list[tuple[int, int]]:
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=False).stdout
    rows = (line.split() for line in listing.splitlines())
    return [(int(row[0]), int(row[1])) for row in rows if len(row) == 3 and not row[2].startswith("Z")]
