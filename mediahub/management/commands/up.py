"""``manage.py up``: the whole of MediaHub under one process, until Ctrl-C."""

from __future__ import annotations

import errno
import http.client
import os
import socket
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections

from generation.health import stale
from mediahub import own_addresses, ports, preparation
from mediahub.env import is_loopback
from mediahub.management.commands.owner_link import owner_link_lines
from mediahub.supervisor import Program, Supervisor, manage
from settings_app import people, secrets

#: Seconds without a sign of life after which a worker counts as hanging.
_SILENCE = 45.0
#: Starts of one process before the first ready answer after which there is no hope.
_MOST_STARTS = 5
#: Seconds that processes of a supervisor killed a moment ago may still hold the port.
_PORT_WAIT = 2.5


class Command(BaseCommand):
    help = "Start the web server, the queue, the sweep and, without a Kie.ai key, the sandbox. Ctrl-C ends them all."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--with-parent", action="store_true", help="end when the process that started this one ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(with_parent=options["with_parent"])
        except CommandError as problem:
            sys.exit(f"MediaHub cannot start. {problem}")

    def _run(self, *, with_parent: bool) -> None:
        listener = self._listener()
        self._prepare()
        if settings.AUTH == "login" and not is_loopback(settings.HOST):
            self._tell(f"Other machines can reach MediaHub (MEDIAHUB_HOST is {settings.HOST}), so everybody signs in.")
        connections.close_all()
        supervisor = Supervisor(_programs(listener), logs=settings.LOGS_DIR, stale=_hangs, tell=self._tell)
        supervisor.listen_for_signals()
        watch = _Watch(self, supervisor, listener, os.getppid() if with_parent else None)
        supervisor.run(each_tick=watch.look)

    def _listener(self) -> socket.socket:
        try:
            return ports.listen(settings.HOST.replace("localhost", "127.0.0.1"), settings.PORT, wait=_PORT_WAIT)
        except ports.PortInUse as problem:
            if getattr(problem.__cause__, "errno", 0) == errno.EADDRNOTAVAIL:
                raise CommandError(f"MEDIAHUB_HOST is {settings.HOST}, which is no address of this machine.") from None
            raise CommandError(
                f"Port {settings.PORT} is in use by another program, perhaps by another MediaHub. "
                f"End it, or choose another port: MEDIAHUB_PORT={_other_port(settings.PORT)}"
            ) from problem

    def _prepare(self) -> None:
        self.check()
        try:
            preparation.make_folders()
            preparation.migrate()
            preparation.collect_static()
        except OSError as problem:
            raise CommandError(f"The data folder {settings.DATA_DIR} cannot be used: {problem}") from problem
        except DatabaseError as problem:
            raise CommandError(f"The database does not answer: {' '.join(str(problem).split())}") from problem
        if problem_with_redis := preparation.redis_problem():
            raise CommandError(problem_with_redis)

    def _tell(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


class _Watch:
    """What is looked at on every tick: whether it is ready yet, and whether the parent is still there."""

    def __init__(self, command: Command, supervisor: Supervisor, listener: socket.socket, parent: int | None) -> None:
        self._command = command
        self._supervisor = supervisor
        self._port = listener.getsockname()[1]
        self._parent = parent
        self._ready = False
        self._next_question = time.monotonic() + 0.3

    def look(self) -> None:
        if self._parent and os.getppid() != self._parent:
            self._supervisor.stop()
        if self._ready or time.monotonic() < self._next_question:
            return
        self._next_question = time.monotonic() + 0.1
        dying = next((child for child in self._supervisor.children if child.starts > _MOST_STARTS), None)
        if dying:
            raise CommandError(f"The {dying.program.name} process does not start. Its log says why: {dying.log}")
        if _answers(self._port):
            self._ready = True
            _say_ready(self._port)


def _say_ready(port: int) -> None:
    """Where it is and, while no owner can sign in, the link by which one begins."""
    first, *others = own_addresses.to_open(port)
    print(f"MediaHub is ready at {first}", *(f"                 and {other}" for other in others), sep="\n", flush=True)
    try:
        if settings.AUTH == "login" and not people.owner_has_password():
            print("", *owner_link_lines(port), sep="\n", flush=True)
    finally:
        connections.close_all()


def _programs(listener: socket.socket) -> list[Program]:
    descriptor = listener.fileno()
    address = {"MEDIAHUB_SANDBOX_URL": ""}
    programs = []
    if not (settings.KIE_API_KEY or secrets.has_key("kie")):
        port = ports.remembered(settings.DATA_DIR / "sandbox_port")
        address = {"MEDIAHUB_SANDBOX_URL": f"http://127.0.0.1:{port}"}
        programs.append(Program("sandbox", manage("sandbox", "--port", str(port), "--data", str(settings.SANDBOX_DIR))))
    web = (sys.executable, "-m", "gunicorn", "--config", "python:mediahub.web_server")
    listening = {**address, "MEDIAHUB_LISTEN_FD": str(descriptor), "DJANGO_SETTINGS_MODULE": "mediahub.settings"}
    return [
        *programs,
        Program("web", web, passed=(descriptor,), environment=listening),
        Program("queue", manage("qcluster"), heartbeat="cluster", environment=address),
        Program("sweep", manage("sweep"), heartbeat="sweep", environment=address),
    ]


def _hangs(name: str) -> bool:
    """Whether a heartbeat is too old. A database that does not answer says nothing about the worker."""
    try:
        return stale(name, _SILENCE)
    except DatabaseError:
        return False
    finally:
        connections.close_all()


def _answers(port: int) -> bool:
    """Whether the web server says that it is ready."""
    asking = http.client.HTTPConnection(*own_addresses.to_ask(port), timeout=1)
    try:
        asking.request("GET", "/readyz", headers={"Host": f"127.0.0.1:{port}"})
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _other_port(port: int) -> int:
    return next((other for other in range(port + 1, min(port + 50, 65536)) if ports.is_free(other)), 8080)
