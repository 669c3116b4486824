"""The admin shows that a key is stored, never the key."""

from __future__ import annotations

from typing import Any

import pytest

from settings_app import preferences, secrets

pytestmark = pytest.mark.django_db
PLAIN = "kie-abcdefgh-12345678-4f2c"


@pytest.mark.parametrize("address", ["/admin/settings_app/secret/", "/admin/settings_app/secret/kie/change/"])
def test_a_secret_is_never_shown(client: Any, address: str) -> None:
    row = secrets.store("kie", PLAIN)
    page = client.get(address).content.decode()
    assert "4f2c" in page
    assert PLAIN not in page
    assert row.sealed not in page


def test_secrets_cannot_be_added_there(client: Any) -> None:
    assert client.get("/admin/settings_app/secret/add/").status_code == 403


def test_preferences_can_be_changed_there(client: Any, owner: Any) -> None:
    row = preferences.for_owner(owner)
    assert client.get(f"/admin/settings_app/preferences/{row.pk}/change/").status_code == 200
