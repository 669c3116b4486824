"""Tasks as programs see them: how far an order is, what came of it, and what can be done with it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from generation import api_shapes, jobs, openapi
from generation.api_answers import moment, one, rows, task
from generation.api_requests import (
    JsonView,
    choice,
    fingerprint,
    idempotency_key,
    json_object,
    receipt,
    refuse_unknown,
)
from generation.models import TASK_STATUS, Job, JobEvent
from mediahub.errors import ApiError

_MOST = 200
_USUAL = 50


# -- reading ---------------------------------------------------------------------------------------------------------


class TaskList(JsonView):
    """Every task, the newest first, page by page: next is the address of the following page."""

    asks = ("status", "limit", "cursor")

    @extend_schema(**openapi.TASK_LIST)
    def get(self, request: Request) -> Response:
        status = choice(request, "status", sorted(set(TASK_STATUS.values())))
        limit = _limit(request)
        found = rows(request.user)
        if status:
            found = found.filter(state__in=[state for state, word in TASK_STATUS.items() if word == status])
        if place := _place(request.query_params.get("cursor", "")):
            at, last = place
            found = found.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=last))
        page = list(found.order_by("-created_at", "-pk")[: limit + 1])
        following = _following(page[limit - 1], status, limit) if len(page) > limit else None
        return Response({"results": [task(job) for job in page[:limit]], "next": following})


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", "")
    if not text:
        return _USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= _MOST):
        raise ApiError(400, "invalid", f"limit must be a whole number from 1 to {_MOST}.", field="limit")
    return int(text)


def _following(last: Job, status: str, limit: int) -> str:
    asked = {"status": status, "limit": limit, "cursor": f"{moment(last.created_at)}~{last.pk}"}
    return "/api/tasks?" + urlencode({name: value for name, value in asked.items() if value})


def _place(cursor: str) -> tuple[datetime, uuid.UUID] | None:
    """Behind which job a page begins; raises ``ApiError`` 400 for what no ``next`` ever held."""
    if not cursor:
        return None
    text, _, last = cursor.partition("~")
    try:
        at, job_id = parse_datetime(text), uuid.UUID(last)
        if at is None or timezone.is_naive(at):
            raise ValueError("no time with a zone")
        return at.astimezone(UTC), job_id  # near the year 1 or 9999 there is no such time
    except (ValueError, OverflowError) as error:
        words = "This cursor is not one of ours. Follow “next” as it was given."
        raise ApiError(400, "invalid", words, field="cursor") from error


class TaskDetail(JsonView):
    """How far one task is, and what came of it.

    status is pending, processing, completed, failed, cancelled or unclear. progress goes from 0 to 1 and is null
    when nobody knows. result_urls holds the files that are here. Ask again every few seconds until status is
    neither pending nor processing.
    """

    @extend_schema(**openapi.TASK_DETAIL)
    def get(self, request: Request, task_id: str) -> Response:
        return Response(task(one(request.user, task_id)))


class TaskEvents(JsonView):
    """What happened to a task, in order, each entry with the provider's own words where there are any."""

    @extend_schema(**openapi.TASK_EVENTS)
    def get(self, request: Request, task_id: str) -> Response:
        return Response([_event(event) for event in one(request.user, task_id).events.all()])


def _event(event: JobEvent) -> dict[str, Any]:
    return {
        "at": moment(event.at),
        "from": event.from_state,
        "to": event.to_state,
        "message": event.message,
        "detail": event.detail,
    }


# -- doing -----------------------------------------------------------------------------------------------------------


class TaskVerb(JsonView):
    """Something that can be done with a task; 409 with a sentence when its state does not allow it."""

    def act(self, job: Job) -> Job:
        """The verb of the service layer; raises ``jobs.NotPossible``."""
        raise NotImplementedError

    def post(self, request: Request, task_id: str) -> Response:
        job = one(request.user, task_id)
        refuse_unknown(json_object(request))
        return Response(task(one(request.user, str(self.act(job).pk))))


@extend_schema_view(post=extend_schema(**openapi.task_verb("cancel", "Stop a task")))
class Cancel(TaskVerb):
    """Stop a task. What was not sent yet is never sent and costs nothing.

    An order that the provider already has is stopped where the provider can; where it cannot, a result that arrives is
    kept, because it is paid for. Cancelling twice is no error.
    """

    def act(self, job: Job) -> Job:
        return jobs.cancel(job)


@extend_schema_view(post=extend_schema(**openapi.task_verb("download", "Download again")))
class Download(TaskVerb):
    """Fetch files that were made but could not be downloaded, now. Nothing is ordered again."""

    def act(self, job: Job) -> Job:
        return jobs.download_again(job)


@extend_schema_view(post=extend_schema(**openapi.task_verb("look", "Look at the provider again")))
class Look(TaskVerb):
    """Ask the provider once more about a task whose fate is unclear."""

    def act(self, job: Job) -> Job:
        return jobs.look_again(job)


class SendAgain(JsonView):
    """Order an unclear task once more. The first order may be charged as well.

    With an Idempotency-Key the same request, sent several times, orders once.
    """

    @extend_schema(**openapi.TASK_SEND_AGAIN)
    def post(self, request: Request, task_id: str) -> Response:
        refuse_unknown(json_object(request))
        job = jobs.send_again(one(request.user, task_id), idempotency_key=idempotency_key(request))
        return Response(task(one(request.user, str(job.pk))))


@extend_schema_view(post=extend_schema(**openapi.task_verb("give-up", "Close an unclear task")))
class GiveUp(TaskVerb):
    """Close an unclear task as failed. Its charge stays unknown."""

    def act(self, job: Job) -> Job:
        return jobs.give_up(job)


@extend_schema_view(post=extend_schema(**openapi.task_verb("allow", "Say yes to a task that waits for it")))
class Allow(TaskVerb):
    """Say yes to a task that a budget holds back."""

    def act(self, job: Job) -> Job:
        return jobs.allow(job)


@extend_schema_view(post=extend_schema(**openapi.task_verb("hide", "Clear a task from the lists")))
class Hide(TaskVerb):
    """Take a finished task off the pages' lists. Its files stay in the gallery, and it stays readable here."""

    def act(self, job: Job) -> Job:
        return jobs.hide(job)


class Adopt(JsonView):
    """Tie an unclear task to the task id that you found in the provider's own log."""

    serializer_class = api_shapes.Adoption

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What the browsable page's box starts with."""
        return self.serializer_class(*args, **kwargs)

    @extend_schema(**openapi.TASK_ADOPT)
    def post(self, request: Request, task_id: str) -> Response:
        job = one(request.user, task_id)
        body = json_object(request)
        refuse_unknown(body, "remote_id")
        remote_id = body.get("remote_id", "")
        if not isinstance(remote_id, str) or not remote_id.isprintable():
            raise ApiError(400, "invalid", "This must be plain text.", field="remote_id")
        return Response(task(one(request.user, str(jobs.adopt(job, remote_id).pk))))


class Retry(JsonView):
    """Make a new task with the same settings. The old one stays as it is; both are paid for."""

    @extend_schema(**openapi.TASK_RETRY)
    def post(self, request: Request, task_id: str) -> Response:
        job = one(request.user, task_id)
        body = json_object(request)
        refuse_unknown(body)
        key, digest = idempotency_key(request), fingerprint(request, body)
        return Response(receipt(jobs.retry(job, idempotency_key=key, request_hash=digest)), status=202)
