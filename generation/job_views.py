"""The Queue page, one job's page, and what people can do with a job: form posts to ``/jobs/<id>/<verb>``."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from gallery import library, tray
from generation import actions, asked, costs, feed, jobs, pictures, registry
from generation.actions import Action
from generation.models import Job, JobEvent, JobOutput
from mediahub.htmx import is_htmx


def _retry(job: Job, posted: QueryDict) -> Job:
    """The card's ``order_key`` makes clicks that come twice one order."""
    key = posted.get("order_key", "")
    return jobs.retry(job, idempotency_key=f"again-{job.pk}-{key[:64]}" if key else "")


def _send_again(job: Job, posted: QueryDict) -> Job:
    """``order`` is the number of the order that the card showed: a click that comes twice is refused."""
    seen = posted.get("order", "")
    return jobs.send_again(job, seen=int(seen) if seen.isdecimal() else None)


#: addresses' verbs, and what they do with what was posted
_VERBS: dict[str, Callable[[Job, QueryDict], Job]] = {
    "cancel": lambda job, _: jobs.cancel(job),
    "retry": _retry,
    "look-again": lambda job, _: jobs.look_again(job),
    "send-again": _send_again,
    "give-up": lambda job, _: jobs.give_up(job),
    "download-again": lambda job, _: jobs.download_again(job),
    "allow": lambda job, _: jobs.allow(job),
    "hide": lambda job, _: jobs.hide(job),
    "adopt": lambda job, posted: jobs.adopt(job, posted.get("remote_id", "")),
}
#: the queue's lists, and their titles
_SECTIONS = (("needs", "Needs you"), ("running", "Running"), ("waiting", "Waiting"), ("finished", "Finished today"))
_SAID = {
    "retry": "Asked for again.",
    "look-again": "Looking again.",
    "send-again": "Sent again.",
    "give-up": "Given up.",
    "download-again": "Downloading again.",
    "adopt": "Found. Its progress shows here now.",
}


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What runs, waits, needs its owner, and what was finished today."""
    asked_at = timezone.now()
    cards = feed.queue(request.user)
    sections = [(key, title, [card for card in cards if card.section == key]) for key, title in _SECTIONS]
    context = {"sections_of_jobs": sections, "today": feed.today(request.user), "cursor": asked_at.isoformat()}
    return render(request, "queue/page.html", context)


@require_POST
def clear_finished(request: HttpRequest) -> HttpResponse:
    """Take the jobs that are over off the lists, failures too; their files stay. Unclear orders are not over."""
    for card in feed.queue(request.user):
        if "hide" in jobs.possible(card.job):
            jobs.hide(card.job)
    messages.success(request, "Finished jobs were taken off the list. Their files stay in the gallery.")
    return redirect("/queue")


@require_safe
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """One job with all that happened to it."""
    found = _find(request, job_id)
    params = asked.settings(found.model, found.params, without=("prompt",))
    provider = registry.provider_class(found.provider)
    context = {"card": feed.card(found), "params": params, "events": _events(found)}
    context |= {"inputs": pictures.by_label(request.user, found.model, found.inputs), "price": costs.price_words(found)}
    context |= {"service": provider.name, "log_address": provider.log_url, "cursor": timezone.now().isoformat()}
    return render(request, "queue/job.html", context)


def _events(job: Job) -> list[JobEvent]:
    events = list(job.events.all())
    for event in events if job.sandbox else ():
        event.message = costs.without_doubt(event.message)
    return events


def _find(request: HttpRequest, job_id: uuid.UUID) -> Job:
    return get_object_or_404(feed.rows(request.user), pk=job_id)


# -- verbs -----------------------------------------------------------------------------------------------------------


@require_POST
def act(request: HttpRequest, job_id: uuid.UUID, verb: str) -> HttpResponse:
    """Do one thing with a job; what may cost money or lose something is asked first."""
    if verb not in _VERBS:
        raise Http404("There is no such verb.")
    found = _find(request, job_id)
    action = next((action for action in actions.offered(found) if action.verb == verb), None)
    if action and action.question and not request.POST.get("sure"):
        if is_htmx(request):  # the card was drawn before there was anything to ask
            return _answer(request, found.pk, f"This job has moved on. Press {action.label} once more.", refused=True)
        return _ask(request, action)
    try:
        done = _VERBS[verb](found, request.POST)
    except (jobs.NotPossible, jobs.Refused) as error:
        return _answer(request, found.pk, error.message, refused=True)
    except registry.UnknownModel:
        return _answer(request, found.pk, f"{found.model_name} is no longer offered.", refused=True)
    return _answer(
        request, found.pk, _SAID.get(verb, ""), gone=verb == "hide", made=done if done.pk != found.pk else None
    )


def _ask(request: HttpRequest, action: Action) -> HttpResponse:
    context = {
        "title": action.title,
        "text": action.question,
        "yes": action.yes,
        "no": action.no,
        "danger": action.danger,
    }
    context["hidden"] = [(name, request.POST[name]) for name in ("order", "order_key") if name in request.POST]
    return render(request, "confirm.html", {**context, "action": request.path, "back": _back(request)})


def _answer(
    request: HttpRequest,
    job_id: uuid.UUID,
    said: str,
    *,
    refused: bool = False,
    gone: bool = False,
    made: Job | None = None,
) -> HttpResponse:
    """The job's card for the script, the page it came from for a plain form."""
    if not is_htmx(request):
        if said:
            (messages.error if refused else messages.success)(request, said)
        return redirect(f"/?mode={made.kind}" if made else _back(request))
    answer = HttpResponse("") if gone else _card(request, job_id, refused=said if refused else "")
    answer.status_code = 409 if refused else 200
    told: dict[str, Any] = {"feed:now": {}, **({"toast": {"text": said}} if said and not refused else {})}
    answer["HX-Trigger"] = json.dumps(told)
    return answer


