"""Ordering through the API: what is taken, what is refused and in which words, and what a repeat gives back."""

from __future__ import annotations

import base64
import io
import uuid

import pytest
from PIL import Image

from gallery.models import Upload
from generation import registry
from generation.models import Job, State
from settings_app import preferences

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(stream, kind)
    return stream.getvalue()


def test_an_order_answers_at_once_with_one_media_id_a_file(post, owner):
    answer = post("images/generate", {"prompt": "a boat", "n_variants": 4})

    job = Job.objects.get()
    assert answer.status_code == 202
    assert answer.json()["task_id"] == str(job.pk)
    assert len(set(answer.json()["media_ids"])) == 4
    assert answer.json()["media_id"] == answer.json()["media_ids"][0]


@pytest.mark.parametrize(("kind", "model"), [("images", "gpt4o-image"), ("videos", "veo3_fast")])
def test_without_a_model_the_default_one_makes_it(post, owner, kind, model):
    post(f"{kind}/generate", {"prompt": "a boat"})

    assert Job.objects.get().model == model


def test_the_owners_own_default_model_counts(post, owner):
    stored = preferences.for_owner(owner)
    stored.default_video_model = "runway"
    stored.save()

    post("videos/generate", {"prompt": "a boat"})

    assert Job.objects.get().model == "runway"


def test_defaults_are_filled_in(post, owner):
    post("videos/generate", {"prompt": "a boat", "model": "runway"})

    params = Job.objects.get().params
    assert (params["quality"], params["duration"], params["aspect_ratio"]) == ("720p", 5, "16:9")


def test_a_stored_default_counts_where_the_model_allows_it(post, owner):
    preferences.for_owner(owner)
    type(preferences.for_owner(owner)).objects.update(duration=10)

    post("videos/generate", {"prompt": "a boat", "model": "runway"})
    post("videos/generate", {"prompt": "a boat", "model": "veo3_fast"})

    assert [job.params["duration"] for job in Job.objects.order_by("created_at")] == [10, 8]


def test_a_stored_default_that_contradicts_the_request_gives_way(post, owner):
    preferences.for_owner(owner)
    type(preferences.for_owner(owner)).objects.update(duration=10)

    answer = post("videos/generate", {"prompt": "a boat", "model": "runway", "quality": "1080p"})

    assert answer.status_code == 202
    assert Job.objects.get().params["duration"] == 5


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "field"),
    [
        ("images", {"prompt": "a", "model": "nothing"}, 404, "unknown_model", "model"),
        ("images", {"prompt": "a", "model": 5}, 400, "invalid", "model"),
        ("images", {"prompt": "a", "model": "veo3"}, 400, "wrong_kind", "model"),
        ("videos", {"prompt": "a", "model": "sora-2"}, 400, "model_off", "model"),
        ("images", {"prompt": "a", "seed": 5}, 400, "unknown_field", "seed"),
        ("images", {}, 400, "invalid", "prompt"),
        ("images", {"prompt": ["a"]}, 400, "invalid", "prompt"),
        ("images", {"prompt": "a\x00b"}, 400, "invalid", "prompt"),
        ("images", {"prompt": "a", "n_variants": True}, 400, "invalid", "n_variants"),
        ("images", {"prompt": "a", "n_variants": 3}, 400, "invalid", "n_variants"),
        ("videos", {"prompt": "a", "model": "runway", "duration": 10, "quality": "1080p"}, 400, "invalid", "quality"),
        ("images", {"prompt": "a", "image_url": "file:///etc/passwd"}, 400, "invalid", "image_url"),
        ("images", {"prompt": "a", "image_urls": ["ftp://x"]}, 400, "invalid", "image_urls"),
        ("images", {"prompt": "a", "images": ["ftp://x"], "image_url": "ftp://x"}, 400, "invalid", "images"),
        ("images", {"prompt": "a", "images": [str(uuid.uuid4())]}, 400, "unknown_input", "images"),
        ("videos", {"prompt": "a", "image_url": "http://127.0.0.1:1/a.png"}, 400, None, "image_url"),
    ],
)
def test_what_is_refused_names_the_field(post, owner, path, body, status, code, field):
    answer = post(f"{path}/generate", body)

    error = answer.json()["error"]
    assert (answer.status_code, error["field"]) == (status, field)
    assert code in (None, error["code"])
    assert error["message"][-1] in ".:"
    assert not Job.objects.exists()


NO_OBJECTS = {
    "list": "[]",
    "number": "5",
    "text": '"text"',
    "cut off": "{",
    "null": "null",
    "not a number": '{"prompt": NaN}',
    "lone surrogate": '{"prompt": "\\ud800"}',
    "too deep": "[" * 100_000,
    "deep": '{"prompt": ' + "[" * 60 + "]" * 60 + "}",
}


