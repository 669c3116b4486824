"""A whole MediaHub in processes of its own, over a folder of its own: for tests that start, kill and look."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from mediahub.env import BASE_DIR
from tests.conftest import plain_environment
from tests.mediahub.services import NONE, Services


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Hub:
    """``manage.py up`` in a session of its own. As a context manager it leaves no process behind.

    ``services``: the PostgreSQL and Redis that it uses; SQLite and the database's queue without. ``extra``: further
    variables of its environment.
    """

    def __init__(self, folder: Path, services: Services = NONE, **extra: str) -> None:
        self.folder = folder
        self.services = services
        self.port = int(extra.pop("MEDIAHUB_PORT", 0)) or free_port()
        self.environment = plain_environment(folder, MEDIAHUB_PORT=str(self.port), **services.environment(), **extra)
        self.options: tuple[str, ...] = ()
        self.process: subprocess.Popen[str] | None = None
        self._written = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Hub:
        return self.start()

    def __exit__(self, *ignored: object) -> None:
        self.close()

    def close(self) -> None:
        """End whatever is left of it."""
        self.kill_group()
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def start(self, *, wait: bool = True) -> Hub:
        """Start it and, unless told not to, wait for the line with the address (60 s on a machine that is not busy)."""
        self._written = ""
        self.process = subprocess.Popen(
            [sys.executable, str(BASE_DIR / "manage.py"), "up", *self.options],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        os.set_blocking(self.process.stdout.fileno(), False)  # type: ignore[union-attr]
        if wait:
            assert self.says("MediaHub is ready at", within=60), self.output()
        return self

    def says(self, words: str, *, within: float) -> bool:
        """Whether its output holds these words within so many seconds."""
        return eventually(lambda: words in self.output(), within=within)

    def output(self) -> str:
        """All that it has written so far."""
        assert self.process is not None
        assert self.process.stdout is not None
        with contextlib.suppress(TypeError):  # nothing new in a stream that does not block
            self._written += self.process.stdout.read() or ""
        return self._written

    def processes(self) -> list[int]:
        """Every process that belongs to this data folder, by its environment; zombies left out."""
        mark = f"MEDIAHUB_DATA_DIR={self.folder}\0".encode()
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if int(entry.name) != os.getpid() and mark in (entry / "environ").read_bytes() + b"\0":
                    found.append(int(entry.name))
        return found

    def pids(self, name: str) -> list[int]:
        """Processes whose command line holds ``name``, the oldest first."""
        lines = {pid: _command_line(pid) for pid in self.processes()}
        return sorted(pid for pid, line in lines.items() if name in line)

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON (or text) of an address."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            asking.request("GET", path)
            answer = asking.getresponse()
            body = answer.read().decode()
        finally:
            asking.close()
        return answer.status, json.loads(body) if body.startswith(("{", "[")) else body

    def kill_group(self) -> None:
        """``kill -9`` of the whole process group."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


#: how much slower than usual the machine may be; waiting longer costs nothing where all is well
PATIENCE = 5


def eventually(is_so: Any, *, within: float) -> bool:
    """Whether a condition comes true within so many seconds of a machine that is not busy."""
    deadline = time.monotonic() + within * PATIENCE
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return bool(is_so())


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
