"""What an installation needs, looked at one by one: what ``manage.py doctor`` prints."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.db import DatabaseError, connection

from gallery import storage
from gallery.media import ffmpeg_path
from generation import health
from mediahub import ports
from mediahub.env import BASE_DIR
from mediahub.preparation import pending_migrations, redis_problem
from settings_app import people, secrets

#: Bytes of free space under which a film may not fit.
_LITTLE_SPACE = 2_000_000_000


@dataclass(frozen=True)
class Finding:
    """One line. ``ok`` is None for what may be absent; ``mend`` is the command or the words that put it right."""

    subject: str
    ok: bool | None
    says: str
    mend: str = ""


def findings() -> list[Finding]:
    """Every look, in the order in which things depend on each other."""
    looks: tuple[Callable[[], Finding], ...] = (
        _python, _packages, _data_folder, _space, _storage, _database, _migrations, _queue, _ffmpeg, _kie, _workers,
        _port, _public_url, _way_in
    )  # fmt: skip
    return [look() for look in looks]


def _python() -> Finding:
    return Finding("Python", True, f"{sys.version.split()[0]} at {sys.executable}")


def _packages() -> Finding:
    wrong = []
    for line in (BASE_DIR / "requirements.txt").read_text(encoding="utf-8").splitlines():
        name, pinned, wanted = line.partition(";")[0].strip().partition("==")
        if not pinned or ";" in line:  # a comment, or a package that only some machines need
            continue
        try:
            held = version(name)
        except PackageNotFoundError:
            held = "missing"
        if held != wanted:
            wrong.append(f"{name} {held} instead of {wanted}")
    return Finding("Packages", not wrong, ", ".join(wrong) or "as in requirements.txt", "make setup")


def _data_folder() -> Finding:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR):
            return Finding("Data folder", True, str(settings.DATA_DIR))
    except OSError as problem:
        mend = f"mkdir -p {settings.DATA_DIR} && chmod u+rwx {settings.DATA_DIR}"
        return Finding("Data folder", False, f"{settings.DATA_DIR}: {problem.strerror}", mend)


def _space() -> Finding:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError as problem:
        return Finding("Free space", False, str(problem.strerror), "see the data folder")
    return Finding("Free space", free >= _LITTLE_SPACE, f"{free / 1e9:,.1f} GB", "make room, or move MEDIAHUB_DATA_DIR")


def _storage() -> Finding:
    if not storage.is_elsewhere():
        return Finding("Storage", True, "in the data folder")
    problem = storage.problem(writing=True)
    mend = "start it, or correct MEDIAHUB_STORAGE_URL and its keys"
    return Finding("Storage", not problem, problem or storage.where(), mend)


def _database() -> Finding:
    if connection.vendor != "sqlite" and not _connects():
        return Finding("Database", False, f"{connection.vendor} does not answer", "start it, or correct DATABASE_URL")
    if connection.vendor != "sqlite":
        return Finding("Database", True, f"PostgreSQL {connection.cursor().connection.info.server_version // 10000}")
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            mode = str(cursor.fetchone()[0])
    except DatabaseError as problem:
        return Finding("Database", False, f"SQLite: {problem}", "see the data folder")
    mend = "the folder must be on a local disk: move MEDIAHUB_DATA_DIR"
    return Finding("Database", mode == "wal", f"SQLite, journal {mode.upper()}", mend)


def _connects() -> bool:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def _migrations() -> Finding:
    mend = f"{sys.executable} manage.py migrate   (make run does it too)"
    try:
        waiting = pending_migrations()
    except DatabaseError:
        return Finding("Tables", False, "cannot be read", "see the database")
    return Finding("Tables", not waiting, f"{len(waiting)} migrations wait" if waiting else "up to date", mend)


def _queue() -> Finding:
    if not settings.REDIS_URL:
        return Finding("Queue", True, "in the database")
    problem = redis_problem()
    return Finding("Queue", not problem, problem or "in Redis")


def _ffmpeg() -> Finding:
    found = ffmpeg_path()
    return Finding("ffmpeg", bool(found), str(found or "missing: videos get no poster and no recipe"), "make setup")


def _kie() -> Finding:
    """The key's source and last four characters, never more."""
    if settings.KIE_API_KEY:
        return Finding("Kie.ai key", True, f"from the environment, ends in {settings.KIE_API_KEY[-4:]}")
    try:
        stored = secrets.last_four("kie") if secrets.has_key("kie") else ""
    except DatabaseError:
        return Finding("Kie.ai key", None, "the database cannot say", "see the database")
    if stored and (problem := secrets.problem("kie")):
        return Finding("Kie.ai key", False, problem, "set MEDIAHUB_SECRET_KEY to the old key and the new one")
    if stored:
        return Finding("Kie.ai key", True, f"stored, ends in {stored}")
    return Finding("Kie.ai key", None, "none: the sandbox draws placeholders", "set KIE_API_KEY or add it at /settings")


def _workers() -> Finding:
    try:
        silent = [name for name in ("sweep", "cluster") if health.stale(name, health.OFFLINE_AFTER)]
    except DatabaseError:
        return Finding("Workers", None, "the database cannot say", "see the database")
    if silent:
        return Finding("Workers", None, f"not running: {', '.join(silent)}", "make run")
    return Finding("Workers", True, "working")


def _port() -> Finding:
    if ports.is_free(settings.PORT, settings.HOST.replace("localhost", "127.0.0.1")):
        return Finding("Port", True, f"{settings.PORT} is free")
    mend = f"MEDIAHUB_PORT={settings.PORT + 1} make run   (if it is another program)"
    return Finding("Port", None, f"{settings.PORT} is in use: by MediaHub, if it runs", mend)


def _public_url() -> Finding:
    if not settings.PUBLIC_URL:
        return Finding("Public address", None, "none: providers are asked, they do not call", "set MEDIAHUB_PUBLIC_URL")
    opens = "everything, after signing in" if settings.AUTH == "login" else "callbacks only"
    return Finding("Public address", True, f"{settings.PUBLIC_URL} ({opens})")


def _way_in() -> Finding:
    """Who is let in, and whether an owner can sign in at all."""
    if settings.AUTH == "local":
        return Finding("Way in", True, "local mode: whoever sits at this machine is the owner")
    try:
        has_password = people.owner_has_password()
    except DatabaseError:
        return Finding("Way in", None, "login mode; the database cannot say who has an account", "see the database")
    mend = f"{sys.executable} manage.py owner_link"
    return Finding("Way in", has_password or None, "login mode" if has_password else "login mode, no owner yet", mend)
