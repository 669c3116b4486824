"""Create calls: what is ordered, whether it is right, and the task that comes of it."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .course import NO_FFMPEG, Failure, Order, State, new_task, plan_of, state_of
from .dedicated import ALEPH, FOUR_O, KONTEXT, LUMA, RUNWAY, RUNWAY_EXTEND, VEO, VEO_4K, VEO_EXTEND
from .desk import RESULTS, Desk, fingerprint
from .faults import Fault, Place, UnknownFault, in_prompt
from .market import MARKET
from .offers import Offer, Plan, Seen, Values
from .records import VEO_LARGER, VEO_LONGER
from .replies import Refusal, Reply, success
from .standin import stand_in
from .store import Task
from .wire import Request

log = logging.getLogger("sandbox")

TOO_MANY = "Your call frequency is too high. Try again later."
NO_CREDITS = (
    "Credits insufficient : Your current balance isn't enough to run this request. "
    "(This is the sandbox: it was given this play money. Without --credits it never runs out.)"
)
NOT_THERE = {
    "market": "recordInfo is null",
    "4o": "Record does not exist",
    "veo": "record is null",
    "runway": "Record does not exist",
    "aleph": "Record does not exist",
    "kontext": "Record does not exist",
    "luma": "Record does not exist",
}


@dataclass(frozen=True)
class Wish:
    """What a body asks for: ``given`` are the fields that ``offer`` has rules for."""

    family: str
    model: str
    offer: Offer
    given: dict[str, Any]


def create(desk: Desk, request: Request) -> Reply:
    """Place an order, or misbehave as it was asked for. Raises Refusal."""
    if not desk.limits.may_create():
        raise _refused(desk, request, {}, Refusal(429, TOO_MANY, status=429))
    body = request.json()
    try:
        faults = in_prompt(json.dumps(body))
    except UnknownFault as unknown:
        raise _refused(desk, request, body, Refusal(422, str(unknown))) from unknown
    fault = desk.queue.take_answer(Place.ANSWER, request.path) or _striking(desk, faults, body)
    if fault and not fault.accepted:
        desk.store.add_refused(request.path, body)
        log.info("%s: %s, nothing ordered", request.path, fault.name)
        return fault.spoil(success(None))
    try:
        task = _accepted(desk, _order(desk, request, body, faults))
    except Refusal as refusal:
        raise _refused(desk, request, body, refusal) from None
    answer = success({"taskId": task.id, **_MORE.get(task.model, _MORE.get(task.family, lambda task: {}))(task)})
    return fault.spoil(answer) if fault else answer


#: What else a create call answers, by model or family.
_MORE: dict[str, Callable[[Task], dict[str, Any]]] = {
    "market": lambda task: {"recordId": task.id},
    VEO_LARGER: lambda task: {"resultUrls": None, "imageUrls": None},
}


def _striking(desk: Desk, faults: list[Fault], body: dict[str, Any]) -> Fault | None:
    answers = (fault for fault in faults if fault.place is Place.ANSWER)
    return next((fault for fault in answers if desk.strikes(fault, fingerprint(body))), None)


def _refused(desk: Desk, request: Request, body: dict[str, Any], refusal: Refusal) -> Refusal:
    """The refusal, once the call is in the books."""
    desk.store.add_refused(request.path, body)
    log.info("%s: refused with %d", request.path, refusal.code)
    return refusal


def _market(body: dict[str, Any], strict: bool) -> Wish:
    model, given = body.get("model"), body.get("input")
    if not isinstance(model, str) or not model:
        raise Refusal(422, "model is required")
    if model not in MARKET and strict:
        raise Refusal(404, "The model name you specified is not supported. Please verify the model parameter.")
    if not isinstance(given, dict):
        raise Refusal(422, "input is required")
    return Wish("market", model, MARKET.get(model) or stand_in(model, given), given)


def _at(family: str, offer: Offer, model: str = "", *, usual: str = "") -> Callable[[dict[str, Any], bool], Wish]:
    """An address that offers one thing; its model is in the body where ``usual`` says what is meant without one."""
    return lambda body, strict: Wish(family, model or str(body.get("model") or usual), offer, body)


MARKET_PATH = "/api/v1/jobs/createTask"
#: What each address for orders sells.
COUNTERS: dict[str, Callable[[dict[str, Any], bool], Wish]] = {
    MARKET_PATH: _market,
    "/api/v1/gpt4o-image/generate": _at("4o", FOUR_O, "gpt4o-image"),
    "/api/v1/veo/generate": _at("veo", VEO, usual="veo3_fast"),
    "/api/v1/veo/extend": _at("veo", VEO_EXTEND, VEO_LONGER),
    "/api/v1/veo/get-4k-video": _at("veo", VEO_4K, VEO_LARGER),
    "/api/v1/runway/generate": _at("runway", RUNWAY, "runway"),
    "/api/v1/runway/extend": _at("runway", RUNWAY_EXTEND, "runway-extend"),
    "/api/v1/aleph/generate": _at("aleph", ALEPH, "aleph"),
    "/api/v1/flux/kontext/generate": _at("kontext", KONTEXT, usual="flux-kontext-pro"),
    "/api/v1/modify/generate": _at("luma", LUMA, "luma-modify"),
}
#: What may stand beside a market model's ``input``.
_MARKET_TOP = ("model", "input", "callBackUrl", "progressCallBackUrl")


def ignored(path: str, body: Any) -> list[str]:
    """The names in a create call that nothing looks at; none for a model without rules."""
    if not isinstance(body, dict) or path not in COUNTERS:
        return []
    try:
        wish = COUNTERS[path](body, True)
    except Refusal:
        return []
    return [*_beside(path, body), *wish.offer.strays(wish.given)]


def _beside(path: str, body: dict[str, Any]) -> list[str]:
    return [name for name in body if name not in _MARKET_TOP] if path == MARKET_PATH else []


def _order(desk: Desk, request: Request, body: dict[str, Any], faults: list[Fault]) -> Order:
    strict = desk.options.strict
    wish = COUNTERS[request.path](body, strict)
    values = wish.offer.check(wish.given, strict=strict, name=wish.model)
    beside = _beside(request.path, body) if strict else []
    if beside:
        raise Refusal(422, f"{', '.join(beside)} does not belong beside input")
    seen = _seen(desk, wish.offer, values)
    plan = wish.offer.plan(values, seen)
    return Order(
        family=wish.family,
        model=wish.model,
        path=request.path,
        body=body,
        plan=plan,
        price=wish.offer.credits(values, seen),
        faults=tuple(fault for fault in faults if fault.place is not Place.ANSWER),
        failure=_foreseen(desk, wish, values, plan),
    )


def _foreseen(desk: Desk, wish: Wish, values: Values, plan: Plan) -> Failure | None:
    """What is known to go wrong. Raises Refusal where Runway cannot fetch an input."""
    if plan.kind == "video" and not desk.studio.can_film:
        return NO_FFMPEG
    failure = desk.inputs.foreseen(wish.offer.media(values))
    if failure and failure.code == 451 and wish.family == "runway":
        raise Refusal(451, failure.message)
    return failure


def _seen(desk: Desk, offer: Offer, values: Values) -> Seen:
    """What the order's files, and the task that it names, are like. Raises Refusal."""
    named = offer.reference
    if named is None or not values.get(named.field):
        return desk.inputs.seen(offer.media(values))
    task = _named_task(desk, offer, str(values[named.field]))
    names = desk.studio.names(task)
    index = int(values.get(named.index) or 0) if named.index else 0
    if index >= len(names) and task.kind != "data":
        raise Refusal(422, "record result data is not exist")
    plan = plan_of(task)
    seen = desk.inputs.seen(offer.media(values), plan)
    shown = (f"{desk.origin()}{RESULTS}{task.id}/{names[index]}",) if names else plan.inputs
    return replace(seen, pictures=(*shown, *seen.pictures)) if named.shows else seen


