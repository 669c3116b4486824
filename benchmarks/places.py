"""Where benchmarks run: folders, databases and a web server of their own, which leave nothing behind."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from mediahub.env import BASE_DIR
from mediahub.processes import descendants
from tests.conftest import plain_environment

#: a PostgreSQL of this machine, whose databases of these names are made and dropped
POSTGRES = os.environ.get("MEDIAHUB_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
_PREPARE = "from mediahub import preparation as p; p.make_folders(); p.migrate(); p.collect_static()"


@contextmanager
def place(*, postgres: bool = False, **more: str) -> Iterator[dict[str, str]]:
    """The environment of a prepared MediaHub with a key, in a folder of its own; ``MEDIAHUB_DATA_DIR`` says where."""
    folder = Path(tempfile.mkdtemp(prefix="mediahub-bench-"))
    name = f"mediahub_bench_{secrets.token_hex(4)}"
    try:
        if postgres:
            _administer(f'CREATE DATABASE "{name}"')
            more["DATABASE_URL"] = f"{POSTGRES}/{name}"
        given = {"KIE_API_KEY": "key-of-the-benchmarks", "KIE_BASE_URL": "http://127.0.0.1:9", **more}
        environment = plain_environment(folder, **given, DJANGO_SETTINGS_MODULE="mediahub.settings")
        run_inside(environment, "-c", f"import django; django.setup(); {_PREPARE}")
        yield environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if postgres:
            _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def has_postgres() -> bool:
    """Whether there is a PostgreSQL to measure."""
    try:
        _administer("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _administer(statement: str) -> None:
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3) as database:
        database.execute(statement)  # type: ignore[call-overload]


def run_inside(environment: dict[str, str], *arguments: str, core: int | None = None) -> str:
    """What a Python process in that environment writes; it must succeed. ``core``: the only one it may use."""
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, env=environment, cwd=BASE_DIR, text=True, capture_output=True, check=False, preexec_fn=pinned(core)
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)[:200]} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


def answer_of(environment: dict[str, str], module: str, *arguments: str, core: int | None = None) -> Any:
    """What ``python -m module`` prints as JSON on its last line."""
    return json.loads(run_inside(environment, "-m", module, *arguments, core=core).strip().splitlines()[-1])


def pinned(core: int | None) -> Any:
    if core is None or not hasattr(os, "sched_setaffinity") or (os.cpu_count() or 1) <= core:
        return None
    return lambda: os.sched_setaffinity(0, {core})


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """This process keeps to one core, so that what it measures has the other to itself."""
    if not hasattr(os, "sched_setaffinity") or (os.cpu_count() or 1) <= core:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def web_server(environment: dict[str, str], *, core: int = 0) -> Iterator[tuple[str, int]]:
    """One web process as ``up`` starts it, alone on a core; its address."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config", "python:mediahub.web_server"]
        number = listener.fileno()
        log = Path(environment["MEDIAHUB_DATA_DIR"], "logs", "web.log")
        with log.open("w") as written:
            web = subprocess.Popen(
                command,
                env={**environment, "MEDIAHUB_LISTEN_FD": str(number), "MEDIAHUB_PORT": str(port)},
                cwd=BASE_DIR,
                pass_fds=(number,),
                preexec_fn=pinned(core),
                stdout=written,
                stderr=written,
            )
        try:
            _wait_for_worker(web)
            yield ("127.0.0.1", port)
        finally:
            web.terminate()
            web.wait(20)


def _wait_for_worker(web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not descendants(web.pid):
        time.sleep(0.1)
    time.sleep(2.0)
    if web.poll() is not None:
        raise RuntimeError("the web server did not start")
