"""The tray over HTTP."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from gallery import library
from gallery.models import Asset
from generation.models import Job, JobOutput, OutputState, State, media_id

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=24)


@pytest.fixture
def unsaved(rows):
    return lambda number=1, **given: rows([NOON] * number, keep_until=LATER, **given)


def save(client, body):
    return client.post("/api/media/save", body, content_type="application/json")


def listed(client, query=""):
    return [item["id"] for item in client.get(f"/api/media{query}").json()["results"]]


def refused(answer):
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("field", "")


def test_the_tray_is_a_list_of_its_own(client, unsaved, rows):
    (waiting,), (kept,) = unsaved(), rows([NOON])
    assert (listed(client), listed(client, "?kept=yes")) == ([str(kept.pk)],) * 2
    assert listed(client, "?kept=no") == [str(waiting.pk)]


def test_every_item_says_until_when_it_stays(client, unsaved, rows):
    unsaved(), rows([NOON])
    found = [client.get(f"/api/media?kept={word}").json()["results"][0]["keep_until"] for word in ("no", "yes")]
    assert found == ["2026-11-04T12:00:00Z", None]


def test_the_tray_comes_in_pages(client, unsaved):
    unsaved(5)
    first = client.get("/api/media?kept=no&limit=3").json()
    assert "kept=no" in first["next"]
    assert len(client.get(first["next"]).json()["results"]) == 2


def test_the_filters_count_in_the_tray(client, unsaved):
    unsaved(), unsaved(media_type="video")
    assert len(listed(client, "?kept=no&type=video")) == 1


@pytest.mark.parametrize("address", ["/api/media?kept=maybe", "/api/trash?kept=no"])
def test_another_word_is_refused_by_name(client, owner, address):
    assert refused(client.get(address))[::2] == (400, "kept")


def test_one_file_is_saved(client, keep):
    asset = keep(keep_until=LATER)
    found = client.post(f"/api/media/{asset.pk}/save", content_type="application/json").json()
    assert (found["id"], found["keep_until"], listed(client)) == (str(asset.pk), None, [str(asset.pk)])


def test_saving_what_is_kept_changes_nothing(client, keep):
    asset = keep()
    assert client.post(f"/api/media/{asset.pk}/save", content_type="application/json").status_code == 200


def test_some_are_saved_and_those_that_are_not_here_are_named(client, unsaved):
    first, second, third = unsaved(3)
    stranger = str(uuid.uuid4())
    answer = save(client, {"ids": [str(first.pk), str(third.pk), stranger]})
    assert answer.json() == {"saved": 2, "gone": [stranger]}
    assert listed(client, "?kept=no") == [str(second.pk)]


def test_all_are_saved(client, unsaved):
    unsaved(3)
    assert save(client, {"all": True}).json() == {"saved": 3, "gone": []}
    assert listed(client, "?kept=no") == []


@pytest.mark.parametrize(
    "body", [{}, {"all": False}, {"ids": ["x"]}, {"ids": []}, {"ids": [str(uuid.uuid4())], "all": True}]
)
def test_what_to_save_must_be_said_one_way(client, unsaved, body):
    unsaved()
    assert refused(save(client, body))[0] == 400
    assert len(listed(client, "?kept=no")) == 1


def test_deleting_discards_and_the_trash_says_until_when(client, keep):
    asset = keep(keep_until=timezone.now() + timedelta(hours=3))
    assert client.delete(f"/api/media/{asset.pk}").status_code == 204
    assert client.get("/api/trash").json()["results"][0]["keep_until"]
    assert client.post(f"/api/media/{asset.pk}/save", content_type="application/json").status_code == 404
    client.post(f"/api/media/{asset.pk}/restore", content_type="application/json")
    assert listed(client, "?kept=no") == [str(asset.pk)]


def test_clearing_the_gallery_and_clearing_the_tray_are_two_things(client, unsaved, rows):
    unsaved(2), rows([NOON])
    assert client.delete("/api/media/all").json() == {"deleted": 1}
    assert client.delete("/api/media/all?kept=no").json() == {"deleted": 2}


def test_a_rating_saves(client, keep):
    asset = keep(keep_until=LATER)
    found = client.patch(f"/api/media/{asset.pk}", {"rating": 4}, content_type="application/json").json()
    assert (found["rating"], found["keep_until"]) == (4, None)


def test_the_bytes_can_be_had_before_anybody_saved_them(client, keep):
    asset = keep(keep_until=LATER)
    assert client.get(f"/api/media/{asset.pk}/file").status_code == 200
    assert client.get(f"/api/media/{asset.pk}/thumbnail").status_code == 200


def test_what_nobody_saved_in_time_says_so_at_every_address(client, owner, keep):
    job = Job.objects.create(owner=owner, state=State.SUCCEEDED, provider="kie", model="x", kind="image")
    asset = keep(media_id=media_id(job.pk, 0), keep_until=NOON)
    JobOutput.objects.create(job=job, position=0, media_id=asset.pk, state=OutputState.STORED, asset=asset)
    library.purge_tray()
    assert not Asset.objects.exists()
    for address in ("", "/file", "/thumbnail"):
        assert refused(client.get(f"/api/media/{asset.pk}{address}"))[:2] == (410, "gone")
    answer = client.post(f"/api/media/{asset.pk}/save", content_type="application/json")
    assert answer.json()["error"]["message"].startswith("Nobody saved this file in time. It is gone since")
