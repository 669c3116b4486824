"""A job as the API tells of it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from generation import jobs
from generation.api_requests import as_uuid
from generation.fields.rows import rows_of
from generation.models import Charge, Job, JobOutput, OutputState, State

#: the verbs of ``jobs.possible`` whose address is spelt otherwise
_SPELLING = {"download_again": "download", "look_again": "look"}


def rows(owner: Any) -> QuerySet[Job]:
    """An owner's jobs with all that ``task`` reads."""
    return Job.objects.filter(owner=owner).prefetch_related("outputs__asset", "charges")


def one(owner: Any, task_id: str) -> Job:
    """An owner's job by the id of an address; raises ``Http404``."""
    job = rows(owner).filter(pk=as_uuid(task_id)).first()
    if job is None:
        raise Http404
    return job


def task(job: Job) -> dict[str, Any]:
    """A job as JSON. ``error`` is there only when something went wrong, ``notice`` while something holds it up."""
    outputs = list(job.outputs.all())
    found = {
        "task_id": str(job.pk),
        "status": job.task_status,
        "progress": _progress(job),
        "result_urls": [f"/api/media/{output.media_id}/file" for output in outputs if _is_there(output)],
        "kind": job.kind,
        "model": job.model,
        "provider": job.provider,
        "prompt": job.prompt,
        "params": {**job.params, **_plain_inputs(job)},
        "seed": job.seed,
        "sandbox": job.sandbox,
        "cost": _cost(list(job.charges.all()), job.orders),
        "media_ids": [str(output.media_id) for output in outputs],
        "media": [_medium(output) for output in outputs],
        "remote_id": job.remote_id or None,
        "retry_of": str(job.retry_of_id) if job.retry_of_id else None,
        "possible": [spelt(verb) for verb in jobs.possible(job)],
        "cancel_requested": job.cancel_requested_at is not None,
        "created_at": moment(job.created_at),
        "submitted_at": moment(job.submitted_at),
        "finished_at": moment(job.finished_at),
        "results_expire_at": moment(job.results_expire_at),
    }
    return {**found, **_problem(job, outputs)}


def _plain_inputs(job: Job) -> dict[str, list[str]]:
    """The input files by field; those inside rows stand in their rows already."""
    return {path: items for path, items in job.inputs.items() if rows_of(path) not in job.params}


def spelt(verb: str) -> str:
    """A verb of ``jobs.possible`` as its address spells it."""
    return _SPELLING.get(verb, verb).replace("_", "-")


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def amount(exact: Decimal | None) -> float | None:
    """Dollars or credits as a number, rounded to five decimals; sums in a database may carry binary dust."""
    return None if exact is None else round(float(exact), 5)


def _progress(job: Job) -> float | None:
    """0…1; finished work is 1, and None where nobody knows."""
    return 1.0 if job.state == State.SUCCEEDED else job.progress


def _is_there(output: JobOutput) -> bool:
    return output.state == OutputState.STORED and output.asset is not None and output.asset.deleted_at is None


def _medium(output: JobOutput) -> dict[str, Any]:
    found: dict[str, Any] = {"media_id": str(output.media_id), "position": output.position, "status": output.state}
    if _is_there(output):
        found["file"] = f"/api/media/{output.media_id}/file"
        if output.asset is not None and output.asset.thumbnail:
            found["thumbnail"] = f"/api/media/{output.media_id}/thumbnail"
        if output.asset is not None and output.asset.keep_until:
            found["keep_until"] = moment(output.asset.keep_until)
    elif output.unsaved_at:
        found |= {"status": "unsaved", "gone_at": moment(output.unsaved_at)}
    elif output.state == OutputState.STORED:
        found["status"] = "deleted"
    if output.error_message:
        found["error"] = output.error_message
    return found


def _cost(charges: list[Charge], current: int) -> dict[str, Any]:
    """The sum over every time that the job was sent; ``state`` is that of the last sending."""
    state = next((charge.state for charge in charges if charge.order_number == current), None)
    credits = [charge.credits for charge in charges if charge.credits is not None]
    return {
        "usd": amount(sum((charge.usd for charge in charges), Decimal(0))),
        "credits": amount(sum(credits, Decimal(0))) if credits else None,
        "state": state,
    }


def _problem(job: Job, outputs: list[JobOutput]) -> dict[str, Any]:
    """``error`` of a job that went wrong, ``notice`` of one that goes on, {} where nothing is the matter."""
    if not job.error_message:
        return {}
    words = {"action": job.error_action, "charged": job.charged, "detail": job.error_detail}
    told: dict[str, Any] = {"code": job.error_code, "message": job.error_message}
    told |= {name: word for name, word in words.items() if word}
    missing = [str(output.media_id) for output in outputs if output.state == OutputState.MISSING]
    if missing:
        told["missing"] = missing
    return {"notice" if job.is_open else "error": told}
