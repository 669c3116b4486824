"""What must be in order before anything starts: folders, tables, static files. A step that is done does nothing."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.retry import Retry

from mediahub import upgrade
from mediahub.alone import Busy, alone
from mediahub.backup import restoring
from mediahub.env import BASE_DIR

#: Leftovers in the folder for unfinished files that are older than this many seconds belong to nobody.
_LEFTOVER_AGE = 86_400
#: Any number that nobody else locks in this database.
_MIGRATING = 7_241_906_583


def make_folders() -> None:
    """Make the data folder and what belongs in it. Raises ``OSError``."""
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in settings.FOLDERS:
        folder.mkdir(exist_ok=True)
    for file in settings.TMP_DIR.iterdir():
        if file.is_file() and time.time() - file.stat().st_mtime > _LEFTOVER_AGE:
            file.unlink(missing_ok=True)


def pending_migrations() -> list[str]:
    """Migrations that the database lacks, as ``app.name``. Raises ``DatabaseError`` where it does not answer."""
    executor = MigrationExecutor(connection)
    return [f"{step.app_label}.{step.name}" for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate() -> bool:
    """Bring the tables up to date. Whether there was anything to do.

    First a restore that broke off is finished. Before tables change, whoever works on them with the old code is waited
    for, and a copy of a SQLite file is kept. Raises ``OSError`` with a sentence where that cannot be.
    """
    try:
        with alone(settings.DATA_DIR):
            return _migrate()
    except Busy as busy:
        raise OSError(str(busy)) from busy


def _migrate() -> bool:
    restoring.finish_interrupted()
    if not pending_migrations():
        upgrade.refuse_newer()
        return False
    with _alone():
        if pending_migrations():  # the host that was quicker has not done it
            upgrade.refuse_newer()
            upgrade.make_ready()
            call_command("migrate", interactive=False, verbosity=0)
    return True


@contextmanager
def _alone() -> Iterator[None]:
    """Of several hosts that start at once, one makes the tables and the others wait.

    The lock belongs to a transaction on a connection of its own, so it works through PgBouncer as well.
    """
    if connection.vendor != "postgresql":
        yield
        return
    beside = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        beside.set_autocommit(False)
        with beside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MIGRATING])
        yield
    finally:
        beside.close()


def redis_problem() -> str:
    """Why the queue's Redis cannot be used, in one sentence, or "" where it answers or none was asked for.

    Where it is comes without user name and password.
    """
    if not settings.REDIS_URL:
        return ""
    parts = urlsplit(settings.REDIS_URL)
    place = f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path
    once = Retry(NoBackoff(), 0)
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3, socket_timeout=3, retry=once) as asked:
            asked.ping()
    except AuthenticationError:
        return f"REDIS_URL names {place}, which refuses its user name or password: correct them."
    except (RedisError, OSError, ValueError):
        return f"REDIS_URL names {place}, where no Redis answers: start it, correct REDIS_URL or leave it empty."
    return ""


def collect_static() -> bool:
    """Collect the static files, unless those that are there were made from the same sources. Whether it was needed."""
    stamp = settings.STATIC_ROOT / ".sources"
    sources = _fingerprint(_static_folders())
    if stamp.is_file() and stamp.read_text(encoding="ascii") == sources:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(sources, encoding="ascii")
    return True


def _static_folders() -> list[Path]:
    ours = [Path(folder) for folder in settings.STATICFILES_DIRS]
    return ours + [Path(app.path) / "static" for app in apps.get_app_configs()]


def _fingerprint(folders: list[Path]) -> str:
    """A hash over names, sizes and times of our files; a package's folder counts as one, installing renews it."""
    found = hashlib.sha256()
    for folder in folders:
        files = sorted(folder.rglob("*")) if folder.is_relative_to(BASE_DIR / "static") else [folder]
        for file in files:
            if file.exists():
                status = file.stat()
                found.update(f"{os.fspath(file)}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return found.hexdigest()
