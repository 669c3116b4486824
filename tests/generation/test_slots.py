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


def test_a_turn_comes_when_those_ahead_have_had_their_slots():
    assert slots.turn(LIMIT, 2) == 0.0
    assert slots.take(LIMIT) == 0.0
    assert slots.turn(LIMIT, 1) == 0.0
    assert 9 < slots.turn(LIMIT, 2) <= 10.1
    assert 19 < slots.turn(LIMIT, 5) <= 20.1


def test_without_a_limit_it_is_always_ones_turn():
    assert slots.turn(None, 1000) == 0.0
