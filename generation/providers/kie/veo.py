"""Veo 3.1 on Kie.ai's wire: generate, extend, and the larger versions of a finished film."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.providers.base import InputFile, Phase, Request, Update
from generation.providers.http import Client
from generation.providers.kie import records
from generation.providers.kie.dialect import Dialect, addresses, earlier_task, given
from generation.providers.kie.replies import accepted_answer


class Veo(Dialect):
    """Veo 3.1. Pages disagree on the spelling of the ratio, so both are sent, and on the default of translation."""

    order_path = "/api/v1/veo/generate"
    status_path = "/api/v1/veo/record-info"

    def body(self, request: Request) -> dict[str, Any]:
        params = request.params
        mode, images = self._pictures(request.inputs)
        body: dict[str, Any] = {
            "prompt": params["prompt"],
            "model": request.spec.options["model"],
            "generationType": mode,
            "aspect_ratio": params["aspect_ratio"],
            "aspectRatio": params["aspect_ratio"],
            "resolution": params["resolution"],
            "duration": params["duration"],
            "enableTranslation": bool(params.get("enable_translation")),
        }
        if images:
            body["imageUrls"] = images
        return {**body, **given(params, {"watermark": "watermark"})}

    def _pictures(self, inputs: Mapping[str, tuple[InputFile, ...]]) -> tuple[str, list[str]]:
        if references := addresses(inputs, "reference_images"):
            return "REFERENCE_2_VIDEO", references
        if frames := [*addresses(inputs, "image"), *addresses(inputs, "last_frame")]:
            return "FIRST_AND_LAST_FRAMES_2_VIDEO", frames
        return "TEXT_2_VIDEO", []


class VeoExtend(Dialect):
    """A longer film from a Veo film. The tiers have other names here than in ``generate``."""

    order_path = "/api/v1/veo/extend"
    status_path = Veo.status_path

    def body(self, request: Request) -> dict[str, Any]:
        names = {"prompt": "prompt", "tier": "model", "seed": "seeds", "watermark": "watermark"}
        return {"taskId": earlier_task(request, "video").remote_id, **given(request.params, names)}


class Veo4k(Dialect):
    """The 4K version of a Veo film: an order with a task of its own."""

    order_path = "/api/v1/veo/get-4k-video"
    status_path = Veo.status_path

    def body(self, request: Request) -> dict[str, Any]:
        made = earlier_task(request, "video")
        return {"taskId": made.remote_id, "index": made.position}


class Veo1080p(Dialect):
    """The 1080p version of a Veo film: there is no order, one asks for it until it is there (1 to 3 minutes).

    Asking again is how one waits, so a lost answer is no doubt: the question is simply asked again. There is no task
    id either; the job's remote id is made of the film's task, the file's position and the job.
    """

    status_path = "/api/v1/veo/get-1080p-video"
    not_ready = (400,)

    def body(self, request: Request) -> dict[str, Any]:
        made = earlier_task(request, "video")
        return {"taskId": made.remote_id, "index": made.position}

    def submit(self, client: Client, request: Request) -> Update:
        wanted = self.body(request)
        reply = client.ask(self.status_path, wanted)
        remote_id = f"{wanted['taskId']}#{wanted['index']}#{request.job_id}"
        data = accepted_answer(reply, *self.not_ready)
        update = self.read(data) if isinstance(data, dict) else Update(Phase.WAITING)
        return Update(update.phase, remote_id=remote_id, outputs=update.outputs, raw=reply.short())

    def question(self, remote_id: str) -> dict[str, Any]:
        task_id, _, place = remote_id.partition("#")  # without a place where a person pasted the film's own task
        index = place.partition("#")[0]
        return {"taskId": task_id, "index": int(index) if index.isdecimal() else 0}

    def read(self, data: dict[str, Any]) -> Update:
        outputs = records.outputs(data)
        return Update(Phase.SUCCEEDED if outputs else Phase.RUNNING, outputs=outputs)
