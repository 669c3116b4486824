"""The admin's form for an own price: a row is chosen from the price lists, never typed."""

from __future__ import annotations

from typing import Any

from django import forms

from generation import ledger, registry
from generation.models import PriceOverride
from generation.providers.base import ModelSpec
from generation.providers.prices import PriceRow

_BETWEEN = "\n"


def row_words(spec: ModelSpec, row: PriceRow) -> str:
    """What a price list says in one of its rows, with its date and source."""
    origin = f"{spec.price.source}, {spec.price.as_of}"
    if row.credits is None:
        return f"unknown ({origin})"
    return f"{row.credits} credits, {ledger.dollars(row.credits * spec.price.credit_usd)} ({origin})"


def _lines() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every row of every price list, grouped by model, as a field's choices."""
    return [
        (
            spec.name,
            [(f"{spec.key}{_BETWEEN}{row.label}", f"{row.label}: {row_words(spec, row)}") for row in spec.price.rows],
        )
        for spec in registry.every_spec()
    ]


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
            self.initial["line"] = f"{self.instance.model}{_BETWEEN}{self.instance.row}"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        model, _, row = values.get("line", "").partition(_BETWEEN)
        self.instance.model, self.instance.row = model, row
        others = PriceOverride.objects.filter(model=model, row=row).exclude(pk=self.instance.pk)
        if others.exists():
            self.add_error("line", "There is a figure for this row already. Change that one.")
        if values.get("credits") is not None and values["credits"] < 0:
            self.add_error("credits", "A price cannot be below zero.")
        return values
