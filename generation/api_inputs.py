"""Pictures inside a JSON body: data URIs and plain base64 become uploads, everything else stays as it is."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from gallery import uploads
from gallery.formats import BadFile
from generation.params import ParamsForm
from mediahub.errors import ApiError

_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}")
#: shorter texts are ids or mistakes: the smallest picture there is takes more
_SHORTEST = 48
#: what stands for a picture where only its presence counts; it is never fetched
_SOME_PICTURE = "https://picture.invalid/"


def with_uploads(owner: Any, form: type[ParamsForm], body: dict[str, Any]) -> dict[str, Any]:
    """``body`` with every inline picture of ``form``'s image fields replaced by its upload's id.

    Raises ``ApiError`` 400, naming the field, for what cannot be decoded or is no picture.
    """
    return _replaced(form, body, lambda field, text: _stored(owner, field, text))


def without_pictures(form: type[ParamsForm], body: dict[str, Any]) -> dict[str, Any]:
    """``body`` with an address in place of every inline picture, so that nothing is stored for a mere question."""
    return _replaced(form, body, lambda field, text: _SOME_PICTURE)


def _replaced(form: type[ParamsForm], body: dict[str, Any], replacement: Callable[[str, str], str]) -> dict[str, Any]:
    aliases, pictures = form.all_aliases(), form().image_fields()

    def of(field: str, value: Any) -> Any:
        if isinstance(value, list):
            return [of(field, item) for item in value]
        return replacement(field, value) if isinstance(value, str) and _is_inline(value) else value

    return {name: of(name, value) if aliases.get(name, name) in pictures else value for name, value in body.items()}


def _is_inline(text: str) -> bool:
    stripped = text.strip()
    return _is_data_uri(stripped) or (len(stripped) >= _SHORTEST and _BASE64.fullmatch(stripped) is not None)


def _is_data_uri(text: str) -> bool:
    return text[:5].lower() == "data:"


def _stored(owner: Any, field: str, text: str) -> str:
    """The id of the upload that ``text`` holds."""
    data, name = text.strip(), field
    if _is_data_uri(data):
        head, _, data = data[5:].partition(",")
        if not head.lower().endswith(";base64"):
            raise ApiError(400, "invalid", "A data URI must be in base64 here: data:image/png;base64,…", field=field)
        name = f"{field}.{head.partition(';')[0].rpartition('/')[2] or 'bin'}"
    try:
        received = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ApiError(400, "invalid", "This is not valid base64. It may have been cut off.", field=field) from error
    try:
        return str(uploads.save(received, name, owner).pk)
    except BadFile as error:
        raise ApiError(400, "bad_file", str(error), field=field) from error
