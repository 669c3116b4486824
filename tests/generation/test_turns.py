"""Orders that wait for a provider's limit go first in, first out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from generation import jobs
from generation.models import Job, RateSlot
from generation.providers.base import Limit

pytestmark = pytest.mark.django_db


def _window_is_over():
    RateSlot.objects.update(free_at=F("free_at") - timedelta(seconds=60))


def test_a_new_order_does_not_overtake_one_that_waits_for_a_slot(order, work, scripted):
    scripted.limit = Limit("test", 1, 60)
    first, second = order(), order()
    work(first)
    assert work(second).state == "queued"
    third = order()
    _window_is_over()

    assert work(third).state == "queued"
    assert work(second).state == "running"


def test_orders_go_in_the_order_in_which_they_came_whoever_looks_at_which(order, work, scripted):
    scripted.limit = Limit("test", 1, 60)
    made = [order() for _ in range(4)]
    went = []
    while len(went) < len(made):
        for job in reversed(made):
            if job.pk not in went and work(job).state == "running":
                went.append(job.pk)
        _window_is_over()

    assert went == [job.pk for job in made]


def test_one_that_pauses_after_a_setback_holds_up_nobody(order, work, scripted):
    scripted.limit = Limit("test", 1, 60)
    first, second = order(), order()
    Job.objects.filter(pk=first.pk).update(setbacks=1)

    assert work(second).state == "running"


def test_one_whose_inputs_are_on_the_way_holds_up_nobody(order, work, scripted):
    scripted.limit = Limit("test", 1, 60)
    first, second = order(), order()
    Job.objects.filter(pk=first.pk).update(claim="another worker", claimed_until=timezone.now() + timedelta(seconds=15))

    assert work(second).state == "running"


def test_a_cancelled_order_is_not_waited_for(order, work, scripted):
    scripted.limit = Limit("test", 1, 60)
    first, second = order(), order()
    jobs.cancel(first)

    assert work(second).state == "running"


def test_a_long_wait_is_looked_at_on_the_way(order, scripted):
    job = order()
    claimed = jobs.claim(job.pk)
    jobs.wait_for_turn(claimed, 400.0)

    pause = (Job.objects.get(pk=job.pk).due_at - timezone.now()).total_seconds()
    assert 90 < pause <= 101
