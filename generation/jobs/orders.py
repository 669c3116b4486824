"""Taking an order, and hearing about one from outside."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from generation import inputs, ledger, registry
from generation.inputs import Refused
from generation.jobs.files import hold_inputs
from generation.jobs.moves import CLEAN, soon, tell
from generation.jobs.together import together
from generation.jobs.waking import nudge_on_commit
from generation.models import Job, JobOutput, State, media_id
from generation.params import ParamsForm
from generation.providers.base import ModelSpec
from mediahub import logs, prepared
from settings_app import preferences

#: how often a callback looks at its job anew when that moves under its eyes
_MOST_LOOKS = 5


class KeyReused(Exception):
    """The same Idempotency-Key came with another request."""

    message = "This Idempotency-Key was used for another request. Use a new key for a new request."


def create(
    owner: Any,
    spec: ModelSpec,
    form: ParamsForm,
    *,
    idempotency_key: str = "",
    request_hash: str = "",
    retry_of: Job | None = None,
) -> Job:
    """Take an order. ``form`` is bound and valid. The same ``idempotency_key`` and hash give the earlier job back.

    Raises ``Refused`` for an input or a model that cannot be used, ``KeyReused`` for a key that meant something else.
    """
    earlier = ordered_before(owner, idempotency_key, request_hash)
    if earlier:
        return earlier
    readiness = registry.readiness(spec)
    if readiness.refused:
        raise Refused("model", readiness.sentence, readiness.refused)
    hold_inputs(form.references())
    references = inputs.check(owner, form)
    job = _row(owner, spec, form, references, retry_of)
    job.idempotency_key, job.request_hash = idempotency_key or None, request_hash
    try:
        together(partial(_insert, job))
    except IntegrityError:
        if earlier := ordered_before(owner, idempotency_key, request_hash):
            return earlier
        raise
    return job


def ordered_before(owner: Any, key: str, request_hash: str) -> Job | None:
    """The job that this Idempotency-Key and request made; raises ``KeyReused`` where the key meant another request."""
    job = Job.objects.filter(owner=owner, idempotency_key=key).first() if key else None
    if job and job.request_hash != request_hash:
        raise KeyReused
    return job


def _row(owner: Any, spec: ModelSpec, form: ParamsForm, references: dict[str, list[str]], retry_of: Job | None) -> Job:
    params = {name: value for name, value in form.params().items() if name not in references}
    provider = registry.provider_key(spec)
    return Job(
        owner=owner,
        provider=provider,
        model=spec.key,
        model_name=spec.name,
        kind=spec.kind,
        sandbox=registry.using_sandbox(provider),
        prompt=str(params.get("prompt", "")),
        params=params,
        inputs=references,
        seed=params.get("seed"),
        request_id=logs.request_id.get(),
        output_count=spec.output_count(params),
        retry_of=retry_of,
    )


def _insert(job: Job) -> None:
    """The rows of an order, inside a transaction."""
    price = ledger.estimate_of(job)
    stored = preferences.for_owner(job.owner)
    objection = "" if job.sandbox else ledger.objection(job.owner, stored, price)
    job.state, job.due_at = State.QUEUED, timezone.now()
    if objection:
        job.state, job.due_at = State.WAITING, None
        job.error_code, job.error_message, job.error_action = "budget", objection, "allow"
    prepared.insert(job)
    _expect_outputs(job)
    ledger.open_charge(job, price)
    tell(job, "", job.state, objection or "Asked for.")
    if not objection:
        nudge_on_commit(job)


def _expect_outputs(job: Job) -> None:
    """The rows of the files to come; their media ids exist from now on."""
    positions = range(job.output_count)
    prepared.insert(*(JobOutput(job=job, position=at, media_id=media_id(job.pk, at)) for at in positions))


def noticed(job_id: uuid.UUID, order: int, remote_id: str) -> None:
    """A callback for this order of a job arrived, with our token: look now. It settles an order whose answer was lost.

    ``order``: the number of the sending that the callback's address was made for. ``remote_id`` may be "".
    """
    for _ in range(_MOST_LOOKS):
        job = Job.objects.filter(pk=job_id).first()
        if job is None or _heard(job, order, remote_id):
            return


def _heard(job: Job, order: int, remote_id: str) -> bool:
    """Do what a callback means to a job in this state; False, and nothing done, when it has moved meanwhile."""
    same = Job.objects.filter(pk=job.pk, state=job.state, orders=job.orders)
    if order == job.orders and job.state == State.RUNNING:
        other = {"hinted_id": remote_id} if remote_id != job.remote_id and is_remote_id(remote_id) else {}
        return bool(same.update(due_at=soon(), **other))
    if not is_remote_id(remote_id):
        return True
    if order == job.orders and job.state == State.SUBMITTING:
        return bool(same.update(hinted_id=remote_id))
    if order != job.orders or job.state in (State.UNCLEAR, State.FAILED, State.CANCELLED):
        job.orders = order
        adopt_late(job, remote_id, "A callback told under which id the provider has the order.")
    return True


def is_remote_id(text: str) -> bool:
    """Whether this can be a task's id at a provider: opaque, but not empty, of one word and of our column's length."""
    return 0 < len(text) <= 255 and text.isprintable() and not any(sign.isspace() for sign in text)


def adopt_late(job: Job, remote_id: str, message: str) -> bool:
    """The id of an order is known after all: follow it, so that what was paid for is kept.

    ``job.orders`` says which sending it answers. Where the job has been sent again, or given up, meanwhile, the earlier
    sending goes on as a job of its own. False when a job has this id already.
    """
    if Job.objects.filter(provider=job.provider, sandbox=job.sandbox, remote_id=remote_id).exclude(pk=job.pk).exists():
        return False
    try:
        with transaction.atomic():
            if not _tie(job, remote_id, message):
                _follow_apart(job, remote_id, message)
    except IntegrityError:
        return False
    job.refresh_from_db()
    return True


def _tie(job: Job, remote_id: str, message: str) -> bool:
    """Let the job itself follow its order, if it still waits for this very sending.

    What a person pasted for an unclear order gives way: the provider knows its own ids better.
    """
    now = timezone.now()
    free = {"claim": "", "claimed_until": None, "setbacks": 0, "tries": 0, **CLEAN}
    stamps = {"updated_at": now, "submitted_at": job.submitted_at or now, "due_at": soon()}
    known = {"state": State.RUNNING, "remote_id": remote_id}
    same = Job.objects.filter(pk=job.pk, orders=job.orders)
    waiting = {State.SUBMITTING: same.filter(remote_id__in=("", remote_id)), State.UNCLEAR: same}
    for before, rows in waiting.items():
        if rows.filter(state=before).update(**known, **free, **stamps):
            ledger.reserve(job)
            tell(job, before, State.RUNNING, message)
            return True
    return Job.objects.filter(pk=job.pk, remote_id=remote_id).exists()


def _follow_apart(job: Job, remote_id: str, message: str) -> None:
    """Follow an earlier sending of a job as a job of its own; the row of that sending in the ledger goes with it."""
    copied = ("owner_id", "provider", "model", "model_name", "kind", "sandbox", "prompt", "params", "inputs", "seed")
    now = timezone.now()
    twin = Job(**{name: getattr(job, name) for name in copied}, output_count=job.output_count, retry_of_id=job.pk)
    twin.state, twin.remote_id, twin.submitted_at, twin.due_at = State.RUNNING, remote_id, job.submitted_at or now, now
    twin.save(force_insert=True)
    _expect_outputs(twin)
    ledger.hand_over(job, twin)
    tell(twin, "", State.RUNNING, f"{message} It is an earlier sending of job {job.pk}, and goes on by itself.")
    tell(job, "", "", f"{message} That sending goes on as job {twin.pk}.")
