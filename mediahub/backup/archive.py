"""Writing and reading the archive: streamed, every member hashed on its way."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import re
import tarfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from mediahub.backup import FORMAT, HEADER, MANIFEST, SEAL, SECRET_KEY, BackupProblem

_BLOCK = 1 << 20
#: most bytes of what is read into memory: header and manifest
_MOST_WORDS = 1 << 30
_MEMBER = re.compile(r"(database/[\w.]+\.jsonl|(media|uploads|quarantine|thumbs)/[^/\0]+|secret_key)")
_BROKEN = (tarfile.TarError, EOFError, zlib.error, ValueError)


def full(problem: OSError, where: Path) -> BackupProblem:
    """What to say of a disk that does not take it."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return BackupProblem(f"There is no room left at {where}. Make room there, or name another place.")
    return BackupProblem(f"{where} cannot be used: {problem.strerror or problem}.")


class Writer:
    """An archive in the making, under another name until it is whole. As a context manager it leaves no half of one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unfinished = path.with_name(f".{path.name}.part")
        self._members: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Writer:
        self._unfinished.unlink(missing_ok=True)
        self._file = os.fdopen(os.open(self._unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        way: Literal["w|", "w|gz"] = "w|gz" if self.path.suffix in (".gz", ".tgz") else "w|"
        self._tar = tarfile.open(fileobj=self._file, mode=way, format=tarfile.PAX_FORMAT, bufsize=_BLOCK)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            return
        with contextlib.suppress(OSError, ValueError):
            self._tar.fileobj.close()
        with contextlib.suppress(OSError):
            self._file.close()
        self._unfinished.unlink(missing_ok=True)

    def add(self, name: str, size: int, blocks: Iterable[bytes]) -> str:
        """Add a member; its SHA-256. Raises ``ValueError`` where the blocks are not as many bytes as was said."""
        digest, reader = hashlib.sha256(), _Blocks(blocks)
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, int(time.time()), 0o600
        reader.digest = digest
        self._tar.addfile(member, reader)
        self._members[name] = {"bytes": size, "sha256": digest.hexdigest()}
        return digest.hexdigest()

    def add_words(self, name: str, words: Any) -> str:
        """Add a small member of JSON."""
        data = json.dumps(words, indent=1).encode()
        return self.add(name, len(data), [data])

    def finish(self, **said: Any) -> None:
        """Write the manifest, and give the archive its name."""
        seal = self.add_words(MANIFEST, {"members": dict(self._members), **said}).encode()
        self.add(SEAL, len(seal), [seal])
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._unfinished.replace(self.path)


class _Blocks(io.RawIOBase):
    """Blocks as the file that ``tarfile`` reads from; every byte read is hashed."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks, self._left = iter(blocks), b""
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (block := next(self._blocks, b"")):
            self._left += block
        data, self._left = self._left[:size], self._left[size:]
        if len(data) < size:
            raise ValueError("shorter than it was")
        self.digest.update(data)
        return data


def read(path: Path, take: Callable[[str, Iterator[bytes]], None], begun: Callable[[dict[str, Any]], None]) -> Any:
    """Read a whole archive, and hand each member on; the manifest, once every hash was found to be right.

    ``begun`` gets the header first, and may object. Nothing may be believed of what ``take`` was given before this
    returns. Raises ``BackupProblem``.
    """
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|*", bufsize=_BLOCK) as tar:
            return _read(tar, take, begun)
    except OSError as problem:
        if isinstance(problem, tarfile.TarError) or "gzip" in str(problem).lower() or "CRC" in str(problem):
            raise BackupProblem(f"{path} is damaged or was cut short. Nothing was changed.") from problem
        raise full(problem, path) from problem
    except _BROKEN as problem:
        raise BackupProblem(
            f"{path} is no backup of MediaHub, or it is damaged or cut short. Nothing was changed."
        ) from problem


def _read(tar: tarfile.TarFile, take: Callable[[str, Iterator[bytes]], None], begun: Callable[..., None]) -> Any:
    found: dict[str, dict[str, Any]] = {}
    words: dict[str, Any] = {}
    for member in tar:
        if not member.isreg() or member.name in found or not _is_ours(member.name):
            raise ValueError(f"holds {member.name!r}")
        hashed = _Hashed(tar.extractfile(member), member.size)
        if member.name in (HEADER, MANIFEST, SEAL):
            words[member.name] = _words(hashed, member)
            if member.name == HEADER:
                _check_header(words[HEADER])
                begun(words[HEADER])
        elif HEADER not in words:
            raise ValueError("no header")
        else:
            take(member.name, hashed.blocks())
        hashed.drain()
        found[member.name] = {"bytes": member.size, "sha256": hashed.digest.hexdigest()}
    return _checked(words, found)


def _is_ours(name: str) -> bool:
    return name in (HEADER, MANIFEST, SEAL, SECRET_KEY) or bool(_MEMBER.fullmatch(name) and "/." not in name)


class _Hashed:
    """The bytes of a member, hashed as they are read."""

    def __init__(self, file: Any, size: int) -> None:
        self.digest, self._file, self._left = hashlib.sha256(), file, size

    def blocks(self) -> Iterator[bytes]:
        while self._left:
            block = self._file.read(min(_BLOCK, self._left))
            if not block:
                raise EOFError
            self._left -= len(block)
            self.digest.update(block)
            yield block

    def drain(self) -> None:
        for _ in self.blocks():
            pass


def _words(hashed: _Hashed, member: tarfile.TarInfo) -> Any:
    if member.size > _MOST_WORDS:
        raise ValueError("too long")
    data = b"".join(hashed.blocks())
    return data.decode() if member.name == SEAL else json.loads(data)


def _check_header(header: Any) -> None:
    if not isinstance(header, dict) or not isinstance(header.get("format"), int):
        raise ValueError("no header")
    if header["format"] > FORMAT:
        raise BackupProblem(
            f"This backup was made by a newer MediaHub ({header.get('version')}). Update this one, then restore it."
        )


def _checked(words: dict[str, Any], found: dict[str, dict[str, Any]]) -> Any:
    if MANIFEST not in words or words.get(SEAL) != found[MANIFEST]["sha256"]:
        raise ValueError("no whole manifest")
    listed = words[MANIFEST]["members"]
    held = {name: facts for name, facts in found.items() if name not in (MANIFEST, SEAL)}
    wrong = sorted(name for name in listed.keys() | held.keys() if listed.get(name) != held.get(name))
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise BackupProblem(f"The backup is damaged: {wrong[0]}{more} is not what was written. Nothing was changed.")
    return words[MANIFEST]


@contextlib.contextmanager
def written(place: Path, what: Path) -> Iterator[None]:
    """Turn a disk's refusal into a sentence about ``what``."""
    try:
        yield
    except OSError as problem:
        raise full(problem, what) from problem
