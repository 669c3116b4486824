"""Input pictures on the page: what a reference looks like, and keeping what a browser sends."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile

from gallery import uploads
from gallery.models import Asset, Upload


@dataclass(frozen=True)
class Picture:
    """An input picture as the page shows it. ``image`` is "" for an address elsewhere, which the page may not load."""

    reference: str
    name: str
    image: str = ""


def save_upload(owner: Any, file: UploadedFile) -> str:
    """Keep a posted picture; its reference. Raises ``BadFile``."""
    return str(uploads.save(file, file.name or "picture", owner).pk)


def pictures(owner: Any, references: list[str]) -> dict[str, Picture]:
    """How each reference is shown; one that is unknown is shown by its own text."""
    ids = [uuid.UUID(item) for item in references if _is_id(item)]
    found: dict[str, Picture] = {}
    for upload in Upload.objects.filter(owner=owner, pk__in=ids):
        found[str(upload.pk)] = Picture(str(upload.pk), upload.name, f"/api/uploads/{upload.pk}/file")
    for asset in Asset.objects.filter(owner=owner, pk__in=ids):
        found[str(asset.pk)] = Picture(str(asset.pk), str(asset), asset.thumbnail_address)
    return {item: found.get(item) or Picture(item, _name(item)) for item in references}


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _name(reference: str) -> str:
    parts = urlsplit(reference)
    return parts.hostname or reference[:40]


def of_recipe(owner: Any, recipe: Any) -> dict[str, list[str]]:
    """The input pictures of a file's recipe by field: those that are still here, and addresses."""
    named = recipe.get("inputs") if isinstance(recipe, dict) else None
    if not isinstance(named, dict):
        return {}
    return {name: [found for item in items if (found := _known(owner, str(item)))] for name, items in named.items()}


def _known(owner: Any, item: str) -> str:
    """The reference for a hash or an address in a recipe, "" where the picture is gone."""
    if "://" in item:
        return item
    upload = Upload.objects.filter(owner=owner, sha256=item).first()
    asset = upload or Asset.objects.filter(owner=owner, sha256=item, deleted_at__isnull=True).first()
    return str(asset.pk) if asset else ""
