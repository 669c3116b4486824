"""The world around a job, for the state machine: a provider that keeps a book, a clock to turn, and a fuse.

Everything lives in memory and in one thread. A second worker, a person or a callback comes *between* two steps of the
first worker: at every statement outside a transaction, and around every call. A worker dies at any of these, or in the
middle of a transaction, which the database then takes back.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import F
from PIL import Image

from generation import tokens
from generation.models import Charge, Job
from generation.params import ParamsForm
from generation.providers.base import Kind, ModelSpec, Output, Phase, Provider, Request, Update
from generation.providers.downloads import Gone
from generation.providers.errors import AccountProblem, RateLimited, Rejected, Unavailable, Unclear, UnexpectedReply
from tests.generation.scripted import PRICE, PictureParams, ScriptedConfig

CREDITS = Decimal(6)
BOOKED = ModelSpec(
    key="test-booked", name="Booked", kind=Kind.IMAGE, params=PictureParams, price=PRICE, outputs="n_variants", usual=4
)

#: how an order may be answered; those after "accept" leave a task at the provider
ORDER_MOODS = ("accept", "at_once", "cut_after", "odd_after", "cut_before", "busy", "pace", "refused", "no_credit")
ASK_MOODS = ("tell", "down", "odd", "pace", "no_credit", "hidden", "empty")
FETCH_MOODS = ("file", "down", "gone", "garbage", "refused")


class Killed(BaseException):
    """A worker's end: nothing of ours may catch it."""


@dataclass
class Task:
    """An accepted order, as the provider has it. ``phase``: open, made, failed, billed (and failed), stopped."""

    remote_id: str
    job_id: str
    order: int
    files: int
    phase: str = "open"

    @property
    def bill(self) -> Decimal:
        return CREDITS * self.files if self.phase in ("made", "billed") else Decimal(0)


@dataclass
class World:
    """What is true outside the database. ``moods``: how the next calls are answered (order, ask, fetch)."""

    tasks: dict[str, Task] = field(default_factory=dict)
    moods: dict[str, str] = field(default_factory=dict)
    says_credits: bool = True
    sent: list[tuple[str, int]] = field(default_factory=list)
    #: boundaries until the worker dies, None for never; what happens at which boundary, or (below 0) at which call
    fuse: int | None = None
    plan: dict[int, Callable[[], None]] = field(default_factory=dict)
    #: the job that a worker calls the provider about
    on_the_wire: str = ""
    passed: int = 0
    calls: int = 0
    is_watching: bool = False

    def task_of(self, job_id: Any, order: int) -> Task | None:
        return next((task for task in self.tasks.values() if (task.job_id, task.order) == (str(job_id), order)), None)

    # -- boundaries --------------------------------------------------------------------------------------------

    def boundary(self, *, between: bool = True) -> None:
        """A place where a worker may die; and where ``between``, at which others may do something."""
        if not self.is_watching:
            return
        self.passed += 1
        if between and (event := self.plan.pop(self.passed, None)):
            with self.unwatched():
                event()
        if self.fuse is not None and self.passed >= self.fuse:
            self.is_watching = False  # the dead notice nothing
            raise Killed

    def call(self, job_id: str) -> None:
        """A boundary on either side of a call about a job."""
        self.on_the_wire = job_id
        self.calls += 1
        if self.is_watching and (event := self.plan.pop(-self.calls, None)):
            with self.unwatched():
                event()
        self.boundary()
        self.on_the_wire = job_id

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        before, self.is_watching = self.is_watching, False
        try:
            yield
        finally:
            self.is_watching = before

    @contextmanager
    def watched(self, plan: dict[int, Callable[[], None]], fuse: int | None) -> Iterator[None]:
        """Count boundaries; what was planned for later ones than there were comes to nothing."""
        base = len(connection.savepoint_ids)

        def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                self.boundary(between=len(connection.savepoint_ids) == base)
            return execute(sql, params, many, context)

        self.plan, self.fuse, self.passed, self.calls, self.is_watching = plan, fuse, 0, 0, True
        try:
            with connection.execute_wrapper(statement):
                yield
        finally:
            self.is_watching = False

    def pass_time(self, by: timedelta) -> None:
        """Turn the clock: everything that was written lies further back."""
        times = ("due_at", "claimed_until", "created_at", "submitted_at", "results_expire_at", "updated_at")
        Job.objects.update(**{name: F(name) - by for name in times})
        Charge.objects.update(at=F("at") - by)


