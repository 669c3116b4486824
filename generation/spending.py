"""What orders cost, by day, model and state, with estimate against actual: read from the ledger's rows.

The database adds up once, by day, model and state together; every table of the page is folded from those few rows.
Amounts are US dollars, added up as whole hundred-thousandths, so that no sum carries binary dust. Days are those of
the current time zone. An order of the sandbox is free: it never counts with real ones, and is shown apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, F, QuerySet, Sum
from django.db.models.functions import Cast, Round
from django.utils import timezone

from generation import registry
from generation.local_day import LocalDay
from generation.models import Charge, ChargeState, Job

_PLACES = Decimal("0.00001")
#: the order in which states are listed
STATES = tuple(ChargeState(state) for state in ("actual", "estimated", "reserved", "unknown", "refunded"))


@dataclass(frozen=True)
class Question:
    """Whose charges of which days. ``owner`` None: everybody's. ``first``, ``last``: days, both included, None: open.

    ``provider``, ``model`` and ``state`` are keys, "" for any.
    """

    owner: Any
    first: date | None = None
    last: date | None = None
    provider: str = ""
    model: str = ""
    state: str = ""
    sandbox: bool = False


@dataclass
class Sums:
    """What a group of orders cost. ``spent`` is what budgets count: actual, estimated and uncertain together."""

    orders: int = 0
    actual: Decimal = Decimal(0)
    #: what the orders of ``actual`` had been estimated at
    expected: Decimal = Decimal(0)
    #: over, but the provider never told; or not sent yet
    estimated: Decimal = Decimal(0)
    #: under way, or perhaps charged
    uncertain: Decimal = Decimal(0)
    #: estimates of what was not charged
    not_charged: Decimal = Decimal(0)

    @property
    def unsure(self) -> Decimal:
        return self.estimated + self.uncertain

    @property
    def spent(self) -> Decimal:
        return self.actual + self.unsure

    @property
    def difference(self) -> Decimal:
        """By how much the actual cost is above the estimate of the same orders."""
        return self.actual - self.expected

    @property
    def percent(self) -> Decimal | None:
        """The difference in per cent of the estimate, None where nothing was estimated."""
        return (100 * self.difference / self.expected).quantize(Decimal("0.1")) if self.expected else None

    def add(self, row: Row) -> None:
        """Count a row in."""
        self.orders += row.orders
        match row.state:
            case ChargeState.ACTUAL:
                self.actual += row.usd
                self.expected += row.estimate
            case ChargeState.ESTIMATED:
                self.estimated += row.usd
            case ChargeState.REFUNDED:
                self.not_charged += row.estimate
            case _:
                self.uncertain += row.usd


@dataclass(frozen=True)
class Row:
    """Charges of one day, model and state."""

    day: date
    provider: str
    model: str
    name: str
    state: ChargeState
    orders: int
    usd: Decimal
    estimate: Decimal


@dataclass(frozen=True)
class Group:
    """One line of a table: ``key`` is a day, a model's key or a state."""

    key: Any
    name: str
    provider: str = ""
    sums: Sums = field(default_factory=Sums)


@dataclass(frozen=True)
class Report:
    """The answer to a question. ``models`` and ``providers``: what there is to choose from in these days."""

    total: Sums
    days: tuple[Group, ...]
    models: tuple[Group, ...]
    states: tuple[Group, ...]
    offered_models: tuple[tuple[str, str], ...]
    offered_providers: tuple[str, ...]


def report(question: Question) -> Report:
    """All sums of a question; one query."""
    every = _rows(question)
    rows = [row for row in every if _fits(row, question)]
    models = _grouped(rows, lambda row: Group((row.provider, row.model), row.name, row.provider))
    return Report(
        total=_total(rows),
        days=tuple(sorted(_grouped(rows, lambda row: Group(row.day, "")), key=lambda group: group.key, reverse=True)),
        models=tuple(sorted(models, key=lambda group: (-group.sums.spent, group.name))),
        states=_by_state(rows),
        offered_models=tuple(sorted({(row.model, row.name) for row in every}, key=lambda pair: pair[1].lower())),
        offered_providers=tuple(sorted({row.provider for row in every})),
    )


