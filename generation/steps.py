"""What a worker does with a job that it holds: one step, by the job's state.

A step talks to the provider outside any transaction and ends in one ``jobs.move`` or ``jobs.release``. A step that dies
leaves its claim to run out; whoever finds the job then goes on from the row.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, transaction
from django.urls import reverse
from django.utils import timezone

from generation import inputs, jobs, leases, ledger, pace, registry, slots, storing, tally, tokens
from generation.models import Charged, Job, JobOutput, OutputState, State, media_id
from generation.providers.base import Phase, Provider, Request, Update
from generation.providers.errors import (
    AccountProblem,
    ProviderError,
    RateLimited,
    Rejected,
    Unavailable,
    Unclear,
    UnexpectedReply,
)
from generation.providers.outside import LocalOnly

logger = logging.getLogger(__name__)

#: how often a job may kill its worker before it is put aside
_MOST_TRIES = 5
#: how long an order may be refused as "not now" before it is given up unsent
_SEND_PATIENCE = timedelta(hours=24)
#: questions that may come back "done" without a file before the order counts as empty (about a minute and a half)
_MOST_EMPTY = 20
#: how long a record may be missing, after the provider's grace, before the order counts as unclear
_MISSING_PATIENCE = timedelta(minutes=10)
#: how long results are taken to last where nothing states it
_RESULTS_LAST = timedelta(hours=24)
#: seconds for which the answer to an order waits for the database, and between two tries
_WRITE_PATIENCE, _WRITE_PAUSE = 300.0, 0.5


def take(job: Job) -> None:
    """Do what a claimed job needs now."""
    with leases.holding(job):
        if job.sandbox and not settings.SANDBOX_URL:
            _sandbox_gone(job)
            return
        if job.tries > _MOST_TRIES:
            _put_aside(job)
            return
        match job.state:
            case State.QUEUED:
                _order(job)
            case State.SUBMITTING:
                _found_dead(job)
            case State.RUNNING:
                _ask(job)
            case State.STORING:
                storing.store(job)


def _provider(job: Job) -> Provider:
    return registry.provider(job.provider, sandbox=job.sandbox)


def _sandbox_gone(job: Job) -> None:
    """The sandbox that played the provider no longer runs; its orders must not go to the real one."""
    words = "The sandbox that this was ordered from is no longer running. Nothing was charged. Order it again."
    _refused(job, Rejected(words, code="sandbox_gone", action="try_again"))


def _put_aside(job: Job) -> None:
    """A job that killed its worker again and again must not go on doing so."""
    words = f"Working on this job stopped the worker {_MOST_TRIES} times, so it was put aside."
    if job.state in (State.SUBMITTING, State.RUNNING):
        _doubtful(job, Unclear(f"{words} It may have been charged.", code="worker_died"))
        return
    if job.state == State.STORING:
        storing.put_aside(job, words)
        return
    problem = ProviderError(words, code="worker_died", action="try_again")
    if jobs.move(job, State.FAILED, words, problem=problem, charged=Charged.NO):
        ledger.refund(job)


# -- ordering --------------------------------------------------------------------------------------------------------


def _order(job: Job) -> None:
    provider, spec = _provider(job), registry.spec(job.model)
    limit = provider.order_limit(spec)
    if limit and (pause := slots.turn(limit, jobs.ahead(job))):
        jobs.wait_for_turn(job, pause)
        return
    try:
        request = _prepared(job, provider)
    except Unavailable as error:
        _later(job, error)
        return
    except ProviderError as error:
        _refused(job, error)
        return
    before = _balance(provider) if jobs.alone(job) else None
    if pause := slots.take(limit):
        jobs.postpone(job, pause)
        return
    if _intend(job, provider, before):
        _send(job, provider, request)


def _prepared(job: Job, provider: Provider) -> Request:
    """The request with its input files where the provider can reach them; may be repeated."""
    if registry.is_shut_out(job.provider) and not job.sandbox:
        raise LocalOnly(provider.name)
    if registry.key_source(job.provider) == "none" and not job.sandbox:
        words = f"MediaHub has no key for {provider.name} yet. Nothing was charged. Add one, then try again."
        raise AccountProblem(words, code="no_key")
    request = Request(
        spec=registry.spec(job.model),
        params=job.params,
        inputs=inputs.files(job.owner_id, job.inputs, model=job.model, sandbox=job.sandbox),
        job_id=str(job.pk),
        callback_url=_callback_url(job),
    )
    if not hasattr(provider, "prepare"):
        return request
    with tally.calling(job.answered_by, "prepare"), inputs.at_hand(request.inputs) as files:
        return provider.prepare(replace(request, inputs=files))


def _callback_url(job: Job) -> str:
    if not settings.PUBLIC_URL or job.sandbox:
        return ""
    token = tokens.for_order(job.pk, job.orders)
    return settings.PUBLIC_URL.rstrip("/") + reverse("callback", args=[job.provider, token])


def _balance(provider: Provider) -> Decimal | None:
    """Credits left now, or None: a balance that cannot be read must not hold up an order."""
    if not hasattr(provider, "balance"):
        return None
    try:
        return provider.balance()
    except ProviderError:
        return None


@transaction.atomic
def _intend(job: Job, provider: Provider, before: Decimal | None) -> bool:
    """Commit that this order is about to be sent; False when somebody was quicker (a cancel)."""
    intent: dict[str, Any] = {"balance_before": before, "hinted_id": "", "setbacks": job.setbacks}
    if not jobs.move(job, State.SUBMITTING, f"Sending to {provider.name}.", keep_claim=True, due_in=0, **intent):
        return False
    ledger.reserve(job)
    return True


def _send(job: Job, provider: Provider, request: Request) -> None:
    sent_at = timezone.now()
    try:
        with tally.calling(job.answered_by, "order"):
            update = provider.submit(request)
    except ProviderError as error:
        problem = error  # the name ends with this block
        _written(lambda: _not_accepted(job, provider, request, problem))
    else:
        _written(lambda: _accepted(job, provider, update, sent_at))


def _written(write: Callable[[], None]) -> None:
    """What a provider said to an order is heard once: write it down as soon as the database takes it."""
    gives_up_at = time.monotonic() + _WRITE_PATIENCE
    while True:
        try:
            write()
            return
        except (DatabaseError, InterfaceError):
            if time.monotonic() > gives_up_at:
                raise
            logger.warning("The database did not take what a provider answered to an order; it is tried again.")
            close_old_connections()
            time.sleep(_WRITE_PAUSE)


def _not_accepted(job: Job, provider: Provider, request: Request, error: ProviderError) -> None:
    match error:
        case RateLimited():
            slots.hold(provider.order_limit(request.spec), error.retry_after)
            _back_to_queue(job, error, error.retry_after)
        case Unavailable():
            _back_to_queue(job, error, 0)
        case Unclear() | UnexpectedReply():
            _doubtful(job, error)
        case _:
            _refused(job, error)


def _accepted(job: Job, provider: Provider, update: Update, sent_at: datetime) -> None:
    if update.phase == Phase.SUCCEEDED and update.outputs:
        job.submitted_at = sent_at
        made = _made(job, provider, update, submitted_at=sent_at, remote_id=update.remote_id)
        if not made and update.remote_id:
            jobs.adopt_late(job, update.remote_id, f"{provider.name} made it at once. The answer came late.")
        return
    if update.phase == Phase.FAILED:
        _refused(job, update.error or Rejected(f"{provider.name} could not make this.", code="failed"))
        return
    words = f"{provider.name} accepted the order."
    first = pace.before_question(
        0, registry.usual_seconds(registry.spec(job.model)), callbacks=bool(_callback_url(job))
    )
    changes: dict[str, Any] = {"remote_id": update.remote_id, "submitted_at": sent_at, "progress": update.progress}
    if not jobs.move(job, State.RUNNING, words, due_in=first, **changes):
        job.submitted_at = sent_at
        jobs.adopt_late(job, update.remote_id, f"{words} The answer came late.")


def _back_to_queue(job: Job, error: ProviderError, at_least: float) -> None:
    """Certainly not accepted: the order waits and is sent again."""
    if timezone.now() - job.created_at > _SEND_PATIENCE:
        words = f"{error.message} It was not accepted within a day, so it was never ordered. Nothing was charged."
        _refused(job, Unavailable(words, detail=error.detail))
        return
    setbacks = job.setbacks + 1
    pause = max(at_least, pace.after_setback(setbacks, first=5, most=600))
    with transaction.atomic():
        if not jobs.move(job, State.QUEUED, error.message, problem=error, due_in=pause, setbacks=setbacks):
            return
        ledger.unreserve(job)
        if job.cancel_requested_at:  # while it was on the wire
            words = "Cancelled before it was accepted. Nothing was charged."
            if jobs.move(job, State.CANCELLED, words, charged=Charged.NO):
                ledger.refund(job, words)


def _later(job: Job, error: ProviderError) -> None:
    """An input could not be handed over yet: nothing was ordered."""
    if timezone.now() - job.created_at > _SEND_PATIENCE:
        _refused(job, error)
        return
    jobs.release(job, pace.after_setback(job.setbacks + 1, first=5, most=600), problem=error)


def _refused(job: Job, error: ProviderError) -> None:
    """The order is refused for good, or failed at the provider: nothing was charged."""
    with transaction.atomic():
        if jobs.move(job, State.FAILED, error.message, problem=error, charged=Charged.NO):
            ledger.refund(job)


def _doubtful(job: Job, error: ProviderError) -> None:
    """Sent, no verdict. A callback may have told the order's id; else only a person may send it again."""
    job.refresh_from_db(fields=["hinted_id"])
    words = "A callback told under which id the provider has the order."
    if job.state == State.SUBMITTING and job.hinted_id and jobs.adopt_late(job, job.hinted_id, words):
        return
    with transaction.atomic():
        sent_at = job.submitted_at or timezone.now()
        if not jobs.move(job, State.UNCLEAR, error.message, problem=error, charged=Charged.MAYBE, submitted_at=sent_at):
            return
        ledger.doubt(job)
    if job.hinted_id and job.hinted_id != job.remote_id:  # a callback that came between, or knows better than a person
        jobs.adopt_late(job, job.hinted_id, words)


