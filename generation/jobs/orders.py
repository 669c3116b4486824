"""Taking an order, and hearing about one from outside."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from generation import inputs, ledger, registry
from generation.inputs import Refused
from generation.jobs.moves import CLEAN, nudge_on_commit, soon, tell
from generation.models import Job, JobOutput, State, media_id
from generation.params import ParamsForm
from generation.providers.base import ModelSpec
from settings_app import preferences


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
    if readiness.state == "off":
        raise Refused("model", readiness.sentence, "model_off")
    references = inputs.check(owner, form)
    job = _row(owner, spec, form, references, retry_of)
    job.idempotency_key, job.request_hash = idempotency_key or None, request_hash
    try:
        _insert(job, spec)
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
        output_count=spec.output_count(params),
        retry_of=retry_of,
    )


@transaction.atomic
def _insert(job: Job, spec: ModelSpec) -> None:
    price = ledger.estimate(spec, job.params)
    stored = preferences.for_owner(job.owner)
    objection = "" if job.sandbox else ledger.objection(job.owner, stored, price)
    job.due_at = timezone.now()
    if objection:
        job.state, job.due_at = State.WAITING, None
        job.error_code, job.error_message, job.error_action = "budget", objection, "allow"
    job.save(force_insert=True)
    positions = range(job.output_count)
    JobOutput.objects.bulk_create(JobOutput(job=job, position=at, media_id=media_id(job.pk, at)) for at in positions)
    ledger.open_charge(job, price)
    tell(job, "", job.state, objection or "Asked for.")
    if not objection:
        nudge_on_commit(job)


def noticed(job_id: uuid.UUID, remote_id: str) -> None:
    """A callback arrived that carries our token: look now. It settles an order whose answer was lost."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return
    if job.state == State.UNCLEAR and remote_id:
        adopt_late(job, remote_id, "A callback told under which id the provider has the order.")
    elif job.state == State.SUBMITTING and remote_id:
        Job.objects.filter(pk=job.pk, state=State.SUBMITTING).update(hinted_id=remote_id)
    elif job.state == State.RUNNING:
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(due_at=soon())


def adopt_late(job: Job, remote_id: str, message: str) -> bool:
    """The id of an order is known after all; False when the job has gone another way or the id is another job's."""
    rows = Job.objects.filter(pk=job.pk, state__in=(State.SUBMITTING, State.UNCLEAR), remote_id="")
    values = {"state": State.RUNNING, "remote_id": remote_id, "claim": "", "claimed_until": None, "due_at": soon()}
    stamp = {
        "updated_at": timezone.now(),
        "submitted_at": job.submitted_at or timezone.now(),
        "setbacks": 0,
        "tries": 0,
    }
    try:
        with transaction.atomic():
            if not rows.update(**values, **stamp, **CLEAN):
                return False
            ledger.reserve(job)
            tell(job, job.state, State.RUNNING, message)
    except IntegrityError:
        return False
    job.refresh_from_db()
    return True
