"""Spend that does not add up: charges against the orders that they are of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from generation import ledger
from generation.fsck import Finding, Look
from generation.models import Charge, Charged, ChargeState, Job, State

_ENDED = (State.SUCCEEDED, State.FAILED, State.CANCELLED, State.UNCLEAR)


def _without_charge(deep: bool) -> Iterator[Finding]:
    """An order without a row for its sending. One whose earlier sending goes on by itself has handed its row over."""
    charge = Charge.objects.filter(job=OuterRef("pk"), order_number=OuterRef("orders"))
    twin = Job.objects.filter(retry_of=OuterRef("pk"))
    lost = Job.objects.filter(~Exists(charge), ~Exists(twin)).order_by("pk")
    for job in lost.iterator(chunk_size=500):
        says, mend = f"{job.state}, without a charge for sending {job.orders}", "write one with the model's estimate"
        yield Finding("order without charge", f"order {job.pk}", says, mend, partial(_write, job))


def _write(job: Job) -> bool:
    if not Charge.objects.filter(job=job, order_number=job.orders).exists():
        ledger.open_charge(job, ledger.estimate_of(job))
        _settle(job)
    return True


def _settle(job: Job) -> None:
    """The state that a charge has when its order stands where it stands."""
    if job.state in (State.FAILED, State.CANCELLED) and job.charged == Charged.NO:
        ledger.refund(job)
    elif job.state == State.UNCLEAR or job.charged == Charged.MAYBE:
        ledger.doubt(job)
    elif job.state in _ENDED:
        ledger.settle(job, None)
    elif job.state not in (State.WAITING, State.QUEUED):
        ledger.reserve(job)


def _still_reserved(deep: bool) -> Iterator[Finding]:
    """The order is over, its charge is not."""
    left = Charge.objects.filter(state=ChargeState.RESERVED, job__state__in=_ENDED, order_number=F("job__orders"))
    for charge in left.order_by("pk").select_related("job").iterator(chunk_size=500):
        says = f"${charge.usd} is still reserved, and the order is {charge.job.state}"
        mend = "settle it with its estimate, or as uncharged where that is known"
        yield Finding("reserved for nothing", _name(charge), says, mend, partial(_settled, charge))


def _settled(charge: Charge) -> bool:
    job = Job.objects.get(pk=charge.job_id)
    if job.state in _ENDED and Charge.objects.filter(pk=charge.pk, state=ChargeState.RESERVED).exists():
        _settle(job)
    return True


def _impossible(deep: bool) -> Iterator[Finding]:
    """Amounts that cannot be."""
    zero = {"usd": Decimal(0), "credits": Decimal(0)}
    free = Q(state=ChargeState.REFUNDED) | Q(sandbox=True)
    estimated = {
        "usd": F("estimate_usd"),
        "state": ChargeState.ESTIMATED,
        "note": "Estimated: the figure was impossible.",
    }
    looks: tuple[tuple[str, Q, dict[str, Any], str], ...] = (
        ("negative charge", Q(usd__lt=0), estimated, "count its estimate"),
        ("charged although free", free & Q(usd__gt=0), zero, "set it to nothing"),
    )
    for check, wrong, right, mend in looks:
        for charge in Charge.objects.filter(wrong).order_by("pk").iterator(chunk_size=500):
            says = f"{charge.get_state_display().lower()}, ${charge.usd}"
            yield Finding(check, _name(charge), says, mend, partial(_set, charge, right))


def _set(charge: Charge, right: dict[str, Any]) -> bool:
    return Charge.objects.filter(pk=charge.pk, usd=charge.usd, state=charge.state).update(**right) > 0


def _of_somebody_else(deep: bool) -> Iterator[Finding]:
    """A charge that counts for another person or model than its order."""
    differs = ~Q(owner=F("job__owner")) | Q(owner=None)
    for name in ("provider", "model", "sandbox"):
        differs |= ~Q(**{name: F(f"job__{name}")})
    for charge in Charge.objects.filter(differs).order_by("pk").select_related("job").iterator(chunk_size=500):
        job = charge.job
        right = {"owner": job.owner_id, "provider": job.provider, "model": job.model, "sandbox": job.sandbox}
        says = "it counts for another owner, provider or model than its order"
        yield Finding(
            "charge astray", _name(charge), says, "count it where its order belongs", partial(_set, charge, right)
        )


def _too_many(deep: bool) -> Iterator[Finding]:
    for charge in Charge.objects.filter(order_number__gt=F("job__orders")).select_related("job").order_by("pk"):
        says = f"sending {charge.order_number} is charged, and the order was sent {charge.job.orders} times"
        yield Finding("charge for no sending", _name(charge), says, "compare it with the provider's own log")


def _name(charge: Charge) -> str:
    return f"order {charge.job_id}, sending {charge.order_number}"


LOOKS: tuple[Look, ...] = (_without_charge, _still_reserved, _impossible, _of_somebody_else, _too_many)
