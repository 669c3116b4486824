"""Many jobs put back at once, as if each had been put back by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from generation import jobs
from generation.models import Job
from generation.providers.errors import Unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def gathering():
    jobs.gather()
    yield
    jobs.stop_gathering()


@pytest.fixture
def held(order, work):
    """A running job that a worker holds."""
    job = work(order())
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(seconds=1), setbacks=3, error_code="x")
    return jobs.claim(job.pk)


def _facts(job):
    row = Job.objects.get(pk=job.pk)
    names = ("state", "claim", "claimed_until", "tries", "setbacks", "polls", "progress", "error_code", "charged")
    return {name: getattr(row, name) for name in names}


def test_a_gathered_release_writes_what_a_single_one_writes(order, work, gathering):
    gathered, single = work(order()), work(order())
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=1), setbacks=2, error_code="x")
    jobs.release(jobs.claim(gathered.pk), 7.0, polls=4, progress=0.5)
    jobs.write_gathered()
    jobs.stop_gathering()
    jobs.release(jobs.claim(single.pk), 7.0, polls=4, progress=0.5)

    assert _facts(gathered) == _facts(single)
    one, other = Job.objects.get(pk=gathered.pk).due_at, Job.objects.get(pk=single.pk).due_at
    assert abs((one - other).total_seconds()) < 5


def test_until_it_is_written_the_claim_holds(held, gathering):
    jobs.release(held, 7.0, polls=1)
    assert jobs.claim(held.pk) is None
    assert jobs.write_gathered() == 1
    assert Job.objects.get(pk=held.pk).claim == ""


def test_a_callback_that_came_meanwhile_keeps_it_due_now(held, gathering):
    Job.objects.filter(pk=held.pk).update(due_at=timezone.now())
    jobs.release(held, 3600.0, polls=1)
    jobs.write_gathered()
    assert Job.objects.get(pk=held.pk).due_at <= timezone.now()


def test_a_job_that_another_worker_took_over_stays_as_it_is(held, gathering):
    jobs.release(held, 3600.0, polls=99)
    Job.objects.filter(pk=held.pk).update(claim="another worker")
    jobs.write_gathered()
    assert (Job.objects.get(pk=held.pk).claim, Job.objects.get(pk=held.pk).polls) == ("another worker", held.polls)


def test_a_question_that_failed_is_written_at_once(held, gathering):
    jobs.release(held, 3600.0, problem=Unavailable("Away."), polls=1)
    assert Job.objects.get(pk=held.pk).error_message == "Away."


def test_stopping_writes_what_waits(held, gathering):
    jobs.release(held, 7.0, polls=5)
    jobs.stop_gathering()
    assert Job.objects.get(pk=held.pk).polls == 5
