"""Kie's addresses: ordering, asking, credits, download links. Each takes the desk and a request and gives a reply."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from .course import Order, State, new_task, state_of
from .desk import RESULTS, Desk, faults_of, fingerprint
from .faults import Fault, Place, UnknownFault, in_prompt
from .offers import FOUR_O, MARKET, RUNWAY, VEO, VEO_1080P_PRICE, Offer
from .records import RECORDS
from .replies import Refusal, Reply, refused, success
from .standin import stand_in
from .store import Task
from .wire import Request

log = logging.getLogger("sandbox")

Endpoint = Callable[[Desk, Request], Reply]

#: Seconds that a video's 1080p version takes after it was asked for, at speed 1.
_UPSCALE_SECONDS = 3.0
_TOO_MANY = "Your call frequency is too high. Try again later."
_NO_CREDITS = (
    "Credits insufficient : Your current balance isn't enough to run this request. "
    "(This is the sandbox: it was given this play money. Without --credits it never runs out.)"
)
_NOT_THERE = {
    "market": "recordInfo is null",
    "4o": "Record does not exist",
    "veo": "record is null",
    "runway": "Record does not exist",
}


def create(family: str, desk: Desk, request: Request) -> Reply:
    """Place an order, or misbehave as it was asked for. Raises Refusal."""
    if not desk.limits.may_create():
        raise _refused(desk, request, {}, Refusal(429, _TOO_MANY, status=429))
    body = request.json()
    try:
        faults = _faults(family, body)
    except UnknownFault as unknown:
        raise _refused(desk, request, body, Refusal(422, str(unknown))) from unknown
    fault = desk.queue.take_answer(Place.ANSWER, request.path) or _striking(desk, faults, body)
    if fault and not fault.accepted:
        desk.store.add_refused(request.path, body)
        log.info("%s: %s, nothing ordered", request.path, fault.name)
        return fault.spoil(success(None))
    try:
        task = _accepted(desk, _order(desk, family, request, body, faults))
    except Refusal as refusal:
        raise _refused(desk, request, body, refusal) from None
    answer = success({"taskId": task.id, **({"recordId": task.id} if family == "market" else {})})
    return fault.spoil(answer) if fault else answer


def _faults(family: str, body: dict[str, Any]) -> list[Fault]:
    asked = body.get("input") if family == "market" else body
    prompt = asked.get("prompt") if isinstance(asked, dict) else None
    return in_prompt(prompt) if isinstance(prompt, str) else []


def _striking(desk: Desk, faults: list[Fault], body: dict[str, Any]) -> Fault | None:
    answers = (fault for fault in faults if fault.place is Place.ANSWER)
    return next((fault for fault in answers if desk.strikes(fault, fingerprint(body))), None)


def _refused(desk: Desk, request: Request, body: dict[str, Any], refusal: Refusal) -> Refusal:
    """The refusal, once the call is in the books."""
    desk.store.add_refused(request.path, body)
    log.info("%s: refused with %d", request.path, refusal.code)
    return refusal


def _order(desk: Desk, family: str, request: Request, body: dict[str, Any], faults: list[Fault]) -> Order:
    model, offer, given = _OFFERS[family](body, desk.options.strict)
    values = offer.check(given)
    later = tuple(fault for fault in faults if fault.place is not Place.ANSWER)
    return Order(family, model, request.path, body, offer, values, later)


def _market(body: dict[str, Any], strict: bool) -> tuple[str, Offer, dict[str, Any]]:
    model, given = body.get("model"), body.get("input")
    if not isinstance(model, str) or not model:
        raise Refusal(422, "model is required")
    if model not in MARKET and strict:
        raise Refusal(404, "The model name you specified is not supported. Please verify the model parameter.")
    if not isinstance(given, dict):
        raise Refusal(422, "input is required")
    return model, MARKET.get(model) or stand_in(model, given), given


_OFFERS: dict[str, Callable[[dict[str, Any], bool], tuple[str, Offer, dict[str, Any]]]] = {
    "market": _market,
    "4o": lambda body, strict: ("gpt4o-image", FOUR_O, body),
    "veo": lambda body, strict: (str(body.get("model") or "veo3_fast"), VEO, body),
    "runway": lambda body, strict: ("runway", RUNWAY, body),
}


def _accepted(desk: Desk, order: Order) -> Task:
    """The new task, in the books. Raises Refusal when there is too little money, or Runway cannot fetch a picture."""
    failure = desk.foreseen(order.offer.plan(order.values))
    if failure and failure.code == 451 and order.family == "runway":
        raise Refusal(451, failure.message)
    faults = (*order.faults, *desk.queue.take_course(order.path))
    task = new_task(Order(**{**vars(order), "faults": faults, "failure": failure}), speed=desk.options.speed)
    if not desk.store.add(task, order.path):
        raise Refusal(402, _NO_CREDITS)
    log.info("%s: %s, %s credits, task %s", order.path, task.model, f"{task.price:g}", task.id)
    if task.has("callback_early") and task.callback:
        desk.courier.send(task)
    return task


def query(family: str, desk: Desk, request: Request) -> Reply:
    """A task's record. Raises Refusal when nobody knows the task."""
    task_id = request.query.get("taskId", "")
    if not task_id:
        raise Refusal(400, "taskId is required")
    if not desk.limits.may_query(family, task_id):
        raise Refusal(429, _TOO_MANY, status=429)
    task = desk.store.task(task_id)
    if task is None or task.family != family:
        raise Refusal(422, _NOT_THERE[family])
    answer = _record(desk, task)
    asked = [fault for fault in faults_of(task) if fault.place is Place.QUERY]
    fault = desk.queue.take_answer(Place.QUERY, request.path) or desk.struck_task(task, asked, "query")
    return fault.spoil(answer) if fault else answer