def _found_dead(job: Job) -> None:
    """Its worker died, or was cut off, while the order was on the wire. It is never sent again from here."""
    provider = _provider(job)
    name = provider.name
    if hasattr(provider, "reconcile") and not job.hinted_id:
        try:
            request = Request(spec=registry.spec(job.model), params=job.params, job_id=str(job.pk))
            found = provider.reconcile(request, job.updated_at)
        except ProviderError as error:
            jobs.release(job, pace.after_setback(job.setbacks + 1), problem=error)
            return
        if found and found.remote_id:
            jobs.adopt_late(job, found.remote_id, f"{name} knows the order.")
            return
    words = f"The order was sent to {name}, but no answer came. It may have been charged. Look before sending again."
    _doubtful(job, Unclear(words))


# -- asking ----------------------------------------------------------------------------------------------------------


def _ask(job: Job) -> None:
    provider, spec = _provider(job), registry.spec(job.model)
    if pause := slots.take(provider.query_limit(spec)):
        jobs.postpone(job, pause)
        return
    if job.cancel_requested_at and hasattr(provider, "cancel") and not job.setbacks:
        _ask_to_stop(job, provider)
    try:
        with tally.calling(job.answered_by, "poll"):
            update = provider.poll(job.remote_id, spec)
    except ProviderError as error:
        _no_news(job, provider, error)
        return
    match update.phase:
        case Phase.SUCCEEDED if update.outputs:
            _made(job, provider, update)
        case Phase.SUCCEEDED:
            _made_nothing_yet(job, provider)
        case Phase.FAILED:
            _failed(job, provider, update)
        case Phase.MISSING:
            _missing(job, provider)
        case _:
            _still_running(job, provider, update)


