"""Several MediaHubs over one database: who else is there, and why this one may not join them.

While ``up`` runs it leaves a sign of life that says where it is and, as short marks, what all must have in common: the
secret key, the store of the files, and whether orders go to a sandbox, which nobody but its own host can reach. Over
one data folder each part runs once, which a lock sees to that ends with its process.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.models.functions import Now

from generation import health
from generation.models import Heartbeat

#: seconds between two signs of life; after ``health.OFFLINE_AFTER`` a silent one counts as gone
BEAT = 8.0


@dataclass(frozen=True)
class Hub:
    """One running ``up``. ``id``: of its host and data folder; ``key``, ``files``: marks that tell nothing."""

    id: str
    host: str
    sandbox: bool
    key: str
    files: str

    def sign(self) -> str:
        """The name of its sign of life."""
        return f"hub@{self.host} {self.id} {'sandbox' if self.sandbox else 'real'} {self.key} {self.files}"


def this(*, sandbox: bool) -> Hub:
    """The one that starts here."""
    host = "".join(sign for sign in socket.gethostname()[:50] if sign.isprintable() and sign != " ") or "unknown"
    folder = _folder_mark()
    files = _mark(str(settings.STORAGE)) if settings.STORAGE else folder
    return Hub(_mark(f"{host}|{folder}"), host, sandbox, _mark(settings.SECRET_KEY), files)


def others(hub: Hub) -> list[Hub]:
    """Those that were alive a moment ago at this database, over other data folders."""
    alive = Heartbeat.objects.filter(
        name__startswith="hub@", beat_at__gte=Now() - timedelta(seconds=health.OFFLINE_AFTER)
    ).values_list("name", flat=True)
    found = [_read(name) for name in alive]
    return [other for other in found if other and other.id != hub.id]


def problem(hub: Hub) -> str:
    """Why it cannot work beside those that are there, in one sentence; "" where it can."""
    for other in others(hub):
        there = f"Another MediaHub, on {other.host}, works on this database"
        if other.key not in {_mark(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}:
            return f"{there} with another secret key: set the same MEDIAHUB_SECRET_KEY for both."
        if other.files != hub.files:
            return f"{there} and keeps its files elsewhere: set the same MEDIAHUB_STORAGE_URL for both."
        if hub.sandbox or other.sandbox:
            why = "one of them has no Kie.ai key and draws in a sandbox that the other cannot reach"
            return f"{there}, and {why}: set KIE_API_KEY for both, or end the other (it is forgotten after 30 seconds)."
    return ""


def beat(hub: Hub) -> None:
    """Leave its sign of life; a database that does not answer is asked again next time."""
    with contextlib.suppress(DatabaseError):
        health.beat(hub.sign())


def leave(hub: Hub) -> None:
    """Take its sign of life away: nobody has to wait for it to grow old."""
    with contextlib.suppress(DatabaseError):
        Heartbeat.objects.filter(name=hub.sign()).delete()


def lock(part: str) -> int | None:
    """Claim a part of this data folder until the process ends: a descriptor to keep, None where another one has it."""
    handle = os.open(settings.DATA_DIR / f".running-{part}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _read(name: str) -> Hub | None:
    parts = name.removeprefix("hub@").split(" ")
    if len(parts) != 5:
        return None  # written by another version
    host, id, kind, key, files = parts
    return Hub(id, host, kind == "sandbox", key, files)


def _folder_mark() -> str:
    """Random, made once for a data folder: two hosts that share it have it in common."""
    path = Path(settings.DATA_DIR) / "folder_mark"
    if not path.is_file():
        draft = path.with_name(f".folder_mark.{secrets.token_hex(4)}")
        draft.write_text(secrets.token_hex(8), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return _mark(path.read_text(encoding="ascii"))


def _mark(text: str) -> str:
    return hashlib.sha256(f"mediahub hub {text}".encode()).hexdigest()[:12]
