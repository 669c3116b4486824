"""The sandbox's memory: tasks, calls that wanted to order, play money. One SQLite file, so a killed process loses none.

Credits are never booked: what is spent follows from the tasks and the clock, so it is right after any crash.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tasks (
    id TEXT PRIMARY KEY, family TEXT NOT NULL, model TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    price REAL NOT NULL, created REAL NOT NULL, visible REAL, started REAL, finished REAL, complete REAL,
    fail_code INTEGER NOT NULL, fail_message TEXT NOT NULL, plan TEXT NOT NULL, faults TEXT NOT NULL,
    callback TEXT NOT NULL, callback_done INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS tasks_callback ON tasks (callback_done, finished);
CREATE TABLE IF NOT EXISTS orders (
    number INTEGER PRIMARY KEY, task TEXT, path TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS extras (
    task TEXT NOT NULL, number INTEGER NOT NULL, price REAL NOT NULL, at REAL NOT NULL, PRIMARY KEY (task, number));
"""

#: Credits in a purse that never runs out, and what it does not fall below before an order.
_FULL, _LOW = 1000.0, 400.0
#: A task row that was charged: it succeeded, and its time has come. ``?`` is now.
_CHARGED = "finished IS NOT NULL AND finished <= ? AND fail_code = 0"


@dataclass(frozen=True)
class Task:
    """An order that was accepted. Times are Unix seconds; None means never. ``visible``: queries find it; ``started``:
    it is being generated; ``finished``: it has succeeded or, with a ``fail_code``, failed; ``complete``: its record
    names the files too."""

    id: str
    family: str
    model: str
    kind: str
    body: dict[str, Any]
    price: float
    created: float
    visible: float | None
    started: float | None
    finished: float | None
    complete: float | None
    fail_code: int
    fail_message: str
    plan: dict[str, Any]
    faults: dict[str, float]
    callback: str

    def has(self, fault: str) -> bool:
        return fault in self.faults

    def charged(self, now: float) -> float:
        """Credits that it has cost so far."""
        done = self.finished is not None and self.finished <= now and not self.fail_code
        return self.price if done else 0.0


def reached(moment: float | None, now: float) -> bool:
    return moment is not None and moment <= now