@pytest.mark.parametrize("body", NO_OBJECTS.values(), ids=NO_OBJECTS)
def test_a_body_that_is_no_json_object_is_refused_in_a_sentence(client, owner, body):
    answer = client.post("/api/images/generate", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_body"


def test_several_problems_are_all_told(post, owner):
    answer = post("videos/generate", {"model": "runway", "duration": 7, "colour": "red"})

    error = answer.json()["error"]
    assert {problem["field"] for problem in error["errors"]} == {"prompt", "duration", "colour"}
    assert error["message"] == error["errors"][0]["message"]


def test_the_api_refuses_in_the_words_of_the_form(post, owner):
    body = {"prompt": "a", "duration": 10, "quality": "1080p"}
    form = registry.spec("runway").params.from_json(body)

    answer = post("videos/generate", {**body, "model": "runway"})

    assert answer.json()["error"]["message"] == form.problems()[0][1]


def test_a_model_that_was_switched_on_can_be_ordered(post, owner):
    registry.switch("sora-2", on=True)

    assert post("videos/generate", {"prompt": "a boat", "model": "sora-2"}).status_code == 202


def test_fields_that_ask_for_nothing_are_let_through(post, owner):
    answer = post("videos/generate", {"prompt": "a boat", "model": "veo3", "n_variants": 1, "is_enhance": False})

    assert answer.status_code == 202


# -- pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["data:image/png;base64,", ""])
def test_a_picture_in_base64_becomes_an_upload(post, owner, prefix):
    answer = post("videos/generate", {"prompt": "sail", "image": prefix + base64.b64encode(picture()).decode()})

    assert answer.status_code == 202
    assert Job.objects.get().inputs == {"image": [str(Upload.objects.get().pk)]}


@pytest.mark.parametrize(
    "text",
    [
        "data:image/png,plain",
        "data:image/png;base64,@@@",
        "data:text/html;base64," + base64.b64encode(b"<html>" * 20).decode(),
        base64.b64encode(picture())[:-30].decode(),
    ],
)
def test_base64_that_is_no_picture_is_refused_by_its_field(post, owner, text):
    answer = post("videos/generate", {"prompt": "sail", "image_url": text})

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "image_url")
    assert not Job.objects.exists()


def test_an_upload_is_taken_by_its_id_and_by_its_address(post, owner):
    post("videos/generate", {"prompt": "sail", "image": base64.b64encode(picture()).decode()})
    upload = Upload.objects.get()

    by_id = post("videos/generate", {"prompt": "sail", "image": str(upload.pk)})
    by_address = post("videos/generate", {"prompt": "sail", "image_url": f"/api/uploads/{upload.pk}/file"})

    assert (by_id.status_code, by_address.status_code) == (202, 202)


# -- repeats ---------------------------------------------------------------------------------------------------------


def test_the_same_key_and_body_give_the_same_ids(post, owner):
    first = post("images/generate", {"prompt": "a boat", "n_variants": 2}, idempotency_key="k")
    second = post("images/generate", {"n_variants": 2, "prompt": "a boat"}, idempotency_key="k")

    assert (second.status_code, second.json()) == (202, first.json())
    assert Job.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(post, owner):
    post("images/generate", {"prompt": "a boat"}, idempotency_key="k")
    answer = post("images/generate", {"prompt": "a ship"}, idempotency_key="k")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_key_reused")


def test_the_same_key_at_another_address_is_refused(post, owner):
    post("images/generate", {"prompt": "a boat"}, idempotency_key="k")

    assert post("videos/generate", {"prompt": "a boat"}, idempotency_key="k").status_code == 409


def test_a_repeat_is_answered_although_its_model_is_switched_off_now(post, owner):
    first = post("videos/generate", {"prompt": "a boat", "model": "veo3"}, idempotency_key="k")
    registry.switch("veo3", on=False)
    second = post("videos/generate", {"prompt": "a boat", "model": "veo3"}, idempotency_key="k")

    assert second.json() == first.json()


def test_without_a_key_every_order_is_one_of_its_own(post, owner):
    post("images/generate", {"prompt": "a boat"})
    post("images/generate", {"prompt": "a boat"})

    assert Job.objects.count() == 2


def test_a_key_that_is_too_long_is_refused(post, owner):
    assert post("images/generate", {"prompt": "a boat"}, idempotency_key="k" * 255).status_code == 202
    assert post("images/generate", {"prompt": "a boat"}, idempotency_key="k" * 256).status_code == 400


# -- doors -----------------------------------------------------------------------------------------------------------


def test_a_form_instead_of_json_is_refused(client, owner):
    answer = client.post("/api/images/generate", {"prompt": "a boat"})

    assert answer.status_code in (403, 415)
    assert answer.json()["error"]["message"]


def test_a_browser_gets_a_page_with_a_box_to_order_from(client, owner):
    page = client.get("/api/images/generate", headers={"accept": "text/html"})

    assert page.status_code == 405
    assert b"A paper boat on a calm lake at dawn" in page.content


def test_an_order_over_budget_waits_for_a_yes(post, owner, client, settings):
    settings.KIE_API_KEY = "sk-test"
    preferences.for_owner(owner)
    type(preferences.for_owner(owner)).objects.update(ask_above_usd="0.01")

    answer = post("images/generate", {"prompt": "a boat"})

    task = client.get(f"/api/tasks/{answer.json()['task_id']}").json()
    assert Job.objects.get().state == State.WAITING
    assert (task["status"], task["notice"]["action"], task["possible"][0]) == ("pending", "allow", "allow")
