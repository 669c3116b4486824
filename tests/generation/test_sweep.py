"""The loop that looks at every due job."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import InterfaceError, OperationalError
from redis.exceptions import ConnectionError

from generation import jobs
from generation.jobs import waking
from generation.sweep import Sweep

pytestmark = pytest.mark.django_db


def test_a_database_that_did_not_answer_costs_no_thread_for_ever(order, monkeypatch):
    sweep = Sweep(threads=2)

    def locked(most: int) -> list[object]:
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "claim_due", locked)
        with pytest.raises(OperationalError):
            sweep._claimed()

    order()
    assert len(sweep._claimed()) == 1


@pytest.mark.django_db(transaction=True)
def test_it_sends_what_is_queued(order, scripted):
    job = order()
    sweep = Sweep(threads=2)
    with ThreadPoolExecutor(2) as pool:
        sweep._round(pool)

    job.refresh_from_db()
    assert (job.state, len(scripted.orders)) == ("running", 1)


def test_a_redis_that_is_away_holds_up_no_sweep_and_is_tried_again_later(monkeypatch):
    tried = []

    def away(*message):
        tried.append(message)
        raise ConnectionError("Connection refused.")

    monkeypatch.setattr(waking, "async_task", away)
    monkeypatch.setattr(waking, "_silent_until", 0.0)
    jobs.nudge("some job")
    jobs.nudge("another job")
    assert len(tried) == 1

    monkeypatch.setattr(waking, "_silent_until", 0.0)
    jobs.post("generation.tasks.beat")
    assert len(tried) == 2


@pytest.mark.parametrize("problem", [OperationalError, InterfaceError])
@pytest.mark.django_db(transaction=True)
def test_a_database_that_breaks_off_does_not_end_the_sweep(monkeypatch, problem):
    rounds = []

    def broken(most):
        rounds.append(most)
        raise problem("the connection is closed")

    monkeypatch.setattr(jobs, "claim_due", broken)
    Sweep(threads=2).run(lambda: len(rounds) > 1)

    assert rounds == [2, 2]
