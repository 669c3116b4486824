"""Small writes of many threads in one transaction: each waits for the commit, and one commit serves all that wait.

SQLite lets one writer in and makes the others sleep in growing steps, and in any database a commit waits for the disk.
In the web server one thread therefore writes for all (``write_for_all``); elsewhere each write is a transaction.
"""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

from django.db import close_old_connections, connection, transaction

Write = Callable[[], None]

#: writes that share a transaction at most: whoever else wants to write must not wait for long
_MOST = 50


def together(write: Write) -> None:
    """Do ``write`` in a transaction and return when it is committed; raises what it raised, and then it did nothing.

    It may be run twice, the first time in vain: it must only write rows.
    """
    if _writer.is_on and not connection.in_atomic_block:
        _writer.add(write).result()
        return
    with transaction.atomic():
        write()


def write_for_all() -> None:
    """From now on this process has a thread that writes for all others."""
    _writer.is_on = True


class _Waiting:
    """A write that waits for its turn, with what its thread knows (which request it belongs to)."""

    def __init__(self, write: Write) -> None:
        self.done: Future[None] = Future()
        self._write = write
        self._context = contextvars.copy_context()

    def run(self) -> None:
        self._context.run(self._write)

    def fail(self, error: Exception) -> None:
        """Tell whoever waits, if nothing was told yet."""
        if not self.done.done():
            self.done.set_exception(error)

    def alone(self) -> None:
        """Run it in a transaction of its own."""
        try:
            with transaction.atomic():
                self.run()
        except BaseException as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            self.done.set_exception(error)
        else:
            self.done.set_result(None)


class _Writer:
    """The thread, which begins with the first write."""

    def __init__(self) -> None:
        self.is_on = False
        self._waiting: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, write: Write) -> Future[None]:
        waiting = _Waiting(write)
        self._waiting.put(waiting)
        if self._thread is None:
            with self._start:
                self._thread = self._thread or self._begun()
        return waiting.done

    def _begun(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name="writer", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < _MOST and not self._waiting.empty():
                batch.append(self._waiting.get())
            try:
                close_old_connections()
                _write(batch)
            except Exception as error:  # noqa: BLE001 - a writer that ended would leave every later order waiting
                for each in batch:
                    each.fail(error)


def _write(batch: list[_Waiting]) -> None:
    """All in one transaction; where one of them breaks it, each in its own."""
    try:
        with transaction.atomic():
            for each in batch:
                each.run()
    except Exception:  # noqa: BLE001 - each says for itself what was wrong
        for each in batch:
            each.alone()
    else:
        for each in batch:
            each.done.set_result(None)


_writer = _Writer()
