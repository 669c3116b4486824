"""The admin shows that a key is stored, never the key."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import formats, timezone
from django_q.models import Failure

from settings_app import preferences, secrets
from settings_app.models import Secret

pytestmark = pytest.mark.django_db
NOW = timezone.now()
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


def test_the_front_page_shows_what_one_owner_needs(client: Any) -> None:
    page = client.get("/admin/").content.decode()
    assert not [word for word in ("Groups", "Users", "Scheduled tasks", "Queued tasks", "Successful") if word in page]
    assert "Health" in page.partition("Heartbeats")[0].rpartition("<caption>")[2]
    assert "Failed tasks" in page.partition("Heartbeats")[2]


@pytest.mark.parametrize("address", ["/admin/", "/admin/django_q/failure/", "/admin/generation/", "/admin/django_q/"])
def test_the_lists_of_tables_open(client: Any, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_failed_task_can_be_read_and_no_more(client: Any) -> None:
    row = Failure.objects.create(
        id="a" * 32,
        name="tidy",
        func="generation.tasks.tidy",
        result="Traceback",
        success=False,
        started=NOW,
        stopped=NOW,
    )
    page = client.get(f"/admin/django_q/failure/{row.pk}/change/").content.decode()
    assert "Traceback" in page
    assert 'name="_save"' not in page


def test_times_are_written_by_the_24_hour_clock(client: Any, owner: Any, settings: Any) -> None:
    settings.FORMAT_MODULE_PATH = "settings_app.formats"
    formats.reset_format_cache()
    secrets.store("kie", PLAIN)
    Secret.objects.update(added_at=datetime(2026, 11, 21, 13, 18, 5, tzinfo=UTC))
    page = client.get("/admin/settings_app/secret/").content.decode()
    assert "21 Nov 2026, 13:18:05" in page
