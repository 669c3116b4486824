"""How long to pause: before the next question, after a failed one, before the next order."""

from __future__ import annotations

import random

#: (age of the order in seconds, pause in seconds): quick at first, slower with age
_STEPS = ((30, 2.0), (120, 5.0), (600, 15.0), (3600, 30.0), (6 * 3600, 120.0))
_SLOWEST = 300.0


def before_question(age: float, usual: float, *, callbacks: bool = False) -> float:
    """Seconds until the next poll of an order that is ``age`` seconds old and usually takes ``usual`` seconds.

    Around the usual end it looks more often. With callbacks the poll is only the safety net.
    """
    pause = next((pause for limit, pause in _STEPS if age < limit), _SLOWEST)
    if 0.8 * usual <= age <= 1.5 * usual:
        pause = min(pause, max(2.0, 0.04 * usual))
    if callbacks:
        pause = min(max(pause * 3, 10.0), _SLOWEST)
    return _jittered(pause)


def after_setback(setbacks: int, *, first: float = 2.0, most: float = 300.0) -> float:
    """Doubling pause after ``setbacks`` failed calls in a row (1 = the first), with jitter, in seconds."""
    return _jittered(min(first * 2 ** min(max(setbacks - 1, 0), 20), most))


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(0.9, 1.1)
