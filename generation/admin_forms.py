"""The admin's form for an own price: a row is chosen from the price lists, never typed."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from generation import ledger, registry
from generation.models import PriceOverride
from generation.providers.base import ModelSpec
from generation.providers.prices import PriceRow


def row_words(spec: ModelSpec, row: PriceRow) -> str:
    """What a price list says in one of its rows, with its date and source."""
    origin = f"{spec.price.source}, {spec.price.as_of}"
    if row.credits is None:
        return f"unknown ({origin})"
    return f"{row.credits} credits, {ledger.dollars(row.credits * spec.price.credit_usd)} ({origin})"


def line_value(model: str, row: str) -> str:
    """A row of a model's list as an option's value: JSON, for a browser changes a line feed on its way."""
    return json.dumps([model, row])


def _lines() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Every row of every price list, grouped by model, as a field's choices; first the empty one."""
    return [("", "Choose a row"), *map(_group, registry.every_spec())]


def _group(spec: ModelSpec) -> tuple[str, list[tuple[str, str]]]:
    return spec.name, [_line(spec, row) for row in spec.price.rows]


def _line(spec: ModelSpec, row: PriceRow) -> tuple[str, str]:
    return line_value(spec.key, row.label), f"{spec.name}, {row.label}: {row_words(spec, row)}"


class PriceOverrideForm(forms.ModelForm):
    """An own figure for one row of a model's price list, in the provider's credits."""

    line = forms.ChoiceField(label="Row of the price list", choices=_lines)

    class Meta:
        model = PriceOverride
        fields = ("credits", "note")

    field_order = ("line", "credits", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["line"] = line_value(self.instance.model, self.instance.row)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("line"):
            self._choose(*json.loads(values["line"]))
        if values.get("credits") is not None and values["credits"] < 0:
            self.add_error("credits", "A price cannot be below zero.")
        return values

    def _choose(self, model: str, row: str) -> None:
        """Tie the figure to a row that has none of the owner's yet."""
        self.instance.model, self.instance.row = model, row
        if PriceOverride.objects.filter(model=model, row=row).exclude(pk=self.instance.pk).exists():
            self.add_error("line", "There is a figure for this row already. Change that one.")
