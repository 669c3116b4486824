"""Prices as data, in credits: what a file, a video or a second costs, by the fields that decide.

A price is None where no page names one for what was ordered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from .offers import Price, Seen, Values

#: Fields that say how long a video is to be, and how many seconds are meant where the model is left to decide.
LENGTHS, CHOSEN = ("duration", "n_frames"), 5

Rates = Mapping[Any, float]


def flat(credits: float) -> Price:
    return lambda values, seen: credits


def unlisted(values: Values, seen: Seen) -> None:
    """No page names a price."""


def by(names: str | tuple[str, ...], rates: Rates, *, usual: Any = None) -> Price:
    """By the value of a field, or by those of several together; ``usual`` in place of a field that is not given."""

    def price(values: Values, seen: Seen) -> float | None:
        if isinstance(names, str):
            asked = values.get(names)
            return rates.get(usual if asked is None else asked)
        return rates.get(tuple(values.get(name) for name in names))

    return price


def times(price: Price, count: Callable[[Values], float]) -> Price:
    """The price of one, as often as ``count`` says."""

    def total(values: Values, seen: Seen) -> float | None:
        one = price(values, seen)
        return None if one is None else one * count(values)

    return total


def each(price: Price, name: str, *, usual: int = 1) -> Price:
    """The price of one file, for as many as a field asks for, as a number or as text."""
    return times(price, lambda values: int(values.get(name) or usual))


def per_second(rate: Price, *, films: bool = False) -> Price:
    """A second's price, for the video's length; ``films``: seconds of input films are counted too."""

    def price(values: Values, seen: Seen) -> float | None:
        one = rate(values, seen)
        return None if one is None else one * (length(values, seen) + (math.ceil(sum(seen.films)) if films else 0))

    return price


def with_films(without: Price, having: Price) -> Price:
    """Two prices: without and with an input film."""
    return lambda values, seen: (having if seen.films else without)(values, seen)


def length(values: Values, seen: Seen) -> int:
    """A video's whole seconds: as asked for, else those of the input clip that sets its pace."""
    asked = next((int(values[name]) for name in LENGTHS if values.get(name) is not None), 0)
    if asked < 0:
        return CHOSEN
    return asked or max(1, math.ceil(seen.seconds))
