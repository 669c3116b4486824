"""Whether it lives, and whether it can work."""

from __future__ import annotations

import shutil
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from generation import health as signs_of_life
from mediahub import health, probes
from tests.mediahub.hub import eventually

GOOD = dict.fromkeys(("database", "migrations", "broker", "data_folder", "disk", "storage"), True)


def test_a_living_process_says_ok_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_it_is_ready_without_workers_and_says_that_they_are_missing(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    workers = {"sweep": False, "cluster": False}
    assert answer.json() == {"ready": True, "failed": [], "checks": GOOD, "workers": workers}


@pytest.mark.django_db
def test_whoever_needs_workers_can_ask_for_them(client: Client) -> None:
    answer = client.get("/readyz?workers=1")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["sweep", "cluster"])


@pytest.mark.django_db(transaction=True)
def test_working_workers_are_seen(client: Client) -> None:
    signs_of_life.beat("sweep")
    assert client.get("/readyz").json()["workers"] == {"sweep": True, "cluster": False}
    signs_of_life.beat("cluster")
    assert client.get("/readyz?workers=1").status_code == 200


@pytest.mark.django_db
def test_a_lost_data_folder_makes_it_unready(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "gone"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "data_folder" in answer.json()["failed"]


@pytest.mark.django_db
def test_a_full_disk_makes_it_unready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=99_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["disk"])


@pytest.mark.django_db
def test_a_database_that_is_away_makes_it_unready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> None:
            raise OperationalError("the server closed the connection; password=hunter2")

        def close(self) -> None: ...

    monkeypatch.setattr(health, "connection", Away())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["database", "migrations"])
    assert "hunter2" not in answer.content.decode()


@pytest.mark.django_db
def test_a_redis_that_takes_the_call_and_says_nothing_holds_nobody_up(client: Client, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://:hunter2@127.0.0.1:{silent.getsockname()[1]}/0"
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["broker"])
    assert "hunter2" not in answer.content.decode()


def test_a_look_that_hangs_counts_as_failed_and_no_second_one_begins() -> None:
    begun, free = [], threading.Event()

    def hang() -> dict[str, bool]:
        begun.append(1)
        free.wait(60)
        return {"disk": True}

    probe = probes.Probe(hang)
    assert [probes.ask((probe,), 0.05) for _ in range(3)] == [{}, {}, {}]
    assert begun == [1]
    free.set()
    assert eventually(lambda: probes.ask((probe,), 1.0) == {"disk": True}, within=5)


def test_a_look_that_breaks_off_counts_as_failed() -> None:
    probe = probes.Probe(lambda: {"disk": bool(1 / 0)})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(threading, "excepthook", lambda broken: None)
        found = probes.ask((probe, probes.Probe(lambda: {"broker": True})), 60.0)
    assert found == {"broker": True}
