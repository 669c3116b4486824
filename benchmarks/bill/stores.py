"""A PostgreSQL and a Redis of the campaign's own, made to be ended in the rudest way and started again."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.mediahub.hub import free_port


class NotHere(Exception):
    """A program that this needs is not installed; the message names it."""


class Postgres:
    """A cluster from initdb on a port of its own; fsync is on, as in a real one."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._folder = folder
        self._bin = _postgres_programs()
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._call("initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=400"
        self._call("pg_ctl", "-w", "-s", "-l", str(self._folder / "log"), "-o", options, "start")

    def crash(self) -> None:
        """End it as a power cut would: no checkpoint, every connection broken."""
        self._call("pg_ctl", "-s", "-m", "immediate", "stop", check=False)

    def _call(self, program: str, *arguments: str, check: bool = True) -> None:
        command = [str(self._bin / program), "-D", str(self._folder), *arguments]
        as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_whom, *command], check=check, cwd="/", stdout=subprocess.DEVNULL, timeout=90)


def missing() -> str:
    """What is not installed of what a campaign on PostgreSQL needs, "" where all is there."""
    try:
        _postgres_programs()
    except NotHere as problem:
        return str(problem)
    return "" if shutil.which("redis-server") else "redis-server"


def _postgres_programs() -> Path:
    """The folder of initdb and pg_ctl. Raises ``NotHere``."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise NotHere("PostgreSQL's initdb")
    return (found[-1] if found else Path(str(on_path))).parent


class RedisServer:
    """A Redis that keeps nothing on disk: when it is killed, every message is lost."""

    def __init__(self, folder: Path) -> None:
        if not shutil.which("redis-server"):
            raise NotHere("redis-server")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--databases", "16"]
        self._process = subprocess.Popen([*command, "--dir", str(self._folder)], stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                with Redis.from_url(self.url) as asked:
                    asked.ping()
                return
            except RedisError:
                time.sleep(0.05)
        raise RuntimeError("Redis does not start.")

    def crash(self) -> None:
        """``kill -9``."""
        if self._process:
            self._process.kill()
            self._process.wait()
