"""Delivers callbacks: to this machine only, three tries, signed when a webhook key is set."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from .loopback import NO_DETOURS, is_loopback
from .store import Store, Task

log = logging.getLogger("sandbox")

TRIES = 3
#: Seconds in which a callback must be answered with HTTP 200.
_ANSWER_SECONDS = 15
#: Seconds between two looks for finished tasks, and, at speed 1, between two tries.
_LOOK_EVERY, _TRY_AGAIN = 0.1, 2.0

#: The body of a task's callback.
Tell = Callable[[Task], dict[str, Any]]


def signature(key: str, task_id: str, timestamp: str) -> str:
    """Base64 of HMAC-SHA256 over ``<taskId>.<timestamp>``; the body is not covered."""
    digest = hmac.new(key.encode(), f"{task_id}.{timestamp}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class Courier:
    """Looks for finished tasks in a thread of its own; each delivery has one too, which ends with the process."""

    def __init__(self, store: Store, tell: Tell, *, webhook_key: str, speed: float) -> None:
        self._store = store
        self._tell = tell
        self._key = webhook_key
        self._pause = _TRY_AGAIN / speed
        self._taken: set[str] = set()
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._look, name="callbacks", daemon=True)

    def start(self) -> None:
        self._watch.start()

    def stop(self) -> None:
        """Stop looking; deliveries that are under way come to their end or are given up at their next pause."""
        self._stopping.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY):
            for task in self._store.due_callbacks():
                if task.id not in self._taken:
                    self._taken.add(task.id)
                    threading.Thread(target=self._deliver, args=(task,), name="callback", daemon=True).start()

    def _deliver(self, task: Task) -> None:
        if not task.has("callback_never"):
            self.send(task)
        if task.has("callback_twice"):
            self.send(task)
        if task.has("callback_stranger"):
            self.send(task, stranger=True)
        if not self._stopping.is_set():
            self._store.callback_done(task.id)

    def send(self, task: Task, *, stranger: bool = False) -> bool:
        """Post it until it is answered with HTTP 200, three times at most. ``stranger``: under an id nobody knows."""
        host = urlsplit(task.callback).hostname or ""
        if not is_loopback(host):
            log.warning("No callback to %s: the sandbox posts to this machine only.", host)
            return False
        if self._stopping.is_set():
            return False
        body, task_id = json.dumps(self._tell(task)), task.id
        if stranger:
            task_id = secrets.token_hex(16)
            body = body.replace(task.id, task_id)
        for attempt in range(TRIES):
            if attempt and self._stopping.wait(self._pause):
                return False
            if self._post(task, task_id, body.encode()):
                return True
        log.warning("The callback of %s was not answered with HTTP 200, %d times.", task.id, TRIES)
        return False

    def _post(self, task: Task, task_id: str, body: bytes) -> bool:
        headers = {"Content-Type": "application/json", "User-Agent": "Kie-Sandbox", **self._signed(task, task_id)}
        request = urllib.request.Request(task.callback, body, headers, method="POST")
        try:
            with NO_DETOURS.open(request, timeout=_ANSWER_SECONDS) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError, ValueError):
            return False

    def _signed(self, task: Task, task_id: str) -> dict[str, str]:
        timestamp = str(int(time.time()))
        if task.has("callback_forged"):
            forged = signature(secrets.token_hex(8), task_id, timestamp)
            return {"X-Webhook-Timestamp": timestamp, "X-Webhook-Signature": forged}
        if not self._key:
            return {}
        return {"X-Webhook-Timestamp": timestamp, "X-Webhook-Signature": signature(self._key, task_id, timestamp)}
