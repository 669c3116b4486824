"""The life of a job under any interleaving: two workers, callbacks, a person, deaths and the clock.

``JOB_MACHINE_EXAMPLES=500`` looks longer than the few runs that every test pass can afford, and at random.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gallery import library
from gallery.models import Asset
from generation import callbacks, jobs, leases, ledger, registry, steps, storing, tokens
from generation.models import MOVES, OPEN, WORKABLE, Charge, Charged, ChargeState, Job, JobOutput, OutputState, State
from settings_app import preferences
from tests.generation.job_world import ASK_MOODS, BOOKED, FETCH_MOODS, ORDER_MOODS, Booked, Killed, World, download

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("JOB_MACHINE_EXAMPLES", "0"))
PATIENCE = timedelta(hours=25)
ENDED = (State.SUCCEEDED, State.FAILED, State.CANCELLED)

#: an event, and which of the jobs or tasks it is about
EVENTS = (
    *("time", "time", "lease", "other worker", "other worker", "day"),
    *("finish", "finish", "break", "break and bill", "callback", "callback", "bare callback", "old callback"),
    *("cancel", "send again", "give up", "adopt", "adopt nonsense", "look again", "download again"),
    *("retry", "allow", "hide", "trash", "empty trash", "forged callback"),
)
events = st.tuples(st.sampled_from(EVENTS), st.integers(0, 5))
#: at which boundary of a worker's step something happens; below 0: at which of its calls
MOMENTS = (-1, -1, -1, -2, -2, -2, -3, -4, *range(1, 31))
moments = st.sampled_from(MOMENTS)
#: how calls are answered, the usual way more often; seconds until a worker looks
ORDERS = ("accept", "accept", "accept", *ORDER_MOODS)
ASKS = ("tell", "tell", "tell", "tell", *ASK_MOODS)
FETCHES = ("file", "file", *FETCH_MOODS)
WAITS = (60, 60, 60, 0, 700)
moods = st.fixed_dictionaries(
    {"order": st.sampled_from(ORDERS), "ask": st.sampled_from(ASKS), "fetch": st.sampled_from(FETCHES)}
)
_MOST_JOBS = 4
good = {"order": "accept", "ask": "tell", "fetch": "file"}


class JobMachine(RuleBasedStateMachine):
    """Everything that can happen to the orders of one person; after each step all that must hold is checked."""

    owner: Any

    def __init__(self) -> None:
        super().__init__()
        self.world = Booked.world = World()
        self.sendings = 0
        self.outer = transaction.atomic()
        self.outer.__enter__()
        storing.download = download(self.world)  # type: ignore[assignment]

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.come_to_an_end()
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    # -- what happens --------------------------------------------------------------------------------------------

    @initialize(asks=st.integers(0, 5), files=st.lists(st.sampled_from([1, 2]), min_size=1, max_size=4))
    def begin(self, asks: int, files: list[int]) -> None:
        """Some orders to begin with; now and then a budget holds them back."""
        stored = preferences.for_owner(self.owner)
        stored.ask_above_usd = Decimal("0.01") if asks == 5 else None
        stored.save()
        for each in files:
            self.order(each)

    @precondition(lambda self: Job.objects.count() < _MOST_JOBS)
    @rule(files=st.sampled_from([1, 2]))
    def order(self, files: int) -> None:
        form = BOOKED.params.from_json({"prompt": "a boat", "n_variants": files})
        assert form.is_valid()
        jobs.create(self.owner, BOOKED, form)
        self.sendings += 1

    @rule(
        moods=moods,
        many=st.booleans(),
        waits=st.sampled_from(WAITS),
        credits=st.booleans(),
        fuse=st.one_of(st.none(), st.none(), st.integers(1, 45)),
        meanwhile=st.lists(st.tuples(moments, events), max_size=4),
    )
    def work(
        self, moods: dict[str, str], many: bool, waits: int, credits: bool, fuse: int | None, meanwhile: list[Any]
    ) -> None:
        """A worker takes what is due after ``waits`` seconds; others do something while it works, and it may die."""
        self.world.pass_time(timedelta(seconds=waits))
        plan = {at: partial(self.happen_all, [event for when, event in meanwhile if when == at]) for at, _ in meanwhile}
        self.world.moods, self.world.says_credits = dict(moods), credits
        with contextlib.suppress(Killed), self.world.watched(plan, fuse):
            self.take_due(3 if many else 1)

    def happen_all(self, found: list[tuple[str, int]]) -> None:
        for event in found:
            self.happen(event)

    @rule(event=events)
    def happen(self, event: tuple[str, int]) -> None:
        name, at = event
        getattr(self, f"_{name.replace(' ', '_')}")(at)

    def take_due(self, most: int) -> None:
        """What the sweep and the queue's workers do, one after the other."""
        found = jobs.claim_due(most)
        found += [job for pk in jobs.due_for_storing(most) if (job := jobs.claim(pk))]
        for job in found:
            stopped = job.cancel_requested_at is not None and job.state == State.QUEUED
            assert not stopped, "a job that its owner stopped waits to be sent"
            steps.take(job)

    # -- the clock, and others who work --------------------------------------------------------------------------

    def _time(self, at: int) -> None:
        self.world.pass_time(timedelta(seconds=(1, 5, 30, 120, 700, 3600)[at]))

    def _day(self, at: int) -> None:
        self.world.pass_time(PATIENCE)

    def _lease(self, at: int) -> None:
        Job.objects.exclude(claimed_until=None).update(claimed_until=timezone.now() - timedelta(seconds=1))

    def _other_worker(self, at: int) -> None:
        """One that answers as the world does, and lives; whatever was claimed too long ago is its."""
        with self.world.unwatched():
            self.take_due(at + 1)

    # -- the provider --------------------------------------------------------------------------------------------

    def one_task(self, at: int) -> Any:
        tasks = list(self.world.tasks.values())
        return tasks[at % len(tasks)] if tasks else None

    def end_task(self, at: int, phase: str) -> None:
        task = self.one_task(at)
        if task and task.phase == "open":
            task.phase = phase

    def _finish(self, at: int) -> None:
        self.end_task(at, "made")

    def _break(self, at: int) -> None:
        self.end_task(at, "failed")

    def _break_and_bill(self, at: int) -> None:
        self.end_task(at, "billed")

    def called(self, job_id: Any, order: int, remote_id: str, *, token: str = "") -> int:
        token = token or tokens.for_order(job_id, order)
        request = RequestFactory().post("/callbacks", data=remote_id, content_type="application/json")
        return callbacks.callback(request, "booked", token).status_code

    def _callback(self, at: int) -> None:
        if task := self.one_task(-1 - at):
            self.called(Job.objects.get(pk=task.job_id).pk, task.order, task.remote_id)

    def _old_callback(self, at: int) -> None:
        if task := self.one_task(at):
            self.called(Job.objects.get(pk=task.job_id).pk, task.order, task.remote_id)

    def _bare_callback(self, at: int) -> None:
        if job := self.one_job(at):
            self.called(job.pk, job.orders, "")

    def _forged_callback(self, at: int) -> None:
        if job := self.one_job(at):
            token = tokens.for_order(job.pk, job.orders)
            assert (
                self.called(job.pk, job.orders, "forged", token=token[:-2] + ("aa" if token[-2:] != "aa" else "bb"))
                == 404
            )

    # -- a person ------------------------------------------------------------------------------------------------

    def one_job(self, at: int) -> Job | None:
        """One of the jobs; above 2 the one that a worker is calling about, while one does."""
        if at > 2 and self.world.on_the_wire:
            return Job.objects.filter(pk=self.world.on_the_wire).first()
        found = list(Job.objects.order_by("-created_at", "pk"))
        return found[at % len(found)] if found else None

    def ask(self, at: int, verb: Callable[[Job], Any]) -> bool:
        job = self.one_job(at)
        if job is None:
            return False
        try:
            verb(job)
        except (jobs.NotPossible, jobs.Refused):
            return False
        return True

    def _cancel(self, at: int) -> None:
        self.ask(at, jobs.cancel)

    def _send_again(self, at: int) -> None:
        if self.ask(at, lambda job: jobs.send_again(job, seen=job.orders)):
            self.sendings += 1

    def _give_up(self, at: int) -> None:
        self.ask(at, jobs.give_up)

    def _adopt(self, at: int) -> None:
        def found_it(job: Job) -> None:
            if task := self.world.task_of(job.pk, job.orders):
                jobs.adopt(job, task.remote_id)

        self.ask(at, found_it)

    def _adopt_nonsense(self, at: int) -> None:
        self.ask(at, lambda job: jobs.adopt(job, f"nonsense-{job.pk}"))

    def _look_again(self, at: int) -> None:
        self.ask(at, jobs.look_again)

    def _download_again(self, at: int) -> None:
        self.ask(at, jobs.download_again)

    def _retry(self, at: int) -> None:
        if Job.objects.count() <= _MOST_JOBS and self.ask(at, jobs.retry):
            self.sendings += 1

    def _allow(self, at: int) -> None:
        self.ask(at, jobs.allow)

    def _hide(self, at: int) -> None:
        self.ask(at, jobs.hide)

    def _trash(self, at: int) -> None:
        library.trash(self.owner, [asset.pk for asset in Asset.objects.order_by("pk")[at : at + 1]])

    def _empty_trash(self, at: int) -> None:
        library.empty_trash(self.owner)

    # -- what must hold ------------------------------------------------------------------------------------------

    def check(self) -> None:
        """All of the below, where hypothesis does not call it."""
        self.everybody_knows_who_acts_next()
        self.every_move_is_legal_and_told()
        self.one_order_a_sending()
        self.one_charge_a_sending()
        self.what_is_billed_counts()
        self.one_file_a_position()

    @invariant()
    def everybody_knows_who_acts_next(self) -> None:
        for job in Job.objects.all():
            assert (job.due_at is not None) == (job.state in WORKABLE), f"{job.state}, due {job.due_at}"
            assert bool(job.claim) == (job.claimed_until is not None)
            assert not job.claim or job.state in WORKABLE
            assert (job.finished_at is not None) == (job.state in ENDED), job.state
            if job.state in (State.WAITING, State.UNCLEAR):
                assert jobs.possible(job)
            if job.state in (State.RUNNING,):
                assert job.remote_id

    @invariant()
    def every_move_is_legal_and_told(self) -> None:
        for job in Job.objects.prefetch_related("events"):
            state = ""
            for event in job.events.all():
                if event.from_state == event.to_state:
                    continue
                assert event.from_state == state, f"{state} but {event.from_state} → {event.to_state}"
                assert not state or event.to_state in MOVES[State(state)]
                state = event.to_state
            assert state == job.state

    @invariant()
    def one_order_a_sending(self) -> None:
        accepted = Counter((task.job_id, task.order) for task in self.world.tasks.values())
        assert not accepted or max(accepted.values()) == 1, accepted
        assert sum(accepted.values()) <= self.sendings

    @invariant()
    def one_charge_a_sending(self) -> None:
        assert Charge.objects.count() == self.sendings
        for job in Job.objects.prefetch_related("charges"):
            self.check_charge(job)
        counted = sum((charge.usd for charge in Charge.objects.exclude(state=ChargeState.REFUNDED)), Decimal(0))
        assert ledger.spent(self.owner, timezone.now() - timedelta(days=3650)) == counted

    def check_charge(self, job: Job) -> None:
        charge = next((charge for charge in job.charges.all() if charge.order_number == job.orders), None)
        if charge is None:  # its sending goes on as a job of its own
            assert job.retries.exists()
            assert job.state in (State.FAILED, State.CANCELLED), job.state
            return
        assert charge.state in _CHARGES[State(job.state)], f"{job.state}: {charge.state}"
        if job.state == State.FAILED and job.charged:
            assert (charge.state == ChargeState.REFUNDED) == (job.charged == Charged.NO), (
                f"{job.charged}: {charge.state}"
            )
        if charge.state == ChargeState.REFUNDED:
            assert charge.usd == 0

    @invariant()
    def what_is_billed_counts(self) -> None:
        for task in self.world.tasks.values():
            if not task.bill:
                continue
            holder = Job.objects.filter(remote_id=task.remote_id).first()
            owner_of = holder or Job.objects.get(pk=task.job_id)
            order = holder.orders if holder else task.order
            charge = Charge.objects.get(job=owner_of, order_number=order)
            assert charge.state != ChargeState.REFUNDED, f"{task} counts as free"
            if charge.state == ChargeState.ACTUAL:
                assert charge.credits == task.bill

    @invariant()
    def one_file_a_position(self) -> None:
        places = Counter(Asset.objects.values_list("task_id", "position"))
        assert not places or max(places.values()) == 1
        for output in JobOutput.objects.filter(state=OutputState.STORED).select_related("asset"):
            assert output.asset is None or output.asset.pk == output.media_id

    # -- the end -------------------------------------------------------------------------------------------------

    def come_to_an_end(self) -> None:
        """The provider is well again and finishes everything; the person settles what only a person can."""
        self.world.moods, self.world.says_credits = dict(good), True
        for task in self.world.tasks.values():
            task.phase = "made" if task.phase == "open" else task.phase
        for _ in range(40):
            if not Job.objects.filter(state__in=(*OPEN, State.UNCLEAR)).exists():
                break
            self._time(3)
            for task in list(self.world.tasks.values()):
                task.phase = "made" if task.phase == "open" else task.phase
            self.take_due(50)
            for job in Job.objects.filter(state__in=(State.WAITING, State.UNCLEAR)):
                self.settle(job)
        assert not Job.objects.filter(state__in=(*OPEN, State.UNCLEAR)).exists(), list(
            Job.objects.values_list("state", "error_message")
        )
        self.check_every_file()
        self.check()

    def settle(self, job: Job) -> None:
        if job.state == State.WAITING:
            jobs.allow(job)
        elif task := self.world.task_of(job.pk, job.orders):
            jobs.adopt(job, task.remote_id)
        elif job.remote_id in self.world.tasks:
            jobs.look_again(job)
        else:
            jobs.give_up(job)

    def check_every_file(self) -> None:
        """What was made and billed is in the gallery, or somebody can read why it is not."""
        for task in self.world.tasks.values():
            if task.phase != "made":
                continue
            job = Job.objects.filter(remote_id=task.remote_id).first()
            if job is None:  # sent again, or given up, before anybody knew its id: the ledger keeps its row
                assert Charge.objects.get(job_id=task.job_id, order_number=task.order).state == ChargeState.UNKNOWN
                continue
            if job.state == State.FAILED:
                assert job.error_message
                assert job.charged != Charged.NO, job.error_message
                continue
            assert job.state == State.SUCCEEDED, job.state
            for output in job.outputs.all():
                assert output.state == OutputState.STORED or (
                    output.state == OutputState.MISSING and output.error_message
                ), output.state