class Booked(Provider):
    """The provider: it answers in the mood that the world has, and writes every accepted order into the book."""

    key = "booked"
    name = "Booked"
    Config: type[ParamsForm] = ScriptedConfig
    specs = (BOOKED,)  # type: ignore[assignment]
    world: World

    def submit(self, request: Request) -> Update:
        self.world.call(request.job_id)
        found = tokens.order_of(request.callback_url.rstrip("/").rpartition("/")[2])
        assert found, request.callback_url
        mood, order = self.world.moods.get("order", "accept"), found[1]
        self.world.sent.append((request.job_id, order))
        if mood in ("accept", "at_once", "cut_after", "odd_after"):
            task = Task(f"t{len(self.world.tasks) + 1}", request.job_id, order, int(request.params["n_variants"]))
            self.world.tasks[task.remote_id] = task
            answer = self._accepted(mood, task)
        else:
            answer = _REFUSALS[mood]()
        self.world.call(request.job_id)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _accepted(self, mood: str, task: Task) -> Update | Exception:
        if mood == "at_once":
            task.phase = "made"
            return self._told(task)
        if mood == "accept":
            return Update(Phase.WAITING, remote_id=task.remote_id)
        return Unclear("cut") if mood == "cut_after" else UnexpectedReply("odd")

    def poll(self, remote_id: str, spec: ModelSpec) -> Update:
        mood, task = self.world.moods.get("ask", "tell"), self.world.tasks.get(remote_id)
        job_id = task.job_id if task else ""
        self.world.call(job_id)
        if mood in _REFUSALS:
            raise _REFUSALS[mood]()
        answer = self._told(task) if task and mood != "hidden" else Update(Phase.MISSING)
        if mood == "empty" and answer.outputs:
            answer = Update(Phase.SUCCEEDED, remote_id=remote_id)
        self.world.call(job_id)
        return answer

    def _told(self, task: Task) -> Update:
        credits = task.bill if self.world.says_credits else None
        if task.phase == "open":
            return Update(Phase.RUNNING, remote_id=task.remote_id, progress=0.5)
        if task.phase == "made":
            outputs = tuple(Output(f"https://booked.example/{task.remote_id}/{at}") for at in range(task.files))
            return Update(Phase.SUCCEEDED, remote_id=task.remote_id, outputs=outputs, credits=credits)
        return Update(Phase.FAILED, remote_id=task.remote_id, credits=task.bill or None, error=Rejected("not made"))

    def cancel(self, remote_id: str, spec: ModelSpec) -> None:
        task = self.world.tasks.get(remote_id)
        self.world.call(task.job_id if task else "")
        if task and task.phase == "open":
            task.phase = "stopped"

    def read_callback(self, headers: Any, body: bytes) -> str:
        return body.decode()


_REFUSALS: dict[str, Callable[[], Exception]] = {
    "cut_before": lambda: Unclear("cut"),
    "busy": lambda: Unavailable("busy"),
    "down": lambda: Unavailable("down"),
    "pace": lambda: RateLimited("slow down", retry_after=20),
    "refused": lambda: Rejected("not this"),
    "no_credit": lambda: AccountProblem("no credit", code="no_credit"),
    "odd": lambda: UnexpectedReply("odd"),
}


def download(world: World) -> Callable[..., None]:
    """What stands for the network when files are fetched."""

    def fetch(url: str, path: Path, **limits: Any) -> None:
        job_id = world.tasks[url.split("/")[3]].job_id
        world.call(job_id)
        mood = world.moods.get("fetch", "file")
        if mood in _REFUSALS:
            raise _REFUSALS[mood]()
        if mood == "gone":
            raise Gone("gone")
        path.write_bytes(b"none" if mood == "garbage" else _PNG)
        world.call(job_id)

    return fetch


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(file, "PNG")
    return file.getvalue()


_PNG = _png()
