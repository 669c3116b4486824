"""PostgreSQL and Redis for a whole MediaHub: a database and a number of its own, gone afterwards."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier
from redis import Redis


@dataclass(frozen=True)
class Services:
    """Addresses as DATABASE_URL and REDIS_URL name them; "" for SQLite, and for the queue in the database."""

    database_url: str = ""
    redis_url: str = ""

    def environment(self) -> dict[str, str]:
        """The variables that point a hub at them."""
        named = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        return {name: address for name, address in named.items() if address}


#: neither: what `make run` starts with
NONE = Services()


@contextmanager
def of_this_run() -> Iterator[Services]:
    """Those that the run of the tests names in its environment, each with a part of its own."""
    database, queue = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    database = database if database.startswith("postgres") else ""
    with own_database(database) as database_url, own_number(queue) as redis_url:
        yield Services(database_url, redis_url)


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """The address of a new database on this server; "" for none."""
    if not server:
        yield ""
        return
    name = f"mediahub_hub_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield _with_path(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def own_number(server: str) -> Iterator[str]:
    """The address of a numbered database of this Redis that nobody else uses, emptied before and after; "" for none."""
    if not server:
        yield ""
        return
    with _taken(server) as own:
        yield own


@contextmanager
def _taken(server: str) -> Iterator[str]:
    asked = urlsplit(server).path.strip("/") or "0"
    for number in range(1, 16):
        with Redis.from_url(_with_path(server, str(number))) as store:
            # a run that was killed leaves its mark for a quarter of an hour
            if str(number) == asked or not store.set("taken", 1, nx=True, ex=900):
                continue
            store.pipeline().flushdb().set("taken", 1, ex=900).execute()
            try:
                yield _with_path(server, str(number))
            finally:
                store.flushdb()
            return
    raise RuntimeError("Every number of this Redis is taken.")


def _with_path(address: str, path: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{path}"))
