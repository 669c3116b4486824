"""The gallery over HTTP."""

import uuid
from datetime import UTC, datetime

import pytest

from gallery import library
from gallery.models import Asset
from generation.models import Job, JobOutput, OutputState, State, media_id
from tests.gallery import samples

#: an id that no file or task has
NOBODYS = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
ITEM = {
    "id", "media_type", "prompt", "model", "provider", "aspect_ratio", "width", "height", "duration", "task_id",
    "filename", "created_at", "favourite", "rating", "tags", "file", "thumbnail", "sandbox",
    "keep_until",
}  # fmt: skip


def refused(response):
    error = response.json()["error"]
    return response.status_code, error["code"], error.get("field", "")


def patch(client, asset, change):
    return client.patch(f"/api/media/{asset.pk}", change, content_type="application/json")


@pytest.fixture
def order(owner):
    """A job in a state, whose one file is not there."""

    def make(state=State.RUNNING, output_state=OutputState.EXPECTED, who=None, error=""):
        what = {"provider": "kie", "model": "veo3", "kind": "video", "prompt": "waves"}
        job = Job.objects.create(owner=who or owner, state=state, **what)
        return JobOutput.objects.create(
            job=job, position=0, media_id=media_id(job.pk, 0), state=output_state, error_message=error
        )

    return make


# -- lists


def test_an_item_says_what_callers_count_on(client, keep):
    asset = keep(task_id=uuid.uuid4())
    found = client.get("/api/media").json()["results"][0]
    assert set(found) == ITEM
    assert found["file"] == f"/api/media/{asset.pk}/file"
    assert found["thumbnail"] == f"/api/media/{asset.pk}/thumbnail"
    assert (found["id"], found["task_id"], found["width"]) == (str(asset.pk), str(asset.task_id), 48)
    assert found["created_at"].endswith("Z")


def test_next_is_an_address_that_keeps_what_was_asked(client, rows):
    rows([NOON] * 5, media_type="video")
    first = client.get("/api/media?type=video&limit=3").json()
    assert first["next"].startswith("/api/media?type=video&limit=3&cursor=")
    assert first["previous"] is None
    second = client.get(first["next"]).json()
    assert (len(second["results"]), second["next"]) == (2, None)
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_lists_filter_sort_and_search(client, rows):
    old = rows([NOON], media_type="video", model="veo3", prompt="waves")[0]
    rows([NOON.replace(hour=13)])
    for query in ("type=video", "model=veo3", "q=WAVES", "sort_by=oldest&limit=1"):
        assert [item["id"] for item in client.get(f"/api/media?{query}").json()["results"]] == [str(old.pk)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("type=audio", "type"),
        ("sort_by=best", "sort_by"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
        ("tpye=video", "tpye"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_by_name(client, owner, query, field):
    status, _, blamed = refused(client.get(f"/api/media?{query}"))
    assert (status, blamed) == (400, field)


def test_files_of_others_are_not_there(client, owner, keep, django_user_model):
    other = django_user_model.objects.create(username="other")
    asset = keep(owner_id=other.pk)
    assert client.get("/api/media").json()["results"] == []
    for address in ("", "/file", "/thumbnail"):
        assert client.get(f"/api/media/{asset.pk}{address}").status_code == 404
    assert client.delete(f"/api/media/{asset.pk}").status_code == 404
    assert patch(client, asset, {"rating": 1}).status_code == 404


# -- one file


def test_a_file_tells_everything_about_itself(client, keep):
    asset = keep(samples.video(), "video", seed=7, cost_usd="0.30000")
    found = client.get(f"/api/media/{asset.pk}").json()
    assert set(found) > ITEM
    assert (found["status"], found["seed"], found["cost_usd"], found["fps"]) == ("ready", 7, 0.3, 12)
    assert (found["sha256"], found["recipe"]["version"]) == (asset.sha256, 1)
    assert (found["mime"], found["bytes"]) == ("video/mp4", asset.bytes)


def test_the_bytes_are_those_on_disk(client, keep):
    asset = keep()
    response = client.get(f"/api/media/{asset.pk}/file")
    assert b"".join(response.streaming_content) == library.path(asset).read_bytes()
    assert (response["Content-Type"], response["ETag"]) == ("image/png", f'"{asset.sha256}"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_player_gets_the_part_it_asks_for(client, keep):
    asset = keep(samples.video(), "video")
    response = client.get(f"/api/media/{asset.pk}/file", headers={"range": "bytes=4-7", "accept": "video/webm"})
    assert (response.status_code, b"".join(response.streaming_content)) == (206, b"ftyp")


def test_a_thumbnail_is_a_webp(client, keep):
    asset = keep()
    response = client.get(f"/api/media/{asset.pk}/thumbnail")
    assert response["Content-Type"] == "image/webp"
    assert b"".join(response.streaming_content)[8:12] == b"WEBP"


def test_a_file_without_thumbnail_says_so(client, rows):
    asset = rows([NOON])[0]
    assert client.get(f"/api/media/{asset.pk}").json()["thumbnail"] is None
    assert refused(client.get(f"/api/media/{asset.pk}/thumbnail"))[:2] == (404, "no_thumbnail")


def test_a_file_that_is_missing_on_disk_says_so(client, keep):
    asset = keep()
    library.path(asset).unlink()
    assert refused(client.get(f"/api/media/{asset.pk}/file"))[:2] == (404, "file_missing")


@pytest.mark.parametrize("address", ["nonsense", NOBODYS, f"{NOBODYS}/file"])
def test_what_nobody_ordered_is_not_there(client, owner, address):
    assert refused(client.get(f"/api/media/{address}"))[:2] == (404, "not_found")


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (State.WAITING, "pending"),
        (State.QUEUED, "pending"),
        (State.RUNNING, "processing"),
        (State.STORING, "processing"),
        (State.UNCLEAR, "unclear"),
    ],
)
def test_before_its_file_exists_a_media_id_says_how_its_task_stands(client, order, state, word):
    output = order(state)
    found = client.get(f"/api/media/{output.media_id}").json()
    assert (found["id"], found["status"], found["media_type"]) == (str(output.media_id), word, "video")
    assert (found["task_id"], found["prompt"]) == (str(output.job_id), "waves")
    assert refused(client.get(f"/api/media/{output.media_id}/file"))[:2] == (409, "not_ready")


@pytest.mark.parametrize(("state", "word"), [(State.FAILED, "failed"), (State.CANCELLED, "cancelled")])
def test_a_file_that_never_came_says_so(client, order, state, word):
    output = order(state)
    assert client.get(f"/api/media/{output.media_id}").json()["status"] == word
    assert refused(client.get(f"/api/media/{output.media_id}/file"))[:2] == (409, "no_file")


def test_a_file_that_its_task_went_on_without_has_failed(client, order):
    output = order(State.SUCCEEDED, OutputState.MISSING, error="The link expired.")
    found = client.get(f"/api/media/{output.media_id}").json()
    assert (found["status"], found["error"]) == ("failed", "The link expired.")


def test_an_order_of_others_is_not_there(client, owner, order, django_user_model):
    output = order(who=django_user_model.objects.create(username="other"))
    assert client.get(f"/api/media/{output.media_id}").status_code == 404


# -- changes


def test_a_person_can_say_what_they_think(client, keep):
    asset = keep()
    change = {"favourite": True, "rating": 4, "tags": ["sea", "dawn", "sea"], "notes": "for the cover"}
    found = patch(client, asset, change).json()
    assert (found["favourite"], found["rating"], found["tags"]) == (True, 4, ["sea", "dawn"])
    assert client.get(f"/api/media/{asset.pk}").json()["notes"] == "for the cover"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prompt": "x"}, "prompt"),
        ({"rating": 6}, "rating"),
        ({"rating": True}, "rating"),
        ({"tags": "sea"}, "tags"),
        ({"favourite": "maybe"}, "favourite"),
    ],
)
def test_what_cannot_be_changed_is_refused_by_name(client, keep, change, field):
    status, _, blamed = refused(patch(client, keep(), change))
    assert status == 400
    assert blamed.startswith(field)


