"""The form of a model, and the one gate through which every request passes.

A spec's params are a Django form written in the vocabulary of ``fields.py``. Pages bind it to a browser's post
(``from_post``), every other door to JSON (``from_json``): the same checks and the same words at every door.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from generation import fields
from generation.fields.rows import rows_of


class _Shared(dict[str, forms.Field]):
    """The fields of a form that changes none of them: Django copies every field for every form, which takes longer
    than checking what was sent."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class ParamsForm(forms.Form):
    """What one model may be asked. What is not declared cannot be asked."""

    #: Other names of a field here, beside those that image fields bring: ``{"image_url": "image"}``.
    aliases: dict[str, str] = {}

    #: Values of undeclared fields that ask for nothing and are dropped, so that one client can talk to every model.
    neutral: dict[str, Any] = {"n_variants": 1, "is_enhance": False}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.refusals: dict[str, str] = kwargs.pop("refusals", {})
        #: why an input file inside a row is refused, by path
        self.row_refusals: dict[str, str] = {}
        kwargs.setdefault("auto_id", "param-%s")
        if kwargs.pop("shares_fields", False):
            vars(self)["base_fields"] = _Shared(self.base_fields)
        super().__init__(*args, **kwargs)

    # -- doors ---------------------------------------------------------------------------------------------------

    @classmethod
    def from_post(cls, data: QueryDict | MultiValueDict[str, Any]) -> ParamsForm:
        """Bind what a browser posted: absent checkboxes are off, nothing is filled in."""
        return cls(data)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ParamsForm:
        """Bind a JSON object: defaults laid under it, unknown names and wrong JSON types refused by name."""
        given, refusals = cls._named(data)
        bound: MultiValueDict[str, Any] = MultiValueDict()
        for name, field in cls.base_fields.items():
            value = given.get(name)
            if value is None:
                value = fields.default_of(field)
            elif problem := fields.json_problem(field, value):
                refusals[name] = problem
                continue
            fields.put(field, bound, name, value)
        return cls(bound, refusals=refusals, shares_fields=True)

    @classmethod
    def _named(cls, data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """``data`` under this form's own names, and what is refused because it has no such field."""
        given: dict[str, Any] = {}
        refusals: dict[str, str] = {}
        aliases = cls.all_aliases()
        for name, value in data.items():
            target = aliases.get(name, name)
            if target in cls.base_fields:
                if value is not None:
                    given[target] = cls._joined(given.get(target), value, target)
            elif value is not None and not (name in cls.neutral and value == cls.neutral[name]):
                refusals[str(name)] = f"This model has no “{name}” setting. It takes: {', '.join(cls.base_fields)}."
        return given, refusals

    @classmethod
    def _joined(cls, before: Any, value: Any, target: str) -> Any:
        """Two spellings of one image field add up (``image`` and ``image_url``); for others the last one counts."""
        if before is None or not isinstance(cls.base_fields[target], fields.MediaInput):
            return value
        return [*(before if isinstance(before, list) else [before]), *(value if isinstance(value, list) else [value])]

    @classmethod
    def all_aliases(cls) -> dict[str, str]:
        """Every other spelling that this form accepts, and the field that it means."""
        found = dict(cls.aliases)
        for name, field in cls.base_fields.items():
            spellings = fields.aliases_of(name) if isinstance(field, fields.MediaInput) else ()
            found.update({alias: name for alias in spellings if alias not in cls.base_fields})
        return found

    @classmethod
    def spellings(cls) -> set[str]:
        """Every name that a field of this form may be given under."""
        return {*cls.base_fields, *cls.all_aliases()}

    # -- checking ------------------------------------------------------------------------------------------------

    def _clean_fields(self) -> None:
        """Rows are cleaned by forms of their own; everything else as Django does."""
        plain = self.fields
        self.fields = {name: field for name, field in plain.items() if not isinstance(field, fields.Rows)}
        super()._clean_fields()  # type: ignore[misc]
        self.fields = plain
        for name, field in plain.items():
            if isinstance(field, fields.Rows):
                try:
                    self.cleaned_data[name] = field.clean(field.bind(self.data, name))
                except ValidationError as error:
                    self.add_error(name, error)

    def full_clean(self) -> None:
        super().full_clean()
        for name, problem in self.refusals.items():
            if name in self.fields:
                self.errors.pop(name, None)
                self.add_error(name, problem)
            else:
                self.errors[name] = self.error_class([problem], renderer=self.renderer)

    def refuse(self, path: str, reason: str) -> None:
        """Add what only a look at the files could tell. ``path``: of a field, of an input file in a row, or unknown."""
        rows = rows_of(path)
        if isinstance(self.fields.get(rows), fields.Rows):
            self.row_refusals[path] = reason
            self.add_error(rows, ValidationError(f"{self.row_name(path)}: {reason}", code="row"))
        else:
            self.add_error(path if path in self.fields else None, reason)

    @classmethod
    def row_name(cls, path: str) -> str:
        """What people call the row of a path: "Element 1" of ``elements-0-images``; "" for a plain name."""
        field = cls.base_fields.get(rows_of(path))
        return field.name_of(path) if isinstance(field, fields.Rows) else ""

    def params(self) -> dict[str, Any]:
        """The cleaned values by field name, JSON-ready, empty ones left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", (), [])}

    def check_inputs(self, inputs: Mapping[str, Any]) -> None:
        """Hook for what only the pictures can tell (a mask as large as its image). ``inputs``: InputFiles by field.

        Raises ``ValidationError({field: sentence})``.
        """

    def media_fields(self) -> list[str]:
        """Names of the fields that hold input files; those inside rows are not among them."""
        return [name for name, field in self.fields.items() if isinstance(field, fields.MediaInput)]

    def rows(self, name: str) -> list[ParamsForm]:
        """The bound form of every row of a ``Rows`` field."""
        field = self.fields[name]
        assert isinstance(field, fields.Rows)
        return (
            field.bind(self.data, name) if self.is_bound else [field.form.from_json(row) for row in self._opened(name)]
        )

    def _opened(self, name: str) -> list[dict[str, Any]]:
        value = self.get_initial_for_field(self.fields[name], name)
        return [row for row in value or () if isinstance(row, dict)]

    def references(self) -> dict[str, list[str]]:
        """Every reference to an input file of a valid form, by path: ``images``, and ``elements-0-images`` in rows."""
        found: dict[str, list[str]] = {}
        for name, field in self.fields.items():
            if isinstance(field, fields.MediaInput) and self.cleaned_data.get(name):
                found[name] = list(self.cleaned_data[name])
            elif isinstance(field, fields.Rows):
                found.update({path: given for path, _, given in field.media(name, self.cleaned_data.get(name))})
        return found

    @classmethod
    def media_field(cls, path: str) -> fields.MediaInput | None:
        """The input field of a path, None where this form has none there."""
        field = cls.base_fields.get(path) or cls.base_fields.get(rows_of(path))
        if isinstance(field, fields.Rows):
            return field.field_at(path)
        return field if isinstance(field, fields.MediaInput) else None

    @classmethod
    def is_inside_row(cls, path: str) -> bool:
        """Whether this is the path of an input file inside a row of this form."""
        return isinstance(cls.base_fields.get(rows_of(path)), fields.Rows)

    def problems(self) -> list[tuple[str, str]]:
        """(field, sentence) of all that is wrong, in the order of the form; the field is empty for the whole form."""
        found = []
        for name, messages in self.errors.items():
            found += [("" if name == NON_FIELD_ERRORS else name, str(message)) for message in messages]
        return found

    # -- description ---------------------------------------------------------------------------------------------

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """JSON Schema (OpenAPI 3.1 dialect) of ``from_json``'s object."""
        required = [
            name for name, field in cls.base_fields.items() if field.required and fields.default_of(field) is None
        ]
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: fields.json_schema(field) for name, field in cls.base_fields.items()},
            "additionalProperties": False,
        }
        return {**schema, "required": required} if required else schema

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """What is sent for a field that the caller leaves out."""
        found = {name: fields.default_of(field) for name, field in cls.base_fields.items()}
        return {name: value for name, value in found.items() if value not in (None, "", [], ())}
