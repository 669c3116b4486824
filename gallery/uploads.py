"""Pictures, videos and sound that people hand in as inputs: checked like all that we keep, and kept once."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from gallery import storage
from gallery.formats import FORMATS, GIF, SOUNDS, BadFile, Format, head_of, recognise, recognise_sound
from gallery.media import Facts, examine, examine_sound
from gallery.models import Upload

_PICTURES = tuple(kind for kind in FORMATS if kind.media_type == "image" and kind is not GIF)
_VIDEOS = tuple(kind for kind in FORMATS if kind.media_type == "video")
#: bytes of one file
LIMITS = {"image": 50_000_000, "audio": 100_000_000, "video": 500_000_000}
_NAME_LENGTH = 120
_BLOCK = 1 << 20


def save(source: bytes | BinaryIO | Any, name: str, owner: Any, *, limits: Mapping[str, int] = LIMITS) -> Upload:
    """Keep a file; the same content by the same owner gives the same row back. Raises ``BadFile``.

    ``source``: its bytes, or anything with ``read`` (an uploaded file, a request's body). ``limits``: bytes by medium.
    """
    name = _plain_name(name)
    received = Path(settings.TMP_DIR) / f"{uuid.uuid4()}.upload"
    received.parent.mkdir(parents=True, exist_ok=True)
    try:
        length, sha256 = _receive(source, received, name, limits)
        facts = _examined(received, name)
        return _kept(received, facts, {"owner": owner, "sha256": sha256}, {"name": name, "bytes": length})
    finally:
        received.unlink(missing_ok=True)


def path(upload: Upload) -> Path:
    """The place of an upload's file (``gallery.storage``)."""
    return Path(settings.UPLOADS_DIR) / f"{upload.pk}.{upload.extension}"


def _plain_name(name: str) -> str:
    """The last part of a name, without what cannot be shown; its ending survives shortening."""
    plain = "".join(sign for sign in re.split(r"[/\\]", name)[-1] if sign.isprintable()).strip()
    stem, ending = Path(plain or "picture").stem, Path(plain).suffix[:10]
    return stem[: _NAME_LENGTH - len(ending)] + ending


def _receive(source: bytes | BinaryIO | Any, target: Path, name: str, limits: Mapping[str, int]) -> tuple[int, str]:
    """Write ``source`` into ``target`` and hash it; (bytes, SHA-256). Its first bytes say how long it may be."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    told = len(source) if isinstance(source, bytes) else getattr(source, "size", None)
    digest, length, most = hashlib.sha256(), 0, 0
    with target.open("wb") as file:
        for block in _blocks(stream):
            if not length:
                most = limits[_medium(block)]
                _check_length(name, told or 0, most)
            length += len(block)
            _check_length(name, length, most)
            digest.update(block)
            file.write(block)
    return length, digest.hexdigest()


def _medium(head: bytes) -> str:
    found = recognise(head) or recognise_sound(head)
    return found.media_type if found else "image"


def _check_length(name: str, length: int, most: int) -> None:
    if length > most:
        raise BadFile(f"{name} is {length / 1e6:.0f} MB or more. The limit is {most / 1e6:.0f} MB.")


def _blocks(stream: Any) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _examined(received: Path, name: str) -> Facts:
    head = head_of(received)
    kind = recognise(head)
    sound = recognise_sound(head) if kind is None else None
    if not head:
        raise BadFile(f"{name} is empty.")
    if kind is None and sound is None:
        advice = _advice(*_PICTURES, *_VIDEOS, *SOUNDS)
        raise BadFile(f"{name} is no picture, video or sound that can be used. {advice}")
    if kind and kind not in (*_PICTURES, *_VIDEOS):
        raise BadFile(f"{name} is a {kind.name} picture. {_advice(*_PICTURES)}")
    try:
        return examine(received) if kind else examine_sound(received)
    except BadFile as error:
        raise BadFile(f"{name} cannot be used. {error}") from error


def _advice(*accepted: Format) -> str:
    names = [kind.name for kind in accepted]
    return f"Use {', '.join(names[:-1])} or {names[-1]}."


def _kept(received: Path, facts: Facts, identity: dict[str, Any], described: dict[str, Any]) -> Upload:
    """The row, new or from before; its file is in place before the row can be seen, and mended where it was lost."""
    measured = {
        "media_type": facts.media_type,
        "mime": facts.mime,
        "extension": facts.extension,
        "width": facts.width,
        "height": facts.height,
        "duration": facts.duration,
    }
    upload = Upload.objects.filter(**identity).first()
    if upload is None:
        fresh = Upload(id=uuid.uuid4(), extension=facts.extension)
        storage.put(received, path(fresh))
        upload, is_new = Upload.objects.get_or_create(**identity, defaults={"id": fresh.id, **measured, **described})
        if not is_new:
            storage.delete(path(fresh))
    elif storage.is_missing(path(upload)):
        storage.put(received, path(upload))
    return upload
