"""Rate limits as a sliding window of slots, shared by every worker through the database.

A limit of N calls in S seconds is N rows; a call takes a row that is free and keeps it for S seconds. So no window of
S seconds ever holds more than N calls, which a token bucket does not promise.
"""

from __future__ import annotations

import random
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Min
from django.db.models.functions import Now
from django.utils import timezone

from generation.models import RateSlot
from generation.providers.base import Limit

#: seconds that a call comes after its slot is free, so that no clock's grain sends it too early
_BEHIND = 0.01


def take(limit: Limit | None) -> float:
    """Take a slot. Returns 0.0 when one was taken, else the seconds to wait before asking again."""
    if limit is None:
        return 0.0
    with transaction.atomic():
        free = RateSlot.objects.filter(limit=limit.name, position__lt=limit.calls, free_at__lte=Now())
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True)
        slot = free.order_by("free_at").first()
        if slot:
            RateSlot.objects.filter(pk=slot.pk).update(free_at=Now() + timedelta(seconds=limit.seconds))
            return 0.0
    return take(limit) if _grown(limit) else wait(limit)


def wait(limit: Limit | None) -> float:
    """Seconds until a slot is free, 0.0 if one is now; takes none."""
    if limit is None:
        return 0.0
    slots = RateSlot.objects.filter(limit=limit.name, position__lt=limit.calls)
    free_at = slots.aggregate(first=Min("free_at"))["first"]
    if free_at is None:
        return 0.0
    return max(0.0, (free_at - timezone.now()).total_seconds() + random.uniform(0.01, 0.2))


def turn(limit: Limit | None, ahead: int) -> float:
    """Seconds until a call's turn comes when ``ahead`` others go first; 0.0 if it may try now. Takes no slot."""
    if limit is None:
        return 0.0
    now = timezone.now()
    slots = RateSlot.objects.filter(limit=limit.name, position__lt=limit.calls).order_by("free_at")
    free_at = [max(now, moment) for moment in slots.values_list("free_at", flat=True)]
    free_at = [*[now] * (limit.calls - len(free_at)), *free_at]  # those that were never used have no row yet
    rounds, at = divmod(ahead, limit.calls)
    seconds = (free_at[at] - now).total_seconds() + rounds * limit.seconds
    return seconds + _BEHIND if seconds else 0.0


def hold(limit: Limit | None, seconds: float) -> None:
    """Close the whole window for ``seconds``: the provider asked us to slow down."""
    if limit is None:
        return
    until = Now() + timedelta(seconds=seconds)
    RateSlot.objects.filter(limit=limit.name, free_at__lt=until).update(free_at=until)


def _grown(limit: Limit) -> bool:
    """Make the rows of a limit that is used for the first time; False when they are all there."""
    have = RateSlot.objects.filter(limit=limit.name, position__lt=limit.calls).count()
    if have >= limit.calls:
        return False
    past = timezone.now() - timedelta(days=1)
    rows = [RateSlot(limit=limit.name, position=position, free_at=past) for position in range(limit.calls)]
    RateSlot.objects.bulk_create(rows, ignore_conflicts=True)
    return True
