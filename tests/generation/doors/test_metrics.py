"""``/metrics``: figures of the database in Prometheus' format."""

from __future__ import annotations

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from generation import health
from generation.models import Charge, ChargeState, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, owner):
    """The figures by name and by the values of their labels."""

    def figures():
        answer = client.get("/metrics")
        families = text_string_to_metric_families(answer.content.decode())
        return {(line.name, *line.labels.values()): line.value for family in families for line in family.samples}

    return figures


def test_jobs_are_counted_by_state(read, a_job):
    a_job(), a_job(), a_job(State.UNCLEAR, due_at=None)

    found = read()

    assert found["mediahub_jobs", "queued"] == 2
    assert found["mediahub_jobs", "unclear"] == 1
    assert found["mediahub_jobs", "succeeded"] == 0
    assert found["mediahub_jobs_due",] == 2


def test_files_are_counted_by_type_without_the_trash(read, a_job, stored):
    job = a_job(State.SUCCEEDED, n_variants=2)
    stored(job, 0)
    trashed = stored(job, 1)
    type(trashed).objects.filter(pk=trashed.pk).update(deleted_at=timezone.now())

    found = read()

    assert (found["mediahub_assets", "image"], found["mediahub_assets", "video"]) == (1, 0)


def test_spend_is_what_is_over_by_record_or_estimate_and_never_the_sandboxs(read, a_job):
    for state in ChargeState.values:
        Charge.objects.filter(job=a_job(sandbox=False)).update(state=state, usd="0.03", settled_at=timezone.now())
    Charge.objects.filter(job=a_job(sandbox=False)).update(usd="5")
    Charge.objects.filter(job=a_job(sandbox=True)).update(usd="7", state="actual", settled_at=timezone.now())

    assert read()["mediahub_spend_usd_total",] == 0.06


def test_signs_of_life_have_an_age(read):
    health.beat("sweep")
    health.beat("asked")  # a note of the sweep's own, which nobody waits for

    found = read()

    assert 0 <= found["mediahub_heartbeat_age_seconds", "sweep"] < 60
    assert [of for name, *of in found if name == "mediahub_heartbeat_age_seconds"] == [["sweep"]]


def test_the_version_is_told(read, settings):
    assert read()["mediahub_info", settings.VERSION] == 1


def test_it_is_prometheus_text_at_our_own_names_only(client, owner):
    assert client.get("/metrics")["Content-Type"].startswith("text/plain; version=")
    assert client.get("/metrics", headers={"host": "example.org"}).status_code == 400
