"""What "only what I save" means to jobs: where a result goes, what an open order holds, what its card says."""

from __future__ import annotations

import html
import io
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django_q.models import Schedule
from PIL import Image

from gallery import library, tray
from gallery.models import Asset
from gallery.pages import Place
from generation import api_answers, feed, jobs, tasks
from generation.models import Job, State
from generation.providers.base import Output, Phase, Update
from mediahub.access import owner as local_owner
from settings_app.models import Preferences
from tests.generation.loopback import Loopback, answer

pytestmark = pytest.mark.django_db
PAST = timedelta(hours=-1)


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def asks(owner: Any) -> None:
    """The owner keeps only what they save."""
    Preferences.objects.create(owner=owner, keep_results="ask")


@pytest.fixture
def finish(order: Any, work: Any, scripted: Any) -> Any:
    """Order pictures and let them come into the gallery."""
    with Loopback() as server:
        scripted.origins = (server.url,)

        def run(variants: int = 1) -> Job:
            server.answers[:] = [answer(200, png())] * variants
            outputs = tuple(Output(f"{server.url}/{at}.png") for at in range(variants))
            scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=outputs)]
            return work(work(work(order(n_variants=variants))))

        yield run


@pytest.fixture
def unsaved(owner: Any) -> Callable[..., Asset]:
    """A picture in the tray, as a row and a file, that goes after this time."""

    def make(left: timedelta) -> Asset:
        pk = uuid.uuid4()
        facts = {"media_type": "image", "mime": "image/png", "bytes": 9, "width": 64, "height": 48}
        name = {"filename": f"{pk}.png", "keep_until": timezone.now() + left}
        asset = Asset.objects.create(id=pk, owner=owner, **facts, **name)
        library.path(asset).write_bytes(png())
        return asset

    return make


def in_feed(job: Job) -> str:
    """The job's card as it is drawn now."""
    card = feed.card(feed.rows(job.owner).get(pk=job.pk))
    return html.unescape(render_to_string("generate/_job.html", {"card": card}))


def end_of_time(job: Job) -> None:
    Asset.objects.filter(task_id=job.pk).update(keep_until=timezone.now() + PAST)


def test_a_result_is_kept_at_once_unless_its_owner_asks_to_save(finish, owner):
    job = finish()
    assert Asset.objects.get().keep_until is None
    assert job.events.last().message == "1 file is in the gallery."


def test_a_result_waits_in_the_tray_where_its_owner_asks_to_save(finish, asks, owner):
    job = finish(2)
    left = Asset.objects.first().keep_until - timezone.now()
    assert timedelta(hours=23, minutes=59) < left <= tray.LIFE
    assert (job.state, library.count(owner, place=Place.TRAY), library.count(owner)) == (State.SUCCEEDED, 2, 0)
    assert job.events.last().message == "2 files are in the tray and go in 24 hours unless saved."


def test_the_wish_of_another_person_does_not_count(finish, django_user_model):
    Preferences.objects.create(owner=django_user_model.objects.create(username="other"), keep_results="ask")
    finish()
    assert Asset.objects.get().keep_until is None


def test_an_unsaved_file_is_on_disk_and_checked_like_any_other(finish, asks):
    finish()
    asset = Asset.objects.get()
    assert library.sha256_of(library.path(asset)) == asset.sha256


def test_the_card_offers_to_save_each_file(finish, asks):
    job = finish(2)
    page = in_feed(job)
    assert page.count("Goes in 24 h") == 2
    assert f'action="/jobs/{job.pk}/files/1/save"' in page


def test_saving_on_the_card_keeps_that_file(client, finish, asks, owner):
    job, address = finish(2), "/jobs/{}/files/1/save"
    Job.objects.update(owner=local_owner())
    Asset.objects.update(owner=local_owner())
    answered = client.post(address.format(job.pk), headers={"HX-Request": "true"})
    page = html.unescape(answered.content.decode())
    assert (page.count("Goes in"), "/files/1/save" in page) == (1, False)
    assert json.loads(answered["HX-Trigger"])["toast"] == {"text": "Saved. It is in the gallery now."}


