"""The admin's page of how the hub stands, and the warning that no worker is there."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from generation import figures, health, tally
from generation.models import Charge, Heartbeat, Job, State

pytestmark = pytest.mark.django_db

AWAY = "Nothing is being made right now: the worker is not running. New jobs will wait."


@pytest.fixture
def page(client: Any, owner: Any) -> Any:
    def read() -> str:
        figures.forget()
        text = client.get("/admin/status/").content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text[text.index('class="status"') :]))

    return read


def test_it_shows_jobs_work_and_money(page, a_job):
    health.beat("sweep")
    late = a_job(State.RUNNING, due_at=timezone.now() - timedelta(minutes=4))
    Charge.objects.filter(job=late).update(sandbox=True)
    Charge.objects.filter(job=a_job(sandbox=False)).update(usd="1.25", sandbox=False)
    Charge.objects.filter(job=a_job()).update(usd="2", sandbox=False, at=timezone.now() - timedelta(days=3))

    seen = page()

    assert "Running 1" in seen
    assert "Queued 2" in seen
    assert "late by 4 min" in seen
    assert "Spent today: $1.25" in seen
    assert "Spent in the last 30 days: $3.25" in seen
    assert "gpt4o-image $3.25" in seen


def test_errors_stand_with_their_share_of_the_calls(page):
    for _ in range(8):
        tally.add("calls", "kie", "poll")
    for _ in range(2):
        tally.add("errors", "kie", "poll", "rate_limited")

    assert "kie, poll: rate limited 2 25.0 % of 8 calls" in page()


def test_durations_are_told_as_within(page):
    for seconds in (*[0.3] * 19, 400.0):
        tally.took("arrival", seconds, "image")

    assert "Made to in the gallery, last day half in 0.5 s, 95 % in 0.5 s" in page()


def test_unclear_jobs_are_linked_and_warned_of(client, page, a_job):
    job = a_job(State.UNCLEAR, due_at=None)

    assert "1 job is unclear and may have been charged." in page()
    assert f'href="/admin/generation/job/{job.pk}/change/"' in client.get("/admin/status/").content.decode()


def test_each_host_has_its_last_sign_of_life(page):
    health.beat("sweep")
    Heartbeat.objects.create(name="cluster@elsewhere", beat_at=timezone.now() - timedelta(seconds=300))

    seen = page()

    assert re.search(r"Queue elsewhere silent 30\d s ago", seen)
    assert f"Sweep {health._HOST} 0 s ago" in seen


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"queue": None}, "The queue's Redis does not answer."),
        ({"disk": None}, "The data folder cannot be read."),
        ({"disk": figures.Disk(1_500_000_000, 9_000_000_000)}, "Only 1.5 GB are left on the disk."),
    ],
    ids=["redis", "no folder", "little space"],
)
def test_what_somebody_should_mend_stands_at_the_top(page, monkeypatch, change, words):
    now = figures.read()
    changed = SimpleNamespace(**{**{name: getattr(now, name) for name in dir(now) if name[0] != "_"}, **change})
    monkeypatch.setattr(figures, "read", lambda: changed)

    assert page().index(words.replace("'", "&#x27;")) < 400


def test_it_is_linked_from_the_index_and_reads_only(client, owner):
    assert 'href="/admin/status/"' in client.get("/admin/").content.decode()
    assert client.post("/admin/status/", headers={"origin": "http://127.0.0.1:8000"}).status_code in (403, 405)


def test_without_any_jobs_or_workers_it_opens_without_inline_code(client, owner):
    text = client.get("/admin/status/").content.decode()

    assert "No worker was heard of in the last hour." in text
    assert not re.search(r"<style|style=|\son\w+=|<script>|javascript:", text)


# -- the warning ------------------------------------------------------------------------------------------------------

PAGES = ("/", "/queue", "/gallery", "/settings", "/spend", "/admin/", "/admin/status/", "/admin/generation/job/")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_warns_while_no_worker_is_alive_and_says_what_to_do(client, owner, address):
    away = client.get(address).content.decode()
    health.beat("sweep")
    there = client.get(address).content.decode()

    assert AWAY in away
    assert "make run" in away
    assert AWAY not in there


def test_the_warning_tells_where_a_worker_was_last_heard_of(client, owner):
    Heartbeat.objects.create(name="sweep@worker-7", beat_at="2026-03-04T05:06:07Z")

    assert "It was last heard of on 4 Mar at 05:06:07, on worker-7." in client.get("/queue").content.decode()


def test_one_host_at_work_is_enough(client, owner):
    Heartbeat.objects.create(name="sweep@gone", beat_at=timezone.now() - timedelta(hours=1))
    Heartbeat.objects.create(name="sweep@here", beat_at=timezone.now())
    Heartbeat.objects.create(name="sweep", beat_at=timezone.now())

    assert AWAY not in client.get("/").content.decode()


def test_what_gone_hosts_left_is_forgotten():
    for name, days in (("sweep@gone", 2), ("sweep@here", 0), ("sweep", 2)):
        Heartbeat.objects.create(name=name, beat_at=timezone.now() - timedelta(days=days))

    health.forget_the_gone()

    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"sweep@here", "sweep"}


def test_jobs_are_counted_along_an_index(a_job, django_assert_num_queries):
    a_job()
    plan = Job.objects.filter(finished_at__isnull=True, state__in=figures.UNFINISHED).values("state").explain()

    assert "job_unfinished" in plan or "Seq Scan" in plan  # PostgreSQL reads a table of one row as it is