class Store:
    """Everything that must outlive the process. Safe to use from several threads. ``credits`` None: the purse fills
    itself before an order would empty it, until ``grant`` says what is in it."""

    def __init__(self, folder: Path, *, credits: float | None) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(folder / "sandbox.sqlite3", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        self._db.execute("INSERT OR IGNORE INTO facts VALUES ('secret', ?)", (secrets.token_hex(32),))
        full = _FULL if credits is None else credits
        self._db.execute("INSERT OR IGNORE INTO facts VALUES ('granted', ?)", (str(full),))
        self.secret = self._fact("secret").encode()
        self._endless = credits is None
        if self.free_credits() < (_LOW if self._endless else full / 10):
            with self._writing() as db:
                self._fill(db, full)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def _number(self, query: str, *values: Any) -> float:
        return float(self._rows(query, *values)[0][0] or 0.0)

    def _fact(self, name: str) -> str:
        return str(self._rows("SELECT value FROM facts WHERE name = ?", name)[0][0])

    def grant(self, credits: float) -> None:
        """Let ``credits`` be free to spend, and let the purse run out from now on."""
        with self._writing() as db:
            self._endless = False
            self._fill(db, credits)

    def _fill(self, db: sqlite3.Connection, credits: float) -> None:
        granted = float(self._fact("granted")) + credits - self.free_credits()
        db.execute("UPDATE facts SET value = ? WHERE name = 'granted'", (str(granted),))

    def _can_pay(self, db: sqlite3.Connection, price: float) -> bool:
        """Whether the purse holds ``price``; one that never runs out is filled for it."""
        if self._endless and self.free_credits() < max(price, _LOW):
            self._fill(db, max(price, _FULL))
        return self.free_credits() >= price

    def credits(self) -> float:
        """What the account shows: everything granted less what successful tasks have cost."""
        spent = self._number(f"SELECT sum(price) FROM tasks WHERE {_CHARGED}", time.time())
        return round(float(self._fact("granted")) - spent - self._number("SELECT sum(price) FROM extras"), 4)

    def free_credits(self) -> float:
        """What can still be ordered for: running tasks will need theirs."""
        running = "SELECT sum(price) FROM tasks WHERE fail_code = 0 AND (finished IS NULL OR finished > ?)"
        return self.credits() - self._number(running, time.time())

    def add(self, task: Task, path: str) -> bool:
        """Keep a new task and its order, in one transaction; False when there is too little money for it."""
        with self._writing() as db:
            if not task.fail_code and not self._can_pay(db, task.price):
                return False
            values = {**vars(task), **{name: json.dumps(getattr(task, name)) for name in ("body", "plan", "faults")}}
            db.execute(f"INSERT INTO tasks ({','.join(values)}) VALUES (:{',:'.join(values)})", values)
            self._add_order(db, task.id, path, task.body)
        return True

    def add_refused(self, path: str, body: Any) -> None:
        """Keep a create call that made no task."""
        with self._writing() as db:
            self._add_order(db, None, path, body)

    def _add_order(self, db: sqlite3.Connection, task: str | None, path: str, body: Any) -> None:
        row = (task, path, json.dumps(body), time.time())
        db.execute("INSERT INTO orders (task, path, body, at) VALUES (?, ?, ?, ?)", row)

    def charge_extra(self, task: str, number: int, price: float) -> bool:
        """Charge for a second product of a task, once; False when there is too little money."""
        with self._writing() as db:
            if self._rows("SELECT 1 FROM extras WHERE task = ? AND number = ?", task, number):
                return True
            if not self._can_pay(db, price):
                return False
            db.execute("INSERT INTO extras VALUES (?, ?, ?, ?)", (task, number, price, time.time()))
        return True

    def extra_at(self, task: str, number: int) -> float:
        """When that second product was asked for first; 0 when it never was."""
        return self._number("SELECT max(at) FROM extras WHERE task = ? AND number = ?", task, number)

    def task(self, task_id: str) -> Task | None:
        rows = self._rows("SELECT * FROM tasks WHERE id = ?", task_id)
        return _task(rows[0]) if rows else None

    def is_continued(self, task_id: str, model: str) -> bool:
        """Whether a task of ``model`` that has not failed was ordered for this one."""
        query = "SELECT 1 FROM tasks WHERE model = ? AND fail_code = 0 AND json_extract(body, '$.taskId') = ?"
        return bool(self._rows(query, model, task_id))

    def due_callbacks(self) -> list[Task]:
        """Finished tasks whose callback has not been dealt with."""
        due = "callback <> '' AND callback_done = 0 AND finished IS NOT NULL AND finished <= ?"
        return [_task(row) for row in self._rows(f"SELECT * FROM tasks WHERE {due} LIMIT 50", time.time())]

    def callback_done(self, task_id: str) -> None:
        with self._writing() as db:
            db.execute("UPDATE tasks SET callback_done = 1 WHERE id = ?", (task_id,))

    def orders(self) -> list[dict[str, Any]]:
        """Every create call so far, oldest first; ``charged`` in credits, ``at`` in Unix seconds."""
        query = f"""SELECT orders.*, CASE WHEN {_CHARGED} THEN price ELSE 0 END AS charged
            FROM orders LEFT JOIN tasks ON tasks.id = orders.task ORDER BY number"""
        return [
            {
                "taskId": row["task"],
                "path": row["path"],
                "body": json.loads(row["body"]),
                "accepted": row["task"] is not None,
                "charged": row["charged"],
                "at": row["at"],
            }
            for row in self._rows(query, time.time())
        ]


def _task(row: sqlite3.Row) -> Task:
    values = {name: row[name] for name in Task.__dataclass_fields__}
    return Task(**{**values, **{name: json.loads(values[name]) for name in ("body", "plan", "faults")}})
