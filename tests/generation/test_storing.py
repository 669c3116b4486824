"""From the provider's address into the gallery."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from gallery.models import Asset
from generation import jobs, tally
from generation.models import Job, OutputState, State
from generation.providers.base import Kind, Output, Phase, Update
from tests.gallery import samples
from tests.generation.loopback import Loopback, answer, cut, half

pytestmark = pytest.mark.django_db


def png(colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def files() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture
def made(order: Any, work: Any, scripted: Any, files: Loopback) -> Callable[..., Job]:
    """A job whose files are at the provider; each argument is what the server answers for one file, in turn."""
    scripted.origins = (files.url,)

    def job(*answers: Any, variants: int = 1) -> Job:
        files.answers[:] = answers or files.answers
        outputs = tuple(Output(f"{files.url}/{at}.png") for at in range(variants))
        scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=outputs)]
        return work(work(order(n_variants=variants)))

    return job


def test_a_picture_comes_into_the_gallery_with_its_recipe(made, work):
    job = work(made(answer(200, png())))

    asset = Asset.objects.get()
    assert (job.state, asset.pk, asset.prompt, asset.recipe["model"]) == (
        State.SUCCEEDED,
        job.outputs.get().media_id,
        "a paper boat",
        "test-picture",
    )
    assert (asset.width, asset.height, asset.sha256 != asset.sha256_received) == (64, 48, True)


def test_a_file_of_another_kind_that_comes_along_is_kept_as_what_it_is(order, work, scripted, files):
    scripted.origins = (files.url,)
    files.answers[:] = [answer(200, png()), answer(200, samples.video())]
    outputs = (Output(f"{files.url}/0"), Output(f"{files.url}/1", kind=Kind.VIDEO))
    scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=outputs)]

    job = work(work(work(order())))

    assert (job.state, [asset.media_type for asset in Asset.objects.order_by("position")]) == (
        State.SUCCEEDED,
        ["image", "video"],
    )


@pytest.mark.parametrize("broken", [answer(503), cut, half], ids=["503", "cut", "short"])
def test_a_download_that_breaks_is_tried_again_within_five_seconds(made, work, broken):
    job = work(made(broken))

    assert job.state == State.STORING
    assert 0 < (job.due_at - timezone.now()).total_seconds() < 5
    assert job.error_code == "download"


def test_after_a_broken_download_the_next_one_ends_it(made, work):
    job = made(answer(503), answer(200, png()))

    assert work(work(job)).state == State.SUCCEEDED


def test_what_is_there_is_kept_while_the_rest_is_fetched_again(made, work):
    job = work(made(answer(200, png("red")), answer(500), variants=2))

    assert [output.state for output in job.outputs.all()] == [OutputState.STORED, OutputState.REMOTE]
    assert Asset.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [b"<!doctype html><title>no</title>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", png()[:80]],
    ids=["html", "svg", "empty", "truncated"],
)
def test_a_file_that_is_no_picture_is_refused_after_five_looks(made, work, settings, body):
    job = made(*[answer(200, body)] * 5)
    for _ in range(5):
        job = work(job)

    assert (job.state, job.error_code, job.charged) == (State.FAILED, "nothing_saved", "yes")
    assert Asset.objects.count() == 0
    assert jobs.possible(job)[0] == "download_again"


def test_downloading_again_brings_what_was_given_up(made, work):
    job = made(*[answer(200, b"<html>")] * 5, answer(200, png()))
    for _ in range(5):
        job = work(job)

    job = work(jobs.download_again(job))

    assert (job.state, job.error_message) == (State.SUCCEEDED, "")


def test_a_result_that_is_gone_after_its_expiry_is_given_up(made, work):
    job = made(answer(404))
    Job.objects.filter(pk=job.pk).update(results_expire_at=timezone.now() - timedelta(minutes=1))

    job = work(job)

    assert job.state == State.FAILED
    assert "expired" in job.error_message


def test_one_of_two_files_missing_is_still_a_success_that_says_so(made, work):
    job = made(answer(200, png()), *[answer(200, b"<html>")] * 5, variants=2)
    for _ in range(5):
        job = work(job)

    assert (job.state, job.error_code) == (State.SUCCEEDED, "partial")
    assert job.error_message.startswith("1 of 2 were saved.")


def test_a_private_address_that_is_not_the_providers_is_never_fetched(made, work, scripted, files):
    job = made()
    scripted.origins = ()

    job = work(job)

    assert (job.state, files.seen) == (State.FAILED, [])


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_the_job_while_downloading_adds_nothing(made, work, files):
    job = made()

    def taken_over(request: Any) -> None:
        Job.objects.filter(pk=job.pk).update(claim="somebody-else")
        answer(200, png())(request)

    files.answers[:] = [taken_over]
    job = work(job)

    assert (job.claim, Asset.objects.count()) == ("somebody-else", 0)


def test_how_long_a_result_took_to_arrive_is_counted_once(made: Any, work: Any) -> None:
    job = work(made(answer(200, png())))

    found = tally.totals()
    assert job.state == State.SUCCEEDED
    assert tally.durations(found, "arrival")["image",].count == 1
    assert tally.durations(found, "storing")["image",].count == 1
    assert job.made_at >= job.submitted_at


def test_a_file_that_is_none_is_counted_as_an_error_of_the_download(made: Any, work: Any) -> None:
    work(made(answer(200, b"no picture")))

    found = tally.totals()
    assert found["errors"]["scripted", "download", "bad_file"] == 1
    assert not tally.durations(found, "storing")
