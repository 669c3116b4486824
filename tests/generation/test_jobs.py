"""The verbs and the moves of a job."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from generation import jobs
from generation.models import MOVES, Charge, ChargeState, Job, JobEvent, State, media_id

pytestmark = pytest.mark.django_db


def test_an_order_is_queued_with_its_outputs_and_its_estimate(order):
    job = order(n_variants=4)

    assert job.state == State.QUEUED
    assert [output.media_id for output in job.outputs.all()] == [media_id(job.pk, at) for at in range(4)]
    charge = Charge.objects.get(job=job)
    assert (charge.state, charge.credits) == (ChargeState.ESTIMATED, 24)


def test_the_same_key_and_request_give_the_same_job_back(order):
    first = order(idempotency_key="k1", request_hash="a")

    assert order(idempotency_key="k1", request_hash="a").pk == first.pk
    assert Job.objects.count() == 1


def test_the_same_key_with_another_request_is_refused(order):
    order(idempotency_key="k1", request_hash="a")

    with pytest.raises(jobs.KeyReused):
        order(idempotency_key="k1", request_hash="b")


def test_a_job_can_be_claimed_once(order):
    job = order()

    assert jobs.claim(job.pk).pk == job.pk
    assert jobs.claim(job.pk) is None


def test_a_claim_that_ran_out_can_be_taken_over(order):
    job = order()
    jobs.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(claimed_until="2000-01-01T00:00:00Z")

    assert jobs.claim(job.pk).tries == 2


def test_who_lost_the_claim_can_move_nothing(order):
    job = order()
    slow = jobs.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(claimed_until="2000-01-01T00:00:00Z")
    jobs.claim(job.pk)

    assert not jobs.move(slow, State.SUBMITTING, "late", due_in=0)
    assert Job.objects.get(pk=job.pk).state == State.QUEUED


def test_a_move_that_the_table_lacks_is_a_bug(order):
    with pytest.raises(jobs.IllegalMove):
        jobs.move(order(), State.SUCCEEDED, "no")


def test_every_move_writes_one_event(order):
    job = order()
    jobs.move(jobs.claim(job.pk), State.SUBMITTING, "Sending.", due_in=0)

    assert list(JobEvent.objects.filter(job=job).values_list("from_state", "to_state")) == [
        ("", "queued"),
        ("queued", "submitting"),
    ]


def test_a_cancelled_job_is_never_sent_even_by_a_worker_that_holds_it(order, scripted):
    job = order()
    held = jobs.claim(job.pk)
    jobs.cancel(job)

    from generation import steps

    steps.take(held)
    assert scripted.orders == []
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED
    assert Charge.objects.get(job=job).state == ChargeState.REFUNDED


def test_a_retry_is_a_new_job(order, scripted):
    job = order(n_variants=2)
    jobs.cancel(job)

    again = jobs.retry(Job.objects.get(pk=job.pk))

    assert (again.pk != job.pk, again.retry_of_id, again.params["n_variants"]) == (True, job.pk, 2)


def test_a_running_job_cannot_be_retried(order):
    with pytest.raises(jobs.NotPossible):
        jobs.retry(order())


def test_an_order_above_the_owners_limit_waits_for_a_yes(order, owner, work, scripted):
    from settings_app import preferences

    stored = preferences.for_owner(owner)
    stored.ask_above_usd = "0.01"
    stored.save()

    job = order()

    assert (job.state, jobs.possible(job)) == (State.WAITING, ["allow", "cancel"])
    assert work(job).state == State.WAITING
    assert jobs.allow(job).state == State.QUEUED


def test_a_release_does_not_undo_a_callback_that_came_meanwhile(order, work, scripted):
    job = work(work(order()))
    Job.objects.filter(pk=job.pk).update(due_at="2000-01-01T00:00:00Z")
    held = jobs.claim(job.pk)
    jobs.noticed(job.pk, 1, job.remote_id)
    time.sleep(0.005)  # SQLite's clock counts milliseconds

    jobs.release(held, 3600)

    assert jobs.claim(job.pk) is not None


def test_after_a_callback_the_pace_is_kept_again(order, work, scripted):
    job = work(order())
    jobs.noticed(job.pk, 1, job.remote_id)
    time.sleep(0.005)

    jobs.release(jobs.claim(job.pk), 3600)

    assert jobs.claim(job.pk) is None


def test_every_state_is_in_the_table():
    assert set(MOVES) == set(State)


def test_claiming_uses_an_index(order):
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read from SQLite")
    from generation.jobs.moves import _due
    from generation.models import WORKABLE

    plan = Job.objects.filter(_due(), state__in=WORKABLE).order_by("due_at").explain()
    assert "job_due" in plan
