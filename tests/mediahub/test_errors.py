"""Errors in one shape for programs, as pages for people."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import UnreadablePostError
from django.test import Client, RequestFactory

from mediahub.errors import server_error

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mediahub.urls")]

JSON = "application/json"


def send(client: Client, body: str, kind: str = JSON) -> Any:
    return client.post("/api/echo", body, content_type=kind)


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("{", JSON, 400, "bad_body"),
        ("{}", JSON, 400, "invalid"),
        ('{"word": [1]}', JSON, 400, "invalid"),
        ("word=1", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    ],
)
def test_a_wrong_body_has_its_status_and_code(client: Client, body: str, kind: str, status: int, code: str) -> None:
    answer = send(client, body, kind)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_wrong_field_is_named(client: Client) -> None:
    assert send(client, "{}").json()["error"]["field"] == "word"


def test_an_error_of_ours_keeps_its_parts(client: Client) -> None:
    answer = client.get("/api/teapot")
    assert answer.status_code == 418
    assert answer.json() == {
        "error": {"code": "teapot", "message": "This is a teapot.", "field": "pot", "action": "pour"}
    }


def test_an_unknown_address_of_the_api_is_json(client: Client) -> None:
    answer = client.get("/api/nothing")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_method_that_an_address_lacks_is_405(client: Client) -> None:
    answer = client.put("/api/echo", "{}", content_type=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/api/broken", "/broken"])
def test_a_bug_shows_a_reference_that_the_log_has_too(
    client: Client, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    client.raise_request_exception = False
    answer = client.get(path)
    assert answer.status_code == 500
    reference = next(record.args[0] for record in caplog.records if record.name == "mediahub.errors" and record.args)
    assert str(reference) in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/without-database", "/api/without-database"])
def test_a_database_that_is_away_is_told_as_such(client: Client, path: str) -> None:
    client.raise_request_exception = False
    answer = client.get(path)
    assert answer.status_code == 503
    assert b"cannot reach its database" in answer.content


def test_an_unknown_page_is_a_page(client: Client) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/")


@pytest.mark.parametrize("how", ["system", "quota", "sqlite", "postgres"])
def test_a_full_disk_is_told_as_such(client: Client, how: str) -> None:
    client.raise_request_exception = False
    answer, page = client.get(f"/api/full-disk/{how}"), client.get(f"/full-disk/{how}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "disk_full")
    assert "The disk is full" in answer.json()["error"]["message"]
    assert b"The disk is full" in page.content


def test_a_request_that_broke_off_is_no_error_of_ours(rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise UnreadablePostError("connection reset")
    except UnreadablePostError:
        answer = server_error(rf.post("/api/uploads"))

    assert answer.status_code == 408
    assert not caplog.records
