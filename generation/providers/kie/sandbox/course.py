"""How a task goes on: its moments are fixed when it is ordered, and its state follows from the clock alone."""

from __future__ import annotations

import enum
import secrets
import time
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

from .faults import Fault
from .offers import USUAL_SECONDS, Plan
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
WRONG_FORMAT = Failure(400, "The format of an input file is not supported by this model.")
WRONG_SIDES = Failure(400, "The width or height of an input image is not supported by this model.")
WRONG_LENGTH = Failure(400, "The duration of an input file is not supported by this model.")
TOO_LARGE = Failure(400, "An input file is larger than this model takes.")
NO_FFMPEG = Failure(500, "The sandbox found no ffmpeg and cannot make videos.")

_NEW_IDS = {
    "market": lambda: secrets.token_hex(16),
    "4o": lambda: f"task-4o-{secrets.token_hex(8)}",
    "veo": lambda: f"veo_task_{secrets.token_hex(16)}",
    "runway": lambda: str(uuid.uuid4()),
    "aleph": lambda: f"aleph_task_{secrets.token_hex(12)}",
    "kontext": lambda: f"fluxkontext_{secrets.token_hex(12)}",
    "luma": lambda: f"luma_task_{secrets.token_hex(12)}",
}


@dataclass(frozen=True)
class Order:
    """A create call that has been checked. ``body``: as it was sent; ``price`` in credits; ``failure``: what will go
    wrong with it, known already."""

    family: str
    model: str
    path: str
    body: dict[str, Any]
    plan: Plan
    price: float
    faults: tuple[Fault, ...] = ()
    failure: Failure | None = None


def new_task(order: Order, *, speed: float) -> Task:
    """A task that starts now."""
    now = time.time()
    seconds = USUAL_SECONDS[order.plan.kind] / speed
    asked = {fault.name: fault.value for fault in order.faults}
    failure = next((FAILURES[name] for name in asked if name in FAILURES), order.failure)
    task = Task(
        id=_NEW_IDS[order.family](),
        family=order.family,
        model=order.model,
        kind=order.plan.kind,
        body=order.body,
        price=order.price,
        created=now,
        visible=now + _HIDDEN_SECONDS / speed,
        started=now + seconds * _STARTED,
        finished=now + seconds,
        complete=now + seconds,
        fail_code=failure.code if failure else 0,
        fail_message=failure.message if failure else "",
        plan=asdict(order.plan),
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
    kept = task.plan
    lists = {name: tuple(kept.get(name) or ()) for name in ("inputs", "extras")}
    return Plan(**{**kept, **lists, "exact": tuple(kept["exact"]) if kept["exact"] else None})


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
