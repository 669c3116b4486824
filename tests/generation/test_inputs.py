"""Files that orders were given: earlier results by their task, and the bytes that stay until a job ends."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gallery import library
from gallery.models import Asset
from generation import inputs, jobs, registry
from generation.models import Job, JobOutput, State, media_id
from generation.providers.errors import Rejected

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(owner: Any) -> Any:
    """A film of the gallery, made by a task of ours: its second file."""

    def make(model: str = "veo3_fast", **changes: Any) -> Asset:
        values = {"provider": "kie", "model": model, "kind": "video", "remote_id": uuid.uuid4().hex, **changes}
        job = Job.objects.create(owner=owner, output_count=2, state=State.SUCCEEDED, **values)
        facts = {"media_type": "video", "mime": "video/mp4", "filename": f"{job.pk}.mp4", "bytes": 9, "model": model}
        asset = Asset.objects.create(id=media_id(job.pk, 1), owner=owner, **facts)
        JobOutput.objects.create(job=job, position=1, media_id=asset.pk, asset=asset)
        return asset

    return make


@pytest.fixture
def trashed(owner: Any, settings: Any) -> Asset:
    """A picture that lies in the trash, with its file."""
    facts = {"media_type": "image", "mime": "image/png", "filename": f"{uuid.uuid4()}.png", "bytes": 4}
    asset = Asset.objects.create(id=uuid.uuid4(), owner=owner, deleted_at=timezone.now(), **facts)
    library.path(asset).parent.mkdir(parents=True, exist_ok=True)
    library.path(asset).write_bytes(b"\x89PNG")
    return asset


def test_an_earlier_result_goes_by_its_task_and_position(owner: Any, film: Any) -> None:
    asset = film()
    [file] = inputs.files(owner.pk, {"video": [str(asset.pk)]}, model="veo3-extend")["video"]
    assert file.remote_id == Job.objects.get().remote_id
    assert (file.position, file.path) == (1, None)


@pytest.mark.parametrize(
    ("model", "changes", "words"),
    [
        ("runway", {}, "made by Veo 3.1 Fast"),
        ("veo3_fast", {"sandbox": True}, "was made in the sandbox"),
        ("veo3_fast", {"created_at": timezone.now() - timedelta(days=15)}, "keeps its tasks 14 days"),
        ("veo3_fast", {"remote_id": ""}, "made by Veo 3.1 Fast"),
    ],
)
def test_a_result_that_cannot_be_taken_up_is_refused(
    owner: Any, film: Any, model: str, changes: Any, words: str
) -> None:
    asset = film(model, **changes)
    with pytest.raises(Rejected, match=words):
        inputs.files(owner.pk, {"video": [str(asset.pk)]}, model="veo3-extend")


def test_an_order_of_the_sandbox_takes_up_a_task_of_the_sandbox_whatever_key_came_since(owner: Any, film: Any) -> None:
    asset = film(sandbox=True)
    [file] = inputs.files(owner.pk, {"video": [str(asset.pk)]}, model="veo3-extend", sandbox=True)["video"]
    assert file.remote_id == Job.objects.get().remote_id


def test_what_an_open_job_was_given_outlives_the_trash(owner: Any, order: Any, trashed: Asset) -> None:
    job = order()
    Job.objects.filter(pk=job.pk).update(inputs={"image": [str(trashed.pk)]})

    assert library.empty_trash(owner) == 0
    assert library.path(trashed).is_file()


def test_it_goes_when_the_job_is_over(owner: Any, order: Any, trashed: Asset) -> None:
    job = order()
    Job.objects.filter(pk=job.pk).update(inputs={"image": [str(trashed.pk)]})
    jobs.cancel(job)

    assert library.empty_trash(owner) == 1
    assert not Path(library.path(trashed)).exists()


def test_what_stands_in_rows_is_kept_as_well(owner: Any, order: Any, trashed: Asset) -> None:
    job = order()
    Job.objects.filter(pk=job.pk).update(inputs={"elements-0-images": [str(trashed.pk)]}, state=State.UNCLEAR)
    assert library.purge(timedelta(0)) == 0


def test_rows_follow_their_files_to_another_owner(owner: Any, order: Any, django_user_model: Any) -> None:
    old, new = uuid.uuid4(), uuid.uuid4()
    job, heir = order(), django_user_model.objects.create_user("heir")
    rows = {"elements": [{"name": "cat", "images": [str(old)]}]}
    Job.objects.filter(pk=job.pk).update(inputs={"elements-0-images": [str(old)]}, params=rows)

    jobs.hand_over(owner, heir, replaced={old: new}, hide=False)

    job.refresh_from_db()
    assert job.inputs == {"elements-0-images": [str(new)]}
    assert job.params["elements"][0]["images"] == [str(new)]


@pytest.fixture
def extend() -> Any:
    """The form that extends a film."""

    def ask(asset: Asset) -> Any:
        form = registry.spec("veo3-extend").params.from_json({"prompt": "it lands", "video": str(asset.pk)})
        assert form.is_valid(), form.problems()
        return form

    return ask


def test_a_file_in_the_trash_is_refused_for_a_new_order(owner: Any, trashed: Asset) -> None:
    form = registry.spec("gpt4o-image").params.from_json({"prompt": "x", "images": [str(trashed.pk)]})
    assert form.is_valid()
    with pytest.raises(inputs.Refused, match="is in the trash"):
        inputs.check(owner, form)


def test_a_film_in_the_trash_is_not_extended(owner: Any, film: Any, extend: Any) -> None:
    asset = film()
    Asset.objects.filter(pk=asset.pk).update(deleted_at=timezone.now())
    with pytest.raises(inputs.Refused, match="is in the trash"):
        inputs.check(owner, extend(asset))


def test_a_film_that_was_enlarged_to_1080p_is_not_extended(owner: Any, film: Any, extend: Any) -> None:
    asset = film()
    larger = {"provider": "kie", "model": "veo3-1080p", "kind": "video", "inputs": {"video": [str(asset.pk)]}}
    later = Job.objects.create(owner=owner, state=State.FAILED, **larger)
    assert inputs.check(owner, extend(asset))

    Job.objects.filter(pk=later.pk).update(state=State.RUNNING)
    with pytest.raises(inputs.Refused, match="in 1080p already"):
        inputs.check(owner, extend(asset))


def test_the_new_part_of_an_extended_film_is_not_extended_for_itself(owner: Any, film: Any, extend: Any) -> None:
    with pytest.raises(inputs.Refused, match="only the “New part”"):
        inputs.check(owner, extend(film("veo3-extend")))
