"""Spending as the page shows it: lines of tables in words, and the bars of the chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from generation import ledger, registry
from generation.models import Charge, ChargeState
from generation.spending import Question, Report, Sums, actual_of, by_month, difference_of

#: more days than this are drawn and listed as months
_MOST_DAYS = 92
#: units of the drawing: from bar to bar, of a bar, and its greatest height
_STEP, _WIDTH, HEIGHT = 10, 8, 100

_NOTHING = "–"
_CENT = Decimal("0.01")
#: the query of the same page with other filters
Narrowed = Callable[[dict[str, str]], str]
#: class of the badge by state
_LOOKS = {ChargeState.ACTUAL: "done", ChargeState.RESERVED: "running", ChargeState.UNKNOWN: "warning"}


@dataclass(frozen=True)
class Line:
    """One group of orders, every amount in words; ``query``: of the page that shows it alone."""

    name: str
    orders: int
    spent: str
    estimate: str
    actual: str
    difference: str
    percent: str
    open: str
    not_charged: str
    note: str = ""
    query: str = ""


@dataclass(frozen=True)
class Bar:
    """One day or month of the chart: what is certain stands below what is not. Heights are of ``HEIGHT``."""

    x: int
    sure: float
    unsure: float
    title: str
    width: int = _WIDTH

    @property
    def sure_y(self) -> float:
        return HEIGHT - self.sure

    @property
    def unsure_y(self) -> float:
        return round(HEIGHT - self.sure - self.unsure, 2)


@dataclass(frozen=True)
class Chart:
    """Bars from the first to the last day or month. ``most``: what the highest one stands for."""

    bars: tuple[Bar, ...]
    first: str
    last: str
    most: str
    unit: str

    @property
    def width(self) -> int:
        return _STEP * len(self.bars) - (_STEP - _WIDTH)


@dataclass(frozen=True)
class Entry:
    """One order in the list. ``person`` is "" where all are one's own; ``own``: whether its job's page opens."""

    charge: Charge
    estimate: str
    actual: str
    difference: str
    look: str
    model: str
    person: str
    own: bool


# -- tables ----------------------------------------------------------------------------------------------------------


def total(sums: Sums) -> Line:
    """The line above everything."""
    return _line("Total", sums)


def by_model(found: Report, narrowed: Narrowed) -> list[Line]:
    """One line a model, the dearest first."""
    return [
        _line(group.name, group.sums, note=provider_name(group.provider), query=narrowed({"model": group.key[1]}))
        for group in found.models
    ]


def by_state(found: Report, narrowed: Narrowed) -> list[Line]:
    """One line a state, the surest first."""
    return [_line(group.name, group.sums, query=narrowed({"state": str(group.key)})) for group in found.states]


def by_day(found: Report, question: Question, narrowed: Narrowed) -> tuple[str, list[Line]]:
    """``day`` or ``month``, and one line for each that had orders, the newest first."""
    unit = _unit(_span(found, question))
    groups, words = (by_month(found.days), _month_name) if unit == "month" else (found.days, _day)
    return unit, [_line(words(group.key), group.sums, query=narrowed(_dates(group.key, unit))) for group in groups]


def entry(charge: Charge, viewer: Any) -> Entry:
    """One order, as ``viewer`` may see it."""
    own, owner = charge.owner_id == viewer.pk, charge.owner
    return Entry(
        charge=charge,
        estimate=("" if charge.exact else "up to ") + ledger.exact_dollars(charge.estimate_usd),
        actual=_known(actual_of(charge)),
        difference=_known(difference_of(charge), signed),
        look=_LOOKS.get(ChargeState(charge.state), ""),
        model=charge.job.model_name or charge.model,
        person="" if own else (owner.get_username() if owner else "somebody who left"),
        own=own,
    )


def signed(amount: Decimal) -> str:
    """The difference of one order: "+$0.05", "−$0.004", "$0.00"; below a cent with all its digits."""
    return _signed(amount, ledger.exact_dollars)


def _signed(amount: Decimal, written: Callable[[Decimal], str]) -> str:
    sign = {1: "+", -1: "−"}.get((amount > 0) - (amount < 0), "")
    size = abs(amount)
    return f"{sign}${size.normalize():f}" if 0 < size < _CENT else f"{sign}{written(size)}"


def _line(name: str, sums: Sums, *, note: str = "", query: str = "") -> Line:
    compared = bool(sums.expected or sums.actual)
    return Line(
        name=name,
        orders=sums.orders,
        spent=_cents(sums.spent),
        estimate=_cents(sums.expected) if compared else _NOTHING,
        actual=_cents(sums.actual) if compared else _NOTHING,
        difference=_signed(sums.difference, _cents) if compared else _NOTHING,
        percent=f"{sums.percent:+.1f} %".replace("-", "−") if sums.percent else "",
        open=_cents(sums.unsure) if sums.unsure else _NOTHING,
        not_charged=_cents(sums.not_charged) if sums.not_charged else _NOTHING,
        note=note,
        query=query,
    )


def _cents(amount: Decimal) -> str:
    return ledger.exact_dollars(amount) if 0 < amount < _CENT else f"${amount:,.2f}"


def _known(amount: Decimal | None, written: Callable[[Decimal], str] = ledger.exact_dollars) -> str:
    return _NOTHING if amount is None else written(amount)


def provider_name(key: str) -> str:
    """What a provider is called; its key where this installation no longer has it."""
    try:
        return registry.provider_class(key).name
    except KeyError:
        return key


# -- the chart -------------------------------------------------------------------------------------------------------


def chart(found: Report, question: Question) -> Chart | None:
    """Bars for every day or month of the question, also those without orders; None where nothing was spent."""
    span = _span(found, question)
    if not found.total.spent:
        return None
    unit = _unit(span)
    groups = by_month(found.days) if unit == "month" else found.days
    sums = {group.key: group.sums for group in groups}
    places = _months(*span) if unit == "month" else _days(*span)
    most = max(group.sums.spent for group in groups)
    words = _month_name if unit == "month" else _day
    bars = [_bar(number, sums.get(place, Sums()), most, words(place)) for number, place in enumerate(places)]
    return Chart(tuple(bars), words(places[0]), words(places[-1]), _cents(most), unit)


def _bar(number: int, sums: Sums, most: Decimal, name: str) -> Bar:
    heights = [round(float(HEIGHT * part / most), 2) for part in (sums.actual, sums.unsure)]
    doubt = f", {_cents(sums.unsure)} of it not certain" if sums.unsure else ""
    orders = f"{sums.orders} order{'' if sums.orders == 1 else 's'}"
    return Bar(number * _STEP, heights[0], heights[1], f"{name}: {_cents(sums.spent)}{doubt}, {orders}")


def _span(found: Report, question: Question) -> tuple[date, date]:
    """The first and the last day to draw."""
    days, today = [group.key for group in found.days], timezone.localdate()
    last = question.last or max([today, *days])
    return question.first or min([last, *days]), last


def _unit(span: tuple[date, date]) -> str:
    return "month" if (span[1] - span[0]).days >= _MOST_DAYS else "day"


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _day(day: date) -> str:
    year = "" if day.year == timezone.localdate().year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"


def _month_name(month: date) -> str:
    return f"{month:%b %Y}"


def _dates(first: date, unit: str) -> dict[str, str]:
    """What asks for this day alone, or for the month that begins with it."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if unit == "month" else first
    return {"from": str(first), "to": str(last)}
