"""Money: estimate → reserve → settle, one row an order. Amounts are US dollars and the provider's credits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from generation import inputs, registry
from generation.models import Charge, ChargeState, Job, PriceOverride
from generation.providers.base import InputFile, ModelSpec
from generation.providers.errors import Unavailable
from mediahub import prepared

_OVERRIDES = prepared.Question(
    lambda: PriceOverride.objects.filter(model=prepared.text()).values_list("row", "credits")
)


@dataclass(frozen=True)
class Estimate:
    """What an order will cost. ``known`` is off where it is only the model's stated upper bound."""

    usd: Decimal
    credits: Decimal | None
    known: bool = True


@dataclass(frozen=True)
class Balance:
    """What is left on the provider's account. ``usd`` None where credits have no known price."""

    credits: Decimal
    usd: Decimal | None
    sandbox: bool
    checked_at: datetime


# -- estimates -------------------------------------------------------------------------------------------------------


def estimate(
    model: ModelSpec,
    params: Mapping[str, Any],
    files: Mapping[str, Sequence[InputFile]] | None = None,
    overrides: Mapping[str, Decimal] | None = None,
) -> Estimate:
    """The price of one order by the price list and the owner's overrides; the upper bound where it is unknown.

    ``files``: the input files by path; some models bill by their length or size. ``overrides``: those of this model,
    where they are known already.
    """
    overrides = overrides_of(model) if overrides is None else overrides
    price = model.price(params, overrides, files)
    if price is not None:
        return Estimate(price.usd, price.credits)
    bound = model.price.upper_bound(params, overrides, files)
    return Estimate(bound.usd, bound.credits, known=False)


def estimate_of(job: Job) -> Estimate:
    """The price of ordering a job once more; input files that are gone count as absent."""
    files = inputs.files(job.owner_id, job.inputs, model=job.model, sandbox=job.sandbox, missing_ok=True)
    return estimate(registry.spec(job.model), job.params, files)


def lowest(model: ModelSpec, overrides: Mapping[str, Decimal] | None = None) -> Estimate | None:
    """The "from …" price of a model for one file, None where its list knows none. ``overrides``: as at ``estimate``."""
    price = model.price.lowest(overrides_of(model) if overrides is None else overrides)
    return Estimate(price.usd, price.credits) if price else None


def overrides_of(model: ModelSpec) -> dict[str, Decimal]:
    """The owner's own figures for this model: price-list row → credits."""
    return dict(_OVERRIDES.all(model.key))


def every_override() -> dict[str, dict[str, Decimal]]:
    """The owner's own figures of every model: key → price-list row → credits. A model without any is missing."""
    found: dict[str, dict[str, Decimal]] = {}
    for model, row, credits in PriceOverride.objects.values_list("model", "row", "credits"):
        found.setdefault(model, {})[row] = credits
    return found


def dollars(amount: Decimal) -> str:
    """An amount as people read it: "$0.06", "$0.1125", "$12.00", "under $0.01", "$0.00"."""
    if 0 < amount < Decimal("0.01"):
        return "under $0.01"
    places = -int(amount.normalize().as_tuple().exponent)
    decimals = min(max(places, 2), 4) if amount < 1 else 2
    return f"${amount:,.{decimals}f}"


def exact_dollars(amount: Decimal) -> str:
    """``dollars``, but of a fraction of a cent what it is: "$0.0025"."""
    return f"${amount.normalize():f}" if 0 < amount < Decimal("0.01") else dollars(amount)


# -- the rows --------------------------------------------------------------------------------------------------------


_SANDBOX_NOTE = "Sandbox: nothing is charged."


def open_charge(job: Job, price: Estimate, *, request_key: str = "") -> None:
    """The row of a job's current order, as an estimate. ``request_key``: the Idempotency-Key that asked for it."""
    note = "" if price.known else "Upper bound: the price of these settings is not known."
    amounts: dict[str, Any] = {"usd": price.usd, "credits": price.credits}
    if job.sandbox:
        amounts, note = {"usd": Decimal(0), "credits": Decimal(0)}, _SANDBOX_NOTE
    about = {"estimate_usd": price.usd, "exact": price.known, "note": note, "request_key": request_key}
    about |= {"owner_id": job.owner_id, "provider": job.provider, "model": job.model, "sandbox": job.sandbox}
    prepared.insert(Charge(job=job, order_number=job.orders, **amounts, **about))


