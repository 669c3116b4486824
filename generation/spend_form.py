"""What can be asked about spending: the same form for the page, the CSV file and the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from generation.models import ChargeState
from generation.spending import Question

PERIODS = {"7": "7 days", "30": "30 days", "90": "90 days", "month": "This month", "all": "All time"}
EVERYONE = "everyone"
#: names of the filters, as addresses spell them
NAMES = ("period", "from", "to", "model", "provider", "state", "person", "sandbox")

_USUAL = "30"
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class SpendForm(forms.Form):
    """Filters of what one person may see. Dates win over the period; nothing at all means the last 30 days."""

    period = forms.ChoiceField(choices=list(PERIODS.items()), required=False)
    model = forms.CharField(max_length=120, required=False)
    provider = forms.CharField(max_length=40, required=False)
    state = forms.ChoiceField(choices=ChargeState.choices, required=False)
    person = forms.CharField(max_length=150, required=False)
    sandbox = forms.ChoiceField(choices=[("0", "no"), ("1", "yes")], required=False)

    def __init__(self, user: Any, data: Any) -> None:
        super().__init__(data)
        self.user = user
        for name in ("from", "to"):  # words of Python's, so no class can declare them
            self.fields[name] = _DayField(required=False)
        for name in ("period", "state", "sandbox"):
            known = ", ".join(str(key) for key, _ in self.fields[name].choices)  # type: ignore[attr-defined]
            self.fields[name].error_messages["invalid_choice"] = f"{name} must be one of: {known}."

    def clean_person(self) -> str:
        """Whose charges: "" for the own ones. Only the owner of the hub may see another's."""
        wanted = self.cleaned_data["person"]
        if wanted in ("", self.user.get_username()):
            return ""
        if not self.user.is_superuser:
            raise forms.ValidationError("Only the hub's owner can see what others spent. Leave “person” out.")
        if wanted != EVERYONE and not get_user_model().objects.filter(username=wanted).exists():
            raise forms.ValidationError(f"There is nobody called “{wanted}” here. Leave “person” out for your own.")
        return wanted

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("from"), values.get("to")
        if first and last and last < first:
            self.add_error("to", "The last day is before the first. Swap the two dates.")
        return values

    def question(self) -> Question:
        """What a valid form asks."""
        values = self.cleaned_data
        first, last = self.days()
        return Question(
            owner=self._owner(values["person"]),
            first=first,
            last=last,
            provider=values["provider"],
            model=values["model"],
            state=values["state"],
            sandbox=values["sandbox"] == "1",
        )

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day, None where the question has no end on that side."""
        first, last = self.cleaned_data["from"], self.cleaned_data["to"]
        if first or last:
            return first, last
        today = timezone.localdate()
        match self.counted_period:
            case "all":
                return None, None
            case "month":
                return today.replace(day=1), today
            case days:
                return date.fromordinal(today.toordinal() - int(days) + 1), today

    @property
    def counted_period(self) -> str:
        """The period that counts, "" where dates do."""
        if self.cleaned_data.get("from") or self.cleaned_data.get("to"):
            return ""
        return self.cleaned_data.get("period") or _USUAL

    def _owner(self, person: str) -> Any:
        if not person:
            return self.user
        return None if person == EVERYONE else get_user_model().objects.get(username=person)


class _DayField(forms.DateField):
    """A day, as 2026-11-21."""

    default_error_messages = {"invalid": "Write the day as 2026-11-21."}

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **more)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise forms.ValidationError(f"Days from {_FIRST_YEAR} to {_LAST_YEAR} can be asked for.")
        return day
