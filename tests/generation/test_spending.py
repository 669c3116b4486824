"""What orders cost, added up: against the ledger, to the cent, by the owner's days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from generation import ledger, spend_page, spending
from generation.jobs import handover
from generation.local_day import shifts
from generation.models import Charge, Job
from generation.spending import Question


@pytest.fixture
def charge(order: Any) -> Any:
    """The ledger's row of a new order, with what a test says about it."""

    def make(state: str, usd: str = "0", estimate: str = "0", **more: Any) -> Charge:
        row = Charge.objects.get(job=order())
        values = {"state": state, "usd": Decimal(usd), "estimate_usd": Decimal(estimate), **more}
        Charge.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
        return row

    return make


def total(owner: Any, **more: Any) -> spending.Sums:
    return spending.report(Question(owner, **more)).total


def test_every_state_is_counted_in_its_own_place(owner, charge):
    for state, usd in (("actual", "1"), ("estimated", "2"), ("reserved", "4"), ("unknown", "8"), ("refunded", "0")):
        charge(state, usd, "16")
    found = total(owner)
    assert (found.actual, found.estimated, found.uncertain, found.not_charged) == (1, 2, 12, 16)
    assert (found.orders, found.spent) == (5, 15)


def test_what_was_spent_is_what_budgets_count(owner, charge):
    for state in ("actual", "estimated", "reserved", "unknown", "refunded"):
        charge(state, "0" if state == "refunded" else "0.12345", "0.1")
    assert total(owner).spent == ledger.spent(owner, timezone.now() - timedelta(days=1)) == Decimal("0.49380")


def test_a_record_settles_and_stands_against_its_estimate(owner, order, work):
    from generation.providers.base import Output, Phase, Update
    from tests.generation.scripted import Scripted

    made = Update(Phase.SUCCEEDED, remote_id="remote-1", outputs=(Output("https://example.org/a.png"),))
    Scripted.on_poll = [Update(**{**vars(made), "credits": Decimal(8)})]
    job = order()
    work(work(job))
    found = total(owner)
    assert (found.expected, found.actual, found.difference) == (Decimal("0.03"), Decimal("0.04"), Decimal("0.01"))
    assert found.percent == Decimal("33.3")


def test_the_difference_leaves_out_what_nobody_told(owner, charge):
    charge("actual", "1.10", "1.00")
    charge("estimated", "5", "5")
    charge("refunded", "0", "3")
    assert total(owner).difference == Decimal("0.10")


def test_nothing_estimated_is_no_division_by_nothing(owner, charge):
    charge("actual", "1", "0")
    assert total(owner).percent is None


def test_a_thousand_odd_amounts_add_up_exactly(owner, order):
    job = order()
    rows = [
        Charge(job=job, owner=owner, order_number=number, state="actual", usd=Decimal("0.00007"), at=timezone.now())
        for number in range(2, 1002)
    ]
    Charge.objects.filter(job=job).delete()
    Charge.objects.bulk_create(rows)
    assert total(owner).actual == Decimal("0.07")


def test_models_come_dearest_first(owner, charge):
    charge("actual", "1")
    Charge.objects.filter(pk=charge("actual", "2").pk).update(model="veo3_fast", provider="kie")
    assert [group.name for group in spending.report(Question(owner)).models] == ["Veo 3.1 Fast", "Test Picture"]


def test_a_model_that_is_gone_keeps_its_name(owner, charge):
    row = charge("actual", "1", model="old-model")
    Job.objects.filter(pk=row.job_id).update(model="old-model", model_name="Old Model", finished_at=timezone.now())
    assert spending.report(Question(owner)).models[0].name == "Old Model"


def test_filters_narrow_the_sums_and_keep_the_choices(owner, charge):
    charge("actual", "1")
    charge("unknown", "2", model="veo3_fast")
    found = spending.report(Question(owner, model="veo3_fast"))
    assert found.total.spent == 2
    assert {model for model, _ in found.offered_models} == {"test-picture", "veo3_fast"}


def test_nobody_sees_anothers_charges_and_everybody_sees_all(owner, charge, django_user_model):
    other = django_user_model.objects.create_user("other")
    charge("actual", "1")
    charge("actual", "2", owner=other)
    assert (total(owner).spent, total(other).spent, total(None).spent) == (1, 2, 3)


