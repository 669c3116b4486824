"""What people can do with a job; every door calls these."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from generation import ledger, registry
from generation.inputs import Refused
from generation.jobs.moves import CLEAN, move, note, soon, tell
from generation.jobs.orders import create, is_remote_id, ordered_before
from generation.jobs.waking import nudge_on_commit
from generation.models import Charged, Job, OutputState, State


class NotPossible(Exception):
    """The job's state does not allow this; ``message`` says what is the case."""

    def __init__(self, message: str, code: str = "not_possible") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def possible(job: Job) -> list[str]:
    """The verbs that make sense for this job now, the most useful first."""
    match job.state:
        case State.WAITING:
            return ["allow", "cancel"]
        case State.QUEUED:
            return ["cancel"]
        case State.SUBMITTING | State.RUNNING:
            return [] if job.cancel_requested_at else ["cancel"]
        case State.STORING:
            return ["download_again"]
        case State.UNCLEAR:
            return ["look_again", "send_again", "give_up", "adopt"]
        case _:
            return [*(["download_again"] if _has_remote_files(job) else []), "retry", "hide"]


def _has_remote_files(job: Job) -> bool:
    lost = any(output.url and output.state == OutputState.MISSING for output in job.outputs.all())
    return lost and (job.results_expire_at is None or job.results_expire_at > timezone.now())


def _demand(job: Job, verb: str) -> None:
    if verb not in possible(job):
        words = job.get_state_display().lower()
        raise NotPossible(f"This job is {words}, so it cannot {verb.replace('_', ' ')} now.")


def cancel(job: Job) -> Job:
    """Stop a job. What was not sent yet is never sent; what the provider has is asked to stop where it can.

    Where it cannot, polling goes on quietly and a result that arrives is kept: it is paid for.
    """
    if job.cancel_requested_at or job.state == State.CANCELLED:
        return job
    _demand(job, "cancel")
    if not _cancel_unsent(job, State.WAITING) and not _cancel_unsent(job, State.QUEUED) and not _ask_to_stop(job):
        _demand(_fresh(job), "cancel")
    return _fresh(job)


def _ask_to_stop(job: Job) -> bool:
    """Note that an order which is out should stop; a worker tells the provider, where it can be told."""
    provider = registry.provider_class(job.provider)
    can = hasattr(provider, "cancel")
    words = (
        f"Asking {provider.name} to stop." if can else f"{provider.name} cannot stop an order, so its result is kept."
    )
    now = timezone.now()
    with transaction.atomic():
        out = Job.objects.filter(pk=job.pk, state__in=(State.SUBMITTING, State.RUNNING))
        if not out.update(cancel_requested_at=now, updated_at=now, **({"due_at": soon()} if can else {})):
            return False
        tell(job, "", "", f"Cancel asked for. {words}")
    return True


def _cancel_unsent(job: Job, state: State) -> bool:
    """Cancel whoever holds the claim: its intent then loses its UPDATE, so the order is never sent."""
    now = timezone.now()
    stamps = {"updated_at": now, "finished_at": now, "cancel_requested_at": now}
    values = {
        **CLEAN,
        **stamps,
        "charged": Charged.NO,
        "state": State.CANCELLED,
        "claim": "",
        "claimed_until": None,
        "due_at": None,
    }
    with transaction.atomic():
        if not Job.objects.filter(pk=job.pk, state=state).update(**values):
            return False
        ledger.refund(job, "Cancelled before it was sent.")
        tell(job, state, State.CANCELLED, "Cancelled before it was sent. Nothing was charged.")
    return True


def _fresh(job: Job) -> Job:
    return Job.objects.select_related("owner").get(pk=job.pk)


def retry(job: Job, *, idempotency_key: str = "", request_hash: str = "") -> Job:
    """A new job with the same settings; the old one stays as it is."""
    if idempotency_key and (earlier := ordered_before(job.owner, idempotency_key, request_hash)):
        return earlier
    _demand(job, "retry")
    spec = registry.spec(job.model)
    # files inside rows stand in the rows as well
    files = {name: items for name, items in job.inputs.items() if not spec.params.is_inside_row(name)}
    form = spec.params.from_json({**job.params, **files})
    if not form.is_valid():
        field, message = form.problems()[0]
        raise Refused(field, f"These settings are no longer accepted: {message}")
    return create(job.owner, spec, form, idempotency_key=idempotency_key, request_hash=request_hash, retry_of=job)


