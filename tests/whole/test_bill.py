"""The proof in small: a seeded campaign, and an auditor that notices what it is there to notice."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
import requests

from benchmarks.bill import auditor, book, files, report, stores
from benchmarks.bill.auditor import Finding, audit
from benchmarks.bill.book import Line
from benchmarks.bill.campaign import Asked, Outcome, ProviderProcess, run
from benchmarks.bill.plan import FAULTS, draw, number_of
from benchmarks.bill.provider import KEY
from benchmarks.bill.rows import File, Job
from mediahub.env import BASE_DIR
from tests.mediahub.hub import eventually

SHA = "a" * 64


def line(task_id: str = "t1", number: int = 1, *, refunded: bool = False) -> Line:
    return Line(task_id, number, "gpt4o-image", 6.0, 0.0, 1.0, "", refunded, {0: SHA})


def job(number: int = 1, **facts: object) -> Job:
    given = {"state": "succeeded", "remote_id": "t1", "files": [File(0, "stored", SHA, kept=SHA)], **facts}
    return Job(f"job-{number}", number, **given)  # type: ignore[arg-type]


def the_one(*lines: Line, jobs: list[Job]) -> Finding:
    found = audit({1: "job-1"}, lines, jobs)
    assert [finding.number for finding in found] == [1]
    return found[0]


def test_a_billed_order_whose_file_came_is_in_the_gallery():
    found = the_one(line(), jobs=[job()])

    assert (found.billed, found.gallery, found.listed, found.lost, found.double) == (1, 1, [], [], 0)


@pytest.mark.parametrize(
    "jobs",
    [
        [],
        [job(remote_id="another")],
        [job(files=[File(0, "stored", "b" * 64)])],
        [job(files=[File(0, "stored", SHA, intact=False)], error="Something.")],
        [job(state="failed", files=[File(0, "missing")], error="")],
    ],
    ids=["no job", "another task", "another file", "file not served", "failed without a word"],
)
def test_a_billed_order_that_nobody_tells_of_is_lost(jobs):
    found = the_one(line(), jobs=jobs)

    assert found.lost
    assert (found.gallery, found.listed) == (0, [])


def test_an_order_that_was_taken_and_silently_never_sent_is_lost():
    told = job(state="failed", remote_id="", files=[], error="Given up. It was sent, but no answer came.")

    assert the_one(jobs=[job(remote_id="", files=[])]).lost
    assert (the_one(jobs=[told]).lost, the_one(jobs=[told]).unbilled) == ([], told.error)


def test_a_billed_order_with_a_reason_is_listed():
    gone = job(state="failed", files=[File(0, "missing")], error="The link expired.")

    assert the_one(line(), jobs=[gone]).listed == ["The link expired."]


def test_an_unclear_order_is_listed_and_an_order_that_failed_as_uncharged_is_not():
    unclear = job(state="unclear", remote_id="", files=[], error="It may have been charged.")
    failed = job(state="failed", remote_id="", files=[], error="Nothing was charged.", charges={1: "refunded"})

    assert the_one(line(), jobs=[unclear]).listed
    assert the_one(line(), jobs=[failed]).lost


def test_two_bills_for_one_order_are_double_unless_a_person_sent_it_again():
    twice = [line("t1"), line("t2")]
    again = job(orders=2, remote_id="t2", charges={1: "unknown", 2: "actual"})

    assert the_one(*twice, jobs=[job()]).double == 1
    assert (the_one(*twice, jobs=[again]).double, the_one(*twice, jobs=[again]).by_word) == (0, 1)


def test_an_order_that_was_given_back_counts_as_double_but_not_as_billed():
    found = the_one(line("t1"), line("t2", refunded=True), jobs=[job()])

    assert (found.billed, found.double) == (1, 1)


def test_the_words_that_tell_how_a_doubt_ended_are_those_of_the_hub():
    sources = "".join(path.read_text() for path in (BASE_DIR / "generation").rglob("*.py"))

    assert all(sign in sources for sign, _ in auditor.ENDS)


def test_how_a_doubt_ended_is_read_from_the_events():
    doubt = [("submitting", "unclear", "No answer."), ("unclear", "running", "Its owner found it at the provider.")]

    assert the_one(line(), jobs=[job(unclear=doubt)]).settled == "adopted by its id"
    assert the_one(line(), jobs=[job(unclear=doubt[:1])]).settled == "still unclear"


def outcome(*findings: Finding, asked: int = 1) -> Outcome:
    return Outcome({1: draw(1, 1)}, asked, list(findings), Counter(), Counter())


def test_the_verdict_is_bad_where_something_is_lost_doubled_open_or_was_never_taken():
    asked = Asked(1, 1, "sqlite")
    bad = [Finding(1, lost=["x"]), Finding(1, double=1), Finding(1, unfinished=True)]

    assert report.is_clean(report.figures(asked, outcome(Finding(1, billed=1, gallery=1))))
    assert not any(report.is_clean(report.figures(asked, outcome(finding))) for finding in bad)
    assert not report.is_clean(report.figures(asked, outcome(Finding(1), asked=0)))


def test_the_page_holds_the_tables_that_its_figures_give():
    kept = json.loads(report.FIGURES.read_text())

    assert all(report.table(name, found) in report.PAGE.read_text() for name, found in kept.items())
    assert all(report.is_clean(found) for found in kept.values())


def test_every_fault_is_planted_in_a_run_and_a_plan_is_the_same_each_time():
    plans = [draw(7, number) for number in range(1, 2001)]

    assert {plan.main for plan in plans} == {*FAULTS, "no fault planted"}
    assert plans == [draw(7, number) for number in range(1, 2001)]
    assert all(number_of(str(plan.order()["prompt"])) == plan.number for plan in plans)


def test_the_providers_bill_survives_kill_9(tmp_path: Path):
    number = next(number for number in range(1, 500) if draw(5, number).faults == ("order cut after",))
    provider = ProviderProcess(tmp_path, Asked(1, 5, "sqlite"))
    order = {"prompt": f"bill {number}: a boat", "size": "1:1"}
    provider.start()
    try:
        assert eventually(lambda: _posts(provider, order), within=20)
        provider.crash()
        billed = book.read(provider.book)
    finally:
        provider.crash()

    assert [found.number for found in billed] == [number]
    assert billed[0].files == {0: files.sha256(billed[0].task_id, 0, "image")}


def _posts(provider: ProviderProcess, order: dict[str, str]) -> bool:
    """Whether the provider was there to take the order; it cuts the connection instead of answering."""
    headers = {"Authorization": f"Bearer {KEY}"}
    try:
        requests.post(f"{provider.url}/api/v1/gpt4o-image/generate", json=order, headers=headers, timeout=30)
    except requests.ConnectionError as problem:
        return "refused" not in str(problem)
    return False


def test_the_book_writes_through_to_the_disk(tmp_path: Path):
    kept = book.Book(tmp_path / "bill.sqlite3")
    kept.accept(line(), "a boat", [])

    assert kept._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    with closing(sqlite3.connect(tmp_path / "bill.sqlite3")) as other:
        assert other.execute("SELECT count(*) FROM bill").fetchone() == (1,)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_short_campaign_loses_nothing_and_pays_for_nothing_twice():
    wanted = os.environ.get("DATABASE_URL", "").startswith("postgres") and not stores.missing()
    database = "postgresql" if wanted else "sqlite"
    asked = Asked(40, 11, database, hubs=1, quick=True, pace=(2.0, 5.0), rude=(15.0, 25.0), after=3.0)

    found = report.figures(asked, run(asked))

    assert (found["lost"], found["doubled"], found["unfinished"], found["taken"]) == ([], [], 0, 40)
    assert found["sum"]["gallery"] + found["sum"]["listed"] == found["sum"]["billed"] > 20
    assert found["blows"]