def test_the_sandbox_never_counts_with_real_orders(owner, charge):
    charge("actual", "1")
    charge("actual", "0", "5", sandbox=True)
    assert (total(owner).orders, total(owner, sandbox=True).orders) == (1, 1)
    assert spending.sandbox_orders(Question(owner)) == 1


def test_a_charge_knows_whose_it_is_and_of_which_model(owner, order):
    row = Charge.objects.get(job=order())
    assert (row.owner, row.provider, row.model, row.sandbox) == (owner, "scripted", "test-picture", False)


def test_what_a_person_spent_goes_with_their_orders_to_the_heir(owner, charge, django_user_model):
    heir = django_user_model.objects.create_user("heir")
    charge("actual", "1")
    handover.hand_over(owner, heir, replaced={}, hide=False)
    assert (total(owner).spent, total(heir).spent) == (0, 1)


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("UTC", "2026-11-20T23:59:59.999999", date(2026, 11, 20)),
        ("UTC", "2026-11-21T00:00:00", date(2026, 11, 21)),
        ("Europe/Berlin", "2026-07-01T21:59:59", date(2026, 7, 1)),
        ("Europe/Berlin", "2026-07-01T22:00:00", date(2026, 7, 2)),
        ("Europe/Berlin", "2026-12-01T22:00:00", date(2026, 12, 1)),
        ("Europe/Berlin", "2026-12-01T23:00:00", date(2026, 12, 2)),
        ("Asia/Kathmandu", "2026-12-01T18:15:00", date(2026, 12, 2)),
        ("America/New_York", "2026-11-02T04:59:59", date(2026, 11, 1)),
        ("Australia/Lord_Howe", "2027-04-03T13:00:00", date(2027, 4, 4)),
    ],
)
def test_a_day_is_one_of_the_owners_clock(owner, charge, zone, at, day):
    charge("actual", "1", at=datetime.fromisoformat(at).replace(tzinfo=UTC))
    with timezone.override(ZoneInfo(zone)):
        assert [group.key for group in spending.report(Question(owner)).days] == [day]
        assert total(owner, first=day, last=day).orders == 1
        assert total(owner, first=day + timedelta(days=1)).orders == 0
        assert total(owner, last=day - timedelta(days=1)).orders == 0


def test_the_clocks_changes_are_found_to_the_minute():
    changes = [end for end, _ in shifts(ZoneInfo("Europe/Berlin"), 2028) if end and end.year == 2026]
    assert changes == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]


def test_sums_are_read_from_the_index_alone(owner, charge):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table of a few rows whole")
    charge("actual", "1")
    grouped = spending.grouped(Question(owner, first=date(2026, 1, 1)))
    assert "COVERING INDEX charge_spend" in grouped.explain()


def test_adding_up_asks_the_database_once(owner, charge, django_assert_num_queries):
    charge("actual", "1")
    charge("unknown", "2")
    with django_assert_num_queries(1):
        spending.report(Question(owner))


def test_a_long_time_is_listed_by_month(owner, charge):
    charge("actual", "1", at=datetime(2026, 1, 5, tzinfo=UTC))
    charge("actual", "2", at=datetime(2026, 1, 25, tzinfo=UTC))
    question = Question(owner, date(2026, 1, 1), date(2026, 10, 1))
    unit, lines = spend_page.by_day(spending.report(question), question, str)
    assert (unit, [(line.name, line.spent) for line in lines]) == ("month", [("Jan 2026", "$3.00")])


def test_the_chart_has_a_bar_for_every_day_and_the_highest_fills_it(owner, charge):
    charge("actual", "3", at=datetime(2026, 11, 2, 12, tzinfo=UTC))
    charge("unknown", "1", at=datetime(2026, 11, 2, 12, tzinfo=UTC))
    question = Question(owner, date(2026, 11, 1), date(2026, 11, 7))
    chart = spend_page.chart(spending.report(question), question)
    assert [bar.sure for bar in chart.bars] == [0, 75, 0, 0, 0, 0, 0]
    assert (chart.bars[1].unsure, chart.bars[1].unsure_y) == (25, 0)
    assert chart.bars[1].title == "2 Nov: $4.00, $1.00 of it not certain, 2 orders"


@pytest.mark.parametrize(
    ("amount", "words"),
    [("0", "$0.00"), ("0.05", "+$0.05"), ("-0.05", "−$0.05"), ("-0.004", "−$0.004"), ("1234.5", "+$1,234.50")],
)
def test_differences_in_words(amount, words):
    assert spend_page.signed(Decimal(amount)) == words
