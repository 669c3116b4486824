"""What a request costs, as data: tables of rows, dated and with their source.

A price is an estimate until the provider's record settles it. Amounts are ``Decimal``: US dollars, and the provider's
own credits where it has them. A table is pure: the owner's overrides from the admin are handed in by row label.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

#: a fact that is there, but that nobody here can know
UNKNOWN: Final = object()


class Measured(Protocol):
    """What a price needs to know of an input file: seconds, pixels; 0 where that is not known."""

    @property
    def seconds(self) -> float: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


@dataclass(frozen=True)
class Price:
    """An amount for a whole request. ``credits`` is None where the provider does not bill in credits."""

    usd: Decimal
    credits: Decimal | None = None


@dataclass(frozen=True)
class PriceRow:
    """One line of a price list: what it costs when all of ``when`` holds. ``credits`` None: nobody can know.

    ``when``: fact → value, or a tuple of values of which one must hold. Facts are the params, and what is known of the
    input files (``facts``).
    """

    when: Mapping[str, Any]
    credits: Decimal | None

    @property
    def label(self) -> str:
        """Stable name of the row, as the admin's overrides use it: ``duration=5, quality=720p``."""
        return ", ".join(f"{name}={_words(value)}" for name, value in self.when.items()) or "any"

    def fits(self, known: Mapping[str, Any]) -> bool:
        return all(_holds(known, name, value) for name, value in self.when.items())


@dataclass(frozen=True)
class Extra:
    """What each input file beyond the first ``free`` costs on top: ``Extra("images.count", Decimal(1), free=1)``."""

    fact: str
    credits: Decimal
    free: int = 0


@dataclass(frozen=True)
class PriceTable:
    """The price list of one spec.

    ``unit``: what one row pays for ("image", "video", "second"). ``times``: the param that multiplies it
    (``n_variants``). ``seconds``: where a row pays for a second, the facts that are added up to the length:
    ``("duration",)``, ``("audio.seconds",)``, ``("duration", "reference_videos.seconds")``. A fact that nobody can know
    (the length of a file elsewhere) makes the price unknown. ``extras``: on top. ``derive``: makes further facts of the
    known ones, for what no fact says by itself (the size of an upscaled picture).
    ``credit_usd``: dollars per credit. ``upper``: credits to reserve where no row knows. ``longest``: seconds to
    reserve where the length is what nobody knows. ``as_of``: ISO date.
    """

    rows: tuple[PriceRow, ...]
    unit: str
    credit_usd: Decimal
    as_of: str
    source: str
    times: str = ""
    seconds: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()
    derive: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    upper: Decimal = Decimal(0)
    longest: int = 1

    def __call__(
        self,
        params: Mapping[str, Any],
        overrides: Mapping[str, Decimal] | None = None,
        inputs: Mapping[str, Sequence[Measured]] | None = None,
    ) -> Price | None:
        """The estimate for ``params`` and input files, None where nobody can know. ``overrides``: label → credits."""
        known = self.known(params, inputs)
        row = next((row for row in self.rows if row.fits(known)), None)
        if row is None:
            return None
        credits = (overrides or {}).get(row.label, row.credits)
        length = self._length(known)
        if credits is None or length is None:
            return None
        return self._price(credits * length * self._count(params) + self._extra(known))

    def upper_bound(
        self,
        params: Mapping[str, Any],
        overrides: Mapping[str, Decimal] | None = None,
        inputs: Mapping[str, Sequence[Measured]] | None = None,
    ) -> Price:
        """What to reserve when the price is unknown: the stated bound, else the row that fits, else the dearest.

        Where the length is what nobody knows, ``upper`` is for the whole file, whatever its length.
        """
        known = self.known(params, inputs)
        fitting = [row for row in self.rows if row.fits(known)][:1]
        amounts = self._amounts(fitting, overrides) or self._amounts(self.rows, overrides)
        dearest = max(amounts, default=Decimal(0))
        credits = max(self.upper, dearest * (self._length(known) or self.longest))
        return self._price(credits * self._count(params) + self._extra(known))

    def lowest(self, overrides: Mapping[str, Decimal] | None = None) -> Price | None:
        """The "from …" price of the picker: the cheapest row, for one file, or for one second where they are billed."""
        amounts = self._amounts(self.rows, overrides)
        return self._price(min(amounts)) if amounts else None

    def _amounts(self, rows: Sequence[PriceRow], overrides: Mapping[str, Decimal] | None) -> list[Decimal]:
        """What is known of the credits of ``rows``, the owner's word first."""
        known = [(overrides or {}).get(row.label, row.credits) for row in rows]
        return [amount for amount in known if amount is not None]

    @property
    def fact_names(self) -> set[str]:
        """Every fact that this list asks for."""
        named = {self.times, *self.seconds, *(extra.fact for extra in self.extras)}
        return (named | {name for row in self.rows for name in row.when}) - {""}

    def known(self, params: Mapping[str, Any], inputs: Mapping[str, Sequence[Measured]] | None) -> Mapping[str, Any]:
        """Every fact that a row may ask for."""
        known = facts(params, inputs or {})
        return {**known, **self.derive(known)} if self.derive else known

    def _count(self, params: Mapping[str, Any]) -> int:
        return int(params.get(self.times) or 1) if self.times else 1

    def _length(self, known: Mapping[str, Any]) -> Decimal | None:
        """The seconds to be paid, rounded up; 1 where nothing is billed by length, None where nobody knows."""
        if not self.seconds:
            return Decimal(1)
        parts = [known.get(name, 0 if name.endswith(".seconds") else None) for name in self.seconds]
        if any(part is None or part is UNKNOWN or part < 0 for part in parts):
            return None
        return sum((Decimal(math.ceil(part)) for part in parts), Decimal(0)) or None

    def _extra(self, known: Mapping[str, Any]) -> Decimal:
        beyond = ((extra, int(known.get(extra.fact, 0)) - extra.free) for extra in self.extras)
        return sum((extra.credits * count for extra, count in beyond if count > 0), Decimal(0))

    def _price(self, credits: Decimal) -> Price:
        return Price(usd=credits * self.credit_usd, credits=credits)


def facts(params: Mapping[str, Any], inputs: Mapping[str, Sequence[Measured]]) -> dict[str, Any]:
    """What a price may depend on: the params, and of each input field ``images`` that was filled in

    ``images.given`` (True), ``images.count``, ``images.seconds`` (together), ``images.width`` and ``images.height`` (of
    the first); ``UNKNOWN`` where a file lies elsewhere. ``inputs`` may be incomplete while somebody is still choosing.
    """
    known = dict(params)
    for name, files in inputs.items():
        if files:
            known[f"{name}.given"], known[f"{name}.count"] = True, len(files)
            known[f"{name}.seconds"] = _sum([file.seconds for file in files])
            known[f"{name}.width"] = files[0].width or UNKNOWN
            known[f"{name}.height"] = files[0].height or UNKNOWN
    return known


def _sum(lengths: list[float]) -> Any:
    return sum(lengths) if all(lengths) else UNKNOWN


def _holds(known: Mapping[str, Any], name: str, value: Any) -> bool:
    found = known.get(name, False if name.endswith(".given") else None)
    return found in value if isinstance(value, tuple) else bool(found == value)


def _words(value: Any) -> str:
    return "/".join(map(str, value)) if isinstance(value, tuple) else str(value)
