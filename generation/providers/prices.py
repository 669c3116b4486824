"""What a request costs, as data: tables of rows, dated and with their source.

A price is an estimate until the provider's record settles it. Amounts are ``Decimal``: US dollars, and the provider's
own credits where it has them. A table is pure: the owner's overrides from the admin are handed in by row label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Price:
    """An amount for a whole request. ``credits`` is None where the provider does not bill in credits."""

    usd: Decimal
    credits: Decimal | None = None


@dataclass(frozen=True)
class PriceRow:
    """One line of a price list: what it costs when all of ``when`` holds. ``credits`` None: nobody can know."""

    when: Mapping[str, Any]
    credits: Decimal | None

    @property
    def label(self) -> str:
        """Stable name of the row, as the admin's overrides use it: ``duration=5, quality=720p``."""
        return ", ".join(f"{name}={value}" for name, value in self.when.items()) or "any"

    def fits(self, params: Mapping[str, Any]) -> bool:
        return all(params.get(name) == value for name, value in self.when.items())


@dataclass(frozen=True)
class PriceTable:
    """The price list of one spec.

    ``unit``: what one row pays for ("image", "video"). ``times``: the param that multiplies it (``n_variants``).
    ``credit_usd``: dollars per credit. ``upper``: credits to reserve where no row knows. ``as_of``: ISO date.
    """

    rows: tuple[PriceRow, ...]
    unit: str
    credit_usd: Decimal
    as_of: str
    source: str
    times: str = ""
    upper: Decimal = Decimal(0)

    def __call__(self, params: Mapping[str, Any], overrides: Mapping[str, Decimal] | None = None) -> Price | None:
        """The estimate for ``params``, or None where nobody can know. ``overrides``: row label → credits."""
        row = next((row for row in self.rows if row.fits(params)), None)
        if row is None:
            return None
        credits = (overrides or {}).get(row.label, row.credits)
        return None if credits is None else self._price(credits * self._count(params))

    def upper_bound(self, params: Mapping[str, Any], overrides: Mapping[str, Decimal] | None = None) -> Price:
        """What to reserve when the price is unknown: the stated bound, else the dearest row."""
        known = [(overrides or {}).get(row.label, row.credits) for row in self.rows]
        credits = max([self.upper, *(amount for amount in known if amount is not None)])
        return self._price(credits * self._count(params))

    def lowest(self, overrides: Mapping[str, Decimal] | None = None) -> Price | None:
        """The "from …" price of the picker: the cheapest row, for one file."""
        known = [(overrides or {}).get(row.label, row.credits) for row in self.rows]
        amounts = [amount for amount in known if amount is not None]
        return self._price(min(amounts)) if amounts else None

    def _count(self, params: Mapping[str, Any]) -> int:
        return int(params.get(self.times) or 1) if self.times else 1

    def _price(self, credits: Decimal) -> Price:
        return Price(usd=credits * self.credit_usd, credits=credits)
