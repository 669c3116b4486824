"""Words and classes that templates ask for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generation.ledger import dollars
from mediahub.templatetags import ui


@pytest.mark.parametrize(
    ("ratio", "name"), [("16:9", "a16x9"), ("1:1", "a1x1"), ("1536:1024", "a3x2"), ("auto", "a1x1"), ("4:0", "a1x1")]
)
def test_a_ratio_has_the_class_of_its_nearest(ratio, name):
    assert ui.ratio_class(ratio) == name


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, ""), (0, "0:00"), (42.4, "0:42"), (90, "1:30"), (3727, "1:02:07")]
)
def test_seconds_read_as_a_clock(seconds, words):
    assert ui.clock(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(8, "8 s"), (60, "1 min"), (92, "1 min 30 s"), (240, "4 min"), (None, "")]
)
def test_a_usual_time_reads_roughly(seconds, words):
    assert ui.about(seconds) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "$0.00"),
        ("0.004", "under $0.01"),
        ("0.03", "$0.03"),
        ("0.025", "$0.025"),
        ("0.1125", "$0.1125"),
        ("1.5", "$1.50"),
        ("1234", "$1,234.00"),
    ],
)
def test_dollars_read_as_people_write_them(amount, words):
    assert dollars(Decimal(amount)) == words


@pytest.mark.parametrize(("minutes", "words"), [(0, "just now"), (2, "2 min ago"), (185, "3 h ago")])
def test_a_moment_reads_by_its_distance(minutes, words):
    assert ui.ago(timezone.now() - timedelta(minutes=minutes)) == words


def test_a_model_stands_as_two_letters():
    assert ui.monogram("Veo 3.1 Fast") == "V3"
