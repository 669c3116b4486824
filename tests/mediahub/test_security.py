"""Headers that every answer carries, and a log without secrets."""

from __future__ import annotations

import logging
import sys

import pytest
from django.test import Client

from mediahub import logs, scrub

pytestmark = pytest.mark.urls("tests.mediahub.urls")


@pytest.mark.parametrize(
    ("path", "host"), [("/page", "localhost"), ("/nothing", "localhost"), ("/page", "example.org")]
)
def test_every_answer_says_what_a_page_may_load(path: str, host: str) -> None:
    answer = Client().get(path, headers={"host": host})
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private"


def test_the_token_cookie_is_not_for_scripts_or_other_sites(settings: object) -> None:
    assert settings.CSRF_COOKIE_HTTPONLY  # type: ignore[attr-defined]
    assert settings.CSRF_COOKIE_SAMESITE == "Lax"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer hunter2hunter2",
        "{'Authorization': 'Bearer hunter2hunter2'}",
        "sent bearer hunter2hunter2 to",
        "GET /callbacks/kie?token=hunter2hunter2&x=1",
        '{"api_key": "hunter2hunter2"}',
        "api_key=hunter2hunter2",
        "postgres://me:hunter2hunter2@host/name",
        "the token mh_hunter2hunter2 came",
        "Error 1 at GET /welcome/hunter2hunter2",
        "Error 1 at POST /callbacks/kie/hunter2.hunter2-hunter2",
    ],
)
def test_a_secret_does_not_reach_the_log(line: str) -> None:
    assert "hunter2" not in scrub.scrub(line)


@pytest.mark.parametrize("form", [logs.Lines, logs.Json], ids=["lines", "json"])
def test_a_configured_secret_is_hidden_wherever_it_stands(form: type[logging.Formatter]) -> None:
    scrub.remember_secrets('sword"fish-9')
    try:
        raise ValueError('no sword"fish-9')
    except ValueError:
        record = logging.LogRecord("a", logging.INFO, "", 0, "key is %s", ('sword"fish-9',), sys.exc_info())
    record.about = {"provider": 'sword"fish-9'}
    written = form().format(record)
    assert "fish-9" not in written
    assert written.count("[hidden]") >= 3


def test_ordinary_lines_stay_as_they_are() -> None:
    line = "Job 7: the order was accepted at https://api.kie.ai:443/api/v1 in 0.3 s"
    assert scrub.scrub(line) == line