def hand_over(job: Job, twin: Job) -> None:
    """The row of ``job.orders`` becomes the one of ``twin``, which follows that sending now.

    A row that was taken for uncharged counts with its estimate again: the order was accepted after all.
    """
    again = {} if job.sandbox else {"usd": F("estimate_usd"), "note": ""}
    if not _current(job).update(job=twin, order_number=twin.orders, state=ChargeState.RESERVED, **again):
        open_charge(twin, estimate_of(twin))
        reserve(twin)


def pass_on(owner: Any, heir: Any) -> None:
    """All rows of a person count as another's from now on, as their jobs do."""
    Charge.objects.filter(owner=owner).order_by().update(owner=heir)


def reserve(job: Job) -> None:
    """The order is about to be sent."""
    _current(job).update(state=ChargeState.RESERVED, at=timezone.now())


def unreserve(job: Job) -> None:
    """The order was certainly not accepted; it stays an estimate of the next attempt."""
    _current(job).update(state=ChargeState.ESTIMATED)


def settle(job: Job, credits: Decimal | None, *, source: str = "") -> None:
    """The order is over and paid: with the provider's own figure, or still estimated when there is none."""
    if job.sandbox:
        _current(job).update(state=ChargeState.ACTUAL, settled_at=timezone.now())
        return
    if credits is None:
        note = "Estimated: the provider did not say what it cost."
        _current(job).update(state=ChargeState.ESTIMATED, note=note, settled_at=timezone.now())
        return
    usd = credits * registry.spec(job.model).price.credit_usd
    note = source or "By the provider's record."
    _current(job).update(state=ChargeState.ACTUAL, credits=credits, usd=usd, note=note, settled_at=timezone.now())


def refund(job: Job, note: str = "") -> None:
    """Nothing was charged."""
    zero = {"usd": Decimal(0), "credits": Decimal(0)}
    _current(job).update(state=ChargeState.REFUNDED, note=note[:200], settled_at=timezone.now(), **zero)


def doubt(job: Job) -> None:
    """Nobody knows whether it was charged; the estimate counts until somebody does."""
    _current(job).update(state=ChargeState.UNKNOWN, note="It may have been charged.")


def _current(job: Job) -> Any:
    return Charge.objects.filter(job_id=job.pk, order_number=job.orders)


# -- sums ------------------------------------------------------------------------------------------------------------


def spent(owner: Any, since: datetime, *, provider: str = "") -> Decimal:
    """Dollars that an owner's orders since then cost or may cost, at one provider or at all; the sandbox is free."""
    charges = Charge.objects.filter(owner=owner, sandbox=False, at__gte=since)
    if provider:
        charges = charges.filter(provider=provider)
    total = charges.exclude(state=ChargeState.REFUNDED).aggregate(total=Sum("usd"))["total"]
    # SQLite adds up in binary: the sum is rounded to what the column holds, so that a budget can be met exactly
    return (total or Decimal(0)).quantize(Decimal("0.00001"))


def objection(owner: Any, stored: Any, price: Estimate) -> str:
    """Why an order must wait for its owner's yes, or "" when it may go. ``stored``: the owner's preferences."""
    amount = dollars(price.usd)
    if stored.ask_above_usd is not None and price.usd > stored.ask_above_usd:
        return (
            f"This run is about {amount}. Your limit is {dollars(stored.ask_above_usd)} a run. It waits for your yes."
        )
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for limit, since, words in (
        (stored.budget_day_usd, today, "today's budget"),
        (stored.budget_month_usd, today.replace(day=1), "this month's budget"),
    ):
        if limit is None:
            continue
        before = spent(owner, since)
        if before + price.usd > limit:
            return f"This would pass {words} of {dollars(limit)} (spent {dollars(before)}). It waits for your yes."
    return ""


def balance(key: str = "kie") -> Balance:
    """What is left at a provider; raises ``ProviderError``."""
    sandbox = registry.using_sandbox(key)
    source = registry.provider(key, sandbox=sandbox)
    if not hasattr(source, "balance"):
        raise Unavailable(f"{source.name} does not tell what is left.")
    credits = source.balance()
    rate = next((spec.price.credit_usd for spec in source.specs), None)
    return Balance(credits, credits * rate if rate else None, sandbox, timezone.now())
