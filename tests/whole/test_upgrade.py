"""Stopped or killed with orders under way, migrated, started again: no order is lost, none is placed twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader

from generation.providers.kie.sandbox.server import Sandbox
from mediahub.env import BASE_DIR
from tests.mediahub.hub import Hub
from tests.whole.orders import accepted, ask, hub_at, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def sandbox() -> Any:
    with Sandbox(speed=3, limits=False) as running:
        yield running


def manage(hub: Hub, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
    return subprocess.run(command, env=hub.environment, capture_output=True, text=True, check=False)


def take_a_migration_back(hub: Hub) -> str:
    """Let the tables be those of the version before; the migration that is missing now."""
    names = sorted(name for app, name in MigrationLoader(None).disk_migrations if app == "generation")
    done = manage(hub, "migrate", "generation", names[-2])
    assert done.returncode == 0, done.stderr
    return names[-1]


def applied(folder: Path) -> set[str]:
    with sqlite3.connect(folder / "db.sqlite3") as database:
        return {name for (name,) in database.execute("SELECT name FROM django_migrations WHERE app = 'generation'")}


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_orders_under_way_outlive_an_upgrade(way, sandbox, tmp_path):
    with hub_at(sandbox, tmp_path) as hub:
        tasks = [ask(hub, f"a boat [fault:slow=2] {number}") for number in range(3)]
        time.sleep(1)
        os.killpg(hub.process.pid, way)
        hub.process.wait(50)
        missing = take_a_migration_back(hub)

        hub.start()

        ends = [wait_for(hub, task_id, "completed", "failed", "unclear", within=60)["status"] for task_id in tasks]
    assert set(ends) <= {"completed", "unclear"}
    assert max(accepted(sandbox).values()) == 1
    assert missing in applied(tmp_path)
    assert len(list((tmp_path / "before-upgrade").glob("db-*.sqlite3"))) == 1


def test_a_hub_that_works_with_the_old_code_is_waited_for(sandbox, tmp_path):
    """The old one's signs of life are written by hand, as by a host that was forgotten."""
    with hub_at(sandbox, tmp_path) as hub:
        os.kill(hub.process.pid, signal.SIGTERM)
        hub.process.wait(50)
        missing = take_a_migration_back(hub)
        sign = "import django;django.setup();from generation import health;import time\n"
        sign += "while True: health.beat('another'); time.sleep(1)"
        environment = {**hub.environment, "DJANGO_SETTINGS_MODULE": "mediahub.settings"}
        other = subprocess.Popen([sys.executable, "-c", sign], env=environment, cwd=BASE_DIR)
        try:
            time.sleep(4)
            hub.start(wait=False)
            assert hub.says("Another MediaHub works on this database", within=30), hub.output()
            assert missing not in applied(tmp_path)
        finally:
            other.kill()
            other.wait()
        assert hub.says("MediaHub is ready at", within=60), hub.output()
    assert missing in applied(tmp_path)


def test_tables_of_a_newer_version_are_refused_with_a_sentence(sandbox, tmp_path):
    with hub_at(sandbox, tmp_path) as hub:
        os.kill(hub.process.pid, signal.SIGTERM)
        hub.process.wait(50)
        with sqlite3.connect(tmp_path / "db.sqlite3") as database:
            database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('gallery', '9999_new', '')")
            database.execute("UPDATE django_migrations SET applied = '2026-01-01'")
        hub.start(wait=False)
        assert hub.process.wait(100) == 1
        assert "newer MediaHub" in hub.output()
        assert "Traceback" not in hub.output()