def _record(desk: Desk, task: Task) -> Reply:
    state = state_of(task, time.time())
    if state is State.FORGOTTEN:
        return refused(Refusal(422, "Temporarily supports records within 14 days"))
    if state is State.HIDDEN and task.family == "4o":
        return success(None)
    if state is State.HIDDEN:
        return refused(Refusal(422, _NOT_THERE[task.family]))
    return success(RECORDS[task.family](task, state, desk.urls(task)))


def veo_1080p(desk: Desk, request: Request) -> Reply:
    """The 1080p version of a finished Veo video; costs credits once. Raises Refusal until it is ready."""
    task = desk.store.task(request.query.get("taskId", ""))
    if task is None or task.family != "veo":
        raise Refusal(422, _NOT_THERE["veo"])
    if state_of(task, time.time()) is not State.SUCCESS:
        raise Refusal(422, "record status is not success")
    if request.query.get("index", "0") != "0":
        raise Refusal(422, "record result data is not exist")
    if not desk.store.charge_extra(task.id, 0, VEO_1080P_PRICE):
        raise Refusal(402, _NO_CREDITS)
    if time.time() < desk.store.extra_at(task.id, 0) + _UPSCALE_SECONDS / desk.options.speed:
        raise Refusal(400, "1080P is processing. It should be ready in 1-2 minutes. Please check back shortly.")
    return success({"resultUrl": f"{desk.origin()}{RESULTS}{task.id}/full-0.mp4"})


def credit(desk: Desk, request: Request) -> Reply:
    return success(desk.store.credits())


def download_url(desk: Desk, request: Request) -> Reply:
    """A fresh link to a result. Raises Refusal when the address is not ours, or not of the task that is named."""
    body = request.json()
    url = body.get("url")
    path = urlsplit(url).path if isinstance(url, str) and desk.is_ours(url) else ""
    task = desk.store.task(path.removeprefix(RESULTS).partition("/")[0]) if path.startswith(RESULTS) else None
    if task is None or body.get("taskId", task.id) != task.id:
        raise Refusal(422, "url is wrong")
    return success(desk.fresh_link(str(url)))


def four_o_download_url(desk: Desk, request: Request) -> Reply:
    if not request.json().get("taskId"):
        raise Refusal(422, "taskId is required")
    return download_url(desk, request)


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("POST", "/api/v1/gpt4o-image/generate"): partial(create, "4o"),
    ("GET", "/api/v1/gpt4o-image/record-info"): partial(query, "4o"),
    ("POST", "/api/v1/gpt4o-image/download-url"): four_o_download_url,
    ("POST", "/api/v1/veo/generate"): partial(create, "veo"),
    ("GET", "/api/v1/veo/record-info"): partial(query, "veo"),
    ("GET", "/api/v1/veo/get-1080p-video"): veo_1080p,
    ("POST", "/api/v1/runway/generate"): partial(create, "runway"),
    ("GET", "/api/v1/runway/record-detail"): partial(query, "runway"),
    ("POST", "/api/v1/jobs/createTask"): partial(create, "market"),
    ("GET", "/api/v1/jobs/recordInfo"): partial(query, "market"),
    ("GET", "/api/v1/chat/credit"): credit,
    ("POST", "/api/v1/common/download-url"): download_url,
    ("POST", "/api/file-base64-upload"): lambda desk, request: desk.uploads.by_base64(request),
    ("POST", "/api/file-stream-upload"): lambda desk, request: desk.uploads.by_stream(request),
    ("POST", "/api/file-url-upload"): lambda desk, request: desk.uploads.by_url(request),
}
