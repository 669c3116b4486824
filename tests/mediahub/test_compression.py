"""What travels compressed, and what never does."""

from __future__ import annotations

import pytest

from tests.gallery.samples import picture

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_for_who_can_read_it(client):
    assert client.get("/gallery", headers={"accept-encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/gallery").headers


def test_an_answer_of_the_api_is_compressed(client):
    assert client.get("/api/models", headers={"accept-encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


def test_a_file_is_never_compressed(client):
    noise = picture(size=(200, 200))
    address = client.post("/api/uploads", noise, content_type="image/png").json()["address"]

    answer = client.get(address, headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
    assert b"".join(answer) == noise
