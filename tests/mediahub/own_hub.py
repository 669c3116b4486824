"""A hub's folder and database of a test's own, on SQLite or PostgreSQL, in this process and for processes beside it."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
import pytest
from django.core.management import call_command

from mediahub import settings as real
from mediahub.backup.staging import default_database
from tests.conftest import plain_environment

_SERVER = os.environ.get("DATABASE_URL", "")
SERVER = _SERVER if _SERVER.startswith("postgres") else "postgres://postgres@127.0.0.1:5432/postgres"
_FOLDERS = ("MEDIA", "THUMBS", "UPLOADS", "TMP", "QUARANTINE", "SANDBOX", "LOGS")
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF",
}


@dataclass(frozen=True)
class OwnHub:
    """Where it is. ``database``: the changes to Django's settings; ``url``: its DATABASE_URL."""

    folder: Path
    database: dict[str, Any]
    url: str

    @contextmanager
    def used(self, settings: Any) -> Iterator[None]:
        """Let this process be this hub."""
        settings.DATA_DIR = self.folder
        settings.FOLDERS = (self.folder, *(self.folder / name.lower() for name in _FOLDERS))
        for name in _FOLDERS:
            (self.folder / name.lower()).mkdir(parents=True, exist_ok=True)
            setattr(settings, f"{name}_DIR", self.folder / name.lower())
        with default_database(**self.database):
            yield

    def environment(self, **more: str) -> dict[str, str]:
        """For a process that is this hub."""
        return plain_environment(self.folder, DATABASE_URL=self.url, **more)


@contextmanager
def sqlite_hub(folder: Path, *, migrated: bool = True) -> Iterator[OwnHub]:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "db.sqlite3"
    if migrated:
        shutil.copy(_template(), file)
    described = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": _SQLITE, "CONN_MAX_AGE": 0}
    yield OwnHub(folder, described, f"sqlite:///{file}")


@contextmanager
def postgresql_hub(folder: Path, *, migrated: bool = True) -> Iterator[OwnHub]:
    """Skips where no PostgreSQL answers."""
    name = f"keep_{uuid.uuid4().hex[:12]}"
    try:
        with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as server:
            server.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError:
        pytest.skip(f"no PostgreSQL answers at {SERVER.rpartition('@')[2]}")
    folder.mkdir(parents=True, exist_ok=True)
    parts = psycopg.conninfo.conninfo_to_dict(SERVER)
    described = {
        "ENGINE": "django.db.backends.postgresql", "NAME": name, "HOST": parts.get("host", ""), "OPTIONS": {},
        "PORT": parts.get("port", ""), "USER": parts.get("user", ""), "PASSWORD": parts.get("password", ""),
        "CONN_MAX_AGE": 0,
    }  # fmt: skip
    try:
        if migrated:
            with default_database(**described):
                call_command("migrate", verbosity=0, interactive=False)
        yield OwnHub(folder, described, f"{SERVER.rpartition('/')[0]}/{name}")
    finally:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


KINDS = {"sqlite": sqlite_hub, "postgresql": postgresql_hub}


@cache
def _template() -> Path:
    """An empty, migrated SQLite file, made once a process."""
    file = Path(mkdtemp(prefix="mediahub-template-", dir=real.DATA_DIR)) / "db.sqlite3"
    with default_database(
        ENGINE="django.db.backends.sqlite3", NAME=str(file), OPTIONS={"init_command": "PRAGMA synchronous=OFF"}
    ):
        call_command("migrate", verbosity=0, interactive=False)
    return file


@contextmanager
def hubs(settings: Any, blocker: Any) -> Iterator[ExitStack]:
    """A stack for hubs of a test; databases may be used inside."""
    with blocker.unblock(), ExitStack() as stack:
        yield stack
