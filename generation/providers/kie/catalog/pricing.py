"""Price lists in Kie's credits: kie.ai/pricing of 30 June 2026, as in section 11 of Kie's contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from generation.providers.prices import Extra, PriceRow, PriceTable

#: dollars a credit
CREDIT_USD = Decimal("0.005")


def prices(
    unit: str,
    *rows: tuple[dict[str, Any], str | None],
    times: str = "",
    seconds: tuple[str, ...] = (),
    extras: tuple[Extra, ...] = (),
    derive: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
    upper: str = "0",
    as_of: str = "2026-06-30",
    source: str = "kie.ai/pricing",
) -> PriceTable:
    """A price list. A row is (what it applies to, credits, or None where no price is known)."""
    return PriceTable(
        rows=tuple(PriceRow(when, None if credits is None else Decimal(credits)) for when, credits in rows),
        unit=unit,
        credit_usd=CREDIT_USD,
        as_of=as_of,
        source=source,
        times=times,
        seconds=seconds,
        extras=extras,
        derive=derive,
        upper=Decimal(upper),
    )


def by(param: str, unit: str, /, **credits: str) -> PriceTable:
    """One price a value of one param: ``by("resolution", "video", **{"720p": "60", "1080p": "65"})``."""
    return prices(unit, *(({param: value}, amount) for value, amount in credits.items()))


def per_second(
    *rows: tuple[dict[str, Any], str | None], of: str = "duration", longest: int = 1, **more: Any
) -> PriceTable:
    """Rows that pay for one second; ``of``: the fact that is the length, ``longest``: what to reserve without it."""
    return replace(prices("second", *rows, seconds=(of,), **more), longest=longest)
