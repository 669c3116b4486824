"""How a task goes on: its moments are fixed when it is ordered, and its state follows from the clock alone."""

from __future__ import annotations

import enum
import secrets
import time
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

from .faults import Fault
from .offers import USUAL_SECONDS, Offer, Plan
from .store import Task, reached

#: Shares of a task's time: seen by queries (0.3 s of a picture's 4 s), in the queue, being generated.
_QUEUED, _STARTED = 0.15, 0.3
#: Seconds before the record of a new task can be found, at speed 1.
_HIDDEN_SECONDS = 0.3
#: Days for which a record can be asked about.
RECORD_DAYS = 14


class State(enum.Enum):
    """Where a task stands; each family has its own words for it."""

    HIDDEN = "ordered, but no query finds it yet"
    WAITING = "accepted"
    QUEUING = "in the queue"
    GENERATING = "being made"
    SUCCESS = "made"
    FAILED = "refused or broken while it was being made"
    FORGOTTEN = "too old to be asked about"


@dataclass(frozen=True)
class Failure:
    """How a task is going to fail: Kie's code for it and the words."""

    code: int
    message: str


FAILURES = {
    "fail_400": Failure(400, "The content was flagged as sensitive by the content policy."),
    "fail_500": Failure(500, "Internal Error, Please try again later."),
    "fail_451": Failure(451, "Unable to download the image from the url you provided."),
}
UNREADABLE = Failure(400, "The input image could not be read. Use jpeg, png or webp.")
NO_FFMPEG = Failure(500, "The sandbox found no ffmpeg and cannot make videos.")

_NEW_IDS = {
    "market": lambda: secrets.token_hex(16),
    "4o": lambda: f"task-4o-{secrets.token_hex(8)}",
    "veo": lambda: f"veo_task_{secrets.token_hex(16)}",
    "runway": lambda: str(uuid.uuid4()),
}


@dataclass(frozen=True)
class Order:
    """A create call that has been checked. ``body``: as it was sent; ``values``: checked, with defaults; ``failure``:
    what will go wrong with it, known already."""

    family: str
    model: str
    path: str
    body: dict[str, Any]
    offer: Offer
    values: dict[str, Any]
    faults: tuple[Fault, ...] = ()
    failure: Failure | None = None


def new_task(order: Order, *, speed: float) -> Task:
    """A task that starts now."""
    plan = order.offer.plan(order.values)
    now = time.time()
    seconds = USUAL_SECONDS[plan.kind] / speed
    asked = {fault.name: fault.value for fault in order.faults}
    failure = next((FAILURES[name] for name in asked if name in FAILURES), order.failure)
    task = Task(
        id=_NEW_IDS[order.family](),
        family=order.family,
        model=order.model,
        kind=plan.kind,
        body=order.body,
        price=order.offer.price(order.values),
        created=now,
        visible=now + _HIDDEN_SECONDS / speed,
        started=now + seconds * _STARTED,
        finished=now + seconds,
        complete=now + seconds,
        fail_code=failure.code if failure else 0,
        fail_message=failure.message if failure else "",
        plan=asdict(plan),
        faults=asked,
        callback=str(order.body.get("callBackUrl") or ""),
    )
    return _bent(task)


def _bent(task: Task) -> Task:
    """The task with the moments that its faults ask for."""
    asked, finished = task.faults, task.finished or 0.0
    if "invisible" in asked:
        task = replace(task, visible=task.created + asked["invisible"])
    if "never_visible" in asked:
        task = replace(task, visible=None)
    if "stuck" in asked:
        task = replace(task, started=None, finished=None, complete=None)
    if "endless" in asked:
        task = replace(task, finished=None, complete=None)
    if "late_urls" in asked:
        task = replace(task, complete=finished + asked["late_urls"])
    return task


def plan_of(task: Task) -> Plan:
    exact = task.plan["exact"]
    return Plan(**{**task.plan, "inputs": tuple(task.plan["inputs"]), "exact": tuple(exact) if exact else None})


def state_of(task: Task, now: float) -> State:
    if now - task.created > RECORD_DAYS * 86400:
        return State.FORGOTTEN
    if not reached(task.visible, now):
        return State.HIDDEN
    if reached(task.finished, now):
        return State.FAILED if task.fail_code else State.SUCCESS
    if reached(task.started, now):
        return State.GENERATING
    queued = (now - task.created) > _QUEUED / _STARTED * ((task.started or now) - task.created)
    return State.QUEUING if queued and task.started else State.WAITING


def progress_of(task: Task, now: float) -> float:
    """0…1; stays below 1 until the task has finished."""
    if reached(task.finished, now):
        return 1.0
    if task.finished is None:
        return 0.0 if task.started is None else 0.5
    return max(0.0, min(0.99, (now - task.created) / (task.finished - task.created)))