def _card(request: HttpRequest, job_id: uuid.UUID, *, refused: str = "") -> HttpResponse:
    template = "queue/_row.html" if request.POST.get("as") == "row" else "generate/_job.html"
    typed = request.POST.get("remote_id", "") if refused else ""
    return render(request, template, {"card": feed.card(_find(request, job_id)), "refused": refused, "typed": typed})


def _back(request: HttpRequest) -> str:
    """The page of ours that the form was on."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) and "/jobs/" not in came_from.partition("?")[0]:
        return came_from
    return "/queue"


def _file_of(job: Job, position: int) -> JobOutput:
    return get_object_or_404(job.outputs, position=position, asset__isnull=False)


# -- a job's files ---------------------------------------------------------------------------------------------------


@require_POST
def save_output(request: HttpRequest, job_id: uuid.UUID, position: int) -> HttpResponse:
    """Keep one file of a job that waits in the tray."""
    found = _find(request, job_id)
    output = get_object_or_404(found.outputs, position=position)
    saved = tray.save(request.user, [output.media_id])
    if not saved and output.unsaved_at:
        return _answer(request, found.pk, tray.gone_words(output.unsaved_at), refused=True)
    return _answer(request, found.pk, "Saved. It is in the gallery now." if saved else "It was saved already.")


@require_POST
def trash_output(request: HttpRequest, job_id: uuid.UUID, position: int) -> HttpResponse:
    """Move one file of a job to the trash."""
    found = _find(request, job_id)
    output = _file_of(found, position)
    library.trash(request.user, [output.media_id])
    is_unsaved = output.asset is not None and output.asset.keep_until is not None
    words = "Discarded." if is_unsaved else "Moved to the trash."
    undo = f"/jobs/{found.pk}/files/{position}/restore"
    if not is_htmx(request):
        messages.success(request, words if is_unsaved else f"{words} It stays there for 30 days.")
        return redirect(_back(request))
    answer = _card(request, found.pk)
    answer["HX-Trigger"] = json.dumps({"toast": {"text": words, "undo": undo}})
    return answer


@require_POST
def restore_output(request: HttpRequest, job_id: uuid.UUID, position: int) -> HttpResponse:
    """Take one file of a job out of the trash again."""
    found = _find(request, job_id)
    library.restore(request.user, [_file_of(found, position).media_id])
    if not is_htmx(request):
        return redirect(_back(request))
    return _card(request, found.pk)
