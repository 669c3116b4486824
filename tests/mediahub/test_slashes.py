"""Addresses with a slash too many at their end."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/gallery/", "/queue/?state=done", "/spend/", "/api/models/?kind=video"])
def test_a_slash_too_many_is_forgiven_to_who_only_looks(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (301, address.replace("/?", "?").rstrip("/"))


@pytest.mark.parametrize("address", ["/nothing/", "/%2f%2fevil.example/"])
def test_a_slash_too_many_leads_nowhere_else(client, address):
    assert client.get(address).status_code == 404
