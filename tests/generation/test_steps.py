"""One step of a worker, by what the provider says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from generation import jobs, steps
from generation.models import Charge, Charged, ChargeState, Job, OutputState, State
from generation.providers.base import Limit, Output, Phase, Update
from generation.providers.errors import AccountProblem, RateLimited, Rejected, Unavailable, Unclear, UnexpectedReply

pytestmark = pytest.mark.django_db


def test_an_accepted_order_runs_under_its_remote_id(order, work):
    job = work(order())

    assert (job.state, job.remote_id, job.claim) == (State.RUNNING, "remote-1", "")
    assert Charge.objects.get(job=job).state == ChargeState.RESERVED


@pytest.mark.parametrize(
    ("error", "state", "charge", "charged"),
    [
        (Unavailable("down"), State.QUEUED, ChargeState.ESTIMATED, Charged.UNSAID),
        (RateLimited("slow", retry_after=20), State.QUEUED, ChargeState.ESTIMATED, Charged.UNSAID),
        (Unclear("no answer"), State.UNCLEAR, ChargeState.UNKNOWN, Charged.MAYBE),
        (UnexpectedReply("what?"), State.UNCLEAR, ChargeState.UNKNOWN, Charged.MAYBE),
        (AccountProblem("no credit", code="no_credit"), State.FAILED, ChargeState.REFUNDED, Charged.NO),
        (Rejected("bad prompt", code="moderation"), State.FAILED, ChargeState.REFUNDED, Charged.NO),
    ],
)
def test_each_error_on_an_order_ends_in_its_state(order, work, scripted, error, state, charge, charged):
    scripted.on_submit = [error]

    job = work(order())

    assert (job.state, job.error_message, job.charged) == (state, error.message, charged)
    assert Charge.objects.get(job=job).state == charge


def test_an_order_refused_for_now_is_sent_again_with_growing_pauses(order, work, scripted):
    scripted.on_submit = [Unavailable("down"), Unavailable("down"), Unavailable("down")]
    job = work(order())
    pauses = []
    for _ in range(2):
        job = work(job)
        pauses.append((job.due_at - timezone.now()).total_seconds())

    assert 8 < pauses[0] < 12 < 17 < pauses[1] < 23
    assert work(job).state == State.RUNNING


def test_a_worker_that_died_while_sending_leaves_an_unclear_job_that_is_not_sent_again(order, work, scripted):
    job = order()
    held = jobs.claim(job.pk)
    jobs.move(held, State.SUBMITTING, "Sending.", keep_claim=True, due_in=0)
    Job.objects.filter(pk=job.pk).update(claimed_until="2000-01-01T00:00:00Z")

    job = work(job)

    assert (job.state, job.charged, scripted.orders) == (State.UNCLEAR, Charged.MAYBE, [])


def test_a_late_answer_is_adopted_after_the_claim_was_lost(order, work, scripted):
    job = order()

    def answer_after_takeover():
        Job.objects.filter(pk=job.pk).update(claimed_until="2000-01-01T00:00:00Z")
        steps.take(jobs.claim(job.pk))
        assert Job.objects.get(pk=job.pk).state == State.UNCLEAR
        return Update(Phase.WAITING, remote_id="late-1")

    scripted.on_submit = [answer_after_takeover]
    job = work(job)

    assert (job.state, job.remote_id, len(scripted.orders)) == (State.RUNNING, "late-1", 1)


def test_a_callback_settles_an_order_whose_answer_was_lost(order, work, scripted):
    scripted.on_submit = [Unclear("no answer")]
    job = work(order())

    jobs.noticed(job.pk, 1, "remote-77")

    job.refresh_from_db()
    assert (job.state, job.remote_id) == (State.RUNNING, "remote-77")


def test_a_callback_before_the_answer_is_remembered(order, work, scripted):
    job = order()

    def callback_then_cut():
        jobs.noticed(job.pk, 1, "remote-5")
        return Unclear("cut")

    scripted.on_submit = [callback_then_cut]
    job = work(job)

    assert (job.state, job.remote_id) == (State.RUNNING, "remote-5")


def test_a_failed_question_says_nothing_about_the_order(order, work, scripted):
    scripted.on_poll = [Unavailable("503"), AccountProblem("key refused"), Update(Phase.RUNNING, progress=0.4)]
    job = work(work(order()))
    assert (job.state, job.error_message, job.setbacks) == (State.RUNNING, "503", 1)

    job = work(work(job))
    assert (job.state, job.error_message, job.progress) == (State.RUNNING, "", 0.4)


def test_the_providers_own_failure_ends_it_uncharged(order, work, scripted):
    scripted.on_poll = [Update(Phase.FAILED, error=Rejected("Declined.", code="moderation", detail="flagged"))]

    job = work(work(order()))

    assert (job.state, job.error_code, job.error_detail, job.charged) == (State.FAILED, "moderation", "flagged", "no")
    assert Charge.objects.get(job=job).usd == 0


def test_a_missing_record_is_patiently_asked_for_and_then_unclear(order, work, scripted):
    missing = Update(Phase.MISSING)
    scripted.on_poll = [missing, missing]
    job = work(work(order()))
    assert job.state == State.RUNNING
    Job.objects.filter(pk=job.pk).update(submitted_at=timezone.now() - timedelta(hours=1))

    assert work(job).state == State.UNCLEAR


def test_patience_ends_in_unclear_and_not_in_failed(order, work, scripted):
    job = work(order())
    Job.objects.filter(pk=job.pk).update(submitted_at=timezone.now() - timedelta(days=2))

    assert (work(job).state, Charge.objects.get(job=job).state) == (State.UNCLEAR, ChargeState.UNKNOWN)


def test_done_without_a_file_is_asked_again_before_it_fails(order, work, scripted):
    scripted.on_poll = [Update(Phase.SUCCEEDED) for _ in range(22)]
    job = work(order())
    for _ in range(20):
        job = work(job)
    assert job.state == State.RUNNING

    job = work(job)
    assert (job.state, job.error_code, job.charged) == (State.FAILED, "no_files", Charged.MAYBE)


def test_the_record_settles_the_charge(order, work, scripted):
    scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=(Output("http://127.0.0.1/x.png"),), credits=Decimal("7.5"))]

    job = work(work(order()))

    charge = Charge.objects.get(job=job)
    assert (job.state, charge.state, charge.credits, charge.usd) == (
        State.STORING,
        ChargeState.ACTUAL,
        Decimal("7.5"),
        Decimal("0.0375"),
    )


def test_fewer_files_than_ordered_are_listed_as_missing(order, work, scripted):
    scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=(Output("http://127.0.0.1/x.png"),))]

    job = work(work(order(n_variants=2)))

    assert [output.state for output in job.outputs.all()] == [OutputState.REMOTE, OutputState.MISSING]


def test_more_files_than_ordered_are_all_kept(order, work, scripted):
    outputs = tuple(Output(f"http://127.0.0.1/{at}.png") for at in range(3))
    scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=outputs)]

    assert work(work(order())).outputs.filter(state=OutputState.REMOTE).count() == 3


def test_no_order_goes_out_without_a_slot(order, work, scripted):
    scripted.limit = Limit("test", 2, 60)
    made = [work(order()) for _ in range(4)]

    assert [job.state for job in made] == ["running", "running", "queued", "queued"]
    assert len(scripted.orders) == 2


def test_a_cancelled_running_order_is_still_kept_when_it_arrives(order, work, scripted):
    job = work(order())
    jobs.cancel(job)
    scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=(Output("http://127.0.0.1/x.png"),))]

    assert work(job).state == State.STORING


def test_a_job_that_kills_its_worker_is_put_aside(order, work, scripted):
    job = work(order())
    Job.objects.filter(pk=job.pk).update(tries=5)

    job = work(job)

    assert (job.state, job.error_code) == (State.UNCLEAR, "worker_died")


def test_files_of_a_job_that_kills_its_worker_can_be_asked_for_again(order, work, scripted):
    scripted.on_poll = [Update(Phase.SUCCEEDED, outputs=(Output("http://127.0.0.1/x.png"),))]
    job = work(work(order()))
    Job.objects.filter(pk=job.pk).update(tries=5)

    job = work(job)

    assert (job.state, job.error_code, job.charged) == (State.FAILED, "worker_died", Charged.YES)
    assert "download_again" in jobs.possible(job)
    assert jobs.download_again(job).state == State.STORING


def before(words: str, happens: Callable[[], Any]) -> Any:
    """A context in which something happens just before the first statement that holds these words."""
    waiting = [happens]

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if waiting and words in f"{sql} {params}":
            waiting.pop()()
        return run(sql, params, many, context)

    return connection.execute_wrapper(execute)


def test_a_callback_just_before_an_order_becomes_unclear_still_settles_it(order, work, scripted):
    job = order()
    scripted.on_submit = [Unclear("cut")]

    with before("'unclear'", lambda: jobs.noticed(job.pk, 1, "remote-7")):
        job = work(job)

    assert (job.state, job.remote_id) == (State.RUNNING, "remote-7")


def test_a_callback_while_an_order_becomes_unclear_still_settles_it(order, work, scripted):
    job = jobs.claim(order().pk)
    jobs.move(job, State.SUBMITTING, "Sending.", keep_claim=True, due_in=0)

    with before('SET "hinted_id"', lambda: jobs.move(job, State.UNCLEAR, "No answer.")):
        jobs.noticed(job.pk, 1, "remote-7")

    job.refresh_from_db()
    assert (job.state, job.remote_id) == (State.RUNNING, "remote-7")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("problem", [OperationalError, InterfaceError])
@pytest.mark.parametrize(
    ("answer", "state"),
    [(Update(Phase.WAITING, remote_id="remote-9"), State.RUNNING), (Unavailable("down"), State.QUEUED)],
    ids=["accepted", "turned away"],
)
def test_what_a_provider_answers_is_written_down_once_the_database_is_back(
    order, work, scripted, answer, state, problem
):
    broken: list[bool] = []

    def fail(run: Any, sql: str, *statement: Any) -> Any:
        if broken and sql.startswith('UPDATE "generation_job"'):
            broken.pop()
            raise problem("the server closed the connection")
        return run(sql, *statement)

    def answered() -> Update:
        broken.extend([True, True])
        if isinstance(answer, Exception):
            raise answer
        return answer

    scripted.on_submit = [answered]
    with connection.execute_wrapper(fail):
        job = work(order())

    assert (job.state, len(scripted.orders)) == (state, 1)


def test_an_order_of_a_sandbox_that_is_gone_never_reaches_the_real_provider(order, work, scripted, settings):
    job = order()
    Job.objects.filter(pk=job.pk).update(sandbox=True)
    settings.SANDBOX_URL = ""

    job = work(job)

    assert (job.state, job.error_code, scripted.orders) == (State.FAILED, "sandbox_gone", [])


def test_sending_again_is_a_second_row_in_the_ledger(order, work, scripted):
    scripted.on_submit = [Unclear("cut")]
    job = jobs.send_again(work(order()))

    job = work(job)

    assert (job.state, len(scripted.orders)) == (State.RUNNING, 2)
    assert list(job.charges.order_by("order_number").values_list("state", flat=True)) == ["unknown", "reserved"]


def test_a_late_answer_of_an_earlier_sending_is_followed_as_a_job_of_its_own(order, work, scripted):
    job = order()

    def answer_after_a_second_sending():
        Job.objects.filter(pk=job.pk).update(claimed_until="2000-01-01T00:00:00Z")
        steps.take(jobs.claim(job.pk))
        jobs.send_again(Job.objects.get(pk=job.pk))
        work(job)
        return Update(Phase.WAITING, remote_id="first")

    scripted.on_submit = [answer_after_a_second_sending, Update(Phase.WAITING, remote_id="second")]
    work(job)

    twin = Job.objects.exclude(pk=job.pk).get()
    assert (Job.objects.get(pk=job.pk).remote_id, twin.remote_id, twin.state) == ("second", "first", State.RUNNING)
    assert [charge.order_number for charge in job.charges.all()] == [2]
    assert twin.charges.get().state == ChargeState.RESERVED


def test_a_callback_after_giving_up_still_brings_what_was_paid_for(order, work, scripted):
    scripted.on_submit = [Unclear("cut")]
    job = jobs.give_up(work(order()))

    jobs.noticed(job.pk, 1, "remote-8")

    assert Job.objects.exclude(pk=job.pk).get().remote_id == "remote-8"


def test_an_order_that_was_taken_for_refused_counts_again_when_it_is_found(order, work, scripted):
    scripted.on_submit = [Rejected("not like this")]
    job = work(order())

    jobs.noticed(job.pk, 1, "remote-9")

    charge = Job.objects.exclude(pk=job.pk).get().charges.get()
    assert (charge.state, charge.usd) == (ChargeState.RESERVED, Decimal("0.03"))


def test_a_callback_that_names_another_jobs_task_changes_nothing(order, work, scripted):
    other = work(order())
    job = order()

    def callback_then_cut():
        jobs.noticed(job.pk, 1, other.remote_id)
        return Unclear("cut")

    scripted.on_submit = [callback_then_cut]
    job = work(job)

    assert (job.state, job.remote_id, Job.objects.count()) == (State.UNCLEAR, "", 2)


@pytest.mark.parametrize("remote_id", ["", "x" * 256, "two words", "\ud800", "a\x00b"])
def test_a_callback_with_no_usable_id_is_harmless(order, work, scripted, remote_id):
    scripted.on_submit = [Unclear("cut")]
    job = work(order())

    jobs.noticed(job.pk, 1, remote_id)

    assert Job.objects.get().state == State.UNCLEAR


def test_a_second_click_on_send_again_counts_once(order, work, scripted):
    scripted.on_submit = [Unclear("cut"), Unclear("cut")]
    job = work(order())
    again = work(jobs.send_again(job, seen=1, idempotency_key="k"))

    assert jobs.send_again(again, idempotency_key="k").state == State.UNCLEAR
    with pytest.raises(jobs.NotPossible):
        jobs.send_again(again, seen=1)
    assert len(scripted.orders) == 2


def test_an_adopted_task_is_asked_about(order, work, scripted):
    scripted.on_submit = [Unclear("cut")]
    job = jobs.adopt(work(order()), " remote-9 ")

    assert (job.state, job.remote_id) == (State.RUNNING, "remote-9")


def test_giving_up_keeps_the_doubt_in_the_ledger(order, work, scripted):
    scripted.on_submit = [Unclear("cut")]
    job = jobs.give_up(work(order()))

    assert (job.state, job.charged, Charge.objects.get(job=job).state) == ("failed", "maybe", "unknown")


# -- found by the state machine --------------------------------------------------------------------------------------


def taken_over(job, during):
    """What a provider's call does while another worker, who thinks this one dead, takes the job over."""

    def answer():
        Job.objects.filter(pk=job.pk).update(claimed_until="2000-01-01T00:00:00Z")
        steps.take(jobs.claim(job.pk))
        return during

    return answer


