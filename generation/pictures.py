"""Input files on the page: what a reference looks like, and keeping what a browser sends."""

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
from generation.params import ParamsForm
from generation.providers.errors import Rejected
from generation.providers.http import check_public
from mediahub.templatetags.ui import clock


@dataclass(frozen=True)
class Shown:
    """An input file as the page shows it.

    ``image``: its small picture, ``file``: its bytes to look at or listen to; both are "" for an address elsewhere,
    which the page may not load. ``address``: where the whole file is, "" where it is gone. ``medium``: "" where that is
    not known. ``facts``: length and size in words. ``model``: key of the model that made a file of the gallery.
    """

    reference: str
    name: str
    image: str = ""
    file: str = ""
    address: str = ""
    medium: str = ""
    facts: str = ""
    model: str = ""


def save_upload(owner: Any, file: UploadedFile) -> str:
    """Keep a posted file; its reference. Raises ``BadFile``."""
    return str(uploads.save(file, file.name or "picture", owner).pk)


def shown(owner: Any, references: list[str]) -> dict[str, Shown]:
    """How each reference is shown; one that is unknown is shown by its own text."""
    ids = [uuid.UUID(item) for item in references if is_id(item)]
    found: dict[str, Shown] = {}
    if ids:
        found |= {str(row.pk): _upload(row) for row in Upload.objects.filter(owner=owner, pk__in=ids)}
        found |= {str(row.pk): _asset(row) for row in Asset.objects.filter(owner=owner, pk__in=ids)}
    return {item: found.get(item) or _elsewhere(item) for item in references}


def _upload(row: Upload) -> Shown:
    return Shown(
        reference=str(row.pk),
        name=row.name,
        image=row.file_address if row.media_type == "image" else "",
        file=row.file_address,
        address=row.file_address,
        medium=row.media_type,
        facts=_facts(row),
    )


def _asset(row: Asset) -> Shown:
    return Shown(
        reference=str(row.pk),
        name=str(row),
        image=row.thumbnail_address,
        file="" if row.deleted_at else row.file_address,
        address=f"/asset/{row.pk}",
        medium=row.media_type,
        facts=_facts(row),
        model=row.model,
    )


def _facts(row: Upload | Asset) -> str:
    size = f"{row.width} × {row.height}" if row.width and row.height else ""
    length = clock(row.duration) if row.duration else ""
    return " · ".join(part for part in (length, size) if part)


def _elsewhere(reference: str) -> Shown:
    if "://" not in reference:
        return Shown(reference, "A file that is gone")
    return Shown(reference, _name(reference), address=reference)


def by_label(owner: Any, model: str, inputs: Mapping[str, list[str]]) -> list[tuple[str, list[Shown]]]:
    """The input files of an order, each field under its label in the model's form where that is still known."""
    known = shown(owner, [item for items in inputs.values() for item in items])
    try:
        form = registry.spec(model).params
    except registry.UnknownModel:
        form = ParamsForm
    return [(_label(form, path), [known[item] for item in items]) for path, items in inputs.items() if items]


def _label(form: type[ParamsForm], path: str) -> str:
    field = form.media_field(path)
    row = form.row_name(path)
    label = str(field.label) if field else path
    return f"{row}: {label}" if row else label


def still_there(owner: Any, references: list[str]) -> list[str]:
    """Those of the references that can go into an order: addresses, and files that were not deleted."""
    ids = [uuid.UUID(item) for item in references if is_id(item)]
    known = {str(pk) for pk in Upload.objects.filter(owner=owner, pk__in=ids).values_list("pk", flat=True)}
    live = Asset.objects.filter(owner=owner, pk__in=ids, deleted_at__isnull=True)
    known |= {str(pk) for pk in live.values_list("pk", flat=True)}
    return [item for item in references if item in known or "://" in item]


def check_address(text: str) -> str:
    """``text``, an address of a file; raises ``Rejected`` for one that cannot be used, before anything is sent."""
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
    """The input files of a file's recipe by path: those that are still here, and addresses."""
    named = recipe.get("inputs") if isinstance(recipe, dict) else None
    if not isinstance(named, dict):
        return {}
    return {name: [found for item in items if (found := _known(owner, str(item)))] for name, items in named.items()}


def _known(owner: Any, item: str) -> str:
    """The reference for a hash or an address in a recipe, "" where the file is gone."""
    if "://" in item:
        return item
    upload = Upload.objects.filter(owner=owner, sha256=item).first()
    asset = upload or Asset.objects.filter(owner=owner, sha256=item, deleted_at__isnull=True).first()
    return str(asset.pk) if asset else ""