#: how far the charge of a job's current sending may be, by state
_CHARGES: dict[State, set[str]] = {
    State.WAITING: {ChargeState.ESTIMATED},
    State.QUEUED: {ChargeState.ESTIMATED},
    State.SUBMITTING: {ChargeState.RESERVED},
    State.RUNNING: {ChargeState.RESERVED, ChargeState.UNKNOWN},
    State.STORING: {ChargeState.ACTUAL, ChargeState.ESTIMATED},
    State.SUCCEEDED: {ChargeState.ACTUAL, ChargeState.ESTIMATED},
    State.UNCLEAR: {ChargeState.UNKNOWN},
    State.CANCELLED: {ChargeState.REFUNDED},
    State.FAILED: {ChargeState.REFUNDED, ChargeState.UNKNOWN, ChargeState.ACTUAL, ChargeState.ESTIMATED},
}


@pytest.fixture
def machine(owner: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: Any) -> Any:
    """The machine over an owner of its own, the provider beside the real ones, callbacks on, and no thread of ours."""
    settings.BOOKED_API_KEY = "sk-booked"
    settings.PUBLIC_URL = "https://hub.example"
    monkeypatch.setattr(registry, "PROVIDERS", (*registry.PROVIDERS, Booked))
    monkeypatch.setattr(storing, "download", storing.download)  # put back afterwards
    monkeypatch.setattr(leases, "_EVERY", 3600.0)
    caplog.set_level("WARNING", logger="generation")
    registry._catalogue.cache_clear()
    registry._built.cache_clear()
    JobMachine.owner = owner
    yield JobMachine
    registry._catalogue.cache_clear()
    registry._built.cache_clear()


