"""The list of models, and of each its fields, its price and how often it succeeds: Kie's guide of September 2026.

One call a second for all four together.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .desk import Desk
from .market import MARKET
from .offers import Offer, Seen
from .orders import MARKET_PATH, TOO_MANY
from .replies import Refusal, Reply, success
from .rules import filled, schema
from .wire import Request

PREFIX = "/api/v1/models"
_HOUR, _POINTS = 3600, 24


def is_here(path: str) -> bool:
    return f"{path}/".startswith(f"{PREFIX}/")


def answer(desk: Desk, request: Request) -> Reply:
    """Raises Refusal."""
    if request.method != "GET":
        raise Refusal(405, "Method Not Allowed", status=405)
    if not desk.limits.may_discover():
        raise Refusal(429, TOO_MANY, status=429)
    if request.path == PREFIX:
        return success(_listed(request.query))
    model, _, what = request.path.removeprefix(PREFIX + "/").rpartition("/")
    if what not in _TOLD or model not in MARKET:
        raise Refusal(404, "The model name you specified is not supported. Please verify the model parameter.")
    return success({"model": model, **_TOLD[what](model, MARKET[model])})


def _listed(query: dict[str, str]) -> dict[str, Any]:
    models = [_card(model, offer) for model, offer in MARKET.items() if _fits(model, offer, query)]
    return {"total": len(models), "models": models}


def _fits(model: str, offer: Offer, query: dict[str, str]) -> bool:
    task, provider, words = (query.get(name, "").lower() for name in ("taskType", "provider", "q"))
    return (not task or task in offer.does) and provider in ("", provider_of(model)) and words in model.lower()


def _card(model: str, offer: Offer) -> dict[str, Any]:
    return {
        "model": model,
        "slug": model.replace("/", "-").replace(".", "-"),
        "title": " ".join(part.capitalize() for part in model.replace("/", "-").split("-")),
        "provider": provider_of(model),
        "taskType": list(offer.does),
        "description": None,
        "pricingDesc": _price_words(offer),
    }


def provider_of(model: str) -> str:
    """The first word of an id: ``kling`` for ``kling-2.6/text-to-video``."""
    return model.partition("/")[0].partition("-")[0]


def _price_words(offer: Offer) -> str | None:
    """What an order costs that asks for the first of all options."""
    values = filled(offer.fields, {})
    try:
        price = offer.price({**values, **_first_options(offer)}, Seen())
    except (LookupError, TypeError, ValueError):  # hangs on fields that have no usual value
        return None
    return None if price is None else f"from {price:g} credits (${price / 200:g})"


def _first_options(offer: Offer) -> dict[str, Any]:
    told = {name: rule.schema() for name, rule in offer.fields.items() if rule.required}
    return {name: found.get("default", found["enum"][0]) for name, found in told.items() if found.get("enum")}


def _schema(model: str, offer: Offer) -> dict[str, Any]:
    given = {"type": "string", "enum": [model]}
    body = {"type": "object", "properties": {"model": given, "input": schema(offer.fields)}}
    content = {"application/json": {"schema": {**body, "required": ["model", "input"]}}}
    paths = {MARKET_PATH: {"post": {"summary": model, "requestBody": {"content": content}}}}
    return {"openapi": {"openapi": "3.0.1", "info": {"title": model, "version": "1.0.0"}, "paths": paths}}


def _success_rate(model: str, offer: Offer) -> dict[str, Any]:
    this_hour = int(time.time()) // _HOUR * _HOUR
    points = [
        {
            "start": start * 1000,
            "end": (start + _HOUR) * 1000,
            "successRate": 100.0,
            "errorRate": 0.0,
            "isNormal": True,
        }
        for start in range(this_hour - _POINTS * _HOUR, this_hour, _HOUR)
    ]
    return {"points": points}


_TOLD: dict[str, Callable[[str, Offer], dict[str, Any]]] = {
    "schema": _schema,
    "price": lambda model, offer: {"pricingDesc": _price_words(offer)},
    "success-rate": _success_rate,
}
