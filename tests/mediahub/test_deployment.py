"""What login mode behind a proxy that speaks https sets, in a process of its own: settings are read once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mediahub.env import BASE_DIR
from tests.conftest import plain_environment

_ASKED = (
    "AUTH",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "SECURE_SSL_HOST",
    "CSRF_TRUSTED_ORIGINS",
)


def manage(folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
        env=plain_environment(folder, **extra),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_with(folder: Path, **extra: str) -> dict[str, Any]:
    script = (
        f"import json; from django.conf import settings; print(json.dumps([getattr(settings, n) for n in {_ASKED}]))"
    )
    printed = manage(folder, "shell", "--no-imports", "-c", script, **extra).stdout
    return dict(zip(_ASKED, json.loads(printed.splitlines()[-1]), strict=True))


def test_the_check_for_deployment_finds_nothing(tmp_path: Path) -> None:
    found = manage(tmp_path, "check", "--deploy", MEDIAHUB_AUTH="login", MEDIAHUB_PUBLIC_URL="https://hub.example.org")
    said = found.stdout + found.stderr
    assert found.returncode == 0
    assert "WARNING" not in said
    assert "?:" not in said
    assert "no issues" in said


def test_behind_https_cookies_are_secure_and_browsers_are_told_to_stay(tmp_path: Path) -> None:
    found = settings_with(tmp_path, MEDIAHUB_AUTH="login", MEDIAHUB_PUBLIC_URL="https://hub.example.org:8443")
    assert found == {
        "AUTH": "login",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 30 * 24 * 3600,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_SSL_HOST": "hub.example.org:8443",
        "CSRF_TRUSTED_ORIGINS": ["https://hub.example.org:8443"],
    }


@pytest.mark.parametrize(
    ("extra", "auth"),
    [
        ({"MEDIAHUB_PUBLIC_URL": "https://hub.example.org"}, "local"),
        ({"MEDIAHUB_AUTH": "login", "MEDIAHUB_PUBLIC_URL": "http://hub.example.org"}, "login"),
        ({"MEDIAHUB_HOST": "0.0.0.0"}, "login"),
    ],
)
def test_without_https_or_login_nothing_is_bound_to_https(tmp_path: Path, extra: dict[str, str], auth: str) -> None:
    found = settings_with(tmp_path, **extra)
    assert found["AUTH"] == auth
    assert not found["SESSION_COOKIE_SECURE"]
    assert not found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] == 0


@pytest.fixture
def _behind_https(settings: Any) -> None:
    settings.AUTH = "login"
    settings.PUBLIC_URL = "https://hub.example.org"
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_SSL_HOST = "hub.example.org"
    settings.SECURE_HSTS_SECONDS = 30 * 24 * 3600


@pytest.mark.usefixtures("_behind_https")
def test_a_page_asked_in_the_clear_is_asked_for_again_over_https() -> None:
    answer = Client().get("/sign-in/", headers={"host": "192.168.1.4:8000"})
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://hub.example.org/sign-in/")


@pytest.mark.django_db
@pytest.mark.usefixtures("_behind_https")
def test_through_the_proxy_it_is_https() -> None:
    answer = Client().get("/sign-in/", headers={"host": "hub.example.org", "X-Forwarded-Proto": "https"})
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=2592000"


@pytest.mark.django_db
@pytest.mark.usefixtures("_behind_https")
@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/api/media", 401)])
def test_what_programs_ask_is_answered_where_they_ask(path: str, status: int) -> None:
    assert Client().get(path, headers={"host": "127.0.0.1:8000"}).status_code == status
