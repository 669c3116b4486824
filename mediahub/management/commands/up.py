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

from gallery import storage
from generation.health import here, stale
from mediahub import hubs, own_addresses, ports, preparation
from mediahub.apart import apart
from mediahub.env import is_loopback
from mediahub.management.commands.owner_link import owner_link_lines
from mediahub.supervisor import Program, Supervisor, manage
from settings_app import people, secrets

#: Seconds without a sign of life after which a worker counts as hanging.
_SILENCE = 45.0
#: Seconds within which a worker has shown itself when it is at work.
_JUST_NOW = 6.0
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
        parser.add_argument(
            "--only", choices=("web", "workers"), default="", help="this part alone, on a host of its own"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(options["only"], with_parent=options["with_parent"])
        except CommandError as problem:
            sys.exit(f"MediaHub cannot start. {problem}")

    def _run(self, only: str, *, with_parent: bool) -> None:
        listener = None if only == "workers" else self._listener()
        apart(self._prepare)
        hub = self._joined(only)
        if settings.AUTH == "login" and not is_loopback(settings.HOST):
            self._tell(f"Other machines can reach MediaHub (MEDIAHUB_HOST is {settings.HOST}), so everybody signs in.")
        connections.close_all()
        supervisor = Supervisor(_programs(listener, only), logs=settings.LOGS_DIR, stale=_hangs, tell=self._tell)
        supervisor.listen_for_signals()
        watch = _Watch(supervisor, listener, hub, os.getppid() if with_parent else None)
        try:
            supervisor.run(each_tick=watch.look)
        finally:
            hubs.leave(hub)
            connections.close_all()

    def _joined(self, only: str) -> hubs.Hub:
        """Whom this one is among those that work on the database; refuses what they could not share."""
        for part in [only] if only else ["web", "workers"]:
            if hubs.lock(part) is None:
                raise CommandError(
                    f"Another MediaHub already runs over the data folder {settings.DATA_DIR} ({part}): end it first, "
                    "or choose another folder with MEDIAHUB_DATA_DIR."
                )
        hub = hubs.this(sandbox=_needs_sandbox())
        if problem := hubs.problem(hub):
            raise CommandError(problem)
        hubs.beat(hub)
        return hub

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
        if words := preparation.redis_problem() or storage.problem(writing=True):
            raise CommandError(words)
        for name in secrets.unopened():
            self._tell(f"The key {name!r} of the settings page: {secrets.problem(name)}")

    def _tell(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


class _Watch:
    """What is looked at on every tick: whether it is ready yet, and whether the parent is still there."""

    def __init__(
        self, supervisor: Supervisor, listener: socket.socket | None, hub: hubs.Hub, parent: int | None
    ) -> None:
        self._supervisor = supervisor
        self._port = listener.getsockname()[1] if listener else 0
        self._hub = hub
        self._next_beat = time.monotonic() + hubs.BEAT
        self._parent = parent
        self._ready = False
        self._next_question = time.monotonic() + 0.3

    def look(self) -> None:
        if self._parent and os.getppid() != self._parent:
            self._supervisor.stop()
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + hubs.BEAT
            hubs.beat(self._hub)
            connections.close_all()
        if self._ready or time.monotonic() < self._next_question:
            return
        self._next_question = time.monotonic() + 0.1
        dying = next((child for child in self._supervisor.children if child.starts > _MOST_STARTS), None)
        if dying:
            raise CommandError(f"The {dying.program.name} process does not start. Its log says why: {dying.log}")
        if self._port and _answers(self._port):
            self._ready = True
            _say_ready(self._port)
        elif not self._port and not _is_silent(here("sweep"), _JUST_NOW):
            self._ready = True
            print("MediaHub's workers are ready.", flush=True)


def _say_ready(port: int) -> None:
    """Where it is and, while no owner can sign in, the link by which one begins."""
    first, *others = own_addresses.to_open(port)
    print(f"MediaHub is ready at {first}", *(f"                 and {other}" for other in others), sep="\n", flush=True)
    try:
        if settings.AUTH == "login" and not people.owner_has_password():
            print("", *owner_link_lines(port), sep="\n", flush=True)
    finally:
        connections.close_all()


def _needs_sandbox() -> bool:
    return not (settings.KIE_API_KEY or secrets.has_key("kie"))


def _programs(listener: socket.socket | None, only: str) -> list[Program]:
    """What runs here. The sandbox runs beside the workers; a web server alone only has to know where it is."""
    address = {"MEDIAHUB_SANDBOX_URL": ""}
    programs = []
    if _needs_sandbox():
        noted = settings.DATA_DIR / "sandbox_port"
        port = int(noted.read_text()) if only == "web" and noted.is_file() else ports.remembered(noted)
        address = {"MEDIAHUB_SANDBOX_URL": f"http://127.0.0.1:{port}"}
        if only != "web":
            arguments = manage("sandbox", "--port", str(port), "--data", str(settings.SANDBOX_DIR))
            programs.append(Program("sandbox", arguments))
    if listener:
        programs.append(_web(listener, address))
    if only != "web":
        # the checks have been made here; making them again would load every page into processes that show none
        queue, sweep = manage("qcluster", "--skip-checks"), manage("sweep", "--skip-checks")
        programs.append(Program("queue", queue, heartbeat="cluster", environment=address))
        programs.append(Program("sweep", sweep, heartbeat=here("sweep"), environment=address))
    return programs


def _web(listener: socket.socket, address: dict[str, str]) -> Program:
    web = (sys.executable, "-m", "gunicorn", "--config", "python:mediahub.web_server")
    descriptor = listener.fileno()
    listening = {**address, "MEDIAHUB_LISTEN_FD": str(descriptor), "DJANGO_SETTINGS_MODULE": "mediahub.settings"}
    return Program("web", web, passed=(descriptor,), environment=listening)


def _hangs(name: str) -> bool:
    """Whether a heartbeat is too old."""
    return _is_silent(name, _SILENCE, unknown=False)


def _is_silent(name: str, seconds: float, *, unknown: bool = True) -> bool:
    """Whether a heartbeat is older than this; a database that does not answer says nothing (``unknown``)."""
    try:
        return stale(name, seconds)
    except DatabaseError:
        return unknown
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
