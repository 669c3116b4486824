"""Input pictures on the page: what a reference looks like, and keeping what a browser sends."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.files.uploadedfile import UploadedFile

from gallery import uploads
from gallery.models import Asset, Upload
from generation import registry
from generation.providers.errors import Rejected
from generation.providers.http import check_public


@dataclass(frozen=True)
class Picture:
    """An input picture as the page shows it. ``image`` is "" for an address elsewhere, which the page may not load.

    ``address``: where the whole picture is, "" where it is gone.
    """

    reference: str
    name: str
    image: str = ""
    address: str = ""


def save_upload(owner: Any, file: UploadedFile) -> str:
    """Keep a posted picture; its reference. Raises ``BadFile``."""
    return str(uploads.save(file, file.name or "picture", owner).pk)


def pictures(owner: Any, references: list[str]) -> dict[str, Picture]:
    """How each reference is shown; one that is unknown is shown by its own text."""
    ids = [uuid.UUID(item) for item in references if is_id(item)]
    found: dict[str, Picture] = {}
    for upload in Upload.objects.filter(owner=owner, pk__in=ids):
        found[str(upload.pk)] = Picture(str(upload.pk), upload.name, upload.file_address, upload.file_address)
    for asset in Asset.objects.filter(owner=owner, pk__in=ids):
        found[str(asset.pk)] = Picture(str(asset.pk), str(asset), asset.thumbnail_address, f"/asset/{asset.pk}")
    return {item: found.get(item) or _elsewhere(item) for item in references}


def _elsewhere(reference: str) -> Picture:
    if "://" not in reference:
        return Picture(reference, "A picture that is gone")
    return Picture(reference, _name(reference), address=reference)


def by_label(owner: Any, model: str, inputs: Mapping[str, list[str]]) -> list[tuple[str, list[Picture]]]:
    """The input pictures of an order, each field under its label in the model's form where that is still known."""
    shown = pictures(owner, [item for items in inputs.values() for item in items])
    try:
        declared = registry.spec(model).params.base_fields
    except registry.UnknownModel:
        declared = {}
    labels = {name: str(declared[name].label) if name in declared else name for name in inputs}
    return [(labels[name], [shown[item] for item in items]) for name, items in inputs.items() if items]


def still_there(owner: Any, references: list[str]) -> list[str]:
    """Those of the references that can go into an order: addresses, and pictures that were not deleted."""
    ids = [uuid.UUID(item) for item in references if is_id(item)]
    known = {str(pk) for pk in Upload.objects.filter(owner=owner, pk__in=ids).values_list("pk", flat=True)}
    live = Asset.objects.filter(owner=owner, pk__in=ids, deleted_at__isnull=True)
    known |= {str(pk) for pk in live.values_list("pk", flat=True)}
    return [item for item in references if item in known or "://" in item]


def check_address(text: str) -> str:
    """``text``, an address of a picture; raises ``Rejected`` for one that cannot be used, before anything is sent."""
    if not re.match(r"https?://[^/\s]+", text, re.IGNORECASE) and not text.startswith("/api/"):
        raise Rejected("Paste an address that begins with https://.", code="invalid")
    if "://" in text:
        check_public(text)
    return text


def is_id(text: str) -> bool:
    """Whether this is the id of an upload or of a file, in canonical form."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _name(reference: str) -> str:
    try:
        parts = urlsplit(reference)
    except ValueError:
        return reference[:40]
    return unquote(parts.path.rstrip("/").rpartition("/")[2])[:80] or parts.hostname or reference[:40]


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