def test_saving_on_the_card_what_went_meanwhile_is_refused_in_words(client, finish, asks):
    job = finish()
    end_of_time(job)
    tasks.clear_tray()
    Job.objects.update(owner=local_owner())
    answered = client.post(f"/jobs/{job.pk}/files/0/save", headers={"HX-Request": "true"})
    assert (answered.status_code, "Nobody saved this file in time." in answered.content.decode()) == (409, True)


def test_saving_elsewhere_draws_the_card_anew(finish, asks, owner):
    job = finish()
    before = feed.card(job).look
    Job.objects.filter(pk=job.pk).update(updated_at=timezone.now() + PAST)
    tray.save_all(owner)
    (card,) = feed.changed(owner, timezone.now())
    assert (card.job.pk, card.look != before) == (job.pk, True)


def test_a_card_says_what_was_not_saved_and_since_when(finish, asks):
    job = finish(2)
    end_of_time(job)
    tasks.clear_tray()
    page = in_feed(job)
    assert page.count("Not saved, gone since") == 2
    assert "<img" not in page
    assert not Asset.objects.exists()


def test_a_card_tells_deleted_from_not_saved(finish, owner):
    job = finish()
    library.trash(owner, [Asset.objects.get().pk])
    assert "In the trash" in in_feed(job)
    library.empty_trash(owner)
    page = in_feed(job)
    assert "Deleted" in page
    assert "In the trash" not in page


def test_the_task_says_until_when_a_file_stays_and_since_when_it_is_gone(finish, asks, owner):
    job = finish()
    (medium,) = api_answers.task(job)["media"]
    assert (medium["status"], "keep_until" in medium) == ("stored", True)
    end_of_time(job)
    tasks.clear_tray()
    told = api_answers.task(api_answers.one(owner, str(job.pk)))
    assert (told["media"][0]["status"], "gone_at" in told["media"][0]) == ("unsaved", True)
    assert (told["status"], told["result_urls"]) == ("completed", [])


def test_an_order_holds_the_pictures_that_it_was_given(order, unsaved, owner):
    picture = unsaved(timedelta(seconds=1))
    order(image=str(picture.pk))
    picture.refresh_from_db()
    assert picture.keep_until > timezone.now() + timedelta(minutes=10)


def test_an_open_order_goes_on_holding_them(order, unsaved):
    picture, other = unsaved(PAST), unsaved(PAST)
    job = order(image=str(picture.pk))
    Asset.objects.update(keep_until=timezone.now() + PAST)
    tasks.clear_tray()
    assert list(Asset.objects.all()) == [picture] != [other]
    assert library.path(picture).exists()
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR)
    Asset.objects.update(keep_until=timezone.now() + PAST)
    tasks.clear_tray()
    assert Asset.objects.exists()


def test_when_the_order_is_over_they_go(order, unsaved):
    picture = unsaved(PAST)
    jobs.cancel(order(image=str(picture.pk)))
    Asset.objects.update(keep_until=timezone.now() + PAST)
    tasks.clear_tray()
    assert not Asset.objects.exists()


def test_an_order_with_a_picture_that_is_being_removed_is_refused(order, unsaved):
    picture = unsaved(PAST)
    Asset.objects.update(gone_at=timezone.now(), deleted_at=timezone.now())
    with pytest.raises(jobs.Refused, match="There is no picture with this id"):
        order(image=str(picture.pk))


def test_where_nothing_is_about_to_go_nobody_looks_through_the_jobs(finish, asks, django_assert_num_queries):
    finish()
    with django_assert_num_queries(1):
        tasks.clear_tray()


def test_the_queue_clears_the_tray_every_five_minutes(db):
    planned = Schedule.objects.get(func="generation.tasks.clear_tray")
    assert (planned.schedule_type, planned.minutes) == (Schedule.MINUTES, 5)
