"""A web host and two worker hosts: one PostgreSQL, one store of files, nothing else in common."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from generation.providers.kie.sandbox.server import Sandbox
from tests.gallery import s3
from tests.mediahub.hub import Hub, eventually
from tests.mediahub.services import Services, own_database
from tests.whole.orders import accepted, ask, hub_at, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.services, pytest.mark.timeout(600)]

#: more than Kie.ai takes in ten seconds
_ORDERS = 26


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    asked = os.environ.get("DATABASE_URL", "")
    server = asked if asked.startswith("postgres") else "postgres://postgres@127.0.0.1:5432/postgres"
    try:
        psycopg.connect(server, connect_timeout=3).close()
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers at DATABASE_URL or 127.0.0.1:5432")
    with own_database(server) as address:
        yield address


@pytest.fixture(scope="module")
def world(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """(provider, web host, worker hosts), all running. The provider refuses more orders than Kie.ai takes."""
    common = {"MEDIAHUB_SECRET_KEY": secrets.token_urlsafe(40)}
    with s3.running() as store, Sandbox(speed=10) as sandbox:
        common["MEDIAHUB_STORAGE_URL"] = store.url
        hosts = [_host(sandbox, tmp_path_factory.mktemp(name), database, common) for name in ("web", "one", "two")]
        try:
            web, *workers = hosts
            web.options = ("--only", "web")
            web.start()
            for worker in workers:
                worker.options = ("--only", "workers")
                worker.start(wait=False)
            for worker in workers:
                assert worker.says("workers are ready", within=60), worker.output()
            yield sandbox, web, workers
        finally:
            for host in hosts:
                host.close()


def _host(sandbox: Sandbox, folder: Path, database: str, common: dict[str, str]) -> Hub:
    return hub_at(sandbox, folder, Services(database_url=database), **common)


@pytest.fixture(scope="module")
def finished(world: Any) -> list[dict[str, Any]]:
    """Every order, all the way into the gallery."""
    _, web, _ = world
    tasks = [ask(web, f"boat {number}") for number in range(_ORDERS)]
    return [wait_for(web, task, "completed", "failed", "unclear", within=90) for task in tasks]


def test_no_job_is_worked_on_twice(world: Any, finished: list[dict[str, Any]]) -> None:
    sandbox, _, _ = world
    assert Counter(task["status"] for task in finished) == {"completed": _ORDERS}
    assert set(accepted(sandbox).values()) == {1}


def test_together_they_stay_under_the_providers_limit(world: Any, finished: list[dict[str, Any]]) -> None:
    """Each for itself would send all at once, and six or more would be refused.

    On a busy machine one may be on its way for longer than the second that is left for it, and meet the next window.
    """
    sandbox, _, _ = world
    assert len([order for order in sandbox.orders if not order["accepted"]]) < 3


def test_every_host_is_seen_by_the_others(world: Any, database: str, finished: list[dict[str, Any]]) -> None:
    _, _, workers = world
    assert all(worker.pids("sweep") for worker in workers)
    with psycopg.connect(database) as connection:
        signs = connection.execute("SELECT count(*) FROM generation_heartbeat WHERE name LIKE 'hub@%'").fetchone()
    assert signs == (3,)


def test_what_a_worker_host_kept_the_web_host_serves(world: Any, finished: list[dict[str, Any]]) -> None:
    _, web, workers = world
    [address, *_] = finished[0]["result_urls"]
    served = requests.get(web.url + address, timeout=30)
    assert (served.status_code, served.content[:4]) == (200, b"\x89PNG")
    assert [list((host.folder / "media").iterdir()) for host in (web, *workers)] == [[], [], []]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"MEDIAHUB_SECRET_KEY": "another-key-of-forty-letters-and-a-few-more"}, "same MEDIAHUB_SECRET_KEY"),
        ({"MEDIAHUB_STORAGE_URL": ""}, "same MEDIAHUB_STORAGE_URL"),
        ({"KIE_API_KEY": ""}, "KIE_API_KEY"),
    ],
    ids=["key", "files", "sandbox"],
)
def test_a_host_that_cannot_join_says_why(world: Any, tmp_path: Path, changed: dict[str, str], says: str) -> None:
    _, _, [worker, _] = world
    other = Hub(tmp_path)
    other.environment = {**worker.environment, "MEDIAHUB_DATA_DIR": str(tmp_path), **changed}
    other.options = ("--only", "workers")
    try:
        process = other.start(wait=False).process
        assert eventually(lambda: process is not None and process.poll() is not None, within=30)
        assert says in other.output()
    finally:
        other.close()
