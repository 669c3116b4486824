"""What an installation keeps in Redis is named after it alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mediahub.env import BASE_DIR
from tests.conftest import plain_environment

_ASK = "from mediahub import settings as s; print(s.Q_CLUSTER['name'], s.CACHES['default'].get('KEY_PREFIX', ''))"


def named(folder: Path, **more: str) -> str:
    environment = plain_environment(folder, MEDIAHUB_SECRET_KEY="one", **more)
    asked = subprocess.run(
        [sys.executable, "-c", _ASK], env=environment, cwd=BASE_DIR, capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def test_all_its_hosts_use_the_same_name_and_others_another(tmp_path: Path) -> None:
    redis = {"REDIS_URL": "redis://127.0.0.1:6379/0"}
    first = named(tmp_path, DATABASE_URL="postgres://me@one.example.org/hub", **redis)
    assert named(tmp_path / "b", DATABASE_URL="postgres://me@10.0.0.7:6432/hub", **redis) == first
    assert named(tmp_path, DATABASE_URL="postgres://me@one.example.org/other", **redis) != first
    queue, cache = first.split(" ")
    assert queue == cache
    assert queue.startswith("mediahub-")


def test_without_redis_the_queue_keeps_its_name(tmp_path: Path) -> None:
    assert named(tmp_path) == "mediahub"
