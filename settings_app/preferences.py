"""The owner's preferences: one row each, made when first asked for."""

from __future__ import annotations

from typing import Any

from mediahub import prepared
from settings_app.models import KeepResults, Preferences

#: What "reset to defaults" leaves alone: whose row it is.
_KEPT = frozenset({"id", "owner"})

_ROW = prepared.Question(lambda: Preferences.objects.filter(owner_id=prepared.number()))


def for_owner(owner: Any) -> Preferences:
    """The row of this owner."""
    return _ROW.first(owner.pk) or Preferences.objects.get_or_create(owner_id=owner.pk)[0]


def asks_to_save(owner_id: int | None) -> bool:
    """Whether this owner keeps only the finished files that they save."""
    return Preferences.objects.filter(owner_id=owner_id, keep_results=KeepResults.ASK).exists()


def reset(owner: Any) -> Preferences:
    """Put every preference back to what a new installation has; the last choices go too. Keys and switches stay."""
    row = for_owner(owner)
    changed = [field for field in Preferences._meta.concrete_fields if field.name not in _KEPT]
    for field in changed:
        setattr(row, field.attname, field.get_default())
    row.save(update_fields=[field.name for field in changed])
    return row


def remember_choice(owner: Any, kind: str, choice: dict[str, Any]) -> None:
    """Keep what the Generate page was last told for a kind: ``{"model": …, "params": {…}}``."""
    row = for_owner(owner)
    row.last_choices = {**row.last_choices, kind: choice}
    row.save(update_fields=["last_choices"])
