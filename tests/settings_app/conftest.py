"""A provider's account endpoint on loopback, which says what a test tells it to; and people who sign in."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from settings_app import people


class AccountServer(ThreadingHTTPServer):
    """Answers every GET with ``reply``; keeps the authorisation that it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.reply: tuple[int, dict[str, Any]] = (200, {"code": 200, "msg": "success", "data": 5916.25})
        self.authorisation = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: AccountServer

    def do_GET(self) -> None:
        self.server.authorisation = self.headers.get("Authorization", "")
        status, body = self.server.reply
        written = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def account(settings: Any) -> Iterator[AccountServer]:
    """The provider's API is this server, and nothing is remembered of earlier tests."""
    cache.clear()
    with AccountServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.KIE_BASE_URL = server.url
        yield server
        server.shutdown()
    cache.clear()


PASSWORD = "nine blue herons"


@pytest.fixture
def login_mode(settings: Any) -> Any:
    """People sign in, under addresses of this machine."""
    settings.AUTH = "login"
    return settings


@pytest.fixture
def house(db: None, login_mode: Any) -> User:
    """The owner, called ada, with a password."""
    token = people.owner_link()
    return people.use_link(token, password=PASSWORD, name="ada")


@pytest.fixture
def arrive(house: User) -> Any:
    """Makes a person who has set a password: ``arrive("grace", "member")``."""

    def made(name: str, role: str = "member", **more: Any) -> User:
        _, token = people.invite(name, role, by=house, **more)
        return people.use_link(token, password=PASSWORD)

    return made


def signed_in(user: Any, **headers: str) -> Client:
    """A browser in which this person is signed in."""
    browser = Client(headers={"host": "127.0.0.1:8000", **headers})
    answer = browser.post("/sign-in/", {"name": user.get_username(), "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return browser


@pytest.fixture
def ada(house: User) -> Client:
    """The owner's browser."""
    return signed_in(house)
