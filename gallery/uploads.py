"""Pictures that people hand in as inputs: checked like everything else that we keep, and kept once."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from gallery.formats import AVIF, JPEG, PNG, WEBP, BadFile, Format, sniff
from gallery.library import put_in_place
from gallery.media import Facts, examine
from gallery.models import Upload

_ACCEPTED = (JPEG, PNG, WEBP, AVIF)
_NAME_LENGTH = 120
_BLOCK = 1 << 20


def save(source: bytes | BinaryIO | Any, name: str, owner: Any, *, max_bytes: int = 50_000_000) -> Upload:
    """Keep a picture; the same content by the same owner gives the same row back. Raises ``BadFile``.

    ``source``: its bytes, or anything with ``read`` (an uploaded file, a request's body).
    """
    name = _plain_name(name)
    received = Path(settings.TMP_DIR) / f"{uuid.uuid4()}.upload"
    received.parent.mkdir(parents=True, exist_ok=True)
    try:
        length, sha256 = _receive(source, received, name, max_bytes)
        facts = _examined(received, name)
        return _kept(received, facts, {"owner": owner, "sha256": sha256}, {"name": name, "bytes": length})
    finally:
        received.unlink(missing_ok=True)


def path(upload: Upload) -> Path:
    """Where an upload's file lies."""
    return Path(settings.UPLOADS_DIR) / f"{upload.pk}.{upload.extension}"


def _plain_name(name: str) -> str:
    """The last part of a name, without what cannot be shown; its ending survives shortening."""
    plain = "".join(sign for sign in re.split(r"[/\\]", name)[-1] if sign.isprintable()).strip()
    stem, ending = Path(plain or "picture").stem, Path(plain).suffix[:10]
    return stem[: _NAME_LENGTH - len(ending)] + ending


def _receive(source: bytes | BinaryIO | Any, target: Path, name: str, max_bytes: int) -> tuple[int, str]:
    """Write ``source`` into ``target`` and hash it; (bytes, SHA-256)."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    told = len(source) if isinstance(source, bytes) else getattr(source, "size", None)
    limit = f"The limit is {max_bytes / 1e6:.0f} MB."
    if told and told > max_bytes:
        raise BadFile(f"{name} is {told / 1e6:.0f} MB. {limit}")
    digest = hashlib.sha256()
    length = 0
    with target.open("wb") as file:
        for block in _blocks(stream):
            length += len(block)
            if length > max_bytes:
                raise BadFile(f"{name} is more than {max_bytes / 1e6:.0f} MB. {limit}")
            digest.update(block)
            file.write(block)
    return length, digest.hexdigest()


def _blocks(stream: Any) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _examined(received: Path, name: str) -> Facts:
    try:
        kind = sniff(received)
    except BadFile as error:
        raise BadFile(f"{name} is not an image. {_advice()}") from error
    if kind.media_type != "image":
        raise BadFile(f"{name} is a video, not an image. {_advice()}")
    if kind not in _ACCEPTED:
        raise BadFile(f"{name} is a {kind.name} picture. {_advice()}")
    try:
        return examine(received, "image")
    except BadFile as error:
        raise BadFile(f"{name} cannot be used. {error}") from error


def _advice(accepted: tuple[Format, ...] = _ACCEPTED) -> str:
    names = [kind.name for kind in accepted]
    return f"Use {', '.join(names[:-1])} or {names[-1]}."


def _kept(received: Path, facts: Facts, identity: dict[str, Any], described: dict[str, Any]) -> Upload:
    """The row, new or from before; its file is in place before the row can be seen, and mended where it was lost."""
    measured = {"mime": facts.mime, "extension": facts.extension, "width": facts.width, "height": facts.height}
    upload = Upload.objects.filter(**identity).first()
    if upload is None:
        fresh = Upload(id=uuid.uuid4(), extension=facts.extension)
        put_in_place(received, path(fresh))
        upload, is_new = Upload.objects.get_or_create(**identity, defaults={"id": fresh.id, **measured, **described})
        if not is_new:
            path(fresh).unlink()
    elif not path(upload).is_file():
        put_in_place(received, path(upload))
    return upload
