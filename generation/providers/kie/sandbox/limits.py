"""Rate limits as sliding windows: what is over the limit is refused at once, never queued."""

from __future__ import annotations

import threading
import time
from collections import deque

_CREATES, _CREATE_SECONDS = 20, 10.0
_MARKET_QUERIES, _FOUR_O_QUERIES, _QUERY_SECONDS = 10, 3, 1.0
#: Windows that are kept before the idle ones are thrown away.
_MOST_WINDOWS = 1000


class Limits:
    """Counts calls by name. ``on`` False lets everything pass."""

    def __init__(self, *, on: bool) -> None:
        self._on = on
        self._lock = threading.Lock()
        self._windows: dict[str, deque[float]] = {}

    def may_create(self) -> bool:
        """20 in 10 s for the account."""
        return self._pass("create", _CREATES, _CREATE_SECONDS)

    def may_query(self, family: str, task_id: str) -> bool:
        """Market: 10 a second for the account; 4o: 3 a second for a task; the others are not limited."""
        if family == "market":
            return self._pass("market", _MARKET_QUERIES, _QUERY_SECONDS)
        if family == "4o":
            return self._pass(f"4o {task_id}", _FOUR_O_QUERIES, _QUERY_SECONDS)
        return True

    def may_discover(self) -> bool:
        """1 a second for the account: the list of models and what belongs to it."""
        return self._pass("models", 1, _QUERY_SECONDS)

    def _pass(self, name: str, most: int, seconds: float) -> bool:
        if not self._on:
            return True
        now = time.monotonic()
        with self._lock:
            if len(self._windows) > _MOST_WINDOWS:
                self._forget_idle(now)
            calls = self._windows.setdefault(name, deque())
            while calls and now - calls[0] >= seconds:
                calls.popleft()
            if len(calls) >= most:
                return False
            calls.append(now)
        return True

    def _forget_idle(self, now: float) -> None:
        self._windows = {name: calls for name, calls in self._windows.items() if now - calls[-1] < _CREATE_SECONDS}
