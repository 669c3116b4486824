"""Serves result files and uploads, without a key as the real file hosts do."""

from __future__ import annotations

import time

from .course import State, state_of
from .desk import RESULTS, Desk, faults_of
from .faults import Fault, Place
from .filming import NotFilmed
from .replies import Reply, html
from .store import Task, reached
from .uploads import PREFIX, media_type
from .wire import Request

_GONE = html(404, "404 Not Found")
_FORBIDDEN = html(403, "403 Forbidden")


def serve(desk: Desk, request: Request) -> Reply | None:
    """The file of a request's path; None when the path is not one of a file."""
    if request.path.startswith(PREFIX):
        path = desk.uploads.path(request.path)
        return Reply(file=path, content_type=media_type(path)) if path else _GONE
    if not request.path.startswith(RESULTS):
        return None
    task_id, _, name = request.path.removeprefix(RESULTS).partition("/")
    task = desk.store.task(task_id)
    if task is None or not _is_made(desk, task, name):
        return _GONE
    if desk.link_is_fresh(request.target) is False:
        return _FORBIDDEN
    fault = _fault(desk, task, request)
    try:
        return _spoilt(desk, task, name, fault) if fault else _whole(desk, task, name)
    except NotFilmed as failure:
        return Reply(500, f"The sandbox could not film this: {failure}".encode(), "text/plain; charset=utf-8")


def _is_made(desk: Desk, task: Task, name: str) -> bool:
    if task.fail_code or not reached(task.finished, time.time()):
        return False
    if state_of(task, time.time()) is State.FORGOTTEN:
        return False
    upscaled = name == "full-0.mp4" and desk.store.extra_at(task.id, 0) > 0
    return upscaled or name in desk.studio.names(task) or name in desk.studio.extras(task)


def _fault(desk: Desk, task: Task, request: Request) -> Fault | None:
    fresh = desk.link_is_fresh(request.target)
    asked = [fault for fault in faults_of(task) if fault.place is Place.RESULT]
    lifted = [fault for fault in asked if not (fresh and fault.name == "result_expired")]
    return desk.queue.take_answer(Place.RESULT, request.path) or desk.struck_task(task, lifted, request.path)


def _whole(desk: Desk, task: Task, name: str, *, wrong_type: bool = False) -> Reply:
    path = desk.studio.file(task, name, wrong_type=wrong_type)
    return Reply(file=path, content_type=media_type(path))


def _spoilt(desk: Desk, task: Task, name: str, fault: Fault) -> Reply:
    if fault.reply:
        return fault.spoil(fault.reply)
    if fault.name == "result_wrong_type":
        return _whole(desk, task, name, wrong_type=True)
    whole = _whole(desk, task, name)
    if fault.name == "result_damaged" and whole.file:
        content = whole.file.read_bytes()
        return Reply(body=content[: len(content) // 2], content_type=whole.content_type)
    return fault.spoil(whole)
