"""Input pictures: from the references in a form to files that can be sent.

A reference is the id of an upload, the id of a picture in the gallery, or a public address (``fields.ImageInput``).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from gallery import library, uploads
from gallery.models import Asset, Upload
from generation.params import ParamsForm
from generation.providers.base import InputFile
from generation.providers.errors import Rejected
from generation.providers.http import check_public


class Refused(Exception):
    """A request that the form alone could not judge is refused; ``field`` is to blame."""

    def __init__(self, field: str, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.code = code


def check(owner: Any, form: ParamsForm) -> dict[str, list[str]]:
    """The references of a valid form by field, each known, owned, readable by the model; raises ``Refused``."""
    found: dict[str, tuple[InputFile, ...]] = {}
    references: dict[str, list[str]] = {}
    for name in form.image_fields():
        given = form.cleaned_data.get(name) or []
        if given:
            found[name] = tuple(_checked(owner, name, form.fields[name], reference) for reference in given)
            references[name] = given
    try:
        form.check_inputs(found)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(field, messages[0]) from error
    return references


def files(
    owner_id: int, references: dict[str, list[str]], *, missing_ok: bool = False
) -> dict[str, tuple[InputFile, ...]]:
    """The files behind a job's references; raises ``Rejected`` for one that is gone, or leaves its field out."""
    found: dict[str, tuple[InputFile, ...]] = {}
    try:
        for name, items in references.items():
            found[name] = tuple(_file(owner_id, name, item) for item in items)
        return found
    except Refused as error:
        if missing_ok:
            return found
        raise Rejected(f"{error.message} Nothing was charged.", code="bad_input", field=error.field) from error


def _checked(owner: Any, name: str, field: Any, reference: str) -> InputFile:
    file = _file(owner.pk, name, reference)
    if file.url:
        try:
            check_public(file.url)
        except Rejected as error:
            raise Refused(name, error.message, error.code) from error
        return file
    if file.mime.partition("/")[2] not in field.formats:
        wanted = ", ".join(item.upper() for item in field.formats)
        raise Refused(name, f"{file.name} is {file.mime}. This model reads {wanted}.")
    if file.size > field.max_bytes:
        limit = f"{field.max_bytes / 1e6:.0f} MB"
        raise Refused(name, f"{file.name} is {file.size / 1e6:.1f} MB. This model takes up to {limit} a picture.")
    return file


def _file(owner_id: int, name: str, reference: str) -> InputFile:
    if "://" in reference:
        return InputFile(url=reference, name=reference.rpartition("/")[2][:80])
    upload = Upload.objects.filter(pk=UUID(reference), owner_id=owner_id).first()
    if upload:
        return _local(name, upload, uploads.path(upload), upload.name)
    asset = Asset.objects.filter(pk=UUID(reference), owner_id=owner_id).first()
    if asset is None:
        raise Refused(
            name, "There is no picture with this id. Upload it first, or choose one from the gallery.", "unknown_input"
        )
    if asset.media_type != "image":
        raise Refused(name, f"{asset.filename} is a video. Choose a picture.")
    return _local(name, asset, library.path(asset), asset.filename)


def _local(field: str, row: Any, path: Any, name: str) -> InputFile:
    if not path.is_file():
        raise Refused(field, f"{name} is missing on disk. Upload it again.", "missing_file")
    return InputFile(
        path=path,
        name=name,
        mime=row.mime,
        sha256=row.sha256,
        size=row.bytes,
        width=row.width or 0,
        height=row.height or 0,
    )
