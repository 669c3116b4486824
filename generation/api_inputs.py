"""Files inside a JSON body: data URIs and plain base64 become uploads, everything else stays as it is."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from gallery import uploads
from gallery.formats import BadFile
from generation import fields
from generation.params import ParamsForm
from mediahub.errors import ApiError

_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}")
#: shorter texts are ids or mistakes: the smallest file there is takes more
_SHORTEST = 48
#: what stands for a file where only its presence counts; it is never fetched
_SOME_FILE = "https://file.invalid/"


def with_uploads(owner: Any, form: type[ParamsForm], body: dict[str, Any]) -> dict[str, Any]:
    """``body`` with every inline file of ``form``'s input fields, in rows too, replaced by its upload's id.

    Raises ``ApiError`` 400, naming the field, for what cannot be decoded or is no file that can be used.
    """
    return _replaced(form, body, lambda field, text: _stored(owner, field, text))


def without_files(form: type[ParamsForm], body: dict[str, Any]) -> dict[str, Any]:
    """``body`` with an address in place of every inline file, so that nothing is stored for a mere question."""
    return _replaced(form, body, lambda field, text: _SOME_FILE)


def _replaced(form: type[ParamsForm], body: dict[str, Any], replacement: Callable[[str, str], str]) -> dict[str, Any]:
    aliases, declared = form.all_aliases(), form.base_fields

    def of(name: str, value: Any) -> Any:
        field = declared.get(aliases.get(name, name))
        if isinstance(field, fields.Rows):
            return _in_rows(field, name, value, replacement)
        takes_files = isinstance(field, fields.MediaInput) and not isinstance(field, fields.MadeBy)
        return _each(name, value, replacement) if takes_files else value

    return {name: of(name, value) for name, value in body.items()}


def _in_rows(field: fields.Rows, name: str, value: Any, replacement: Callable[[str, str], str]) -> Any:
    """Rows with their inline files replaced; what is wrong in one is told of the whole list."""
    if not isinstance(value, list):
        return value
    inner = field.form
    return [
        _replaced(inner, row, lambda _, text: replacement(name, text)) if isinstance(row, dict) else row
        for row in value
    ]


def _each(name: str, value: Any, replacement: Callable[[str, str], str]) -> Any:
    if isinstance(value, list):
        return [_each(name, item, replacement) for item in value]
    return replacement(name, value) if isinstance(value, str) and _is_inline(value) else value


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
