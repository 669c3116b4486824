"""Whether the process lives (``/healthz``) and whether it can do its work (``/readyz``).

Ready means: what is asked here can be answered, and an order can be taken. Workers are told of but do not count, so
that a web host of several is not taken out of service because workers elsewhere are down: its pages work, and orders
wait. Where they should count, ask ``/readyz?workers=1``.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from gallery import storage
from generation.health import OFFLINE_AFTER, PARTS, stale
from mediahub.preparation import pending_migrations, redis_problem
from mediahub.probes import Found, Probe, ask

#: Bytes of free space under which neither a file nor the database's journal may find room.
_LEAST_SPACE = 100_000_000
#: Seconds after which what has not answered counts as failed.
_PATIENCE = 2.5
#: In the order in which things depend on each other.
CHECKS = ("database", "migrations", "broker", "data_folder", "disk", "storage")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is looked at."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """What works and what does not, by name: 200 when all of ``CHECKS`` do, else 503. Nothing secret is told."""
    found = ask(_PROBES, _PATIENCE)
    checks = {name: found.get(name, False) for name in CHECKS}
    workers = {part: found.get(part, False) for part in PARTS}
    failed = [name for name, good in checks.items() if not good]
    if request.GET.get("workers", "") not in ("", "0"):
        failed += [part for part, good in workers.items() if not good]
    body = {"ready": not failed, "failed": failed, "checks": checks, "workers": workers}
    return JsonResponse(body, status=503 if failed else 200, headers={"Cache-Control": "no-store"})


def _look_at_database() -> Found:
    """Over a connection of this thread: one that hangs is nobody else's."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        current = _tables_are_current()
        return {"database": True, "migrations": current, **(_workers() if current else {})}
    except DatabaseError:
        return {}
    finally:
        connection.close()


def _workers() -> Found:
    return {part: not stale(part, OFFLINE_AFTER) for part in PARTS}


def _tables_are_current() -> bool:
    try:
        return _once_current()
    except _Behind:
        return False


class _Behind(Exception):
    """Migrations wait; raised so that only the good answer is remembered."""


@cache
def _once_current() -> bool:
    if pending_migrations():
        raise _Behind
    return True


def _look_at_broker() -> Found:
    """The queue's Redis; a queue in the database is as well as the database."""
    return {"broker": not redis_problem()}


def _look_at_folder() -> Found:
    return {"data_folder": _folder_takes_files(), "disk": _disk_has_room()}


def _look_at_storage() -> Found:
    return {"storage": not storage.problem()}


def _disk_has_room() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free >= _LEAST_SPACE
    except OSError:
        return False


def _folder_takes_files() -> bool:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR):
            return True
    except OSError:
        return False


_PROBES = tuple(Probe(look) for look in (_look_at_database, _look_at_broker, _look_at_folder, _look_at_storage))
