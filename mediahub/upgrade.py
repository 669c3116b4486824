"""Before the tables change: nobody may work on them with the old code, and of a SQLite file a copy is kept."""

from __future__ import annotations

import sqlite3
import sys
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from generation.models import Heartbeat
from mediahub.backup import rows

#: Seconds: an older sign of life is of nobody; so long without a new one, nobody works; the longest wait for that.
_FRESH, _SILENCE, _PATIENCE = 30.0, 12.0, 60.0
#: Copies of the database that are kept.
_COPIES = 2


class Refused(OSError):
    """Why the tables must not be changed now. An ``OSError``, as is a disk that has no room for the copy."""


def refuse_newer() -> None:
    """Stop old code from working on tables that it does not know. Raises ``Refused``."""
    if newer := rows.unknown(rows.applied(connection)):
        raise Refused(
            f"its database was written by a newer MediaHub (it has {newer[0]}). Update the files of this one, or "
            "restore the copy in before-upgrade."
        )


def make_ready() -> None:
    """Wait until nobody works with the old code, then keep a copy. Raises ``Refused``, ``OSError``."""
    _wait_for_silence()
    keep_copy()


def _wait_for_silence() -> None:
    """Signs of life in the database tell of every host. Those of a hub that was killed a moment ago are still fresh."""
    began = moved = time.monotonic()
    seen = _signs()
    newest = max(seen.values(), default=None)
    if newest is None or (timezone.now() - newest).total_seconds() > _FRESH:
        return
    told = False
    while time.monotonic() - moved < _SILENCE:
        time.sleep(0.5)
        if (now := _signs()) == seen:
            continue
        seen, moved = now, time.monotonic()
        if not told:
            told = True
            words = (
                "Another MediaHub works on this database. Its tables are about to change: stop it. Waiting for that."
            )
            sys.stderr.write(f"{words}\n")
        if time.monotonic() - began > _PATIENCE:
            raise Refused("another MediaHub still works on its database. Stop it on every host, then start this one.")


def _signs() -> dict[str, datetime]:
    try:
        return dict(Heartbeat.objects.values_list("name", "beat_at"))
    except DatabaseError:  # no tables yet
        return {}


def keep_copy() -> Path | None:
    """Copy a SQLite database as it stands, beside the last one; None where there is nothing to copy.

    Raises ``OSError``.
    """
    if connection.vendor != "sqlite" or not rows.applied(connection):
        return None
    folder = settings.DATA_DIR / "before-upgrade"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"db-{timezone.now():%Y%m%d-%H%M%S}.sqlite3"
    draft = copy.with_suffix(".part")
    try:
        _copy(draft)
    except sqlite3.Error as problem:
        draft.unlink(missing_ok=True)
        raise OSError(f"no copy of the database could be made in {folder} ({problem}): make room there.") from problem
    draft.replace(copy)
    for old in sorted(folder.glob("db-*.sqlite3"))[:-_COPIES]:
        old.unlink()
    return copy


def _copy(draft: Path) -> None:
    connection.ensure_connection()
    draft.unlink(missing_ok=True)
    target = sqlite3.connect(draft)
    try:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()
    draft.chmod(0o600)
