"""Whether the process lives (``/healthz``) and whether it can do its work (``/readyz``)."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from generation.health import OFFLINE_AFTER, stale
from mediahub.preparation import pending_migrations

#: Bytes of free space under which neither a file nor the database's journal may find room.
_LEAST_SPACE = 100_000_000


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is looked at."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, tables, data folder and its disk. Workers are reported, but without them pages work and jobs wait."""
    checks = {"database": _database_answers(), "migrations": False}
    checks |= {"data_folder": _folder_takes_files(), "disk": _disk_has_room()}
    checks["migrations"] = checks["database"] and _tables_are_current()
    ready = all(checks.values())
    workers = {name: ready and not stale(name, OFFLINE_AFTER) for name in ("sweep", "cluster")}
    return JsonResponse({"ready": ready, "checks": checks, "workers": workers}, status=200 if ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _tables_are_current() -> bool:
    try:
        return _once_current()
    except (DatabaseError, _Behind):
        return False


class _Behind(Exception):
    """Migrations wait; raised so that only the good answer is remembered."""


@cache
def _once_current() -> bool:
    if pending_migrations():
        raise _Behind
    return True


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