@pytest.mark.timeout(3600 if EXAMPLES else 180)
def test_no_interleaving_breaks_what_a_job_promises(machine):
    how = settings(
        max_examples=EXAMPLES or 25,
        stateful_step_count=25,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=how)


@pytest.mark.parametrize("seed", range(EXAMPLES or 12), ids=lambda seed: f"seed-{seed}")
def test_no_storm_breaks_what_a_job_promises(machine, seed):
    """The same rules by dice: many more things happen to each job than in the short stories that hypothesis prefers."""
    storm(machine(), random.Random(seed))


def storm(state: JobMachine, dice: random.Random) -> None:
    told: list[Any] = []
    try:
        state.begin(dice.randrange(6), [dice.choice((1, 2)) for _ in range(dice.randint(1, 3))])
        for _ in range(40):
            name, given = _next(dice)
            told.append((name, given))
            if name != "order" or Job.objects.count() < _MOST_JOBS:
                getattr(state, name)(**given)
            state.check()
    except BaseException as problem:
        problem.add_note("\n".join(f"{name} {given}" for name, given in told[-15:]))
        raise
    finally:
        state.teardown()


def _next(dice: random.Random) -> tuple[str, dict[str, Any]]:
    """A rule and what it is given."""
    chance = dice.random()
    if chance < 0.06:
        return "order", {"files": dice.choice((1, 2))}
    if chance < 0.35:
        return "happen", {"event": _event(dice)}
    meanwhile = [(dice.choice(MOMENTS), _event(dice)) for _ in range(dice.choice((0, 1, 2, 3)))]
    if dice.random() < 0.3:  # the worker is so slow that another takes over
        at = dice.choice(MOMENTS)
        meanwhile += [(at, ("lease", 0)), (at, ("other worker", dice.randint(0, 2)))]
    mood = {"order": dice.choice(ORDERS), "ask": dice.choice(ASKS), "fetch": dice.choice(FETCHES)}
    plain = {"many": dice.random() < 0.5, "credits": dice.random() < 0.7, "waits": dice.choice(WAITS)}
    fuse = dice.randint(1, 45) if dice.random() < 0.25 else None
    return "work", {"moods": mood, "fuse": fuse, "meanwhile": meanwhile, **plain}


def _event(dice: random.Random) -> tuple[str, int]:
    return dice.choice(EVENTS), dice.randint(0, 5)
