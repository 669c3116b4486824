"""The key that signs and seals: from ``MEDIAHUB_SECRET_KEY``, else made once and kept in the data folder."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from mediahub.env import BadSetting, Environment


def secret_keys(environment: Environment) -> tuple[str, ...]:
    """The keys, the signing one first. Raises ``BadSetting`` where the data folder refuses to keep one."""
    if environment.secret_keys:
        return environment.secret_keys
    path = environment.data_dir / "secret_key"
    try:
        return (_read_or_create(path),)
    except OSError as problem:
        raise BadSetting(
            f"MEDIAHUB_DATA_DIR is {str(environment.data_dir)!r}, where the file secret_key cannot be read or made "
            f"({problem.strerror}): it must be a folder that MediaHub may write to."
        ) from problem


def _read_or_create(path: Path) -> str:
    if not path.exists():
        _create(path)
    key = path.read_text(encoding="ascii").strip()
    if not key:
        raise BadSetting(f"{path} is empty: put the old key back, or delete the file to have a new one made.")
    return key


def _create(path: Path) -> None:
    """Write a draft and link it into place: of two processes starting at once both end with the same, whole key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
