"""The Spend page and its CSV file: filters, refusals, whose rows, cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generation.models import Charge, Job
from generation.spend_csv import COLUMNS, harmless
from mediahub.access import owner as local_owner


@pytest.fixture
def owner(db):
    return local_owner()


@pytest.fixture
def page(client, scripted, owner):
    return client


@pytest.fixture
def spent(order):
    """An order and its row of the ledger."""

    def make(state="actual", usd="0.04", estimate="0.03", **more):
        row = Charge.objects.get(job=order())
        values = {"state": state, "usd": Decimal(usd), "estimate_usd": Decimal(estimate), **more}
        Charge.objects.filter(pk=row.pk).update(**values)
        return row

    return make


@pytest.fixture
def other(django_user_model):
    return django_user_model.objects.create_user("ann")


def body(page, query=""):
    return page.get(f"/spend{query}").content.decode()


def rows(page, query=""):
    answer = page.get(f"/spend.csv{query}")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


# -- the page


def test_without_orders_it_says_so_and_leads_to_generate(page):
    assert "Nothing was spent." in body(page)
    assert 'href="/spend.csv' not in body(page)


def test_it_shows_estimate_against_actual_and_leads_to_the_job(page, spent):
    row = spent(usd="1.25", estimate="1.00")
    shown = body(page)
    assert "+$0.25" in shown
    assert "+25.0 %" in shown
    assert f'href="/jobs/{row.job_id}"' in shown


def test_the_chart_needs_neither_script_nor_style(page, spent):
    spent()
    drawing = body(page).partition("spend-chart")[2].partition("</svg>")[0]
    assert 'class="spend-sure"' in drawing
    assert "style=" not in drawing


def test_a_period_is_kept_while_other_filters_change(page, spent):
    spent()
    shown = body(page, "?period=90&state=actual")
    assert 'href="?period=7&amp;state=actual"' in shown
    assert 'name="period" value="90"' in shown


def test_dates_win_over_the_period(page, spent):
    spent(at=datetime(2026, 1, 5, tzinfo=UTC))
    assert "Nothing was spent." in body(page, "?period=30")
    assert "1 order<" in body(page, "?period=30&from=2026-01-05&to=2026-01-05")


def test_thirty_days_are_today_and_the_twenty_nine_before(page, spent):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    spent(at=midnight - timedelta(days=29))
    spent(at=midnight - timedelta(days=29, microseconds=1))
    assert "1 order<" in body(page)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?from=2026-11-20&to=2026-11-01", "The last day is before the first. Swap the two dates."),
        ("?from=tomorrow", "Write the day as 2026-11-21."),
        ("?from=0001-01-01", "Days from 2000 to 2100 can be asked for."),
        ("?period=week", "period must be one of: 7, 30, 90, month, all."),
        ("?state=paid", "state must be one of: estimated, reserved, actual, refunded, unknown."),
        ("?person=nobody", "There is nobody called “nobody” here."),
    ],
)
@pytest.mark.parametrize("path", ["/spend", "/spend.csv"])
def test_what_cannot_be_asked_is_refused_in_a_sentence(page, path, query, words):
    answer = page.get(path + query)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_a_refused_date_stays_in_its_box(page):
    assert 'name="from" value="tomorrow"' in body(page, "?from=tomorrow")


def test_the_orders_lead_to_older_ones(page, spent):
    for _ in range(26):
        spent()
    shown = body(page)
    place = shown.partition("before=")[2].partition("#")[0]
    assert shown.count('href="/jobs/') == 25
    assert body(page, f"?before={place}").count('href="/jobs/') == 1


@pytest.mark.parametrize("place", ["x", "-1", "9" * 30, "²"])
def test_a_strange_place_in_the_list_is_its_beginning(page, spent, place):
    spent()
    assert body(page, f"?before={place}").count('href="/jobs/') == 1


def test_sandbox_orders_are_left_out_and_can_be_shown(page, spent):
    spent(usd="0", estimate="7", sandbox=True)
    assert "1 sandbox order in these days" in body(page)
    shown = body(page, "?sandbox=1")
    assert "nothing was charged" in shown
    assert "$7.00" in shown


def test_everyone_shows_others_orders_without_their_prompts(page, spent, other):
    row = spent(owner=other)
    Job.objects.filter(pk=row.job_id).update(owner=other, prompt="a secret boat")
    shown = body(page, "?person=everyone")
    assert "An order of ann" in shown
    assert "a secret boat" not in shown
    assert f"/jobs/{row.job_id}" not in shown
    assert "Nothing was spent." in body(page)


def test_only_the_hubs_owner_sees_what_others_spent(page, owner, spent, other):
    spent()
    type(owner).objects.filter(pk=owner.pk).update(is_superuser=False)
    assert "Only the hub&#x27;s owner can see what others spent." in body(page, "?person=everyone")
    assert 'id="spend-person"' not in body(page)


@pytest.mark.parametrize("path", ["/queue", "/settings"])
def test_pages_that_show_costs_lead_here(page, path):
    assert 'href="/spend' in page.get(path).content.decode()


def test_a_model_of_strange_name_is_harmless_in_the_page(page, spent):
    spent(model='"><script>alert(1)</script>')
    assert "<script>alert" not in body(page)


# -- the file


def test_the_file_has_one_row_a_charge_with_exact_decimals(page, spent):
    row = spent(usd="0.12345", estimate="0.1", credits=Decimal("24.6900"), note="By the provider's record.")
    (found,) = rows(page)
    assert found["job"] == str(row.job_id)
    assert (found["estimate_usd"], found["actual_usd"], found["difference_usd"]) == ("0.10000", "0.12345", "0.02345")
    assert (found["credits"], found["state"], found["person"]) == ("24.6900", "actual", "owner")


@pytest.mark.parametrize(
    ("state", "usd", "actual", "difference"),
    [
        ("estimated", "0.03", "", ""),
        ("reserved", "0.03", "", ""),
        ("unknown", "0.03", "", ""),
        ("refunded", "0", "0.00000", ""),
        ("actual", "0.01", "0.01000", "-0.02000"),
    ],
)
def test_the_file_claims_no_actual_cost_that_nobody_told(page, spent, state, usd, actual, difference):
    spent(state, usd)
    (found,) = rows(page)
    assert (found["actual_usd"], found["difference_usd"], found["spent_usd"]) == (
        actual,
        difference,
        f"{Decimal(usd):.5f}",
    )


def test_the_files_columns_add_up_to_the_page(page, spent):
    for state, usd in (("actual", "1.10"), ("unknown", "2.20"), ("refunded", "0"), ("estimated", "3.30")):
        spent(state, usd, "1.00")
    found = rows(page)
    assert sum(Decimal(row["spent_usd"]) for row in found) == Decimal("6.60")
    assert sum(Decimal(row["difference_usd"] or 0) for row in found) == Decimal("0.10")
    assert "$6.60" in body(page)


def test_an_upper_bound_is_named_as_one(page, spent):
    spent(exact=False)
    assert rows(page)[0]["estimate_is"] == "upper bound"


def test_the_file_is_sent_in_pieces_and_saved_under_a_name(page, spent):
    spent()
    answer = page.get("/spend.csv")
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="spend-')


def test_a_file_without_charges_is_its_heading(page):
    assert page.get("/spend.csv").getvalue().decode() == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " ="])
def test_text_that_a_spreadsheet_would_run_is_kept_from_it(page, spent, sign):
    spent(note=f"{sign}cmd|' /C calc'!A0", model=f"{sign}model")
    (found,) = rows(page)
    assert found["note"].startswith("'")
    assert found["model"].startswith("'")


def test_ordinary_text_stays_as_it_is():
    assert [harmless(text) for text in ("", "Estimated: 2-3", "a@b")] == ["", "Estimated: 2-3", "a@b"]


def test_a_year_of_charges_is_read_a_piece_at_a_time(page, owner, order, django_assert_num_queries):
    job = order()
    many = [Charge(job=job, owner=owner, order_number=number, at=timezone.now()) for number in range(2, 2502)]
    Charge.objects.bulk_create(many)
    with django_assert_num_queries(2):  # who asks, and the rows
        assert len(rows(page)) == 2501
