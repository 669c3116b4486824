"""A database beside the one in use: built there in peace, put in its place in one step.

SQLite: a file beside the file, renamed. PostgreSQL: a schema beside the schema, whose tables move in one transaction.
What was there before stays, under another name.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.utils import load_backend

_SCHEMA = "mediahub_restoring"


@contextmanager
def default_database(**changes: Any) -> Iterator[Any]:
    """Let everything in this thread use another database until the block ends, migrations that name none included."""
    held = connections["default"]
    described = {**held.settings_dict, **changes}
    other = load_backend(described["ENGINE"]).DatabaseWrapper(described, "default")
    connections["default"] = other
    try:
        yield other
    finally:
        other.close()
        connections["default"] = held


def _is_file() -> bool:
    return bool(connections["default"].vendor == "sqlite")


def _file() -> Path:
    return Path(str(connections["default"].settings_dict["NAME"]))


def _staged_file() -> Path:
    return _file().with_name(f"{_file().name}.restoring")


def others_at_work() -> int:
    """How many others have the database open: none is needed for putting another in its place."""
    connection = connections["default"]
    if not _is_file():
        with connection.cursor() as cursor:
            words = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            cursor.execute(f"{words} AND backend_type = 'client backend'")
            return int(cursor.fetchone()[0])
    connection.close()
    if not _file().exists():
        return 0
    asked = sqlite3.connect(_file(), timeout=1, isolation_level=None)
    try:
        # every connection to a file in WAL mode holds a shared lock, so this one is had by nobody but the only one
        asked.execute("PRAGMA locking_mode=EXCLUSIVE")
        asked.execute("BEGIN EXCLUSIVE")
        asked.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return 1
    finally:
        asked.close()
    return 0


def has_content() -> bool:
    """Whether anything was ever ordered, kept, handed in or sealed in the database in use."""
    connection = connections["default"]
    if _is_file() and not _file().exists():
        return False
    held = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in ("generation_job", "gallery_asset", "gallery_upload", "settings_app_secret"):
            if table in held:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
                if cursor.fetchone():
                    return True
    return False


@contextmanager
def fresh() -> Iterator[None]:
    """An empty database beside the one in use; inside the block everything uses it."""
    discard()
    if _is_file():
        with default_database(NAME=str(_staged_file()), CONN_MAX_AGE=0) as staged:
            yield
            with staged.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")
        _write_through(_staged_file())
        return
    with connections["default"].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_SCHEMA}")
    options = {**connections["default"].settings_dict.get("OPTIONS", {}), "options": f"-c search_path={_SCHEMA}"}
    with default_database(OPTIONS=options, CONN_MAX_AGE=0):
        yield


def _write_through(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard() -> None:
    """Forget a database that was being built."""
    if _is_file():
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{_staged_file()}{ending}").unlink(missing_ok=True)
        return
    with connections["default"].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")


def put_in_place(stamp: str) -> str:
    """Make the built database the one in use; where the one before is kept, "" where there was none. Repeatable."""
    return _put_file(stamp) if _is_file() else _put_schema(stamp)


def _put_file(stamp: str) -> str:
    connections["default"].close()
    before = _file().with_name(f"{_file().name}.before-restore-{stamp}")
    if _staged_file().exists():
        if _file().exists() and not before.exists():
            _emptied_journal(_file())
            os.link(_file(), before)
        for ending in ("-wal", "-shm"):
            Path(f"{_file()}{ending}").unlink(missing_ok=True)
        _staged_file().replace(_file())
        _write_through(_file().parent)
    return str(before) if before.exists() else ""


def _emptied_journal(file: Path) -> None:
    """Bring what stands in the write-ahead log into the file itself."""
    held = sqlite3.connect(file, isolation_level=None)
    try:
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        held.close()


def _put_schema(stamp: str) -> str:
    before = f"before_restore_{stamp}".lower().replace("-", "_")
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        cursor.execute("SELECT current_schema()")
        current = cursor.fetchone()[0]
        new = _tables(cursor, _SCHEMA)
        if new:
            cursor.execute(f'CREATE SCHEMA "{before}"')
            for table in _tables(cursor, current) & (
                new | set(connections["default"].introspection.django_table_names())
            ):
                cursor.execute(f'ALTER TABLE "{current}"."{table}" SET SCHEMA "{before}"')
            for table in new:
                cursor.execute(f'ALTER TABLE "{_SCHEMA}"."{table}" SET SCHEMA "{current}"')
            cursor.execute(f"DROP SCHEMA {_SCHEMA} CASCADE")
            if not _tables(cursor, before):
                cursor.execute(f'DROP SCHEMA "{before}"')
        kept = bool(_tables(cursor, before))
    return f"schema {before}" if kept else ""


def _tables(cursor: Any, schema: str) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    return {name for (name,) in cursor.fetchall()}
