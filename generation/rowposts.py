"""Rows in a browser's post: ``shots-0-prompt``, ``shots-1-prompt`` … read, laid out anew, added, removed and moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.datastructures import MultiValueDict

from generation import fields
from generation.fields.rows import ROW_PATH
from generation.params import ParamsForm


def posted(data: MultiValueDict[str, Any], name: str) -> list[MultiValueDict[str, Any]]:
    """Every row of a list under its fields' own names, empty ones too, in order."""
    rows: dict[int, MultiValueDict[str, Any]] = {}
    for key, values in data.lists():
        found = ROW_PATH.fullmatch(key)
        if found and found["rows"] == name:
            rows.setdefault(int(found["index"]), MultiValueDict()).setlist(found["field"], values)
    return [rows[index] for index in sorted(rows)]


def under(start: str, row: MultiValueDict[str, Any]) -> MultiValueDict[str, Any]:
    """A row with ``start`` before every name."""
    return MultiValueDict({f"{start}{key}": values for key, values in row.lists()})


def paths(data: MultiValueDict[str, Any], form: type[ParamsForm]) -> Iterator[str]:
    """The path of every input field that a post may fill: of the form, and of each row that was posted."""
    for name, field in form.base_fields.items():
        if isinstance(field, fields.MediaInput):
            yield name
        elif isinstance(field, fields.Rows):
            inner = [key for key, each in field.form.base_fields.items() if isinstance(each, fields.MediaInput)]
            yield from (f"{name}-{at}-{key}" for at in _indexes(data, name) for key in inner)


def _indexes(data: MultiValueDict[str, Any], name: str) -> list[int]:
    found = (ROW_PATH.fullmatch(key) for key in data)
    return sorted({int(match["index"]) for match in found if match and match["rows"] == name})


def raw(form: type[ParamsForm], data: MultiValueDict[str, Any]) -> dict[str, Any]:
    """What a browser posted, field by field, unchecked: strings, lists of references, lists of rows."""
    values: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        if isinstance(field, fields.MediaInput):
            values[name] = [item for item in data.getlist(name) if item]
        elif isinstance(field, fields.Rows):
            values[name] = [raw(field.form, row) for row in posted(data, name)]
        elif isinstance(field, fields.Flag):
            values[name] = name in data
        elif name in data:
            values[name] = data.get(name)
    return values


def laid_out(
    data: MultiValueDict[str, Any], name: str, verb: str, at: int, field: fields.Rows
) -> MultiValueDict[str, Any]:
    """The post with the rows of one list as they are after ``edited``; all else as it was."""
    found = data.copy()
    for key in [key for key in data if (match := ROW_PATH.fullmatch(key)) and match["rows"] == name]:
        del found[key]
    for index, row in enumerate(edited(posted(data, name), verb, at, field)):
        for key, values in MultiValueDict(row).lists():
            found.setlist(f"{name}-{index}-{key}", values)
    return found


def edited(rows: Sequence[Any], verb: str, at: int, field: fields.Rows) -> list[Any]:
    """The rows after "add", "remove", "up" or "down"; what cannot be done changes nothing.

    Adding to none adds as many as the model needs at least.
    """
    found = list(rows)
    if verb == "add":
        more = 1 if found else max(1, field.least)
        return [*found, *({} for _ in range(more))][: field.most]
    if not 0 <= at < len(found):
        return found
    row = found.pop(at)
    if verb == "remove":
        return found
    found.insert(max(0, at + {"up": -1, "down": 1}.get(verb, 0)), row)
    return found
