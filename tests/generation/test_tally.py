"""Counts of what happens: added up over processes, written in batches, never lost to a database that is away."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone

from generation import steps, tally
from generation.models import State, Tally
from generation.providers.base import Phase, Update
from generation.providers.errors import RateLimited
from tests.conftest import plain_environment

pytestmark = pytest.mark.django_db


def test_counting_writes_nothing_until_it_is_time(django_assert_num_queries):
    with django_assert_num_queries(0):
        for _ in range(1000):
            tally.add("moves", "kie", "queued")

    with django_assert_num_queries(1):
        tally.flush()
    assert tally.totals()["moves"] == {("kie", "queued"): 1000}


def test_what_several_write_adds_up():
    for _ in range(3):
        tally.add("moves", "kie", "queued", amount=2)
        tally.flush()

    assert tally.totals()["moves"]["kie", "queued"] == 6
    assert Tally.objects.count() == 1


def test_what_cannot_be_written_is_written_the_next_time(monkeypatch):
    tally.add("moves", "kie", "queued")
    with monkeypatch.context() as patched:
        patched.setattr(tally, "_write", lambda counts, hour: (_ for _ in ()).throw(DatabaseError))
        tally.flush()

    assert tally.totals()["moves"]["kie", "queued"] == 1


def test_only_so_many_combinations_of_labels_are_told_apart():
    for number in range(1000):
        tally.add("errors", "kie", "poll", f"kind{number}")

    found = tally.totals()["errors"]

    assert len(found) <= 201
    assert found["other", "other", "other"] == 800


def test_a_label_cannot_pass_for_two():
    tally.add("moves", "kie|x", "queued")

    assert tally.totals()["moves"] == {("kie/x", "queued"): 1}


def test_a_clock_that_goes_backwards_counts_as_no_time():
    tally.took("arrival", -3.0, "image")

    found = tally.durations(tally.totals(), "arrival")["image",]
    assert (found.count, found.seconds, found.counts[0]) == (1, 0.0, 1)


def test_old_hours_become_one_and_the_sums_stay():
    for days in (10, 9, 8, 0):
        Tally.objects.create(name="moves", labels="kie|queued", hour=timezone.now() - timedelta(days=days), value=5)
    before = tally.totals()

    tally.fold()
    tally.fold()

    assert tally.totals() == before
    assert Tally.objects.count() == 2
    assert tally.totals(timezone.now() - timedelta(hours=24))["moves"]["kie", "queued"] == 5


def test_calls_are_counted_with_the_kind_of_their_error():
    with pytest.raises(RateLimited), tally.calling("kie", "order"):
        raise RateLimited("slow down")

    found = tally.totals()
    assert found["calls"]["kie", "order"] == found["errors"]["kie", "order", "rate_limited"] == 1


def test_what_a_job_goes_through_is_counted(order, work, scripted):
    scripted.on_poll = [RateLimited("slow down", retry_after=0)]
    job = work(work(order()))

    found = tally.totals()
    assert job.state == State.RUNNING
    assert found["moves"] == {("scripted", "queued"): 1, ("scripted", "submitting"): 1, ("scripted", "running"): 1}
    assert found["calls"] == {("scripted", "order"): 1, ("scripted", "poll"): 1}
    assert found["errors"] == {("scripted", "poll", "rate_limited"): 1}


_FORKED = """
import multiprocessing, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from generation import tally
tally.keep()
tally.add("moves", "kie", "parent")
def child():
    tally.add("moves", "kie", "child")
process = multiprocessing.get_context("fork").Process(target=child)
process.start(); process.join()
"""


def test_a_process_that_ends_and_one_that_it_forked_write_what_they_counted(tmp_path: Path):
    environment = plain_environment(tmp_path, DJANGO_SETTINGS_MODULE="mediahub.settings")
    subprocess.run([sys.executable, "-c", _FORKED], env=environment, check=True, cwd=Path(__file__).parents[2])
    show = "import django; django.setup(); from generation import tally; print(sorted(tally.totals()['moves'].items()))"
    written = subprocess.run(
        [sys.executable, "-c", show], env=environment, check=True, capture_output=True, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip

    assert written.stdout.strip() == "[(('kie', 'child'), 1.0), (('kie', 'parent'), 1.0)]"


@pytest.mark.parametrize(
    ("minutes", "expected"), [(-5, 0), (600, 120), (None, 120)], ids=["before the order", "in the future", "unsaid"]
)
def test_when_it_was_made_stays_within_what_can_be_true_by_our_clock(order, minutes, expected):
    job = order()
    job.submitted_at = timezone.now() - timedelta(minutes=2)
    told = None if minutes is None else job.submitted_at + timedelta(minutes=minutes)

    made_at = steps._made_at(job, Update(Phase.SUCCEEDED, made_at=told))

    assert (made_at - job.submitted_at).total_seconds() == pytest.approx(expected, abs=60)
