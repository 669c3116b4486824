"""The provider's durable book: its bill, its tasks and the callbacks that it still has to make.

One SQLite file, written through to the disk before the provider answers, so that the bill survives whatever is killed.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS bill (
    task_id TEXT PRIMARY KEY, number INTEGER NOT NULL, model TEXT NOT NULL, prompt TEXT NOT NULL,
    credits REAL NOT NULL, at REAL NOT NULL, done_at REAL NOT NULL, callback TEXT NOT NULL, refunded INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS files (
    task_id TEXT NOT NULL, position INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (task_id, position)
);
CREATE TABLE IF NOT EXISTS seen (what TEXT PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, task_id TEXT NOT NULL, due REAL NOT NULL, how TEXT NOT NULL, tries INTEGER NOT NULL
);
"""


@dataclass(frozen=True)
class Line:
    """One accepted order: what it cost, when it is done, and the hashes of its files by position."""

    task_id: str
    number: int
    model: str
    credits: float
    at: float
    done_at: float
    callback: str
    refunded: bool
    files: dict[int, str]


@dataclass(frozen=True)
class Call:
    """A callback to be made. ``how``: "true", "unsigned", "wrongly signed" or "invented address"."""

    id: int
    task_id: str
    how: str
    tries: int


class Book:
    """The book at ``path``; may be shared by threads and read by other processes meanwhile."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, timeout=60, check_same_thread=False, isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;{_TABLES}")

    def accept(self, line: Line, prompt: str, calls: list[tuple[float, str]]) -> None:
        """Bill an order, with the callbacks it will get: (when, how)."""
        values = (line.task_id, line.number, line.model, prompt, line.credits, line.at, line.done_at, line.callback)
        files = [(line.task_id, position, sha) for position, sha in line.files.items()]
        due = [(line.task_id, at, how) for at, how in calls if line.callback]
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("INSERT INTO bill VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, line.refunded))
            self._connection.executemany("INSERT INTO files VALUES (?, ?, ?)", files)
            self._connection.executemany("INSERT INTO calls (task_id, due, how, tries) VALUES (?, ?, ?, 0)", due)
            self._connection.execute("COMMIT")

    def line(self, task_id: str) -> Line | None:
        with self._lock:
            return next(iter(_lines(self._connection, "WHERE task_id = ?", task_id)), None)

    def nth(self, what: str) -> int:
        """How often this was asked for, this time included; a provider that comes back goes on counting."""
        count = "INSERT INTO seen VALUES (?, 1) ON CONFLICT (what) DO UPDATE SET times = times + 1 RETURNING times"
        with self._lock:
            return int(self._connection.execute(count, (what,)).fetchall()[0][0])

    def spent(self) -> float:
        """Credits on the bill."""
        with self._lock:
            row = self._connection.execute("SELECT coalesce(sum(credits), 0) FROM bill WHERE NOT refunded").fetchone()
        return float(row[0])

    def due_calls(self) -> list[Call]:
        query = "SELECT id, task_id, how, tries FROM calls WHERE due <= ? ORDER BY due LIMIT 50"
        with self._lock:
            return [Call(*row) for row in self._connection.execute(query, (time.time(),))]

    def called(self, call: Call, *, again_in: float | None) -> None:
        """A callback was made; ``again_in``: seconds until the next try, None where there is none."""
        with self._lock:
            if again_in is None:
                self._connection.execute("DELETE FROM calls WHERE id = ?", (call.id,))
            else:
                update = "UPDATE calls SET due = ?, tries = tries + 1 WHERE id = ?"
                self._connection.execute(update, (time.time() + again_in, call.id))

    def postpone(self, call: Call) -> None:
        """Nobody else takes this call while it is being made."""
        with self._lock:
            self._connection.execute("UPDATE calls SET due = ? WHERE id = ?", (time.time() + 30, call.id))


def read(path: Path) -> list[Line]:
    """The whole bill, as the auditor reads it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60)) as connection:
        return _lines(connection)


def _lines(connection: sqlite3.Connection, where: str = "", *values: object) -> list[Line]:
    columns = "task_id, number, model, credits, at, done_at, callback, refunded"
    rows = connection.execute(f"SELECT {columns} FROM bill {where} ORDER BY at", values).fetchall()
    files: dict[str, dict[int, str]] = {}
    for task_id, position, sha in connection.execute(
        "SELECT task_id, position, sha256 FROM files" + (" WHERE task_id = ?" if values else ""), values
    ):
        files.setdefault(task_id, {})[position] = sha
    return [Line(*row[:7], bool(row[7]), files.get(row[0], {})) for row in rows]
