"""Kie's addresses: ordering, asking, credits, download links. Each takes the desk and a request and gives a reply."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from .course import State, state_of
from .dedicated import VEO_1080P_PRICE
from .desk import RESULTS, Desk, faults_of
from .faults import Place
from .orders import COUNTERS, NO_CREDITS, NOT_THERE, TOO_MANY, create
from .records import RECORDS
from .replies import Refusal, Reply, refused, success
from .rules import Address, Items, Text, problems
from .store import Task
from .wire import Request

Endpoint = Callable[[Desk, Request], Reply]

#: Seconds that a video's 1080p version takes after it was asked for, at speed 1.
_UPSCALE_SECONDS = 3.0


def query(family: str, desk: Desk, request: Request) -> Reply:
    """A task's record. Raises Refusal when nobody knows the task."""
    task_id = request.query.get("taskId", "")
    if not task_id:
        raise Refusal(400, "taskId is required")
    if not desk.limits.may_query(family, task_id):
        raise Refusal(429, TOO_MANY, status=429)
    task = desk.store.task(task_id)
    if task is None or task.family != family:
        raise Refusal(422, NOT_THERE[family])
    answer = _record(desk, task)
    asked = [fault for fault in faults_of(task) if fault.place is Place.QUERY]
    fault = desk.queue.take_answer(Place.QUERY, request.path) or desk.struck_task(task, asked, "query")
    return fault.spoil(answer) if fault else answer


def _record(desk: Desk, task: Task) -> Reply:
    state = state_of(task, time.time())
    if state is State.FORGOTTEN:
        return refused(Refusal(422, "Temporarily supports records within 14 days"))
    if state is State.HIDDEN and task.family == "4o":
        return success(None)
    if state is State.HIDDEN:
        return refused(Refusal(422, NOT_THERE[task.family]))
    return success(RECORDS[task.family](task, state, desk.files(task)))


def veo_1080p(desk: Desk, request: Request) -> Reply:
    """The 1080p version of a finished Veo video; costs credits once. Raises Refusal until it is ready."""
    task = desk.store.task(request.query.get("taskId", ""))
    if task is None or task.family != "veo":
        raise Refusal(422, NOT_THERE["veo"])
    if state_of(task, time.time()) is not State.SUCCESS:
        raise Refusal(422, "record status is not success")
    if request.query.get("index", "0") != "0":
        raise Refusal(422, "record result data is not exist")
    if not desk.store.charge_extra(task.id, 0, VEO_1080P_PRICE):
        raise Refusal(402, NO_CREDITS)
    if time.time() < desk.store.extra_at(task.id, 0) + _UPSCALE_SECONDS / desk.options.speed:
        raise Refusal(400, "1080P is processing. It should be ready in 1-2 minutes. Please check back shortly.")
    return success({"resultUrl": f"{desk.origin()}{RESULTS}{task.id}/full-0.mp4"})


def credit(desk: Desk, request: Request) -> Reply:
    return success(desk.store.credits())


def download_url(desk: Desk, request: Request) -> Reply:
    """A fresh link to a result. Raises Refusal when the address is not ours, or not of the task that is named."""
    body = request.json()
    url = body.get("url")
    path = urlsplit(url).path if isinstance(url, str) and desk.is_ours(url) else ""
    task = desk.store.task(path.removeprefix(RESULTS).partition("/")[0]) if path.startswith(RESULTS) else None
    if task is None or body.get("taskId", task.id) != task.id:
        raise Refusal(422, "url is wrong")
    return success(desk.fresh_link(str(url)))


def four_o_download_url(desk: Desk, request: Request) -> Reply:
    if not request.json().get("taskId"):
        raise Refusal(422, "taskId is required")
    return download_url(desk, request)


# Gemini Omni's voices and people: answered at once, docs.kie.ai/market/gemini-omni-audio and -character

_VOICE = {
    "audio_id": Text(required=True),
    "name": Text(required=True, longest=210),
    "voice_description": Text(longest=20_000),
    "example_dialogue": Text(longest=120),
}
_PERSON = {
    "descriptions": Text(),
    "description": Text(),  # the page's sample spells it so
    "image_urls": Items(required=True, item=Address(required=True, kind="image"), most=1, word="files"),
    "audio_ids": Items(item=Text(required=True)),
    "character_name": Text(),
}


def omni_voice(desk: Desk, request: Request) -> Reply:
    """A voice under an id of its own; no page shows the answer."""
    body = request.json()
    for problem in problems(_VOICE, body):
        raise problem
    return success({"audioId": f"audio_{secrets.token_hex(8)}", "name": body["name"]})


def omni_person(desk: Desk, request: Request) -> Reply:
    body = request.json()
    for problem in problems(_PERSON, body):
        raise problem
    if not body.get("descriptions") and not body.get("description"):
        raise Refusal(422, "descriptions is required")
    name, picture = str(body.get("character_name") or "character"), body["image_urls"][0]
    return success(
        {"characterId": f"character_{secrets.token_hex(8)}", "characterName": name, "imageUrl": picture}
    )  # fmt: skip


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    **{("POST", path): create for path in COUNTERS},
    ("GET", "/api/v1/gpt4o-image/record-info"): partial(query, "4o"),
    ("POST", "/api/v1/gpt4o-image/download-url"): four_o_download_url,
    ("GET", "/api/v1/veo/record-info"): partial(query, "veo"),
    ("GET", "/api/v1/veo/get-1080p-video"): veo_1080p,
    ("GET", "/api/v1/runway/record-detail"): partial(query, "runway"),
    ("GET", "/api/v1/aleph/record-info"): partial(query, "aleph"),
    ("GET", "/api/v1/flux/kontext/record-info"): partial(query, "kontext"),
    ("GET", "/api/v1/modify/record-info"): partial(query, "luma"),
    ("GET", "/api/v1/jobs/recordInfo"): partial(query, "market"),
    ("GET", "/api/v1/chat/credit"): credit,
    ("POST", "/api/v1/common/download-url"): download_url,
    ("POST", "/api/v1/omni/audio/create"): omni_voice,
    ("POST", "/api/v1/omni/character/create"): omni_person,
    ("POST", "/api/file-base64-upload"): lambda desk, request: desk.uploads.by_base64(request),
    ("POST", "/api/file-stream-upload"): lambda desk, request: desk.uploads.by_stream(request),
    ("POST", "/api/file-url-upload"): lambda desk, request: desk.uploads.by_url(request),
}
#: Addresses that look after their faults themselves.
OWN_FAULTS = {*COUNTERS, *(path for _, path in ENDPOINTS if path.endswith(("/record-info", "-detail", "/recordInfo")))}
