"""An account goes; what was paid for, or is still under way, goes on with somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from gallery import handover, library, uploads
from gallery.models import Asset, Upload
from generation import departure, jobs
from generation.models import Charge, Job, State
from generation.providers.base import Output, Phase, Update
from settings_app import people
from settings_app.models import Person, Role
from tests.gallery import samples
from tests.generation.loopback import Loopback, answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(db: None) -> User:
    return people.house_owner()


@pytest.fixture
def leaver(owner: User, heir: User) -> Person:
    """The person who ordered, a member."""
    User.objects.filter(pk=owner.pk).update(is_staff=False)
    return people.person_of(owner)


def test_orders_and_what_they_cost_stay_in_the_house(leaver: Person, heir: User, order: Callable[..., Job]) -> None:
    job = order()
    departure.leave(leaver, heir=heir, keep_files=True)
    assert Job.objects.get(pk=job.pk).owner_id == heir.pk
    assert Charge.objects.filter(job=job).exists()
    assert not User.objects.filter(username="someone").exists()


@pytest.fixture
def made(order: Callable[..., Job], work: Any, scripted: Any) -> Iterator[Callable[[], Job]]:
    """A job whose one file is ready at the provider."""
    with Loopback() as server:
        scripted.origins, server.answers[:] = (server.url,), [answer(200, samples.picture())]

        def job() -> Job:
            scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=(Output(f"{server.url}/0.png"),))]
            return work(work(order()))

        yield job


@pytest.mark.parametrize("keep_files", [True, False])
def test_an_order_under_way_still_comes_into_the_gallery(
    leaver: Person,
    heir: User,
    made: Any,
    work: Any,
    keep_files: bool,
) -> None:
    job = made()
    departure.leave(leaver, heir=heir, keep_files=keep_files)
    done = finish(job, work)
    assert done.state == State.SUCCEEDED
    assert Asset.objects.get(task_id=job.pk).owner_id == heir.pk


def finish(job: Job, work: Any) -> Job:
    for _ in range(5):
        job = work(job)
        if not job.is_open:
            break
    return job


def test_files_move_to_the_heir_with_what_was_said_about_them(
    leaver: Person,
    heir: User,
    made: Any,
    work: Any,
) -> None:
    finish(made(), work)
    Asset.objects.update(favourite=True)
    departure.leave(leaver, heir=heir, keep_files=True)
    asset = Asset.objects.get()
    assert (asset.owner_id, asset.favourite) == (heir.pk, True)
    assert library.path(asset).is_file()


def test_files_are_deleted_for_good_where_that_was_asked(
    leaver: Person,
    heir: User,
    made: Any,
    work: Any,
) -> None:
    job = finish(made(), work)
    asset = Asset.objects.get()
    upload = uploads.path(uploads.save(samples.picture(), "cat.png", leaver.user))
    departure.leave(leaver, heir=heir, keep_files=False)
    assert not Asset.objects.exists()
    assert [library.path(asset).exists(), upload.exists()] == [False, False]
    assert Job.objects.get(pk=job.pk).hidden_at


def test_what_an_open_order_still_reads_is_kept(leaver: Person, heir: User, order: Callable[..., Job]) -> None:
    upload = uploads.save(samples.picture(), "cat.png", leaver.user)
    job = order(image=[str(upload.pk)])
    departure.leave(leaver, heir=heir, keep_files=False)
    assert Upload.objects.get().owner_id == heir.pk
    assert uploads.path(upload).is_file()
    assert Job.objects.get(pk=job.pk).hidden_at is None


def test_a_picture_that_both_have_is_kept_once_and_the_order_finds_it(
    leaver: Person, heir: User, order: Callable[..., Job], work: Any, scripted: Any
) -> None:
    cat = samples.picture()
    theirs, mine = (uploads.save(cat, "cat.png", user) for user in (leaver.user, heir))
    job = order(image=[str(theirs.pk)])
    departure.leave(leaver, heir=heir, keep_files=True)
    work(job)
    assert Upload.objects.get().pk == mine.pk
    assert scripted.orders[0].inputs["image"][0].path == uploads.path(mine)


def test_keys_of_repeated_requests_do_not_meet_the_heirs(leaver: Person, heir: User, order: Callable[..., Job]) -> None:
    theirs = order(idempotency_key="k1", request_hash="a")
    mine = order(idempotency_key="k2", request_hash="a")
    Job.objects.filter(pk=mine.pk).update(owner=heir, idempotency_key="k1")
    departure.leave(leaver, heir=heir, keep_files=True)
    assert jobs.ordered_before(heir, "k1", "a").pk == mine.pk
    assert Job.objects.get(pk=theirs.pk).idempotency_key is None


def test_the_trash_moves_as_trash(leaver: Person, heir: User, made: Any, work: Any) -> None:
    finish(made(), work)
    Asset.objects.update(deleted_at=timezone.now() - timedelta(days=1))
    departure.leave(leaver, heir=heir, keep_files=True)
    assert Asset.objects.get().deleted_at


def test_a_host_stays_until_the_guests_are_shown_another_gallery(leaver: Person, heir: User) -> None:
    guest, _ = people.invite("Vic", Role.VIEWER, by=heir, sees=leaver.user)
    with pytest.raises(ValidationError, match="is shown to Vic"):
        departure.leave(leaver, heir=heir, keep_files=True)
    assert User.objects.get(pk=leaver.user_id).is_active
    people.set_role(guest, Role.VIEWER)
    departure.leave(leaver, heir=heir, keep_files=True)
    assert not Person.objects.filter(pk=leaver.pk).exists()


def test_deleting_an_account_twice_at_once_is_done_once(leaver: Person, heir: User, monkeypatch: Any) -> None:
    again = people.person_of(leaver.user)
    delete_files = handover.delete_files

    def meanwhile(owner: Any, **more: Any) -> int:
        monkeypatch.setattr(handover, "delete_files", delete_files)
        departure.leave(again, heir=heir, keep_files=False)
        return delete_files(owner, **more)

    monkeypatch.setattr(handover, "delete_files", meanwhile)
    for _ in range(2):
        departure.leave(leaver, heir=heir, keep_files=False)
    assert User.objects.get() == heir


def test_nobody_deletes_their_own_account_nor_the_last_owner(heir: User, leaver: Person) -> None:
    with pytest.raises(ValidationError, match="your own account"):
        departure.leave(people.person_of(heir), heir=heir, keep_files=True)
    with pytest.raises(ValidationError, match="the only owner"):
        departure.leave(people.person_of(heir), heir=leaver.user, keep_files=True)
    assert User.objects.count() == 2