def _ask_to_stop(job: Job, provider: Any) -> None:
    try:
        provider.cancel(job.remote_id, registry.spec(job.model))
    except ProviderError as error:
        jobs.note(job, error.message, error.detail)


def _age(job: Job) -> timedelta:
    return timezone.now() - (job.submitted_at or job.created_at)


def _out_of_patience(job: Job, provider: Provider) -> bool:
    """Move an order that was open too long to unclear."""
    if _age(job) <= provider.patience(registry.spec(job.model)):
        return False
    hours = provider.patience(registry.spec(job.model)).total_seconds() / 3600
    words = (
        f"No result after {hours:.0f} hours. {provider.name} may still charge for it. Look again before sending again."
    )
    _doubtful(job, Unclear(words, code="no_verdict"))
    return True


def _no_news(job: Job, provider: Provider, error: ProviderError) -> None:
    """A question that failed says nothing about the order."""
    if _out_of_patience(job, provider):
        return
    pause = pace.after_setback(job.setbacks + 1)
    if isinstance(error, RateLimited):
        slots.hold(provider.query_limit(registry.spec(job.model)), error.retry_after)
        pause = max(pause, error.retry_after)
    jobs.release(job, pause, problem=error, polls=job.polls + 1)


def _still_running(job: Job, provider: Provider, update: Update) -> None:
    if _out_of_patience(job, provider):
        return
    usual = registry.usual_seconds(registry.spec(job.model))
    pause = pace.before_question(_age(job).total_seconds(), usual, callbacks=bool(_callback_url(job)))
    progress = job.progress if update.progress is None else max(update.progress, job.progress or 0.0)
    jobs.release(job, pause, progress=progress, polls=job.polls + 1)


