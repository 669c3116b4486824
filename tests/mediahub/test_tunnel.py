"""A tunnel to a hub in local mode: under the public name, every address of the resolver but the callbacks is shut.

The tests in this process have no database, so that an address which is asked anything at all fails.
"""

from __future__ import annotations

import http.client
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from tests.mediahub.hub import Hub

PUBLIC = "hub.example.org"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CALLBACK = "/callbacks/kie/not-a-token"

#: Ways in which the tunnel may present a request, by what they are called.
TUNNELS: dict[str, dict[str, str]] = {
    "its own name": {"host": PUBLIC},
    "its own name with a port": {"host": f"{PUBLIC}:443"},
    "its own name in capitals": {"host": PUBLIC.upper()},
    "its own name, for an address": {"host": PUBLIC, "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"},
    "its own name, pretending to be here": {"host": PUBLIC, "X-Forwarded-For": "127.0.0.1", "Forwarded": "for=[::1]"},
    "its own name, pretending another": {"host": PUBLIC, "X-Forwarded-Host": "localhost:8000"},
    "our name, for an address": {"host": "127.0.0.1:8000", "X-Forwarded-For": "203.0.113.9"},
    "our name, for itself": {"host": "localhost:8000", "X-Forwarded-Host": PUBLIC},
    "our name, for a chain": {"host": "127.0.0.1:8000", "X-Forwarded-For": "127.0.0.1, 203.0.113.9"},
    "our name, as Cloudflare": {"host": "127.0.0.1:8000", "CF-Connecting-IP": "203.0.113.9"},
    "our name, by RFC 7239": {"host": "127.0.0.1:8000", "Forwarded": f"for=203.0.113.9;host={PUBLIC};proto=https"},
}
_SAMPLES = {"uuid": str(uuid.UUID(int=1)), "int": "1", "slug": "x", "path": "a/b"}
#: Spellings by which an address might be taken for a callback.
TRICKS = (
    *(
        "/callbacks",
        "/Callbacks/kie/x",
        "//callbacks/kie/x",
        "/x/callbacks/kie/x",
        "/%63allbacks",
    ),
    *("/queue?/callbacks/", "/queue/callbacks/", "/static/../queue", "/./queue", "/queue;/callbacks/"),
)
#: Spellings that begin as a callback does and might end elsewhere.
DETOURS = (
    *("/callbacks/", "/callbacks/../queue", "/callbacks/%2e%2e/queue", "/callbacks/..%2fsettings", "/callbacks/kie/"),
    *(
        "/callbacks/kie/x/../../../queue",
        "/callbacks//queue",
        "/callbacks%2fkie/x",
        "/callbacks/kie/x/queue",
        "/callbacks/\\..\\queue",
    ),
)


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address there is, the admin's too, with a sample where it takes a value."""
    kinds = {converter: name for name, converter in get_converters().items()}
    for entry in resolver.url_patterns:
        route = prefix + _without_expressions(str(entry.pattern))
        for name, converter in entry.pattern.converters.items():
            kind = kinds.get(converter, "str")
            route = route.replace(f"<{kind}:{name}>", _SAMPLES.get(kind, "x")).replace(f"<{name}>", "x")
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from addresses(entry, route)


def _without_expressions(route: str) -> str:
    """A route of the admin's that is a regular expression, with the first thing that each of its groups takes."""
    plain = re.sub(r"\(\?P<\w+>([^|)]*)[^)]*\)", r"\1", route.replace("^", "").removesuffix("$"))
    return plain.replace(".*", "x").removesuffix("$")


def shut() -> list[str]:
    """What must not answer: every address, static files, and what does not exist."""
    known = [path for path in addresses(get_resolver()) if not path.startswith("/callbacks/")]
    return [*known, "/static/css/base.css", "/static/js/ui.js", "/nothing", "/favicon.ico", "/data/db.sqlite3"]


def is_shut(status: int, headers: Any, body: str) -> bool:
    """Whether an answer is the refusal: no page, no cookie, no way on."""
    told = "There is nothing at this address." in body or body == ""
    return status == 404 and told and "Set-Cookie" not in headers and "Location" not in headers


@pytest.fixture(autouse=True)
def _public(settings: Any) -> None:
    settings.PUBLIC_URL = f"https://{PUBLIC}"


