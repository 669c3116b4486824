"""Input files of every medium through the API: given inline, by id, in rows; priced; refused by name."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from gallery import uploads
from gallery.models import Upload
from generation import api_answers, jobs, ledger, registry
from generation.models import Charge, Job
from tests.gallery import samples

pytestmark = pytest.mark.django_db
SPEAKER = {"model": "kling-ai-avatar-pro", "prompt": "she speaks"}
KLING = {"model": "kling-3.0-video", "prompt": "a film"}


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.KIE_API_KEY = "sk-test"


def png(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def uri(data: bytes, mime: str) -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def voice(seconds: float = 6.5) -> bytes:
    return samples.sound("mp3", seconds=seconds)


@pytest.fixture
def upload(owner: Any) -> Callable[..., str]:
    return lambda data, name="a.png": str(uploads.save(data, name, owner).pk)


def cat(*pictures: str) -> dict[str, Any]:
    return {"name": "cat", "description": "a grey cat", "images": list(pictures)}


def test_sound_and_picture_come_inline(post: Any) -> None:
    body = {**SPEAKER, "image": uri(png(), "image/png"), "audio": uri(voice(), "audio/mpeg")}
    assert post("videos/generate", body).status_code == 202
    assert {upload.media_type for upload in Upload.objects.all()} == {"image", "audio"}


def test_a_film_comes_inline(post: Any) -> None:
    body = {"model": "runway-aleph", "prompt": "snow", "video": uri(samples.video(), "video/mp4")}
    assert post("videos/generate", body).status_code == 202
    assert Upload.objects.get().media_type == "video"


def test_files_come_inline_inside_rows(post: Any) -> None:
    two = [uri(png(), "image/png"), uri(png("red"), "image/png")]
    answer = post("videos/generate", {**KLING, "image": uri(png("blue"), "image/png"), "elements": [cat(*two)]})
    job = Job.objects.get(pk=answer.json()["task_id"])
    assert len(job.inputs["elements-0-images"]) == 2
    assert job.params["elements"][0]["images"] == job.inputs["elements-0-images"]


def test_a_task_tells_files_of_rows_once(client: Any, post: Any, upload: Any) -> None:
    given = {**KLING, "image": upload(png("blue")), "elements": [cat(upload(png()), upload(png("red")))]}
    params = api_answers.task(Job.objects.get(pk=post("videos/generate", given).json()["task_id"]))["params"]
    assert "elements-0-images" not in params
    assert len(params["elements"][0]["images"]) == 2


def test_a_task_with_rows_is_made_again_from_its_params(client: Any, post: Any, upload: Any) -> None:
    given = {**KLING, "image": upload(png("blue")), "elements": [cat(upload(png()), upload(png("red")))]}
    task = client.get(f"/api/tasks/{post('videos/generate', given).json()['task_id']}").json()
    again = post("videos/generate", {"model": task["model"], **task["params"]})
    assert again.status_code == 202, again.json()
    first, second = Job.objects.order_by("created_at")
    assert (first.params, first.inputs) == (second.params, second.inputs)


def test_a_retry_of_a_task_with_rows_has_the_same_files(post: Any, upload: Any) -> None:
    given = {**KLING, "image": upload(png("blue")), "elements": [cat(upload(png()), upload(png("red")))]}
    job = jobs.cancel(Job.objects.get(pk=post("videos/generate", given).json()["task_id"]))
    twin = jobs.retry(job)
    assert (twin.params, twin.inputs) == (job.params, job.inputs)


# -- refusals


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"audio": uri(png(), "image/png")}, "audio", "is a picture. Choose a sound file."),
        ({"audio": "5f0c7f9e-0000-4000-8000-000000000000"}, "audio", "There is no sound file with this id."),
        ({"audio": "data:audio/mpeg;base64,AAAA"}, "audio", "cannot be used"),
        ({"audio": 7}, "audio", "an upload's id"),
        ({"audio": None}, "audio", "Add a sound file first."),
        ({"image": uri(samples.picture("GIF"), "image/gif")}, "image", "GIF"),
    ],
)
def test_a_wrong_file_is_refused_by_the_name_of_its_field(post: Any, change: Any, field: str, words: str) -> None:
    body = {**SPEAKER, "image": uri(png(), "image/png"), "audio": uri(voice(), "audio/mpeg"), **change}
    answer = post("videos/generate", body)
    error = answer.json()["error"]
    assert (answer.status_code, error["field"]) == (400, field)
    assert words in error["message"] or error["code"] == "bad_file"
    assert not Job.objects.exists()


def test_the_file_of_another_person_is_unknown(post: Any, django_user_model: Any) -> None:
    other = django_user_model.objects.create_user("other")
    theirs = str(uploads.save(png(), "a.png", other).pk)
    error = post("images/generate", {"model": "gpt4o-image", "prompt": "x", "images": [theirs]}).json()["error"]
    assert (error["field"], error["code"]) == ("images", "unknown_input")


def test_a_film_that_is_too_short_says_how_long_it_must_be(post: Any, upload: Any) -> None:
    body = {"model": "kling-3.0-motion-control", "image": upload(png()), "video": upload(samples.video(), "a.mp4")}
    error = post("videos/generate", body).json()["error"]
    assert error["field"] == "video"
    assert "This model takes" in error["message"]


def test_a_wrong_file_in_a_row_is_refused_by_the_name_of_the_list(post: Any, upload: Any) -> None:
    elements = [cat(upload(png()), upload(png("red"))), {**cat(upload(png()), upload(voice(), "a.mp3")), "name": "dog"}]
    error = post("videos/generate", {**KLING, "image": upload(png("blue")), "elements": elements}).json()["error"]
    assert error["field"] == "elements"
    assert error["message"] == "Element 2: a.mp3 is a sound file. Choose a picture."


def test_what_is_broken_inline_in_a_row_is_refused_by_the_name_of_the_list(post: Any, upload: Any) -> None:
    body = {**KLING, "image": upload(png("blue")), "elements": [cat("data:image/png;base64,AAAA", upload(png()))]}
    assert post("videos/generate", body).json()["error"]["field"] == "elements"


def test_an_upload_is_no_earlier_result(post: Any, upload: Any) -> None:
    body = {"model": "veo3-extend", "prompt": "on", "video": upload(samples.video(), "a.mp4")}
    error = post("videos/generate", body).json()["error"]
    assert error["field"] == "video"
    assert "made by Veo 3.1 Fast" in error["message"]


def test_an_inline_file_is_no_earlier_result_and_is_not_kept(post: Any) -> None:
    body = {"model": "veo3-extend", "prompt": "on", "video": uri(samples.video(), "video/mp4")}
    assert "made by such a model" in post("videos/generate", body).json()["error"]["message"]
    assert not Upload.objects.exists()


def test_an_address_is_no_earlier_result(post: Any) -> None:
    body = {"model": "veo3-extend", "prompt": "on", "video": "https://example.com/a.mp4"}
    error = post("videos/generate", body).json()["error"]
    assert error["field"] == "video"
    assert "made by such a model" in error["message"]


# -- prices


def test_a_price_by_the_second_counts_the_file(post: Any, upload: Any) -> None:
    answer = post("models/kling-ai-avatar-pro/price", {"audio": upload(voice(), "voice.mp3")}).json()
    assert (answer["usd"], answer["known"]) == (0.56, True)


def test_the_order_is_reserved_at_the_price_that_was_asked_for(post: Any, upload: Any) -> None:
    body = {"image": upload(png()), "audio": upload(voice(), "voice.mp3")}
    asked = post("models/kling-ai-avatar-pro/price", body).json()
    post("videos/generate", {**SPEAKER, **body})
    assert float(Charge.objects.get().usd) == asked["usd"]


def test_the_length_of_a_file_elsewhere_is_not_known(post: Any) -> None:
    answer = post("models/kling-ai-avatar-pro/price", {"audio": "https://example.com/a.mp3"}).json()
    assert answer["known"] is False
    assert answer["usd"] > 0


def test_a_price_refuses_what_an_order_would(post: Any, upload: Any) -> None:
    error = post("models/kling-ai-avatar-pro/price", {"audio": upload(png())}).json()["error"]
    assert error["field"] == "audio"


def test_a_price_takes_rows(post: Any, upload: Any) -> None:
    spec = registry.spec("kling-3.0-video")
    rows = {"multi_prompt": [{"prompt": "a", "duration": 5}], "sound": True}
    answer = post("models/kling-3.0-video/price", rows)
    assert answer.json()["usd"] == float(ledger.estimate(spec, {**spec.params.defaults(), "sound": True}).usd)


# -- the description


def test_the_schema_tells_of_every_medium(client: Any, owner: Any) -> None:
    schema = client.get("/api/models/kling-3.0-video").json()["schema"]["properties"]
    row = schema["elements"]["items"]["properties"]
    assert schema["elements"]["maxItems"] == 3
    assert "Sound" in row["audio"]["description"] or "sound file" in row["audio"]["description"]
    assert "image_url" in schema
    assert row["video"]["anyOf"][0] == {"type": "string"}


def test_the_schema_of_an_earlier_result_names_the_models(client: Any, owner: Any) -> None:
    video = client.get("/api/models/veo3-extend").json()["schema"]["properties"]["video"]
    assert "made by one of: veo3_fast" in video["description"]
    assert "base64" not in video["description"]
