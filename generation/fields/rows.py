"""A list of small objects in a form: the shots of a film, the characters in it, the colours of a palette."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from generation.fields.media import MediaInput
from generation.fields.plain import Vocabulary

#: a field inside a row: ``elements-0-images``
ROW_PATH = re.compile(r"(?P<rows>.+?)-(?P<index>\d{1,3})-(?P<field>\w+)")


class _RowsWidget(forms.Widget):
    """Reads ``shots-0-prompt``, ``shots-1-prompt`` … of a post; an index may be missing, and empty rows are dropped."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[MultiValueDict[str, Any]]:
        rows: dict[int, MultiValueDict[str, Any]] = {}
        for key in data:
            found = ROW_PATH.fullmatch(key)
            if found and found["rows"] == name:
                values = data.getlist(key) if hasattr(data, "getlist") else [data[key]]
                if any(value not in (None, "") for value in values):
                    rows.setdefault(int(found["index"]), MultiValueDict()).setlist(found["field"], values)
        return [rows[index] for index in sorted(rows)]


class Rows(Vocabulary, forms.Field):
    """``form``: the ParamsForm of one row, media fields allowed. ``least``, ``most``: how many rows.

    ``noun``: what one row is ("shot"). ``unless_only``: names of fields with a value of their own (a type that is
    always chosen): a posted row in which nothing else was filled in counts as empty. Cleans to a list of dicts.
    In ``Job.inputs`` the files of row 0's field ``images`` are ``elements-0-images``.
    """

    look = "rows"
    json_type = "array"

    def __init__(
        self,
        form: Any,
        *,
        label: str,
        noun: str,
        most: int,
        least: int = 0,
        unless_only: tuple[str, ...] = (),
        advanced: bool = True,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("required", False)
        super().__init__(label=label, widget=_RowsWidget(), **kwargs)
        self.form = form
        self.noun = noun
        self.most, self.least = most, least
        self.unless_only = unless_only
        self.advanced = advanced

    def json_problem(self, value: Any) -> str:
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return ""
        return f"This must be a list of objects, one for each {self.noun}, with: {', '.join(self.form.base_fields)}."

    def put(self, bound: MultiValueDict[str, Any], name: str, value: Any) -> None:
        """Rows are laid in as they are: their own form reads them as JSON, so that types stay exact."""
        bound.setlist(f"{name}-json", list(value or ()))

    def bind(self, data: Mapping[str, Any], name: str) -> list[Any]:
        """The bound form of every row, of a browser's post or of a JSON body."""
        getlist = data.getlist if hasattr(data, "getlist") else lambda key: data.get(key, [])
        if as_json := getlist(f"{name}-json"):
            return [self.form.from_json(item) for item in as_json if isinstance(item, Mapping)]
        return [self.form.from_post(row) for row in self.filled(data, name)]

    def filled(self, data: Mapping[str, Any], name: str) -> list[MultiValueDict[str, Any]]:
        """The rows of a post in which something of their own was filled in."""
        counts = set(self.form.base_fields) - set(self.unless_only)
        posted: list[MultiValueDict[str, Any]] = self.widget.value_from_datadict(data, None, name)
        return [row for row in posted if counts.intersection(row)]

    def clean_rows(self, rows: list[Any]) -> list[dict[str, Any]]:
        """The cleaned rows; raises ``ValidationError`` with every problem, each naming its row."""
        if problems := [problem for at, row in enumerate(rows, start=1) for problem in self._of_row(at, row)]:
            raise ValidationError(problems)
        if len(rows) > self.most:
            raise ValidationError(
                f"This model takes up to {self.most} {self.noun}s. You gave {len(rows)}.", code="most"
            )
        if self.required and not rows:
            raise ValidationError(f"Add a {self.noun} first.", code="required")
        if rows and len(rows) < self.least:
            words = f"This model needs at least {self.least} {self.noun}s here. You gave {len(rows)}."
            raise ValidationError(words, code="least")
        return [row.params() for row in rows]

    def _of_row(self, at: int, row: Any) -> Iterator[ValidationError]:
        """What is wrong in a row: code "row", or "row_required" where something is only missing."""
        for error in (error for errors in row.errors.as_data().values() for error in errors):
            code = "row_required" if error.code == "required" else "row"
            for words in error.messages:
                yield ValidationError(f"{self.noun.capitalize()} {at}: {words}", code=code)

    def clean(self, value: Any) -> Any:
        """``value``: bound forms, as ``bind`` gives them."""
        return self.clean_rows(list(value or ()))

    def media(self, name: str, rows: Any) -> Iterator[tuple[str, MediaInput, list[str]]]:
        """Every input field of cleaned rows: its path, itself, the references in it."""
        for at, row in enumerate(rows or ()):
            for inner, field in self.form.base_fields.items():
                if isinstance(field, MediaInput) and row.get(inner):
                    yield f"{name}-{at}-{inner}", field, list(row[inner])

    def field_at(self, path: str) -> MediaInput | None:
        """The input field of a path such as ``elements-0-images``, None where there is none."""
        found = ROW_PATH.fullmatch(path)
        field = self.form.base_fields.get(found["field"]) if found else None
        return field if isinstance(field, MediaInput) else None

    def name_of(self, path: str) -> str:
        """What people call the row of a path: "Element 1" of ``elements-0-images``."""
        found = ROW_PATH.fullmatch(path)
        return f"{self.noun.capitalize()} {int(found['index']) + 1}" if found else ""

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "maxItems": self.most, "items": self.form.json_schema()}


def rows_of(path: str) -> str:
    """The rows field that a path belongs to (``elements`` of ``elements-0-images``), "" for a plain name."""
    found = ROW_PATH.fullmatch(path)
    return found["rows"] if found else ""