def answer(path: str, method: str, tunnel: dict[str, str]) -> tuple[int, Any, str]:
    body = b"" if method in ("GET", "HEAD", "OPTIONS") else b"{}"
    response = Client(enforce_csrf_checks=True).generic(method, path, body, "application/json", headers=tunnel)
    assert not response.streaming, path
    return response.status_code, response.headers, response.content.decode()


def test_the_walk_knows_the_addresses_that_matter() -> None:
    known = set(shut())
    assert {"/", "/queue", "/gallery", "/settings", "/spend", "/api/tasks", "/api/media", "/metrics"} <= known
    assert {"/admin/", "/admin/login/", "/healthz", "/readyz", "/api/schema/", "/api/images/generate"} <= known
    assert len(known) > 100
    assert not [path for path in known if set(path) & set("<>()?*$^")]
    assert find("css/base.css")
    assert find("js/ui.js")


@pytest.mark.parametrize("tunnel", TUNNELS.values(), ids=TUNNELS)
@pytest.mark.parametrize("method", METHODS)
def test_no_address_answers_through_a_tunnel(method: str, tunnel: dict[str, str]) -> None:
    opened = [path for path in shut() if not is_shut(*answer(path, method, tunnel))]
    assert opened == []


@pytest.mark.parametrize("tunnel", TUNNELS.values(), ids=TUNNELS)
def test_no_spelling_of_an_address_answers_through_a_tunnel(tunnel: dict[str, str]) -> None:
    assert [path for path in TRICKS if not is_shut(*answer(path, "GET", tunnel))] == []


@pytest.mark.parametrize("path", DETOURS)
def test_what_begins_as_a_callback_leads_nowhere_else(path: str) -> None:
    status, headers, body = answer(path, "GET", TUNNELS["its own name"])
    assert status in (400, 404, 405)
    assert not {"Location", "Set-Cookie"} & set(headers)
    assert "<title>Queue" not in body


@pytest.mark.django_db
@pytest.mark.parametrize("tunnel", TUNNELS.values(), ids=TUNNELS)
def test_callbacks_answer_through_a_tunnel(tunnel: dict[str, str]) -> None:
    status, _, body = answer(CALLBACK, "POST", tunnel)
    assert (status, json.loads(body)) == (404, {"code": 404, "msg": "unknown"})


@pytest.mark.parametrize("host", ["example.org", f"www.{PUBLIC}", f"{PUBLIC}.example.org", f"{PUBLIC}.", "192.0.2.1"])
def test_under_any_other_name_not_even_callbacks_answer(host: str) -> None:
    assert answer(CALLBACK, "POST", {"host": host})[0] == 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/queue", "/settings", "/api/tasks", "/healthz"])
def test_here_the_same_addresses_answer_while_a_public_name_is_set(path: str) -> None:
    assert answer(path, "GET", {"host": "127.0.0.1:8000"})[0] == 200


# -- over the wire


def asked(hub: Hub, method: str, path: str, headers: dict[str, str]) -> tuple[int, Any, str]:
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=30)
    try:
        body = None if method in ("GET", "HEAD") else b"{}"
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode(errors="replace")
    finally:
        connection.close()


@pytest.mark.slow
def test_a_running_hub_shows_a_tunnel_nothing_but_callbacks(tmp_path: Path) -> None:
    with Hub(tmp_path / "data", MEDIAHUB_PUBLIC_URL=f"https://{PUBLIC}") as hub:
        by_name, forwarded = {"Host": PUBLIC}, {"X-Forwarded-For": "203.0.113.9"}
        for tunnel in (by_name, forwarded, {**by_name, "X-Forwarded-For": "127.0.0.1"}):
            for path in (*shut(), *TRICKS):
                assert is_shut(*asked(hub, "GET", path, tunnel)), (path, tunnel)
            assert is_shut(*asked(hub, "POST", "/api/images/generate", tunnel))
            status, _, body = asked(hub, "POST", CALLBACK, tunnel)
            assert (status, json.loads(body)["msg"]) == (404, "unknown")
        assert asked(hub, "GET", "/queue", {})[0] == 200
        assert asked(hub, "GET", "/static/css/base.css", {})[0] in (200, 404)  # under its hashed name only
        assert json.loads(asked(hub, "GET", "/api/tasks", {})[2])["results"] == []
