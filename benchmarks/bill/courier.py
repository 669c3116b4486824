"""Makes the provider's callbacks: due ones only, three tries each, forged ones as forged as they can be."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from benchmarks.bill import wire
from benchmarks.bill.book import Book, Call, Line

_TRIES, _PAUSE, _TIMEOUT = 3, 2.0, 15.0


class Courier:
    """Looks for due callbacks in the book, so that those of a killed provider are made by the next one."""

    def __init__(self, book: Book, webhook_key: str) -> None:
        self._book, self._key = book, webhook_key
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="courier")

    def start(self) -> None:
        threading.Thread(target=self._run, name="courier", daemon=True).start()

    def _run(self) -> None:
        while True:
            for call in self._book.due_calls():
                self._book.postpone(call)
                self._pool.submit(self._make, call)
            time.sleep(0.05)

    def _make(self, call: Call) -> None:
        line = self._book.line(call.task_id)
        taken = line is None or self.post(line, call.how) or call.how != "true"
        self._book.called(call, again_in=None if taken or call.tries + 1 >= _TRIES else _PAUSE)

    def post(self, line: Line, how: str = "true") -> bool:
        """Call once; whether it was taken."""
        address = line.callback[:-6] + "forged" if how == "invented address" else line.callback
        now = str(int(time.time()))
        key = "another key" if how == "wrongly signed" else self._key
        signed = {"X-Webhook-Timestamp": now, "X-Webhook-Signature": wire.signature(line.task_id, now, key)}
        headers = {"Content-Type": "application/json", **({} if how == "unsigned" else signed)}
        try:
            answer = requests.post(address, data=wire.callback(line), headers=headers, timeout=_TIMEOUT)
        except requests.RequestException:
            return False
        return answer.status_code == 200
