"""How long the engine pauses."""

from __future__ import annotations

from generation import pace


def test_a_young_order_is_asked_about_quickly_and_an_old_one_slowly():
    assert pace.before_question(5, usual=1000) < 2.5
    assert 13 < pace.before_question(300, usual=10_000) < 17
    assert pace.before_question(100_000, usual=60) > 200


def test_around_its_usual_end_an_order_is_asked_about_more_often():
    assert pace.before_question(300, usual=290) < 14 < pace.before_question(300, usual=2000) + 2


def test_with_callbacks_the_question_is_only_the_safety_net():
    assert pace.before_question(5, usual=1000, callbacks=True) >= 9


def test_setbacks_double_the_pause_up_to_a_bound():
    assert pace.after_setback(1) < 2.3 < 3.5 < pace.after_setback(2) < 4.5
    assert pace.after_setback(50, most=600) <= 660
