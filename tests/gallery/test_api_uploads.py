"""Handing in pictures over HTTP, in each of three ways."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gallery.models import Upload
from tests.gallery import samples

PICTURE = samples.picture()
TEXT = base64.b64encode(PICTURE).decode()


def send_form(client):
    return client.post("/api/uploads", {"file": SimpleUploadedFile("boat.png", PICTURE, "image/png")})


def send_bytes(client):
    return client.post("/api/uploads", PICTURE, content_type="image/png", headers={"x-filename": "boat.png"})


def send_text(client, data=TEXT, **more):
    return client.post("/api/uploads", {"data": data, **more}, content_type="application/json")


@pytest.mark.parametrize("send", [send_form, send_bytes, lambda client: send_text(client, name="boat.png")])
def test_a_picture_comes_in_by_form_bytes_and_text(client, owner, send):
    response = send(client)
    found = response.json()
    assert response.status_code == 201
    assert (found["name"], found["mime"], found["width"], found["bytes"]) == ("boat.png", "image/png", 48, len(PICTURE))
    assert found["address"] == f"/api/uploads/{found['id']}/file"
    assert b"".join(client.get(found["address"]).streaming_content) == PICTURE


def test_all_ways_lead_to_one_row(client, owner):
    ids = {send(client).json()["id"] for send in (send_form, send_bytes, send_text)}
    assert len(ids) == Upload.objects.count() == 1
    assert client.get(f"/api/uploads/{ids.pop()}").status_code == 200


def test_a_data_uri_is_text_too(client, owner):
    assert send_text(client, f"data:image/png;base64,{TEXT}").json()["name"] == "picture.png"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"data": "no base64!"}, "data"),
        ({"data": 5}, "data"),
        ({}, "data"),
        ({"data": TEXT, "name": 5}, "name"),
        ({"data": TEXT, "size": 5}, "size"),
        ({"data": base64.b64encode(samples.HTML).decode()}, "file"),
    ],
)
def test_text_that_is_no_picture_is_refused(client, owner, body, field):
    response = client.post("/api/uploads", body, content_type="application/json")
    assert (response.status_code, response.json()["error"]["field"]) == (400, field)


def test_a_form_without_a_file_is_refused(client, owner):
    response = client.post("/api/uploads", {"picture": "x"})
    assert (response.status_code, response.json()["error"]["field"]) == (400, "file")


def test_a_web_page_is_refused_in_words(client, owner):
    response = client.post("/api/uploads", {"file": SimpleUploadedFile("cat.png", samples.HTML, "image/png")})
    words = "cat.png is no picture, video or sound that can be used. Use JPEG, PNG"
    assert response.json()["error"]["message"].startswith(words)


def test_a_list_is_no_upload(client, owner):
    assert client.post("/api/uploads", [], content_type="application/json").status_code == 400


def test_uploads_of_others_are_not_there(client, owner, django_user_model):
    found = send_bytes(client).json()
    Upload.objects.update(owner=django_user_model.objects.create(username="other"))
    assert client.get(f"/api/uploads/{found['id']}").status_code == 404
    assert client.get(found["address"]).status_code == 404


def test_other_types_are_refused(client, owner):
    assert client.post("/api/uploads", PICTURE, content_type="application/octet-stream").status_code in (403, 415)


@pytest.mark.parametrize("kind", ["image/png", "multipart/form-data; boundary=x", "application/json"])
def test_an_empty_body_is_refused_in_words(client, owner, kind):
    answer = client.generic("POST", "/api/uploads", b"", content_type=kind)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