def test_an_order_stopped_on_the_wire_is_not_sent_again_when_the_provider_was_busy(order, work, scripted):
    job = order()

    def stopped():
        jobs.cancel(Job.objects.get(pk=job.pk))
        return Unavailable("busy")

    scripted.on_submit = [stopped]
    job = work(job)

    assert (job.state, job.charged, job.due_at) == (State.CANCELLED, Charged.NO, None)
    assert Charge.objects.get(job=job).state == ChargeState.REFUNDED
    work(job)
    assert len(scripted.orders) == 1


def test_a_result_that_came_at_once_but_late_is_followed(order, work, scripted):
    job = order()
    made = Update(Phase.SUCCEEDED, remote_id="late-1", outputs=(Output("https://example.org/1.png"),))
    scripted.on_submit = [taken_over(job, made)]

    job = work(job)

    assert (job.state, job.remote_id) == (State.RUNNING, "late-1")


def test_a_late_answer_is_told_as_the_move_that_it_was(order, work, scripted):
    job = order()
    scripted.on_submit = [taken_over(job, Update(Phase.WAITING, remote_id="late-1"))]

    job = work(job)

    told = [(event.from_state, event.to_state) for event in job.events.all()]
    assert told[-2:] == [(State.SUBMITTING, State.UNCLEAR), (State.UNCLEAR, State.RUNNING)]


def test_a_callback_knows_the_id_better_than_what_a_person_pasted(order, work, scripted):
    scripted.on_submit = [Unclear("no answer")]
    job = jobs.adopt(work(order()), "mistyped")
    Job.objects.filter(pk=job.pk).update(submitted_at=timezone.now() - timedelta(hours=1))
    scripted.on_poll = [Update(Phase.MISSING)]

    assert work(job).state == State.UNCLEAR
    jobs.noticed(job.pk, 1, "true-1")

    job.refresh_from_db()
    assert (job.state, job.remote_id, Job.objects.count()) == (State.RUNNING, "true-1", 1)


def test_a_callback_is_remembered_while_a_mistyped_id_is_being_asked_for(order, work, scripted):
    scripted.on_submit = [Unclear("no answer")]
    job = jobs.adopt(work(order()), "mistyped")
    jobs.noticed(job.pk, 1, "true-1")
    Job.objects.filter(pk=job.pk).update(submitted_at=timezone.now() - timedelta(hours=1))
    scripted.on_poll = [Update(Phase.MISSING)]

    job = work(job)

    assert (job.state, job.remote_id) == (State.RUNNING, "true-1")
