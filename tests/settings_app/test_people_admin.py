"""People, links, tokens and browsers in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from settings_app import people, tokens
from settings_app.models import ApiToken, SignIn, SignInTry
from tests.login import browser, make_person, make_token

pytestmark = pytest.mark.django_db

TABLES = ("person", "onetimelink", "apitoken", "signin", "signintry")


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_listed_and_none_is_made_by_hand(client: Client, owner: User, table: str) -> None:
    people.owner_link()
    make_token(owner)
    SignInTry.objects.create(name="x", address="10.0.0.9")
    assert client.get(f"/admin/settings_app/{table}/").status_code == 200
    assert client.get(f"/admin/settings_app/{table}/add/").status_code == 403


@pytest.mark.parametrize("table", TABLES)
def test_no_digest_and_no_key_of_a_session_is_shown(settings: Any, owner: User, table: str) -> None:
    settings.AUTH = "login"
    signed_in = browser(owner)
    signed_in.get("/gallery")
    token, _ = make_token(owner)
    row = {"apitoken": token.pk, "signin": SignIn.objects.get().pk}.get(table)
    addresses = [f"/admin/settings_app/{table}/", *([f"/admin/settings_app/{table}/{row}/change/"] if row else [])]
    for address in addresses:
        page = signed_in.get(address).content.decode()
        assert token.digest not in page
        assert signed_in.session.session_key not in page


def test_a_token_is_revoked(client: Client, owner: User) -> None:
    row, plain = make_token(make_person("Mia"))
    client.post("/admin/settings_app/apitoken/", {"action": "revoke", "_selected_action": [row.pk]})
    assert tokens.find(plain) is None
    assert ApiToken.objects.get().revoked_at


def test_a_browser_is_signed_out(settings: Any, owner: User) -> None:
    settings.AUTH = "login"
    mia, keeper = browser(make_person("Mia")), browser(owner)
    mia.get("/gallery")
    chosen = {"action": "sign_out", "_selected_action": [SignIn.objects.get().pk]}
    keeper.post("/admin/settings_app/signin/", chosen)
    assert mia.get("/gallery").status_code == 302