def test_deleting_moves_to_the_trash(client, keep):
    asset = keep()
    assert client.delete(f"/api/media/{asset.pk}").status_code == 204
    for address in ("", "/file", "/thumbnail"):
        assert client.get(f"/api/media/{asset.pk}{address}").status_code == 404
    assert client.delete(f"/api/media/{asset.pk}").status_code == 404
    assert client.get("/api/media").json()["results"] == []
    assert library.path(asset).is_file()


def test_the_trash_shows_and_gives_back(client, keep):
    asset = keep()
    client.delete(f"/api/media/{asset.pk}")
    found = client.get("/api/trash").json()["results"][0]
    assert found["thumbnail"] == f"/api/trash/{asset.pk}/thumbnail"
    assert client.get(found["thumbnail"]).status_code == 200
    assert "file" not in found
    assert client.post(f"/api/media/{asset.pk}/restore", content_type="application/json").json()["status"] == "ready"
    assert client.get(f"/api/media/{asset.pk}").status_code == 200
    assert client.post(f"/api/media/{asset.pk}/restore", content_type="application/json").status_code == 404


def test_clearing_counts_and_goes_by_the_filters(client, rows):
    rows([NOON] * 2, media_type="video")
    rows([NOON])
    assert client.delete("/api/media/all?type=video").json() == {"deleted": 2}
    assert client.delete("/api/media/all").json() == {"deleted": 1}
    assert client.delete("/api/media/all").json() == {"deleted": 0}


def test_a_filter_misspelt_clears_nothing(client, rows):
    rows([NOON])
    assert refused(client.delete("/api/media/all?tpye=video")) == (400, "unknown_field", "tpye")
    assert Asset.objects.filter(deleted_at=None).count() == 1


def test_a_file_deleted_for_good_is_not_there(client, owner, order, keep):
    output = order(State.SUCCEEDED, OutputState.STORED)
    asset = keep(media_id=output.media_id)
    library.trash(owner, [asset.pk])
    library.empty_trash(owner)
    assert client.get(f"/api/media/{output.media_id}").status_code == 404