def by_month(days: Iterable[Group]) -> tuple[Group, ...]:
    """Groups of days as groups of months; a month's key is its first day."""
    months: dict[date, Group] = {}
    for group in days:
        month = group.key.replace(day=1)
        _merge(months.setdefault(month, Group(month, "")).sums, group.sums)
    return tuple(months.values())


def charges(question: Question) -> QuerySet[Charge]:
    """The rows themselves, newest first, each with its owner."""
    found = _asked(question)
    wanted = {"provider": question.provider, "model": question.model, "state": question.state}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    return found.select_related("owner").order_by("-at", "-pk")


def sandbox_orders(question: Question) -> int:
    """How many orders of these days went to the sandbox."""
    return _between(Charge.objects.filter(sandbox=True), question).count()


def actual_of(charge: Charge) -> Decimal | None:
    """What an order cost by the provider's record, 0 where nothing was charged, None where that is not known."""
    known = charge.state in (ChargeState.ACTUAL, ChargeState.REFUNDED)
    return charge.usd if known else None


def difference_of(charge: Charge) -> Decimal | None:
    """By how much an order cost more than its estimate, None where the provider has told nothing."""
    return charge.usd - charge.estimate_usd if charge.state == ChargeState.ACTUAL else None


# -- adding up -------------------------------------------------------------------------------------------------------


def _asked(question: Question) -> QuerySet[Charge]:
    return _between(Charge.objects.filter(sandbox=question.sandbox), question)


def _between(found: QuerySet[Charge], question: Question) -> QuerySet[Charge]:
    if question.owner is not None:
        found = found.filter(owner=question.owner)
    if question.first:
        found = found.filter(at__gte=_midnight(question.first))
    if question.last and question.last < date.max:
        found = found.filter(at__lt=_midnight(question.last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def grouped(question: Question) -> QuerySet[Charge, Any]:
    """Day, provider, model, state; then how many, and two sums in hundred-thousandths of a dollar."""
    by = ("local_day", "provider", "model", "state")
    days = _asked(question).order_by().annotate(local_day=LocalDay("at")).values_list(*by)
    return days.annotate(orders=Count("*"), usd_units=_exactly("usd"), estimate_units=_exactly("estimate_usd"))


def _rows(question: Question) -> list[Row]:
    found = list(grouped(question))
    names = {model: _name(model) for model in {model for _, _, model, *_ in found}}
    return [
        Row(day, provider, model, names[model], ChargeState(state), orders, usd * _PLACES, estimate * _PLACES)
        for day, provider, model, state, orders, usd, estimate in found
    ]


def _name(model: str) -> str:
    """What a model is called; where it is no longer known, what its newest order called it."""
    try:
        return registry.spec(model).name
    except registry.UnknownModel:
        newest = Job.objects.filter(model=model, finished_at__isnull=False).order_by("-finished_at")
        return newest.values_list("model_name", flat=True).first() or model


def _exactly(column: str) -> Sum:
    """The sum of an amount in hundred-thousandths of a dollar, as a whole number."""
    return Sum(Cast(Round(F(column) * 100_000), BigIntegerField()))


def _fits(row: Row, question: Question) -> bool:
    pairs = ((question.provider, row.provider), (question.model, row.model), (question.state, row.state))
    return all(wanted in ("", held) for wanted, held in pairs)


def _total(rows: Iterable[Row]) -> Sums:
    total = Sums()
    for row in rows:
        total.add(row)
    return total


def _grouped(rows: Iterable[Row], line: Callable[[Row], Group]) -> list[Group]:
    groups: dict[Any, Group] = {}
    for row in rows:
        new = line(row)
        groups.setdefault(new.key, new).sums.add(row)
    return list(groups.values())


def _by_state(rows: Iterable[Row]) -> tuple[Group, ...]:
    found = {group.key: group for group in _grouped(rows, lambda row: Group(row.state, str(row.state.label)))}
    return tuple(found[state] for state in STATES if state in found)


def _merge(into: Sums, more: Sums) -> None:
    for name in ("orders", "actual", "expected", "estimated", "uncertain", "not_charged"):
        setattr(into, name, getattr(into, name) + getattr(more, name))
