"""The sandbox's own addresses, for people who test: faults, the book of orders, play money."""

from __future__ import annotations

from typing import Any

from .desk import Desk
from .endpoints import Endpoint
from .faults import FAULTS, UnknownFault, named
from .orders import ignored
from .replies import Refusal, Reply, json_reply
from .wire import Request

_MOST_TIMES = 10_000


def health(desk: Desk, request: Request) -> Reply:
    return json_reply({"ok": True, "credits": desk.store.credits()})


def orders(desk: Desk, request: Request) -> Reply:
    """Every create call: taskId (null when refused), path, body, accepted, charged, at, ignored."""
    return json_reply(listed_orders(desk))


def listed_orders(desk: Desk) -> list[dict[str, Any]]:
    """The book of orders; ``ignored`` are the names in each that nothing looked at."""
    return [{**order, "ignored": ignored(order["path"], order["body"])} for order in desk.store.orders()]


def list_faults(desk: Desk, request: Request) -> Reply:
    known = [{"name": fault.name, "place": fault.place.name.lower(), "meaning": fault.meaning}
             for fault in FAULTS.values()]  # fmt: skip
    return json_reply({"faults": known, "queued": desk.queue.listed()})


def queue_fault(desk: Desk, request: Request) -> Reply:
    """``{"name", "times"?, "path"?, "value"?}``. Raises Refusal."""
    body = request.json()
    times, value = body.get("times", 1), body.get("value")
    if type(times) is not int or not 0 < times <= _MOST_TIMES:
        raise Refusal(400, f"times must be a whole number from 1 to {_MOST_TIMES:,}.", status=400)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
        raise Refusal(400, "value must be a number of at least 0.", status=400)
    try:
        fault = named(str(body.get("name")), value)
    except UnknownFault as unknown:
        raise Refusal(400, str(unknown), status=400) from unknown
    desk.queue.add(fault, times=times, path=str(body.get("path") or ""))
    return json_reply({"queued": desk.queue.listed()})


def clear_faults(desk: Desk, request: Request) -> Reply:
    desk.queue.clear()
    return json_reply({"queued": []})


def grant_credits(desk: Desk, request: Request) -> Reply:
    """``{"credits"}``: set what is free to spend. Raises Refusal."""
    credits = request.json().get("credits")
    if isinstance(credits, bool) or not isinstance(credits, int | float) or credits < 0:
        raise Refusal(400, "credits must be a number of at least 0.", status=400)
    desk.store.grant(float(credits))
    return json_reply({"credits": desk.store.credits()})


DOORS: dict[tuple[str, str], Endpoint] = {
    ("GET", "/sandbox/health"): health,
    ("GET", "/sandbox/orders"): orders,
    ("GET", "/sandbox/faults"): list_faults,
    ("POST", "/sandbox/faults"): queue_fault,
    ("DELETE", "/sandbox/faults"): clear_faults,
    ("POST", "/sandbox/credits"): grant_credits,
}
