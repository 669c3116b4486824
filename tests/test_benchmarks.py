"""The table that the benchmarks print, and how it gets into the documentation."""

from __future__ import annotations

import pytest

from benchmarks import __main__ as bench
from benchmarks import table
from benchmarks.load import Measured


def test_a_figure_is_judged_by_its_goal():
    row = table.judged("orders", 512.0, "/s", table.at_least(500, "/s"))
    assert row.cells() == ("orders", "512 /s", "", "", "≥ 500 /s", "yes")
    assert table.judged("answer", 4.5, "ms", table.at_most(4, "ms")).cells()[-1] == "no"


def test_a_comparison_is_judged_by_its_ratio():
    row = table.compared("ours", 60.0, "/s", ("the other", 80.0), 0.8)
    assert row.cells() == ("ours", "60 /s", "the other: 80 /s", "0.75", "ratio ≥ 0.8", "no")


def test_a_row_without_a_goal_is_neither_met_nor_missed():
    assert table.Row("start", 1.5, "s").cells() == ("start", "1.50 s", "", "", "", "")


def test_percentiles_are_of_what_was_measured():
    measured = Measured(2.0, [number / 100 for number in range(100)])
    assert (measured.rate, measured.percentile(0.5), measured.percentile(0.99)) == (50.0, 0.5, 0.99)


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(bench, "PAGE", tmp_path / "performance.md")
    bench.PAGE.write_text(f"before\n{bench._BEGIN}\nold\n{bench._END}\nafter\n")
    return bench


def test_the_page_keeps_what_is_around_the_table(written):
    written._write_down(["orders"], [table.Row("orders", 1.0, "/s", topic="orders")])
    page = written.PAGE.read_text()
    assert page.startswith("before\n")
    assert page.endswith("after\n")
    assert "| orders | 1 /s |" in page
    assert "old" not in page


def test_what_was_not_measured_again_keeps_its_figures(written):
    written._write_down(["orders"], [table.Row("orders", 1.0, topic="orders")])
    written._write_down(["claims"], [table.Row("claims", 2.0, topic="claims")])
    written._write_down(["orders"], [table.Row("orders", 3.0, topic="orders")])
    found = [(row.what, row.figure) for row in table.load(written.RESULTS)]
    assert found == [("orders", 3.0), ("claims", 2.0)]
