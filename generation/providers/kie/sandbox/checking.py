"""The rules without a server: what is wrong with an order, and what it would cost. For tests of those who order."""

from __future__ import annotations

from typing import Any

from .inputs import Inputs
from .market import MARKET
from .offers import Seen
from .rules import filled

_AFAR = Inputs(ffmpeg="", is_ours=lambda url: False, path=lambda url: None, task=lambda url: None)


def check_order(model: str, given: dict[str, Any]) -> list[str]:
    """All that Kie's pages find wrong with a Market order's ``input``, unknown names too; empty when it is right."""
    offer = MARKET.get(model)
    if offer is None:
        return [f"{model} is no model of the Market"]
    unknown = [f"{name} is not a parameter of {model}" for name in offer.strays(given)]
    return [*(problem.message for problem in offer.problems(given)), *unknown]


def price_of(model: str, given: dict[str, Any], seen: Seen | None = None) -> float | None:
    """Credits that a right order costs; None where no page names a price. ``seen``: what its input files are like;
    without it every film and every sound counts as 5 seconds."""
    offer = MARKET[model]
    values = filled(offer.fields, given)
    return offer.price(values, seen or _AFAR.seen(offer.media(values)))
