"""Keep results: always, or only what I save. At every door the same."""

from __future__ import annotations

import html
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gallery.models import Asset
from settings_app import preferences

pytestmark = pytest.mark.django_db


@pytest.fixture
def unsaved(owner: Any) -> Asset:
    facts = {"media_type": "image", "mime": "image/png", "filename": "a.png", "bytes": 9}
    return Asset.objects.create(id=uuid.uuid4(), owner=owner, keep_until=timezone.now() + timedelta(hours=9), **facts)


def shown(client: Any) -> str:
    page = html.unescape(client.get("/settings").content.decode())
    return page.partition('id="storage"')[2].partition("</section>")[0]


def put(client: Any, value: Any) -> Any:
    return client.put("/api/settings", {"keep_results": value}, content_type="application/json")


def test_everything_is_kept_where_nothing_was_said(client: Any, owner: Any) -> None:
    assert not preferences.asks_to_save(owner.pk)
    assert client.get("/api/settings").json()["keep_results"] == "always"
    assert 'value="always" checked' in shown(client)


def test_the_page_sets_it(client: Any, owner: Any) -> None:
    client.post("/settings/storage", {"keep_results": "ask"})
    assert preferences.asks_to_save(owner.pk)
    assert 'value="ask" checked' in shown(client)


def test_the_api_sets_it_and_null_puts_it_back(client: Any, owner: Any) -> None:
    assert put(client, "ask").json()["keep_results"] == "ask"
    assert preferences.asks_to_save(owner.pk)
    assert put(client, None).json()["keep_results"] == "always"


@pytest.mark.parametrize("value", ["sometimes", True, 1])
def test_another_word_is_refused_by_name_and_changes_nothing(client: Any, owner: Any, value: Any) -> None:
    put(client, "ask")
    answer = put(client, value)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "keep_results")
    assert preferences.asks_to_save(owner.pk)


def test_another_word_is_refused_on_the_page(client: Any, owner: Any) -> None:
    answer = client.post("/settings/storage", {"keep_results": "sometimes"})
    assert answer.status_code == 422
    assert "Choose one of: always, ask." in answer.content.decode()


def test_saving_other_settings_leaves_it(client: Any, owner: Any) -> None:
    put(client, "ask")
    client.post("/settings/budgets", {"budget_day_usd": "5"})
    assert preferences.asks_to_save(owner.pk)


def test_a_reset_keeps_everything_again(client: Any, owner: Any) -> None:
    put(client, "ask")
    client.post("/settings/reset", {"sure": "1"})
    assert not preferences.asks_to_save(owner.pk)


def test_whoever_keeps_everything_again_is_offered_what_is_in_the_tray(client: Any, unsaved: Asset) -> None:
    put(client, "ask")
    assert "still waits" not in shown(client)
    answer = client.post("/settings/storage", {"keep_results": "always"}, headers={"HX-Request": "true"})
    page = html.unescape(answer.content.decode())
    assert "1 file still waits in the tray and will go." in page
    assert 'action="/gallery/tray/save"' in page


def test_with_an_empty_tray_nothing_is_offered(client: Any, owner: Any) -> None:
    assert "tray and will go" not in shown(client)


def test_the_admin_shows_and_changes_it(client: Any, owner: Any) -> None:
    row = preferences.for_owner(owner)
    assert 'name="keep_results"' in client.get(f"/admin/settings_app/preferences/{row.pk}/change/").content.decode()
    assert client.get("/admin/settings_app/preferences/?keep_results__exact=ask").status_code == 200
