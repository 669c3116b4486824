"""Ends processes, locks and crashes databases, fills disks, loses and doubles messages: at seeded random moments."""

from __future__ import annotations

import contextlib
import logging
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import requests
from redis import Redis
from redis.exceptions import RedisError

from benchmarks.bill import rows
from benchmarks.bill.shard import Shard

logger = logging.getLogger(__name__)

_QUEUE = "django_q:mediahub:q"


class Killer:
    """Harms one hub until ``stop`` is set. ``pace``: seconds between two blows, least and most."""

    def __init__(self, shard: Shard, chance: random.Random, pace: tuple[float, float]) -> None:
        self.shard, self.chance, self.pace = shard, chance, pace
        self.stop = threading.Event()
        self.done: Counter[str] = Counter()
        self._blows: list[tuple[str, int, Callable[[], None]]] = [
            ("web process killed", 3, lambda: self._kill("gunicorn")),
            ("sweep killed", 4, lambda: self._kill("manage.py sweep")),
            ("queue's main process killed", 2, lambda: self._kill("qcluster", oldest=True)),
            ("one of the queue's workers killed", 3, lambda: self._kill("qcluster")),
            ("supervisor killed", 1, self._kill_supervisor),
            ("everything killed at once", 1, self._kill_all),
            ("messages lost", 2, self._lose_messages),
            ("messages doubled", 2, self._double_messages),
        ]
        if shard.has_disk:
            self._blows.append(("disk full", 2, self._fill_disk))
        if not shard.hub.services.database_url:
            self._blows.append(("database locked", 1, self._lock))

    def run(self) -> None:
        names, weights, blows = zip(*self._blows, strict=True)
        while not self.stop.wait(self.chance.uniform(*self.pace)):
            at = self.chance.choices(range(len(names)), weights)[0]
            self.shard.revive()
            try:
                blows[at]()
                self.done[names[at]] += 1
            except (OSError, sqlite3.Error, psycopg.Error, RedisError):
                logger.info("No %s this time.", names[at], exc_info=True)
            self.shard.hub.output()  # a full pipe would stop the supervisor

    # -- processes ---------------------------------------------------------------------------------------------------

    def _kill(self, name: str, *, oldest: bool = False) -> None:
        pids = self.shard.hub.pids(name)
        if pids:
            os.kill(pids[0] if oldest else self.chance.choice(pids), signal.SIGKILL)

    def _kill_supervisor(self) -> None:
        with self.shard.changing:
            assert self.shard.hub.process
            self.shard.hub.process.kill()
            self.shard.hub.process.wait()
            time.sleep(1.0)  # its children see that it is gone
            self.shard.hub.start(wait=False)

    def _kill_all(self) -> None:
        with self.shard.changing:
            self.shard.hub.kill_group()
            self.shard.hub.start(wait=False)

    # -- disk and database -------------------------------------------------------------------------------------------

    def _fill_disk(self) -> None:
        """Take all that is free on the hub's disk, database included where it is SQLite, for some seconds."""
        filler = self.shard.folder / "filler"
        try:
            with filler.open("wb") as file, contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * (1 << 16))
                    file.flush()
        finally:
            time.sleep(self.chance.uniform(3, 8))
            filler.unlink(missing_ok=True)

    def _lock(self) -> None:
        """Hold SQLite's write lock; now and then for longer than anybody waits for it."""
        with closing(sqlite3.connect(self.shard.folder / "db.sqlite3", timeout=30, isolation_level=None)) as lock:
            lock.execute("BEGIN IMMEDIATE")
            time.sleep(self.chance.choice((3, 6, 23)))
            lock.execute("ROLLBACK")

    # -- messages ----------------------------------------------------------------------------------------------------

    def _lose_messages(self) -> None:
        """With nobody there to take them, whatever is sent to the queue for three seconds is thrown away."""
        self._kill("qcluster", oldest=True)
        for _ in range(30):
            self.done["messages thrown away"] += self._drop()
            time.sleep(0.1)

    def _double_messages(self) -> None:
        """What gathers while the queue starts again is there three times."""
        self._kill("qcluster", oldest=True)
        time.sleep(1.5)
        self.done["messages added"] += self._double()

    def _drop(self) -> int:
        with self._redis() as redis:
            if redis:
                count = int(redis.llen(_QUEUE))
                redis.delete(_QUEUE)
                return count
        with rows.connected(self.shard.hub) as database:
            return int(database.execute("DELETE FROM django_q_ormq").rowcount)

    def _double(self) -> int:
        with self._redis() as redis:
            if redis:
                messages = redis.lrange(_QUEUE, 0, -1)
                for message in messages * 2:
                    redis.rpush(_QUEUE, message)
                return len(messages) * 2
        doubling = "INSERT INTO django_q_ormq (key, payload, lock) SELECT key, payload, lock FROM django_q_ormq"
        with rows.connected(self.shard.hub) as database:
            return int(database.execute(doubling).rowcount)

    @contextlib.contextmanager
    def _redis(self) -> Iterator[Redis | None]:
        address = self.shard.hub.services.redis_url
        if not address:
            yield None
            return
        with Redis.from_url(address) as redis:
            yield redis


def is_ready(shard: Shard) -> bool:
    """Whether the hub answers that it is ready."""
    try:
        return requests.get(f"{shard.hub.url}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False
