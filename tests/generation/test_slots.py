"""Rate limits: a sliding window that all workers share."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from generation import slots
from generation.models import RateSlot
from generation.providers.base import Limit

pytestmark = pytest.mark.django_db

LIMIT = Limit("test", 3, 10)


def test_no_window_holds_more_calls_than_the_limit():
    taken = 0
    for _ in range(20):
        if slots.take(LIMIT) == 0.0 or slots.take(LIMIT) == 0.0:
            taken += 1

    assert RateSlot.objects.filter(limit="test").count() == 3
    assert taken == 3


def test_a_full_window_tells_how_long_to_wait():
    while slots.take(LIMIT) < 1:
        pass

    assert 8 < slots.wait(LIMIT) <= 10.3


def test_a_slot_is_free_again_when_its_time_is_over():
    while slots.take(LIMIT) < 1:
        pass
    RateSlot.objects.update(free_at=F("free_at") - timedelta(seconds=11))

    assert slots.take(LIMIT) == 0.0


def test_a_hold_closes_the_whole_window():
    slots.take(LIMIT)
    slots.hold(LIMIT, 60)

    assert slots.wait(LIMIT) > 55


def test_no_limit_never_waits():
    assert slots.take(None) == slots.wait(None) == 0.0
