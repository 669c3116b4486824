"""What was asked of a model, as people read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from generation import fields, registry


def settings(model: str, params: Mapping[str, Any], *, without: Collection[str] = ()) -> list[tuple[str, str]]:
    """What was asked, in words, by the labels of the model's form where it is still known; input files are apart."""
    try:
        declared = registry.spec(model).params.base_fields
    except registry.UnknownModel:
        declared = {}
    found = []
    for name, value in params.items():
        field = declared.get(name)
        if name not in without and not isinstance(field, fields.MediaInput):
            found.append((str(field.label) if field and field.label else name, _setting(field, value)))
    return found


def _setting(field: Any, value: Any) -> str:
    """A value as people read it; a list of rows is a line each."""
    if isinstance(value, bool):
        return "On" if value else "Off"
    if isinstance(field, fields.Rows) and isinstance(value, list):
        return "\n".join(f"{at}. {_row(field.form.base_fields, row)}" for at, row in enumerate(value, start=1))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _row(declared: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    plain = {name: value for name, value in row.items() if not isinstance(declared.get(name), fields.MediaInput)}
    named = ((getattr(declared.get(name), "label", name), value) for name, value in plain.items())
    return " · ".join(f"{label}: {_setting(None, value)}" for label, value in named)
