"""Restoring: everything is unpacked, verified and built beside what is there, and only then put in its place.

Until the file ``ready.json`` stands in the staging folder, nothing of the hub was touched, and a restore that broke off
leaves nothing but that folder. From then on it is finished by whoever comes next: another restore, or the next start.
Files never change under their names, so those of the backup are put beside those that are there. What the backup does
not know stays where it is; ``fsck`` shows it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gallery import storage
from generation import jobs
from mediahub.alone import Busy, alone
from mediahub.backup import SECRET_KEY, BackupProblem, archive, rows, staging
from mediahub.backup.making import folder_is, folders
from mediahub.env import load
from mediahub.secret_key import secret_keys
from settings_app import secrets


@dataclass
class Restored:
    """What came back. ``held``: orders that wait for a word, since they may have been sent after the backup.

    ``sealed``: names of stored keys that this installation cannot open. ``before``: where the old database is kept.
    """

    made_at: str = ""
    rows: int = 0
    files: int = 0
    held: int = 0
    before: str = ""
    missing: list[str] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)


#: what is told on the way: the member that was just unpacked, how many so far
Progress = Callable[[str, int], None]


def verify(path: Path) -> dict[str, Any]:
    """Read a backup to its end and compare every hash; its header. Raises ``BackupProblem``."""
    headers: list[dict[str, Any]] = []
    archive.read(path, lambda name, blocks: None, lambda header: headers.append(_known(header)))
    return headers[0]


def restore(path: Path, *, replace: bool, progress: Progress) -> Restored:
    """Put a backup in the place of what is there. Raises ``BackupProblem``, and then nothing was changed."""
    try:
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(settings.DATA_DIR):
            finish_interrupted()
            _refuse(replace=replace)
            return _restore(path, progress)
    except Busy as busy:
        raise BackupProblem(str(busy)) from busy
    except DatabaseError as problem:
        raise BackupProblem(f"The database refused it: {' '.join(str(problem).split())}") from problem
    except OSError as problem:
        raise archive.full(problem, settings.DATA_DIR) from problem


def _refuse(*, replace: bool) -> None:
    if staging.others_at_work():
        raise BackupProblem("MediaHub is running, or another program has its database open. Stop it, then restore.")
    kept = (folders()[name] for name in ("media", "uploads"))
    holds = staging.has_content() or any(next(iter(storage.files(place)), None) for place in kept if folder_is(place))
    if holds and not replace:
        raise BackupProblem(
            "There are orders or files here already. With --replace the backup takes their place; what is there now "
            "is kept beside it."
        )


def _stage() -> Path:
    return Path(settings.DATA_DIR) / "restoring"


def _restore(path: Path, progress: Progress) -> Restored:
    clear()
    try:
        manifest, header = _unpacked(path, progress)
        restored = Restored(made_at=header["made_at"], missing=manifest.get("missing", []))
        _build(header, restored)
    except BaseException:
        clear()
        raise
    members = manifest["members"]
    restored.files = sum(name.partition("/")[0] in folders() for name in members)
    stamp = f"{timezone.now():%Y%m%d%H%M%S}"
    _be_ready(stamp)
    restored.before = _finish(stamp)
    keys = load().secret_keys or secret_keys(load())
    restored.sealed = secrets.unopened(keys)
    return restored


def clear() -> None:
    """Remove what a restore that broke off left behind, unless it was ready: then it is finished instead."""
    shutil.rmtree(_stage(), ignore_errors=True)
    staging.discard()


def _unpacked(path: Path, progress: Progress) -> tuple[Any, dict[str, Any]]:
    """Unpack and verify everything; manifest and header."""
    headers: list[dict[str, Any]] = []
    count = 0

    def take(name: str, blocks: Iterator[bytes]) -> None:
        nonlocal count
        place = _stage() / name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with archive.written(place, settings.DATA_DIR), place.open("wb") as file:
            for block in blocks:
                file.write(block)
        count += 1
        progress(name, count)

    manifest = archive.read(path, take, lambda header: headers.append(_known(header)))
    return manifest, headers[0]


def _known(header: dict[str, Any]) -> dict[str, Any]:
    if newer := rows.unknown(header["migrations"]):
        raise BackupProblem(
            f"This backup was made by a newer MediaHub ({header['version']}: it has {newer[0]}). "
            "Update this one, then restore it."
        )
    return header


def _build(header: dict[str, Any], restored: Restored) -> None:
    """The database of the backup, brought to today's tables, beside the one in use."""
    tables = sorted((_stage() / "database").glob("*.jsonl"))
    with staging.fresh():
        rows.migrate_to(header["migrations"])
        restored.rows = rows.load((table.name.removesuffix(".jsonl"), _lines(table)) for table in tables)
        call_command("migrate", interactive=False, verbosity=0)
        restored.held = jobs.hold_after_restore(parse_datetime(header["made_at"]) or timezone.now())


def _lines(table: Path) -> Iterator[bytes]:
    with table.open("rb") as file:
        yield from file


# -- putting it in place ---------------------------------------------------------------------------------------------


def _be_ready(stamp: str) -> None:
    shutil.rmtree(_stage() / "database")
    draft = _stage() / ".ready.json"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"stamp": stamp}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_stage() / "ready.json")


def finish_interrupted() -> bool:
    """Finish a restore that broke off after everything was ready; whether there was one. Raises ``OSError``."""
    mark = _stage() / "ready.json"
    if not mark.is_file():
        return False
    _finish(json.loads(mark.read_text(encoding="utf-8"))["stamp"])
    return True


def _finish(stamp: str) -> str:
    """Put files, key and database in their places; every step may be repeated. Where the old database is kept."""
    for name, folder in folders().items():
        staged = _stage() / name
        for file in sorted(staged.iterdir()) if staged.is_dir() else ():
            storage.put(file, folder / file.name)
    _put_secret_key(stamp)
    before = staging.put_in_place(stamp)
    shutil.rmtree(_stage())
    return before


def _put_secret_key(stamp: str) -> None:
    staged, place = _stage() / SECRET_KEY, settings.DATA_DIR / SECRET_KEY
    if not staged.is_file():
        return
    if place.is_file() and _hash(place) != _hash(staged):
        before = place.with_name(f"{SECRET_KEY}.before-restore-{stamp}")
        shutil.copy2(place, before)
        before.chmod(0o600)
    staged.chmod(0o600)
    staged.replace(place)


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
