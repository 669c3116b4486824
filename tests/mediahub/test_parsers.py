"""JSON bodies, which every address of the API reads in one way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gallery.models import Asset

pytestmark = pytest.mark.django_db

JSON = "application/json"
BAD = {
    "too deep": "[" * 100_000,
    "deep": '{"a": ' * 60 + "1" + "}" * 60,
    "NaN": '{"a": NaN}',
    "infinity": '{"a": [-Infinity]}',
    "too large": '{"a": 1e999}',
    "half a character": '{"a": "\\udc00"}',
    "half a character in a name": '{"\\ud800": 1}',
    "NUL": '{"a": {"b": "x\\u0000"}}',
    "no UTF-8": b'{"a": "\xff"}',
    "cut off": '{"a": ',
}
ADDRESSES = [
    ("PATCH", "/api/media/00000000-0000-4000-8000-000000000000"),
    *(("PUT", "/api/settings"), ("PATCH", "/api/settings")),
    *(("POST", "/api/uploads"), ("POST", "/api/images/generate"), ("POST", "/api/models/runway/price")),
]


@pytest.fixture
def a_file(owner: Any) -> None:
    """The file that PATCH changes."""
    described = {"media_type": "image", "filename": "a.png", "mime": "image/png", "bytes": 9}
    Asset.objects.create(pk=ADDRESSES[0][1][-36:], owner=owner, **described)


@pytest.mark.usefixtures("a_file")
@pytest.mark.parametrize(("method", "path"), ADDRESSES, ids=lambda word: word)
@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_what_cannot_be_kept_is_refused_at_every_address(client: Client, method: str, path: str, body: Any) -> None:
    answer = client.generic(method, path, body, content_type=JSON)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_the_field_is_named(client: Client) -> None:
    answer = client.generic("PUT", "/api/settings", '{"a": 1, "b": [{"c": "\\u0000"}]}', content_type=JSON)
    assert answer.json()["error"]["field"] == "b"


@pytest.mark.parametrize("kind", [JSON, f"{JSON}; charset=latin-1", f"{JSON}; charset=rot13"])
def test_json_is_utf_8_whatever_is_said_of_it(client: Client, kind: str) -> None:
    answer = client.generic("POST", "/api/images/generate", '{"prompt": "ein Böötchen"}', content_type=kind)
    assert answer.status_code == 202
