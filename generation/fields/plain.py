"""Words, choices, switches and numbers, and what every field of the vocabulary has in common."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

#: more choices than these are drawn as a list to pick from
_MOST_CHIPS = 12


class Vocabulary:
    """What every field of the vocabulary can tell about itself, beside what Django's fields do."""

    json_type: str = "string"
    advanced: bool = False
    #: name of the template fragment under ``templates/params/`` that draws it
    look: str = "text"

    def schema(self) -> dict[str, Any]:
        """What JSON Schema says about it beside type, title, description and default."""
        return {}

    def json_problem(self, value: Any) -> str:
        """The sentence that refuses a JSON value of the wrong type, or "" where the type is right."""
        return _type_problem(self.json_type, value)

    def put(self, bound: MultiValueDict[str, Any], name: str, value: Any) -> None:
        """Lay one JSON value into form data, the way a browser would post it."""
        if value is None or value is False:
            return
        bound.setlist(name, [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)])


def _is(json_type: str, value: Any) -> bool:
    """Whether a decoded JSON value has this JSON type. True is no integer; 5.0 is no integer."""
    if json_type == "boolean":
        return isinstance(value, bool)
    if json_type == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if json_type == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, str)


_TYPE_WORDS = {"boolean": "true or false", "integer": "a whole number", "number": "a number", "string": "text"}


def _type_problem(json_type: str, value: Any) -> str:
    return "" if _is(json_type, value) else f"This must be {_TYPE_WORDS[json_type]}."


def json_problem(field: forms.Field, value: Any) -> str:
    """The sentence that refuses a JSON value of the wrong type, or "" where the type is right."""
    if isinstance(field, Vocabulary):
        return field.json_problem(value)
    return _type_problem(getattr(field, "json_type", "string"), value)


def put(field: forms.Field, bound: MultiValueDict[str, Any], name: str, value: Any) -> None:
    """Lay one JSON value into form data, the way a browser would post it."""
    return field.put(bound, name, value) if isinstance(field, Vocabulary) else Vocabulary().put(bound, name, value)


def default_of(field: forms.Field) -> Any:
    """The value that counts when a JSON caller leaves the field out; None where there is none."""
    return field.initial


def json_schema(field: forms.Field) -> dict[str, Any]:
    """The JSON Schema of one field."""
    schema: dict[str, Any] = {"type": getattr(field, "json_type", "string")}
    if isinstance(field, Vocabulary):
        schema.update(field.schema())
    schema["title"] = str(field.label or "")
    if field.help_text:
        schema["description"] = str(field.help_text)
    if field.initial is not None:
        schema["default"] = field.initial
    return schema


class Prompt(Vocabulary, forms.CharField):
    """What to make, in words. ``max_length`` and ``min_length`` in characters."""

    look = "prompt"

    def __init__(self, *, max_length: int = 5000, required: bool = True, label: str = "Prompt", **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
        super().__init__(max_length=max_length, required=required, label=label, widget=widget, **kwargs)
        self.error_messages["required"] = "Write a prompt first. One sentence is enough."
        # the counter on the page turns red and the form answers; a browser that silently cuts loses words
        self.widget.attrs.pop("maxlength", None)

    def run_validators(self, value: str) -> None:
        if self.max_length and len(value) > self.max_length:
            limit, size = f"{self.max_length:,}", f"{len(value):,}"
            raise ValidationError(f"This model takes up to {limit} characters. Yours has {size}.", code="max_length")
        if value and len(value) < (self.min_length or 0):
            words = f"This model needs at least {self.min_length} characters. Yours has {len(value)}."
            raise ValidationError(words, code="min_length")
        super().run_validators(value)

    def schema(self) -> dict[str, Any]:
        least = {"minLength": self.min_length} if self.min_length else {}
        return {"maxLength": self.max_length, **least}


class Text(Prompt):
    """A short free text that is not the prompt: a watermark, what to leave out."""

    look = "text"

    def __init__(self, *, label: str, max_length: int = 500, advanced: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=max_length, label=label, **kwargs)
        self.error_messages["required"] = f"{label} is missing. Write it first."
        self.widget = forms.TextInput(attrs={"autocomplete": "off"})
        self.advanced = advanced


class Secret(Text):
    """A key. It goes in and never comes out: the page shows an empty box."""

    look = "secret"

    def __init__(self, *, label: str, max_length: int = 500, advanced: bool = False, **kwargs: Any) -> None:
        super().__init__(label=label, max_length=max_length, advanced=advanced, **kwargs)
        self.widget = forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=False)

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), "writeOnly": True}


class NegativePrompt(Text):
    """What the picture must not show."""

    def __init__(self, *, max_length: int = 500, **kwargs: Any) -> None:
        super().__init__(label="Leave out", max_length=max_length, help_text="What must not appear.", **kwargs)


