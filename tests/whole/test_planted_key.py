"""A key is planted, in the environment and in the database; then everything that can be read is searched for it."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from generation.providers.base import Request
from generation.providers.kie import KieProvider
from generation.providers.kie.sandbox.server import Sandbox
from mediahub import logs
from mediahub.env import BASE_DIR
from mediahub.scrub import remember_secrets
from tests.mediahub.hub import Hub
from tests.whole.orders import ask, wait_for

KEY = "planted-7f3a9c51d2e84b60-planted-e1d2"
SIGNING = "planted-signing-0d9c8b7a6f5e4d3c2b1a-planted"
PAGES = (
    "/", "/queue", "/gallery", "/settings", "/spend", "/settings/tokens", "/nowhere", "/metrics", "/readyz", "/healthz",
    "/admin/", "/admin/status/", "/admin/generation/job/", "/admin/generation/charge/", "/admin/settings_app/secret/",
    "/admin/settings_app/secret/kie/change/", "/admin/settings_app/preferences/", "/admin/django_q/failure/",
    "/api/", "/api/schema/", "/api/docs/", "/api/settings", "/api/me", "/api/models/gpt4o-image", "/api/queue",
    "/api/credits", "/api/spend", "/api/tasks", "/api/media", "/api/nowhere", "/spend.csv", "/static/../secret_key",
)  # fmt: skip


def shapes(key: str) -> list[bytes]:
    """The key as it is, most of it, and as the ways of writing that are undone at a glance."""
    plain = key.encode()
    return [plain, plain[:20], plain[::-1], base64.b64encode(plain)[:40], plain.hex().encode()]


def found(data: bytes) -> bool:
    return any(shape in data for key in (KEY, SIGNING) for shape in shapes(key))


def manage(hub: Hub, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
    done = subprocess.run(command, env=hub.environment, capture_output=True, input=typed.encode(), check=False)
    assert done.returncode == 0 or arguments[0] == "doctor", done.stderr
    return done


def read(hub: Hub, task_ids: list[str]) -> dict[str, bytes]:
    """Every page and answer, as a browser and as a program get them."""
    orders = [f"/api/tasks/{task_id}{more}" for task_id in task_ids for more in ("", "/events")]
    orders += [f"/admin/generation/job/{task_id}/change/" for task_id in task_ids]
    seen = {}
    for path in (*PAGES, *orders):
        for accept in ("text/html", "application/json"):
            reply = requests.get(hub.url + path, headers={"Accept": accept}, timeout=60)
            seen[f"{path} {accept}"] = reply.content + str(reply.headers).encode()
    return seen


def left_behind(hub: Hub, tmp_path: Path) -> dict[str, bytes]:
    """Files, logs, lines of commands, what was printed, and a backup."""
    manage(hub, "backup", "--without-secret-key", str(tmp_path / "backup.tar"))
    lines = {f"process {pid}": Path(f"/proc/{pid}/cmdline").read_bytes() for pid in hub.processes()}
    kept = {str(file): file.read_bytes() for file in hub.folder.rglob("*") if file.is_file()}
    said = {"doctor": manage(hub, "doctor").stdout, "fsck": manage(hub, "fsck").stdout, "up": hub.output().encode()}
    return {**lines, **kept, **said, "backup": (tmp_path / "backup.tar").read_bytes()}


@pytest.mark.slow
@pytest.mark.parametrize("place", ["environment", "database"])
def test_a_planted_key_is_found_nowhere(place, tmp_path):
    with Sandbox(speed=5, limits=False, key=KEY) as sandbox:
        held = {"KIE_API_KEY": KEY} if place == "environment" else {}
        addresses = {"KIE_BASE_URL": sandbox.url, "KIE_UPLOAD_URL": sandbox.url}
        hub = Hub(tmp_path / "hub", MEDIAHUB_SECRET_KEY=SIGNING, **addresses, **held)
        if place == "database":
            (tmp_path / "hub").mkdir()
            manage(hub, "migrate", "-v0")
            words = f"from settings_app import secrets; secrets.store('kie', {KEY!r})"
            manage(hub, "shell", "-v0", typed=words)
        with hub:
            tasks = [
                ask(hub, "a boat"),
                ask(hub, "a boat [fault:code_500]"),
                ask(hub, f"a boat {'x' * 30} [fault:html]"),
            ]
            for task_id in tasks:
                wait_for(hub, task_id, "completed", "failed", "unclear", within=60)
            assert wait_for(hub, tasks[0], "completed", within=1)["status"] == "completed"
            everything = {**read(hub, tasks), **left_behind(hub, tmp_path)}

    assert len(everything) > 60
    assert [name for name, data in everything.items() if found(data)] == []


def test_no_logger_is_told_a_key_at_any_level(caplog: Any, db: None):
    """The records themselves are looked at, before anything is taken out of them."""
    with Sandbox(speed=5, limits=False, key=KEY) as sandbox, caplog.at_level(logging.DEBUG):
        given = {"api_key": KEY, "base_url": sandbox.url, "upload_url": sandbox.url}
        provider = KieProvider(given)
        spec = next(spec for spec in provider.specs if spec.key == "gpt4o-image")
        provider.submit(Request(spec=spec, params={"prompt": "a boat", "aspect_ratio": "1:1", "n_variants": 1}))
        provider.balance()

    assert "urllib3" in {record.name.partition(".")[0] for record in caplog.records}
    assert not [record for record in caplog.records if found(repr(vars(record)).encode())]


@pytest.mark.parametrize("form", ["lines", "json"])
def test_a_traceback_and_an_error_hold_no_key(form):
    remember_secrets(KEY)
    try:
        raise RuntimeError(f"sent {KEY} to it")
    except RuntimeError as error:
        record = logging.LogRecord("x", 40, __file__, 1, "broke", None, (type(error), error, error.__traceback__))
    assert not found(logs.formatter(form).format(record).encode())
