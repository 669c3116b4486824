"""The link by which an owner begins: printed at the start, and on demand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from mediahub import own_addresses
from settings_app import people
from tests.login import owner_with_password

pytestmark = pytest.mark.django_db


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("owner_link")
    return capsys.readouterr().out


def test_it_prints_a_link_that_works(settings: Any, owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    settings.AUTH = "login"
    said = printed(capsys)
    token = re.search(r"http://127\.0\.0\.1:8000/welcome/([\w-]+)\n", said)
    assert token
    assert people.open_link(token[1]).user == owner
    assert "create the owner's account" in said


def test_it_resets_a_lost_password(settings: Any, owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    settings.AUTH = "login"
    owner_with_password()
    assert "choose the owner's new password" in printed(capsys)


def test_in_local_mode_it_says_what_to_set(owner: User) -> None:
    with pytest.raises(CommandError, match="MEDIAHUB_AUTH=login"):
        call_command("owner_link")


@pytest.mark.parametrize(
    ("host", "public", "https", "found"),
    [
        ("127.0.0.1", "", False, ["http://127.0.0.1:8000"]),
        ("::1", "", False, ["http://[::1]:8000"]),
        ("192.168.1.4", "", False, ["http://192.168.1.4:8000"]),
        ("127.0.0.1", "http://hub.example.org", False, ["http://127.0.0.1:8000", "http://hub.example.org"]),
        ("127.0.0.1", "https://hub.example.org", True, ["https://hub.example.org"]),
    ],
)
def test_it_names_every_address_that_opens(
    settings: Any, host: str, public: str, https: bool, found: list[str]
) -> None:
    settings.AUTH, settings.HOST, settings.PUBLIC_URL, settings.SECURE_SSL_REDIRECT = "login", host, public, https
    assert own_addresses.to_open(8000) == found


def test_a_tunnel_of_local_mode_is_not_one_of_them(settings: Any) -> None:
    settings.PUBLIC_URL = "https://hub.example.org"
    assert own_addresses.to_open(8000) == ["http://127.0.0.1:8000"]


@pytest.mark.parametrize(
    ("host", "asked"),
    [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("localhost", "127.0.0.1"), ("192.168.1.4", "192.168.1.4")],
)
def test_the_server_is_asked_where_it_listens(settings: Any, host: str, asked: str) -> None:
    settings.HOST = host
    assert own_addresses.to_ask(8000) == (asked, 8000)
