"""Who may work beside whom on one database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generation import health
from generation.models import Heartbeat
from mediahub import hubs, storage_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings: Any, tmp_path: Any) -> hubs.Hub:
    settings.DATA_DIR = tmp_path
    return hubs.this(sandbox=False)


def test_it_is_the_same_at_every_start(here: hubs.Hub) -> None:
    assert hubs.this(sandbox=False) == here
    assert len(here.sign()) <= 120


def test_two_that_share_all_that_matters_work_together(here: hubs.Hub) -> None:
    hubs.beat(replace(here, id="other"))
    assert (len(hubs.others(here)), hubs.problem(here)) == (1, "")


@pytest.mark.parametrize(
    ("differing", "says"),
    [
        ({"key": "another"}, "same MEDIAHUB_SECRET_KEY"),
        ({"files": "another"}, "same MEDIAHUB_STORAGE_URL"),
        ({"sandbox": True}, "set KIE_API_KEY"),
    ],
    ids=["key", "files", "sandbox"],
)
def test_what_they_must_have_in_common_is_named(here: hubs.Hub, differing: dict[str, Any], says: str) -> None:
    hubs.beat(replace(here, id="other", host="attic", **differing))
    assert says in hubs.problem(here)
    assert "on attic" in hubs.problem(here)


def test_a_sandbox_joins_nobody(here: hubs.Hub) -> None:
    hubs.beat(replace(here, id="other"))
    assert "set KIE_API_KEY" in hubs.problem(replace(here, sandbox=True))


def test_the_parts_over_one_data_folder_are_one(here: hubs.Hub) -> None:
    hubs.beat(here)
    assert hubs.problem(replace(here, sandbox=True)) == ""


def test_one_that_left_or_fell_silent_is_forgotten(here: hubs.Hub) -> None:
    left, silent = replace(here, id="left", sandbox=True), replace(here, id="silent", sandbox=True)
    hubs.beat(left)
    hubs.beat(silent)
    hubs.leave(left)
    Heartbeat.objects.filter(name=silent.sign()).update(beat_at="2026-01-01T00:00:00Z")
    assert hubs.others(here) == []


def test_an_old_key_that_is_still_known_is_no_other_key(here: hubs.Hub, settings: Any) -> None:
    hubs.beat(replace(here, id="other"))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-one", [settings.SECRET_KEY]
    assert hubs.problem(hubs.this(sandbox=False)) == ""


def test_hosts_with_one_store_need_no_common_folder(here: hubs.Hub, settings: Any, tmp_path: Any) -> None:
    settings.STORAGE = storage_address.parse("s3://key:hunter2@bucket")
    first = hubs.this(sandbox=False)
    settings.DATA_DIR = tmp_path / "elsewhere"
    settings.DATA_DIR.mkdir()
    assert (hubs.this(sandbox=False).files, hubs.this(sandbox=False).id == first.id) == (first.files, False)


def test_a_part_of_a_folder_is_claimed_once(here: hubs.Hub) -> None:
    assert hubs.lock("web") is not None
    assert hubs.lock("web") is None
    assert hubs.lock("workers") is not None


def test_its_sign_is_no_worker(here: hubs.Hub) -> None:
    hubs.beat(here)
    assert health.signs() == []
