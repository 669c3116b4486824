"""Whether it lives, and whether it can work."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from generation import health as signs_of_life


def test_a_living_process_says_ok_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_it_is_ready_without_workers_and_says_that_they_are_missing(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"database": True, "migrations": True, "data_folder": True, "disk": True},
        "workers": {"sweep": False, "cluster": False},
    }


@pytest.mark.django_db
def test_working_workers_are_seen(client: Client) -> None:
    signs_of_life.beat("sweep")
    assert client.get("/readyz").json()["workers"] == {"sweep": True, "cluster": False}


@pytest.mark.django_db
def test_a_lost_data_folder_makes_it_unready(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "gone"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["data_folder"] is False


@pytest.mark.django_db
def test_a_full_disk_makes_it_unready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=99_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["disk"]) == (503, False)
