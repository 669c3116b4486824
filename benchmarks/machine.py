"""What a run was made on: figures of two machines are not to be compared, ratios may be."""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import django

from mediahub import __version__


def facts() -> dict[str, str]:
    """What a reader must know to judge a figure."""
    return {
        "date": f"{datetime.now(UTC):%d %B %Y}",
        "machine": f"{os.cpu_count()} cores, {_processor()}, {_memory()}",
        "software": f"MediaHub {__version__}, Python {platform.python_version()}, Django {django.__version__}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.release().partition('-')[0]}",
    }


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory() -> str:
    known = Path("/proc/meminfo")
    if not known.exists():
        return "memory unknown"
    return f"{int(known.read_text().split()[1]) / 1e6:.0f} GB of memory"
