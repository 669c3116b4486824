"""Every address with the methods that ask for nothing: HEAD where there is a page, OPTIONS everywhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

pytestmark = pytest.mark.django_db

SAMPLES = {"uuid": str(uuid.UUID(int=1)), "int": "1"}


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address outside the admin, with a sample where it takes a value."""
    names = {converter: name for name, converter in get_converters().items()}
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            for name, converter in entry.pattern.converters.items():
                kind = names.get(converter, "str")
                route = route.replace(f"<{kind}:{name}>", SAMPLES.get(kind, "x"))
            yield route
        elif not route.startswith("/admin/"):
            yield from addresses(entry, prefix)


@pytest.mark.parametrize("path", list(addresses(get_resolver())))
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_options_never_breaks(client: Client, path: str, accept: str) -> None:
    assert client.options(path, headers={"accept": accept}).status_code < 500


def test_options_of_the_documentation_is_json(client: Client) -> None:
    answer = client.options("/api/docs/", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert client.post("/api/docs/", {}, content_type="application/json").json()["error"]["code"]


@pytest.mark.parametrize("path", ["/", "/gallery", "/gallery/trash", "/queue", "/settings", "/metrics", "/api/tasks"])
def test_a_page_may_be_asked_for_its_head(client: Client, path: str) -> None:
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")


JSON_ADDRESSES = [
    *("tasks", "models", "models/runway", "queue", "credits", "settings", "media", "trash"),
    *(f"tasks/{SAMPLES['uuid']}", f"tasks/{SAMPLES['uuid']}/events", f"media/{SAMPLES['uuid']}"),
    f"uploads/{SAMPLES['uuid']}",
]


@pytest.mark.parametrize("path", JSON_ADDRESSES)
def test_a_misspelt_query_parameter_is_refused_by_name(client: Client, path: str) -> None:
    answer = client.get(f"/api/{path}?limti=5")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_field")
    assert answer.json()["error"]["field"] == "limti"


@pytest.mark.parametrize("path", ["tasks", "models", "queue", "settings", "media"])
def test_a_page_of_the_api_may_be_asked_for_as_json(client: Client, path: str) -> None:
    assert client.get(f"/api/{path}?format=json").status_code == 200
