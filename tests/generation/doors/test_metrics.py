"""``/metrics``: how the hub stands, in Prometheus' format."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from generation import figures, health, tally
from generation.models import Charge, ChargeState, Heartbeat, State
from generation.providers.errors import Unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, owner):
    """The figures by name and by the values of their labels, which the text has in the order of their names."""

    def samples():
        figures.forget()
        answer = client.get("/metrics")
        families = text_string_to_metric_families(answer.content.decode())
        lines = [line for family in families for line in family.samples]
        return {(line.name, *(line.labels[of] for of in sorted(line.labels))): line.value for line in lines}

    return samples


def test_open_and_unclear_jobs_are_counted_by_state(read, a_job):
    a_job(), a_job(), a_job(State.UNCLEAR, due_at=None), a_job(State.SUCCEEDED, due_at=None)

    found = read()

    assert found["mediahub_jobs", "queued"] == 2
    assert found["mediahub_jobs", "unclear"] == 1
    assert found["mediahub_jobs", "running"] == 0
    assert ("mediahub_jobs", "succeeded") not in found
    assert found["mediahub_jobs_due",] == 2


def test_the_lateness_is_that_of_the_oldest_job_that_nobody_holds(read, a_job):
    now = timezone.now()
    a_job(State.RUNNING, due_at=now - timedelta(seconds=100))
    held = {"claim": "x", "claimed_until": now + timedelta(seconds=60)}
    a_job(State.STORING, due_at=now - timedelta(seconds=5000), **held)

    assert 100 <= read()["mediahub_oldest_due_seconds",] < 1000


def test_moves_are_counted_by_provider_and_state(read, a_job):
    a_job(), a_job()

    assert read()["mediahub_job_moves_total", "kie", "queued"] == 2


def test_calls_and_their_errors_are_counted_by_kind(read):
    for _ in range(2):
        with pytest.raises(Unavailable), tally.calling("kie", "poll"):
            raise Unavailable("gone")
    with tally.calling("kie", "poll"):
        pass

    found = read()

    assert found["mediahub_provider_calls_total", "poll", "kie"] == 3
    assert found["mediahub_provider_errors_total", "poll", "unavailable", "kie"] == 2


def test_durations_are_a_histogram_whose_groups_hold_all_below_their_bound(read):
    for seconds in (0.05, 0.3, 0.4, 99999):
        tally.took("storing", seconds, "image")

    found = read()

    of = "mediahub_storing_seconds_bucket"
    assert [found[of, bound, "image"] for bound in ("0.1", "0.25", "0.5", "1800.0", "+Inf")] == [1, 1, 3, 3, 4]
    assert found["mediahub_storing_seconds_sum", "image"] == pytest.approx(99999.75)
    assert found["mediahub_storing_seconds_count", "image"] == 4


def test_files_are_counted_by_type_without_the_trash(read, a_job, stored):
    job = a_job(State.SUCCEEDED, n_variants=2)
    stored(job, 0)
    trashed = stored(job, 1)
    type(trashed).objects.filter(pk=trashed.pk).update(deleted_at=timezone.now())

    found = read()

    assert (found["mediahub_assets", "image"], found["mediahub_assets", "video"]) == (1, 0)


def test_spend_is_all_but_what_was_not_charged_and_never_the_sandboxs(read, a_job):
    for state in ChargeState.values:
        Charge.objects.filter(job=a_job(sandbox=False)).update(state=state, usd="0.03", sandbox=False)
    Charge.objects.filter(job=a_job(sandbox=True)).update(usd="7", state="actual", sandbox=True)

    assert read()["mediahub_spend_today_usd", "gpt4o-image", "kie"] == 0.12


def test_spend_of_other_days_counts_for_thirty_days_only(read, a_job):
    for days in (0, 3, 60):
        at = timezone.now() - timedelta(days=days)
        Charge.objects.filter(job=a_job(sandbox=False)).update(usd="1", sandbox=False, at=at)

    found = read()

    assert found["mediahub_spend_today_usd", "gpt4o-image", "kie"] == 1
    assert found["mediahub_spend_30_days_usd", "gpt4o-image", "kie"] == 2


def test_days_that_are_over_are_added_up_once(read, a_job, django_assert_max_num_queries):
    read()
    with django_assert_max_num_queries(4):  # yesterday alone
        figures._days_before.forget()
        yesterday = max(figures._days)
        figures._days[yesterday] = (0.0, figures._days[yesterday][1])
        figures._days_before.get()


def test_signs_of_life_have_an_age_for_all_hosts_and_for_each(read):
    health.beat("sweep")
    health.beat(health.here("asked"))  # a note of the sweep's own, which nobody waits for
    Heartbeat.objects.create(name="cluster@elsewhere", beat_at=timezone.now() - timedelta(seconds=100))
    Heartbeat.objects.create(name="cluster@long-gone", beat_at=timezone.now() - timedelta(days=2))

    found = read()

    assert 0 <= found["mediahub_heartbeat_age_seconds", "sweep"] < 60
    assert [of for name, *of in found if name == "mediahub_heartbeat_age_seconds"] == [["sweep"]]
    assert 100 <= found["mediahub_host_heartbeat_age_seconds", "elsewhere", "cluster"] < 1000
    assert not [of for _, *of in found if "long-gone" in of or "asked" in of]
    assert (found["mediahub_workers_up", "sweep"], found["mediahub_workers_up", "cluster"]) == (1, 0)


def test_the_queue_is_counted(read, a_job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        a_job()

    found = read()

    assert (found["mediahub_queue_up",], found["mediahub_queue_messages",]) == (1, 1)


def test_a_redis_that_does_not_answer_is_told_and_the_rest_stands(read, settings, a_job):
    a_job()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    found = read()

    assert found["mediahub_queue_up",] == 0
    assert ("mediahub_queue_messages",) not in found
    assert found["mediahub_jobs", "queued"] == 1


def test_the_version_is_told(read, settings):
    assert next(labels for name, *labels in read() if name == "mediahub_build_info")[-1] == settings.VERSION


def test_a_scrape_asks_the_database_once_in_a_while(client, owner, django_assert_max_num_queries):
    client.get("/metrics")

    with django_assert_max_num_queries(1):  # the owner
        client.get("/metrics")


def test_it_is_prometheus_text_at_our_own_names_only(client, owner):
    assert client.get("/metrics")["Content-Type"].startswith("text/plain; version=")
    assert client.get("/metrics", headers={"host": "example.org"}).status_code == 400