class Choice(Vocabulary, forms.TypedChoiceField):
    """One of a few values, plain or as (value, words); integers stay integers.

    The first is the default unless ``initial`` names another or ``optional`` asks for none.
    """

    @property
    def look(self) -> str:  # type: ignore[override]
        return "chips" if len(self.values) <= _MOST_CHIPS else "select"

    def __init__(
        self,
        *choices: Any,
        label: str,
        initial: Any = None,
        optional: bool = False,
        advanced: bool = False,
        **kwargs: Any,
    ) -> None:
        pairs = [choice if isinstance(choice, tuple) else (choice, self.words(choice)) for choice in choices]
        self.values = [value for value, _ in pairs]
        kwargs.setdefault("required", False)
        super().__init__(
            choices=pairs,
            coerce=int if isinstance(self.values[0], int) else str,
            label=label,
            widget=forms.RadioSelect,
            empty_value=None,
            **kwargs,
        )
        self.initial = None if optional else (self.values[0] if initial is None else initial)
        self.advanced = advanced
        self.json_type = "integer" if isinstance(self.values[0], int) else "string"
        self.error_messages["invalid_choice"] = f"Choose one of: {', '.join(map(str, self.values))}."

    def words(self, value: Any) -> str:
        return str(value)

    def clean(self, value: Any) -> Any:
        """An empty post means the default: chips always have one chosen, other clients may leave it out."""
        return super().clean(self.initial if value in (None, "") else value)

    def schema(self) -> dict[str, Any]:
        return {"enum": self.values}


class AspectRatio(Choice):
    """Width to height: ``AspectRatio("16:9", "9:16")``."""

    look = "ratios"

    def __init__(self, *choices: Any, label: str = "Ratio", **kwargs: Any) -> None:
        super().__init__(*choices, label=label, **kwargs)


class Resolution(Choice):
    """The size class of the result: ``Resolution("720p", "1080p")``."""

    def __init__(self, *choices: Any, label: str = "Resolution", **kwargs: Any) -> None:
        super().__init__(*choices, label=label, **kwargs)


class Duration(Choice):
    """Length in whole seconds: ``Duration(8, 6, 4)``. A provider's own spelling exists only on its wire."""

    def __init__(self, *choices: int, label: str = "Duration", **kwargs: Any) -> None:
        super().__init__(*choices, label=label, **kwargs)

    def words(self, value: Any) -> str:
        return f"{value} s"


class Variants(Choice):
    """How many files one order makes: ``Variants(1, 2, 4)``."""

    def __init__(self, *choices: int, label: str = "How many", **kwargs: Any) -> None:
        super().__init__(*choices, label=label, **kwargs)


class Flag(Vocabulary, forms.BooleanField):
    """On or off. Absent from a browser's post means off."""

    json_type = "boolean"
    look = "flag"

    def __init__(self, *, label: str, initial: bool = False, advanced: bool = False, **kwargs: Any) -> None:
        super().__init__(label=label, initial=initial, required=False, **kwargs)
        self.advanced = advanced


def _plainly(bound: float) -> str:
    """A bound as one would type it."""
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


class _Bounded(Vocabulary):
    """A number whose bounds are told in one sentence, whichever of them is passed."""

    min_value: Any
    max_value: Any

    def bounds_problem(self, value: Any) -> str:
        """Why a number is refused, "" where it lies within the bounds."""
        low, high = self.min_value, self.max_value
        if value is None or ((low is None or value >= low) and (high is None or value <= high)):
            return ""
        if low is not None and high is not None:
            return f"Choose a number from {_plainly(low)} to {_plainly(high)}."
        return (
            f"Choose a number of {_plainly(low)} or more."
            if high is None
            else f"Choose a number up to {_plainly(high)}."
        )

    def run_validators(self, value: Any) -> None:
        if problem := self.bounds_problem(value):
            raise ValidationError(problem, code="bounds")
        super().run_validators(value)  # type: ignore[misc]


class Integer(_Bounded, forms.IntegerField):
    """A whole number between two bounds."""

    json_type = "integer"
    look = "number"

    def __init__(self, *, label: str, advanced: bool = True, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label=label, required=required, **kwargs)
        self.advanced = advanced

    def schema(self) -> dict[str, Any]:
        return {k: v for k, v in (("minimum", self.min_value), ("maximum", self.max_value)) if v is not None}


class Seed(Integer):
    """The number that makes a result repeatable; empty means random. Most services take 31 bits."""

    look = "seed"

    def __init__(self, *, min_value: int = 0, max_value: int = 2**31 - 1, label: str = "Seed", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Empty: random.")
        super().__init__(label=label, min_value=min_value, max_value=max_value, **kwargs)


class Number(_Bounded, forms.FloatField):
    """A decimal number between two bounds, drawn as a slider with a box."""

    json_type = "number"
    look = "slider"

    def __init__(
        self, *, label: str, min_value: float, max_value: float, step: float = 0.1, advanced: bool = True, **kwargs: Any
    ) -> None:
        kwargs.setdefault("required", False)
        super().__init__(label=label, min_value=min_value, max_value=max_value, **kwargs)
        self.step = step
        self.advanced = advanced

    def clean(self, value: Any) -> float | None:
        cleaned: float | None = super().clean(value)
        return self.initial if cleaned is None else cleaned

    def schema(self) -> dict[str, Any]:
        return {"minimum": self.min_value, "maximum": self.max_value}
