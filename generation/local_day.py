"""The day on which something happened, by the owner's clock, in SQL of both databases.

Django's own ``TruncDate`` calls Python once a row on SQLite, which takes seconds for a million rows. There the clock's
shift from UTC is written into the query instead, one branch for every change of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from django.db.models.functions import TruncDate
from django.utils import timezone

#: years that the branches cover; before and after them the nearest shift counts
_FIRST_YEAR, _YEARS_AHEAD = 2024, 2


class LocalDay(TruncDate):
    """``LocalDay("at")``: the date of a stored time in the current time zone."""

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.lhs)
        seconds = f"substr({column}, 1, 19)"  # date() would round the last half millisecond of a day up
        zone, until = self.tzinfo or timezone.get_current_timezone(), timezone.now().year + _YEARS_AHEAD
        *earlier, (_, last) = shifts(zone, until)
        branches = "".join(
            f"WHEN {column} < '{end:%Y-%m-%d %H:%M:%S}' THEN date({seconds}, '{shift} minutes') "
            for end, shift in earlier
        )
        plain = f"date({seconds}, '{last} minutes')"
        sql = f"CASE {branches}ELSE {plain} END" if branches else plain
        return sql, (*params,) * (2 * len(earlier) + 1)


@lru_cache(maxsize=8)
def shifts(zone: tzinfo, until: int) -> tuple[tuple[datetime | None, int], ...]:
    """How many minutes ``zone`` is ahead of UTC, each with the moment (UTC) at which that ends; None for the last."""
    at, end = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(until, 1, 1, tzinfo=UTC)
    found: list[tuple[datetime | None, int]] = []
    while at < end:
        following = at + timedelta(days=1)
        if _shift(zone, at) != _shift(zone, following):
            found.append((_change(zone, at, following), _shift(zone, at)))
        at = following
    return (*found, (None, _shift(zone, end)))


def _change(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """The minute between the two at which the clock is changed."""
    low, high = 0, int((after - before).total_seconds() // 60)
    while high - low > 1:
        middle = (low + high) // 2
        if _shift(zone, before + timedelta(minutes=middle)) == _shift(zone, before):
            low = middle
        else:
            high = middle
    return before + timedelta(minutes=high)


def _shift(zone: tzinfo, at: datetime) -> int:
    return int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() // 60)
