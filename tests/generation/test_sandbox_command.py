"""``manage.py sandbox`` as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import plain_environment
from tests.generation.sandbox_client import Client

ROOT = Path(__file__).resolve().parents[2]


def command(folder: Path, *more: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "manage.py", "sandbox", "--port", "0", "--data", str(folder / "sandbox"), *more]
    environment = plain_environment(folder)
    return subprocess.Popen(arguments, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


@contextmanager
def running(folder: Path, *more: str) -> Iterator[tuple[Client, subprocess.Popen[str]]]:
    process = command(folder, "--speed", "5", *more)
    try:
        url = process.stderr.readline().split()[-1]  # type: ignore[union-attr]
        yield Client(SimpleNamespace(url=url)), process  # type: ignore[arg-type]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_a_killed_sandbox_goes_on_with_its_tasks(tmp_path: Path) -> None:
    with running(tmp_path) as (kie, process):
        task = kie.ordered("veo")
        os.kill(process.pid, signal.SIGKILL)
        process.wait(5)

    with running(tmp_path) as (kie, _):
        assert kie.ended("veo", task)["successFlag"] == 1


@pytest.mark.slow
def test_it_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    with running(tmp_path) as (_, process):
        process.terminate()

        assert process.wait(5) == 0


@pytest.mark.slow
def test_it_logs_orders_without_the_key(tmp_path: Path) -> None:
    with running(tmp_path) as (kie, process):
        kie.ordered("market")
        process.terminate()
        log = process.communicate(timeout=5)[1]

    assert "nano-banana-2, 8 credits" in log
    assert "Bearer" not in log


@pytest.mark.slow
def test_the_command_refuses_other_machines_in_a_sentence(tmp_path: Path) -> None:
    process = command(tmp_path, "--host", "0.0.0.0")

    assert "listens on this machine only" in process.communicate(timeout=20)[1]
    assert process.returncode == 1


@pytest.mark.slow
def test_the_command_can_be_strict_and_poor(tmp_path: Path) -> None:
    with running(tmp_path, "--strict", "--credits", "5") as (kie, _):
        unknown = kie.create("market", {"model": "none", "input": {"prompt": "a rose"}})
        unpaid = kie.create("market")

    assert (unknown["code"], unpaid["code"]) == (404, 402)
