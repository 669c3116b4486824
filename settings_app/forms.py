"""The one declaration of what can be set: the page posts it group by group, the API any part of it.

Choices come from the registry, so that a default can only be something that a model here has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from generation import fields, registry
from generation.providers.base import Kind
from settings_app.models import KeepResults, Preferences

_RATIO = re.compile(r"\d+:\d+")
_UNSET = ("", "As the model proposes")
#: more choices than these are not named in a refusal
_MOST_NAMED = 40


class PreferencesForm(forms.ModelForm):
    """A group of preferences. ``from_json`` binds only the names that were given, so the others keep their values."""

    #: the group's name in addresses and on the page
    group: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "setting-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, fields.Flag):
                field.widget.attrs.setdefault("class", "input")

    @classmethod
    def from_json(cls, data: Mapping[str, Any], stored: Preferences) -> PreferencesForm:
        """Bind the members of ``data`` that belong to this group; JSON values of the wrong type are errors."""
        given = {name: value for name, value in data.items() if name in cls.base_fields}
        form = cls({name: _posted(value) for name, value in given.items() if value is not False}, instance=stored)
        form.fields = {name: field for name, field in form.fields.items() if name in given}
        for name, value in given.items():
            if problem := _json_problem(form.fields[name], value):
                form.errors.pop(name, None)
                form.add_error(name, problem)
        return form

    def save(self, commit: bool = True) -> Preferences:
        """Write this group's columns alone: another form may be writing the others."""
        if commit:
            self.instance.save(update_fields=list(self.cleaned_data))
        return self.instance


def _json_problem(field: forms.Field, value: Any) -> str:
    """The sentence that refuses a JSON value of the wrong type; null puts what may be empty back to its default."""
    return "" if value is None and not isinstance(field, fields.Flag) else fields.json_problem(field, value)


def _posted(value: Any) -> Any:
    """A JSON value the way a browser would post it."""
    return "" if value is None else str(value)


class _Pick(forms.ChoiceField):
    """One of the texts that ``choices`` (read each time) offers; empty where nothing is chosen.

    ``instead``: what is said of a wrong one where there are too many to be named.
    """

    instead = "This is none of the values that can be chosen."

    def __init__(self, choices: Callable[[], Iterable[tuple[Any, str]]], *, label: str, **kwargs: Any) -> None:
        super().__init__(choices=choices, label=label, required=False, **kwargs)
        self._offered = choices

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            allowed = [str(choice) for choice, _ in self._offered() if choice != ""]
            words = f"Choose one of: {', '.join(allowed)}." if len(allowed) <= _MOST_NAMED else self.instead
            raise forms.ValidationError(words, code="invalid_choice")


class _PickNumber(_Pick, forms.TypedChoiceField):
    """The same for whole numbers; None where nothing is chosen."""

    json_type = "integer"

    def __init__(self, choices: Callable[[], Iterable[tuple[Any, str]]], **kwargs: Any) -> None:
        super().__init__(choices, coerce=int, empty_value=None, **kwargs)


class _PickModel(_Pick):
    instead = "No model of this kind and key is on offer. GET /api/models lists those that are."


def _models(kind: Kind) -> Callable[[], list[tuple[str, str]]]:
    """The models on offer; the empty choice is what a new installation uses."""
    return lambda: [("", "MediaHub's choice"), *((spec.key, spec.name) for spec in registry.specs(kind))]


def _values(name: str, words: str, kinds: tuple[Kind, ...]) -> list[tuple[Any, str]]:
    """Every value that any model of these kinds allows for the choice ``name``, in the order of the catalogue."""
    found: dict[Any, str] = {}
    for spec in registry.every_spec():
        field = spec.params.base_fields.get(name)
        if spec.kind in kinds and isinstance(field, fields.Choice):
            found.update({value: words.format(value) for value in field.values})
    return list(found.items())


def _ratios(kind: Kind) -> list[tuple[Any, str]]:
    """Every plain ratio that a model of this kind allows; words such as "auto" mean something else at each."""
    return [pair for pair in _values("aspect_ratio", "{}", (kind,)) if _RATIO.fullmatch(str(pair[0]))]