def _missing(job: Job, provider: Provider) -> None:
    """No record: right after an order it is not visible yet; later nobody knows what became of it."""
    age = _age(job)
    if age.total_seconds() <= provider.grace:
        jobs.release(job, 2.0, polls=job.polls + 1)
    elif age.total_seconds() <= provider.grace + _MISSING_PATIENCE.total_seconds():
        words = f"{provider.name} does not show this order at the moment. It keeps being asked."
        jobs.release(job, 15.0, problem=Unavailable(words, code="no_record"), polls=job.polls + 1)
    else:
        words = f"{provider.name} has no record of this order. It may have been charged. Look before sending again."
        _doubtful(job, Unclear(words, code="no_record"))


def _made_nothing_yet(job: Job, provider: Provider) -> None:
    """Done, it says, but there is no file: that happens for a moment while a film is being finished."""
    if job.setbacks < _MOST_EMPTY:
        words = f"{provider.name} says that it is done, but shows no file yet."
        jobs.release(job, 4.0, problem=Unavailable(words, code="no_files"), polls=job.polls + 1)
        return
    words = f"{provider.name} says that it is done, but gave no file. It may have been charged: ask {provider.name}."
    with transaction.atomic():
        problem = ProviderError(words, code="no_files", action="try_again")
        if jobs.move(job, State.FAILED, words, problem=problem, charged=Charged.MAYBE):
            ledger.doubt(job)


def _failed(job: Job, provider: Provider, update: Update) -> None:
    error = update.error or Rejected(f"{provider.name} could not make this. Nothing was charged.", code="failed")
    if update.credits:
        with transaction.atomic():
            if jobs.move(job, State.FAILED, error.message, problem=error, charged=Charged.YES):
                ledger.settle(job, update.credits)
        return
    if job.cancel_requested_at:
        with transaction.atomic():
            if jobs.move(job, State.CANCELLED, "Cancelled. Nothing was charged.", charged=Charged.NO):
                ledger.refund(job)
        return
    _refused(job, error)


def _made(job: Job, provider: Provider, update: Update, **changes: Any) -> bool:
    """Its files are at the provider: write down where, what it cost, and wake somebody to fetch them.

    False, and nothing done, where the job is no longer this worker's.
    """
    cost, source = _cost(job, provider, update)
    stated = [output.expires_at for output in update.outputs if output.expires_at]
    changes["results_expire_at"] = min(stated) if stated else timezone.now() + _RESULTS_LAST
    changes["made_at"] = _made_at(job, update)
    if update.seed is not None:
        changes["seed"] = update.seed
    files = len(update.outputs)
    words = f"{provider.name} made {files} {'file' if files == 1 else 'files'}."
    with transaction.atomic():
        if not jobs.move(job, State.STORING, words, due_in=0, progress=1.0, **changes):
            return False
        _write_outputs(job, update)
        ledger.settle(job, cost, source=source)
        jobs.nudge_on_commit(job)
    return True


def _made_at(job: Job, update: Update) -> datetime:
    """When it was finished: as the record says, within what can be true by our clock; else now."""
    now = timezone.now()
    return min(now, max(update.made_at or now, job.submitted_at or job.created_at))


def _write_outputs(job: Job, update: Update) -> None:
    for position, output in enumerate(update.outputs):
        values = {"url": output.url, "kind": output.kind or "", "state": OutputState.REMOTE, "error_message": ""}
        defaults = {**values, "media_id": media_id(job.pk, position)}
        JobOutput.objects.update_or_create(job=job, position=position, defaults=values, create_defaults=defaults)
    words = f"{len(update.outputs)} of {job.output_count} were delivered."
    short = JobOutput.objects.filter(job=job, position__gte=len(update.outputs))
    short.update(state=OutputState.MISSING, error_message=words)


def _cost(job: Job, provider: Provider, update: Update) -> tuple[Decimal | None, str]:
    """What it cost: by the record, else by the balance before and after if nothing else was out meanwhile."""
    if update.credits is not None:
        return update.credits, ""
    if job.balance_before is None or not jobs.alone_since(job):
        return None, ""
    after = _balance(provider)
    spent = None if after is None else job.balance_before - after
    return (spent, "By the balance before and after.") if spent and spent > 0 else (None, "")
