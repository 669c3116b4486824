"""The controls of a model's form: each field with the fragment that draws it, wells with their files, rows of controls.

A field inside rows is named by its path: ``elements-0-images`` is the field ``images`` in the first row of
``elements``. That is Django's own prefix, so a row's form is drawn like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from generation import fields, registry, rowposts
from generation.params import ParamsForm
from generation.pictures import Shown, shown

_ENDINGS = {
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/aac": ".aac",
    "video/quicktime": ".mov",
    "video/x-matroska": ".mkv",
}
#: codes of problems that a row shows by itself
_IN_ROW = ("row", "row_required")
#: bounds that stand for "any number of pixels"
_NO_END = 20_000
_ADD_ICONS = {"image": "image-plus", "video": "film", "audio": "music"}


@dataclass(frozen=True)
class Control:
    """One field of a model's form. ``pictures``: the files in a well; ``rows``: the rows of a list."""

    bound: Any
    pictures: tuple[Shown, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def look(self) -> str:
        return f"params/_{getattr(self.bound.field, 'look', 'text')}.html"

    @property
    def advanced(self) -> bool:
        return bool(getattr(self.bound.field, "advanced", False))

    @property
    def changed(self) -> bool:
        """Whether it differs from the model's own default."""
        value, default = self.bound.value(), self.bound.field.initial
        if isinstance(self.bound.field, fields.Flag):
            return bool(value) != bool(default)
        return value not in (None, "", []) and str(value) != str(default)

    @property
    def holds_something(self) -> bool:
        """Whether something is in it that must not stay unseen: files, rows, or what is wrong."""
        return bool(self.pictures or self.rows or self.bound.errors)

    # -- choices -------------------------------------------------------------------------------------------------

    @property
    def options(self) -> list[Any]:
        """The choices in the order of the page: lengths from short to long, whatever the default is."""
        found = list(self.bound.subwidgets)
        if isinstance(self.bound.field, fields.Duration):
            found.sort(key=lambda option: int(option.data["value"]))
        return found

    @property
    def can_be_open(self) -> bool:
        """Whether nothing needs to be chosen: the model then decides by itself."""
        field = self.bound.field
        return isinstance(field, fields.Choice) and field.initial is None and not field.required

    @property
    def is_open(self) -> bool:
        return self.bound.value() in (None, "")

    # -- wells ---------------------------------------------------------------------------------------------------

    @property
    def room(self) -> int:
        """How many more files it takes."""
        return max(0, self.bound.field.most - len(self.pictures))

    @property
    def accept(self) -> str:
        """What the browser's own dialog offers."""
        types = [f"{self.bound.field.medium}/{name}" for name in self.bound.field.formats]
        return ",".join([*types, *(_ENDINGS[name] for name in types if name in _ENDINGS)])

    @property
    def icon(self) -> str:
        return _ADD_ICONS[self.bound.field.medium]

    @property
    def limits(self) -> str:
        """What the model reads, in words: "MP4 or MOV · 3 to 30 s · up to 100 MB"."""
        return limits(self.bound.field)

    @property
    def mask_of(self) -> str:
        """The name of the field over whose picture this one is painted, "" where there is none."""
        of = getattr(self.bound.field, "mask_of", "")
        return self.bound.form.add_prefix(of) if of else ""

    @property
    def makers(self) -> list[dict[str, str]]:
        """The models whose results a well takes, where it takes nothing else."""
        return makers(self.bound.field)

    # -- rows ----------------------------------------------------------------------------------------------------

    @property
    def own_errors(self) -> list[str]:
        """What is wrong with the list as a whole; a row shows its own."""
        found = self.bound.form.errors.get(self.bound.name)
        problems = found.as_data() if found else []
        return [str(words) for error in problems if error.code not in _IN_ROW for words in error.messages]

    @property
    def may_grow(self) -> bool:
        return len(self.rows) < self.bound.field.most


@dataclass(frozen=True)
class Row:
    """One row of a list, numbered from 0."""

    at: int
    controls: tuple[Control, ...]
    is_last: bool = False

    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def main(self) -> list[Control]:
        return [control for control in self.controls if not self._folds(control)]

    @property
    def advanced(self) -> list[Control]:
        return [control for control in self.controls if self._folds(control)]

    @staticmethod
    def _folds(control: Control) -> bool:
        return control.advanced and not control.holds_something and not control.changed


def controls(owner: Any, form: ParamsForm) -> list[Control]:
    """Every control of a form, in its order; all files are looked up at once."""
    rows = {name: row_forms(form, name) for name, field in form.fields.items() if isinstance(field, fields.Rows)}
    every = [form, *(row for found in rows.values() for row in found)]
    known = shown(owner, [item for each in every for name in each.media_fields() for item in references(each, name)])
    return [_control(form, name, known, rows.get(name, [])) for name in form.fields]


def _control(form: ParamsForm, name: str, known: Mapping[str, Shown], rows: list[ParamsForm]) -> Control:
    if isinstance(form.fields[name], fields.MediaInput):
        return Control(form[name], tuple(known[item] for item in references(form, name)))
    drawn = (
        Row(at, tuple(_control(row, inner, known, []) for inner in row.fields), is_last=at == len(rows) - 1)
        for at, row in enumerate(rows)
    )
    return Control(form[name], rows=tuple(drawn))


def references(form: ParamsForm, name: str) -> list[str]:
    """What stands in a well now."""
    value = form[name].value() or []
    return [str(item) for item in (value if isinstance(value, (list, tuple)) else [value]) if item]


def row_forms(form: ParamsForm, name: str) -> list[ParamsForm]:
    """The form of every row of a list, each under its prefix; a list that cannot be empty has its first rows ready."""
    field = form.fields[name]
    assert isinstance(field, fields.Rows)
    if form.is_bound:
        found = [_bound_row(form, name, at, row) for at, row in enumerate(field.filled(form.data, name))]
    else:
        opened = form.get_initial_for_field(field, name) or ()
        found = [field.form(initial=row, prefix=f"{name}-{at}") for at, row in enumerate(opened)]
    missing = range(len(found), max(field.least, 1) if field.required and not found else len(found))
    return [*found, *(field.form(prefix=f"{name}-{at}") for at in missing)]


def _bound_row(form: ParamsForm, name: str, at: int, row: Any) -> ParamsForm:
    start = f"{name}-{at}-"
    refused = {path.removeprefix(start): why for path, why in form.row_refusals.items() if path.startswith(start)}
    made: ParamsForm = form.fields[name].form(rowposts.under(start, row), prefix=start[:-1], refusals=refused)  # type: ignore[attr-defined]
    return made


def chosen(drawn: list[Control]) -> dict[str, list[str]]:
    """The references in all wells, by path."""
    found = {control.bound.html_name: [file.reference for file in control.pictures] for control in every(drawn)}
    return {path: items for path, items in found.items() if items}


def every(drawn: list[Control]) -> Iterator[Control]:
    """All controls, those of rows too."""
    for control in drawn:
        yield control
        for row in control.rows:
            yield from row.controls


def makers(field: fields.MediaInput) -> list[dict[str, str]]:
    """Name, key and kind of the models that are offered and whose results a field takes; none for any other field."""
    specs = [registry.spec(key) for key in getattr(field, "models", ())]
    return [{"name": spec.name, "key": spec.key, "kind": str(spec.kind)} for spec in specs if registry.is_offered(spec)]


# -- words -----------------------------------------------------------------------------------------------------------


def limits(field: fields.MediaInput) -> str:
    """What a model reads, in words."""
    if isinstance(field, fields.MadeBy):
        return ""
    parts = [_formats(field), _span(field.seconds, "s")]
    if field.total_seconds and field.most > 1:
        parts.append(f"{field.total_seconds:g} s in all")
    parts += [_span(field.sides, "pixels a side"), f"up to {field.max_bytes / 1e6:.0f} MB"]
    return " · ".join(part for part in parts if part)


def _formats(field: fields.MediaInput) -> str:
    *others, last = dict.fromkeys(fields.format_name(name, field.medium) for name in field.formats)
    return f"{', '.join(others)} or {last}" if others else last


def _span(bounds: tuple[float, float] | None, unit: str) -> str:
    if not bounds:
        return ""
    low, high = bounds
    if high >= _NO_END:
        return f"{low:,g} {unit} or more"
    return f"{low:g} to {high:,g} {unit}" if low else f"up to {high:,g} {unit}"


def conflict(form: ParamsForm) -> tuple[str, str]:
    """The first field and sentence that refuse what is chosen so far; what is only missing yet is no conflict."""
    form.is_valid()
    for name, errors in form.errors.as_data().items():
        if name in form.fields and _is_filled(form, name) and (error := next(filter(_is_wrong, errors), None)):
            return name, str(error.messages[0])
    return "", ""


def _is_filled(form: ParamsForm, name: str) -> bool:
    """Whether something stands in a field; a switch always says something."""
    return isinstance(form.fields[name], fields.Flag) or form[name].value() not in (None, "", [], ())


def _is_wrong(error: ValidationError) -> bool:
    return error.code not in ("required", "row_required")
