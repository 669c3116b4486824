"""Where files are kept: in folders of the data folder, or in an S3-compatible store (``MEDIAHUB_STORAGE_URL``).

A place is a path below ``MEDIA_DIR``, ``THUMBS_DIR``, ``UPLOADS_DIR`` or ``QUARANTINE_DIR`` in either case. Where files
are kept in a store it is only a name: nothing lies there, and the object's key is the folder's name and the file's.
So nobody opens a place by himself:

* ``put`` moves a local file to its place, ``put_bytes`` writes a small one; whole or not at all, and repeatable.
* ``look`` tells size and time, ``is_missing`` whether a file is certainly gone, ``read`` gives its bytes in blocks.
* ``local`` lends a path that can be opened, fetched for a while where the file is elsewhere; ``open_file`` a stream.
* ``delete`` removes a file, and is content where there is none. ``files`` lists all of a folder.
* ``problem`` says in a sentence why the store cannot be used; ``where`` names it without its secrets.

What is missing raises ``FileNotFoundError``; a store that does not answer, or refuses, raises ``Unreachable``. Both are
``OSError``, as is all that a disk may raise.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

#: bytes that are held in memory at a time
BLOCK = 256 * 1024


class Unreachable(OSError):
    """The store does not answer, or refuses; ``strerror`` is what a person may read, and holds no secret."""


@dataclass(frozen=True)
class Look:
    """What is known of a file without reading it. ``modified``: nanoseconds since 1970."""

    bytes: int
    modified: int


@dataclass(frozen=True)
class Listed:
    """One file of a folder. ``modified``: nanoseconds since 1970."""

    name: str
    bytes: int
    modified: int


class Store(Protocol):
    """What a way of keeping files can do; see this module's functions, which have the same names."""

    def put(self, source: Path, place: Path) -> None: ...
    def put_bytes(self, data: bytes, place: Path) -> None: ...
    def look(self, place: Path) -> Look: ...
    def read(self, place: Path, begin: int, end: int) -> Iterator[bytes]: ...
    def local(self, place: Path) -> AbstractContextManager[Path]: ...
    def delete(self, place: Path) -> None: ...
    def files(self, folder: Path) -> Iterator[Listed]: ...
    def problem(self, *, writing: bool) -> str: ...
    def where(self) -> str: ...


def put(source: Path, place: Path) -> None:
    """Move a local file to its place so that a power cut leaves it whole or not there; ``source`` is gone afterwards.

    What was there is replaced. Raises ``OSError``, and then ``source`` is still there.
    """
    _store().put(source, place)


def put_bytes(data: bytes, place: Path) -> None:
    """Write a small file whole, replacing what was there. It may be lost in a power cut: for what can be made again."""
    _store().put_bytes(data, place)


def look(place: Path) -> Look:
    """Size and time of a file. Raises ``FileNotFoundError``, ``Unreachable``."""
    return _store().look(place)


def is_missing(place: Path) -> bool:
    """Whether a file is certainly not there; a store that does not answer says nothing."""
    try:
        look(place)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def read(place: Path, begin: int, end: int) -> Iterator[bytes]:
    """The bytes from ``begin`` up to ``end``, in blocks; it may raise ``FileNotFoundError``, ``Unreachable``."""
    return _store().read(place, begin, end)


def local(place: Path) -> AbstractContextManager[Path]:
    """A path that can be opened for reading until the block ends. Raises ``FileNotFoundError``, ``Unreachable``."""
    return _store().local(place)


@contextmanager
def open_file(place: Path) -> Iterator[BinaryIO]:
    """A file, open for reading. Raises ``FileNotFoundError``, ``Unreachable``."""
    with local(place) as path, path.open("rb") as stream:
        yield stream


def delete(place: Path) -> None:
    """Remove a file; none there is as good. Raises ``OSError`` where it cannot be removed."""
    _store().delete(place)


def files(folder: Path) -> Iterator[Listed]:
    """Every file of one of the four folders, unfinished ones left out. Raises ``Unreachable``."""
    return _store().files(folder)


def problem(*, writing: bool = False) -> str:
    """Why files cannot be kept, in one sentence, or "". ``writing``: try to write and delete as well."""
    return _store().problem(writing=writing)


def where() -> str:
    """Where files are kept, for people: a folder, or a store without its keys."""
    return _store().where()


def is_elsewhere() -> bool:
    """Whether files are kept in a store, not in the data folder."""
    return settings.STORAGE is not None


def _store() -> Store:
    return _bucket(os.getpid()) if is_elsewhere() else _FOLDER


@lru_cache(maxsize=1)
def _bucket(pid: int) -> Store:
    """One for each process: a connection must not be shared with a fork."""
    from gallery.bucket import Bucket  # loads the client for S3, which a folder does not need

    return Bucket()


class Folder:
    """Files in the data folder, as they are on any disk."""

    def put(self, source: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        _write_through(source)
        source.replace(place)
        _write_through(place.parent)

    def put_bytes(self, data: bytes, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = settings.TMP_DIR / f"{place.name}.{uuid.uuid4()}.part"
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_bytes(data)
            unfinished.replace(place)
        finally:
            unfinished.unlink(missing_ok=True)

    def look(self, place: Path) -> Look:
        status = place.stat()
        return Look(status.st_size, status.st_mtime_ns)

    def read(self, place: Path, begin: int, end: int) -> Iterator[bytes]:
        with place.open("rb") as file:
            file.seek(begin)
            left = end - begin
            while left > 0 and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block

    @contextmanager
    def local(self, place: Path) -> Iterator[Path]:
        if not place.is_file():
            raise FileNotFoundError(place)
        yield place

    def delete(self, place: Path) -> None:
        place.unlink(missing_ok=True)

    def files(self, folder: Path) -> Iterator[Listed]:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file() and not entry.name.startswith("."):
                    status = entry.stat()
                    yield Listed(entry.name, status.st_size, status.st_mtime_ns)

    def problem(self, *, writing: bool) -> str:
        return ""  # the data folder is looked at by itself

    def where(self) -> str:
        return str(settings.MEDIA_DIR)


_FOLDER = Folder()


def _write_through(target: Path) -> None:
    if target.is_dir() and os.name == "nt":
        return  # Windows cannot open folders
    handle = os.open(target, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
