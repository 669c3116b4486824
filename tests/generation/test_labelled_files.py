"""An order whose files differ: an extended film comes whole, and its new part by itself."""

from __future__ import annotations

from typing import Any

import pytest

from generation import feed
from generation.models import Job, JobOutput, OutputState, media_id
from mediahub import access
from tests.generation.files import film, made_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db: None) -> Any:
    """Whose pages the client sees."""
    return access.owner()


@pytest.fixture
def extended(owner: Any) -> Job:
    """A finished order of an extended film, of which both files came."""
    whole = made_by(owner, "veo3-extend")
    job = Job.objects.get(pk=whole.task_id)
    part = film(owner, id=media_id(job.pk, 1), task_id=job.pk, position=1, model=job.model)
    JobOutput.objects.create(job=job, position=1, media_id=part.pk, state=OutputState.STORED, asset=part)
    return job


def test_both_files_are_named_and_counted_on_the_card(client, extended):
    body = client.get("/?mode=video").content.decode()
    assert ">Whole film</span>" in body
    assert ">New part</span>" in body
    assert "<span>2 videos</span>" in body


def test_one_goes_on_with_the_whole_film(extended):
    card = feed.card(extended)
    assert card.main.output.media_id == media_id(extended.pk, 0)


def test_one_file_alone_needs_no_name(owner):
    job = Job.objects.get(pk=made_by(owner, "veo3-extend").task_id)
    [tile] = feed.card(job).tiles
    assert tile.label == ""


def test_the_viewer_says_which_of_the_two_a_file_is(client, extended):
    body = client.get(f"/asset/{media_id(extended.pk, 1)}").content.decode()
    assert "<dt>Part</dt><dd>New part</dd>" in body
