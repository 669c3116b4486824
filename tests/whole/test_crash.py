"""``kill -9`` of everything, at the worst moments, then started again: nothing is lost, nothing is ordered twice.

Where DATABASE_URL or REDIS_URL name services, the hub that is killed works on a database of its own there.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from generation.providers.kie.sandbox.server import Sandbox
from mediahub.env import BASE_DIR
from tests.mediahub import services
from tests.mediahub.hub import Hub
from tests.whole.orders import accepted, ask, hub_at, task, wait_for

pytestmark = pytest.mark.slow


def again(hub: Hub) -> Hub:
    """Kill the whole process group and start anew over the same folder."""
    hub.kill_group()
    return hub.start()


def until(hub: Hub, task_id: str, state: str, within: float = 30) -> None:
    """Wait until an event says that the job has come to this state."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        events = requests.get(f"{hub.url}/api/tasks/{task_id}/events", timeout=10).json()
        if any(event["to"] == state for event in events):
            return
        time.sleep(0.02)
    raise AssertionError(f"{task_id} never came to {state}: {task(hub, task_id)}")


@pytest.fixture
def sandbox() -> Any:
    with Sandbox(speed=3, limits=False) as running:
        yield running


@pytest.fixture
def hub(sandbox: Sandbox, tmp_path: Path) -> Any:
    with services.of_this_run() as own, hub_at(sandbox, tmp_path, own) as running:
        yield running


@contextmanager
def locked(hub: Hub) -> Iterator[None]:
    """Nobody else writes to this hub's jobs."""
    if hub.services.database_url:
        with psycopg.connect(hub.services.database_url) as lock:
            lock.execute("LOCK TABLE generation_job IN ACCESS EXCLUSIVE MODE")
            yield
        return
    with closing(sqlite3.connect(hub.folder / "db.sqlite3", isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        yield
        lock.execute("ROLLBACK")


def test_killed_while_sending_the_order_is_unclear_and_never_sent_again(hub, sandbox):
    task_id = ask(hub, "a boat [fault:slow=6]")
    until(hub, task_id, "submitting")
    time.sleep(1)

    again(hub)

    seen = wait_for(hub, task_id, "unclear", "completed", "failed", within=60)
    assert (seen["status"], seen["error"]["charged"]) == ("unclear", "maybe")
    assert accepted(sandbox).total() == 1


def test_killed_while_waiting_for_the_provider_it_goes_on_and_finishes(hub, sandbox):
    tasks = [ask(hub, f"boat {number}", n_variants=2) for number in range(3)]
    for task_id in tasks:
        until(hub, task_id, "running")

    again(hub)

    ends = [wait_for(hub, task_id, "completed", "failed", "unclear", within=90) for task_id in tasks]
    assert [(end["status"], len(end["result_urls"])) for end in ends] == [("completed", 2)] * 3
    assert set(accepted(sandbox).values()) == {1}


def test_killed_while_downloading_the_file_is_fetched_again(hub, sandbox):
    task_id = ask(hub, "a boat [fault:result_slow=4]")
    until(hub, task_id, "storing")
    time.sleep(1)

    again(hub)

    seen = wait_for(hub, task_id, "completed", "failed", "unclear", within=90)
    assert seen["status"] == "completed", seen
    assert accepted(sandbox).total() == 1
    assert list((hub.folder / "tmp").glob("*.part")) == []


def test_a_queue_killed_with_the_message_in_its_hand_costs_no_file(hub, sandbox):
    task_id = ask(hub, "a boat [fault:result_slow=4]")
    until(hub, task_id, "storing")
    time.sleep(1)  # a worker has taken the message by now; Redis keeps none that was taken

    for pid in hub.pids("qcluster"):
        os.kill(pid, signal.SIGKILL)

    assert wait_for(hub, task_id, "completed", "failed", "unclear", within=90)["status"] == "completed"
    assert accepted(sandbox).total() == 1


def test_killed_at_random_moments_every_job_ends_right(hub, sandbox):
    tasks = []
    for round_ in range(4):
        tasks += [ask(hub, f"round {round_} boat {number}") for number in range(3)]
        time.sleep(0.15 + 0.45 * round_)
        again(hub)

    ends = [wait_for(hub, task_id, "completed", "failed", "unclear", within=90)["status"] for task_id in tasks]
    assert set(ends) <= {"completed", "unclear"}
    assert ends.count("completed") >= len(tasks) // 2
    assert max(accepted(sandbox).values()) == 1


def test_a_database_that_is_locked_for_long_costs_time_and_no_job(hub, sandbox):
    with locked(hub):
        time.sleep(23)  # longer than anybody waits for the lock

    task_id = ask(hub, "a boat after the lock")

    assert wait_for(hub, task_id, "completed", "failed", "unclear", within=60)["status"] == "completed"
    assert accepted(sandbox).total() == 1


def test_two_sweeps_at_once_order_once(hub, sandbox):
    second = subprocess.Popen([sys.executable, str(BASE_DIR / "manage.py"), "sweep"], env=hub.environment)
    try:
        tasks = [ask(hub, f"boat {number}") for number in range(8)]
        ends = [wait_for(hub, task_id, "completed", "failed", "unclear", within=60)["status"] for task_id in tasks]
    finally:
        second.kill()
        second.wait()

    assert ends == ["completed"] * 8
    assert set(accepted(sandbox).values()) == {1}
