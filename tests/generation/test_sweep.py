"""The loop that looks at every due job."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError

from generation import jobs
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