def _named_task(desk: Desk, offer: Offer, task_id: str) -> Task:
    """The finished task that an order continues. Raises Refusal."""
    task = desk.store.task(task_id)
    if task is None or state_of(task, time.time()) in (State.FORGOTTEN, State.HIDDEN):
        raise Refusal(422, "Record does not exist")
    if offer.reference and task.model not in offer.reference.models:
        raise Refusal(422, f"{offer.reference.field} is not a task of a model that can be used here")
    if state_of(task, time.time()) is not State.SUCCESS:
        raise Refusal(422, "record status is not success")
    _check_veo(desk, offer, task)
    return task


def _check_veo(desk: Desk, offer: Offer, task: Task) -> None:
    if offer is VEO_EXTEND and desk.store.extra_at(task.id, 0):
        raise Refusal(422, "Videos that were upgraded to 1080p cannot be extended")
    if offer is VEO_4K and desk.store.is_continued(task.id, VEO_LARGER):
        raise Refusal(422, "The 4K version of this video is in progress or already done")


def _accepted(desk: Desk, order: Order) -> Task:
    """The new task, in the books. Raises Refusal when there is too little money."""
    faults = (*order.faults, *desk.queue.take_course(order.path))
    task = new_task(replace(order, faults=faults), speed=desk.options.speed)
    if not desk.store.add(task, order.path):
        raise Refusal(402, NO_CREDITS)
    log.info("%s: %s, %s credits, task %s", order.path, task.model, f"{task.price:g}", task.id)
    if task.has("callback_early") and task.callback:
        desk.courier.send(task)
    return task
