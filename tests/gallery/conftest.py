"""Folders of its own for every test, and files put into the gallery the way the engine does it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gallery import library
from gallery.models import Asset
from tests.gallery import samples

RECIPE = {"version": 1, "prompt": "Ein Leuchtturm & <b>“hell”</b>\nzwei", "params": {"aspect_ratio": "3:2"}, "seed": 7}


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Path:
    for name in ("MEDIA", "THUMBS", "UPLOADS", "TMP", "QUARANTINE"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        setattr(settings, f"{name}_DIR", folder)
    return tmp_path


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A file with these bytes, as it would come from a provider."""

    def put(data: bytes, name: str = "received.part") -> Path:
        path = tmp_path / "tmp" / name
        path.write_bytes(data)
        return path

    return put


@pytest.fixture
def keep(owner: Any, write: Callable[..., Path]) -> Callable[..., Asset]:
    """Put a file into the gallery; what is given replaces the fields of its row."""

    def into_gallery(data: bytes | None = None, media_type: str = "image", **changes: Any) -> Asset:
        media_id = changes.pop("media_id", None) or uuid.uuid4()
        path = write(data if data is not None else samples.picture(), f"{media_id}.part")
        made_at = datetime(2026, 11, 3, 9, 5, 7, tzinfo=UTC)
        prepared = library.prepare(path, media_id=media_id, media_type=media_type, made_at=made_at, recipe=RECIPE)
        row = {
            "owner_id": owner.pk, "provider": "kie", "model": "gpt4o-image", "model_name": "GPT-4o Image",
            "prompt": "a lighthouse", "params": {"aspect_ratio": "3:2"}, "aspect_ratio": "3:2",
        }  # fmt: skip
        created_at = changes.pop("created_at", None)
        return library.add(prepared, library.Origin(**{**row, **changes}), created_at=created_at)

    return into_gallery


@pytest.fixture
def rows(owner: Any) -> Callable[..., list[Asset]]:
    """Rows without files, for lists; one per time given."""

    def make(times: list[datetime], **fields: Any) -> list[Asset]:
        made = []
        for at in times:
            media_id = uuid.uuid4()
            made.append(
                Asset(
                    id=media_id,
                    filename=f"{media_id}.png",
                    created_at=at,
                    **{"owner": owner, "media_type": "image", "mime": "image/png", "bytes": 1, **fields},
                )
            )
        return Asset.objects.bulk_create(made)

    return make
