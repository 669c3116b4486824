"""``kill -9`` of everything, at the worst moments, then started again: nothing is lost, nothing is ordered twice."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from generation.providers.kie.sandbox.server import Sandbox
from mediahub.env import BASE_DIR
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
    with hub_at(sandbox, tmp_path) as running:
        yield running


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
    lock = sqlite3.connect(hub.folder / "db.sqlite3", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    time.sleep(23)  # longer than anybody waits for the lock
    lock.execute("ROLLBACK")
    lock.close()

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