class DefaultsForm(PreferencesForm):
    """What is used where the person who asks says nothing. A value counts only where the chosen model allows it."""

    group = "defaults"

    default_image_model = _PickModel(_models(Kind.IMAGE), label="Image model")
    default_video_model = _PickModel(_models(Kind.VIDEO), label="Video model")
    image_aspect_ratio = _Pick(lambda: [_UNSET, *_ratios(Kind.IMAGE)], label="Image ratio")
    video_aspect_ratio = _Pick(lambda: [_UNSET, *_ratios(Kind.VIDEO)], label="Video ratio")
    n_variants = _PickNumber(lambda: sorted({(1, "1"), *_values("n_variants", "{}", tuple(Kind))}), label="How many")
    duration = _PickNumber(
        lambda: [_UNSET, *sorted(_values("duration", "{} s", (Kind.VIDEO,)))], label="Video duration"
    )
    keep_prompt = fields.Flag(
        label="Keep the prompt",
        help_text="The prompt and its pictures stay in the form after sending, and after a reload.",
    )

    class Meta:
        model = Preferences
        fields = (
            "default_image_model",
            "default_video_model",
            "image_aspect_ratio",
            "video_aspect_ratio",
            "n_variants",
            "duration",
            "keep_prompt",
        )

    def clean_n_variants(self) -> int:
        return self.cleaned_data["n_variants"] or 1


class StorageForm(PreferencesForm):
    """What becomes of finished files."""

    group = "storage"

    keep_results = _Pick(lambda: KeepResults.choices, label="Keep results", widget=forms.RadioSelect)

    class Meta:
        model = Preferences
        fields = ("keep_results",)

    def clean_keep_results(self) -> str:
        return self.cleaned_data["keep_results"] or KeepResults.ALWAYS


class _Dollars(forms.DecimalField):
    """An amount in US dollars; None where there is no limit."""

    json_type = "number"

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "placeholder": "No limit"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(
            label=label, min_value=0, max_digits=10, decimal_places=2, required=False, widget=widget, **kwargs
        )
        self.error_messages["invalid"] = "Give an amount in dollars, such as 5 or 0.50, or leave it empty."
        self.error_messages["max_decimal_places"] = "Give whole cents, such as 0.50."

    def to_python(self, value: Any) -> Any:
        return super().to_python(
            str(value).strip().removeprefix("$").strip() if value not in self.empty_values else value
        )


class BudgetsForm(PreferencesForm):
    """When an order waits for the owner's yes."""

    group = "budgets"

    budget_day_usd = _Dollars(label="A day", help_text="Counted from midnight, UTC.")
    budget_month_usd = _Dollars(label="A month", help_text="Counted from the 1st, UTC.")
    ask_above_usd = _Dollars(label="Ask above", help_text="A single run that costs more than this waits for your yes.")

    class Meta:
        model = Preferences
        fields = ("budget_day_usd", "budget_month_usd", "ask_above_usd")


GROUPS: tuple[type[PreferencesForm], ...] = (DefaultsForm, StorageForm, BudgetsForm)


class KeyForm(forms.Form):
    """One secret of a provider. It goes in and never comes out."""

    key = forms.CharField(label="Key", max_length=500, strip=True, widget=forms.PasswordInput(render_value=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].error_messages["required"] = "Paste the key first."

    def clean_key(self) -> str:
        """A key travels in a header: plain letters, digits and signs, no space or line inside."""
        key: str = self.cleaned_data["key"]
        if not key.isascii() or not key.isprintable() or " " in key:
            raise forms.ValidationError(
                "This does not look like a key: it holds a space or a character that no key has."
            )
        return key


class ModelsForm(forms.Form):
    """Which models are on offer. At least one of a kind that has any must stay."""

    group = "models"

    offered = forms.MultipleChoiceField(
        required=False, choices=lambda: [(s.key, s.name) for s in registry.every_spec()]
    )

    def clean_offered(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["offered"]
        kinds = {registry.spec(key).kind for key in chosen}
        for kind in sorted({spec.kind for spec in registry.every_spec()} - kinds):
            raise forms.ValidationError(f"Keep at least one {kind} model switched on.")
        return chosen

    def save(self) -> None:
        """Write the switches that differ from what is on offer now."""
        before = {spec.key for spec in registry.specs()}
        for key in before.symmetric_difference(self.cleaned_data["offered"]):
            registry.switch(key, key not in before)
