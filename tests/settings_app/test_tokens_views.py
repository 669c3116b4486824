"""Settings → API tokens: made, shown once, revoked."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from settings_app.models import ApiToken
from tests.settings_app.conftest import signed_in

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Backup", "scopes": ["read"], "expires_in": "30"}


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def plain_in(answer: Any) -> str:
    return re.search(r"mh_[\w-]+", text(answer)).group(0)  # type: ignore[union-attr]


def test_a_token_is_shown_once_and_works(ada: Client) -> None:
    made = ada.post("/settings/tokens", GIVEN)
    plain = plain_in(made)
    program = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {plain}"})
    assert program.get("/api/me").json()["token"]["name"] == "Backup"
    assert made["Cache-Control"] == "no-store"
    page = text(ada.get("/settings/tokens"))
    assert plain not in page
    assert f'Ends in <span class="mono">{plain[-4:]}</span>' in page


def test_it_expires_when_it_was_said(ada: Client) -> None:
    ada.post("/settings/tokens", GIVEN)
    ada.post("/settings/tokens", {**GIVEN, "name": "Forever", "expires_in": ""})
    forever, month = ApiToken.objects.all()
    assert timedelta(days=29) < month.expires_at - timezone.now() < timedelta(days=31)
    assert forever.expires_at is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Give it a name"),
        ({"scopes": []}, "Choose at least one thing that it may do."),
        ({"scopes": ["admin"]}, "A token of yours may have: read, generate, manage."),
        ({"expires_in": "3"}, "Choose 30, 90, 365 days, or never."),
    ],
)
def test_a_refused_token_says_why_and_keeps_what_was_typed(ada: Client, change: dict[str, Any], words: str) -> None:
    answer = ada.post("/settings/tokens", {**GIVEN, **change})
    assert answer.status_code == 422
    assert words in text(answer)
    assert ("name" in change) != ('value="Backup"' in text(answer))
    assert not ApiToken.objects.exists()


def test_a_viewers_token_can_only_read(arrive: Any) -> None:
    browser = signed_in(arrive("alan", "viewer"))
    assert 'value="generate"' not in text(browser.get("/settings/tokens"))
    assert browser.post("/settings/tokens", {**GIVEN, "scopes": ["read", "generate"]}).status_code == 422
    assert browser.post("/settings/tokens", GIVEN).status_code == 200


def test_revoking_asks_and_then_ends_it(ada: Client) -> None:
    plain = plain_in(ada.post("/settings/tokens", GIVEN))
    path = f"/settings/tokens/{ApiToken.objects.get().pk}/revoke"
    program = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {plain}"})
    assert 'name="sure"' in text(ada.post(path))
    assert program.get("/api/me").status_code == 200
    ada.post(path, {"sure": "1"})
    assert program.get("/api/me").status_code == 401
    assert "Backup" not in text(ada.get("/settings/tokens")).partition("No tokens yet.")[2]


def test_somebody_elses_token_is_not_there(ada: Client, arrive: Any) -> None:
    ada.post("/settings/tokens", GIVEN)
    path = f"/settings/tokens/{ApiToken.objects.get().pk}/revoke"
    grace = signed_in(arrive("grace"))
    assert grace.post(path, {"sure": "1"}).status_code == 404
    assert "Backup" not in text(grace.get("/settings/tokens"))
