"""What all endpoints share: the options, the memory, and the parts that draw, deliver, count and misbehave."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from .callbacks import CALLBACKS
from .courier import Courier
from .faults import Fault, Queue, named
from .inputs import Inputs
from .limits import Limits
from .loopback import is_loopback
from .records import Files
from .store import Store, Task, reached
from .studio import MOVING, Studio
from .uploads import Uploads

#: Seconds for which a fresh download link works.
LINK_SECONDS = 1200
RESULTS = "/results/"


@dataclass(frozen=True)
class Options:
    """``speed`` 2 halves all waiting. ``ffmpeg``: path of the program, "" when there is none. ``credits``: play
    money at the start; None: it never runs out. ``limits`` False switches the rate limits off. ``strict``: only
    market models with rules of their own can be ordered, and only with fields that they have."""

    data: Path
    key: str = "sandbox"
    webhook_key: str = ""
    speed: float = 1.0
    ffmpeg: str = ""
    credits: float | None = None
    limits: bool = True
    strict: bool = False


class Desk:
    """One running sandbox, without its server. ``origin`` gives the address that it is reached at."""

    def __init__(self, options: Options, origin: Callable[[], str]) -> None:
        options.data.mkdir(parents=True, exist_ok=True)
        self.options = options
        self.origin = origin
        self.store = Store(options.data, credits=options.credits)
        self.uploads = Uploads(options.data / "uploads", origin)
        self.studio = Studio(options.data / "results", ffmpeg=options.ffmpeg, inputs=self._input)
        self.inputs = Inputs(
            ffmpeg=options.ffmpeg, is_ours=self.is_ours, path=self.uploads.path, task=self.task_of_result
        )
        self.queue = Queue()
        self.limits = Limits(on=options.limits)
        self.courier = Courier(self.store, self.callback, webhook_key=options.webhook_key, speed=options.speed)
        self.stopping = threading.Event()
        self._struck: Counter[str] = Counter()
        self._lock = threading.Lock()

    def close(self) -> None:
        self.stopping.set()
        self.courier.stop()
        self.store.close()

    def files(self, task: Task) -> Files:
        """The addresses of a task's files."""
        folder = f"{self.origin()}{RESULTS}{task.id}/"
        return Files(
            results=tuple(folder + name for name in self.studio.names(task)),
            extras={name: folder + name for name in self.studio.extras(task)},
        )

    def task_of_result(self, url: str) -> Task | None:
        """The task that made a file of ours, once it is made."""
        path = urlsplit(url).path
        task = self.store.task(path.removeprefix(RESULTS).partition("/")[0]) if path.startswith(RESULTS) else None
        made = task and not task.fail_code and reached(task.finished, time.time())
        return task if made else None

    def callback(self, task: Task) -> dict[str, Any]:
        return CALLBACKS[task.family](task, self.files(task), self.store.credits())

    def strikes(self, fault: Fault, where: str) -> bool:
        """Whether a fault out of a prompt strikes once more at ``where``; counts it."""
        if not fault.counts or not fault.value:
            return True
        with self._lock:
            self._struck[f"{fault.name} {where}"] += 1
            return self._struck[f"{fault.name} {where}"] <= fault.value

    def struck_task(self, task: Task, faults: Iterable[Fault], where: str) -> Fault | None:
        """The first of the task's ``faults`` that strikes at ``where`` (a query, or a file's name)."""
        return next((fault for fault in faults if self.strikes(fault, f"{task.id} {where}")), None)

    def is_ours(self, url: str) -> bool:
        """Whether an address is served by this sandbox."""
        there, here = urlsplit(url), urlsplit(self.origin())
        try:
            return is_loopback(there.hostname or "") and there.port == here.port
        except ValueError:
            return False

    def _input(self, url: str) -> Path | None:
        """Where an input picture of ours lies: an upload, or a result that is drawn for it."""
        if not self.is_ours(url):
            return None
        task, name = self.task_of_result(url), urlsplit(url).path.rpartition("/")[2]
        if task is None:
            return self.uploads.path(url)
        drawn = name in (*self.studio.names(task), *self.studio.extras(task)) and not name.endswith(MOVING)
        return self.studio.file(task, name) if drawn else None

    def fresh_link(self, url: str) -> str:
        """The address with a signature that lets it through for 20 minutes."""
        path, expires = urlsplit(url).path, str(int(time.time()) + LINK_SECONDS)
        query = {"X-Amz-Expires": LINK_SECONDS, "expires": expires, "signature": self._signature(path, expires)}
        return f"{self.origin()}{path}?{urlencode(query)}"

    def link_is_fresh(self, target: str) -> bool | None:
        """Whether the signature of an address holds and has not run out; None when it has none."""
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if "signature" not in query:
            return None
        expires = query.get("expires", "")
        right = hmac.compare_digest(query["signature"].encode(), self._signature(parts.path, expires).encode())
        return right and expires.isdigit() and int(expires) >= time.time()

    def _signature(self, path: str, expires: str) -> str:
        return hmac.new(self.store.secret, f"{path} {expires}".encode(), hashlib.sha256).hexdigest()


def faults_of(task: Task) -> list[Fault]:
    return [named(name, value) for name, value in task.faults.items()]


def fingerprint(body: dict[str, Any]) -> str:
    """The same for two bodies that order the same, wherever they want to be called back."""
    kept = {name: value for name, value in body.items() if name != "callBackUrl"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
