"""The doors of local mode: names, origins, tokens, sizes, the owner."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from mediahub import access

pytestmark = pytest.mark.urls("tests.mediahub.urls")

OWN = "http://127.0.0.1:8000"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


def ask(
    path: str, method: str = "GET", *, kind: str = "", body: bytes = b"", token: bool = False, **headers: str
) -> int:
    """The status that a request gets. ``token``: with the cookie and the header that our own page would send."""
    client = Client(enforce_csrf_checks=True)
    sent = {"host": "127.0.0.1:8000", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if token:
        sent |= {"cookie": f"csrftoken={'a' * 32}", "X-CSRFToken": "a" * 32}
    return client.generic(method, path, body, content_type=kind, headers=sent).status_code


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:3000", "LOCALHOST", "[::1]", "[::1]:8000"])
def test_it_answers_under_the_names_of_this_machine(host: str) -> None:
    assert ask("/page", host=host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "192.168.1.4:8000",
        "0.0.0.0",
        "",
        "127.0.0.1:x",
        "::1",
    ],
)
def test_it_answers_under_no_other_name(host: str) -> None:
    assert ask("/page", host=host) == 400


def test_the_refusal_of_a_name_says_what_to_open(client: Client) -> None:
    answer = client.get("/api/echo", headers={"host": "example.org"})
    assert "http://127.0.0.1" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/callbacks/kie/token", "POST", 200),
        ("/page", "GET", 404),
        ("/api/reached", "GET", 404),
        ("/api/reached", "DELETE", 404),
    ],
)
def test_under_the_public_name_only_callbacks_answer(settings: Any, path: str, method: str, status: int) -> None:
    settings.PUBLIC_URL = "https://hub.example.org"
    assert ask(path, method, host="hub.example.org") == status


def test_a_public_address_on_this_machine_closes_nothing(settings: Any) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert ask("/page") == 200


@pytest.mark.parametrize(
    "header",
    [
        {"X_Forwarded_For": "203.0.113.9"},
        {"X_Forwarded_Host": "hub.example.org"},
        {"CF_Connecting_IP": "203.0.113.9"},
        {"True_Client_IP": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9;proto=https"},
        {"Forwarded": 'for=127.0.0.1, For="[2001:db8::1]:4711"'},
        {"Forwarded": "for=127.0.0.1;host=hub.example.org"},
        {"Forwarded": "for=_hidden"},
        {"Forwarded": "proto=https"},
    ],
)
def test_a_tunnel_that_uses_our_own_name_reaches_only_callbacks(header: dict[str, str]) -> None:
    assert ask("/page", **header) == 404
    assert ask("/callbacks/kie/token", "POST", **header) == 200


@pytest.mark.parametrize(
    "header",
    [
        {"X_Forwarded_For": "127.0.0.1, ::1"},
        {"X_Forwarded_Host": "[::1]:8000"},
        {"Forwarded": 'for=127.0.0.1:5000;host="localhost:8000", for="[::1]:5000";by=203.0.113.9'},
    ],
)
def test_a_proxy_that_speaks_for_this_machine_is_let_in(header: dict[str, str]) -> None:
    assert ask("/page", **header) == 200


METHODS = ("POST", "PUT", "PATCH", "DELETE")
KINDS = ("application/json", FORM, MULTIPART, "text/plain", "image/png", "")
BODIES = list(itertools.product(METHODS, KINDS))


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "kind"), BODIES)
@pytest.mark.parametrize(
    "origin", ["http://example.org", "null", "http://localhost:8000", "https://127.0.0.1:8000", "http://127.0.0.1:3000"]
)
def test_a_foreign_origin_is_refused_whatever_it_sends(method: str, kind: str, origin: str) -> None:
    assert ask("/api/reached", method, kind=kind, body=b"{}", origin=origin, token=True) == 403


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "kind"), BODIES)
def test_our_own_page_needs_its_token(method: str, kind: str) -> None:
    assert ask("/api/reached", method, kind=kind, body=b"{}", origin=OWN) == 403
    assert ask("/api/reached", method, kind=kind, body=b"{}", origin=OWN, token=True) == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "kind"), BODIES)
def test_a_script_without_a_token_may_send_json_or_delete(method: str, kind: str) -> None:
    expected = 200 if kind == "application/json" or method == "DELETE" else 403
    assert ask("/api/reached", method, kind=kind, body=b"{}") == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "kind"), BODIES)
def test_a_cookie_makes_a_token_necessary(method: str, kind: str) -> None:
    assert ask("/api/reached", method, kind=kind, body=b"{}", cookie="theme=dark") == 403


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
def test_a_script_may_send_nothing_at_all(method: str) -> None:
    assert ask("/api/reached", method) == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status"),
    [(MULTIPART, 200), ("image/png", 200), ("video/mp4", 200), ("audio/mpeg", 200), (FORM, 403), ("text/plain", 403)],
)
def test_a_script_may_upload_files(kind: str, status: int) -> None:
    assert ask("/api/uploads", "POST", kind=kind, body=b"x") == status


@pytest.mark.parametrize(
    "header",
    [
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Referer": "http://example.org/"},
        {"origin": OWN},
    ],
)
def test_a_browser_does_not_upload_without_a_token(header: dict[str, str]) -> None:
    assert ask("/api/uploads", "POST", kind=MULTIPART, body=b"x", **header) == 403


@pytest.mark.parametrize(("method", "kind"), BODIES)
def test_what_a_browser_calls_cross_site_is_refused(method: str, kind: str) -> None:
    assert ask("/api/reached", method, kind=kind, Sec_Fetch_Site="cross-site") == 403


@pytest.mark.django_db
@pytest.mark.parametrize("header", [{"origin": "http://example.org"}, {"Sec_Fetch_Site": "cross-site"}, {}])
def test_reading_is_free(header: dict[str, str]) -> None:
    assert ask("/api/reached", "GET", **header) == 200


@pytest.mark.parametrize("header", [{}, {"origin": "https://kie.ai"}, {"cookie": "a=b"}])
def test_callbacks_need_no_token(header: dict[str, str]) -> None:
    assert ask("/callbacks/kie/token", "POST", kind="application/json", body=b"{}", **header) == 200


def test_a_page_without_its_token_is_told_to_reload(client: Client) -> None:
    answer = Client(enforce_csrf_checks=True).post("/page", {"a": "b"}, headers={"host": "localhost"})
    assert answer.status_code == 403
    assert b"reload the page" in answer.content


def test_a_body_that_is_too_long_is_not_read(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert ask("/api/reached", "POST", kind="application/json", body=b"x" * 11) == 413


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [MULTIPART, "image/png", "video/mp4", "audio/mpeg"])
def test_a_file_may_be_longer_than_what_is_read_into_memory(settings: Any, kind: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.MAX_MULTIPART_SIZE = 10, 20
    assert ask("/api/uploads", "POST", kind=kind, body=b"x" * 20) == 200
    assert ask("/api/uploads", "POST", kind=kind, body=b"x" * 21) == 413


def chunked(client: Client, path: str, **more: str) -> Any:
    return client.generic("POST", path, headers={"Transfer-Encoding": "chunked"}, **more)


def test_a_body_in_chunks_is_asked_for_its_length(client: Client) -> None:
    answer = chunked(client, "/api/reached", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (411, "length_required")
    assert "Content-Length" in answer.json()["error"]["message"]


def test_a_page_says_so_as_a_page(client: Client) -> None:
    answer = chunked(client, "/page", content_type="text/plain")
    assert answer.status_code == 411
    assert b"how long it is" in answer.content


@pytest.mark.django_db
def test_the_owner_is_signed_in_everywhere_without_a_session(client: Client) -> None:
    assert client.get("/api/echo").json() == {"user": "owner"}
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_owner_may_use_the_admin_and_has_no_password() -> None:
    owner = access.owner()
    assert owner.is_staff
    assert owner.is_superuser
    assert not owner.has_usable_password()


@pytest.mark.django_db(transaction=True)
def test_two_first_requests_at_once_make_one_owner() -> None:
    barrier = threading.Barrier(4)

    def first_use() -> None:
        barrier.wait()
        access.owner()
        connection.close()

    threads = [threading.Thread(target=first_use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.filter(username="owner").count() == 1