def _moved(job: Job, to: State, message: str, **changes: Any) -> None:
    """Move the job, or tell that somebody else was quicker."""
    if not move(job, to, message, **changes):
        raise NotPossible("This job has just changed. Look at it again.", "changed")


def allow(job: Job) -> Job:
    """The owner's yes to an order that a budget held back."""
    _demand(job, "allow")
    with transaction.atomic():
        _moved(job, State.QUEUED, "Allowed.", due_in=0)
        nudge_on_commit(job)
    return _fresh(job)


def look_again(job: Job) -> Job:
    """Ask about an unclear order once more: under its id where one is known, else by a callback's hint."""
    _demand(job, "look_again")
    known = job.remote_id or job.hinted_id
    if not known:
        note(job, "Looked again: no answer has come since, and the provider has no way to search for it.")
        return _fresh(job)
    _moved(job, State.RUNNING, "Looking again.", due_in=0, remote_id=known)
    return _fresh(job)


def adopt(job: Job, remote_id: str) -> Job:
    """Tie an unclear order to the task id that its owner found at the provider."""
    _demand(job, "adopt")
    remote_id = remote_id.strip()
    if not is_remote_id(remote_id):
        raise Refused("remote_id", "Paste the task's id as the provider's log shows it.")
    if Job.objects.filter(provider=job.provider, sandbox=job.sandbox, remote_id=remote_id).exclude(pk=job.pk).exists():
        raise Refused("remote_id", "Another job here already has this task.", "taken")
    sent_at = job.submitted_at or timezone.now()
    with transaction.atomic():
        words = "Its owner found it at the provider."
        _moved(job, State.RUNNING, words, due_in=0, remote_id=remote_id, submitted_at=sent_at)
        ledger.reserve(job)
    return _fresh(job)


def send_again(job: Job, *, seen: int | None = None, idempotency_key: str = "") -> Job:
    """Order once more, by a person's word: the earlier order may be charged too, and keeps its row in the ledger.

    ``seen``: the number of the order that the person saw as unclear; a click that comes twice then counts once. So does
    a request with the same ``idempotency_key``.
    """
    if idempotency_key and job.charges.filter(request_key=idempotency_key).exists():
        return _fresh(job)
    if seen is not None and seen != job.orders:
        raise NotPossible("This order was sent again already.", "sent_already")
    _demand(job, "send_again")
    price = ledger.estimate_of(job)
    nothing = {"remote_id": "", "hinted_id": "", "progress": None, "submitted_at": None, "cancel_requested_at": None}
    with transaction.atomic():
        _moved(job, State.QUEUED, "Sent again by its owner's word.", due_in=0, orders=F("orders") + 1, **nothing)
        ledger.open_charge(job, price, request_key=idempotency_key)
        nudge_on_commit(job)
    return _fresh(job)


def give_up(job: Job) -> Job:
    """Close an unclear order; its charge stays unknown."""
    _demand(job, "give_up")
    words = "Given up. It was sent, but no answer came: it may have been charged."
    _moved(job, State.FAILED, words, error_code="given_up", error_message=words, charged=Charged.MAYBE)
    return _fresh(job)


def download_again(job: Job) -> Job:
    """Fetch files that are still at the provider, now."""
    _demand(job, "download_again")
    if job.state == State.STORING:
        Job.objects.filter(pk=job.pk, state=State.STORING).update(due_at=soon(), updated_at=timezone.now())
        nudge_on_commit(job)
        return _fresh(job)
    with transaction.atomic():
        _moved(job, State.STORING, "Downloading again.", due_in=0, finished_at=None, made_at=None)
        again = {"state": OutputState.REMOTE, "tries": 0, "bad_files": 0, "error_message": ""}
        job.outputs.filter(state=OutputState.MISSING).exclude(url="").update(**again)
        nudge_on_commit(job)
    return _fresh(job)


def hide(job: Job) -> Job:
    """Clear a finished job from the feed; its files stay."""
    _demand(job, "hide")
    now = timezone.now()
    Job.objects.filter(pk=job.pk, state=job.state).update(hidden_at=now, updated_at=now)
    return _fresh(job)
