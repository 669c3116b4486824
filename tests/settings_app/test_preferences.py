"""One row of preferences an owner."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from settings_app import preferences
from settings_app.models import Preferences


def test_the_row_is_made_when_first_asked_for(owner: Any) -> None:
    row = preferences.for_owner(owner)
    assert (row.n_variants, row.duration, row.keep_prompt, row.ask_above_usd) == (1, None, False, None)
    assert Preferences.objects.get() == row


def test_the_same_owner_has_the_same_row(owner: Any) -> None:
    assert preferences.for_owner(owner).pk == preferences.for_owner(owner).pk


def test_reset_puts_back_what_a_new_installation_has(owner: Any) -> None:
    Preferences.objects.create(owner=owner, n_variants=4, default_image_model="x", budget_day_usd=Decimal(5))
    row = preferences.reset(owner)
    row.refresh_from_db()
    assert (row.n_variants, row.default_image_model, row.budget_day_usd) == (1, "", None)


def test_reset_forgets_the_last_choices(owner: Any) -> None:
    preferences.remember_choice(owner, "image", {"model": "x", "params": {}})
    assert preferences.reset(owner).last_choices == {}


def test_a_choice_is_remembered_for_its_kind_alone(owner: Any) -> None:
    preferences.remember_choice(owner, "image", {"model": "x", "params": {}})
    preferences.remember_choice(owner, "video", {"model": "y", "params": {}})
    assert set(preferences.for_owner(owner).last_choices) == {"image", "video"}
