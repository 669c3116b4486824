"""Making a backup while the hub works: the rows of one moment first, then the files that they name.

Files never change under their names, so what is copied later is what the rows meant. A file that was deleted for good
meanwhile is listed as missing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from gallery import storage
from mediahub.backup import FORMAT, HEADER, SECRET_KEY, BackupProblem, archive, rows
from mediahub.env import load


@dataclass
class Made:
    """What became of it. ``missing``: rows whose file was not there; ``damaged``: files that are not what rows say."""

    rows: int = 0
    files: int = 0
    bytes: int = 0
    has_secret_key: bool = False
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


#: what is told on the way: done files, files in all, bytes so far
Progress = Callable[[int, int, int], None]


def folders(*, thumbnails: bool = True) -> dict[str, Path]:
    """The folders of a backup by their names in it."""
    found = {"media": settings.MEDIA_DIR, "uploads": settings.UPLOADS_DIR, "quarantine": settings.QUARANTINE_DIR}
    return {**found, "thumbs": settings.THUMBS_DIR} if thumbnails else found


def make(path: Path, *, thumbnails: bool = True, secret_key: bool = True, progress: Progress) -> Made:
    """Write a backup to ``path``. Raises ``BackupProblem``; then there is no file."""
    _check_place(path)
    made = Made()
    try:
        with archive.Writer(path) as writer:
            _write(writer, made, thumbnails=thumbnails, secret_key=secret_key, progress=progress)
    except storage.Unreachable as problem:
        raise BackupProblem(str(problem.strerror or problem)) from problem
    except OSError as problem:
        raise archive.full(problem, path.parent) from problem
    except DatabaseError as problem:
        raise BackupProblem(f"The database cannot be read: {' '.join(str(problem).split())}") from problem
    return made


def _check_place(path: Path) -> None:
    if path.exists():
        raise BackupProblem(f"{path} is there already. Name a file that is not.")
    if not path.parent.is_dir():
        raise BackupProblem(f"There is no folder {path.parent}. Make it first.")
    if path.resolve().is_relative_to(settings.DATA_DIR.resolve()):
        raise BackupProblem(f"{path} lies in the data folder itself. A backup belongs elsewhere, best on another disk.")


def _write(writer: archive.Writer, made: Made, *, thumbnails: bool, secret_key: bool, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix=".mediahub-backup-", dir=writer.path.parent) as folder:
        with rows.snapshot():
            migrations = rows.applied(connections["default"])
            if not migrations:
                raise BackupProblem("The database is empty: there is nothing to back up.")
            if newer := rows.unknown(migrations):
                raise BackupProblem(
                    f"The database was written by a newer MediaHub ({newer[0]}). Update this one first."
                )
            tables = _dumped(Path(folder))
            expected = _expected()
        writer.add_words(HEADER, _header(migrations))
        for label, table, count in tables:
            writer.add(f"database/{label}.jsonl", table.stat().st_size, _blocks_of(table.open("rb")))
            made.rows += count
    made.has_secret_key = secret_key and _add_secret_key(writer)
    _add_files(writer, made, expected, folders(thumbnails=thumbnails), progress)
    writer.finish(missing=made.missing, damaged=made.damaged)


def _header(migrations: dict[str, list[str]]) -> dict[str, Any]:
    facts = {"format": FORMAT, "version": settings.VERSION, "made_at": timezone.now().isoformat()}
    return {**facts, "database": connections["default"].vendor, "migrations": migrations}


def _dumped(folder: Path) -> list[tuple[str, Path, int]]:
    """Every table as a file of lines: label, file, rows."""
    found = []
    for label, model in rows.models(connections["default"]).items():
        table, count = folder / f"{label}.jsonl", -1
        with table.open("wb") as file:
            for line in rows.lines(model):
                file.write(line)
                count += 1
        found.append((label, table, count))
    return found


def _expected() -> dict[str, str]:
    """Path in the archive → SHA-256, of all files that rows name, by the tables as they are: maybe older ones."""
    known = rows.models(connections["default"])
    asset, upload = (known[label]._base_manager.order_by() for label in ("gallery.asset", "gallery.upload"))
    if "gone_at" in {field.name for field in asset.model._meta.fields}:
        asset = asset.filter(gone_at=None)
    media = asset.values_list("filename", "sha256").iterator(chunk_size=2000)
    given = upload.values_list("pk", "extension", "sha256").iterator(chunk_size=2000)
    expected = {f"media/{name}": sha256 for name, sha256 in media}
    return {**expected, **{f"uploads/{pk}.{extension}": sha256 for pk, extension, sha256 in given}}


def _add_secret_key(writer: archive.Writer) -> bool:
    """The generated key, where there is one. A key from the environment is not the data folder's to give away."""
    file = settings.DATA_DIR / "secret_key"
    if load().secret_keys or not file.is_file():
        return False
    key = file.read_bytes()
    writer.add(SECRET_KEY, len(key), [key])
    return True


def _add_files(
    writer: archive.Writer, made: Made, expected: dict[str, str], kept: dict[str, Path], progress: Progress
) -> None:
    listed = [
        (name, folder, file) for name, folder in kept.items() if folder_is(folder) for file in storage.files(folder)
    ]
    seen = set()
    for name, folder, file in listed:
        member = f"{name}/{file.name}"
        try:
            first = iter(storage.read(folder / file.name, 0, file.bytes))
            head = next(first, b"")
        except FileNotFoundError:  # deleted for good since it was listed
            continue
        sha256 = writer.add(member, file.bytes, _from(head, first))
        seen.add(member)
        if expected.get(member, sha256) != sha256:
            made.damaged.append(member)
        made.files, made.bytes = made.files + 1, made.bytes + file.bytes
        progress(made.files, len(listed), made.bytes)
    made.missing = sorted(expected.keys() - seen)


def folder_is(folder: Path) -> bool:
    """Whether there is anything to list: a folder that was never made holds nothing."""
    return storage.is_elsewhere() or folder.is_dir()


def _from(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _blocks_of(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(1 << 20):
            yield block
